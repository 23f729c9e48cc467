"""One record of any structural caller -> the two ends that it joins. Positions are 1-based.

A deletion, a tandem duplication and an inversion are junctions like any other: which sides of their two ends
are kept tells them apart. So callers that write symbols and callers that write breakends give one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from mtorboard.model.structural import Breakend, Side, StructuralKind
from mtorboard.reading.contigs import contig_rank, plain_contig
from mtorboard.reading.record import Record
from mtorboard.reading.structural.brackets import parse_breakend

_BASES = frozenset("ACGTN")
_DIRECTIONS = {"3": Side.LEFT, "+": Side.LEFT, "5": Side.RIGHT, "-": Side.RIGHT}
_INSERTION_SHARE = 0.7
"""From this share of inserted to deleted (or doubled) bases GRIDSS takes a junction for an insertion."""


class Unread(StrEnum):
    """Why a structural record is not read."""

    MALFORMED = "malformed ends"
    INSERTION = "insertion"
    OTHER = "neither deletion, duplication, inversion nor breakend"


@dataclass(frozen=True, slots=True)
class Junction:
    """Shape and ends of a record; ``one`` comes first on the genome, ``own`` is the record's end."""

    kind: StructuralKind
    one: Breakend
    other: Breakend | None
    own: Breakend


def junction_of(record: Record, alt: str) -> Junction | Unread:
    """Read one ALT of a record of a structural caller."""
    contig = plain_contig(record.contig)
    if alt.startswith("<"):
        return _symbolic(record, contig, alt)
    if _BASES.issuperset(alt) and _BASES.issuperset(record.ref):
        return _written_out(record, contig, alt)
    parsed = parse_breakend(contig, record.pos, alt)
    if parsed is None:
        return Unread.MALFORMED
    own, mate, inserted = parsed
    own = replace(own, slack=_slack(record, "CIPOS"))
    if mate is None:
        return Junction(StructuralKind.SGL, own, None, own)
    # CIRPOS is GRIDSS's word for the mate's interval; other callers give it in the mate's record.
    return _joined(own, replace(mate, slack=_slack(record, "CIRPOS")), inserted)


def _symbolic(record: Record, contig: str, alt: str) -> Junction | Unread:
    kind = alt.strip("<>").split(":")[0]
    if kind == "INS":
        return Unread.INSERTION
    if kind in ("TRA", "BND"):
        return _translocation(record, contig)
    if kind not in ("DEL", "DUP", "INV") or alt in ("<DUP:INV>", "<DUP:DISPERSED>"):
        return Unread.OTHER
    end = _end(record)
    if end is None or end < record.pos:
        return Unread.MALFORMED
    if kind == "DEL":
        sides: tuple[Side | None, Side | None] = (Side.LEFT, Side.RIGHT)
    else:
        sides = (Side.RIGHT, Side.LEFT) if kind == "DUP" else _turned(record)
    # POS is the last base before the stretch, END its last base.
    ends = [
        Breakend(contig, pos + (side is Side.RIGHT), side, _slack(record, name))
        for pos, side, name in zip((record.pos, end), sides, ("CIPOS", "CIEND"), strict=True)
    ]
    return Junction(StructuralKind(kind), ends[0], ends[1], ends[0])


def _translocation(record: Record, contig: str) -> Junction | Unread:
    """``<TRA>`` and ``<BND>`` name the other end in INFO: CHR2 with POS2 or, in older files, END."""
    contig2, pos2 = record.info.get("CHR2"), _number(record.info.get("POS2", record.info.get("END", "")))
    if not contig2 or pos2 is None:
        return Unread.MALFORMED
    first, second = _directions(record)
    own = Breakend(contig, record.pos, first, _slack(record, "CIPOS"))
    return _joined(own, Breakend(plain_contig(contig2), pos2, second, _slack(record, "CIEND")), 0)


def _written_out(record: Record, contig: str, alt: str) -> Junction | Unread:
    """A deletion with its bases in REF, as Manta writes those under 1,000 bases."""
    lost, gained = record.ref, alt
    pos = record.pos
    while lost and gained and lost[0] == gained[0]:
        pos, lost, gained = pos + 1, lost[1:], gained[1:]
    while lost and gained and lost[-1] == gained[-1]:
        lost, gained = lost[:-1], gained[:-1]
    if len(lost) <= len(gained):
        return Unread.INSERTION if len(gained) > len(lost) else Unread.OTHER
    ends = Breakend(contig, pos - 1, Side.LEFT), Breakend(contig, pos + len(lost), Side.RIGHT)
    return Junction(StructuralKind.DEL, *ends, ends[0])


def _joined(own: Breakend, mate: Breakend, inserted: int) -> Junction | Unread:
    one, other = sorted((own, mate), key=lambda end: (contig_rank(end.contig), end.pos))
    if one.contig != other.contig or one.side is None or other.side is None:
        kind = StructuralKind.BND
    elif one.side is other.side:
        kind = StructuralKind.INV
    else:
        kind = StructuralKind.DEL if one.side is Side.LEFT else StructuralKind.DUP
        if inserted and inserted >= _INSERTION_SHARE * (other.pos - one.pos):
            return Unread.INSERTION
    return Junction(kind, one, other, own)


def _directions(record: Record) -> tuple[Side | None, Side | None]:
    """Sides of both ends by Delly's CT, Manta's INV3 and INV5 (before 1.5) or BEDPE strands.

    The STRAND of Sniffles 2 is that of reads and says nothing of the junction.
    """
    for flag, side in (("INV3", Side.LEFT), ("INV5", Side.RIGHT)):
        if flag in record.info:
            return side, side
    text = record.info.get("CT", "").replace("to", "") or record.info.get("STRANDS", "")[:2]
    if len(text) == 2 and set(text) <= _DIRECTIONS.keys():
        return _DIRECTIONS[text[0]], _DIRECTIONS[text[1]]
    return None, None


def _turned(record: Record) -> tuple[Side | None, Side | None]:
    """Sides of one junction of an inversion, which are the same at both ends."""
    first, second = _directions(record)
    return (first, second) if first is second else (None, None)


def _end(record: Record) -> int | None:
    """Last base of the stretch: END, else POS and the length."""
    end = _number(record.info.get("END", ""))
    length = _number(record.info.get("SVLEN", "").lstrip("-"))
    return end if end is not None or length is None else record.pos + length


def _slack(record: Record, name: str) -> tuple[int, int]:
    """How far an imprecise end may lie off; the interval of a precise one is that of its homology, not a doubt."""
    if "IMPRECISE" not in record.info:
        return 0, 0
    cells = record.info.get(name, "").split(",")
    low, high = (_number(cell) for cell in cells) if len(cells) == 2 else (None, None)
    if low is not None and high is not None:
        return min(low, 0), max(high, 0)
    spread = record.info.get("STDEV_POS", "")  # Sniffles gives no interval
    try:
        reach = round(2 * float(spread)) if spread else 0
    except (ValueError, OverflowError):
        reach = 0
    return -reach, reach


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() else None
