"""Text tables that say what was looked at: recognised by content, each line turned into a row.

A BED of callable bases; mosdepth's per-base, thresholds, quantized and regions files (mosdepth's manual); a
bedGraph; the output of samtools depth (samtools-depth(1)). All but the last are 0-based and half-open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from mtorboard.reading.callability.bases import NOT_SAID
from mtorboard.reading.callability.lines import Place, unusable

Fields = Sequence[str]


class Format(StrEnum):
    """Kinds of table. Values are what people call them."""

    CALLABLE = "a BED of callable bases"
    STATES = "a BED of states"
    DEPTHS = "depths of intervals"
    QUANTIZED = "quantized depths"
    THRESHOLDS = "counts of bases above thresholds"
    MEANS = "mean depths of regions"
    POSITIONS = "depths of positions"


MEASURED = frozenset({Format.DEPTHS, Format.QUANTIZED, Format.THRESHOLDS, Format.POSITIONS})
SORTED = MEASURED - {Format.THRESHOLDS}
"""Tables that their tools sort; regions of thresholds come in the order in which they were asked for."""
_CALLABLE_STATES = frozenset({"CALLABLE", "HIGH_COVERAGE", "PASS"})
_OTHER_STATES = frozenset(
    {
        "NO_COVERAGE",
        "LOW_COVERAGE",
        "EXCESSIVE_COVERAGE",
        "POOR_MAPPING_QUALITY",
        "REF_N",
        "UNCALLABLE",
        "NOT_CALLABLE",
        "NOT_COVERED",
        "FAIL",
    }
)
"""Fourth columns of GATK CallableLoci, and the labels of mosdepth's manual."""
_WHOLE = re.compile(r"[0-9]+", re.ASCII)
_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?", re.ASCII)
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+", re.ASCII)
_FRACTION = re.compile(r"[01]\.[0-9]{7}", re.ASCII)
"""How bedtools coverage writes the covered fraction of an interval, in its last column."""
_BIN = re.compile(r"([0-9]+):(?:[0-9]+|inf)", re.ASCII)
_LEVELS = re.compile(r"#.*\t[0-9]+X\b", re.ASCII)
_LEVEL = re.compile(r"([0-9]+)X", re.ASCII)
LOOKED_AT = 1000
"""Rows by which a table is recognised."""
_COMMENT = ("#", "track", "browser")
_NO_PROOF = "A base that was not covered could be taken for callable"


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table.

    Args:
        kind: what it is; ``levels``: depth (reads) by column index of a table of thresholds.
    """

    path: Path
    kind: Format
    levels: tuple[tuple[int, int], ...] = ()

    def place(self, line: str) -> Place | None:
        """Where a line lies: contig as written, start (0-based), end; ``None`` for no row."""
        fields = fields_of(line)
        if len(fields) < 3 or not (_WHOLE.fullmatch(fields[1]) and _WHOLE.fullmatch(fields[2])):
            return None
        start, end = int(fields[1]), int(fields[2])
        return (fields[0], start - 1, start) if self.kind is Format.POSITIONS else (fields[0], start, end)

    def value(self, line: str, number: int | None) -> int:
        """Reads, or 1 for callable, or :data:`NOT_SAID`, of the bases of a row (its line ``number``).

        Raises:
            InputError: the row is not of this kind of table.
        """
        fields = fields_of(line)
        try:
            return _READERS[self.kind](self, fields)
        except (ValueError, IndexError, TypeError) as error:
            at = f"line {number}" if number else "a line"
            raise unusable(self.path, f"{at} does not fit the others ({self.kind})", _NO_PROOF) from error

    def _callable(self, fields: Fields) -> int:
        name = fields[3].upper() if len(fields) > 3 else ""
        if (_NUMBER if len(fields) == 4 else _DECIMAL).fullmatch(name) or _BIN.fullmatch(name):
            raise ValueError
        return NOT_SAID if name in _OTHER_STATES else 1

    def _state(self, fields: Fields) -> int:
        return 1 if fields[3].upper() in _CALLABLE_STATES else NOT_SAID

    def _depth(self, fields: Fields) -> int:
        return int(fields[3])

    def _bin(self, fields: Fields) -> int:
        return int(_BIN.fullmatch(fields[3])[1])  # type: ignore[index]  # no match is an error of the row

    def _counted(self, fields: Fields) -> int:
        """Highest depth that every base of the region reaches: a count short of its length proves no base."""
        length = int(fields[2]) - int(fields[1])
        reached = [level for column, level in self.levels if int(fields[column]) == length]
        return max(reached, default=NOT_SAID)

    def _lowest(self, fields: Fields) -> int:
        return min(int(depth) for depth in fields[2:])

    def _nothing(self, fields: Fields) -> int:
        return NOT_SAID


_READERS: dict[Format, Callable[[Table, Fields], int]] = {
    Format.CALLABLE: Table._callable,
    Format.STATES: Table._state,
    Format.DEPTHS: Table._depth,
    Format.QUANTIZED: Table._bin,
    Format.THRESHOLDS: Table._counted,
    Format.MEANS: Table._nothing,
    Format.POSITIONS: Table._lowest,
}


def fields_of(line: str) -> list[str]:
    """Cut a line at its tabs, or at blanks where it has none."""
    return [field.strip() for field in line.split("\t")] if "\t" in line else line.split()


def is_row(line: str) -> bool:
    """Whether a line is a row, rather than blank or a comment."""
    return bool(line.strip()) and not line.startswith(_COMMENT)


def recognise(path: Path, head: str) -> Table:
    """Tell from its first lines what a table is.

    Raises:
        InputError: it holds no rows, or rows that prove nothing or could mean two things.
    """
    lines = head.splitlines()
    comments = [line for line in lines if line.startswith(_COMMENT)]
    rows = [fields_of(line) for line in lines if is_row(line)][:LOOKED_AT]
    if not rows:
        raise unusable(path, "holds no intervals", "A list of no callable bases is more likely a mistake")
    for line in comments:
        if _LEVELS.match(line):
            columns = enumerate(fields_of(line))
            levels = tuple((at, int(found[1])) for at, name in columns if (found := _LEVEL.fullmatch(name)))
            return Table(path, Format.THRESHOLDS, levels)
    if _all(rows, -1, _FRACTION, least=5):
        raise unusable(path, "gives covered fractions (bedtools coverage)", _NO_PROOF)
    if _are_positions(rows):
        return Table(path, Format.POSITIONS)
    graph = any(line.startswith("track") and "bedGraph" in line for line in comments)
    return Table(path, _kind(path, rows, graph=graph))


def _kind(path: Path, rows: list[list[str]], *, graph: bool) -> Format:
    width = {len(row) for row in rows}
    touching = [a[2] == b[1] for a, b in _pairs(rows)]
    if all(len(row) > 3 and all(_WHOLE.fullmatch(field) for field in row[3:]) for row in rows):
        if width == {4} and (graph or 2 * sum(touching) > len(touching)):
            return Format.DEPTHS
        why = "Columns of whole numbers may hold depths, counts of reads, or names of targets"
        raise unusable(path, "has columns that cannot be told", why, "Name the targets in words")
    if width == {4} and _all(rows, 3, _BIN):
        return Format.QUANTIZED
    if width <= {4, 5} and _all(rows, -1, _DECIMAL):
        return Format.MEANS
    if graph:
        raise unusable(path, "is a bedGraph of mixed values", _NO_PROOF)
    labels = {row[3].upper() for row in rows if len(row) > 3}
    if labels & _CALLABLE_STATES or (labels and labels <= _OTHER_STATES):
        return Format.STATES
    # Callable bases do not begin with a telomere: these are all bases of a contig, under labels of a laboratory.
    if width == {4} and rows[0][1] == "0" and any(touching) and len(labels) > 1:
        raise unusable(path, "labels bases in words that are not known", _NO_PROOF)
    return Format.CALLABLE


def _all(rows: list[list[str]], column: int, pattern: re.Pattern[str], *, least: int = 4) -> bool:
    return all(len(row) >= least and pattern.fullmatch(row[column]) for row in rows)


def _are_positions(rows: list[list[str]]) -> bool:
    """Contig, position, depths: the second number counts on by one, and the third is not its end."""
    if not all(len(row) >= 3 and all(_WHOLE.fullmatch(field) for field in row[1:]) for row in rows):
        return False
    follows = [b[1] == str(int(a[1]) + 1) != a[2] for a, b in _pairs(rows)]
    return 2 * sum(follows) > len(follows)


def _pairs(rows: list[list[str]]) -> list[tuple[list[str], list[str]]]:
    """Neighbouring rows of one contig."""
    return [(a, b) for a, b in pairwise(rows) if a[0] == b[0] and len(a) > 2 and len(b) > 2]
