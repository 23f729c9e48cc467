"""Where rules meet: what is removed, by which rule, and what never is."""

from itertools import combinations
from typing import Any

import pytest
from suggest_cases import altered, answer, evaluate, rows, rule, rulebase, safety, sheet, tumour

from mtorboard.model.clinical import Clinical, PriorTherapy
from mtorboard.model.enums import Clonality, Headline, RuleClass, Zygosity
from mtorboard.model.state import PathwayState
from mtorboard.model.truth import Truth, disjunction

T, U = Truth.TRUE, Truth.UNKNOWN
BI, MONO = Zygosity.BIALLELIC, Zygosity.MONOALLELIC
LUNG, COLON = {"tumour_type": ["LUAD"]}, {"tumour_type": ["COAD"]}


def arm(name: str, **more: str) -> dict:
    return {"arm": {"arm": name, "state": "ALTERED", **more}}


MONOTHERAPY = rule(
    "R07",
    "M2",
    {"all": [arm("A_TSC", zygosity="BIALLELIC"), {"not": arm("B_MAPK", clonality="CLONAL")}]},
    headline="MTOR_MONOTHERAPY",
    biomarkers=["A_TSC"],
)
WITH_MEK = rule(
    "R57",
    "C-MEK",
    {
        "all": [
            {"any": [arm("A_TSC", zygosity="BIALLELIC"), arm("A_MTOR")]},
            arm("B_MAPK", clonality="CLONAL"),
        ]
    },
    headline="MTOR_PLUS_MEK_TRIAL",
    biomarkers=["A_TSC", "A_MTOR", "B_MAPK"],
)
NOT_IN_COLON = rule(
    "R16",
    "NOT",
    {"all": [COLON, {"any": [arm("A_TSC"), arm("A_MTOR"), arm("A_PI3K")]}]},
    biomarkers=["A_TSC", "A_MTOR", "A_PI3K"],
)
NOT_ONE_COPY = rule("R09", "NOT", arm("A_TSC", zygosity="MONOALLELIC"), biomarkers=["A_TSC"])
GATE = rule(
    "R59", "INFO", {"unassessed": ["TSC1", "TSC2"]}, headline="UNDETERMINED", biomarkers=["A_TSC", "A_MTOR"]
)
LICENCE = rule("R10", "LABEL", LUNG, headline="LABEL_INDICATION", strategies={"MTOR_MONOTHERAPY": "LICENSED"})
RESISTANT = rule("R32", "RES", {"allele": ["MTOR:F2108L"]}, suppresses=["R07", "R10", "R17", "R24"])
F2108L = altered("MTOR", allele_id="MTOR:F2108L")


def test_a_named_rule_removes_a_limited_row_and_says_so() -> None:
    found = rows(answer(rulebase(MONOTHERAPY, RESISTANT), tumour(altered("TSC2", BI), F2108L)))
    assert found["R07"].suppressed_by == ("R32",)
    assert found["R07"].truth is T


def test_a_licensed_row_stays_with_the_resistance_as_its_caution() -> None:
    licensed_pair = rule(
        "R17", "C-ENDO", LUNG, headline="MTOR_PLUS_ENDOCRINE", strategies={"MTOR_PLUS_ENDOCRINE": "LICENSED"}
    )
    limited_pair = rule(
        "R24", "C-ENDO", LUNG, headline="MTOR_PLUS_ENDOCRINE", strategies={"MTOR_PLUS_ENDOCRINE": "LIMITED"}
    )
    found = rows(answer(rulebase(LICENCE, licensed_pair, limited_pair, RESISTANT), tumour(F2108L)))
    assert [found[name].suppressed_by for name in ("R10", "R17", "R24")] == [(), (), ("R32",)]
    assert "Text of R32." in found["R10"].cautions[0]
    assert "Text of R32." in found["R17"].cautions[0]


def test_a_suppressor_that_is_unknown_makes_the_row_unknown() -> None:
    bypass = rule("R35", "RES", arm("B_MAPK", clonality="CLONAL"), suppresses=["R31"])
    activated = rule("R31", "M2", arm("A_MTOR"), headline="MTOR_MONOTHERAPY", biomarkers=["A_MTOR"])
    assessment = answer(rulebase(bypass, activated), tumour(altered("MTOR"), unread=["KRAS"]))
    row = rows(assessment)["R31"]
    assert (row.truth, row.missing) == (U, ("assessed.KRAS",))
    assert assessment.headline is Headline.UNDETERMINED


@pytest.mark.parametrize("class_", ["LABEL", "M1", "ALT"])
def test_not_and_res_never_remove_a_protected_row(class_: str) -> None:
    protected = rule("R10", class_, arm("A_TSC"), headline="LABEL_INDICATION", biomarkers=["A_TSC"])
    against = rule("R09", "NOT", arm("A_TSC"), biomarkers=["A_TSC"], suppresses=["R10"])
    found = rows(answer(rulebase(protected, against), tumour(altered("TSC2", MONO))))
    assert found["R10"].suppressed_by == ()
    assert found["R10"].cautions


def test_a_not_rule_removes_what_rests_on_its_biomarker_in_its_tumour_type() -> None:
    both = tumour(altered("TSC2", BI), altered("KRAS"))
    base = rulebase(WITH_MEK, NOT_IN_COLON)
    assert rows(answer(base, both, tumour_type="COAD"))["R57"].suppressed_by == ("R16",)
    assert rows(answer(base, both, tumour_type="LUAD"))["R57"].suppressed_by == ()


def test_a_row_that_stands_on_another_arm_too_is_not_removed() -> None:
    pathway = tumour(altered("TSC2", MONO), altered("MTOR"), altered("KRAS"))
    assessment = answer(rulebase(WITH_MEK, NOT_ONE_COPY), pathway)
    assert rows(assessment)["R57"].suppressed_by == ()
    assert assessment.headline is Headline.MTOR_PLUS_MEK_TRIAL


def test_a_row_that_would_stand_without_what_is_spoken_against_is_not_removed() -> None:
    not_tsc = rule("R09", "NOT", arm("A_TSC"), biomarkers=["A_TSC"])
    both = tumour(altered("TSC2", BI), altered("MTOR"), altered("KRAS"))
    assert rows(answer(rulebase(WITH_MEK, not_tsc), both))["R57"].suppressed_by == ()
    alone = tumour(altered("TSC2", BI), altered("KRAS"))
    assert rows(answer(rulebase(WITH_MEK, not_tsc), alone))["R57"].suppressed_by == ("R09",)


def test_an_arm_that_was_not_read_keeps_a_row_open_though_another_is_spoken_against() -> None:
    pathway = tumour(altered("TSC2", MONO), altered("KRAS"), unread=["MTOR"])
    assessment = answer(rulebase(WITH_MEK, NOT_ONE_COPY), pathway)
    assert rows(assessment)["R57"].suppressed_by == ()
    assert assessment.headline is Headline.UNDETERMINED


def test_what_nothing_missing_could_lift_is_no_suggestion() -> None:
    pathway = tumour(altered("PIK3CA"), altered("KRAS"), unread=["TSC1", "TSC2", "MTOR"])
    base = rulebase(MONOTHERAPY, WITH_MEK, NOT_IN_COLON, GATE)
    assert answer(base, pathway, tumour_type="COAD").headline is Headline.NO_MTOR_SUGGESTION
    assert answer(base, pathway, tumour_type="LUAD").headline is Headline.UNDETERMINED


def test_without_a_not_rule_a_core_gene_that_was_not_read_leaves_the_answer_open() -> None:
    assessment = answer(rulebase(GATE), tumour(unread=["TSC1"]))
    assert assessment.headline is Headline.UNDETERMINED
    assert answer(rulebase(GATE), tumour()).headline is Headline.NO_MTOR_SUGGESTION


def test_a_not_rule_in_doubt_leaves_the_row_in_doubt() -> None:
    doubtful = rule(
        "R16",
        "NOT",
        {"all": [arm("A_TSC"), {"clinical": {"field": "progressive", "is": True}}]},
        biomarkers=["A_TSC"],
    )
    base = rulebase(MONOTHERAPY, doubtful)
    row = rows(answer(base, tumour(altered("TSC2", BI))))["R07"]
    assert (row.truth, row.missing) == (U, ("clinical.progressive",))
    settled = answer(base, tumour(altered("TSC2", BI)), Clinical(progressive=False))
    assert settled.headline is Headline.MTOR_MONOTHERAPY


def test_a_resistance_rule_without_names_removes_nothing() -> None:
    kinase_site = rule("R33", "RES", {"allele": ["MTOR:M2327I"]}, biomarkers=["A_MTOR", "MTOR"])
    activated = rule("R31", "M2", arm("A_MTOR"), headline="MTOR_MONOTHERAPY", biomarkers=["A_MTOR"])
    found = tumour(altered("MTOR", allele_id="MTOR:M2327I"))
    assert answer(rulebase(kinase_site, activated), found).headline is Headline.MTOR_MONOTHERAPY


def test_a_caution_is_printed_on_the_named_row() -> None:
    soft = rule("R35b", "RES", arm("B_MAPK", clonality="SUBCLONAL"), cautions_on=["R07"])
    pathway = tumour(altered("TSC2", BI), altered("KRAS", clonality=Clonality.SUBCLONAL))
    row = rows(answer(rulebase(MONOTHERAPY, soft), pathway))["R07"]
    assert row.suppressed_by == ()
    assert "Text of R35b." in row.cautions[0]


@pytest.mark.parametrize(
    ("therapies", "class_", "headline"),
    [
        ((), RuleClass.ALT, Headline.OTHER_PATHWAY_FIRST),
        ((PriorTherapy(("alpelisib",), "metastatic", True),), RuleClass.INFO, Headline.NO_MTOR_SUGGESTION),
        ((PriorTherapy(("alpelisib",), "metastatic", False),), RuleClass.ALT, Headline.OTHER_PATHWAY_FIRST),
        ((PriorTherapy(("alpelisib",), "metastatic", None),), RuleClass.ALT, Headline.UNDETERMINED),
        (None, RuleClass.ALT, Headline.UNDETERMINED),
    ],
    ids=["never", "progressed on it", "not progressed", "outcome unknown", "therapies not provided"],
)
def test_a_drug_already_used_with_progression_is_information_only(
    therapies: tuple[PriorTherapy, ...] | None, class_: RuleClass, headline: Headline
) -> None:
    first = rule("R20", "ALT", arm("A_PI3K"), headline="OTHER_PATHWAY_FIRST", already_used=["pi3k_inhibitor"])
    assessment = answer(rulebase(first), tumour(altered("PIK3CA")), Clinical(prior_therapies=therapies))
    assert rows(assessment)["R20"].class_ is class_
    assert assessment.headline is headline


def test_a_licence_of_another_region_is_information_without_a_headline() -> None:
    licence = rule(
        "R05",
        "LABEL",
        LUNG,
        headline="LABEL_INDICATION",
        regions=["US"],
        strategies={"MTOR_MONOTHERAPY": "LICENSED"},
    )
    here, there = answer(rulebase(licence), region="US"), answer(rulebase(licence), region="EU")
    assert here.headline is Headline.LABEL_INDICATION
    assert there.headline is Headline.NO_MTOR_SUGGESTION
    assert rows(there)["R05"].class_ is RuleClass.INFO
    assert "US" in rows(there)["R05"].notes[0]


def test_a_row_past_its_review_says_so() -> None:
    stale = rule("R10", "LABEL", LUNG, review_due="2026-10")
    fresh = rule("R11", "LABEL", LUNG, review_due="2026-11")
    found = rows(answer(rulebase(stale, fresh)))
    assert "2026-10" in found["R10"].notes[0]
    assert found["R11"].notes == ()


CARRIERS: dict[str, tuple[int, dict[str, Any]]] = {
    "ALT": (1, {"headline": "OTHER_PATHWAY_FIRST"}),
    "LABEL": (1, {"headline": "LABEL_INDICATION", "strategies": {"MTOR_MONOTHERAPY": "LICENSED"}}),
    "M1": (1, {"headline": "MTOR_MONOTHERAPY", "strategies": {"MTOR_MONOTHERAPY": "SUPPORTED"}}),
    "C-ENDO": (2, {"headline": "MTOR_PLUS_ENDOCRINE", "strategies": {"MTOR_PLUS_ENDOCRINE": "LIMITED"}}),
    "M2": (3, {"headline": "MTOR_MONOTHERAPY", "strategies": {"MTOR_MONOTHERAPY": "LIMITED"}}),
    "C-MEK": (4, {"headline": "MTOR_PLUS_MEK_TRIAL", "strategies": {"MTOR_PLUS_MEK": "TRIAL_ONLY"}}),
}
"""The classes that carry a headline, first first, with the level they stand on."""
PROTECTED = ("ALT", "LABEL", "M1")
TSC_LOST = tumour(altered("TSC2", BI))


def carrier(class_: str, rule_id: str = "R20", **more: Any) -> Any:
    """A rule of that class that rests on an altered TSC arm."""
    plain = {"when": arm("A_TSC"), "biomarkers": ["A_TSC"], **CARRIERS[class_][1], **more}
    return rule(rule_id, class_, plain.pop("when"), **plain)


@pytest.mark.parametrize(("first", "second"), list(combinations(CARRIERS, 2)))
def test_of_two_classes_the_first_gives_the_headline_and_both_are_printed(first: str, second: str) -> None:
    assessment = answer(rulebase(carrier(second, "R20"), carrier(first, "R21")), TSC_LOST)
    assert assessment.headline == CARRIERS[first][1]["headline"]
    assert all(row.truth is T and not row.suppressed_by for row in assessment.rows)
    assert len(assessment.rows) == 2


@pytest.mark.parametrize("open_class", CARRIERS)
@pytest.mark.parametrize("certain", CARRIERS)
def test_only_a_row_of_a_higher_level_that_is_not_known_leaves_the_answer_open(
    open_class: str, certain: str
) -> None:
    waiting = {"all": [arm("A_TSC"), {"clinical": {"field": "progressive", "is": True}}]}
    base = rulebase(carrier(certain, "R20"), carrier(open_class, "R21", when=waiting))
    higher = CARRIERS[open_class][0] < CARRIERS[certain][0]
    expected = "UNDETERMINED" if higher else CARRIERS[certain][1]["headline"]
    assert answer(base, TSC_LOST).headline == expected


@pytest.mark.parametrize("class_", CARRIERS)
@pytest.mark.parametrize("actor", ["RES", "NOT"])
def test_a_rule_that_names_a_row_removes_it_or_is_its_caution(actor: str, class_: str) -> None:
    against = rule("R32", actor, arm("A_TSC"), suppresses=["R20"])
    row = rows(answer(rulebase(carrier(class_), against), TSC_LOST))["R20"]
    if class_ in PROTECTED:
        assert (row.suppressed_by, len(row.cautions)) == ((), 1)
        assert "R32" in row.cautions[0]
    else:
        assert (row.suppressed_by, row.cautions) == (("R32",), ())


@pytest.mark.parametrize("class_", CARRIERS)
def test_a_not_rule_removes_by_biomarker_only_limited_and_trial_rows(class_: str) -> None:
    against = rule("R09", "NOT", arm("A_TSC"), biomarkers=["A_TSC"])
    assessment = answer(rulebase(carrier(class_), against), TSC_LOST)
    lifted = class_ in ("M2", "C-MEK")
    assert rows(assessment)["R20"].suppressed_by == (("R09",) if lifted else ())
    assert assessment.headline == ("NO_MTOR_SUGGESTION" if lifted else CARRIERS[class_][1]["headline"])


@pytest.mark.parametrize("class_", CARRIERS)
@pytest.mark.parametrize("beside", ["NOT", "RES", "INFO"])
def test_a_row_that_names_nothing_and_shares_no_biomarker_changes_nothing(beside: str, class_: str) -> None:
    other = rule("R40", beside, arm("A_TSC"), biomarkers=["A_PI3K"])
    alone, together = (answer(rulebase(carrier(class_), *more), TSC_LOST) for more in ((), (other,)))
    assert rows(together)["R20"] == rows(alone)["R20"]
    assert together.headline is alone.headline


@pytest.mark.parametrize("class_", CARRIERS)
@pytest.mark.parametrize("severity", ["STOP", "HOLD"])
def test_no_row_hides_a_stop_or_hold_and_none_of_them_hides_a_row(severity: str, class_: str) -> None:
    block = safety("SAF13", severity, {"clinical": {"field": "active_infection", "is": True}})
    mild = safety("SAF09", "CAUTION", {"clinical": {"field": "active_infection", "is": True}})
    resistance = rule("R32", "RES", arm("A_TSC"), suppresses=["R20"])
    ill = Clinical(active_infection=True)
    for others in ((), (resistance,)):
        plain = answer(rulebase(carrier(class_), *others), TSC_LOST, ill)
        flagged = answer(rulebase(carrier(class_), *others, flags=[mild, block]), TSC_LOST, ill)
        assert [flag.rule for flag in flagged.safety] == ["SAF13", "SAF09"]
        assert flagged.rows == plain.rows
        assert flagged.headline is plain.headline


LISTING = {
    "R01": (arm("A_TSC"), ["everolimus"]),
    "R02": (arm("B_MAPK"), ["everolimus", "letrozole"]),
    "R03": (arm("A_MTOR"), ["alpelisib"]),
}


@pytest.mark.parametrize(
    "pathway", [tumour(), TSC_LOST, tumour(unread=["KRAS"]), tumour(unread=["TSC1", "MTOR"])]
)
@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        (["everolimus"], ["R01", "R02"]),
        (["rapalog"], ["R01", "R02"]),
        (["nsai", "pi3k_inhibitor"], ["R02", "R03"]),
        (["alpelisib", "ketoconazole"], ["R03"]),
    ],
)
def test_drugs_are_listed_as_any_rule_says_that_lists_one_of_them_or_of_their_class(
    listed: list[str], asked: list[str], pathway: PathwayState
) -> None:
    facts = sheet(pathway)
    others = [rule(name, "INFO", when, drugs=drugs) for name, (when, drugs) in LISTING.items()]
    truths = [evaluate(LISTING[name][0], facts).truth for name in asked]
    assert evaluate({"drug_listed": listed}, facts, *others).truth is disjunction(truths)


def test_a_flag_follows_the_drug_of_a_row_that_is_removed_too() -> None:
    resistance = rule("R32", "RES", arm("A_TSC"), suppresses=["R07"])
    flag = safety("SAF01", "CAUTION", {"drug_listed": ["everolimus"]})
    base = rulebase({**MONOTHERAPY, "drugs": ["everolimus"]}, resistance, flags=[flag])
    found = answer(base, tumour(altered("TSC2", BI)))
    assert rows(found)["R07"].suppressed_by == ("R32",)
    assert [raised.rule for raised in found.safety] == ["SAF01"]
