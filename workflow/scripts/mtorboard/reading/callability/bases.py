"""What a file says of each base that a negative statement needs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mtorboard.knowledge.transcripts import Interval, Transcript
from mtorboard.reading.spans import merged

NOT_SAID = -1
"""Value of a base of which the file says nothing."""
_SPLICE = 2
"""Bases of an intron that belong to the canonical splice site."""


@dataclass(frozen=True, slots=True)
class Bases:
    """Depth, or callability (1), of the bases within some spans (0-based half-open, by plain contig).

    Args:
        measured: whether the values are reads; else 1 says "callable".
    """

    spans: Mapping[str, Sequence[tuple[int, int]]]
    measured: bool
    _values: dict[str, list[list[int]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._values.update(
            {
                contig: [[NOT_SAID] * (end - start) for start, end in spans]
                for contig, spans in self.spans.items()
            }
        )

    def add(self, contig: str, start0: int, end0: int, value: int) -> None:
        """Take a row of the file; where rows overlap, the lowest depth counts."""
        spans = self.spans.get(contig, ())
        at = max(0, bisect_right(spans, start0, key=lambda span: span[0]) - 1)
        for index in range(at, len(spans)):
            first, last = spans[index]
            if first >= end0:
                break
            values = self._values[contig][index]
            for place in range(max(start0, first) - first, min(end0, last) - first):
                known = values[place]
                if known == NOT_SAID or value < known:
                    values[place] = value

    def over(self, contig: str, start0: int, end0: int) -> list[int]:
        """Values of a stretch that lies within one span."""
        spans = self.spans[contig]
        at = bisect_right(spans, start0, key=lambda span: span[0]) - 1
        first = spans[at][0]
        return self._values[contig][at][start0 - first : end0 - first]

    def of(self, transcript: Transcript) -> list[int]:
        """Values of a transcript's coding bases and canonical splice sites, in genomic order."""
        return [
            value
            for start0, end0 in sequenced(transcript)
            for value in self.over(transcript.contig, start0, end0)
        ]


def sequenced(transcript: Transcript) -> list[Interval]:
    """Coding bases with the two intron bases at each splice site between them (0-based half-open, ascending)."""
    coding = transcript.coding_intervals()
    last = len(coding) - 1
    return [
        (start0 - _SPLICE * (number > 0), end0 + _SPLICE * (number < last))
        for number, (start0, end0) in enumerate(coding)
    ]


def wanted(transcripts: Iterable[Transcript]) -> dict[str, list[tuple[int, int]]]:
    """The spans that the negatives of these genes need."""
    return merged((t.contig, start0, end0) for t in transcripts for start0, end0 in sequenced(t))
