"""Segment tables: one line a segment, in one of the formats of ``resources/formats/copy_number.yaml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mtorboard.reading.contigs import plain_contig
from mtorboard.reading.copynumber.formats import Catalogue, Format, catalogue
from mtorboard.reading.copynumber.lines import Line, number_in, own_name, split, unusable, whole_in
from mtorboard.reading.copynumber.pieces import Copies, Piece
from mtorboard.reading.copynumber.ratios import copies_of_ratio


class Tumour(NamedTuple):
    """What is known of the tumour whose copies are read.

    Args:
        names: what the sheet calls it, the most exact first.
        purity: tumour cell fraction, over 0 up to 1, ``None`` when not given; ``tolerance``: how far it may be off.
        clonal: cancer cell fraction from which an alteration is clonal.
    """

    names: tuple[str, ...]
    purity: float | None
    tolerance: float
    clonal: float


@dataclass(slots=True)
class Found:
    """What a file gave: pieces, lines in all, lines that were not used and why, and sentences for the report."""

    format: str
    pieces: list[Piece] = field(default_factory=list)
    lines: int = 0
    unused: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    sample: str = ""


Row = Mapping[str, str]
"""Cells by thing: contig, start, end, total ..."""


def read_table(
    lines: Iterable[Line], header: list[str], separator: str, format_: Format, tumour: Tumour, where: str
) -> Found:
    """Read a table's segments.

    Args:
        lines: those after the header; ``header``: its columns; ``separator``: what parts the cells.
        tumour: picks the sample where the file holds several, and says what purity allows to derive.

    Raises:
        InputError: a line is malformed, or nothing tells which sample is the tumour.
    """
    columns = _columns(header, format_, where)
    by_sample: dict[str, list[tuple[str, Row]]] = {}
    for at, row in _rows(lines, header, separator, columns, format_, where):
        by_sample.setdefault(row.get("sample", ""), []).append((at, row))
    if not by_sample:
        raise unusable(where, "holds no segments", "It cannot be told whether copy number was looked at")
    sample = own_name(list(by_sample), tumour.names, where)
    found = Found(format_.name, sample=sample)
    for at, row in by_sample[sample]:
        found.lines += 1
        contig, start0, end0 = _place(row, format_, at)
        copies = _copies(row, contig, format_, tumour, at)
        if isinstance(copies, str):
            found.unused[copies] += 1
        else:
            found.pieces.append(Piece(contig, start0, end0, copies))
    if format_.note:
        found.notes.append(format_.note)
    return found


def _columns(header: list[str], format_: Format, where: str) -> dict[str, int]:
    """Column index of each thing that the table has."""
    known = {name for names in format_.columns.values() for name in names}
    unknown = [name for name in header if name not in known]
    if format_.strict and (unknown or len(set(header)) != len(header)):
        what = f"has an unknown column '{unknown[0]}'" if unknown else "has a column twice"
        raise unusable(where, what, f"The {format_.name} has no columns but {', '.join(sorted(known))}")
    found = {
        thing: next(header.index(name) for name in names if name in header)
        for thing, names in format_.columns.items()
        if any(name in header for name in names)
    }
    missing = [thing for thing in ("contig", "start", "end") if thing not in found]
    if missing:
        raise unusable(where, f"has no column '{format_.columns[missing[0]][0]}', which {format_.name} has")
    return found


def _rows(
    lines: Iterable[Line],
    header: list[str],
    separator: str,
    columns: Mapping[str, int],
    format_: Format,
    where: str,
) -> Iterator[tuple[str, Row]]:
    for number, line in lines:
        if line.startswith("#"):
            continue
        at = f"{where}, line {number}"
        cells = split(line, separator)
        if len(cells) == len(header) + 1 and cells[-1] and not format_.strict:
            del cells[0]  # R writes the names of rows without a column for them in the header
        if len(cells) != len(header):
            raise unusable(at, "has not as many cells as the header")
        yield at, {thing: cells[index] for thing, index in columns.items()}


def _place(row: Row, format_: Format, at: str) -> tuple[str, int, int]:
    """Contig and 0-based half-open interval of a row."""
    start, end = whole_in(row["start"], "start", at), whole_in(row["end"], "end", at)
    start0 = start - format_.first_base
    if not 0 <= start0 < end:
        raise unusable(at, "start and end are not positions in order")
    if not row["contig"]:
        raise unusable(at, "has no chromosome")
    return plain_contig(row["contig"]), start0, end


def _copies(row: Row, contig: str, format_: Format, tumour: Tumour, at: str) -> Copies | str:
    """Copies of a row, or why it is not used."""
    book = catalogue()
    numbers = {
        thing: number_in(row[thing], format_.columns[thing][0], at)
        for thing in ("total", "minor", "major", "ratio", "ratio_low", "ratio_high", "fraction", "reads")
        if thing in row
    }
    reads = numbers.get("reads")
    if reads is not None and reads < book.no_reads_below:
        return "no reads there"
    if "ratio" in numbers:
        return _from_ratio(numbers, contig, tumour, book)
    total, minor, major = (numbers.get(thing) for thing in ("total", "minor", "major"))
    if "total" not in numbers and minor is not None and major is not None:
        total = minor + major
    if format_.strict:
        return _strict(total, minor, at)
    if total is None:
        return "copies not given"
    return _rounded(total, minor, numbers.get("fraction"), tumour, book.rounding_tolerance)


def _from_ratio(
    numbers: Mapping[str, float | None], contig: str, tumour: Tumour, book: Catalogue
) -> Copies | str:
    if tumour.purity is None:
        return "a log ratio, and tumour purity is not given"
    if not contig.isdigit():
        return "a log ratio on a sex chromosome or other contig"
    ratio = numbers["ratio"]
    low, high = (numbers.get(end, ratio) for end in ("ratio_low", "ratio_high"))
    if ratio is None or low is None or high is None:
        return "copies not given"
    low, high = min(low, ratio) - book.ratio_noise, max(high, ratio) + book.ratio_noise
    found = copies_of_ratio(low, high, tumour.purity, tumour.tolerance, book.ploidies)
    return found or "a log ratio that leaves open whether a copy is left"


def _rounded(
    total: float, minor: float | None, fraction: float | None, tumour: Tumour, tolerance: float
) -> Copies | str:
    """Whole copies; a total that lies between two whole numbers is that of a mixture of cells."""
    if total < -tolerance:
        return "copies below zero"
    whole = max(0, round(total))
    least = None if minor is None or abs(minor - round(minor)) > tolerance else max(0, round(minor))
    # Callers that name their alleles A and B, or 1 and 2, do not all put the smaller second.
    least = None if least is None or least > whole else min(least, whole - least)
    mixed = abs(total - whole) > tolerance
    balanced = (whole, least) == (2, 1)  # FACETS cannot tell a cell fraction where nothing is changed
    if fraction is not None and tumour.purity is not None and not balanced:
        mixed = mixed or fraction / tumour.purity < tumour.clonal
    return Copies(whole, least, mixed)


def _strict(total: float | None, minor: float | None, at: str) -> Copies:
    for column, value in (("total_cn", total), ("minor_cn", minor)):
        if value is None and column == "minor_cn":
            continue
        if value is None or value < 0 or not value.is_integer():
            why = "Log ratios and fractional copies do not belong in this table"
            raise unusable(at, f"{column} is not a whole number", why)
    assert total is not None  # noqa: S101 - the loop says so; this tells the type checker
    if minor is not None and minor > total - minor:
        raise unusable(at, "has more minor than major copies", "The minor copy number is the smaller one")
    return Copies(int(total), None if minor is None else int(minor))
