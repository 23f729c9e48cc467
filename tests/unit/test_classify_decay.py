"""A late stop of a tumour suppressor is a loss all the same, and says that the message may escape decay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from genomics_examples import THRESHOLDS, named, tables

from mtorboard.classify import classify
from mtorboard.knowledge.transcripts import load_transcripts
from mtorboard.model.enums import AlterationClass, Build, Consequence

PANEL = Path(__file__).parents[2] / "resources" / "panel"
TABLES = replace(
    tables(),
    transcripts={Build.GRCH38: load_transcripts(PANEL / "transcripts.GRCh38.json", Build.GRCH38)},
)
WORDS = "may escape decay"
JUNCTION = {"TSC2": 5259, "NF1": 8377}
"""Last base before the last coding exon's first, which for both is the last exon of all (LRG_487, LRG_214)."""


@pytest.mark.parametrize("gene", sorted(JUNCTION))
def test_the_last_junction_is_where_the_last_exon_begins(gene: str):
    transcript = TABLES.transcripts[Build.GRCH38][gene]
    junction = JUNCTION[gene]
    assert transcript.locate(transcript.genomic(junction, 1)).text == f"{junction}+1"


@pytest.mark.parametrize(
    ("gene", "stop", "escapes"),
    [
        ("TSC2", 600, False),
        ("TSC2", 1736, False),
        ("TSC2", 1737, True),
        ("NF1", 2700, False),
        ("NF1", 2830, True),
    ],
)
def test_stops_near_the_last_junction_say_so_and_stay_a_loss(gene: str, stop: int, escapes: bool):
    found = classify(named(gene, Consequence.STOP_GAINED, codons=stop), TABLES, THRESHOLDS)
    assert found.class_ is AlterationClass.LIKELY_LOF
    assert any(WORDS in reason for reason in found.reasons) is escapes


def test_a_frameshift_is_judged_by_its_new_stop():
    early = named("TSC2", Consequence.FRAMESHIFT, codons=1700, new_stop=1710)
    late = named("TSC2", Consequence.FRAMESHIFT, codons=1700, new_stop=1790)
    unknown = named("TSC2", Consequence.FRAMESHIFT, codons=1790)
    said = [
        any(WORDS in reason for reason in classify(variant, TABLES, THRESHOLDS).reasons)
        for variant in (early, late, unknown)
    ]
    assert said == [False, True, False]
