"""The worked cases of tests/cases through the whole decision: from alterations and sidecar to the headline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mtorboard.knowledge import load
from mtorboard.knowledge.base import Knowledge
from mtorboard.model.alteration import Alteration
from mtorboard.model.assessment import Assessment, Row
from mtorboard.model.enums import (
    AlterationClass,
    Clonality,
    Consequence,
    Effect,
    Naming,
    StrategyName,
    Zygosity,
)
from mtorboard.model.evidence import Coverage, GeneCallability
from mtorboard.model.thresholds import Thresholds
from mtorboard.model.truth import Truth
from mtorboard.pathway import pathway_state
from mtorboard.reading.clinical import read_clinical
from mtorboard.suggest import assess

CASES = Path(__file__).resolve().parents[1] / "cases"
REPORT_DATE = dt.date(2026, 11, 22)
SHIPPED_CONFIG = Path(__file__).resolve().parents[2] / "config" / "config.yaml"
THRESHOLDS = Thresholds(**yaml.safe_load(SHIPPED_CONFIG.read_text(encoding="utf-8"))["thresholds"])


@cache
def knowledge() -> Knowledge:
    return load()


def situations() -> Iterator[Any]:
    """Every case and each of its twins, with its name as the test's id."""
    for path in sorted(CASES.glob("*.yaml")):
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        twins = case.pop("twins", [])
        yield pytest.param(case, id=f"{path.stem}: {case['name']}")
        for twin in twins:
            both = {key: {**case.get(key, {}), **twin.get(key, {})} for key in ("clinical", "expect")}
            yield pytest.param({**case, **twin, **both}, id=f"{path.stem}: {twin['name']}")


def alteration(row: Mapping[str, Any], number: int) -> Alteration:
    """A completed alteration; its key is invented, no rule reads it."""
    return Alteration(
        gene=row["gene"],
        key=f"GRCh38:1:{number}:A:C",
        hgvs_g="",
        hgvs_c=row["c"],
        hgvs_p=row["p"],
        transcript="",
        consequence=consequence(row),
        codons=tuple(row["codons"]) if "codons" in row else None,
        class_=AlterationClass(row["class"]),
        effect=Effect(row["effect"]),
        naming=Naming.LIBRARY,
        allele_id=row.get("allele_id", ""),
        labels=frozenset(row.get("labels", ())),
        vaf=row["vaf"],
        depth=300,
        alt_depth=round(300 * row["vaf"]),
        zygosity=Zygosity(row.get("zygosity", "UNKNOWN")),
        clonality=Clonality(row.get("clonality", "UNKNOWN")),
        somatic=True,
    )


def consequence(row: Mapping[str, Any]) -> Consequence:
    if "consequence" in row:
        return Consequence(row["consequence"])
    return Consequence.STOP_GAINED if row["p"].endswith("Ter") else Consequence.MISSENSE


def coverage(looked_at: Any) -> Coverage:
    limits = {} if looked_at == "all" else looked_at
    genes = {
        symbol: GeneCallability(
            coding_share=1.0,
            deletions_assessed=symbol not in limits.get("deletions_not_assessed", ()),
            source="case",
        )
        for symbol in knowledge().tables.genes
        if symbol not in limits.get("not_assessed", ())
    }
    return Coverage(genes, ("case",))


def assessment(case: Mapping[str, Any], folder: Path) -> Assessment:
    sidecar = {key: value for key, value in case["clinical"].items() if key != "days_ago"}
    for field, days in case["clinical"].get("days_ago", {}).items():
        sidecar[field] = (REPORT_DATE - dt.timedelta(days=days)).isoformat()
    path = folder / "clinical.yaml"
    path.write_text(yaml.safe_dump(sidecar), encoding="utf-8")
    found = [alteration(row, number) for number, row in enumerate(case["alterations"], start=1)]
    return assess(
        pathway_state(found, coverage(case["looked_at"]), knowledge().tables, THRESHOLDS),
        read_clinical(path, report_date=REPORT_DATE),
        tumour_type=case["tumour_type"],
        region=case["region"],
        report_date=REPORT_DATE,
        rulebase=knowledge().rulebase,
        tables=knowledge().tables,
    )


def check_rows(rows: Mapping[str, Row], expect: Mapping[str, Any]) -> None:
    standing = {name for name, row in rows.items() if not row.suppressed_by}
    certain = {name for name in standing if rows[name].truth is Truth.TRUE}
    assert set(expect.get("rules_in", ())) <= certain
    assert set(expect.get("rules_unknown", ())) <= standing - certain
    assert not set(expect.get("rules_out", ())) & certain
    for name, by in expect.get("rules_removed", {}).items():
        assert by in rows[name].suppressed_by
    for name, by in expect.get("cautions", {}).items():
        text = knowledge().rulebase.rules[by].text
        assert any(text in caution for caution in rows[name].cautions)


def check_safety(found: Assessment, expect: Mapping[str, Any]) -> None:
    raised = {flag.rule for flag in found.safety if not flag.missing}
    unprovided = {flag.rule for flag in found.safety if flag.missing}
    assert set(expect.get("safety_in", ())) <= raised
    assert set(expect.get("safety_unprovided", ())) <= unprovided
    assert not set(expect.get("safety_out", ())) & (raised | unprovided)
    if "top_safety" in expect:
        assert found.safety[0].severity == expect["top_safety"]
    assert any(expect.get("safety_text_holds", "") in flag.text for flag in found.safety)


@pytest.mark.parametrize("case", list(situations()))
def test_a_worked_case_gives_its_answer(case: Mapping[str, Any], tmp_path: Path) -> None:
    found = assessment(case, tmp_path)
    expect = case["expect"]
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
def test_what_is_missing_is_said_in_words(tumour_type: str | None, tmp_path: Path) -> None:
    found = assessment({**NOTHING_KNOWN, "tumour_type": tumour_type}, tmp_path)
    assert found.missing
    assert found.what_would_change
    said = [fact.text for fact in found.missing] + [change.text for change in found.what_would_change]
    said += [found.headline_text, *(text for row in found.rows for text in row.because)]
    for text in said:
        assert "_" not in text.replace("CYP3A4_", ""), text
        assert "{" not in text


def test_no_fact_at_all_is_undetermined_and_supports_no_strategy(tmp_path: Path) -> None:
    found = assessment(NOTHING_KNOWN, tmp_path)
    assert found.headline == "UNDETERMINED"
    assert {strategy.verdict for strategy in found.strategies.values()} == {"UNDETERMINED"}
    assert {flag.severity for flag in found.safety} <= {"CAUTION", "INFO"}


def test_an_empty_sidecar_asks_for_what_a_start_needs(tmp_path: Path) -> None:
    unprovided = {flag.rule for flag in assessment(NOTHING_KNOWN, tmp_path).safety if flag.missing}
    assert {"SAF01", "SAF04", "SAF10", "SAF11", "SAF12", "SAF13", "SAF14", "SAF16b", "SAF19"} <= unprovided
