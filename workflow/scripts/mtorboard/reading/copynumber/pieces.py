"""Stretches of the genome with what is known of their copies, before they become the model's records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Copies(NamedTuple):
    """Copies in a tumour cell; ``total`` is ``None`` where at least one is left, how many is not known."""

    total: int | None
    minor: int | None = None
    subclonal: bool = False


class Piece(NamedTuple):
    """A stretch: contig without ``chr``, 0-based half-open."""

    contig: str
    start0: int
    end0: int
    copies: Copies


def disjoint(pieces: Iterable[Piece]) -> tuple[list[Piece], int]:
    """Cut pieces where they overlap: a base that is given two different copy numbers has none.

    Returns:
        Pieces in order of contig and start, none sharing a base with another, and how many bases were left out.
    """
    by_contig: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_contig.setdefault(piece.contig, []).append(piece)
    kept: list[Piece] = []
    lost = 0
    for contig, found in sorted(by_contig.items()):
        edges = [(piece.start0, 1, piece.copies) for piece in found]
        edges += [(piece.end0, -1, piece.copies) for piece in found]
        here: Counter[Copies] = Counter()
        before = 0
        for position, step, copies in sorted(edges, key=lambda edge: edge[:2]):
            if position > before:
                lost += position - before if len(here) > 1 else 0
                kept += [Piece(contig, before, position, only) for only in here if len(here) == 1]
            here[copies] += step
            if not here[copies]:
                del here[copies]
            before = position
    return kept, lost
