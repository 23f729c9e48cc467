"""What a depth of reads would have shown: exact binomial detection power.

A variant at allele fraction v is taken as seen when at least ``reads`` of ``depth`` reads carry it, and every
read draws its allele independently: X ~ Binomial(depth, v). This is the calculation by which laboratories
choose their depth (Jennings et al., J Mol Diagn 2017;19:341). Mapping bias, duplicates and the caller's own
limits come on top of it, so the figures are the best case.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, exp, lgamma, log, log1p

_STEPS = 1000
"""Fractions are worked out to a thousandth, rounded to the careful side."""
_NEGLIGIBLE = 1e-17


def detection_probability(depth: int, vaf: float, reads: int) -> float:
    """Probability (0 to 1) that at least ``reads`` of ``depth`` reads carry a variant at ``vaf`` (0 to 1).

    Raises:
        ValueError: counts under zero, or a fraction outside 0 to 1.
    """
    if depth < 0 or reads < 0 or not 0 <= vaf <= 1:
        raise ValueError("depth and reads are counts, vaf is a fraction")
    if reads == 0:
        return 1.0
    if depth < reads or vaf == 0:
        return 0.0
    if vaf == 1:
        return 1.0
    # The tail on the short side of the mean, from its largest term outwards, so that nothing underflows.
    if reads > depth * vaf:
        return min(1.0, _sum(depth, vaf, reads))
    return max(0.0, 1 - _sum(depth, 1 - vaf, depth - reads + 1))


def _sum(n: int, p: float, first: int) -> float:
    """P(X >= first) of Binomial(n, p), for ``first`` at or above the mean: terms fall from the first on."""
    log_term = lgamma(n + 1) - lgamma(first + 1) - lgamma(n - first + 1)
    term = exp(log_term + first * log(p) + (n - first) * log1p(-p))
    total, odds = 0.0, p / (1 - p)
    for k in range(first, n + 1):
        total += term
        term *= odds * (n - k) / (k + 1)
        if term < total * _NEGLIGIBLE:
            break
    return total


@lru_cache(maxsize=4096)
def detectable_vaf(depth: int, reads: int, probability: float) -> float | None:
    """Smallest allele fraction that ``depth`` reads show with ``probability``, rounded up to a thousandth.

    Returns:
        ``None`` when no fraction is shown so surely, as with fewer than ``reads`` reads.
    """
    if depth < reads:
        return None
    low, high = 0, _STEPS  # a fraction of 1 is always seen
    while high - low > 1:
        middle = (low + high) // 2
        seen = detection_probability(depth, middle / _STEPS, reads) >= probability
        low, high = (low, middle) if seen else (middle, high)
    return high / _STEPS


@lru_cache(maxsize=64)
def depth_needed(vaf: float, reads: int, probability: float) -> int:
    """Fewest reads that show an allele fraction of ``vaf`` (over 0 up to 1) with ``probability`` (under 1).

    More reads always show more, so the search may halve.

    Raises:
        ValueError: no depth does.
    """
    if not 0 < vaf <= 1 or not 0 <= probability < 1:
        raise ValueError("no depth shows this fraction with this probability")
    low, high = 0, max(1, ceil(reads / vaf))
    while detection_probability(high, vaf, reads) < probability:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        seen = detection_probability(middle, vaf, reads) >= probability
        low, high = (low, middle) if seen else (middle, high)
    return high
