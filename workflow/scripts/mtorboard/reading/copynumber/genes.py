"""Calls by gene: cBioPortal's discrete copy number (wide) and GISTIC's thresholded table, -2 to 2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from mtorboard.reading.copynumber.formats import catalogue
from mtorboard.reading.copynumber.lines import NOT_GIVEN, clean, own_name, split, text_lines, unusable

_LOOKED_AT = 50
"""First lines whose values are looked at whatever their gene: a table of log ratios shows itself there."""


@dataclass(slots=True)
class GeneCalls:
    """Calls of one sample by gene symbol, -2 (deep loss) to 2 (high gain); genes without one, and why."""

    sample: str
    calls: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    unused: Counter[str] = field(default_factory=Counter)


def is_gene_table(header: Collection[str]) -> bool:
    """Whether the columns are those of a table of genes."""
    return any(symbol in header for symbol in catalogue().by_gene.symbols)


def read_gene_table(path: Path, separator: str, names: tuple[str, ...], genes: Collection[str]) -> GeneCalls:
    """Read one sample's calls.

    Args:
        path: plain or gzipped; ``separator``: what parts its cells.
        names: what the sheet calls the tumour; ``genes``: symbols to keep.

    Raises:
        InputError: there is no sample column, or none that is the tumour's; a value is not a call from -2 to 2.
    """
    kind = catalogue().by_gene
    seen = path.stat()
    header, rows = _table(path, separator, frozenset(genes), (seen.st_mtime_ns, seen.st_size))
    samples = [name for name in header if name and name not in {*kind.symbols, *kind.not_samples}]
    if not samples:
        raise unusable(path.name, "has no column of a sample")
    if not rows:
        raise unusable(path.name, "holds no genes", "It cannot be told whether copy number was looked at")
    found = GeneCalls(own_name(samples, names, path.name))
    sample_at = header.index(found.sample)
    contradicted = set()
    for number, symbol, cells in rows:
        value = clean(cells[sample_at]).removesuffix(".0")
        if value not in kind.values and value not in kind.unclear and value not in NOT_GIVEN:
            why = "Continuous values are not calls: what they mean depends on how they were made"
            raise unusable(
                f"{path.name}, line {number}", "holds a value that is not a call from -2 to 2", why
            )
        if symbol not in genes:
            continue
        found.lines += 1
        if value not in kind.values:
            found.unused["no clear call"] += 1
        elif found.calls.setdefault(symbol, kind.values[value]) != kind.values[value]:
            found.unused["another call than before for the same gene"] += 1
            contradicted.add(symbol)
    for symbol in contradicted:
        del found.calls[symbol]
    return found


Row = tuple[int, str, list[str]]
"""Line number, gene symbol, cells."""


@lru_cache(maxsize=1)
def _table(
    path: Path, separator: str, genes: frozenset[str], stamp: tuple[int, int]
) -> tuple[list[str], tuple[Row, ...]]:
    """Header and the rows that matter, of all samples: a cohort's table is read once, not once a sample.

    ``stamp`` (time of change, size) makes a changed file another one.
    """
    kind = catalogue().by_gene
    lines = ((number, line) for number, line in text_lines(path) if not line.startswith("#"))
    header = split(next(lines)[1], separator)
    symbol_at = next(header.index(name) for name in kind.symbols if name in header)
    rows: list[Row] = []
    for count, (number, line) in enumerate(lines):
        if line.count(separator) != len(header) - 1:
            raise unusable(f"{path.name}, line {number}", "has not as many cells as the header")
        # GISTIC adds what it knows besides: ``TTC34|ENSG00000215912.12``.
        symbol = clean(line.split(separator, symbol_at + 1)[symbol_at]).split("|")[0]
        if symbol in genes or count < _LOOKED_AT:
            rows.append((number, symbol, line.split(separator)))
    return header, tuple(rows)
