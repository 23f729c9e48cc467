"""Copy-number segments from a plain table.

The table is tab-separated with the header ``chrom start end total_cn minor_cn``; the last column may be left
out by callers that are not allele-specific. ``start`` is 1-based and ``end`` inclusive, as segment files have
them; a :class:`Segment` is 0-based and half-open. Copies are whole numbers for tumour cells, not log ratios.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from mtorboard.errors import BuildError, InputError
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Segment
from mtorboard.reading.contigs import assemblies, plain_contig
from mtorboard.reading.suggestions import did_you_mean

REQUIRED = ("chrom", "start", "end", "total_cn")
COLUMNS = (*REQUIRED, "minor_cn")
NOT_GIVEN = frozenset({"", ".", "NA"})
_WHOLE = re.compile(r"[0-9]+(?:\.0+)?", re.ASCII)


def read_segments(path: Path, build: Build | None = None) -> tuple[Segment, ...]:
    """Read segments, sorted by contig (without ``chr``) and start.

    Args:
        path: the table described above, plain or gzipped.
        build: build of the sample, to notice segments that lie beyond the end of a chromosome.

    Raises:
        InputError: the file is not such a table, or holds copies that are not whole numbers, more minor than
            major copies, positions out of order, or segments that overlap.
        BuildError: a segment ends beyond its chromosome on ``build``.
    """
    rows = _rows(path)
    if not rows:
        raise _unusable(path, "is empty", "A table without a header line says nothing about copy number")
    header = rows[0][1]
    _check_header(header, path)
    found = sorted(
        (_segment(header, cells, f"{path.name}, line {number}") for number, cells in rows[1:]),
        key=lambda segment: (segment.contig, segment.start),
    )
    if not found:
        raise _unusable(path, "holds no segments", "It cannot be told whether copy number was looked at")
    for left, right in pairwise(found):
        if left.contig == right.contig and right.start < left.end:
            place = f"{right.contig}:{right.start + 1}"
            raise _unusable(path, f"holds segments that overlap at {place}", "A base has one copy number")
    if build is not None:
        _check_build(found, build, path)
    return tuple(found)


def _check_build(segments: Iterable[Segment], build: Build, path: Path) -> None:
    lengths = assemblies()[build].lengths
    for segment in segments:
        if segment.end > lengths.get(segment.contig, segment.end):
            raise BuildError(
                f"has a segment beyond the end of chromosome {segment.contig} on {build}",
                where=path.name,
                why="Copies would be read from other places than they were counted at",
                todo=f"Give segments on {build}, the build of the sample",
            )


def segments_over(segments: Iterable[Segment], contig: str, start0: int, end0: int) -> tuple[Segment, ...]:
    """Return the segments that share a base with ``contig:start0-end0`` (0-based half-open, no ``chr``)."""
    return tuple(
        segment
        for segment in segments
        if segment.contig == contig and segment.start < end0 and segment.end > start0
    )


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror or 'broken gzip'})", "") from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise _unusable(path, "is cut short or is not text", "") from error
    return [
        (number, [cell.strip() for cell in line.rstrip("\r").split("\t")])
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.startswith("#")
    ]


def _check_header(header: Sequence[str], path: Path) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in REQUIRED if name not in header]
    if unknown or missing or len(set(header)) != len(header):
        what = f"has an unknown column '{unknown[0]}'{did_you_mean(unknown[0], COLUMNS)}" if unknown else ""
        what = what or (f"has no column '{missing[0]}'" if missing else "has a column twice")
        raise _unusable(path, what, "Other formats of copy number are not read by this version")


def _segment(header: Sequence[str], cells: Sequence[str], where: str) -> Segment:
    if len(cells) != len(header):
        raise InputError("has not as many cells as the header", where=where, todo=_TODO)
    row = dict(zip(header, cells, strict=True))
    start, end, total = (_whole(row[name], name, where) for name in ("start", "end", "total_cn"))
    minor_text = row.get("minor_cn", "")
    minor = None if minor_text in NOT_GIVEN else _whole(minor_text, "minor_cn", where)
    if not 1 <= start <= end:
        raise InputError("start and end are not positions in order", where=where, todo=_TODO)
    if minor is not None and minor > total - minor:
        raise InputError(
            "has more minor than major copies",
            where=where,
            why="The minor copy number is the smaller one",
            todo=_TODO,
        )
    if not row["chrom"]:
        raise InputError("has no chromosome", where=where, todo=_TODO)
    return Segment(plain_contig(row["chrom"]), start - 1, end, total, minor)


def _whole(cell: str, column: str, where: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise InputError(
            f"{column} is not a whole number",
            where=where,
            why="Log ratios and fractional copies are not converted: that needs purity and ploidy",
            todo=_TODO,
        )
    return int(cell.split(".")[0])


_TODO = f"Give a tab-separated table with the columns {', '.join(COLUMNS)}; start is 1-based, end inclusive"


def _unusable(path: Path, what: str, why: str) -> InputError:
    return InputError(what, where=path.name, why=why, todo=_TODO)
