"""What conditions may conclude from the sidecar: a fact that is not provided is never "no"."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from suggest_cases import LIMITS, TODAY, evaluate, sheet

from mtorboard.model.clinical import Clinical, GermlineFinding, Medication, PriorTherapy, Transplant
from mtorboard.model.truth import Truth
from mtorboard.suggest.facts import with_fact
from mtorboard.suggest.receptors import receptor

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def truth(when: dict[str, Any], **fields: Any) -> Truth:
    return evaluate(when, sheet(clinical=Clinical(**fields))).truth


def test_a_field_that_is_not_provided_or_contradictory_is_unknown() -> None:
    asked = {"clinical": {"field": "resectable", "is": False}}
    assert [truth(asked), truth(asked, resectable=False), truth(asked, resectable=True)] == [U, T, F]
    assert truth(asked, resectable=False, invalid=("resectable",)) is U


def test_numbers_are_asked_by_both_ends() -> None:
    asked = {"clinical": {"field": "systemic_lines", "at_least": 1, "at_most": 2}}
    assert [truth(asked, systemic_lines=n) for n in (0, 1, 2, 3)] == [F, T, T, F]


@pytest.mark.parametrize(
    ("code", "expected"), [("LUAD", T), ("LUNG", T), ("OLDLUAD", T), ("COAD", F), (None, U), ("XXX", U)]
)
def test_a_tumour_type_is_itself_its_ancestors_and_its_successor(code: str | None, expected: Truth) -> None:
    assert evaluate({"tumour_type": ["LUNG"]}, sheet(tumour_type=code)).truth is expected


def test_groups_hold_for_what_lies_below() -> None:
    assert evaluate({"tumour_type": ["SOLID"]}, sheet(tumour_type="LUAD")).truth is T
    assert evaluate({"tumour_type": ["GUT"]}, sheet(tumour_type="LUAD")).truth is F


@pytest.mark.parametrize(
    ("fields", "counts_as"),
    [
        ({}, None),
        ({"er_status": "positive"}, {"positive"}),
        ({"er_percent": 0.5}, {"negative"}),
        ({"er_percent": 1}, {"positive", "low"}),
        ({"er_percent": 10}, {"positive", "low"}),
        ({"er_percent": 11}, {"positive"}),
        ({"er_status": "positive", "er_percent": 5}, {"positive", "low"}),
        ({"er_status": "negative", "er_percent": 90}, None),
        ({"er_status": "positive", "invalid": ("er_percent",)}, None),
    ],
)
def test_oestrogen_receptor(fields: dict[str, Any], counts_as: set[str] | None) -> None:
    assert receptor(Clinical(**fields), "ER", LIMITS) == counts_as


@pytest.mark.parametrize(
    ("fields", "counts_as"),
    [
        ({}, None),
        ({"her2_status": "negative"}, {"negative"}),
        ({"her2_status": "low"}, {"negative", "low"}),
        ({"her2_ihc": "0"}, {"negative"}),
        ({"her2_ihc": "1+"}, {"negative", "low"}),
        ({"her2_ihc": "2+"}, None),
        ({"her2_ihc": "2+", "her2_status": "positive"}, {"positive"}),
        ({"her2_ihc": "2+", "her2_ish": "not_amplified"}, {"negative", "low"}),
        ({"her2_ihc": "2+", "her2_ish": "amplified"}, {"positive"}),
        ({"her2_ihc": "3+"}, {"positive"}),
        ({"her2_ihc": "3+", "her2_status": "negative"}, None),
        ({"her2_ihc": "3+", "her2_ish": "not_amplified"}, None),
        ({"her2_ihc": "1+", "her2_ish": "amplified"}, None),
        ({"her2_ish": "not_amplified"}, {"negative"}),
        ({"her2_ish": "not_amplified", "her2_status": "low"}, {"negative", "low"}),
        ({"her2_ish": "not_amplified", "her2_status": "negative"}, {"negative"}),
        ({"her2_ish": "not_amplified", "her2_ihc": "0", "her2_status": "low"}, None),
    ],
)
def test_her2(fields: dict[str, Any], counts_as: set[str] | None) -> None:
    assert receptor(Clinical(**fields), "HER2", LIMITS) == counts_as


def test_germline_results_are_by_gene() -> None:
    asked = {"germline": {"gene": ["TSC1", "TSC2"]}}
    none = GermlineFinding("TSC1", "none_found")
    assert truth(asked) is U
    assert truth(asked, germline=()) is U
    assert truth(asked, germline=(none,)) is U
    assert truth(asked, germline=(none, GermlineFinding("TSC2", "vus"))) is F
    assert truth(asked, germline=(GermlineFinding("TSC2", "likely_pathogenic"),)) is T


def test_prior_therapies_match_by_drug_class_outcome_and_setting() -> None:
    asked = {"prior_therapy": {"any_of": ["nsai"], "progressed": True, "setting": "metastatic"}}

    def given(*therapies: PriorTherapy) -> Truth:
        return truth(asked, prior_therapies=therapies)

    assert truth(asked) is U
    assert given() is F
    assert given(PriorTherapy(("LETROZOLE",), "metastatic", True)) is T
    assert given(PriorTherapy(("letrozole",), "adjuvant", True)) is F
    assert given(PriorTherapy(("letrozole",), None, True)) is U
    assert given(PriorTherapy(("letrozole",), "adjuvant", None)) is F
    assert given(PriorTherapy(("everolimus",), "metastatic", True)) is F


def test_the_missing_outcome_is_that_of_the_therapy_that_matters() -> None:
    asked = {"prior_therapy": {"any_of": ["nsai"], "progressed": True}}
    therapies = (PriorTherapy(("everolimus",)), PriorTherapy(("letrozole",)))
    outcome = evaluate(asked, sheet(clinical=Clinical(prior_therapies=therapies)))
    assert outcome.missing == ("prior_therapies.2.progressed",)


@pytest.mark.parametrize(
    ("name", "route", "expected"),
    [
        ("ketoconazole", None, T),
        ("Nizoral tablets", "oral", T),
        ("ketoconazole", "topical", F),
        ("ketoconazole", "Topical", F),
        ("rifampicin", None, F),
        ("Xyzabcin", None, U),
    ],
)
def test_a_strong_inhibitor_matters_unless_its_route_does_not(
    name: str, route: str | None, expected: Truth
) -> None:
    asked = {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": "STRONG"}}
    assert truth(asked, medications=(Medication(name, route),)) is expected


def test_medications_that_are_not_provided_are_unknown_and_none_is_none() -> None:
    asked = {"medication": {"any_of": ["rapalog"]}}
    assert [truth(asked), truth(asked, medications=())] == [U, F]


def test_a_combination_written_as_one_entry_names_both_drugs() -> None:
    asked = {"medication": {"any_of": ["rapalog"]}}
    for written in ("letrozole + RAD-001", "letrozole + RAD001", "letrozole + RAD 001"):
        assert truth(asked, medications=(Medication(written),)) is T


def test_a_drug_among_the_immunosuppressants_is_taken_whatever_the_medication_list_says() -> None:
    asked = {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": "STRONG"}}
    both, one = (
        Transplant("kidney", immunosuppressants=names)
        for names in (("Tacrolimus", "ketoconazole"), ("Tacrolimus",))
    )
    assert truth(asked, transplant=both, medications=()) is T
    assert truth(asked, transplant=both) is T
    assert truth(asked, transplant=one) is U
    assert truth(asked, transplant=one, medications=()) is F


MISSPELT = {
    "medications": (
        {"medication": {"any_of": ["nsai"]}},
        {"medications": (Medication("Letrozolx"), Medication("everolimus"))},
    ),
    "prior_therapies": (
        {"prior_therapy": {"any_of": ["nsai"], "progressed": True}},
        {"prior_therapies": (PriorTherapy(("everolimus", "Letrozolx"), None, True),)},
    ),
    "transplant.immunosuppressants": (
        {"transplant": {"immunosuppressant": ["calcineurin_inhibitor"]}},
        {
            "transplant": Transplant("kidney", immunosuppressants=("Tacrolimux", "Rifampicin")),
            "medications": (),
        },
    ),
}


@pytest.mark.parametrize("fact", MISSPELT)
def test_a_name_that_is_not_recognised_leaves_the_question_open(fact: str) -> None:
    asked, given = MISSPELT[fact]
    facts = sheet(clinical=Clinical(**given))
    outcome = evaluate(asked, facts)
    assert outcome.truth is U
    assert outcome.missing == (fact,)
    for choice, settled in ((), F), (SUPPOSED[fact], T):
        assert evaluate(asked, with_fact(facts, fact, choice)).truth is settled


SUPPOSED = {
    "medications": (Medication("letrozole"),),
    "prior_therapies": (PriorTherapy(("letrozole",), None, True),),
    "transplant.immunosuppressants": ("tacrolimus",),
}


def test_what_is_said_of_a_therapy_that_is_not_recognised_can_rule_it_out() -> None:
    asked = {"prior_therapy": {"any_of": ["nsai"], "progressed": True, "setting": "metastatic"}}
    assert truth(asked, prior_therapies=(PriorTherapy(("Letrozolx",), None, False),)) is F
    assert truth(asked, prior_therapies=(PriorTherapy(("Letrozolx",), "adjuvant", True),)) is F
    assert truth(asked, prior_therapies=(PriorTherapy(("Letrozolx",), "metastatic", True),)) is U


def test_a_drug_that_two_entries_name_is_said_once() -> None:
    asked = {"medication": {"any_of": ["rapalog"]}}
    taken = (Medication("Afinitor"), Medication("RAD-001"), Medication("everolimus", "oral"))
    twice = evaluate(asked, sheet(clinical=Clinical(medications=taken[:2])))
    assert twice.because == ("Everolimus",)
    graft = Transplant("kidney", immunosuppressants=("everolimus",))
    once = evaluate(asked, sheet(clinical=Clinical(medications=taken, transplant=graft)))
    assert once.because == ("Everolimus , oral",)


def test_a_transplant_is_asked_part_by_part() -> None:
    asked = {"transplant": {"organ": ["kidney"], "immunosuppressant": ["calcineurin_inhibitor"]}}
    assert truth(asked) is U
    assert truth(asked, transplant_recipient=False) is F
    assert truth(asked, transplant_recipient=True) is U
    assert truth(asked, transplant=Transplant("liver")) is F
    assert truth(asked, transplant=Transplant("kidney")) is U
    assert truth(asked, transplant=Transplant("kidney", immunosuppressants=())) is U, "it may be a medication"
    assert truth(asked, transplant=Transplant("kidney", immunosuppressants=()), medications=()) is F
    assert truth(asked, transplant=Transplant("kidney", immunosuppressants=("Tacrolimus",))) is T
    assert truth(asked, transplant=Transplant("kidney"), medications=(Medication("tacrolimus"),)) is T


@pytest.mark.parametrize(("days", "expected"), [(-1, F), (0, T), (14, T), (15, F)])
def test_days_are_counted_to_the_report_with_both_ends(days: int, expected: Truth) -> None:
    asked = {"days_since": {"field": "surgery_date", "at_least": 0, "at_most": 14}}
    assert truth(asked, surgery_date=TODAY - dt.timedelta(days=days)) is expected


def test_no_surgery_is_not_the_same_as_no_date() -> None:
    asked = {"days_since": {"field": "surgery_date", "at_least": 0, "at_most": 14}}
    assert [truth(asked), truth(asked, surgery_done=True), truth(asked, surgery_done=False)] == [U, U, F]


def test_a_region_is_always_known() -> None:
    facts = sheet(region="EU")
    assert evaluate({"region": ["US"]}, facts).truth is F
    assert evaluate({"region": ["US"]}, dataclasses.replace(facts, region="US")).truth is T
