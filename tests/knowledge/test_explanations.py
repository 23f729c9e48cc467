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
from mtorboard.model.truth import Truth, at_least, negate
from mtorboard.report.document import RunFacts, SampleFacts, build_report
from mtorboard.report.html import render
from mtorboard.report.view import address

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


def flags() -> Iterator[tuple[str, Document, Document]]:
    """Every safety flag of every report, likewise."""
    for name, report in reports():
        for flag in report["assessment"]["safety"]:
            yield f"{name}: {flag['rule']}", flag, report


def weighed(condition: Document, links: Iterator[Document]) -> Truth:
    """The truth of a condition as it is written, from the truths of its leaves, taken one after the other."""
    ((key, value),) = condition.items()
    if key == "not":
        return negate(weighed(value, links))
    if key in ("all", "any", "at_least"):
        parts = value["of"] if key == "at_least" else value
        count = {"all": len(parts), "any": 1}.get(key) or value["count"]
        return at_least(count, [weighed(part, links) for part in parts])
    link = next(links)
    assert link["leaf"] == condition
    return Truth(link["truth"])


def opened(row: Document, report: Document) -> Iterator[Document]:
    """The links of a row, and those of the rows that it asks."""
    by_rule = {other["rule"]: other for other in report["assessment"]["rows"]}
    for link in row["trace"]:
        yield link
        for rule in link.get("rules", ()):
            yield from opened(by_rule[rule], report)


def doubting(row: Document, report: Document) -> bool:
    """Whether a rule that is not known yet may remove the row."""
    unknown = (other["rule"] for other in report["assessment"]["rows"] if other["truth"] == "UNKNOWN")
    base = knowledge().rulebase.rules
    return any(row["rule"] in base[rule].suppresses or base[rule].class_ is RuleClass.NOT for rule in unknown)


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


def test_a_row_and_a_flag_hold_the_condition_that_led_from_the_facts_to_them() -> None:
    base = knowledge().rulebase
    for name, spoken, _ in (*rows(), *flags()):
        rule = base.rules.get(spoken["rule"]) or base.safety.get(spoken["rule"])
        assert spoken["condition"] == (rule.when if rule else {}), name


def test_the_leaves_of_a_trace_are_those_of_the_condition_and_give_its_truth() -> None:
    for name, spoken, _ in (*rows(), *flags()):
        if not spoken["condition"]:
            assert spoken["trace"] == [], name
            continue
        links = iter(spoken["trace"])
        truth = weighed(spoken["condition"], links)
        assert next(links, None) is None, name
        assert truth is Truth.TRUE or (truth is Truth.UNKNOWN and spoken["missing"]), name
        if "truth" in spoken and truth.value != spoken["truth"]:
            # Another rule that is not known yet keeps it from being TRUE.
            assert (truth, spoken["truth"]) == (Truth.TRUE, "UNKNOWN"), name


def test_a_link_names_facts_alterations_and_rows_of_its_report() -> None:
    for name, spoken, report in (*rows(), *flags()):
        keys = {item["key"] for item in report["alterations"]}
        said = {row["rule"] for row in report["assessment"]["rows"]}
        for link in spoken["trace"]:
            assert set(link.get("alterations", ())) <= keys, name
            assert set(link.get("rules", ())) <= said, name
            assert bool(link.get("missing")) == (link["truth"] == "UNKNOWN" and "rules" not in link), name
            assert "reads" in link or {"rule", "drug_listed"} & set(link["leaf"]), name


def test_what_a_row_lacks_is_what_its_links_lack() -> None:
    for name, row, report in rows():
        if row["truth"] == "UNKNOWN":
            lacking = {fact for link in opened(row, report) for fact in link.get("missing", ())}
            beyond = set(row["missing"]) - lacking
            assert not beyond or row["class"] == "ALT" or doubting(row, report), f"{name}: {beyond}"


def test_the_chain_leads_from_an_alteration_through_leaf_condition_rule_and_evidence_to_the_publication() -> (
    None
):
    base = knowledge().rulebase
    links = base.texts["report"]["links"]
    reached = 0
    for name, row, report in rows():
        keys = {key for link in opened(row, report) for key in link.get("alterations", ())}
        for item in report["alterations"]:
            if item["key"] not in keys:
                continue
            reached += 1
            assert row["condition"] == base.rules[row["rule"]].when, name
            evidence = [*row["evidence_for"], *row["evidence_against"]]
            assert evidence or row["class"] == "INFO", name
            for source in {*row["citations"], *(one for said in evidence for one in said["citations"])}:
                citation = base.citations[source]
                assert citation.identifier, f"{name}: {source}"
                assert address(citation, links).startswith("https://") == (citation.kind in links), source
    assert reached > 500


def test_an_altered_gene_on_which_a_row_rests_is_reached_by_its_trace() -> None:
    for name, row, report in rows():
        if row["truth"] != "TRUE" or any("unassessed" in link["leaf"] for link in row["trace"]):
            continue
        behind = {key for link in opened(row, report) for key in link.get("alterations", ())}
        for gene in set(row["grounds"]) & set(report["genes"]):
            state = report["genes"][gene]
            if state["status"] == "ALTERED":
                assert behind & set(state["alterations"]), f"{name}: {gene}"


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
