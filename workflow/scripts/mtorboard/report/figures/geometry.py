"""Shared small geometry: numbers as text, lines as SVG paths, labels that keep apart.

Coordinates are units of a drawing (1 unit = 1 px at full size), x to the right, y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

WIDTH = 760.0
"""Width of every figure: on A4 letters of 9.5 units still print at 6.5 pt."""

_WIDEST = 0.62
"""Width of a usual letter in units of its size: more than those of the page's fonts, so that nothing overflows."""

_ARROW, _HALF = 7.0, 3.6
"""Length and half the width of an arrow's head."""

_BAR = 5.5
"""Half the length of the bar in which an inhibiting line ends."""

Point = tuple[float, float]


def number(value: float) -> str:
    """Write a coordinate with at most one decimal: ``12``, ``12.5``; the same on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text from above; letters of wide scripts count twice."""
    return size * _WIDEST * sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def shortened(text: str, most: int) -> str:
    """Cut a text to ``most`` characters, the last of them an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "\u2026"


def line(points: Sequence[Point]) -> str:
    """Return the SVG path through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def arrow(points: Sequence[Point]) -> tuple[str, str]:
    """Return the paths of a line that ends in an arrow: shaft, and head (to be filled).

    Args:
        points: at least two; the last piece is level or upright, and longer than the head.
    """
    (x, y), (dx, dy) = points[-1], _direction(points)
    base = (x - _ARROW * dx, y - _ARROW * dy)
    corners = [
        (x, y),
        (base[0] - _HALF * dy, base[1] + _HALF * dx),
        (base[0] + _HALF * dy, base[1] - _HALF * dx),
    ]
    return line([*points[:-1], base]), line(corners) + "z"


def blunt(points: Sequence[Point]) -> str:
    """Return the path of a line that ends in a bar, three units before its last point."""
    (x, y), (dx, dy) = points[-1], _direction(points)
    end = (x - 3 * dx, y - 3 * dy)
    bar = [(end[0] - _BAR * dy, end[1] - _BAR * dx), (end[0] + _BAR * dy, end[1] + _BAR * dx)]
    return line([*points[:-1], end]) + line(bar)


def _direction(points: Sequence[Point]) -> Point:
    """Return the unit step of the last piece, which is level or upright."""
    (x, y), (to_x, to_y) = points[-2:]
    length = abs(to_x - x) + abs(to_y - y)
    return (to_x - x) / length, (to_y - y) / length


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places on a line apart, as little as possible (least squares), without changing their order.

    Args:
        wanted: places in rising order.
        gap: smallest distance between neighbours.
        low: smallest place; ``high``: largest. There must be room: ``gap`` times the steps between the places.

    Returns:
        As many places, in rising order, at least ``gap`` apart and within the limits.
    """
    # With the gaps taken out, the places only have to rise: neighbours that do not are pooled at their mean.
    pools: list[tuple[float, int]] = []
    for index, place in enumerate(wanted):
        mean, size = place - index * gap, 1
        while pools and pools[-1][0] >= mean:
            before, count = pools.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    top = high - gap * (len(wanted) - 1)
    flat = [min(max(mean, low), top) for mean, size in pools for _ in range(size)]
    return [place + index * gap for index, place in enumerate(flat)]


def ticks(most: int, count: int = 6) -> list[int]:
    """Return round numbers from 1 to ``most`` for an axis, both ends among them, at most ``count`` + 2."""
    step = next(
        factor * 10**power for power in range(9) for factor in (1, 2, 5) if factor * 10**power * count >= most
    )
    inner = [value for value in range(max(step, 2), most, step) if most - value > step / 2]
    return [1, *inner, most] if most > 1 else [1]


def apart(places: Sequence[float], gap: float) -> bool:
    """Tell whether rising places keep at least ``gap`` apart, up to rounding."""
    return all(after - before >= gap - 1e-6 for before, after in pairwise(places))
