"""Gene and arm states: an absence is said only where somebody looked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from genomics_examples import ALLELES, KNOWN, THRESHOLDS, alteration, named, tables
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.allelic import complete
from mtorboard.classify import classify
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import (
    AlterationClass,
    Arm,
    ArmCondition,
    Clonality,
    Consequence,
    GeneStatus,
    Naming,
    Zygosity,
)
from mtorboard.model.evidence import Coverage, GeneCallability, Segment
from mtorboard.model.state import PathwayState
from mtorboard.pathway import hotspot_codons, pathway_state

LOF, HOTSPOT, VUS = AlterationClass.LIKELY_LOF, AlterationClass.HOTSPOT, AlterationClass.VUS
GENES = tuple(tables().genes)
EVERYTHING = Coverage({symbol: GeneCallability(1.0, deletions_assessed=True) for symbol in GENES})
POINTS_ONLY = Coverage({symbol: GeneCallability(1.0) for symbol in GENES})
NOTHING = Coverage()


def state(*found: Alteration, coverage: Coverage = EVERYTHING, **more: Any) -> PathwayState:
    return pathway_state(found, coverage, tables(), THRESHOLDS, **more)


def only(gene: str, callability: GeneCallability) -> Coverage:
    return Coverage({**EVERYTHING.genes, gene: callability})


def status(gene: str, *found: Alteration, **more: Any) -> GeneStatus:
    return state(*found, **more).genes[gene].status


# -- genes


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"codons": (12, 12)}, GeneStatus.NOT_ASSESSED),
        ({"codons": (13, 13)}, GeneStatus.VUS_ONLY),
        ({"codons": (12, 12), "naming": Naming.LIBRARY}, GeneStatus.VUS_ONLY),
        ({"codons": (13, 14), "key": "GRCh38:1:1000:AC:GT"}, GeneStatus.NOT_ASSESSED),
    ],
    ids=["at a hotspot residue", "elsewhere", "worked out with bases", "two bases, anywhere"],
)
def test_a_change_that_only_bases_could_resolve_forbids_a_negative(
    more: dict[str, Any], expected: GeneStatus
) -> None:
    """A substitution named by coordinates alone: KRAS codon 12 may well be altered, codon 13 of the toy not."""
    given = {"consequence": Consequence.CODING_UNRESOLVED, "naming": Naming.COORDINATES} | more
    key = given.pop("key", None)
    seen = replace(alteration("KRAS", VUS), **given)
    seen = replace(seen, key=key) if key else seen
    found = state(seen).genes["KRAS"]
    assert found.status is expected
    assert ("reference bases" in found.why) is (expected is GeneStatus.NOT_ASSESSED)


def test_a_gene_that_nobody_looked_at_is_not_assessed_even_with_copy_number() -> None:
    found = state(coverage=NOTHING, copy_number_genes=set(GENES)).genes
    assert {gene.status for gene in found.values()} == {GeneStatus.NOT_ASSESSED}
    assert found["PTEN"].hotspots_callable is None
    assert found["PTEN"].deletions_assessed is True


def test_everything_callable_and_nothing_found_is_not_detected() -> None:
    assert {gene.status for gene in state().genes.values()} == {GeneStatus.NOT_DETECTED}


def test_a_suppressor_without_deletion_calling_is_only_free_of_small_variants() -> None:
    found = state(coverage=POINTS_ONLY).genes
    assert found["PTEN"].status is GeneStatus.NOT_DETECTED_SNV_ONLY
    assert "Deletions were not assessed" in found["PTEN"].why
    assert found["KRAS"].status is GeneStatus.NOT_DETECTED


def test_copy_number_of_the_gene_completes_the_absence() -> None:
    assert status("PTEN", coverage=POINTS_ONLY, copy_number_genes={"PTEN"}) is GeneStatus.NOT_DETECTED
    assert (
        status("TSC2", coverage=POINTS_ONLY, copy_number_genes={"PTEN"}) is GeneStatus.NOT_DETECTED_SNV_ONLY
    )


def test_a_hole_over_a_hotspot_codon_is_not_assessed_and_names_the_codon() -> None:
    found = state(coverage=only("KRAS", GeneCallability(0.99, (12, 13)))).genes["KRAS"]
    assert found.status is GeneStatus.NOT_ASSESSED
    assert "codons 12 and 13" in found.why
    assert found.hotspots_callable is False


@pytest.mark.parametrize(
    ("share", "expected"), [(0.95, GeneStatus.NOT_DETECTED), (0.949, GeneStatus.NOT_ASSESSED)]
)
def test_a_suppressor_needs_nearly_all_coding_bases(share: float, expected: GeneStatus) -> None:
    assert status("TSC2", coverage=only("TSC2", GeneCallability(share, (), True))) is expected


def test_callable_hotspot_codons_are_enough_for_an_oncogene_that_has_some() -> None:
    amplicons = GeneCallability(0.05)
    assert status("KRAS", coverage=only("KRAS", amplicons)) is GeneStatus.NOT_DETECTED
    assert status("ESR1", coverage=only("ESR1", amplicons)) is GeneStatus.NOT_ASSESSED


@pytest.mark.parametrize("coverage", [NOTHING, POINTS_ONLY, EVERYTHING])
def test_a_counting_alteration_needs_no_coverage(coverage: Coverage) -> None:
    assert status("TSC2", alteration("TSC2", LOF), coverage=coverage) is GeneStatus.ALTERED


def test_a_variant_of_uncertain_significance_keeps_how_much_was_looked_at() -> None:
    found = state(alteration("TSC2", VUS), coverage=NOTHING).genes["TSC2"]
    assert found.status is GeneStatus.VUS_ONLY
    assert (found.hotspots_callable, found.deletions_assessed) == (None, None)
    assert "nothing says that this gene was covered" in found.why


@pytest.mark.parametrize("consequence", [Consequence.INTRON, Consequence.UTR3])
def test_a_variant_outside_coding_sequence_is_part_of_no_status(consequence: Consequence) -> None:
    assert status("KRAS", alteration("KRAS", VUS, consequence=consequence)) is GeneStatus.NOT_DETECTED


@pytest.mark.parametrize(
    "class_", [AlterationClass.BENIGN, AlterationClass.LIKELY_BENIGN, AlterationClass.PASSENGER]
)
def test_benign_and_passenger_changes_leave_the_absence(class_: AlterationClass) -> None:
    assert status("KRAS", alteration("KRAS", class_)) is GeneStatus.NOT_DETECTED


@pytest.mark.parametrize("doubt", [{"low_confidence": True}, {"filtered": ("weak_evidence",)}])
def test_an_unconfirmed_hotspot_forbids_to_say_that_nothing_was_there(doubt: dict[str, Any]) -> None:
    found = state(alteration("KRAS", HOTSPOT, **doubt))
    assert found.genes["KRAS"].status is GeneStatus.NOT_ASSESSED
    assert "not confirmed" in found.genes["KRAS"].why
    assert found.arms[Arm.B_MAPK].state is ArmCondition.NOT_ASSESSED


def test_a_filtered_uncurated_variant_changes_nothing() -> None:
    assert status("KRAS", alteration("KRAS", VUS, filtered=("weak",))) is GeneStatus.NOT_DETECTED


def test_a_resistance_allele_is_named_but_alters_neither_gene_nor_arm() -> None:
    found = state(alteration("MTOR", AlterationClass.RESISTANCE))
    assert found.genes["MTOR"].status is GeneStatus.NOT_DETECTED
    assert "Resistance" in found.genes["MTOR"].why
    assert found.genes["MTOR"].alterations == ("GRCh38:1:1000:A:C",)
    assert found.arms[Arm.A_MTOR].state is ArmCondition.NOT_DETECTED


# -- arms


def test_a_curated_allele_confirms_an_arm_and_an_inferred_loss_makes_it_likely() -> None:
    found = state(alteration("TSC2", LOF), alteration("KRAS", HOTSPOT)).arms
    assert found[Arm.A_TSC].state is ArmCondition.ACTIVE_LIKELY
    assert found[Arm.B_MAPK].state is ArmCondition.ACTIVE_CONFIRMED
    assert found[Arm.A_TSC].genes == ("TSC2",)


def test_one_biallelic_suppressor_makes_the_arm_biallelic() -> None:
    single = alteration("TSC1", LOF, zygosity=Zygosity.MONOALLELIC)
    double = alteration("TSC2", LOF, zygosity=Zygosity.BIALLELIC)
    open_ = alteration("TSC2", LOF, pos=5, zygosity=Zygosity.UNKNOWN)
    assert state(single, double).arms[Arm.A_TSC].zygosity is Zygosity.BIALLELIC
    assert state(single, open_).arms[Arm.A_TSC].zygosity is Zygosity.UNKNOWN
    assert state(single).arms[Arm.A_TSC].zygosity is Zygosity.MONOALLELIC


def test_an_oncogene_lends_its_arm_no_zygosity() -> None:
    pik3ca = alteration("PIK3CA", HOTSPOT, zygosity=Zygosity.MONOALLELIC)
    pten = alteration("PTEN", LOF, zygosity=Zygosity.BIALLELIC)
    assert state(pik3ca).arms[Arm.A_PI3K].zygosity is Zygosity.UNKNOWN
    assert state(pik3ca, pten).arms[Arm.A_PI3K].zygosity is Zygosity.BIALLELIC


def test_an_arm_is_subclonal_only_if_all_its_alterations_are() -> None:
    minor = alteration("KRAS", HOTSPOT, clonality=Clonality.SUBCLONAL)
    major = alteration("NF1", LOF, clonality=Clonality.CLONAL)
    assert state(minor).arms[Arm.B_MAPK].clonality is Clonality.SUBCLONAL
    assert state(minor, major).arms[Arm.B_MAPK].clonality is Clonality.CLONAL
    assert state(minor, replace(major, clonality=Clonality.UNKNOWN)).arms[Arm.B_MAPK].clonality is (
        Clonality.UNKNOWN
    )


def test_an_arm_with_an_unseen_required_gene_is_not_assessed_even_beside_an_uncertain_variant() -> None:
    coverage = Coverage({gene: seen for gene, seen in EVERYTHING.genes.items() if gene != "KRAS"})
    found = state(alteration("NF1", VUS), coverage=coverage).arms[Arm.B_MAPK]
    assert found.state is ArmCondition.NOT_ASSESSED
    assert found.unassessed == ("KRAS",)
    assert "NF1" in found.why


def test_an_arm_with_point_variants_only_is_not_free_of_deletions() -> None:
    found = state(coverage=POINTS_ONLY).arms
    assert found[Arm.B_MAPK].state is ArmCondition.NOT_DETECTED_SNV_ONLY
    assert found[Arm.B_MAPK].genes == ("NF1",)
    assert found[Arm.A_MTOR].state is ArmCondition.NOT_DETECTED


def test_a_variant_of_uncertain_significance_shows_on_a_fully_assessed_arm() -> None:
    assert state(alteration("TSC2", VUS)).arms[Arm.A_TSC].state is ArmCondition.VUS_ONLY
    points = state(alteration("TSC2", VUS), coverage=POINTS_ONLY).arms[Arm.A_TSC]
    assert points.state is ArmCondition.VUS_ONLY
    assert "Deletions of TSC1 and TSC2 were not assessed" in points.why


@pytest.mark.parametrize("arm", [Arm.A_GATOR, Arm.A_FLCN, Arm.B_RTK])
def test_an_arm_without_genes_in_the_table_says_so(arm: Arm) -> None:
    found = state().arms[arm]
    assert found.state is ArmCondition.NOT_ASSESSED
    assert "no gene of this arm" in found.why


def test_the_endocrine_arm_rests_on_esr1_alone() -> None:
    assert state().arms[Arm.C_ENDO].state is ArmCondition.NOT_DETECTED
    assert state(alteration("ESR1", HOTSPOT)).arms[Arm.C_ENDO].genes == ("ESR1",)
    bare = Coverage({gene: seen for gene, seen in EVERYTHING.genes.items() if gene != "ESR1"})
    assert state(coverage=bare).arms[Arm.C_ENDO].state is ArmCondition.NOT_ASSESSED


# -- whole situations, from the named variant on


def through(*variants: Any, purity: float | None, segments: Any = None, coverage: Coverage) -> PathwayState:
    curated = tables()
    judged = [classify(variant, curated, THRESHOLDS) for variant in variants]
    completed = complete(
        judged,
        segments=segments,
        purity=purity,
        clinical=Clinical(),
        genes=curated.genes,
        transcripts={},
        thresholds=THRESHOLDS,
    )
    return pathway_state(completed, coverage, curated, THRESHOLDS)


def test_pancreas_with_one_tsc2_hit_and_clonal_kras() -> None:
    tsc2 = named(
        "TSC2",
        Consequence.STOP_GAINED,
        key="16:2080179:C:T",
        c="c.3412C>T",
        codons=1138,
        reads=(34, 100),
    )
    kras = named("KRAS", Consequence.MISSENSE, key="12:25245350:C:T", codons=12, reads=(36, 100))
    found = through(tsc2, kras, purity=0.70, coverage=POINTS_ONLY)
    tsc, mapk = found.arms[Arm.A_TSC], found.arms[Arm.B_MAPK]
    assert (tsc.state, tsc.zygosity) == (ArmCondition.ACTIVE_LIKELY, Zygosity.MONOALLELIC)
    assert (mapk.state, mapk.clonality) == (ArmCondition.ACTIVE_CONFIRMED, Clonality.CLONAL)


def test_endometrium_with_two_pten_hits_and_ctnnb1() -> None:
    found = through(
        named("PTEN", Consequence.MISSENSE, key="10:87933148:G:A", codons=130, reads=(105, 300)),
        named("PTEN", Consequence.STOP_GAINED, key="10:87957915:C:T", codons=233, reads=(99, 300)),
        named("CTNNB1", Consequence.MISSENSE, key="3:41224622:C:T", codons=37, reads=(102, 300)),
        purity=0.70,
        coverage=EVERYTHING,
    )
    pi3k = found.arms[Arm.A_PI3K]
    assert (pi3k.state, pi3k.zygosity) == (ArmCondition.ACTIVE_CONFIRMED, Zygosity.UNKNOWN)
    assert found.genes["CTNNB1"].status is GeneStatus.ALTERED
    assert found.arms[Arm.B_MAPK].state is ArmCondition.NOT_DETECTED


def test_pecoma_with_both_copies_of_tsc2_gone() -> None:
    found = through(
        named("TSC2", Consequence.MISSENSE, key="16:2070570:C:T", codons=611, reads=(61, 100)),
        purity=0.75,
        segments=(Segment("16", 0, 36_000_000, 1, 0),),
        coverage=POINTS_ONLY,
    )
    arm = found.arms[Arm.A_TSC]
    assert (arm.state, arm.zygosity) == (ArmCondition.ACTIVE_CONFIRMED, Zygosity.BIALLELIC)


def test_thyroid_on_a_panel_without_tsc1_tsc2_and_mtor() -> None:
    panel = Coverage({gene: GeneCallability(1.0) for gene in ("PTEN", "PIK3CA", "KRAS")})
    found = state(coverage=panel)
    assert found.genes["PTEN"].status is GeneStatus.NOT_DETECTED_SNV_ONLY
    assert found.arms[Arm.A_TSC].state is ArmCondition.NOT_ASSESSED
    assert found.arms[Arm.A_TSC].unassessed == ("TSC1", "TSC2")
    assert found.arms[Arm.A_MTOR].state is ArmCondition.NOT_ASSESSED
    assert found.arms[Arm.B_MAPK].unassessed == ("NF1",)


# -- codons and laws


def test_hotspot_codons_come_from_alleles_residues_and_windows_but_not_from_the_benign_list() -> None:
    codons = hotspot_codons(tables())
    assert codons["KRAS"] == (12, 33)
    assert codons["PIK3CA"] == (*range(102, 115), 545)
    assert codons["MTOR"] == (2034, 2215)
    assert "ESR1" not in codons
    assert any(row.gene == "PIK3CA" and row.hgvs_p == "I391M" for row in ALLELES)


alterations = st.builds(
    alteration,
    st.sampled_from(GENES),
    st.sampled_from([KNOWN, HOTSPOT, LOF, VUS, AlterationClass.RESISTANCE, AlterationClass.BENIGN]),
    pos=st.integers(1, 10_000),
    low_confidence=st.booleans(),
    filtered=st.sampled_from([(), ("weak",)]),
    zygosity=st.sampled_from(list(Zygosity)),
    clonality=st.sampled_from(list(Clonality)),
)
coverages = st.builds(
    Coverage,
    st.dictionaries(
        st.sampled_from(GENES),
        st.builds(
            GeneCallability, st.floats(0, 1), st.sampled_from([(), (12,)]), deletions_assessed=st.booleans()
        ),
    ),
)
ABSENT = {GeneStatus.NOT_DETECTED, GeneStatus.NOT_DETECTED_SNV_ONLY}


@given(st.lists(alterations, max_size=6), coverages, st.sampled_from(GENES))
def test_one_more_uncertain_variant_earns_no_absence_and_alters_nothing(
    found: list[Alteration], coverage: Coverage, gene: str
) -> None:
    before = state(*found, coverage=coverage)
    after = state(*found, alteration(gene, VUS, pos=20_000), coverage=coverage)
    assert after.genes[gene].status not in ABSENT
    was_altered = before.genes[gene].status is GeneStatus.ALTERED
    assert (after.genes[gene].status is GeneStatus.ALTERED) is was_altered
    for arm in Arm:
        negative = after.arms[arm].state is ArmCondition.NOT_DETECTED
        assert not negative or before.arms[arm].state is ArmCondition.NOT_DETECTED


@given(st.lists(alterations, max_size=6), coverages)
def test_an_absent_arm_has_every_required_gene_absent(found: list[Alteration], coverage: Coverage) -> None:
    seen = state(*found, coverage=coverage)
    for arm, arm_state in seen.arms.items():
        if arm_state.state is ArmCondition.NOT_DETECTED:
            required = [g.symbol for g in tables().genes.values() if g.arm is arm and g.required_for_negative]
            assert all(seen.genes[gene].status is GeneStatus.NOT_DETECTED for gene in required)


@given(st.lists(alterations, max_size=6), coverages, st.sampled_from(GENES))
def test_looking_at_less_never_earns_an_absence(
    found: list[Alteration], coverage: Coverage, gene: str
) -> None:
    less = Coverage({symbol: seen for symbol, seen in coverage.genes.items() if symbol != gene})
    after = state(*found, coverage=less)
    assert after.genes[gene].status not in ABSENT


@given(
    st.lists(alterations, max_size=6, unique_by=lambda item: (item.gene, item.key)), coverages, st.randoms()
)
def test_the_order_of_the_input_does_not_show(
    found: list[Alteration], coverage: Coverage, random: Any
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert state(*shuffled, coverage=coverage) == state(*found, coverage=coverage)
