"""Where a structural variant lies in a gene, and what every judgement of one needs."""

from __future__ import annotations

from dataclasses import dataclass

from mtorboard.classify.structural.footprint import Footprint, footprint
from mtorboard.knowledge.records import Gene, Region
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import AlterationClass, Consequence, Effect
from mtorboard.model.structural import Breakend, Side, StructuralVariant


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a junction is to a gene, and why; ``row_id``: the curated row behind it."""

    consequence: Consequence
    class_: AlterationClass
    effect: Effect
    reason: str
    row_id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A junction as one gene sees it.

    ``regions`` are the curated stretches of the gene.
    """

    variant: StructuralVariant
    gene: Gene
    transcript: Transcript
    regions: tuple[Region, ...]

    @property
    def inside(self) -> tuple[Breakend, ...]:
        """Its ends between the transcript's ends."""
        found = self.transcript
        return tuple(e for e in self.variant.ends if e.contig == found.contig and found.contains(e.pos))

    def stretch(self) -> tuple[int, int]:
        """What lies between the two ends, both on the transcript's contig: 0-based half-open."""
        one, other = self.variant.one, self.variant.other or self.variant.one
        return one.pos - (one.side is Side.RIGHT), other.pos - (other.side is Side.RIGHT)

    def between(self, *, widest: bool) -> Footprint:
        """Exons that are lost, doubled or turned; of an imprecise variant surely, or at the ``widest``."""
        one, other = self.variant.one, self.variant.other or self.variant.one
        start0, end0 = self.stretch()
        return footprint(self.transcript, start0 + one.slack[not widest], end0 + other.slack[widest])


def uncertain(consequence: Consequence, reason: str) -> Judgement:
    """A change that is shown and not interpreted."""
    return Judgement(consequence, AlterationClass.VUS, Effect.UNKNOWN, reason)
