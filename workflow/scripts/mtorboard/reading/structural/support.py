"""What every family of structural callers tells: by which fields it is known, and how it counts reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers.site import Site
from mtorboard.reading.structural.junction import Junction


@dataclass(frozen=True, slots=True)
class Family:
    """A family of callers.

    Args:
        name: for the report.
        formats: FORMAT fields that its header declares, by which it is known.
        reads: reads in one column that cross the junction, ``None`` where its fields are not whole.
    """

    name: str
    formats: frozenset[str]
    reads: Callable[[Site, Junction], ReadSupport | None]


def support(reference: int, variant: int, source: str) -> ReadSupport:
    """Reads for the reference and for the junction as one record; the fraction is of both together."""
    depth = reference + variant
    return ReadSupport(depth, variant, variant / depth if depth else None, source)
