"""Every answer explains itself, from the finding to the publication, and says nothing that it may not say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from worked_cases import REPORT_DATE, REPOSITORY, Situation, judged, knowledge, situations

from mtorboard.model.enums import Build, RuleClass, Verification
from mtorboard.report.document import RunFacts, SampleFacts, build_report
from mtorboard.report.html import render

GOLDEN = sorted((REPOSITORY / "tests" / "golden" / "expected").glob("*/report.json"))
FORBIDDEN = re.compile(
    r"\brecommend|\b\d[\d.,]*\s?(?:mg|µg|mcg|ng|IU)\b|\bmg/|\bng/m|\btrough|"
    r"\b(?:once|twice) (?:daily|weekly|a day)\b|\bOncoKB\b|\bactivated\b",
    re.IGNORECASE,
)
"""Advice, doses, levels, schedules, a restricted source, and a claim that DNA alone cannot bear."""
NAMED_CHANGE = re.compile(r"^([A-Z][A-Z0-9]+) (c\.[^\s,]+)")

Document = Mapping[str, Any]


@cache
def report_of(situation: Situation) -> Document:
    pathway, assessment = judged(situation.case)
    sample = SampleFacts("case", Build.GRCH38, situation.case["tumour_type"])
    base = knowledge().rulebase
    run = RunFacts(REPORT_DATE, situation.case["region"], base, "0", "0" * 64)
    return build_report(sample, run, pathway=pathway, assessment=assessment)


@cache
def golden(path: Path) -> Document:
    content: Document = json.loads(path.read_text(encoding="utf-8"))
    return content


def reports() -> Iterator[tuple[str, Document]]:
    """The reports of all cases and those of the demo."""
    yield from ((str(situation), report_of(situation)) for situation in situations())
    yield from ((path.parent.name, golden(path)) for path in GOLDEN)


def rows() -> Iterator[tuple[str, Document, Document]]:
    """Every row of every report: where it stands, the row, its report."""
    for name, report in reports():
        for row in report["assessment"]["rows"]:
            yield f"{name}: {row['rule']}", row, report


def test_there_is_something_to_explain() -> None:
    assert len(GOLDEN) > 10
    assert {row["rule"] for _, row, _ in rows()} == set(knowledge().rulebase.rules)


def test_a_row_that_is_true_says_why_and_lacks_nothing() -> None:
    assert not [name for name, row, _ in rows() if row["truth"] == "TRUE" and not any(row["because"])]
    assert not [name for name, row, _ in rows() if row["truth"] == "TRUE" and row["missing"]]


def test_a_row_that_is_not_known_says_what_is_missing_and_the_report_lists_it() -> None:
    for name, row, report in rows():
        if row["truth"] != "UNKNOWN":
            continue
        listed = {fact["fact"]: fact for fact in report["assessment"]["missing"]}
        assert row["missing"], name
        if not row["suppressed_by"]:
            assert set(row["missing"]) <= set(listed), name
            assert all(row["rule"] in listed[fact]["needed_by"] for fact in row["missing"]), name


def test_a_finding_in_a_reason_is_an_alteration_of_the_report() -> None:
    for name, row, report in rows():
        known = {(item["gene"], item["hgvs_c"]) for item in report["alterations"]}
        named = {match.groups() for text in row["because"] if (match := NAMED_CHANGE.match(text))}
        assert named <= known, name


def test_a_row_holds_the_condition_that_led_from_the_facts_to_it() -> None:
    for name, row, _ in rows():
        assert json.loads(row["condition"]) == knowledge().rulebase.rules[row["rule"]].when, name


def test_a_row_holds_the_evidence_of_its_rule_and_every_source_is_known() -> None:
    for name, row, _ in rows():
        statements = [*row["evidence_for"], *row["evidence_against"]]
        for statement in statements:
            assert statement["text"], name
            assert statement["verification"] in set(Verification), name
        cited = {*row["citations"], *(source for item in statements for source in item["citations"])}
        assert cited <= set(knowledge().rulebase.citations), name


def test_a_row_with_a_drug_has_a_statement_and_a_source_or_is_marked_unverified() -> None:
    for name, row, _ in rows():
        if row["drugs"]:
            assert row["evidence_for"] or row["evidence_against"], name
            assert row["citations"] or row["verification"] == "UNVERIFIED", name


def test_a_verified_statement_names_its_source() -> None:
    for name, row, _ in rows():
        for item in (*row["evidence_for"], *row["evidence_against"]):
            assert item["citations"] or item["verification"] != "VERIFIED", f"{name}: {item['text']}"


def test_a_row_that_is_removed_or_cautioned_names_the_rule_that_did_it() -> None:
    against = {name for name, rule in knowledge().rulebase.rules.items() if rule.class_ is RuleClass.NOT}
    for name, row, report in rows():
        true = {other["rule"] for other in report["assessment"]["rows"] if other["truth"] == "TRUE"}
        # A NOT rule also removes what a missing fact could lift only into what it speaks against.
        assert set(row["suppressed_by"]) <= true | against, name
        for caution in row["cautions"]:
            assert any(f"({rule})" in caution for rule in true), name


def test_a_safety_flag_says_why_or_what_is_missing_and_its_sources_are_known() -> None:
    for name, report in reports():
        for flag in report["assessment"]["safety"]:
            assert flag["text"], name
            assert flag["because"] or flag["rule"].startswith("UNRECOGNISED"), f"{name}: {flag['rule']}"
            assert set(flag["citations"]) <= set(knowledge().rulebase.citations), name


def test_a_strategy_speaks_for_or_against_and_names_rows_of_the_report() -> None:
    for name, report in reports():
        said = {row["rule"] for row in report["assessment"]["rows"]}
        for strategy in report["assessment"]["strategies"].values():
            assert strategy["for"] or strategy["against"] or strategy["verdict"] == "UNDETERMINED", name
            assert set(strategy["rules"]) <= said, name


def test_no_report_holds_a_dose_a_schedule_or_advice() -> None:
    for name, report in reports():
        text = json.dumps(report, ensure_ascii=False)
        assert not FORBIDDEN.search(text), f"{name}: {FORBIDDEN.findall(text)}"


@pytest.mark.parametrize("situation", situations()[::25], ids=str)
def test_no_page_holds_a_dose_a_schedule_or_advice(situation: Situation) -> None:
    base = knowledge().rulebase
    page = render(report_of(situation), base.texts, base.citations)
    body = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    assert not FORBIDDEN.findall(re.sub(r"<[^>]+>", " ", body))
