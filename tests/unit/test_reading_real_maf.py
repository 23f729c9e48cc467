"""A real MAF of 2,868 rows: every row of the panel is read, with its own name and reads."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from pathlib import Path

import pysam
import pytest
from toy_panel import (
    B37,
    SETTINGS,
)

from mtorboard.knowledge import resources_root
from mtorboard.knowledge.transcripts import load_transcripts, loci
from mtorboard.model.enums import Build
from mtorboard.model.variant import Variant
from mtorboard.reading.maf import read_maf
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import ReadResult, ReadSettings

SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared real data are not there")


def ok(result: object) -> ReadResult:
    assert isinstance(result, ReadResult), str(result)
    return result


NOT_PLACED = {"NPRL3"}
"""Genes of the MAF that the panel places on GRCh38 alone."""
MC3 = SHARED / "maf" / "tcga_mc3.panel.GRCh37.maf.gz"
PHASED_ONLY = ReadSettings(frozenset({"PASS"}), None, 10, 0.02)


def read_mc3(settings: ReadSettings, references: dict[Build, Reference]) -> dict[str, ReadResult]:
    root = resources_root() / "panel"
    genes = {build: load_transcripts(root / f"transcripts.{build}.json", build) for build in Build}
    found = read_maf(
        MC3,
        samples=None,
        build=B37,
        loci_by_build={build: loci(genes[build].values()) for build in Build},
        transcripts_by_build=genes,
        reference_by_build=references,
        settings=settings,
    )
    return {barcode: ok(result) for barcode, result in found.items()}


def fasta() -> dict[Build, Reference]:
    return {B37: Reference.open(SHARED / "reference" / "panel.GRCh37.fa.gz", B37)}


@real
def test_real_mc3_every_row_of_the_panel_is_read_with_its_name_and_reads() -> None:
    results = read_mc3(PHASED_ONLY, fasta())
    variants = [(barcode, v) for barcode, result in results.items() for v in result.variants]
    rows = _rows()
    expected = Counter(
        (r["Tumor_Sample_Barcode"], r["Hugo_Symbol"], r["HGVSc"] or ".")
        for r in rows
        if r["Hugo_Symbol"] not in NOT_PLACED
    )
    found = Counter((b, v.annotations[0].gene, v.annotations[0].hgvs_c or ".") for b, v in variants)
    assert not found - expected
    # rows that another transcript of the gene has, beyond both ends of the pinned one
    assert {name for _, _, name in expected - found} == {"c.-1298C>A", "c.-1357G>A", "c.*1446delA"}
    counts = {
        (r["Tumor_Sample_Barcode"], r["Start_Position"], r["Tumor_Seq_Allele2"]): int(r["t_alt_count"])
        for r in rows
    }
    for barcode, variant in variants:
        _, start, _, alt = variant.observed.split(":")
        assert variant.tumour.alt_depth == counts[barcode, start, alt]


def _rows() -> list[dict[str, str]]:
    with gzip.open(MC3, "rt") as text:
        titles = text.readline().rstrip("\n").split("\t")
        return [dict(zip(titles, line.rstrip("\n").split("\t"), strict=True)) for line in text]


@real
def test_real_mc3_indels_get_the_keys_of_the_vcf_made_from_it() -> None:
    with pysam.VariantFile(str(SHARED / "vcf" / "tcga_mc3.GRCh37.vcf.gz")) as file:
        in_vcf = {(r.chrom, r.pos, r.ref, r.alts[0]) for r in file if r.alts}
    reference = fasta()
    keys_of = {v.key for result in read_mc3(PHASED_ONLY, reference).values() for v in result.variants}
    covered = {key for key in keys_of if reference[B37].agrees(key)}
    assert len(covered) > 1_200
    assert not [key for key in covered if (key.contig, key.pos, key.ref, key.alt) not in in_vcf]


@real
def test_real_mc3_without_a_fasta_differs_in_indels_alone() -> None:
    without = read_mc3(PHASED_ONLY, {})
    pairs = [
        (one_, other)
        for barcode, result in read_mc3(PHASED_ONLY, fasta()).items()
        for one_, other in zip(_by_row(result), _by_row(without[barcode]), strict=True)
    ]
    assert all(a.key == b.key for a, b in pairs if "N" not in b.key.ref)
    assert sum("N" in b.key.ref for _, b in pairs) == 316
    assert all(len(a.key.ref) - len(a.key.alt) == len(b.key.ref) - len(b.key.alt) for a, b in pairs)


def _by_row(result: ReadResult) -> list[Variant]:
    return sorted(result.variants, key=lambda variant: variant.observed)


@real
def test_real_mc3_neighbours_in_a_codon_with_like_vafs_are_joined() -> None:
    joined = [v for result in read_mc3(SETTINGS, fasta()).values() for v in result.variants if v.joined_from]
    assert {str(v.key) for v in joined} >= {
        "GRCh37:12:25398284:CC:AT",  # KRAS codon 12
        "GRCh37:10:89720670:GG:CT",
    }
    assert {v.phase for v in joined} == {"assumed"}
