"""The pinned transcripts of the panel, held against published coordinates and against each other."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter

import pysam
import pytest
from real_data import RESOURCES, shared_data

from mtorboard.knowledge.coding import on_genome, translate
from mtorboard.knowledge.lint_tables import exon_lengths
from mtorboard.knowledge.tables import parse_gene, read_table
from mtorboard.knowledge.transcripts import Transcript, load_transcripts
from mtorboard.model.enums import Build

PANEL = {b: load_transcripts(RESOURCES / "panel" / f"transcripts.{b}.json", b) for b in Build}
GENES = {gene.symbol: gene for gene in read_table(RESOURCES / "knowledge" / "genes.tsv", parse_gene)}
words = str.split
PANEL_GENES = frozenset(
    words(
        "TSC1 TSC2 PTEN PIK3CA KRAS MTOR AKT1 AKT2 AKT3 PIK3R1 PIK3R2 PIK3CB INPP4B RHEB STK11 FLCN DEPDC5 NPRL2 "
        "NPRL3 NRAS HRAS BRAF NF1 MAP2K1 MAP2K2 RAF1 PTPN11 EGFR ERBB2 FGFR1 FGFR2 FGFR3 FGFR4 ESR1 CTNNB1 "
        "POLE TP53"
    )
)
ON_BOTH = PANEL_GENES - {"NPRL3"}  # GRCh37 lacks a base inside one of its coding exons
IN_REFERENCE = frozenset(
    words("TSC1 TSC2 PTEN PIK3CA KRAS MTOR AKT1 STK11 NF1 NRAS BRAF MAP2K1 MAP2K2 FLCN EGFR TP53")
)
"""Genes whose bases the test data hold; the others are checked by published coordinates alone."""


def test_panel_has_its_genes_on_the_builds_that_the_gene_table_names():
    assert set(GENES) == PANEL_GENES
    for build, transcripts in PANEL.items():
        assert set(transcripts) == {symbol for symbol, gene in GENES.items() if build in gene.builds}
    assert set(PANEL[Build.GRCH38]) == PANEL_GENES
    assert set(PANEL[Build.GRCH37]) == ON_BOTH


@pytest.mark.parametrize("gene", sorted(ON_BOTH))
def test_both_builds_have_the_same_exons_in_the_same_order(gene: str):
    here, there = (PANEL[build][gene] for build in Build)
    assert list(exon_lengths(here)) == list(exon_lengths(there))
    assert (here.accession, here.protein, here.contig, here.strand) == (
        there.accession,
        there.protein,
        there.contig,
        there.strand,
    )
    assert here.protein_length == GENES[gene].protein_length


@pytest.mark.parametrize("build", list(Build))
def test_start_stop_and_every_coding_splice_site_are_there_in_the_reference(build: Build):
    checked = set()
    with pysam.FastaFile(str(shared_data("reference", f"panel.{build}.fa.gz"))) as fasta:
        for gene in sorted(IN_REFERENCE):
            transcript = PANEL[build][gene]
            name = transcript.contig if build is Build.GRCH37 else f"chr{transcript.contig}"

            def read(*positions: int, name: str = name, strand: int = transcript.strand) -> str:
                return "".join(on_genome(fasta.fetch(name, p - 1, p).upper(), strand) for p in positions)

            assert read(*transcript.codon_positions(1)) == "ATG", gene
            assert translate(read(*transcript.codon_positions(transcript.protein_length + 1))) == "*", gene
            for exon in coding_exons(transcript)[:-1]:
                donor = (transcript.genomic(exon[1], 1), transcript.genomic(exon[1], 2))
                acceptor = (transcript.genomic(exon[1] + 1, -2), transcript.genomic(exon[1] + 1, -1))
                assert (read(*donor), read(*acceptor)) in (("GT", "AG"), ("GC", "AG"), ("AT", "AC")), gene
            checked.add(gene)
    assert checked == IN_REFERENCE


def coding_exons(transcript: Transcript) -> list[tuple[int, int]]:
    """First and last CDS position of each exon's coding part, in transcript order."""
    spans = [
        (transcript.locate(s + 1).base, transcript.locate(e).base) for s, e in transcript.coding_intervals()
    ]
    return sorted((min(span), max(span)) for span in spans)


@pytest.mark.parametrize(
    ("gene", "position", "grch38", "grch37"),
    [
        ("TSC2", "2967-1", 2079031, 2129032),
        ("TSC2", "4006-8", 2084220, 2134221),
        ("TSC2", "5359", 2088545, 2138546),
        ("TSC1", "2194", 132903665, 135779052),
        ("PIK3CA", "1173", 179209622, 178927410),
        ("BRAF", "1799", 140753336, 140453136),
        ("NRAS", "181", 114713909, 115256530),
        ("MTOR", "6101", 11127739, 11187796),
        ("STK11", "1062", 1223126, 1223125),
        ("NF1", "528", 31169939, 29496957),
        ("KRAS", "35", 25245350, 25398284),
        ("HRAS", "35", 534288, 534288),
        ("ESR1", "1613", 152098791, 152419926),
        ("CTNNB1", "110", 41224622, 41266113),
        ("PIK3R1", "978", 68292320, 67588148),
        ("PIK3R2", "937", 18162237, 18273047),
        ("EGFR", "1562", 55161562, 55229255),
        ("ERBB2", "1963", 39723335, 37879588),
        ("ERBB2", "3508", 39727784, 37884037),
        ("FGFR2", "557", 121551357, 123310871),
        ("FGFR3", "1150", 1804404, 1806131),
        ("FGFR4", "1162", 177093242, 176520243),
        ("AKT3", "49", 243695714, 243859016),
        ("POLE", "857", 132676598, 133253184),
        ("RAF1", "770", 12604200, 12645699),
        ("PTPN11", "226", 112450406, 112888210),
        ("FGFR1", "1638", 38417331, 38274849),
        ("TP53", "524", 7675088, 7578406),
    ],
)
def test_published_coordinates_have_their_published_c_position(gene, position, grch38, grch37):
    assert PANEL[Build.GRCH38][gene].locate(grch38).text == position
    assert PANEL[Build.GRCH37][gene].locate(grch37).text == position


def test_tsc1_last_coding_exon_begins_after_codon_992():
    tsc1 = PANEL[Build.GRCH38]["TSC1"]
    assert tsc1.locate(tsc1.genomic(2976)).text == "2976"
    assert tsc1.is_canonical_splice(tsc1.genomic(2976, -1)) == "acceptor"


def published_substitutions() -> list[tuple[str, str, int, str]]:
    """(gene, transcript without version, position on GRCh37, c. position) of MC3 calls that VEP named."""
    path = shared_data("maf", "tcga_mc3.panel.GRCh37.maf.gz")
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.reader(lines, delimiter="\t"):
            match = re.fullmatch(r"c\.([-*]?\d+(?:[+-]\d+)?)[ACGT]>[ACGT]", row[10])
            if match and row[0] in GENES:
                found.append((row[0], row[12], int(row[2]), match[1]))
    return found


def test_calls_on_an_equivalent_transcript_have_the_same_c_position():
    wrong, seen = [], Counter()
    for gene, accession, pos, position in published_substitutions():
        if accession in GENES[gene].equivalents and not position.startswith(("-", "*")):
            seen[gene] += 1
            point = PANEL[Build.GRCH37][gene].locate(pos)
            if point.text != position:
                wrong.append((gene, accession, pos, position, point.text))
    assert wrong == []
    assert min(seen.values()) >= 10
    assert set(seen) == {gene for gene, *_ in published_substitutions()} - {"KRAS", "DEPDC5", "NPRL3"}


def test_kras_4a_is_no_equivalent_because_it_differs_past_codon_150():
    calls = [call for call in published_substitutions() if call[0] == "KRAS"]
    assert {accession for _, accession, _, _ in calls} == {"ENST00000256078"}
    assert "ENST00000256078" not in GENES["KRAS"].equivalents
    kras = PANEL[Build.GRCH37]["KRAS"]
    differing = [call for call in calls if kras.locate(call[2]).text != call[3]]
    assert differing
    assert all(kras.locate(pos).base > 450 for _, _, pos, _ in differing)


def test_splice_sites_of_every_intron_are_found_on_both_builds():
    for transcript in (t for held in PANEL.values() for t in held.values()):
        assert splice_bases(transcript) == 4 * (len(transcript.exons) - 1)


def splice_bases(transcript: Transcript) -> int:
    ends = [
        edge
        for (_, left), (right, _) in zip(transcript.exons, transcript.exons[1:], strict=False)
        for edge in (left + 1, left + 2, right - 1, right)
    ]
    return sum(transcript.is_canonical_splice(pos) is not None for pos in ends)
