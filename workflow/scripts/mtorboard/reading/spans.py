"""Stretches of the genome: 0-based half-open, by contig without ``chr``."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.evidence import Segment

Spans = Mapping[str, Sequence[tuple[int, int]]]
"""Disjoint ascending spans by plain contig."""


def merged(spans: Iterable[tuple[str, int, int]], gap: int = 0) -> dict[str, list[tuple[int, int]]]:
    """Join spans (contig, start0, end0) that overlap, touch or lie at most ``gap`` bases apart."""
    joined: dict[str, list[tuple[int, int]]] = {}
    for contig, start0, end0 in sorted(spans):
        known = joined.setdefault(contig, [])
        if known and start0 <= known[-1][1] + gap:
            known[-1] = (known[-1][0], max(known[-1][1], end0))
        else:
            known.append((start0, end0))
    return joined


def segments_over(segments: Iterable[Segment], contig: str, start0: int, end0: int) -> tuple[Segment, ...]:
    """Return the segments that share a base with ``contig:start0-end0`` (0-based half-open, no ``chr``)."""
    return tuple(
        segment
        for segment in segments
        if segment.contig == contig and segment.start < end0 and segment.end > start0
    )


@dataclass(frozen=True, slots=True)
class NearCoding:
    """Coding sequence and what lies beside it: the places where a small change can mean something.

    ``spans`` of ``None`` hold every place.
    """

    spans: Spans | None

    @classmethod
    def of(cls, transcripts: Iterable[Transcript], flank: int | None) -> NearCoding:
        """Coding sequence with ``flank`` bases on either side; ``None``: everything."""
        if flank is None:
            return cls(None)
        found = (
            (t.contig, start - flank, end + flank) for t in transcripts for start, end in t.coding_intervals()
        )
        return cls(merged(found))

    def holds(self, contig: str, start0: int, end0: int) -> bool:
        """Whether a stretch (0-based half-open, plain contig) shares a base with what is near."""
        if self.spans is None:
            return True
        held = self.spans.get(contig, ())
        at = bisect_left(held, (end0, 0)) - 1  # the last span that begins before the stretch ends
        return at >= 0 and held[at][1] > start0
