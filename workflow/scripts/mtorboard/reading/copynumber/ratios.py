"""What a log ratio says for certain: whether every copy is lost, or at least one is left.

A log2 ratio compares the depth of a place with the sample's average, in which normal cells and the tumour's
ploidy are mixed. With purity p and ploidy P, n copies in a tumour cell give

    ratio = (p*n + 2*(1-p)) / (p*P + 2*(1-p))

(Carter 2012, Nat Biotechnol 30:413). Neither P nor the exact p is given, so n is worked out for all of their
possible values; only what holds for each of them is said.
"""

from __future__ import annotations

from itertools import product

from mtorboard.reading.copynumber.pieces import Copies

_LOWEST_PURITY = 0.01
_HALF = 0.5
_LARGEST_LOG2 = 60.0


def copies_of_ratio(
    low: float, high: float, purity: float, tolerance: float, ploidies: tuple[float, float]
) -> Copies | None:
    """Tell what a log2 ratio between ``low`` and ``high`` says of the copies on an autosome.

    Args:
        purity: tumour cell fraction, over 0 up to 1, which may be off by ``tolerance``.
        ploidies: lowest and highest ploidy of a tumour cell.

    Returns:
        No copies; at least one copy (``total`` is ``None``); or ``None`` where either is possible, or where
        even no copies would leave more reads of normal cells than there are.
    """
    purities = (max(_LOWEST_PURITY, purity - tolerance), min(1.0, purity + tolerance))
    # n rises with the ratio and is monotone in purity and ploidy: the corners bound it.
    corners = [
        _copies(2 ** min(log2, _LARGEST_LOG2), p, ploidy)
        for log2, p, ploidy in product((low, high), purities, ploidies)
    ]
    if min(corners) >= _HALF:
        return Copies(None)
    return Copies(0, 0) if -_HALF <= max(corners) < _HALF else None


def _copies(ratio: float, purity: float, ploidy: float) -> float:
    normal = 2 * (1 - purity)
    return (ratio * (purity * ploidy + normal) - normal) / purity
