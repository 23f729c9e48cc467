"""What `knowledge show` finds under the names that people type, and what it says of it."""

from __future__ import annotations

from functools import cache

import pytest

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge import load
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.lookup import find, suggestions
from mtorboard.knowledge.records import Allele, Drug, Gene, SafetyRule, StopGain, TumourType
from mtorboard.knowledge.show import show


@cache
def knowledge() -> Knowledge:
    return load()


def found(name: str) -> list[str]:
    return [entry.allele_id for entry in find(name, knowledge()) if isinstance(entry, Allele)]


@pytest.mark.parametrize(
    "name",
    [
        "TSC2:R611W:c.1831C>T",
        "TSC2:R611W",
        "tsc2:r611w",
        "TSC2 R611W",
        "TSC2:p.R611W",
        "TSC2:p.Arg611Trp",
        "TSC2:p.(Arg611Trp)",
        "R611W",
        "TSC2:c.1831C>T",
        "TSC2 c.1831C>T",
        "16:2120571:C:T",
        "16:2070570:C:T",
        "chr16-2070570-C-T",
        "GRCh38 16:2070570 C>T",
        "hg19:chr16:2120571:c:t",
    ],
)
def test_one_allele_answers_to_all_its_names(name: str) -> None:
    assert found(name) == ["TSC2:R611W:c.1831C>T"]


def test_a_position_on_a_named_build_is_looked_up_there_only() -> None:
    assert find("GRCh37:16:2070570:C:T", knowledge()) == []


def test_an_amino_acid_change_shows_every_way_to_it() -> None:
    assert found("BRAF V600E") == ["BRAF:V600E:c.1799T>A", "BRAF:V600E:c.1799_1800delinsAA"]


@pytest.mark.parametrize("name", ["TSC2:p.Arg1138Ter", "TSC2:R1138*", "TSC2:c.3412C>T", "16:2080179:C:T"])
def test_a_computed_stop_is_found_like_an_allele(name: str) -> None:
    (entry,) = find(name, knowledge())
    assert isinstance(entry, StopGain)
    assert "no curated allele" in show(name, knowledge())


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("tsc2", Gene, "NM_000548.5"),
        ("saf01B", SafetyRule, "not healed"),
        ("SAF1", SafetyRule, "last 14 days"),
        ("Afinitor", Drug, "named in"),
        ("ritonavir", Drug, "SAF04"),
        ("gefitinib", Drug, "uses up      R44"),
        ("clear cell renal cell carcinoma", TumourType, "CCRCC"),
        ("GBM", TumourType, "counts as GB"),
    ],
)
def test_everything_has_an_entry_of_its_own(name: str, kind: type, says: str) -> None:
    (entry,) = find(name, knowledge())
    assert isinstance(entry, kind)
    assert says in show(name, knowledge())


def test_a_rule_says_what_it_stands_on_and_what_can_remove_it() -> None:
    text = show("R07", knowledge())
    assert "removed by   R09, R16" in text
    assert "[CCR2021_27_3845; VERIFIED]" in text
    assert "signed off by nobody yet" in text


def test_a_source_says_who_cites_it() -> None:
    assert "cited by     R57, R39b, SAF09" in show("25344362", knowledge())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("TSC3", "TSC2"),
        ("SAF001", "SAF01"),
        ("everolimis", "everolimus"),
        ("TSC2:R611X", "TSC2:R611W"),
        ("PMID2534436", "PMID25344362"),
    ],
)
def test_a_misspelt_name_brings_the_likely_one(typed: str, meant: str) -> None:
    assert meant in suggestions(typed, knowledge())
    with pytest.raises(KnowledgeError, match=f"Nearest: .*{meant}"):
        show(typed, knowledge())


def test_what_is_like_nothing_brings_no_guess() -> None:
    assert suggestions("nonsense and more of it", knowledge()) == []
