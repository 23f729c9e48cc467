"""In how many tumour cells: the cancer cell fraction with its interval, and the word for it."""

from __future__ import annotations

from mtorboard.allelic.context import Context, read_interval
from mtorboard.allelic.states import cancer_cell_fraction
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Clonality, Origin

_NORMAL_COPIES = 2
_GAINED_COPIES = 4
"""Copies of a doubled genome: a gain dilutes an allele, and a clone must not be called minor for that."""


def with_clonality(alteration: Alteration, context: Context) -> Alteration:
    """Set ``ccf`` (0 to 1), its 95 % interval and the clonality, taking one mutated copy.

    CLONAL when the fraction itself reaches ``clonal_ccf``. SUBCLONAL only when the whole interval stays under
    it - and, where copy number is not given, would do so at four copies too, because a bypass that is wrongly
    called minor could lift a caution. Anything between is UNKNOWN. A germline variant is in every cell.
    """
    if alteration.origin is Origin.GERMLINE:
        reason = "Clonality: a germline variant is in every cell."
        return alteration.because(reason, clonality=Clonality.CLONAL)
    purity = context.purity
    if purity is None:
        return alteration.because("Clonality: not known, because tumour purity is not given.")
    segment, limits = context.segment_at(alteration), read_interval(alteration)
    copies = segment.total_cn if segment else _NORMAL_COPIES
    if alteration.vaf is None or copies == 0:
        missing = "copies at this place" if alteration.vaf is not None else "allele fraction"
        return alteration.because(f"Clonality: not known, because there is no {missing}.")
    ccf = cancer_cell_fraction(alteration.vaf, purity, copies)
    at = f"at {copies} copies" if segment else f"taking {copies} copies (copy number is not given)"
    if limits is None:
        return alteration.because(f"Clonality: cell fraction {ccf:.2f} {at}, without read counts.", ccf=ccf)
    low, high = (cancer_cell_fraction(limit, purity, copies) for limit in limits)
    widest = high if segment else cancer_cell_fraction(limits[1], purity, _GAINED_COPIES)
    clonality = _clonality(ccf, widest, context.thresholds.clonal_ccf)
    reason = f"Clonality: cancer cell fraction {ccf:.2f} (95 % interval {low:.2f}-{high:.2f}) {at}."
    return alteration.because(reason, ccf=ccf, ccf_interval=(low, high), clonality=clonality)


def _clonality(ccf: float, widest: float, clonal: float) -> Clonality:
    if ccf >= clonal:
        return Clonality.CLONAL
    return Clonality.SUBCLONAL if widest < clonal else Clonality.UNKNOWN
