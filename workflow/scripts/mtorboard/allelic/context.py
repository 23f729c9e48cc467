"""What is known about a sample when its alterations are completed, and the look-ups on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mtorboard.allelic.binomial import interval
from mtorboard.knowledge.records import Gene
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.alteration import ACTIONABLE_CLASSES, Alteration
from mtorboard.model.clinical import Clinical, GermlineFinding
from mtorboard.model.enums import AlterationClass, Role
from mtorboard.model.evidence import Segment
from mtorboard.model.thresholds import Thresholds
from mtorboard.reading.spans import segments_over

WEIGHED_CLASSES = ACTIONABLE_CLASSES | {AlterationClass.RESISTANCE, AlterationClass.VUS}
"""Classes whose allelic state is worked out; nobody acts on that of the others."""


@dataclass(frozen=True, slots=True)
class Context:
    """One sample's copy number, purity and clinical facts, with the genes' roles and transcripts."""

    segments: tuple[Segment, ...] | None
    purity: float | None
    clinical: Clinical
    genes: Mapping[str, Gene]
    transcripts: Mapping[str, Transcript]
    thresholds: Thresholds
    gene_calls: Mapping[str, int] = field(default_factory=dict)

    def is_suppressor(self, gene: str) -> bool:
        """Whether a gene drives by being lost."""
        return gene in self.genes and self.genes[gene].role is Role.TSG

    def segment_at(self, alteration: Alteration) -> Segment | None:
        """Copy number at an alteration's position; ``None`` when no segment covers it."""
        contig, position = place(alteration)
        return next(iter(segments_over(self.segments or (), contig, position - 1, position)), None)

    def germline_findings(self, gene: str) -> tuple[GermlineFinding, ...]:
        """Germline results of a gene; empty when none was given."""
        return tuple(finding for finding in self.clinical.germline or () if finding.gene == gene)


def place(alteration: Alteration) -> tuple[str, int]:
    """Read contig and 1-based position from an alteration's key."""
    _, contig, position, *_ = alteration.key.split(":")
    return contig, int(position.split("-")[0])


def in_order(alterations: Iterable[Alteration]) -> tuple[Alteration, ...]:
    """Sort by gene, position and key, so that the order of the input does not show."""
    return tuple(sorted(alterations, key=lambda item: (item.gene, place(item)[1], item.key)))


def read_interval(alteration: Alteration) -> tuple[float, float] | None:
    """95 % interval of the allele fraction from the read counts; ``None`` without usable counts."""
    if alteration.alt_depth is None or alteration.depth is None:
        return None
    return interval(alteration.alt_depth, alteration.depth)


def weighed(alteration: Alteration) -> bool:
    """Whether an alteration's allelic state matters: interpreted and of a class that somebody acts on."""
    return alteration.class_ in WEIGHED_CLASSES and not alteration.filtered
