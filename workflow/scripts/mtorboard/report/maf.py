"""alterations.maf: one row a small variant, as the GDC, vcf2maf and cBioPortal write and read it.

Rows are made so that :mod:`mtorboard.reading.maf` reads back the same alterations; ``vcf_region`` (a column of the
GDC) keeps the anchor base that MAF's way of writing indels leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.coding import in_one_letter
from mtorboard.model.enums import Consequence
from mtorboard.model.variant import ReadSupport, VariantKey
from mtorboard.naming.terms import maf_class
from mtorboard.report.plain import cell, one_line
from mtorboard.report.smallvariants import SmallVariant, small_variants

VERSION = "#version 2.4"
"""First line of the file: the TCGA specification that the names of the columns follow."""

_OWN = (
    "key",
    "class",
    "effect",
    "counts",
    "zygosity",
    "clonality",
    "ccf",
    "origin",
    "possible_germline",
    "low_confidence",
    "labels",
    "drug_scope",
    "allele_id",
    "naming",
    "reasons",
)
"""Fields of an alteration that MAF has no column for; each is a column ``mtb_...``."""

MAF_COLUMNS = (
    "Hugo_Symbol",
    "Entrez_Gene_Id",
    "Center",
    "NCBI_Build",
    "Chromosome",
    "Start_Position",
    "End_Position",
    "Strand",
    "Variant_Classification",
    "Variant_Type",
    "Reference_Allele",
    "Tumor_Seq_Allele1",
    "Tumor_Seq_Allele2",
    "Tumor_Sample_Barcode",
    "Matched_Norm_Sample_Barcode",
    "Mutation_Status",
    "HGVSc",
    "HGVSp",
    "HGVSp_Short",
    "Transcript_ID",
    "Consequence",
    "t_depth",
    "t_ref_count",
    "t_alt_count",
    "t_vaf",
    "n_depth",
    "n_ref_count",
    "n_alt_count",
    "n_vaf",
    "MAX_AF",
    "FILTER",
    "vcf_region",
    *(f"mtb_{name}" for name in _OWN),
)
"""Columns of every row, in order. Positions are 1-based and inclusive."""

_TYPES = {1: "SNP", 2: "DNP", 3: "TNP"}


def make(document: Mapping[str, Any], rulebase: RuleBase) -> str:
    """Return the content of alterations.maf; a FAILED report gives the head alone."""
    rows = list(maf_rows(document))
    lines = [VERSION]
    left_out = len(document["alterations"]) - len(rows)
    if left_out:
        lines.append(
            f"#mtorboard left_out={left_out} (alterations without alleles; alterations.tsv lists them)"
        )
    lines += ["\t".join(row) for row in (MAF_COLUMNS, *rows)]
    return "\n".join(lines) + "\n"


def maf_rows(document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each small variant of a report document, in the order of :data:`MAF_COLUMNS`.

    Empty cells are "not known". Cells hold neither tabs nor line breaks. Copy-number changes and structural
    variants, which MAF has no rows for, are left out; a FAILED report gives no row.
    """
    for one in small_variants(document):
        cells = _place(one.key) | _reads(one) | _of_alteration(one, document["sample"]["id"])
        yield tuple(cells[column] for column in MAF_COLUMNS)


def _place(key: VariantKey) -> dict[str, str]:
    """Where the change is, MAF's way: an indel without anchor, an insertion between two bases (1-based)."""
    start, ref, alt = _without_anchor(key)
    first, last = (start, start + len(ref) - 1) if ref else (start - 1, start)
    same = len(ref) == len(alt)
    return {
        "NCBI_Build": str(key.build),
        "Chromosome": key.contig,
        "Start_Position": str(first),
        "End_Position": str(last),
        "Strand": "+",
        "Variant_Type": _TYPES.get(len(ref), "ONP") if same else ("INS" if len(alt) > len(ref) else "DEL"),
        "Reference_Allele": ref or "-",
        "Tumor_Seq_Allele1": ref or "-",
        "Tumor_Seq_Allele2": alt or "-",
        # where no FASTA gave an indel's anchor, the file must not seem to know it
        "vcf_region": "" if "N" in key.ref else f"{key.contig}:{key.pos}:.:{key.ref}:{key.alt}",
    }


def _without_anchor(key: VariantKey) -> tuple[int, str, str]:
    """Start (1-based) and alleles of an indel without the base before it, which both share; else the key's own."""
    if len(key.ref) != len(key.alt) and key.ref[0] == key.alt[0]:
        return key.pos + 1, key.ref[1:], key.alt[1:]
    return key.pos, key.ref, key.alt


def _reads(one: SmallVariant) -> dict[str, str]:
    item, variant = one.alteration, one.variant
    # what was read is not rounded; the alteration's own figures are
    tumour = variant.tumour if variant else ReadSupport(item["depth"], item["alt_depth"], item["vaf"])
    normal = variant.normal if variant and variant.normal else ReadSupport()
    frequency = variant.population_af if variant else None
    return {**_counts("t", tumour), **_counts("n", normal), "MAX_AF": _text(frequency)}


def _counts(who: str, reads: ReadSupport) -> dict[str, str]:
    known = reads.depth is not None and reads.alt_depth is not None
    return {
        f"{who}_depth": _text(reads.depth),
        f"{who}_ref_count": str((reads.depth or 0) - (reads.alt_depth or 0)) if known else "",
        f"{who}_alt_count": _text(reads.alt_depth),
        f"{who}_vaf": _text(reads.vaf),
    }


def _of_alteration(one: SmallVariant, sample: str) -> dict[str, str]:
    item, net = one.alteration, len(one.key.alt) - len(one.key.ref)
    own = {f"mtb_{name}": cell(_text(item[name])) for name in _OWN}
    return own | {
        "Hugo_Symbol": one_line(item["gene"]),
        "Entrez_Gene_Id": "0",
        "Center": "",
        "Variant_Classification": maf_class(Consequence(item["consequence"]), net),
        "Tumor_Sample_Barcode": one_line(sample),
        "Matched_Norm_Sample_Barcode": "",
        "Mutation_Status": _status(item),
        "HGVSc": one_line(item["hgvs_c"] or ""),
        "HGVSp": one_line(item["hgvs_p"] or ""),
        "HGVSp_Short": one_line(in_one_letter(item["hgvs_p"] or "")),
        "Transcript_ID": one_line(item["transcript"]),
        "Consequence": one_line(item["consequence"]),
        "FILTER": cell(";".join(item["filtered"]) or "PASS"),
    }


def _status(item: Mapping[str, Any]) -> str:
    if item["origin"] == "GERMLINE":
        return "Germline"
    return "Somatic" if item["somatic"] else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
