"""The order of evidence: which step decides, and what it says."""

from __future__ import annotations

import pytest
from genomics_examples import ALLELES, THRESHOLDS, named, region, tables
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.classify import classify
from mtorboard.errors import KnowledgeError
from mtorboard.model.alteration import ACTIONABLE_CLASSES, Alteration
from mtorboard.model.enums import AlterationClass, Consequence, Effect
from mtorboard.model.variant import AnnotatedVariant

STOP, SHIFT, MISSENSE = Consequence.STOP_GAINED, Consequence.FRAMESHIFT, Consequence.MISSENSE


def judged(variant: AnnotatedVariant) -> Alteration:
    return classify(variant, tables(), THRESHOLDS)


def outcome(variant: AnnotatedVariant) -> tuple[AlterationClass, Effect]:
    found = judged(variant)
    return found.class_, found.effect


# -- exact alleles and lists


def test_a_curated_allele_is_found_by_its_key_even_without_a_name() -> None:
    found = judged(named("KRAS", Consequence.CODING_UNRESOLVED, key="12:25245350:C:T"))
    assert (found.class_, found.effect, found.allele_id) == (AlterationClass.HOTSPOT, Effect.GOF, "KRAS:G12D")
    assert found.counts


def test_a_curated_allele_is_found_by_its_c_name_when_the_key_is_written_otherwise() -> None:
    found = judged(named("PIK3CA", MISSENSE, c="c.1633G>A", codons=545))
    assert found.allele_id == "PIK3CA:E545K"
    assert found.labels == {"alpelisib", "capivasertib"}


def test_stated_bases_after_del_do_not_hide_a_curated_allele() -> None:
    curated = tables()
    row = ALLELES[0]
    by_c = {("KRAS", "c.35del"): row}
    found = classify(named("KRAS", SHIFT, c="c.35delG"), _with(curated, by_c), THRESHOLDS)
    assert found.allele_id == row.allele_id


def _with(curated, by_c):  # type: ignore[no-untyped-def]
    return tables(alleles_by_c=by_c, alleles_by_key={}, regions=curated.regions)


def test_a_c_name_of_another_gene_is_no_match() -> None:
    assert outcome(named("NF1", MISSENSE, c="c.35G>A"))[0] is AlterationClass.VUS


@pytest.mark.parametrize(("key", "c"), [("3:179209622:A:G", "c.1633G>A"), ("3:179218303:G:A", "c.1173A>G")])
def test_the_benign_list_wins_whichever_way_it_and_another_list_matched(key: str, c: str) -> None:
    both = named("PIK3CA", MISSENSE, key=key, c=c, codons=391)
    assert outcome(both) == (AlterationClass.BENIGN, Effect.NEUTRAL)


def test_a_row_of_an_overlapping_gene_is_not_this_genes_row() -> None:
    assert judged(named("NF1", MISSENSE, key="12:25245350:C:T")).class_ is AlterationClass.VUS


def test_a_resistance_allele_keeps_its_scope_and_does_not_count() -> None:
    found = judged(named("MTOR", MISSENSE, key="1:11127739:G:A"))
    assert (found.class_, found.effect, found.drug_scope) == (
        AlterationClass.RESISTANCE,
        Effect.RES,
        "rapalog",
    )
    assert not found.counts


def test_the_note_of_a_dominant_negative_allele_reaches_the_reader() -> None:
    found = judged(named("PTEN", MISSENSE, c="c.386G>A", codons=129))
    assert "without a second hit" in found.reasons[0]


@pytest.mark.parametrize(
    ("af", "expected"), [(0.0009, AlterationClass.LIKELY_LOF), (0.001, AlterationClass.BENIGN)]
)
def test_a_common_uncurated_allele_is_benign_from_the_threshold_on(
    af: float, expected: AlterationClass
) -> None:
    assert outcome(named("TSC2", STOP, codons=500, population_af=af))[0] is expected


def test_a_known_allele_stays_known_however_common_a_database_says_it_is() -> None:
    found = judged(named("KRAS", MISSENSE, key="12:25245350:C:T", population_af=0.02))
    assert found.class_ is AlterationClass.HOTSPOT
    assert "2 %" in found.reasons[0]


# -- oncogenes


def test_another_missense_at_a_missense_driven_residue_is_likely() -> None:
    found = judged(named("KRAS", MISSENSE, c="c.34_35delinsTT", codons=12))
    assert (found.class_, found.effect) == (AlterationClass.LIKELY, Effect.GOF)
    assert found.counts


def test_a_residue_of_unknown_missense_share_lifts_nothing() -> None:
    found = judged(named("KRAS", MISSENSE, codons=33))
    assert found.class_ is AlterationClass.VUS
    assert "not shown to be driven by missense" in found.reasons[0]


@pytest.mark.parametrize("consequence", [STOP, SHIFT, Consequence.START_LOST])
def test_a_truncated_oncogene_is_a_passenger_even_at_a_hotspot_codon(consequence: Consequence) -> None:
    found = judged(named("KRAS", consequence, codons=12))
    assert found.class_ is AlterationClass.PASSENGER
    assert not found.counts


@pytest.mark.parametrize(
    ("codons", "expected"),
    [((102, 114), AlterationClass.LIKELY), ((101, 103), AlterationClass.VUS), (None, AlterationClass.VUS)],
)
def test_an_inframe_deletion_must_lie_wholly_inside_the_window(
    codons: tuple[int, int] | None, expected: AlterationClass
) -> None:
    assert outcome(named("PIK3CA", Consequence.INFRAME_DELETION, codons=codons))[0] is expected


# -- tumour suppressors


@pytest.mark.parametrize(
    "consequence",
    [STOP, SHIFT, Consequence.SPLICE_ACCEPTOR, Consequence.SPLICE_DONOR, Consequence.START_LOST],
)
def test_loss_of_a_suppressor_is_likely_loss_of_function(consequence: Consequence) -> None:
    assert outcome(named("TSC2", consequence, c="c.3412C>T", codons=1138)) == (
        AlterationClass.LIKELY_LOF,
        Effect.LOF,
    )


@pytest.mark.parametrize(
    ("gene", "codon", "expected"),
    [
        ("PTEN", 375, AlterationClass.LIKELY_LOF),
        ("PTEN", 376, AlterationClass.VUS),
        ("TSC1", 992, AlterationClass.LIKELY_LOF),
        ("TSC1", 993, AlterationClass.VUS),
    ],
)
def test_a_stop_counts_up_to_the_boundary_of_the_tail(
    gene: str, codon: int, expected: AlterationClass
) -> None:
    assert outcome(named(gene, STOP, codons=codon))[0] is expected


def test_a_frameshift_is_judged_by_its_new_stop() -> None:
    assert outcome(named("PTEN", SHIFT, codons=370, new_stop=375))[0] is AlterationClass.LIKELY_LOF
    assert outcome(named("PTEN", SHIFT, codons=370, new_stop=376))[0] is AlterationClass.VUS


def test_a_frameshift_without_a_known_stop_is_judged_by_its_first_codon_and_says_so() -> None:
    found = judged(named("PTEN", SHIFT, codons=267))
    assert found.class_ is AlterationClass.LIKELY_LOF
    assert "new stop is not known" in found.reasons[0]


def test_a_stop_in_an_alternative_exon_is_uncertain() -> None:
    found = judged(named("TSC2", STOP, c="c.3838C>T", p="p.Gln1280Ter", codons=1280))
    assert found.class_ is AlterationClass.VUS
    assert "Not essential" in found.reasons[0]


@pytest.mark.parametrize(
    ("c", "expected"),
    [
        ("c.2837C>A", AlterationClass.LIKELY_LOF),
        ("c.2838C>A", AlterationClass.VUS),
        ("c.2966C>A", AlterationClass.VUS),
        ("c.2967C>A", AlterationClass.LIKELY_LOF),
    ],
)
def test_an_alternative_exon_is_bounded_by_its_bases_not_its_codons(
    c: str, expected: AlterationClass
) -> None:
    codon = (int(c[2:6]) + 2) // 3
    assert outcome(named("TSC2", STOP, c=c, codons=codon))[0] is expected


def test_the_nagnag_acceptor_is_an_exception_and_its_proven_change_likely_benign() -> None:
    site = {"consequence": Consequence.SPLICE_ACCEPTOR}
    assert outcome(named("TSC2", c="c.2967-1G>T", key="16:2079031:G:T", **site)) == (
        AlterationClass.LIKELY_BENIGN,
        Effect.NEUTRAL,
    )
    assert outcome(named("TSC2", c="c.2967-1G>A", **site))[0] is AlterationClass.VUS
    assert outcome(named("TSC2", c="c.2967-2A>G", **site))[0] is AlterationClass.VUS
    assert outcome(named("TSC2", c="c.3131-1G>A", **site))[0] is AlterationClass.LIKELY_LOF


def test_a_deletion_from_the_excepted_splice_site_into_the_exon_is_still_a_loss() -> None:
    reaching = named("TSC2", Consequence.SPLICE_ACCEPTOR, c="c.2967-2_2967del")
    assert outcome(reaching)[0] is AlterationClass.LIKELY_LOF


def test_a_missense_at_a_residue_that_stops_made_a_hotspot_stays_uncertain() -> None:
    assert outcome(named("PTEN", MISSENSE, codons=130)) == (AlterationClass.LIKELY, Effect.LOF)
    assert outcome(named("PTEN", MISSENSE, codons=233))[0] is AlterationClass.VUS


# -- the rest


def test_silent_changes_are_likely_benign_unless_in_a_splice_region() -> None:
    assert outcome(named("KRAS", Consequence.SYNONYMOUS, codons=12)) == (
        AlterationClass.LIKELY_BENIGN,
        Effect.NEUTRAL,
    )
    assert outcome(named("NF1", Consequence.SPLICE_REGION))[0] is AlterationClass.VUS


def test_an_unresolved_coding_change_says_that_a_reference_is_missing() -> None:
    found = judged(named("MTOR", Consequence.CODING_UNRESOLVED, codons=100))
    assert found.class_ is AlterationClass.VUS
    assert "without a reference" in found.reasons[0]


def test_a_filtered_hotspot_is_shown_with_its_class_and_never_counts() -> None:
    found = judged(named("KRAS", MISSENSE, key="12:25245350:C:T", filters=("weak_evidence",)))
    assert found.class_ is AlterationClass.HOTSPOT
    assert found.filtered == ("weak_evidence",)
    assert "not interpreted" in found.reasons[0]
    assert not found.counts


def test_a_filtered_truncation_is_not_interpreted() -> None:
    assert outcome(named("TSC2", STOP, codons=500, filters=("germline",)))[0] is AlterationClass.VUS


@pytest.mark.parametrize(
    ("reads", "low"),
    [((5, 100), False), ((4, 100), True), ((3, 40), True), ((6, 19), True), ((None, None), False)],
)
def test_too_few_reads_are_low_confidence_and_unknown_reads_are_not(
    reads: tuple[int | None, int | None], low: bool
) -> None:
    found = judged(named("TSC2", STOP, codons=500, reads=reads))
    assert found.low_confidence is low
    assert found.counts is not low
    assert any("Low confidence" in reason for reason in found.reasons) is low


def test_an_assumed_phase_is_told() -> None:
    found = judged(named("KRAS", MISSENSE, codons=12, phase="assumed"))
    assert any("is assumed" in reason for reason in found.reasons)


def test_a_gene_that_the_table_does_not_hold_is_an_error() -> None:
    with pytest.raises(KnowledgeError, match="not in the gene table"):
        judged(named("TP53", STOP))


variants = st.builds(
    named,
    st.sampled_from(sorted(tables().genes)),
    st.sampled_from(list(Consequence)),
    codons=st.one_of(st.none(), st.integers(1, 3000)),
    new_stop=st.one_of(st.none(), st.integers(1, 3000)),
    population_af=st.one_of(st.none(), st.floats(0, 1)),
    filters=st.sampled_from([(), ("weak",)]),
)


@given(variants)
def test_every_variant_gets_a_class_and_a_reason(variant: AnnotatedVariant) -> None:
    found = judged(variant)
    assert found.reasons
    assert found.reasons[0]


@given(variants)
def test_nothing_silent_or_outside_coding_sequence_counts_without_a_curated_row(
    variant: AnnotatedVariant,
) -> None:
    quiet = {
        Consequence.SYNONYMOUS,
        Consequence.INTRON,
        Consequence.UTR5,
        Consequence.UTR3,
        Consequence.OUTSIDE,
        Consequence.CODING_UNRESOLVED,
    }
    if variant.name.consequence in quiet:
        assert judged(variant).class_ not in ACTIONABLE_CLASSES


@given(variants)
def test_a_truncation_never_makes_an_oncogene_count(variant: AnnotatedVariant) -> None:
    oncogene = variant.name.gene in {"KRAS", "PIK3CA", "MTOR", "ESR1", "CTNNB1"}
    if oncogene and variant.name.consequence in {STOP, SHIFT, Consequence.START_LOST}:
        assert not judged(variant).counts


def test_a_region_that_is_not_a_tail_is_read_by_the_place_of_the_change() -> None:
    inner = region("NF1", "TRUNCATION_EXCEPTION", 1371, 1391)
    curated = tables(regions={"NF1": (inner,)})
    beyond = named("NF1", SHIFT, codons=1380, new_stop=1400)
    before = named("NF1", SHIFT, codons=1360, new_stop=1380)
    assert classify(beyond, curated, THRESHOLDS).class_ is AlterationClass.VUS
    assert classify(before, curated, THRESHOLDS).class_ is AlterationClass.LIKELY_LOF
