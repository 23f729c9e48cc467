"""The cohort as the page's script reads it: columns of small numbers that point into lists of distinct values."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from mtorboard.cohort.counts import GeneCount
from mtorboard.cohort.genotype import ALTERED, Finding, GeneCell, Genotype, genotype
from mtorboard.cohort.reading import Document, Unreadable
from mtorboard.cohort.table import CohortRow, cohort_row
from mtorboard.model.enums import Zygosity
from mtorboard.report.plain import visible

ERROR_LENGTH = 200
"""Characters of an error that the script's table shows; cohort.tsv has all of it."""

# One letter a cell; tumours, genes and letters are few enough for a page of ten thousand to stay small.
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_NOT_THERE = (Finding.NOT_ASSESSED, Zygosity.UNKNOWN, False, False)
_FINDING_RANK = {finding: rank for rank, finding in enumerate(Finding)}
_ZYGOSITY_RANK = {Zygosity.BIALLELIC: 0, Zygosity.MONOALLELIC: 1, Zygosity.UNKNOWN: 2}


@dataclass(frozen=True, slots=True)
class CohortSample:
    """One sample of the cohort: its row, and what each gene shows (empty for a FAILED one)."""

    row: CohortRow
    genotype: Genotype = ()


def cohort_sample(document: Document | Unreadable) -> CohortSample:
    """Return what the cohort page keeps of one report."""
    if isinstance(document, Unreadable):
        return CohortSample(cohort_row(document))
    return CohortSample(cohort_row(document), genotype(document))


class _Coded:
    """A column: each value as its place in a list of distinct values."""

    def __init__(self) -> None:
        self._places: dict[Hashable, int] = {}
        self._codes: list[int] = []

    def place(self, value: Hashable) -> int:
        """The place of a value, which is given one if it is new."""
        return self._places.setdefault(value, len(self._places))

    def add(self, value: Hashable) -> None:
        """Add the next sample's value."""
        self._codes.append(self.place(value))

    def column(self) -> dict[str, Any]:
        return {"values": list(self._places), "codes": self._codes}


def page_data(samples: Sequence[CohortSample], genes: Sequence[GeneCount]) -> dict[str, Any]:
    """Return the cohort as plain JSON values.

    Args:
        samples: in the order of the page's table.
        genes: in the order of the oncoprint's rows.

    Returns:
        ``ids`` and ``missing`` (number or null) by sample; ``type``, ``headline``, ``safety`` ([severity, rules]),
        ``arms``, ``unassessed``, ``error`` and ``genotype`` as ``{values, codes}``: a value's place by sample.
        A genotype is a letter a gene, the letter's place in the alphabet being that in ``cells``
        ([finding, zygosity, resistance, assessed]); ``genes`` are [symbol, arm]. ``order``: places of the
        samples that did not fail, in the oncoprint's order.
    """
    columns = {name: _Coded() for name in ("type", "headline", "safety", "arms", "unassessed", "error")}
    genotypes = _Coded()
    cells = _Coded()
    symbols = [gene.gene for gene in genes]
    for sample in samples:
        row = sample.row
        columns["type"].add(visible(row.tumour_type_name or row.tumour_type))
        columns["headline"].add(row.headline)
        columns["safety"].add((row.safety, row.blocking))
        columns["arms"].add(row.arms_altered)
        columns["unassessed"].add(row.arms_not_assessed)
        columns["error"].add(_short(visible(row.error)))
        genotypes.add(_letters(sample.genotype, symbols, cells))
    return {
        "ids": [visible(sample.row.sample) for sample in samples],
        "missing": [sample.row.missing for sample in samples],
        **{name: column.column() for name, column in columns.items()},
        "genotype": genotypes.column(),
        "cells": cells.column()["values"],
        "letters": _LETTERS,
        "genes": [[gene.gene, gene.arm] for gene in genes],
        "order": _memo_order(samples, symbols),
    }


def _letters(cells_of_one: Genotype, symbols: Sequence[str], cells: _Coded) -> str:
    """The genotype as a letter a gene; empty where there is none."""
    if not cells_of_one:
        return ""
    found = {cell.gene: cell[1:] for cell in cells_of_one}
    return "".join(_LETTERS[cells.place(found.get(symbol, _NOT_THERE))] for symbol in symbols)


def _memo_order(samples: Sequence[CohortSample], symbols: Sequence[str]) -> list[int]:
    """Places of the samples that did not fail, those with alterations in the upper rows first."""
    last = len(_FINDING_RANK)

    def key(place: int) -> tuple[list[tuple[int, int]], str]:
        cells = {cell.gene: cell for cell in samples[place].genotype}
        ranks = [_rank(cells[symbol]) if symbol in cells else (last, 0) for symbol in symbols]
        return ranks, samples[place].row.sample

    return sorted((place for place, sample in enumerate(samples) if sample.genotype), key=key)


def _rank(cell: GeneCell) -> tuple[int, int]:
    """Altered before all else and both copies before one; then the rest as they are."""
    altered = cell.finding in ALTERED
    return (0 if altered else _FINDING_RANK[cell.finding], _ZYGOSITY_RANK[cell.zygosity])


def _short(text: str) -> str:
    return text if len(text) <= ERROR_LENGTH else text[: ERROR_LENGTH - 1] + "…"
