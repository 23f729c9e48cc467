"""One copy altered or none left: said only when the reads make it probable enough."""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.allelic.context import Context, read_interval
from mtorboard.allelic.origin import same_variant
from mtorboard.allelic.posterior import chance, purity_span, told_states
from mtorboard.allelic.states import State, Weighted
from mtorboard.classify.words import describe, listed
from mtorboard.model.alteration import STRUCTURAL, Alteration
from mtorboard.model.clinical import GermlineFinding
from mtorboard.model.enums import Clonality, Consequence, Zygosity

_PATHOGENIC = frozenset({"pathogenic", "likely_pathogenic"})
_WORTH_TELLING = 0.05
_WORDS = {
    Zygosity.BIALLELIC: "lost or altered too",
    Zygosity.MONOALLELIC: "apparently retained",
    Zygosity.UNKNOWN: "not known",
}
_TWO = 2


def with_zygosity(alteration: Alteration, context: Context, weights: tuple[Weighted, ...]) -> Alteration:
    """Say the zygosity that the reads make at least ``state_probability`` probable.

    Where copy number is not given, the answer rests on an assumption about it, and only half the doubt is
    allowed. It is UNKNOWN without purity or read counts, when no answer is probable enough, when the altered
    cells have no other copy left but are a subclone, and when the reads' 95 % interval fits no state at all:
    then purity, copy number or counts are wrong.

    Args:
        alteration: with its origin.
        weights: its states with their probabilities (:func:`mtorboard.allelic.posterior.weigh`).
    """
    missing = _missing(alteration, context, weights)
    if missing:
        return alteration.because(f"Second copy: not known, because {missing}.")
    limits = read_interval(alteration) or (0.0, 1.0)
    reads = _reads(alteration, limits, context)
    given = context.segment_at(alteration) is not None
    assumed = "" if given else " Copy number is not given here: one to four copies were weighed."
    if not any(_fits(state, limits, context) for state, _ in weights):
        return alteration.because(f"Second copy: not known. {reads}, which fits no state.{assumed}")
    doubt = 1 - context.thresholds.state_probability
    zygosity, probability = _answer(weights, doubt if given else doubt / 2, context)
    by = "" if zygosity is Zygosity.UNKNOWN else f"; probability {chance(probability)}"
    reason = f"Second copy: {_WORDS[zygosity]}. {reads}{_told(weights, context)}{by}.{assumed}"
    return alteration.because(reason, zygosity=zygosity)


def with_zygosity_at_break(
    alteration: Alteration, context: Context, weights: tuple[Weighted, ...]
) -> Alteration:
    """Say of a structural variant that no other copy is left, never that one is.

    Of the reads that cross a break a caller counts only those that it can place, so the fraction is a lower
    bound: many reads show something, few show nothing. For the same reason clonality is not told.
    """
    found = with_zygosity(alteration, context, weights)
    if found.zygosity is Zygosity.MONOALLELIC:
        found = alteration.because(
            "Second copy: not known, because reads that cross a break are under-counted."
        )
    return found.because("Clonality: not told, because reads that cross a break are under-counted.")


def with_second_hits(alterations: tuple[Alteration, ...], context: Context) -> tuple[Alteration, ...]:
    """Weigh the other hits in the same suppressor into each hit's zygosity.

    Hits that the genotypes put on one chromosome are one hit. Of hits on different chromosomes both copies are
    altered, if there are two and each hit is clonal. Otherwise two hits probably strike both copies, but
    allele fractions cannot tell two chromosomes from one that carries both: the zygosity is UNKNOWN until
    reads, a relative or a protein stain settle the phase. A pathogenic germline variant from the clinical
    facts is such a hit too, even if the file does not hold it.
    """
    return tuple(_with_second_hit(item, alterations, context) for item in alterations)


def _with_second_hit(item: Alteration, others: tuple[Alteration, ...], context: Context) -> Alteration:
    suppressor = item.counts and context.is_suppressor(item.gene)
    if not suppressor or item.zygosity is Zygosity.BIALLELIC:
        return item
    hits = [
        other
        for other in others
        if other.gene == item.gene
        and other.key != item.key
        and other.counts
        and other.consequence is not Consequence.COPY_LOSS
        and not {item.consequence, other.consequence} <= STRUCTURAL  # both may be ends of one rearrangement
    ]
    in_cis = [other for other in hits if _same_chromosome(item, other) is True]
    in_trans = [other for other in hits if _same_chromosome(item, other) is False]
    unphased = [describe(other) for other in hits if other not in (*in_cis, *in_trans)]
    unphased += [
        f"germline {finding.hgvs_c or 'variant'}"
        for finding in context.germline_findings(item.gene)
        if finding.classification in _PATHOGENIC and not _held(finding, item, others)
    ]
    if in_cis:
        item = item.because(f"On the same chromosome as {_names(in_cis)}: one hit, not two.")
    if in_trans:
        return _with_hit_in_trans(item, in_trans, context)
    if not unphased:
        return item
    reason = f"Second copy: probably altered too, by {listed(unphased)}; the phase of the two is not known."
    return item.because(reason, zygosity=Zygosity.UNKNOWN)


def _with_hit_in_trans(item: Alteration, in_trans: list[Alteration], context: Context) -> Alteration:
    """Both copies are altered where there are two, and no large part of the cells can have but one of the hits."""
    segment = context.segment_at(item)
    two = segment is not None and segment.total_cn == _TWO
    both = any(item.clonality is Clonality.CLONAL is other.clonality for other in in_trans)
    reason = f"Second copy: altered by {_names(in_trans)}, which lies on the other chromosome."
    if two and both:
        return item.because(reason, zygosity=Zygosity.BIALLELIC)
    reason += " That no further copy is left, or that both are in the same cells, is not shown."
    return item.because(reason, zygosity=Zygosity.UNKNOWN)


def _same_chromosome(one: Alteration, other: Alteration) -> bool | None:
    """Whether the genotypes put two alterations on one chromosome; ``None`` when they do not say."""
    if one.haplotype is None or other.haplotype is None or one.haplotype.block != other.haplotype.block:
        return None
    return bool(one.haplotype.copies & other.haplotype.copies)


def _names(alterations: Iterable[Alteration]) -> str:
    return listed(describe(item) for item in alterations)


def _held(finding: GermlineFinding, item: Alteration, others: tuple[Alteration, ...]) -> bool:
    """Whether a germline result is this alteration, may be it, or is listed among the others already."""
    if finding.hgvs_c is None:
        return item.possible_germline
    listed_too = (other for other in others if other.counts or other.key == item.key)
    return any(other.gene == item.gene and same_variant(other, finding) for other in listed_too)


def _missing(alteration: Alteration, context: Context, weights: tuple[Weighted, ...]) -> str:
    """Say what keeps the states from being weighed; nothing when they were."""
    if context.purity is None:
        return "tumour purity is not given"
    if read_interval(alteration) is None:
        return "read counts are not given"
    return "" if weights else "copy number says that no copy is left here, yet reads carry the allele"


def _answer(weights: tuple[Weighted, ...], doubt: float, context: Context) -> tuple[Zygosity, float]:
    """Return the most probable answer with its probability; UNKNOWN where more than ``doubt`` is left."""
    chances = dict.fromkeys(Zygosity, 0.0)
    for state, weight in weights:
        chances[state.zygosity(context.thresholds.clonal_ccf)] += weight
    best = max(chances, key=lambda kind: chances[kind])
    return (best if 1 - chances[best] <= doubt else Zygosity.UNKNOWN), chances[best]


def _fits(state: State, limits: tuple[float, float], context: Context) -> bool:
    """Whether the state predicts a fraction inside the limits for some purity within its tolerance.

    A prediction rises or falls with purity all the way, so the two ends of the purity span are enough.
    """
    ends = [state.expected(purity) for purity in purity_span(context)]
    return min(ends) <= limits[1] and limits[0] <= max(ends)


def _reads(alteration: Alteration, limits: tuple[float, float], context: Context) -> str:
    return (
        f"{alteration.alt_depth} of {alteration.depth} reads (95 % interval {limits[0]:.2f}-{limits[1]:.2f}) "
        f"at purity {context.purity:.2f}"
    )


def _told(weights: tuple[Weighted, ...], context: Context) -> str:
    """Name the states that are probable, best first; those of normal cells not against the patient's will."""
    chances = told_states(weights, context)
    ranked = sorted(chances, key=lambda state: -chances[state])
    probable = [state.describe(context.purity or 0.0) for state in ranked if chances[state] >= _WORTH_TELLING]
    return f", which fits {listed(probable)}" if probable else ""
