"""The exact binomial interval of a read count, with the standard library alone."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, log1p

_TAIL = 0.025
_HALVINGS = 20  # of [0, 1]: limits are right to one in a million, far below what reads can tell
_TINY = 1e-300


@lru_cache(maxsize=4096)
def interval(successes: int, trials: int) -> tuple[float, float] | None:
    """Clopper-Pearson 95 % interval of a proportion (Biometrika 1934;26:404).

    Args:
        successes: reads that carry the allele; ``trials``: reads counted at the site.

    Returns:
        Lower and upper limit, 0 to 1; ``None`` when the counts are no counts (no reads, or more successes
        than trials, as some callers write them).
    """
    if trials <= 0 or not 0 <= successes <= trials:
        return None
    lower = 0.0 if successes == 0 else _beta_quantile(_TAIL, successes, trials - successes + 1)
    upper = 1.0 if successes == trials else _beta_quantile(1 - _TAIL, successes + 1, trials - successes)
    return lower, upper


def _beta_quantile(probability: float, a: float, b: float) -> float:
    """Value under which a Beta(a, b) variable stays with the given probability, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function, by its continued fraction on the side where that converges."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction of the incomplete beta function (DLMF 8.17.22)."""
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for step in (even, odd):
            d = 1 / _nonzero(1 + step * d)
            c = _nonzero(1 + step / c)
            change = c * d
            value *= change
        if abs(change - 1) < 1e-10:
            break
    return value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
