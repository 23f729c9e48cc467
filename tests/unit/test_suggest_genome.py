"""What conditions may conclude from the genome, and what they may not."""

from dataclasses import replace

import pytest
from suggest_cases import altered, answer, evaluate, rule, rulebase, sheet, tumour

from mtorboard.knowledge import load
from mtorboard.model.enums import AlterationClass, Clonality, Consequence, Zygosity
from mtorboard.model.state import PathwayState
from mtorboard.model.truth import Truth

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
BI, MONO = Zygosity.BIALLELIC, Zygosity.MONOALLELIC
TSC_BIALLELIC = {"arm": {"arm": "A_TSC", "state": "ALTERED", "zygosity": "BIALLELIC"}}
TSC_MONOALLELIC = {"arm": {"arm": "A_TSC", "state": "ALTERED", "zygosity": "MONOALLELIC"}}
NO_MAPK = {"arm": {"arm": "B_MAPK", "state": "NOT_DETECTED"}}
MAPK_SUBCLONAL = {"arm": {"arm": "B_MAPK", "state": "ALTERED", "clonality": "SUBCLONAL"}}
VUS = altered("KRAS", class_=AlterationClass.VUS)
VUS_OF_NF1 = altered("NF1", class_=AlterationClass.VUS)


@pytest.mark.parametrize(
    ("pathway", "truth", "missing"),
    [
        (tumour(), T, ()),
        (tumour(unread=["KRAS"]), U, ("assessed.KRAS",)),
        (tumour(no_copy_number=["NF1"]), U, ("deletions.NF1",)),
        (tumour(altered("KRAS"), unread=["NF1"]), F, ()),
        (tumour(VUS), T, ()),
        (tumour(VUS, unread=["KRAS"]), U, ("assessed.KRAS",)),
        (tumour(VUS_OF_NF1, no_copy_number=["NF1"]), U, ("deletions.NF1",)),
    ],
    ids=[
        "all assessed",
        "KRAS unread",
        "NF1 points only",
        "KRAS altered",
        "a VUS",
        "a VUS in an unread gene",
        "a VUS, points only",
    ],
)
def test_absence_has_to_be_earned(pathway: PathwayState, truth: Truth, missing: tuple[str, ...]) -> None:
    outcome = evaluate(NO_MAPK, sheet(pathway))
    assert (outcome.truth, outcome.missing) == (truth, missing)


def test_a_reason_for_an_allele_that_is_not_there_speaks_of_those_asked_for() -> None:
    base = replace(
        rulebase(rule("R01", "INFO", {"not": {"allele": ["KRAS:G12C"]}})), texts=load().rulebase.texts
    )
    (row,) = answer(base).rows
    assert row.because == ("KRAS: none of the alleles asked for",)


@pytest.mark.parametrize(
    ("pathway", "biallelic", "monoallelic"),
    [
        (tumour(altered("TSC2", BI)), T, F),
        (tumour(altered("TSC2", MONO)), F, T),
        (tumour(altered("TSC2")), U, U),
        (tumour(altered("TSC2", BI), unread=["TSC1"]), T, F),
        (tumour(altered("TSC2", MONO), unread=["TSC1"]), U, U),
        (tumour(altered("TSC2", MONO), no_copy_number=["TSC1"]), U, U),
        (tumour(altered("TSC2", MONO), unread=["TSC2"]), U, U),
        (tumour(), F, F),
        (tumour(no_copy_number=["TSC2"]), U, U),
    ],
)
def test_one_copy_retained_is_said_only_when_nothing_stronger_can_hide(
    pathway: PathwayState, biallelic: Truth, monoallelic: Truth
) -> None:
    assert evaluate(TSC_BIALLELIC, sheet(pathway)).truth is biallelic
    assert evaluate(TSC_MONOALLELIC, sheet(pathway)).truth is monoallelic


def test_a_subclonal_nf1_does_not_presume_an_unread_kras_unaltered() -> None:
    outcome = evaluate(
        MAPK_SUBCLONAL, sheet(tumour(altered("NF1", BI, Clonality.SUBCLONAL), unread=["KRAS"]))
    )
    assert (outcome.truth, outcome.missing) == (U, ("assessed.KRAS",))


def test_unknown_zygosity_is_asked_for_by_arm() -> None:
    assert evaluate(TSC_BIALLELIC, sheet(tumour(altered("TSC2")))).missing == ("zygosity.A_TSC",)


def test_an_arm_can_be_asked_for_some_of_its_genes() -> None:
    asked = {"arm": {"arm": "A_TSC", "state": "ALTERED", "genes": ["TSC1"]}}
    assert evaluate(asked, sheet(tumour(altered("TSC2", BI)))).truth is F
    assert evaluate(asked, sheet(tumour(altered("TSC1", BI)))).truth is T


def test_a_list_of_genes_is_any_for_altered_and_all_for_not_detected() -> None:
    facts = sheet(tumour(altered("PIK3CA")))
    assert evaluate({"gene": {"gene": ["PIK3CA", "PTEN"], "status": "ALTERED"}}, facts).truth is T
    assert evaluate({"gene": {"gene": ["PIK3CA", "PTEN"], "status": "NOT_DETECTED"}}, facts).truth is F


@pytest.mark.parametrize(
    ("found", "unread", "truth"),
    [
        ([altered("KRAS", allele_id="KRAS:G12C")], [], T),
        ([altered("KRAS", allele_id="KRAS:G12D")], [], F),
        ([altered("KRAS", allele_id="KRAS:G12D")], ["KRAS"], U),
        ([altered("KRAS", allele_id="KRAS:G12C", filtered=("weak",))], [], F),
        ([altered("KRAS", allele_id="KRAS:G12C", low_confidence=True)], [], F),
        ([altered("KRAS", allele_id="KRAS:G12C", class_=AlterationClass.RESISTANCE)], [], T),
        ([], ["KRAS"], U),
    ],
)
def test_an_allele_is_absent_only_where_its_gene_was_read(
    found: list, unread: list[str], truth: Truth
) -> None:
    assert evaluate({"allele": ["KRAS:G12C"]}, sheet(tumour(*found, unread=unread))).truth is truth


def test_labels_and_codons_ask_counting_alterations_only() -> None:
    labelled = altered("PIK3CA", labels=frozenset({"alpelisib"}), codons=(1047, 1047))
    vus = altered("PIK3CA", class_=AlterationClass.VUS, codons=(1047, 1047))
    label = {"label": {"list": "alpelisib", "genes": ["PIK3CA"]}}
    codons = {"codons": {"gene": "PIK3CA", "first": 1040, "last": 1050}}
    assert evaluate({"all": [label, codons]}, sheet(tumour(labelled))).truth is T
    assert evaluate({"any": [label, codons]}, sheet(tumour(vus))).truth is F
    assert evaluate(label, sheet(tumour(unread=["PIK3CA"]))).missing == ("assessed.PIK3CA",)


def test_codons_can_ask_for_a_kind_of_change() -> None:
    asked = {"codons": {"gene": "PIK3CA", "first": 102, "last": 114, "consequence": ["inframe_deletion"]}}
    deletion = replace(altered("PIK3CA", codons=(103, 106)), consequence=Consequence.INFRAME_DELETION)
    assert evaluate(asked, sheet(tumour(deletion))).truth is T
    assert evaluate(asked, sheet(tumour(altered("PIK3CA", codons=(104, 104))))).truth is F
    assert evaluate(asked, sheet(tumour(replace(deletion, codons=(420, 422))))).truth is F


def test_low_confidence_findings_speak_through_their_own_leaf_only() -> None:
    faint = altered("KRAS", low_confidence=True)
    assert evaluate({"low_confidence": {"gene": ["KRAS", "NF1"]}}, sheet(tumour(faint))).truth is T
    assert evaluate({"gene": {"gene": "KRAS", "status": "ALTERED"}}, sheet(tumour(faint))).truth is F


def test_what_was_not_looked_at_is_a_leaf_of_its_own() -> None:
    asked = {"unassessed": ["TSC1", "TSC2"]}
    assert evaluate(asked, sheet(tumour())).truth is F
    assert evaluate(asked, sheet(tumour(unread=["TSC1"]))).truth is T
    assert evaluate(asked, sheet(tumour(no_copy_number=["TSC2"]))).truth is T


def test_a_rule_asked_for_by_another_counts_even_if_it_is_removed() -> None:
    first = rule("R01", "M2", TSC_BIALLELIC)
    assert evaluate({"rule": "R01"}, sheet(tumour(altered("TSC2", BI))), first).truth is T
    assert evaluate({"rule": "R01"}, sheet(tumour(unread=["TSC2"])), first).missing == ("assessed.TSC2",)
