"""DRAGEN's somatic copy-number VCF (``*.cnv.vcf.gz``): FORMAT CN and MCN on symbolic alleles.

POS is the base before the segment, as VCF has it for symbolic alleles, and INFO END its last base, both
1-based: a segment is POS to END, 0-based half-open. INFO HET marks a segment that differs between tumour cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mtorboard.reading.contigs import plain_contig
from mtorboard.reading.copynumber.formats import DRAGEN
from mtorboard.reading.copynumber.lines import Line, number_in, own_name, unusable, whole_in
from mtorboard.reading.copynumber.pieces import Copies, Piece
from mtorboard.reading.copynumber.tables import Found

_WRITTEN_BY = re.compile(r"##(?:source=DRAGEN|DRAGEN)")
_PURITY = re.compile(r"##EstimatedTumorPurity=\s*[0-9.]+\s*$")
_FIXED = 9
"""Columns before the samples."""


def read_dragen(head: list[str], lines: Iterable[Line], names: tuple[str, ...], where: str) -> Found:
    """Read the segments of a DRAGEN copy-number VCF.

    Copies are those of tumour cells only where DRAGEN could tell the tumour's purity; else none is used.

    Args:
        head: the lines that begin with ``##``; ``lines``: the others, the line of column names first.
        names: what the sheet calls the tumour.

    Raises:
        InputError: another program's VCF, a malformed line, or nothing tells which column is the tumour.
    """
    if not any(_WRITTEN_BY.match(line) for line in head):
        why = "What CN means in the VCF of another program, copies of tumour cells or of the mixture, is not known"
        raise unusable(where, "is a VCF that DRAGEN did not write", why)
    columns: list[str] = []
    found = Found(DRAGEN)
    pure = any(_PURITY.match(line) for line in head)
    neutral = False
    for number, line in lines:
        cells = line.split("\t")
        if not columns:
            columns = cells
            if cells[0] != "#CHROM" or len(cells) <= _FIXED:
                raise unusable(where, "has no column of a sample")
            found.sample = own_name(cells[_FIXED:], names, where)
            continue
        at = f"{where}, line {number}"
        if len(cells) != len(columns):
            raise unusable(at, "has not as many cells as the header")
        found.lines += 1
        neutral = neutral or cells[4] == "."
        values = dict(zip(cells[8].split(":"), cells[columns.index(found.sample)].split(":"), strict=False))
        piece = (
            _piece(cells, values, at) if pure else "copies of a mixture, because tumour purity is not known"
        )
        if isinstance(piece, str):
            found.unused[piece] += 1
        else:
            found.pieces.append(piece)
    if not columns:
        raise unusable(where, "has no line of column names")
    if not neutral:
        found.notes.append("It lists gains and losses alone: what lies between them is not known.")
    return found


def _piece(cells: list[str], values: dict[str, str], at: str) -> Piece | str:
    """The segment of a line, or why it is not used."""
    info = cells[7].split(";")
    end = next((item[4:] for item in info if item.startswith("END=")), "")
    if cells[6] not in {"PASS", "."}:
        return "failed filters"
    total = number_in(values.get("CN", ""), "CN", at)
    if total is None:
        return "copies not given"
    start0, end0 = whole_in(cells[1], "POS", at), whole_in(end, "END", at)
    if start0 >= end0:
        raise unusable(at, "POS and END are not positions in order")
    minor = number_in(values.get("MCN", ""), "MCN", at)
    if any(value is not None and not value.is_integer() for value in (total, minor)) or total < 0:
        raise unusable(at, "CN or MCN is not a whole number")
    least = None if minor is None or not 0 <= minor <= total else min(minor, total - minor)
    copies = Copies(int(total), None if least is None else int(least), "HET" in info)
    return Piece(plain_contig(cells[0]), start0, end0, copies)
