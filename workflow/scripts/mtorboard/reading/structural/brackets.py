"""Breakend ALTs: ``t[p[`` and its sisters, and single breakends (VCF 4.3, section 5.4). Positions are 1-based."""

from __future__ import annotations

import re

from mtorboard.model.structural import Breakend, Side
from mtorboard.reading.contigs import plain_contig

_PAIRED = re.compile(r"([ACGTN]*)([\[\]])([^\[\]]+):([0-9]+)\2([ACGTN]*)", re.IGNORECASE)
_SINGLE = re.compile(r"\.[ACGTN]+|[ACGTN]+\.", re.IGNORECASE)


def parse_breakend(contig: str, pos: int, alt: str) -> tuple[Breakend, Breakend | None, int] | None:
    """Read a breakend ALT.

    Args:
        contig: plain name; ``pos``: 1-based, of the record.
        alt: its text.

    Returns:
        The record's own end, its mate's (``None`` for a single breakend or one in a sequence that the file
        alone knows) and the number of inserted bases; ``None`` when the text is malformed.
    """
    if _SINGLE.fullmatch(alt):
        return Breakend(contig, pos, Side.RIGHT if alt[0] == "." else Side.LEFT), None, len(alt) - 2
    match = _PAIRED.fullmatch(alt)
    if match is None or bool(match[1]) is bool(match[5]):
        return None
    own = Breakend(contig, pos, Side.LEFT if match[1] else Side.RIGHT)
    inserted = len(match[1] or match[5]) - 1
    if match[3].startswith("<"):
        return own, None, inserted
    # [p[ is the piece that begins at p, ]p] the piece that ends there.
    side = Side.RIGHT if match[2] == "[" else Side.LEFT
    return own, Breakend(plain_contig(match[3]), int(match[4]), side), inserted
