"""What copy number says of genes: lost, amplified, looked at at all; and of a place, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from mtorboard.allelic.context import Context
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import (
    AlterationClass,
    Clonality,
    Consequence,
    Effect,
    Naming,
    Origin,
    Role,
    Zygosity,
)
from mtorboard.model.evidence import CopyNumber, Segment, Stretch

DEEP_LOSS, HIGH_GAIN = -2, 2
"""Ends of the scale of calls by gene."""


def copy_number_alterations(context: Context) -> tuple[Alteration, ...]:
    """Make an alteration of every loss of all copies and of every amplification.

    Losses are those of tumour suppressors. A stretch without copies that holds a whole coding exon is LIKELY_LOF
    and BIALLELIC, its zygosity UNKNOWN where only a part of the tumour cells has it. A stretch that ends inside
    the only exons it touches is a VUS, because segment ends are not break points. A call of deep loss is
    LIKELY_LOF of UNKNOWN zygosity: a limit on a log ratio does not show that no copy is left.

    A loss of all copies is CLONAL where purity is given and the segment is not marked as that of a part of the
    tumour cells. A segment's copies are a mean over the tumour cells (Carter 2012, Nat Biotechnol 30:413), and no
    cell has fewer than none: a mean of none leaves no room for many cells with a copy. Without purity nobody
    can tell a part of the tumour cells from normal cells, so its clonality is UNKNOWN.

    Amplifications are those of oncogenes, with all coding bases at ``amplification_copies`` or more, or called
    high gain; they are VUS, for information.

    The key is ``build:contig:start-end:`` and ``CN0``, ``CN8`` (copies), ``LOSS`` or ``GAIN`` (calls), with first
    and last base 1-based.
    """
    found: list[Alteration] = []
    for gene, transcript in sorted(context.transcripts.items()):
        if context.is_suppressor(gene):
            found += _losses(transcript, context)
        elif gene in context.genes and context.genes[gene].role is Role.ONC:
            found += _gains(transcript, context)
    return tuple(found)


def genes_with_copy_number(
    copy_number: CopyNumber | Collection[Segment] | None, transcripts: Mapping[str, Transcript]
) -> frozenset[str]:
    """Name the genes whose deletions were looked for: every coding base has its copies told, or the gene a call.

    A gap over a gene (no informative positions) is no statement about it.

    Args:
        copy_number: 0-based half-open, of the transcripts' build; segments alone will do; ``None``: not given.
        transcripts: by gene, of one build.
    """
    known = copy_number if isinstance(copy_number, CopyNumber) else CopyNumber(tuple(copy_number or ()))
    return frozenset(
        gene for gene, transcript in transcripts.items() if gene in known.genes or _told(transcript, known)
    )


def copies_in_words(segment: Segment) -> str:
    """Say the copies of a place, and what became of the second parental chromosome."""
    total, minor = segment.total_cn, segment.minor_cn
    said = f"Copies there: {total}"
    said += f", {minor} of the minor allele" if minor is not None else ", alleles not told apart"
    # A male's only X looks like a loss.
    if segment.contig.isdigit() and minor == 0 and total:
        said += f": loss of heterozygosity{' by deletion' if total == 1 else ' without loss of copies'}"
    if segment.subclonal:
        said += ", in a part of the tumour cells only; second copy and clonality are therefore not known"
    return said + "."


def _told(transcript: Transcript, known: CopyNumber) -> bool:
    places: tuple[Segment | Stretch, ...] = (*known.segments, *known.kept)
    merged = _merged([(place.start, place.end) for place in places if place.contig == transcript.contig])
    return all(
        any(low <= start and end <= high for low, high in merged)
        for start, end in transcript.coding_intervals()
    )


def _merged(spans: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join 0-based half-open spans that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _losses(transcript: Transcript, context: Context) -> Iterator[Alteration]:
    for subclonal in (False, True):
        spans = [
            (segment.start, segment.end)
            for segment in context.segments or ()
            if segment.contig == transcript.contig
            and segment.total_cn == 0
            and segment.subclonal is subclonal
        ]
        for start, end in _merged(spans):
            if any(low < end and start < high for low, high in transcript.coding_intervals()):
                yield _deletion(transcript, (start, end), context, subclonal)
    if context.gene_calls.get(transcript.gene) == DEEP_LOSS:
        start, end = _whole(transcript)
        yield _alteration(
            transcript,
            (start, end, "LOSS"),
            Consequence.COPY_LOSS,
            AlterationClass.LIKELY_LOF,
            Effect.LOF,
            "Deep deletion by a call cut at a limit of the log ratio: possibly homozygous, not shown to be.",
        )


def _deletion(transcript: Transcript, span: tuple[int, int], context: Context, subclonal: bool) -> Alteration:
    (start0, end0), clonality = span, Clonality.UNKNOWN
    exons = transcript.coding_intervals()
    whole = sum(start0 <= low and high <= end0 for low, high in exons)
    if whole:
        class_, effect, zygosity = AlterationClass.LIKELY_LOF, Effect.LOF, Zygosity.BIALLELIC
        reason = f"No copy is left of {whole} of {len(exons)} coding exons: homozygous deletion."
    else:
        class_, effect, zygosity = AlterationClass.VUS, Effect.UNKNOWN, Zygosity.UNKNOWN
        reason = "A stretch without copies ends inside a coding exon; whether an exon is lost is not certain."
    reasons = [reason, "Copies are those of the tumour as the copy-number caller gives them."]
    if subclonal:
        zygosity = Zygosity.UNKNOWN
        reasons.append("Only a part of the tumour cells has this deletion, as far as its copies tell.")
    elif zygosity is Zygosity.BIALLELIC and context.purity is None:
        reasons.append("Clonality: not known, because tumour purity is not given.")
    elif zygosity is Zygosity.BIALLELIC:
        clonality = Clonality.CLONAL
        reasons.append("Clonality: clonal. Copies are a mean over the tumour cells, and none is the least.")
    place = (start0, end0, "CN0")
    return _alteration(transcript, place, Consequence.COPY_LOSS, class_, effect, *reasons).because(
        zygosity=zygosity, clonality=clonality
    )


def _gains(transcript: Transcript, context: Context) -> Iterator[Alteration]:
    exons = transcript.coding_intervals()
    covering = [
        segment
        for segment in context.segments or ()
        if segment.contig == transcript.contig
        and any(segment.start < high and low < segment.end for low, high in exons)
    ]
    start, end = _whole(transcript)
    fewest = min((segment.total_cn for segment in covering), default=0)
    limit = context.thresholds.amplification_copies
    if fewest >= limit and _told(transcript, CopyNumber(tuple(covering))):
        reason = f"{fewest} copies of the whole coding sequence, {limit} or more: amplified."
        yield _amplification(transcript, (start, end, f"CN{fewest}"), reason)
    if context.gene_calls.get(transcript.gene) == HIGH_GAIN:
        reason = "High gain by a call cut at a limit of the log ratio; the number of copies is not known."
        yield _amplification(transcript, (start, end, "GAIN"), reason)


def _amplification(transcript: Transcript, place: tuple[int, int, str], reason: str) -> Alteration:
    said = (reason, "An amplification is shown for information; alone it does not make a gene altered.")
    vus, unknown = AlterationClass.VUS, Effect.UNKNOWN
    return _alteration(transcript, place, Consequence.COPY_GAIN, vus, unknown, *said)


def _whole(transcript: Transcript) -> tuple[int, int]:
    """The whole transcript, 0-based half-open."""
    return transcript.exons[0][0], transcript.exons[-1][1]


def _alteration(
    transcript: Transcript,
    place: tuple[int, int, str],
    consequence: Consequence,
    class_: AlterationClass,
    effect: Effect,
    *reasons: str,
) -> Alteration:
    start0, end0, what = place
    # HGVS has no name for a gain whose copies lie nobody knows where.
    lost = f"{transcript.contig_accession}:g.(?_{start0 + 1})_({end0}_?)del"
    return Alteration(
        gene=transcript.gene,
        key=f"{transcript.build}:{transcript.contig}:{start0 + 1}-{end0}:{what}",
        hgvs_g=lost if consequence is Consequence.COPY_LOSS else "",
        hgvs_c=None,
        hgvs_p=None,
        transcript=transcript.accession,
        consequence=consequence,
        class_=class_,
        effect=effect,
        naming=Naming.COORDINATES,
        origin=Origin.UNKNOWN,
        reasons=reasons,
    )
