"""What a stretch of the genome holds of a gene's exons, and where a break cuts its coding sequence."""

from __future__ import annotations

from dataclasses import dataclass

from mtorboard.classify.words import listed
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.structural import Breakend, Side

_SPLICE = 2
"""Bases of the intron on either side of an exon without which it is not spliced."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """Exons of a transcript that lie in a stretch, by their numbers from 1 in the order of the transcript.

    Args:
        whole: exons all of whose coding bases lie in it; ``part``: coding exons that it ends in, or of which it
            holds a splice site alone.
        coding: how many exons of the transcript are coding.
        bases: coding bases in it, lying from linear CDS position ``first_c`` to ``last_c`` (0 where
            it touches none).
        inside: whether it lies inside the coding part of one exon, splice sites untouched.
        untranslated: whether it holds exon bases that are not coding.
    """

    whole: tuple[int, ...]
    part: tuple[int, ...]
    coding: int
    bases: int
    first_c: int
    last_c: int
    inside: bool
    untranslated: bool

    @property
    def touched(self) -> bool:
        """Whether it holds anything that is coded or spliced."""
        return bool(self.whole or self.part)

    @property
    def all_coding(self) -> bool:
        """Whether it holds the whole coding sequence."""
        return len(self.whole) == self.coding

    @property
    def in_frame(self) -> bool | None:
        """Whether codons stay whole when it is lost or doubled; ``None`` where splicing decides that."""
        return self.bases % 3 == 0 if self.inside or not self.part else None

    @property
    def text(self) -> str:
        """Name the exons: ``exons 3 to 5 and a part of exon 6``."""
        parts = [f"a part of exon {number}" for number in self.part]
        return listed([*([_named(self.whole)] if self.whole else []), *parts])


def footprint(transcript: Transcript, start0: int, end0: int) -> Footprint:
    """Return what ``start0`` to ``end0`` (0-based half-open, on the transcript's contig) holds of it."""
    whole: list[int] = []
    part: list[int] = []
    ends: list[int] = []  # 1-based positions
    inside = untranslated = False
    coding = bases = 0
    for index, (low, high) in enumerate(transcript.exons):
        first, last = max(low, transcript.cds_start0), min(high, transcript.cds_end0)
        number = index + 1 if transcript.strand > 0 else len(transcript.exons) - index
        held = max(0, min(end0, high) - max(start0, low))
        if first >= last:
            untranslated |= bool(held)
            continue
        coding += 1
        before = _SPLICE if first == low and index else 0
        after = _SPLICE if last == high and index < len(transcript.exons) - 1 else 0
        if start0 <= first and last <= end0:
            whole.append(number)
        elif start0 < last + after and end0 > first - before:
            part.append(number)
            inside = first <= start0 and end0 <= last
        held_coding = max(0, min(end0, last) - max(start0, first))
        bases += held_coding
        untranslated |= held > held_coding
        if number in (*whole[-1:], *part[-1:]):  # of a splice site, the coding base beside it
            ends += [min(max(start0, first), last - 1) + 1, max(min(end0, last), first + 1)]
    linear = [transcript.locate(pos).base for pos in ends]
    return Footprint(
        tuple(sorted(whole)),
        tuple(sorted(part)),
        coding,
        bases,
        min(linear, default=0),
        max(linear, default=0),
        inside and len(part) == 1,
        untranslated,
    )


def cuts_of(transcript: Transcript, end: Breakend) -> tuple[int, int]:
    """Linear CDS position of the last exon base before a break, in the order of the transcript: least and most.

    The two differ where the end is imprecise. Under 1 the whole coding sequence follows the break, from
    ``cds_length`` on none of it.
    """
    first, last = sorted(_last_base_before(transcript, end, end.pos + slack) for slack in end.slack)
    return first, last


def _last_base_before(transcript: Transcript, end: Breakend, pos: int) -> int:
    point = transcript.locate(pos)
    if point.offset:  # in an intron, between that exon base and its neighbour
        return point.base - (point.offset < 0)
    kept_leads = leads(transcript, end)
    return point.base if kept_leads or kept_leads is None else point.base - 1


def first_lost_codon(cut: int) -> int:
    """First codon (1-based) none of whose bases is left when everything behind CDS position ``cut`` is lost."""
    return (cut + 2) // 3 + 1


def leads(transcript: Transcript, end: Breakend) -> bool | None:
    """Whether the side that is kept is the gene's 5' part; ``None`` where the side is not known."""
    return None if end.side is None else (end.side is Side.LEFT) is (transcript.strand > 0)


def _named(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"exon {numbers[0]}"
    return f"exons {numbers[0]} to {numbers[-1]}"
