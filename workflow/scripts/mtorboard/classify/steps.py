"""The order of evidence: one small pure function a step, the first that answers decides.

Every step takes a :class:`Case` and returns a :class:`Verdict`, or ``None`` when it has nothing to say.
In-silico scores are read by none of them.
"""

from __future__ import annotations

from collections.abc import Callable

from mtorboard.classify.case import (
    BENIGN_CLASSES,
    CANONICAL_SPLICE,
    IN_FRAME,
    OUTSIDE_CODING,
    SILENT,
    TRUNCATING,
    Case,
    Verdict,
    cds_span,
    is_tail,
    missense_counts,
    touches_codons,
    within_cds,
    within_codons,
)
from mtorboard.classify.words import listed, percent
from mtorboard.knowledge.records import Allele, Region
from mtorboard.model.alteration import ACTIONABLE_CLASSES
from mtorboard.model.enums import AlterationClass, Consequence, Effect, Verification

Step = Callable[[Case], Verdict | None]

_KNOWN = ACTIONABLE_CLASSES | {AlterationClass.RESISTANCE}
_DECAY_BASES = 50
"""A stop less than so many bases before the last exon junction, or behind it, is not expected to cause decay."""


def filtered(case: Case) -> Verdict | None:
    """A failed filter ends it: the curated class is kept for the reader, nothing else is read from it."""
    if not case.variant.filters:
        return None
    reason = f"Filtered by the caller ({', '.join(case.variant.filters)}): shown, not interpreted."
    row = _curated_row(case)
    if row is None:
        return Verdict(AlterationClass.VUS, Effect.UNKNOWN, reason)
    return Verdict(row.class_, row.effect, f"{reason} {_allele_reason(row)}", row)


def benign(case: Case) -> Verdict | None:
    """The benign list beats every other list; a common allele is benign unless it is a curated known one."""
    row = _curated_row(case)
    if row and row.class_ in BENIGN_CLASSES:
        return Verdict(row.class_, row.effect, _allele_reason(row), row)
    af = case.variant.population_af
    if af is None or af < case.thresholds.population_af or (row and row.class_ in _KNOWN):
        return None
    limit = percent(case.thresholds.population_af)
    reason = f"Population allele frequency {percent(af)} reaches {limit}: taken as a polymorphism."
    return Verdict(AlterationClass.BENIGN, Effect.NEUTRAL, reason)


def curated_allele(case: Case) -> Verdict | None:
    """The exact allele is in the table, by its key on this build or its c. name on the pinned transcript."""
    row = _curated_row(case)
    if row is None:
        return None
    reason = _allele_reason(row)
    af = case.variant.population_af
    if af is not None and af >= case.thresholds.population_af and row.class_ in _KNOWN:
        reason += f" Kept although its population allele frequency is {percent(af)}."
    return Verdict(row.class_, row.effect, reason, row)


def oncogene_residue(case: Case) -> Verdict | None:
    """Another missense at a missense-driven hotspot residue of an oncogene."""
    return None if case.lost else _missense_residue(case)


def oncogene_truncation(case: Case) -> Verdict | None:
    """A truncation or start loss of an oncogene never alters its function upwards."""
    if case.lost or case.name.consequence not in TRUNCATING | {Consequence.START_LOST}:
        return None
    reason = f"Truncates {case.gene.symbol}, an oncogene: not an activating change, wherever it lies."
    return Verdict(AlterationClass.PASSENGER, Effect.UNKNOWN, reason)


def inframe_window(case: Case) -> Verdict | None:
    """An in-frame insertion or deletion that lies wholly inside a curated window."""
    if case.name.consequence not in IN_FRAME:
        return None
    for region in _regions(case, "INFRAME_WINDOW"):
        if within_codons(region, case.name.codons):
            where = f"codons {region.first_codon}-{region.last_codon}"
            reason = _with_note(f"In-frame change inside the curated window of {where}.", region)
            return Verdict(region.class_, region.effect, reason, region)
    return None


def truncation_exception(case: Case) -> Verdict | None:
    """A stretch where truncation (in an alternative exon also an in-frame change) says nothing of function.

    Towards the protein's end the codon of the new stop decides, where it is known, else the first altered
    codon; in an alternative exon the place of the change decides.
    """
    if case.name.consequence not in TRUNCATING | IN_FRAME:
        return None
    for region in _regions(case, "TRUNCATION_EXCEPTION"):
        if is_tail(region, case.gene):
            stop = _stop_codon(case)
            applies = stop is not None and stop >= (region.first_codon or 0)
        else:
            applies = within_cds(region, case)
        if applies:
            reason = _with_note("Lies where truncation is not taken as a change of function.", region)
            return Verdict(region.class_, region.effect, reason, region)
    return None


def splice_exception(case: Case) -> Verdict | None:
    """A canonical splice change of a suppressor at a site where loss of function does not follow."""
    span = cds_span(case.name.hgvs_c)
    if not case.lost or case.name.consequence not in CANONICAL_SPLICE or span is None:
        return None
    (first, first_offset), (last, last_offset) = span
    if not first_offset or not last_offset:
        return None  # it reaches into the exon, which the exception was not shown for
    for region in _regions(case, "SPLICE_EXCEPTION"):
        if region.first_c is None or region.last_c is None:
            continue
        if region.first_c <= first and last <= region.last_c:
            reason = _with_note("Changes a splice site that is an exception.", region)
            return Verdict(region.class_, region.effect, reason, region)
    return None


def suppressor_loss(case: Case) -> Verdict | None:
    """A truncation, canonical splice change or start loss of a tumour suppressor."""
    words = {
        Consequence.STOP_GAINED: "a premature stop",
        Consequence.FRAMESHIFT: "a frameshift",
        Consequence.SPLICE_ACCEPTOR: "a canonical splice acceptor change",
        Consequence.SPLICE_DONOR: "a canonical splice donor change",
        Consequence.START_LOST: "loss of the start codon",
    }
    if not case.lost or case.name.consequence not in words:
        return None
    reason = f"{case.gene.symbol} is a tumour suppressor and this is {words[case.name.consequence]}."
    tails = [r for r in _regions(case, "TRUNCATION_EXCEPTION") if is_tail(r, case.gene)]
    if case.name.consequence is Consequence.FRAMESHIFT and case.name.new_stop is None and tails:
        reason += " The codon of the new stop is not known; the first altered codon was taken."
    if _escapes_decay(case):
        reason += (
            " No exon junction follows its stop by over 50 bases, so the message may escape decay and leave a "
            "shortened protein; whether that keeps its function is not known."
        )
    return Verdict(AlterationClass.LIKELY_LOF, Effect.LOF, reason)


def suppressor_residue(case: Case) -> Verdict | None:
    """Another missense at a missense-driven hotspot residue of a tumour suppressor."""
    return _missense_residue(case) if case.lost else None


def silent(case: Case) -> Verdict | None:
    """A synonymous change away from splice sites (splice region is a term of its own and more severe)."""
    if case.name.consequence not in SILENT:
        return None
    reason = "Leaves the protein unchanged and touches no splice region."
    return Verdict(AlterationClass.LIKELY_BENIGN, Effect.NEUTRAL, reason)


def outside_coding(case: Case) -> Verdict | None:
    """An intronic or untranslated change without a curated row: not interpreted, part of no status."""
    if case.name.consequence not in OUTSIDE_CODING:
        return None
    reason = "Lies outside coding sequence and splice sites and is not curated: not interpreted."
    return Verdict(AlterationClass.VUS, Effect.UNKNOWN, reason)


def unresolved(case: Case) -> Verdict | None:
    """A coding change whose effect on the protein cannot be told without the reference bases."""
    if case.name.consequence is not Consequence.CODING_UNRESOLVED:
        return None
    reason = (
        "Could not be named without a reference: in no curated table, and whether it changes the protein is "
        "not known."
    )
    return Verdict(AlterationClass.VUS, Effect.UNKNOWN, reason)


def uncertain(case: Case) -> Verdict:
    """Everything else."""
    reason = "No curated allele, region or rule covers it; computed scores are not used."
    regions = [r for r in _regions(case, "HOTSPOT_RESIDUE") if touches_codons(r, case.name.codons)]
    if case.name.consequence is Consequence.MISSENSE and regions:
        reason = "At a hotspot residue that is not shown to be driven by missense changes. " + reason
    return Verdict(AlterationClass.VUS, Effect.UNKNOWN, reason)


STEPS: tuple[Step, ...] = (
    filtered,
    benign,
    curated_allele,
    oncogene_residue,
    inframe_window,
    truncation_exception,
    oncogene_truncation,
    splice_exception,
    suppressor_loss,
    suppressor_residue,
    silent,
    outside_coding,
    unresolved,
    uncertain,
)


def _regions(case: Case, kind: str) -> list[Region]:
    return [region for region in case.regions if region.kind == kind]


def _curated_row(case: Case) -> Allele | None:
    """The deciding row: a benign one if there is any, else the one that coordinates matched."""
    benign_rows = [row for row in case.curated if row.class_ in BENIGN_CLASSES]
    return next(iter(benign_rows or case.curated), None)


def _missense_residue(case: Case) -> Verdict | None:
    if case.name.consequence is not Consequence.MISSENSE:
        return None
    for region in case.regions:
        if missense_counts(region, case.thresholds) and touches_codons(region, case.name.codons):
            codons = listed(range(region.first_codon or 0, (region.last_codon or 0) + 1))
            seen = f"{region.tumours} tumours, {percent(region.missense_fraction or 0)} missense"
            text = f"Another missense change at hotspot codon {codons} ({seen})."
            return Verdict(region.class_, region.effect, _with_note(text, region), region)
    return None


def _stop_codon(case: Case) -> int | None:
    """Codon (1-based) that stands for a truncation: the new stop, else the first altered codon."""
    if case.name.consequence not in TRUNCATING:
        return None
    return case.name.new_stop or (case.name.codons[0] if case.name.codons else None)


def _escapes_decay(case: Case) -> bool:
    """Whether nonsense-mediated decay is not expected (Nagy & Maquat, Trends Biochem Sci 1998;23:198)."""
    frameshift = case.name.consequence is Consequence.FRAMESHIFT
    stop = case.name.new_stop if frameshift else _stop_codon(case)
    return (
        stop is not None and case.last_junction is not None and 3 * stop > case.last_junction - _DECAY_BASES
    )


def _allele_reason(row: Allele) -> str:
    text = _with_note(f"Curated allele {row.allele_id}, listed as {row.class_}.", row)
    if row.provenance.verified is Verification.UNVERIFIED:
        text += " The row has not been verified against its source."
    return text


def _with_note(text: str, row: Allele | Region) -> str:
    if not row.note:
        return text
    return f"{text} {row.note.rstrip('.')}."
