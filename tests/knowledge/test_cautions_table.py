"""The curated cautions: places that exist, sources, and wording."""

from __future__ import annotations

import re

import pytest
from real_data import RESOURCES, shared_data

from mtorboard.knowledge.cautions import Caution, CautionKind, parse_caution
from mtorboard.knowledge.tables import read_table
from mtorboard.knowledge.transcripts import load_transcripts
from mtorboard.model.enums import Build
from mtorboard.reading.reference import Reference
from mtorboard.schemas import load_schema

ROWS = read_table(RESOURCES / "knowledge" / "cautions.tsv", parse_caution)
SPECIMENS = set(load_schema("clinical")["properties"]["specimen"]["enum"]) - {None}
BY_ID = {row.caution_id: row for row in ROWS}
TRANSCRIPTS = load_transcripts(RESOURCES / "panel" / "transcripts.GRCh38.json", Build.GRCH38)


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=BY_ID)
def test_a_row_has_what_its_kind_needs_and_no_more(row: Caution) -> None:
    placed = row.kind in (CautionKind.POSITION, CautionKind.INDEL)
    limited = row.kind in (CautionKind.DEAMINATION, CautionKind.OXIDATION, CautionKind.STRAND)
    assert (row.first_c is not None, row.last_c is not None) == (placed, placed)
    assert (row.below is not None) is limited
    assert bool(row.hgvs_c) is (row.kind is CautionKind.ALLELE)
    assert bool(row.gene) is not limited
    assert row.specimens <= SPECIMENS
    assert row.specimens or row.kind is not CautionKind.GENE
    assert row.provenance.source
    assert row.text.endswith(".")
    assert not re.search(r"recommend|activat|must|\bmg\b", row.text, re.IGNORECASE)


@pytest.mark.parametrize("row", [row for row in ROWS if row.gene], ids=lambda row: row.caution_id)
def test_a_place_lies_in_the_coding_sequence_of_a_gene_of_the_panel(row: Caution) -> None:
    transcript = TRANSCRIPTS[row.gene]
    if row.first_c and row.last_c:
        assert 1 <= row.first_c <= row.last_c <= transcript.cds_length


def test_of_every_specimen_one_row_at_most_speaks_of_a_change() -> None:
    for specimen in SPECIMENS:
        said = [(row.kind, row.gene, row.first_c, row.hgvs_c) for row in ROWS if specimen in row.specimens]
        assert len(said) == len(set(said))


def test_fixation_and_oxidation_are_told_of_the_specimens_that_can_have_them() -> None:
    told = {
        kind: set().union(*(row.specimens for row in ROWS if row.kind is kind))
        for kind in (CautionKind.DEAMINATION, CautionKind.OXIDATION)
    }
    assert told[CautionKind.DEAMINATION] == {"ffpe", "cytology", "unknown"}
    assert told[CautionKind.OXIDATION] == SPECIMENS - {"ctdna", "unknown"}


def test_the_stretch_like_the_pseudogene_of_pik3ca_is_exons_10_to_14() -> None:
    transcript, row = TRANSCRIPTS["PIK3CA"], BY_ID["PIK3CA:pseudogene"]
    first, last = transcript.exons[9], transcript.exons[13]
    assert (transcript.locate(first[0] + 1).text, transcript.locate(last[1]).text) == (
        str(row.first_c),
        str(row.last_c),
    )


def test_the_tract_of_flcn_is_eight_c_between_other_bases() -> None:
    reference = Reference.open(shared_data("reference", "panel.GRCh38.fa.gz"), Build.GRCH38)
    transcript, row = TRANSCRIPTS["FLCN"], BY_ID["FLCN:C8"]
    assert row.first_c
    assert row.last_c
    positions = [transcript.genomic(c) for c in range(row.first_c - 1, row.last_c + 2)]
    bases = "".join(reference.bases(transcript.contig, pos - 1, pos) for pos in positions)
    assert transcript.strand == -1
    assert re.fullmatch("[ACT]G{8}[ACT]", bases)
