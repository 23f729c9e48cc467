"""One copy altered or none left: called only when the reads fit one answer and no other."""

from __future__ import annotations

from mtorboard.allelic.context import Context, read_interval
from mtorboard.allelic.origin import germline_tested_negative, same_variant
from mtorboard.allelic.states import State, possible_states
from mtorboard.classify.words import describe, listed
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import GermlineFinding
from mtorboard.model.enums import Consequence, Origin, Zygosity

_PATHOGENIC = frozenset({"pathogenic", "likely_pathogenic"})
_LOWEST_PURITY = 0.01


def with_zygosity(alteration: Alteration, context: Context) -> Alteration:
    """Compare the reads' 95 % interval with the fraction that each possible state predicts.

    Purity may be off by ``purity_tolerance``. The zygosity is called when all compatible states agree on it;
    without purity or read counts, without a compatible state (a subclone), or when they disagree, it is
    UNKNOWN. Without copy number only the commonest states are weighed, and the reason says so.
    """
    if context.purity is None:
        return alteration.because("Second copy: not known, because tumour purity is not given.")
    limits = read_interval(alteration)
    if limits is None:
        return alteration.because("Second copy: not known, because read counts are not given.")
    segment = context.segment_at(alteration)
    germline = alteration.origin is not Origin.SOMATIC and not germline_tested_negative(alteration, context)
    states = possible_states(segment, somatic=alteration.origin is not Origin.GERMLINE, germline=germline)
    fitting = [state for state in states if _fits(state, limits, context)]
    reads = _reads(alteration, limits, context.purity)
    assumed = "" if segment else " Copy number is not given here: loss and two copies were weighed."
    groups = {state.zygosity for state in fitting}
    if not groups:
        reason = f"Second copy: not known. {reads}, which fits no state shared by all tumour cells.{assumed}"
        return alteration.because(reason)
    told = listed(state.describe(context.purity) for state in fitting)
    if len(groups) > 1:
        return alteration.because(f"Second copy: not known. {reads}, which fits {told}.{assumed}")
    zygosity = groups.pop()
    word = "lost or altered too" if zygosity is Zygosity.BIALLELIC else "apparently retained"
    return alteration.because(f"Second copy: {word}. {reads}, which fits {told}.{assumed}", zygosity=zygosity)


def with_second_hits(alterations: tuple[Alteration, ...], context: Context) -> tuple[Alteration, ...]:
    """Withdraw a one-copy statement where the same suppressor carries another hit.

    Two hits probably strike both copies, but allele fractions cannot tell two chromosomes from one that
    carries both: the zygosity is UNKNOWN until reads, a relative or a protein stain settle the phase. A
    pathogenic germline variant from the clinical facts is such a hit too, even if the file does not hold it.
    """
    return tuple(_with_second_hit(item, alterations, context) for item in alterations)


def _with_second_hit(item: Alteration, others: tuple[Alteration, ...], context: Context) -> Alteration:
    suppressor = item.counts and context.is_suppressor(item.gene)
    if not suppressor or item.zygosity is Zygosity.BIALLELIC:
        return item
    hits = [
        describe(other)
        for other in others
        if other.gene == item.gene
        and other.key != item.key
        and other.counts
        and other.consequence is not Consequence.COPY_LOSS
    ]
    hits += [
        f"germline {finding.hgvs_c or 'variant'}"
        for finding in context.germline_findings(item.gene)
        if finding.classification in _PATHOGENIC and not _held(finding, item, others)
    ]
    if not hits:
        return item
    reason = f"Second copy: probably altered too, by {listed(hits)}; the phase of the two is not known."
    return item.because(reason, zygosity=Zygosity.UNKNOWN)


def _held(finding: GermlineFinding, item: Alteration, others: tuple[Alteration, ...]) -> bool:
    """Whether a germline result is this alteration, may be it, or is listed among the others already."""
    if finding.hgvs_c is None:
        return item.possible_germline
    listed_too = (other for other in others if other.counts or other.key == item.key)
    return any(other.gene == item.gene and same_variant(other, finding) for other in listed_too)


def _fits(state: State, limits: tuple[float, float], context: Context) -> bool:
    """Whether the state predicts a fraction inside the limits for some purity within its tolerance.

    A prediction rises or falls with purity all the way, so the two ends of the purity span are enough.
    """
    purity, tolerance = context.purity or 0.0, context.thresholds.purity_tolerance
    lowest, highest = max(_LOWEST_PURITY, purity - tolerance), min(1.0, purity + tolerance)
    ends = (state.expected(lowest), state.expected(highest))
    return min(ends) <= limits[1] and limits[0] <= max(ends)


def _reads(alteration: Alteration, limits: tuple[float, float], purity: float) -> str:
    return (
        f"{alteration.alt_depth} of {alteration.depth} reads (95 % interval {limits[0]:.2f}-{limits[1]:.2f}) "
        f"at purity {purity:.2f}"
    )
