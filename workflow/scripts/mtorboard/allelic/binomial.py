"""The exact binomial interval of a read count, with the standard library alone."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, log1p

_TAIL = 0.025
_PRECISION = 1e-7  # of a limit between 0 and 1, far below what reads can tell
_MOST_STEPS = 100
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
    """Value under which a Beta(a, b) variable stays with the given probability.

    Newton's steps from the mean, kept inside a bracket that every step narrows: where one would leave it, the
    bracket is halved instead, so the search always ends.
    """
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(_MOST_STEPS):
        below, density = _beta(x, a, b)
        low, high = (x, high) if below < probability else (low, x)
        step = (probability - below) / density if density > _TINY else 1.0
        following = x + step if low < x + step < high else (low + high) / 2
        if abs(following - x) < _PRECISION:
            return following
        x = following
    return x


def _beta(x: float, a: float, b: float) -> tuple[float, float]:
    """Distribution function and density of Beta(a, b) at x, 0 < x < 1.

    The regularised incomplete beta function by its continued fraction, on the side where that converges.
    """
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    density = front / (x * (1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a, density
    return 1 - front * _continued_fraction(1 - x, b, a) / b, density


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction of the incomplete beta function (DLMF 8.17.22).

    A denominator of nothing is replaced by next to nothing, in place: this is the hot loop of a large panel.
    """
    first = 1 - (a + b) * x / (a + 1)
    c, d = 1.0, 1 / (first if abs(first) > _TINY else _TINY)
    value = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for step in (even, odd):
            below, above = 1 + step * d, 1 + step / c
            d = 1 / (below if abs(below) > _TINY else _TINY)
            c = above if abs(above) > _TINY else _TINY
            change = c * d
            value *= change
        if abs(change - 1) < 1e-10:
            break
    return value
