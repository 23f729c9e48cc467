"""Which format a table of copy number is in, by its columns: ``resources/formats/copy_number.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mtorboard.reading.formats import read_format

DRAGEN = "DRAGEN"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of segment table.

    Args:
        header: columns that tell it; ``without``: columns that must not be there.
        columns: names a thing may have, by thing (contig, start, end, total, minor, major, ratio ...).
        first_base: 1 where positions are 1-based with the end included, 0 where 0-based and half-open.
        strict: no other columns, whole numbers only.
        note: what a reader of the report should know.
    """

    name: str
    columns: Mapping[str, Sequence[str]]
    first_base: int
    header: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    strict: bool = False
    note: str = ""

    def fits(self, columns: Sequence[str]) -> bool:
        """Whether a table with these columns is of this format."""
        return set(self.header) <= set(columns) and not self.without & set(columns)


@dataclass(frozen=True, slots=True)
class GeneFormat:
    """Tables of genes: columns that hold the symbol, columns that are no samples, and what the values mean."""

    name: str
    symbols: tuple[str, ...]
    not_samples: frozenset[str]
    values: Mapping[str, int]
    unclear: frozenset[str]
    note: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that the file of formats says.

    Args:
        rounding_tolerance: how far a copy number may lie from a whole one.
        ploidies: lowest and highest that a log ratio is read with.
        ratio_noise: how far a log2 ratio may be off.
        no_reads_below: log2 ratio under which a segment holds no reads at all.
    """

    rounding_tolerance: float
    ploidies: tuple[float, float]
    ratio_noise: float
    no_reads_below: float
    tables: tuple[Format, ...]
    headerless: Format
    headerless_cells: tuple[str, ...]
    by_gene: GeneFormat

    @property
    def names(self) -> list[str]:
        """Names of all formats that are read."""
        return [*(table.name for table in self.tables), self.headerless.name, DRAGEN, self.by_gene.name]


@cache
def catalogue() -> Catalogue:
    """Read the formats once.

    Raises:
        KnowledgeError: the file is missing or malformed.
    """
    return read_format("copy_number.yaml", _catalogue, why="No format of copy number could be recognised")


def _catalogue(document: Any) -> Catalogue:
    return Catalogue(
        rounding_tolerance=document["rounding_tolerance"],
        ploidies=(document["ploidies"][0], document["ploidies"][1]),
        ratio_noise=document["ratio_noise"],
        no_reads_below=document["no_reads_below"],
        tables=tuple(_format(entry) for entry in document["formats"]),
        headerless=_format(document["headerless"]),
        headerless_cells=tuple(document["headerless"]["cells"]),
        by_gene=_gene_format(document["by_gene"]),
    )


def _format(entry: Mapping[str, Any]) -> Format:
    return Format(
        name=entry["name"],
        columns=entry["columns"],
        first_base=entry["first_base"],
        header=tuple(entry.get("header", ())),
        without=frozenset(entry.get("without", ())),
        strict=entry.get("strict", False),
        note=entry.get("note", ""),
    )


def _gene_format(entry: Mapping[str, Any]) -> GeneFormat:
    return GeneFormat(
        name=entry["name"],
        symbols=tuple(entry["symbols"]),
        not_samples=frozenset(entry["not_samples"]),
        values=entry["values"],
        unclear=frozenset(entry["unclear"]),
        note=entry["note"],
    )
