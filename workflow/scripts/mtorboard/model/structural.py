"""Structural variants as read: which two ends of the genome a tumour joins. Positions are 1-based."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtorboard.model.enums import Build
from mtorboard.model.variant import ReadSupport


class Side(StrEnum):
    """Side of a break that is kept: the bases up to it (LEFT) or from it on (RIGHT), on the forward strand."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"


class StructuralKind(StrEnum):
    """Shape of a junction; its two ends tell it, whatever the caller called it. BND joins two chromosomes."""

    DEL = "DEL"
    DUP = "DUP"
    INV = "INV"
    BND = "BND"
    SGL = "SGL"


@dataclass(frozen=True, slots=True, order=True)
class Breakend:
    """One end of a junction.

    Args:
        contig: chromosome without ``chr``.
        pos: 1-based position of the outermost base that is kept.
        side: side that is kept; ``None``: the file does not say.
        slack: how far (bases, first <= 0 <= second) the end may lie from ``pos``, for imprecise calls.
    """

    contig: str
    pos: int
    side: Side | None = None
    slack: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class StructuralVariant:
    """One junction of one tumour.

    Args:
        build: genome assembly.
        kind: shape; INV with sides of ``None`` stands for both junctions of an inversion.
        one: the end that comes first on the genome; ``other``: ``None`` for a single breakend (SGL).
        tumour: reads that cross the junction, and reads in all; ``normal``: those of the matched normal.
        somatic: True when the caller or a matched normal says somatic; ``None`` when nothing says so.
        imprecise: the caller knows the ends only roughly.
    """

    build: Build
    kind: StructuralKind
    one: Breakend
    other: Breakend | None
    tumour: ReadSupport
    normal: ReadSupport | None = None
    somatic: bool | None = None
    imprecise: bool = False

    @property
    def ends(self) -> tuple[Breakend, ...]:
        """Its one or two ends."""
        return (self.one,) if self.other is None else (self.one, self.other)

    def key_at(self, end: Breakend) -> str:
        """Name it from one of its ends: ``build:contig:pos:KIND`` and, where there is one, ``:contig:pos``.

        Both positions are the outermost kept bases, 1-based.
        """
        mates = [mate for mate in self.ends if mate is not end]
        return ":".join(
            [
                self.build,
                end.contig,
                str(end.pos),
                self.kind,
                *(f"{mate.contig}:{mate.pos}" for mate in mates),
            ]
        )
