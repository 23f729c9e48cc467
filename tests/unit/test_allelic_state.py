"""Zygosity, clonality, origin and deletions, on the worked situations and at their edges."""

from __future__ import annotations

from typing import Any

import pytest
from genomics_examples import KNOWN, THRESHOLDS, alteration, tables, transcript
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.allelic import complete, genes_with_copy_number
from mtorboard.allelic.binomial import interval
from mtorboard.allelic.states import State, cancer_cell_fraction
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import Clinical, GermlineFinding
from mtorboard.model.enums import AlterationClass, Clonality, Consequence, Origin, Zygosity
from mtorboard.model.evidence import Segment

LOF, HOTSPOT, VUS = AlterationClass.LIKELY_LOF, AlterationClass.HOTSPOT, AlterationClass.VUS
BIALLELIC, MONOALLELIC, UNKNOWN = Zygosity.BIALLELIC, Zygosity.MONOALLELIC, Zygosity.UNKNOWN


def chromosome(total: int, minor: int | None = None, contig: str = "1") -> tuple[Segment, ...]:
    return (Segment(contig, 0, 250_000_000, total, minor),)


def completed(*found: Alteration, **facts: Any) -> tuple[Alteration, ...]:
    known = {
        "segments": None,
        "purity": None,
        "clinical": Clinical(),
        "genes": tables().genes,
        "transcripts": {},
        "thresholds": THRESHOLDS,
    } | facts
    return complete(found, **known)


def tsc2(reads: tuple[int, int] | None = (34, 100), **more: Any) -> Alteration:
    return alteration("TSC2", LOF, reads=reads, **more)


# -- zygosity


def test_a_vaf_of_half_the_purity_is_one_altered_copy() -> None:
    found, kras = completed(
        tsc2((34, 100)), alteration("KRAS", HOTSPOT, reads=(36, 100), contig="12"), purity=0.70
    )[::-1]
    assert found.zygosity is MONOALLELIC
    assert any("apparently retained" in reason for reason in found.reasons)
    assert kras.clonality is Clonality.CLONAL


def test_the_same_with_two_copies_given() -> None:
    assert completed(tsc2((34, 100)), purity=0.70, segments=chromosome(2, 1))[0].zygosity is MONOALLELIC


def test_a_vaf_of_one_copy_left_is_biallelic_where_copy_number_says_so_and_no_guess_without() -> None:
    found = tsc2((54, 100), somatic=True)
    assert completed(found, purity=0.70, segments=chromosome(1, 0))[0].zygosity is BIALLELIC
    without = completed(found, purity=0.70)[0]
    assert without.zygosity is UNKNOWN  # two of three copies would be seen at 0.52
    assert "2 of 3 tumour copies altered (expected VAF 0.52)" in without.reasons[-2]


def test_a_vaf_that_no_gain_reaches_is_biallelic_without_copy_number() -> None:
    assert completed(tsc2((270, 300), somatic=True), purity=0.90)[0].zygosity is BIALLELIC


def test_the_same_vaf_in_a_tumour_alone_could_be_germline() -> None:
    found = completed(tsc2((54, 100)), purity=0.70)[0]
    assert found.zygosity is UNKNOWN
    assert found.possible_germline


def test_a_germline_variant_of_the_chromosome_that_the_tumour_lost_is_no_loss_of_the_other() -> None:
    named = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1000A>C"),))
    found = completed(tsc2((70, 300)), purity=0.70, clinical=named, segments=chromosome(1, 0))[0]
    assert (found.zygosity, found.clonality) == (MONOALLELIC, Clonality.UNKNOWN)
    assert "the altered copy lost in the tumour (expected VAF 0.23)" in "".join(found.reasons)


def test_a_germline_variant_with_the_other_copy_lost_is_biallelic() -> None:
    named = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1000A>C"),))
    found = completed(tsc2((231, 300)), purity=0.70, clinical=named, segments=chromosome(1, 0))[0]
    assert (found.zygosity, found.clonality) == (BIALLELIC, Clonality.CLONAL)


def test_a_germline_variant_on_both_chromosomes_is_biallelic() -> None:
    named = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1000A>C"),))
    found = completed(tsc2((299, 300)), purity=0.70, clinical=named, segments=chromosome(2, 1))[0]
    assert found.zygosity is BIALLELIC
    assert "on both chromosomes" in "".join(found.reasons)


def test_somatic_or_germline_is_left_open_where_they_contradict_each_other() -> None:
    # One copy left at purity 0.5: somatic p/(2-p) and a lost germline allele (1-p)/(2-p) are both 0.33.
    found = completed(tsc2((167, 500)), purity=0.50, segments=chromosome(1, 0))[0]
    assert (found.zygosity, found.clonality) == (UNKNOWN, Clonality.UNKNOWN)


def test_copies_that_the_reads_contradict_leave_the_second_copy_unknown() -> None:
    found = completed(tsc2((300, 400), somatic=True), purity=0.70, segments=chromosome(2, 1))[0]
    assert found.zygosity is UNKNOWN
    assert "fits no state" in "".join(found.reasons)
    gone = completed(tsc2((30, 100), somatic=True), purity=0.70, segments=chromosome(0, 0))[0]
    assert (gone.zygosity, gone.clonality) == (UNKNOWN, Clonality.UNKNOWN)
    assert "no copy is left here" in "".join(gone.reasons)


def test_a_vaf_that_fits_the_one_copy_left_is_biallelic() -> None:
    pecoma = alteration("TSC2", KNOWN, reads=(61, 100))
    assert completed(pecoma, purity=0.75, segments=chromosome(1, 0))[0].zygosity is BIALLELIC


def test_copy_neutral_loss_needs_the_reads_to_show_both_copies_altered() -> None:
    segments = chromosome(2, 0)
    both, one = tsc2((140, 200), somatic=True), tsc2((70, 200), somatic=True)
    assert completed(both, purity=0.70, segments=segments)[0].zygosity is BIALLELIC
    assert completed(one, purity=0.70, segments=segments)[0].zygosity is MONOALLELIC


def test_without_purity_no_vaf_says_anything_about_the_second_copy() -> None:
    for reads in ((34, 100), (99, 100)):
        found = completed(tsc2(reads), segments=chromosome(1, 0))[0]
        assert (found.zygosity, found.clonality, found.ccf) == (UNKNOWN, Clonality.UNKNOWN, None)
        assert any("purity is not given" in reason for reason in found.reasons)


def test_without_read_counts_the_second_copy_is_unknown() -> None:
    assert completed(tsc2(None), purity=0.70)[0].zygosity is UNKNOWN


def test_low_purity_leaves_one_copy_and_loss_indistinguishable() -> None:
    assert completed(tsc2((10, 100), somatic=True), purity=0.20)[0].zygosity is UNKNOWN


def test_a_minor_clone_keeps_its_other_copy_unless_none_is_there() -> None:
    minor = tsc2((16, 200), somatic=True)
    two, one = (
        completed(minor, purity=0.70, segments=segments)[0]
        for segments in (chromosome(2, 1), chromosome(1, 0))
    )
    assert (two.zygosity, two.clonality) == (MONOALLELIC, Clonality.SUBCLONAL)
    # Its cells have no other copy left, but most tumour cells do not carry it.
    assert (one.zygosity, one.clonality) == (UNKNOWN, Clonality.SUBCLONAL)


def test_a_position_between_segments_counts_as_without_copy_number() -> None:
    far = (Segment("1", 2000, 3000, 1, 0),)
    found = completed(tsc2((34, 100)), purity=0.70, segments=far)[0]
    assert any("Copy number is not given here" in reason for reason in found.reasons)


def test_segment_ends_are_half_open() -> None:
    just_before = (Segment("1", 0, 999, 2, 1), Segment("1", 999, 1000, 1, 0), Segment("1", 1000, 5000, 2, 1))
    assert completed(tsc2((54, 100)), purity=0.70, segments=just_before)[0].zygosity is BIALLELIC


def test_two_hits_in_one_suppressor_are_of_unknown_phase() -> None:
    first = alteration("PTEN", HOTSPOT, reads=(105, 300), pos=100, somatic=True)
    second = alteration("PTEN", LOF, reads=(99, 300), pos=200, somatic=True)
    found = completed(first, second, purity=0.70, segments=chromosome(2, 1))
    assert [item.zygosity for item in found] == [UNKNOWN, UNKNOWN]
    assert all("phase of the two is not known" in item.reasons[-1] for item in found)


def test_two_hits_in_an_oncogene_are_no_second_hit() -> None:
    first, second = (alteration("KRAS", HOTSPOT, reads=(34, 100), pos=pos) for pos in (1, 2))
    found = completed(first, second, purity=0.70, segments=chromosome(2, 1))
    assert {item.zygosity for item in found} == {MONOALLELIC}


def test_an_uncertain_variant_is_no_second_hit() -> None:
    found = completed(tsc2((34, 100)), alteration("TSC2", VUS, pos=2000), purity=0.70)
    assert found[0].zygosity is MONOALLELIC


def test_a_pathogenic_germline_variant_is_a_second_hit_although_the_file_does_not_hold_it() -> None:
    germline = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1832G>A"),))
    found = completed(tsc2((34, 100), somatic=True), purity=0.70, clinical=germline)[0]
    assert found.zygosity is UNKNOWN
    assert "germline c.1832G>A" in found.reasons[-1]


def test_the_germline_variant_itself_is_not_its_own_second_hit() -> None:
    germline = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1000A>C"),))
    found = completed(tsc2((50, 100)), purity=0.70, clinical=germline, segments=chromosome(2, 1))[0]
    assert (found.origin, found.zygosity) == (Origin.GERMLINE, MONOALLELIC)


# -- clonality


def test_the_cell_fraction_follows_its_formula_and_stays_at_most_one() -> None:
    assert cancer_cell_fraction(0.20, 0.80, 2) == pytest.approx(0.5)
    assert cancer_cell_fraction(0.20, 0.80, 4) == pytest.approx(0.9)
    assert cancer_cell_fraction(0.90, 0.50, 2) == 1.0


def test_a_small_clone_is_subclonal_only_if_a_gain_would_not_explain_it() -> None:
    kras = alteration("KRAS", HOTSPOT, reads=(100, 500), somatic=True)
    with_copies = completed(kras, purity=0.70, segments=chromosome(2, 1))[0]
    without = completed(kras, purity=0.70)[0]
    assert with_copies.clonality is Clonality.SUBCLONAL
    assert with_copies.ccf == pytest.approx(0.571, abs=0.001)
    assert without.clonality is Clonality.UNKNOWN


def test_a_cell_fraction_whose_interval_reaches_the_limit_is_not_called_subclonal() -> None:
    kras = alteration("KRAS", HOTSPOT, reads=(25, 100), somatic=True)
    found = completed(kras, purity=0.70, segments=chromosome(2, 1))[0]
    assert found.ccf is not None
    assert found.ccf < THRESHOLDS.clonal_ccf
    assert found.clonality is Clonality.UNKNOWN


# -- origin


def test_only_a_source_says_somatic_or_germline() -> None:
    at_half = tsc2((50, 100))
    alone = completed(at_half)[0]
    assert (alone.origin, alone.possible_germline) == (Origin.UNKNOWN, True)
    assert completed(tsc2((50, 100), somatic=True))[0].origin is Origin.SOMATIC
    named = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "NM_000548.5:c.1000A>C"),))
    assert completed(at_half, clinical=named)[0].origin is Origin.GERMLINE


def test_a_germline_result_without_a_name_only_raises_the_question() -> None:
    clinical = Clinical(germline=(GermlineFinding("TSC2", "pathogenic"),))
    found = completed(tsc2((30, 100)), clinical=clinical)[0]
    assert (found.origin, found.possible_germline) == (Origin.UNKNOWN, True)


def test_a_germline_result_for_another_variant_or_gene_is_not_this_one() -> None:
    clinical = Clinical(
        germline=(GermlineFinding("TSC2", "pathogenic", "c.5C>T"), GermlineFinding("TSC1", "pathogenic"))
    )
    assert completed(tsc2((20, 100)), clinical=clinical)[0].origin is Origin.UNKNOWN


def test_a_germline_test_that_found_nothing_settles_the_question() -> None:
    clinical = Clinical(germline=(GermlineFinding("TSC2", "none_found"),))
    found = completed(tsc2((54, 100)), purity=0.70, clinical=clinical, segments=chromosome(1, 0))[0]
    assert not found.possible_germline
    assert found.zygosity is BIALLELIC


def test_somatic_and_germline_at_once_is_a_contradiction_and_stays_open() -> None:
    clinical = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1000A>C"),))
    found = completed(tsc2(somatic=True), clinical=clinical)[0]
    assert (found.origin, found.possible_germline) == (Origin.UNKNOWN, True)


def test_an_oncogene_at_half_is_not_suspected_to_be_germline() -> None:
    assert not completed(alteration("KRAS", HOTSPOT, reads=(50, 100)))[0].possible_germline


# -- deletions


def deleted(*segments: Segment, gene: str = "TSC2") -> tuple[Alteration, ...]:
    return completed(segments=segments, transcripts={gene: transcript(gene)})


def test_a_suppressor_without_copies_is_a_biallelic_loss() -> None:
    (found,) = deleted(Segment("1", 500, 5000, 0, 0))
    assert (found.class_, found.zygosity, found.consequence) == (LOF, BIALLELIC, Consequence.COPY_LOSS)
    assert found.key == "GRCh38:1:501-5000:CN0"
    assert found.counts


def test_one_whole_exon_is_enough_and_half_an_exon_is_not() -> None:
    assert deleted(Segment("1", 2000, 2030, 0, 0))[0].class_ is LOF
    assert deleted(Segment("1", 2001, 2030, 0, 0))[0].class_ is VUS
    assert deleted(Segment("1", 2030, 3000, 0, 0)) == ()


@pytest.mark.parametrize(
    ("purity", "subclonal", "clonality"),
    [(0.7, False, Clonality.CLONAL), (0.7, True, Clonality.UNKNOWN), (None, False, Clonality.UNKNOWN)],
)
def test_a_loss_of_all_copies_is_clonal_unless_only_some_cells_have_it_or_purity_is_unknown(
    purity: float | None, subclonal: bool, clonality: Clonality
) -> None:
    segments = (Segment("1", 500, 5000, 0, 0, subclonal),)
    (found,) = completed(segments=segments, transcripts={"TSC2": transcript("TSC2")}, purity=purity)
    assert found.clonality is clonality


def test_a_stretch_that_ends_inside_an_exon_says_nothing_of_clonality() -> None:
    assert deleted(Segment("1", 2001, 2030, 0, 0))[0].clonality is Clonality.UNKNOWN


def test_touching_stretches_without_copies_are_one_deletion() -> None:
    (found,) = deleted(Segment("1", 2000, 2015, 0, 0), Segment("1", 2015, 2100, 0, 0))
    assert (found.class_, found.key) == (LOF, "GRCh38:1:2001-2100:CN0")


def test_a_single_copy_or_another_contig_is_no_homozygous_deletion() -> None:
    assert deleted(Segment("1", 0, 5000, 1, 0), Segment("2", 0, 5000, 0, 0)) == ()


def test_an_oncogene_without_copies_is_no_alteration() -> None:
    assert deleted(Segment("1", 0, 5000, 0, 0), gene="KRAS") == ()


def test_deletions_were_looked_for_only_where_segments_cover_every_exon() -> None:
    transcripts = {"TSC2": transcript("TSC2")}
    whole = [Segment("1", 0, 2015, 2, 1), Segment("1", 2015, 4000, 2, 1)]
    assert genes_with_copy_number(whole, transcripts) == {"TSC2"}
    assert genes_with_copy_number(whole[:1], transcripts) == frozenset()
    assert genes_with_copy_number(None, transcripts) == frozenset()


# -- what is left alone, and laws


def test_a_filtered_alteration_gets_no_allelic_state() -> None:
    found = completed(tsc2((34, 100), filtered=("weak",)), purity=0.70)[0]
    assert (found.zygosity, found.ccf) == (UNKNOWN, None)


def test_a_frameshift_under_deficient_repair_carries_the_caveat() -> None:
    shift = tsc2(consequence=Consequence.FRAMESHIFT)
    deficient = completed(shift, clinical=Clinical(mmr_status="deficient"))[0]
    assert "may be a passenger" in deficient.reasons[-1]
    assert not any("passenger" in reason for reason in completed(shift)[0].reasons)


@pytest.mark.parametrize(
    ("reads", "expected"),
    [((34, 100), (0.2482, 0.4415)), ((0, 10), (0.0, 0.3085)), ((10, 10), (0.6915, 1.0))],
)
def test_the_interval_is_clopper_and_pearsons(reads: tuple[int, int], expected: tuple[float, float]) -> None:
    assert interval(*reads) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("reads", [(5, 0), (11, 10), (-1, 10)])
def test_counts_that_are_no_counts_have_no_interval(reads: tuple[int, int]) -> None:
    assert interval(*reads) is None


depths = st.integers(20, 2000)
purities = st.floats(0.05, 1.0)


@given(depths, st.data())
def test_the_interval_holds_the_observed_share(depth: int, data: st.DataObject) -> None:
    alt = data.draw(st.integers(0, depth))
    limits = interval(alt, depth)
    assert limits is not None
    assert limits[0] <= alt / depth <= limits[1]


@given(purities, depths, st.data())
def test_more_reads_with_a_somatic_allele_never_turn_two_altered_copies_into_one(
    purity: float, depth: int, data: st.DataObject
) -> None:
    fewer = data.draw(st.integers(0, depth))
    more = data.draw(st.integers(fewer, depth))
    low, high = (
        completed(tsc2((reads, depth), somatic=True), purity=purity)[0].zygosity for reads in (fewer, more)
    )
    assert not (low is BIALLELIC and high is MONOALLELIC)


@given(st.integers(1, 6), st.data(), st.booleans(), purities)
def test_a_state_predicts_a_fraction_and_only_full_mutation_is_biallelic(
    copies: int, data: st.DataObject, germline: bool, purity: float
) -> None:
    state = State(copies, data.draw(st.integers(1, copies)), int(germline))
    assert 0 < state.expected(purity) <= 1
    assert (state.zygosity(0.8) is BIALLELIC) == (state.mutated == copies)


@given(st.permutations(range(4)), st.one_of(st.none(), purities))
def test_the_order_of_the_input_does_not_show(order: list[int], purity: float | None) -> None:
    found = [
        tsc2((34, 100), pos=9),
        tsc2((30, 100), pos=80),
        alteration("KRAS", HOTSPOT, reads=(36, 100)),
        alteration("PTEN", VUS, pos=5),
    ]
    assert completed(*(found[i] for i in order), purity=purity) == completed(*found, purity=purity)


def test_reads_far_from_every_state_still_have_an_answer() -> None:
    deep = tsc2((100_000, 100_000), somatic=True)
    found = completed(deep, purity=0.05, segments=chromosome(2, 1))[0]
    assert found.zygosity is UNKNOWN
