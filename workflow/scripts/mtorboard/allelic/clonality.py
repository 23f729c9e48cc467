"""In how many tumour cells: the cancer cell fraction with its interval, and the word for it."""

from __future__ import annotations

from mtorboard.allelic.context import Context, read_interval
from mtorboard.allelic.posterior import chance, purity_span
from mtorboard.allelic.states import MOST_COPIES, Weighted, cancer_cell_fraction
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Clonality, Origin

_NORMAL_COPIES = 2
_HETEROZYGOUS = 0.5


def with_clonality(alteration: Alteration, context: Context, weights: tuple[Weighted, ...]) -> Alteration:
    """Set ``ccf`` (0 to 1), its 95 % interval, taking one mutated copy, and the clonality.

    The interval is that of the reads, with purity at the end of its tolerance that makes it widest. CLONAL or
    SUBCLONAL is said when a cell fraction from ``clonal_ccf`` on, or under it, is at least
    ``state_probability`` probable - and, where copy number is not given, SUBCLONAL only if the interval would
    stay under it at four copies too, because a bypass that is wrongly called minor could lift a caution.
    A germline variant is in every cell, unless the tumour lost it.

    Args:
        alteration: with its origin.
        weights: its states with their probabilities (:func:`mtorboard.allelic.posterior.weigh`).
    """
    if alteration.origin is Origin.GERMLINE:
        return _inherited(alteration, context, weights)
    if context.purity is None:
        return alteration.because("Clonality: not known, because tumour purity is not given.")
    segment, limits = context.segment_at(alteration), read_interval(alteration)
    copies = segment.total_cn if segment else _NORMAL_COPIES
    if alteration.vaf is None or copies == 0:
        missing = "copies at this place" if alteration.vaf is not None else "allele fraction"
        return alteration.because(f"Clonality: not known, because there is no {missing}.")
    ccf = cancer_cell_fraction(alteration.vaf, context.purity, copies)
    at = f"at {copies} {'copy' if copies == 1 else 'copies'}"
    at = at if segment else f"taking {copies} copies (copy number is not given)"
    if limits is None:
        return alteration.because(f"Clonality: cell fraction {ccf:.2f} {at}, without read counts.", ccf=ccf)
    low, high = _interval(limits, copies, context)
    clonality, probability = _answer(weights, context)
    gained = 0.0 if segment else _interval(limits, MOST_COPIES, context)[1]
    if clonality is Clonality.SUBCLONAL and gained >= context.thresholds.clonal_ccf:
        clonality = Clonality.UNKNOWN
    reason = f"Clonality: cancer cell fraction {ccf:.2f} (95 % interval {low:.2f}-{high:.2f}) {at}"
    if clonality is not Clonality.UNKNOWN:
        reason += f"; {clonality.lower()} with probability {chance(probability)}"
    return alteration.because(f"{reason}.", ccf=ccf, ccf_interval=(low, high), clonality=clonality)


def _interval(limits: tuple[float, float], copies: int, context: Context) -> tuple[float, float]:
    """Cell fractions at the ends of the reads' interval, each at the purity that lies farther out."""
    lowest, highest = purity_span(context)
    low = cancer_cell_fraction(limits[0], highest, copies)
    return low, cancer_cell_fraction(limits[1], lowest, copies)


def _answer(weights: tuple[Weighted, ...], context: Context) -> tuple[Clonality, float]:
    """Return the word that is probable enough, with its probability; a variant that the tumour lost has none."""
    chances = {Clonality.CLONAL: 0.0, Clonality.SUBCLONAL: 0.0}
    for state, weight in weights:
        if state.mutated:
            clonal = state.ccf >= context.thresholds.clonal_ccf
            chances[Clonality.CLONAL if clonal else Clonality.SUBCLONAL] += weight
    best = max(chances, key=lambda word: chances[word])
    enough = chances[best] >= context.thresholds.state_probability
    return best if enough else Clonality.UNKNOWN, chances[best]


def _inherited(alteration: Alteration, context: Context, weights: tuple[Weighted, ...]) -> Alteration:
    """A germline variant is CLONAL, unless the reads leave room for the tumour having lost it."""
    limits = read_interval(alteration)
    if weights:
        kept = _answer(weights, context)[0] is Clonality.CLONAL
    else:
        # Without purity only a fraction under one half hints at a loss.
        kept = limits is None or limits[1] >= _HETEROZYGOUS
    if kept:
        reason = "Clonality: a germline variant is in every cell."
        return alteration.because(reason, clonality=Clonality.CLONAL)
    return alteration.because("Clonality: not known; the tumour may have lost this germline variant.")
