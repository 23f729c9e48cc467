"""alterations.tsv: one row an alteration, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtorboard.knowledge.base import RuleBase
from mtorboard.report.plain import cell, name_cell

COLUMNS = (
    "sample",
    "gene",
    "key",
    "hgvs_g",
    "hgvs_c",
    "hgvs_p",
    "transcript",
    "consequence",
    "class",
    "effect",
    "counts",
    "vaf",
    "depth",
    "alt_depth",
    "zygosity",
    "clonality",
    "ccf",
    "ccf_interval",
    "origin",
    "possible_germline",
    "somatic",
    "low_confidence",
    "filtered",
    "labels",
    "drug_scope",
    "allele_id",
    "codons",
    "naming",
    "reasons",
)
_RANGE = ("codons", "ccf_interval")


def make(document: Mapping[str, Any], rulebase: RuleBase) -> str:
    """Return the content of alterations.tsv."""
    return alterations_tsv(document)


def alterations_tsv(document: Mapping[str, Any]) -> str:
    """Return alterations.tsv for a report document: a header, then one line an alteration.

    ``key`` is ``build:contig:pos:ref:alt`` with pos 1-based: the join key to report.json. Codons are 1-based.
    Empty cells are "not known". Lists are joined by ``; ``, ranges by ``_`` (a hyphen would make a date of
    them). Cells are made safe by :func:`mtorboard.report.plain.cell`. A FAILED report gives the header alone.
    """
    lines = ["\t".join(COLUMNS)]
    for item in document["alterations"]:
        row = {"sample": document["sample"]["id"], **item}
        lines.append("\t".join(_cell(column, row[column]) for column in COLUMNS))
    return "\n".join(lines) + "\n"


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column == "gene":
        return name_cell(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return cell(("_" if column in _RANGE else "; ").join(map(str, value)))
    return cell(str(value))
