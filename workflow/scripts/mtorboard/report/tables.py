"""alterations.tsv: one row an alteration, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mtorboard.knowledge.base import RuleBase
from mtorboard.model.variant import ReadSupport
from mtorboard.report.plain import cell, name_cell
from mtorboard.report.smallvariants import as_read

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
    "normal_depth",
    "normal_alt_depth",
    "normal_vaf",
    "population_af",
    "gene_status",
    "gene_coding_share",
    "gene_hotspots_callable",
    "gene_deletions_assessed",
    "reasons",
)
_DIGITS = 4
"""As the figures of the alterations."""
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
    lines += [
        "\t".join(_cell(column, row[column]) for column in COLUMNS) for row in alteration_rows(document)
    ]
    return "\n".join(lines) + "\n"


def alteration_rows(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield, for each alteration, its fields with what a laboratory checks it by; all of :data:`COLUMNS` are there.

    That is the reads of the matched normal and the population frequency, as far as the report keeps what was
    read, and what was seen of the gene (``gene_...``).
    """
    variants = as_read(document)
    for item in document["alterations"]:
        variant = variants.get(item["key"])
        normal = (variant and variant.normal) or ReadSupport()
        gene = document["genes"].get(item["gene"], {})
        yield {
            **item,
            "sample": document["sample"]["id"],
            "normal_depth": normal.depth,
            "normal_alt_depth": normal.alt_depth,
            "normal_vaf": normal.vaf and round(normal.vaf, _DIGITS),
            "population_af": variant.population_af if variant else None,
            "gene_status": gene.get("status"),
            "gene_coding_share": (gene.get("callability") or {}).get("coding_share"),
            "gene_hotspots_callable": gene.get("hotspots_callable"),
            "gene_deletions_assessed": gene.get("deletions_assessed"),
        }


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
