"""Two hits in one gene and on which chromosomes, what a matched normal says, and the patient's consent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from genomics_examples import HOTSPOT, KNOWN, THRESHOLDS, alteration, named, tables

from mtorboard.allelic import complete
from mtorboard.classify import classify
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import Clinical, GermlineFinding
from mtorboard.model.enums import AlterationClass, Clonality, Consequence, Origin, Zygosity
from mtorboard.model.evidence import Segment
from mtorboard.model.packing import pack, unpack
from mtorboard.model.variant import Phase, ReadSupport
from mtorboard.reading.clinical import read_clinical

LOF = AlterationClass.LIKELY_LOF
BIALLELIC, MONOALLELIC, UNKNOWN = Zygosity.BIALLELIC, Zygosity.MONOALLELIC, Zygosity.UNKNOWN
TWO_COPIES = (Segment("1", 0, 250_000_000, 2, 1),)
THREE_COPIES = (Segment("1", 0, 250_000_000, 3, 1),)
FIRST, SECOND = Phase("PID a", frozenset({0})), Phase("PID a", frozenset({1}))
CARRIED = ReadSupport(60, 31, 31 / 60)


def completed(*found: Alteration, **facts: Any) -> tuple[Alteration, ...]:
    known = {
        "segments": TWO_COPIES,
        "purity": 0.70,
        "clinical": Clinical(),
        "genes": tables().genes,
        "transcripts": {},
        "thresholds": THRESHOLDS,
    } | facts
    return complete(found, **known)


def pten(pos: int, haplotype: Phase | None, reads: tuple[int, int] = (105, 300)) -> Alteration:
    return alteration("PTEN", LOF, reads=reads, pos=pos, somatic=True, haplotype=haplotype)


def tsc2(**more: Any) -> Alteration:
    return alteration("TSC2", LOF, reads=(150, 300), **more)


# -- two hits


def test_two_clonal_hits_on_different_chromosomes_leave_no_copy() -> None:
    found = completed(pten(100, FIRST), pten(200, SECOND))
    assert [item.zygosity for item in found] == [BIALLELIC, BIALLELIC]
    assert "lies on the other chromosome" in found[0].reasons[-1]


def test_two_hits_on_one_chromosome_are_one_hit() -> None:
    found = completed(pten(100, FIRST), pten(200, FIRST))
    assert [item.zygosity for item in found] == [MONOALLELIC, MONOALLELIC]
    assert "one hit, not two" in found[0].reasons[-1]


@pytest.mark.parametrize("other", [None, Phase("PID b", frozenset({1}))])
def test_hits_that_no_genotype_compares_are_of_unknown_phase(other: Phase | None) -> None:
    found = completed(pten(100, FIRST), pten(200, other))
    assert [item.zygosity for item in found] == [UNKNOWN, UNKNOWN]
    assert all("phase of the two is not known" in item.reasons[-1] for item in found)


def test_hits_on_different_chromosomes_are_not_biallelic_where_a_third_copy_is_or_copies_are_unknown() -> (
    None
):
    for segments in (THREE_COPIES, None):
        found = completed(pten(100, FIRST), pten(200, SECOND), segments=segments)
        assert UNKNOWN is found[0].zygosity is found[1].zygosity


def test_hits_on_different_chromosomes_may_be_in_different_cells_when_one_is_subclonal() -> None:
    found = completed(pten(100, FIRST), pten(200, SECOND, (30, 300)))
    assert found[1].clonality is Clonality.SUBCLONAL
    assert [item.zygosity for item in found] == [UNKNOWN, UNKNOWN]


def test_a_third_hit_of_unknown_phase_keeps_two_on_one_chromosome_open() -> None:
    found = completed(pten(100, FIRST), pten(200, FIRST), pten(300, None))
    assert {item.zygosity for item in found} == {UNKNOWN}


def test_a_dominant_negative_allele_needs_no_second_hit_and_has_its_zygosity_told() -> None:
    g129e = named(
        "PTEN",
        Consequence.MISSENSE,
        key="10:87933145:G:A",
        c="c.386G>A",
        p="p.Gly129Glu",
        codons=129,
        reads=(105, 300),
        somatic=True,
    )
    segments = (Segment("10", 0, 100_000_000, 2, 1),)
    (found,) = completed(classify(g129e, tables(), THRESHOLDS), segments=segments)
    assert (found.class_, found.counts, found.zygosity) == (KNOWN, True, MONOALLELIC)
    assert any("without a second hit" in reason for reason in found.reasons)


def test_the_chromosome_of_a_hit_survives_being_stored() -> None:
    stored = json.loads(json.dumps(pack(FIRST)))
    assert unpack(Phase, stored) == FIRST


# -- matched normal and consent


def test_a_normal_that_carries_the_allele_says_germline_with_consent() -> None:
    (found,) = completed(tsc2(normal=CARRIED), clinical=Clinical(germline_consent=True))
    assert (found.origin, found.possible_germline) == (Origin.GERMLINE, False)
    assert (found.zygosity, found.clonality) == (MONOALLELIC, Clonality.CLONAL)


def test_without_a_statement_on_consent_the_normal_only_raises_the_question() -> None:
    (found,) = completed(tsc2(normal=CARRIED))
    assert (found.origin, found.possible_germline) == (Origin.UNKNOWN, True)


@pytest.mark.parametrize("normal", [CARRIED, None])
def test_against_the_patients_will_nothing_is_said_of_the_germline(normal: ReadSupport | None) -> None:
    (found,) = completed(tsc2(normal=normal), clinical=Clinical(germline_consent=False))
    assert (found.origin, found.possible_germline) == (Origin.UNKNOWN, False)
    assert not any("germline" in reason or "Origin" in reason for reason in found.reasons)


def test_refused_consent_takes_germline_results_out_of_the_sidecar(tmp_path: Path) -> None:
    path = tmp_path / "clinical.yaml"
    result = "germline: [{gene: TSC2, classification: pathogenic, hgvs_c: c.1000A>C}]\n"
    path.write_text(result + "germline_consent: false\n")
    assert read_clinical(path).germline is None
    path.write_text(result)
    assert read_clinical(path).germline == (GermlineFinding("TSC2", "pathogenic", "c.1000A>C"),)


@pytest.mark.parametrize(
    ("alt", "depth"),
    [(12, 100), (4, 8), (3, 12), (40, 200)],
    ids=["tumour cells in the normal", "too few reads", "too few with the allele", "a clone of blood cells"],
)
def test_a_normal_with_less_than_a_heterozygous_share_says_nothing(alt: int, depth: int) -> None:
    normal = ReadSupport(depth, alt, alt / depth)
    (found,) = completed(tsc2(normal=normal), clinical=Clinical(germline_consent=True))
    assert found.origin is Origin.UNKNOWN


def test_a_caller_that_says_somatic_of_what_the_normal_carries_contradicts_it() -> None:
    (found,) = completed(tsc2(normal=CARRIED, somatic=True), clinical=Clinical(germline_consent=True))
    assert (found.origin, found.possible_germline) == (Origin.UNKNOWN, True)
    assert any("one of them is wrong" in reason for reason in found.reasons)


def test_an_oncogene_in_the_normal_is_weighed_as_inherited() -> None:
    kras = alteration("KRAS", HOTSPOT, reads=(150, 300), normal=CARRIED)
    (found,) = completed(kras, clinical=Clinical(germline_consent=True))
    assert (found.origin, found.zygosity) == (Origin.GERMLINE, MONOALLELIC)
