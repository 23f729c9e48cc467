"""The linter of rules finds what a condition, its words, its numbers and its class contradict in each other."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from real_data import RESOURCES

from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.findings import sayer
from mtorboard.knowledge.lint_conditions import idiom_problems
from mtorboard.knowledge.lint_prose import forbidden, licence_problems, number_problems, word_problems
from mtorboard.knowledge.lint_rules import lint_rules
from mtorboard.knowledge.lint_words import case_problems, limit_problems, safety_problems
from mtorboard.knowledge.records import Citation
from mtorboard.knowledge.ruleset import load_rules

SAY = sayer("rules.yaml", "R01")
ADVANCED = {
    "any": [
        {"clinical": {"field": "disease_extent", "in": ["recurrent", "metastatic"]}},
        {"clinical": {"field": "stage", "is": "IV"}},
    ]
}


@pytest.fixture(scope="module")
def base() -> RuleBase:
    return load_rules(RESOURCES / "knowledge")


@pytest.mark.parametrize(
    "text",
    [
        "Everolimus 10 mg.",
        "A level of 5 ng/mL.",
        "Sirolimus 2mg/m2 was given.",
        "Given once daily.",
        "Given every 3 weeks.",
        "Twice a week.",
        "100 mg bid.",
        "The trough is watched.",
        "We recommend it.",
        "OncoKB level 1.",
        "Two  spaces.",
        "PMID 1234.",
    ],
)
def test_a_dose_a_schedule_advice_or_a_slip_in_any_text_is_refused(text: str):
    assert list(forbidden(SAY, [("text", text)]))


@pytest.mark.parametrize(
    "text",
    ["Four weeks is a cautious value.", "n=79, 42 %.", "at least 1 week before surgery", "PMID 25295501"],
)
def test_times_and_numbers_that_are_no_schedule_may_stand(text: str):
    assert list(forbidden(SAY, [("text", text)])) == []


@pytest.mark.parametrize(
    "text",
    [
        "response 35 % (28/78)",
        "2/33 partial responses (7 %)",
        "HR 0.33 (95 % CI 0.35-0.43)",
        "HR 0.30 (95 % CI 0.25-0.43)",
        "response 42 % (95 % CI 31-93)",
        "PFS 4.9 against 1.9 months, HR 1.33",
        "PFS 1.9 against 4.9 months, HR 0.33",
    ],
)
def test_numbers_of_a_sentence_that_cannot_all_be_right_are_found(text: str):
    assert list(number_problems(text))


@pytest.mark.parametrize(
    "text",
    [
        "response 35 % (27/78; 95 % CI 24-46)",
        "ORR 32 % (11/35, 9 complete)",
        "2/30 partial responses (7 %)",
        "PFS 4.9 against 1.9 months with placebo, HR 0.33 (95 % CI 0.25-0.43)",
        "OS 7.6 against 7.3 months with placebo, HR 1.05",
    ],
)
def test_numbers_as_papers_print_them_are_not(text: str):
    assert list(number_problems(text)) == []


def test_a_date_of_a_licence_is_that_of_a_cited_decision():
    cited = [Citation("FDA20220622", "REGULATOR", "FDA 2022-06-22", "FDA approval: x", "2022")]
    assert list(licence_problems("Licensed in the US (June 2022).", cited)) == []
    assert list(licence_problems("Licensed in the US (July 2022).", cited))
    assert list(licence_problems("FDA licence of 23 June 2022.", cited))
    assert list(licence_problems("A trial was stopped in July 2022.", cited)) == []


def test_a_name_one_digit_off_a_usual_one_is_found():
    usual = ["TSC2 lost.", "TSC2 and TSC1 lost.", "TSC2 kept, TSC1 too.", "TSC1."]
    genes, changes = frozenset({"TSC1", "TSC2"}), frozenset({"V600E"})
    assert list(word_problems(usual, changes, genes)) == []
    assert list(word_problems([*usual, "TSC3 lost."], changes, genes))
    assert list(word_problems([*usual, "BRAF V601E"], changes, genes))
    assert list(word_problems([*usual, "BRAF V600E"], changes, genes)) == []


@pytest.mark.parametrize(
    ("limits", "text", "right"),
    [
        ({"at_least": 15, "at_most": 28}, "15 to 28 days ago", True),
        ({"at_least": 15, "at_most": 29}, "15 to 28 days ago", False),
        ({"at_least": 28, "at_most": 15}, "15 to 28 days ago", False),
        ({"at_least": 0, "at_most": 14}, "within the last 14 days", True),
        ({"at_least": 1, "at_most": 14}, "within the last 14 days", False),
        ({"at_least": 0, "at_most": 4}, "within the last 14 days", False),
    ],
)
def test_a_limit_that_the_words_do_not_state_is_found(limits: dict[str, int], text: str, right: bool):
    when = {"days_since": {"field": "surgery_date", **limits}}
    assert (list(limit_problems(SAY, when, text)) == []) is right


@pytest.mark.parametrize(("limit", "right"), [(29, True), (90, True), (19, False), (60, False)])
def test_days_since_transplantation_may_be_said_in_other_words(limit: int, right: bool):
    when = {"transplant": {"days_at_most": limit}}
    assert (list(limit_problems(SAY, when, "within 30 days, or 3 months")) == []) is right


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part["any"][1]["clinical"].update({"is": "III"}),
        lambda part: part["any"][0]["clinical"]["in"].pop(),
        lambda part: part.update(all=part.pop("any")),
    ],
    ids=["a value", "a value left out", "the connective"],
)
def test_one_word_off_an_idiom_of_many_rules_is_found(change: Callable[[Any], Any]):
    usual = [(SAY, {"all": [ADVANCED, {"tumour_type": [code]}]}) for code in ("RCC", "PAAD", "UCEC", "LAM")]
    assert list(idiom_problems(usual)) == []
    odd = yaml.safe_load(yaml.safe_dump(ADVANCED))
    change(odd)
    assert list(idiom_problems([*usual, (SAY, {"all": [odd, {"tumour_type": ["HCC"]}]})]))


def changed(base: RuleBase, name: str, **fields: Any) -> RuleBase:
    """The rules with one of them changed."""
    return replace(base, rules={**base.rules, name: replace(base.rules[name], **fields)})


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("R10", {"when": {"tumour_type": ["PAAD"]}}),
        ("R22", {"when": {"gene": {"gene": "PTEN", "status": "ALTERED"}}}),
        ("R36", {"when": {"allele": ["KRAS:G12C:c.34G>T"]}}),
        ("R23b", {"when": {"receptor": {"marker": "HER2", "is": "negative"}}}),
        ("R19", {"when": {"prior_therapy": {"any_of": ["endocrine"], "setting": ["neoadjuvant"]}}}),
        ("R49", {"when": {"transplant": {"organ": ["lung"]}}}),
    ],
)
def test_a_condition_that_its_text_does_not_name_is_found(base: RuleBase, rule: str, fields: dict[str, Any]):
    assert [name for name, _ in case_problems(base)] == []
    assert rule in [name for name, _ in case_problems(changed(base, rule, **fields))]


@pytest.mark.parametrize(
    ("rule", "when"),
    [
        ("SAF04", {"medication": {"interaction": "CYP3A4_INDUCER", "strength": "STRONG"}}),
        ("SAF04", {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": "MODERATE"}}),
        ("SAF05", {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": ["MODERATE"]}}),
        ("SAF07", {"medication": {"any_of": ["grapefruit", "cannabidiol"]}}),
        ("SAF17", {"medication": {"any_of": ["statin"]}}),
        ("SAF21", {"transplant": {"organ": ["heart"]}}),
        ("SAF12", {"clinical": {"field": "cytopenia", "is": True}}),
        ("SAF12", {"clinical": {"field": "lung_disease", "is": False}}),
        ("SAF01b", {"clinical": {"field": "wound_healed", "is": True}}),
        ("SAF01", {"days_since": {"field": "surgery_date", "at_most": 20}}),
        ("SAF26", {"rule": "R01"}),
        ("SAF21", {"region": ["EU"]}),
    ],
    ids=str,
)
def test_a_safety_condition_that_its_words_do_not_say_is_found(
    base: RuleBase, rule: str, when: Mapping[str, Any]
):
    flag = base.safety[rule]
    assert list(safety_problems(SAY, flag, base)) == []
    assert list(safety_problems(SAY, replace(flag, when=when), base))


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str, dict[str, Any]], list[str]]:
    """Lint the rules after some fields of one of them were set."""
    shutil.copytree(RESOURCES / "knowledge", tmp_path / "knowledge")

    def lint(file: str, name: str, fields: dict[str, Any]) -> list[str]:
        path = tmp_path / "knowledge" / file
        rows = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        next(row for row in rows if row["id"] == name).update(fields)
        path.write_text(yaml.dump(rows, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
        found = lint_rules(tmp_path, dt.date(2026, 11, 22))
        return [f"{one.severity} {one.text}" for one in found if one.where.startswith(name)]

    return lint


@pytest.mark.parametrize(
    ("file", "rule", "fields", "expected"),
    [
        ("rules.yaml", "R57", {"evidence_against": []}, "less than 1 item"),
        ("rules.yaml", "R07", {"evidence_against": []}, "less than 1 item"),
        ("rules.yaml", "R10", {"headline": "MTOR_MONOTHERAPY"}, "is not one of"),
        ("rules.yaml", "R10", {"strategies": {"MTOR_MONOTHERAPY": "LIMITED"}}, "is not one of"),
        ("rules.yaml", "R10", {"tiers": {"amp": "IA", "escat": "I-A", "civic": "-"}}, "is not one of"),
        ("rules.yaml", "R16", {"headline": "UNDETERMINED"}, "is not allowed"),
        ("rules.yaml", "R10", {"review_due": "2027-04"}, "a review after 7 months"),
        ("rules.yaml", "R10", {"signed_off_by": "somebody"}, "does not match"),
        ("rules.yaml", "R22", {"text": "Gedatolisib with fulvestrant."}, "the text does not name US"),
        (
            "rules.yaml",
            "R05b",
            {
                "verified": "JUDGEMENT",
                "evidence_against": [
                    {"text": "Small.", "citations": ["NCT02494570"], "verified": "VERIFIED"}
                ],
            },
            "none of its statements is",
        ),
        ("rules.yaml", "R10", {"drugs": ["cetuximab"]}, "names neither cetuximab nor its class"),
        ("rules.yaml", "R22", {"already_used": ["statin"]}, "neither a drug of the rule nor its class"),
        ("rules.yaml", "R10", {"citations": ["PMID25295501"]}, "no statement rests on PMID25295501"),
        ("rules.yaml", "R36", {"citations": ["FDA20240621"]}, "about none of the rule's drugs"),
        ("rules.yaml", "R51", {"cautions_on": []}, "says nothing of R01"),
        ("rules.yaml", "R51", {"suppresses": ["R10"]}, "nothing removes R10"),
        ("rules.yaml", "R51", {"never_meets": {"R10": "a reason"}}, "R10 is not one of the rules"),
        ("rules.yaml", "R13", {"biomarkers": ["C_ENDO"]}, "does not ask for C_ENDO"),
        ("rules.yaml", "R36", {"when": {"allele": ["BRAF:V600E:c.1799T>A"]}}, "is the same protein change"),
        (
            "rules.yaml",
            "R20",
            {"when": {"label": {"list": "alpelisib", "genes": ["AKT1"]}}},
            "are on the list",
        ),
        (
            "rules.yaml",
            "R40",
            {"when": {"arm": {"arm": "A_TSC", "state": "ALTERED", "genes": ["MTOR"]}}},
            "MTOR is a gene of A_MTOR, not of A_TSC",
        ),
        ("safety.yaml", "SAF04", {"severity": "CAUTION"}, "not allowed"),
        ("safety.yaml", "SAF01", {"severity": "CAUTION"}, "not allowed"),
        ("safety.yaml", "SAF05", {"severity": "STOP"}, "does not match"),
        ("safety.yaml", "SAF02", {"verified": "VERIFIED"}, "less than 1 item"),
        ("safety.yaml", "SAF10", {"review_due": "2026-12", "evidence_date": "2026-09"}, ""),
        (
            "rules.yaml",
            "R10",
            {"evidence_date": "2026-04", "review_due": "2026-10"},
            "warning review was due",
        ),
    ],
)
def test_a_rule_that_contradicts_itself_is_found(
    edited: Callable[[str, str, dict[str, Any]], list[str]],
    file: str,
    rule: str,
    fields: dict[str, Any],
    expected: str,
):
    found = edited(file, rule, fields)
    assert any(expected in text for text in found) if expected else not found, found


def in_all(*parts: Any) -> dict[str, Any]:
    return {"all": list(parts)}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (in_all({"tumour_type": ["RCC"]}, {"tumour_type": ["PAAD"]}), "more than one tumour_type"),
        (in_all({"rule": "R01"}, {"rule": "R02"}), "more than one rule"),
        (
            in_all(*({"arm": {"arm": "A_TSC", "state": state}} for state in ("ALTERED", "VUS_ONLY"))),
            "asks 2 things",
        ),
        ({"any": [{"tumour_type": ["RCC"]}, {"rule": "R01"}]}, "the tumour type alone would be enough"),
        (in_all(in_all({"rule": "R01"}, {"region": ["US"]}), {"region": ["EU"]}), "says nothing"),
        (in_all({"rule": "R01"}), "of one part says nothing"),
        ({"codons": {"gene": "EGFR", "first": 761, "last": 729}}, "no codon lies between"),
        ({"codons": {"gene": "EGFR", "first": 858, "last": 8580}}, "EGFR has 1210 codons, none is 8580"),
        ({"region": ["USA"]}, "'USA' is not known (did you mean 'US'?)"),
        ({"region": ["UE"]}, "'UE' is not known (did you mean 'EU'?)"),
        ({"drug_listed": ["everolimus"]}, "for safety rules only"),
        ({"transplant": {"organ": ["kidney", "liver", "heart", "lung", "pancreas"]}}, "all organs but one"),
        ({"clinical": {"field": "child_pugh", "in": ["A", "B", "A"]}}, "names one thing twice"),
        ({"low_confidence": {"gene": ["KRAS", "TSC1"]}}, "not those of one arm"),
        ({"prior_therapy": {"any_of": ["endocrine"], "setting": "metastatc"}}, "did you mean 'metastatic'"),
    ],
    ids=str,
)
def test_a_condition_that_cannot_be_meant_is_found(
    edited: Callable[[str, str, dict[str, Any]], list[str]], when: dict[str, Any], expected: str
):
    assert any(expected in text for text in edited("rules.yaml", "R45", {"when": when}))


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        ({"when": {"tumour_type": ["luad"]}}, "LUAD"),
        ({"when": {"rule": "R377"}}, "R37"),
        ({"suppresses": ["R377"]}, "R37"),
        ({"when": {"clinical": {"field": "stage", "is": "VI"}}}, "IV"),
        ({"when": {"receptor": {"marker": "er", "is": "positive"}}}, "ER"),
        ({"class": "M22"}, "M2"),
        ({"headline": "MTOR_MONOTHERAPI"}, "MTOR_MONOTHERAPY"),
        ({"strategies": {"MTOR_MONOTHERAPY": "LIMITTED"}}, "LIMITED"),
        ({"strategies": {"MTOR_MONOTHERAPI": "LIMITED"}}, "MTOR_MONOTHERAPY"),
        ({"regions": ["USA"]}, "US"),
        ({"txt": "Text."}, "text"),
    ],
    ids=str,
)
def test_a_word_that_is_refused_comes_with_the_one_that_was_meant(
    edited: Callable[[str, str, dict[str, Any]], list[str]], fields: dict[str, Any], meant: str
):
    found = edited("rules.yaml", "R07", fields)
    assert any(f"did you mean '{meant}'" in text for text in found), found


def test_a_word_that_is_in_order_by_itself_comes_with_no_other(
    edited: Callable[[str, str, dict[str, Any]], list[str]],
):
    found = edited("rules.yaml", "R10", {"strategies": {"MTOR_MONOTHERAPY": "SUPPORTED"}})
    assert any('"SUPPORTED" is not one of' in text for text in found), found
    assert not any("did you mean" in text for text in found), found


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("everolimsu", "'everolimsu' is not known (did you mean 'everolimus'?)"),
        ("ketoconazole", "no rule lists ketoconazole"),
        ("statin", "no rule lists statin"),
    ],
)
def test_a_flag_that_follows_drugs_names_known_ones_that_a_rule_lists(
    edited: Callable[[str, str, dict[str, Any]], list[str]], listed: str, expected: str
):
    found = edited("safety.yaml", "SAF08", {"when": {"drug_listed": [listed]}})
    assert f"error {expected}" in found, found
