"""Evidence whose review is overdue: what suggests something is withheld, what warns or removes never is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suggest_cases import altered, answer, rows, rule, rulebase, safety, tumour
from test_suggest_laws import Case, cases, release

from mtorboard.knowledge.base import RuleBase
from mtorboard.model.clinical import Clinical, PriorTherapy
from mtorboard.model.enums import Headline, RuleClass, StrategyName, Verdict, Zygosity
from mtorboard.model.state import PathwayState
from mtorboard.suggest import assess
from mtorboard.suggest.review import SUGGESTING, is_overdue, months_overdue

LUNG = {"tumour_type": ["LUAD"]}
OVERDUE = "2025-10"
"""Thirteen months before the day of the report, 2026-11-22."""
ALONE = {"MTOR_MONOTHERAPY": "LICENSED"}


def label(**more: Any) -> Mapping[str, Any]:
    return rule("R10", "LABEL", LUNG, headline="LABEL_INDICATION", strategies=ALONE, **more)


@pytest.mark.parametrize(
    ("due", "day", "months", "overdue"),
    [
        ("2026-11", dt.date(2026, 11, 30), 0, False),
        ("2026-11", dt.date(2026, 12, 1), 1, True),
        ("2025-11", dt.date(2026, 11, 1), 12, True),
        ("2026-11-21", dt.date(2026, 11, 22), 0, True),
        ("2027-03", dt.date(2026, 11, 22), -4, False),
        ("", dt.date(2026, 11, 22), 0, False),
    ],
)
def test_a_review_is_overdue_when_its_month_is_over(
    due: str, day: dt.date, months: int, overdue: bool
) -> None:
    assert months_overdue(due, day) == months
    assert is_overdue(due, day) is overdue


@pytest.mark.parametrize(("due", "withheld"), [("2025-11", False), (OVERDUE, True)])
def test_a_row_is_withheld_when_its_review_is_overdue_by_more_than_twelve_months(
    due: str, withheld: bool
) -> None:
    found = answer(rulebase(label(review_due=due)))
    assert rows(found)["R10"].withheld is withheld
    assert rows(found)["R10"].class_ is (RuleClass.INFO if withheld else RuleClass.LABEL)
    assert len(rows(found)["R10"].notes) == 1
    assert found.headline is (Headline.UNDETERMINED if withheld else Headline.LABEL_INDICATION)
    verdict = found.strategies[StrategyName.MTOR_MONOTHERAPY].verdict
    assert verdict is (Verdict.UNDETERMINED if withheld else Verdict.LICENSED)


@pytest.mark.parametrize("class_", sorted(set(RuleClass) - SUGGESTING))
def test_a_row_that_suggests_nothing_is_never_withheld(class_: RuleClass) -> None:
    found = rows(answer(rulebase(rule("R40", class_, LUNG, review_due="2020-01"))))["R40"]
    assert found.class_ is class_
    assert not found.withheld
    assert found.notes


def test_an_overdue_rule_that_removes_still_removes() -> None:
    limited = rule("R07", "M2", LUNG, headline="MTOR_MONOTHERAPY")
    resistant = rule("R32", "RES", LUNG, suppresses=["R07"], review_due="2020-01")
    found = answer(rulebase(limited, resistant))
    assert rows(found)["R07"].suppressed_by == ("R32",)
    assert found.headline is Headline.NO_MTOR_SUGGESTION


def test_an_overdue_rule_against_a_biomarker_still_speaks_against_it() -> None:
    biallelic = {"arm": {"arm": "A_TSC", "state": "ALTERED", "zygosity": "BIALLELIC"}}
    limited = rule("R07", "M2", biallelic, headline="MTOR_MONOTHERAPY", biomarkers=["A_TSC"])
    against = rule(
        "R16",
        "NOT",
        {"all": [LUNG, {"arm": {"arm": "A_TSC", "state": "ALTERED"}}]},
        biomarkers=["A_TSC"],
        review_due="2020-01",
    )
    found = answer(rulebase(limited, against), tumour(altered("TSC2", Zygosity.BIALLELIC)))
    assert found.headline is Headline.NO_MTOR_SUGGESTION


def test_an_overdue_safety_rule_still_holds_and_says_so() -> None:
    flag = {
        **safety("SAF01", "HOLD", {"clinical": {"field": "cytopenia", "is": True}}),
        "review_due": "2020-01",
    }
    [held] = answer(rulebase(flags=[flag]), clinical=Clinical(cytopenia=True)).safety
    assert held.severity == "HOLD"
    assert held.notes


@pytest.mark.parametrize(
    ("below", "headline"),
    [
        (label(), Headline.LABEL_INDICATION),
        (rule("R01", "M1", LUNG, headline="MTOR_MONOTHERAPY"), Headline.MTOR_MONOTHERAPY),
        (rule("R17", "C-ENDO", LUNG, headline="MTOR_PLUS_ENDOCRINE"), Headline.MTOR_PLUS_ENDOCRINE),
        (rule("R31", "M2", LUNG, headline="MTOR_MONOTHERAPY"), Headline.MTOR_MONOTHERAPY),
        (rule("R39", "C-MEK", LUNG, headline="MTOR_PLUS_MEK_TRIAL"), Headline.MTOR_PLUS_MEK_TRIAL),
    ],
)
def test_an_overdue_drug_that_comes_first_lifts_no_mtor_headline(
    below: Mapping[str, Any], headline: Headline
) -> None:
    first = rule("R36", "ALT", LUNG, headline="OTHER_PATHWAY_FIRST", review_due=OVERDUE)
    assert answer(rulebase(below)).headline is headline
    assert answer(rulebase(below, first)).headline is Headline.UNDETERMINED


def test_a_row_in_date_on_the_same_place_carries_the_headline() -> None:
    other = rule("R11", "LABEL", LUNG, headline="LABEL_INDICATION")
    found = answer(rulebase(label(review_due=OVERDUE), other))
    assert found.headline is Headline.LABEL_INDICATION


def test_what_would_change_counts_a_withheld_row_as_no_suggestion() -> None:
    progressing = {"clinical": {"field": "progressive", "is": True}}
    overdue = rule("R10", "LABEL", progressing, headline="LABEL_INDICATION", review_due=OVERDUE)
    found = answer(rulebase(overdue))
    assert found.headline is Headline.UNDETERMINED
    changes = {(item.fact, item.value): item.headline for item in found.what_would_change}
    assert changes == {("clinical.progressive", "false"): Headline.NO_MTOR_SUGGESTION}


def headline(case: Case, base: RuleBase, day: dt.date = dt.date(2026, 11, 22)) -> Headline:
    pathway, clinical, code = case
    return assess(
        pathway,
        clinical,
        tumour_type=code,
        region="US",
        report_date=day,
        rulebase=base,
        tables=release().tables,
    ).headline


@settings(max_examples=25, deadline=None)
@given(cases, st.sets(st.sampled_from(sorted(release().rulebase.rules)), min_size=1, max_size=20))
def test_overdue_evidence_leaves_the_headline_or_makes_it_undetermined(case: Case, overdue: set[str]) -> None:
    base = release().rulebase
    late = {name: replace(row, review_due=OVERDUE) for name, row in base.rules.items() if name in overdue}
    old = replace(base, rules={**base.rules, **late})
    assert headline(case, old) in (headline(case, base), Headline.UNDETERMINED)


def test_every_rule_years_past_its_review_leaves_no_suggestion() -> None:
    base = release().rulebase
    old = replace(base, rules={name: replace(row, review_due="2020-01") for name, row in base.rules.items()})
    case: Case = (PathwayState({}, {}, ()), Clinical(disease_extent="metastatic"), "PECOMA")
    assert headline(case, base) is Headline.LABEL_INDICATION
    assert headline(case, old) is Headline.UNDETERMINED


@pytest.mark.parametrize(
    ("code", "fields", "before"),
    [
        ("PECOMA", {}, Headline.LABEL_INDICATION),
        ("PAAD", {"systemic_lines": 1}, Headline.OTHER_PATHWAY_FIRST),
        ("CCRCC", {"risk_group": "poor", "systemic_lines": 0}, Headline.LABEL_INDICATION),
    ],
)
def test_the_shipped_rules_say_nothing_any_more_when_nobody_has_reviewed_them_for_years(
    code: str, fields: Mapping[str, Any], before: Headline
) -> None:
    therapies = (PriorTherapy(("gemcitabine",), "metastatic", True),) if fields.get("systemic_lines") else ()
    patient = Clinical(disease_extent="metastatic", prior_therapies=therapies, **fields)
    case: Case = (PathwayState({}, {}, ()), patient, code)
    assert headline(case, release().rulebase) is before
    assert headline(case, release().rulebase, dt.date(2030, 1, 1)) is Headline.UNDETERMINED
