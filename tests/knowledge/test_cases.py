"""The worked cases of tests/cases through the whole decision: from alterations and sidecar to the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from worked_cases import Situation, assessment, knowledge, situations

from mtorboard.model.assessment import Assessment, Row
from mtorboard.model.enums import StrategyName
from mtorboard.model.truth import Truth


def check_rows(rows: Mapping[str, Row], expect: Mapping[str, Any]) -> None:
    standing = {name for name, row in rows.items() if not row.suppressed_by}
    certain = {name for name in standing if rows[name].truth is Truth.TRUE}
    assert set(expect.get("rules_in", ())) <= certain
    assert set(expect.get("rules_unknown", ())) <= standing - certain
    assert not set(expect.get("rules_out", ())) & set(rows)
    for name, by in expect.get("rules_removed", {}).items():
        assert by in rows[name].suppressed_by
    for name, by in expect.get("cautions", {}).items():
        for rule in [by] if isinstance(by, str) else by:
            text = knowledge().rulebase.rules[rule].text
            assert any(text in caution for caution in rows[name].cautions), rule


def check_safety(found: Assessment, expect: Mapping[str, Any]) -> None:
    raised = {flag.rule for flag in found.safety if not flag.missing}
    unprovided = {flag.rule for flag in found.safety if flag.missing}
    assert set(expect.get("safety_in", ())) <= raised
    assert set(expect.get("safety_unprovided", ())) <= unprovided
    assert not set(expect.get("safety_out", ())) & (raised | unprovided)
    if "top_safety" in expect:
        assert (found.safety[0].severity if found.safety else "none") == expect["top_safety"]
    assert expect.get("safety_text_holds", "") in "\n".join(flag.text for flag in found.safety)


@pytest.mark.parametrize("situation", situations(), ids=str)
def test_a_worked_case_gives_its_answer(situation: Situation) -> None:
    found = assessment(situation.case)
    expect = situation.case["expect"]
    check_rows({row.rule: row for row in found.rows}, expect)
    check_safety(found, expect)
    if "headline" in expect:
        assert found.headline == expect["headline"], found.headline_text
    for name, verdict in expect.get("strategies", {}).items():
        assert found.strategies[StrategyName(name)].verdict == verdict
    assert expect.get("text_holds", "") in found.headline_text
    assert set(expect.get("missing", ())) <= {fact.fact for fact in found.missing}
    assert not re.search(r"\bage?ing\b|longevity|life ?span", " ".join(sentences(found)), re.IGNORECASE)


def sentences(found: Assessment) -> Iterator[str]:
    """Every sentence that the page takes from an assessment."""
    yield found.headline_text
    for strategy in found.strategies.values():
        yield from (*strategy.for_, *strategy.against)
    for row in found.rows:
        yield from (row.text, *row.because, *row.cautions, *row.notes)
        yield from (statement.text for statement in (*row.evidence_for, *row.evidence_against))
    for told in (*found.safety, *found.missing, *found.what_would_change):
        yield told.text


NOTHING_KNOWN = {
    "tumour_type": None,
    "region": "US",
    "alterations": [],
    "looked_at": {"not_assessed": ["TSC1", "TSC2", "MTOR", "KRAS", "PIK3CA", "BRAF", "AKT1", "ESR1"]},
    "clinical": {},
}


@pytest.mark.parametrize("tumour_type", [None, "IDC", "UEC", "PAAD", "CCRCC", "CSCC", "PRAD", "MEL", "NSCLC"])
def test_what_is_missing_is_said_in_words(tumour_type: str | None) -> None:
    found = assessment({**NOTHING_KNOWN, "tumour_type": tumour_type})
    assert found.missing
    assert found.what_would_change
    said = [fact.text for fact in found.missing] + [change.text for change in found.what_would_change]
    said += [found.headline_text, *(text for row in found.rows for text in row.because)]
    for text in said:
        assert "_" not in text.replace("CYP3A4_", ""), text
        assert "{" not in text


def test_no_fact_at_all_is_undetermined_and_supports_no_strategy() -> None:
    found = assessment(NOTHING_KNOWN)
    assert found.headline == "UNDETERMINED"
    assert {strategy.verdict for strategy in found.strategies.values()} == {"UNDETERMINED"}
    assert {flag.severity for flag in found.safety} <= {"CAUTION", "INFO"}


def test_an_empty_sidecar_asks_for_what_a_start_needs() -> None:
    unprovided = {flag.rule for flag in assessment(NOTHING_KNOWN).safety if flag.missing}
    assert {"SAF01", "SAF04", "SAF10", "SAF11", "SAF12", "SAF13", "SAF14", "SAF16b", "SAF19"} <= unprovided


@pytest.mark.parametrize(
    ("drug", "rule", "checked"),
    [
        ("ketoconazole", "SAF04", "VERIFIED"),
        ("adagrasib", "SAF04", "UNVERIFIED"),
        ("ribociclib", "SAF04", "JUDGEMENT"),
        ("palbociclib", "SAF05", "UNVERIFIED"),
        ("encorafenib", "SAF06", "UNVERIFIED"),
        ("vemurafenib", "SAF06b", "UNVERIFIED"),
        ("sacubitril", "SAF17", "UNVERIFIED"),
        ("ramipril", "SAF17", "VERIFIED"),
        ("ketoconazole + adagrasib", "SAF04", "UNVERIFIED"),
    ],
)
def test_a_flag_is_as_well_checked_as_the_least_checked_drug_that_raised_it(
    drug: str, rule: str, checked: str
) -> None:
    case = {"tumour_type": "CCRCC", "region": "US", "alterations": [], "looked_at": "all"}
    found = assessment({**case, "clinical": {"medications": [drug]}})
    assert {flag.verification.value for flag in found.safety if flag.rule == rule} == {checked}
