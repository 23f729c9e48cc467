"""Laboratory results: which fields they fill, which are too old, and what is refused."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import MtorboardError
from mtorboard.model.clinical import Clinical
from mtorboard.reading.clinical import read_clinical
from mtorboard.reading.clinical.codes import codes
from mtorboard.reading.clinical.labs import Judged, judge_labs, merge_labs
from mtorboard.schemas import load_schema

DAY = dt.date(2026, 11, 22)
RECENT = "2026-11-01"


def lab(test: str, value: float, *, low: float | None = None, high: float | None = None, **more: Any) -> Any:
    limits = {key: limit for key, limit in (("low", low), ("high", high)) if limit is not None}
    unit = codes()["tests"][test]["units"][0]
    return {"test": test, "date": RECENT, "value": value, "unit": unit, **limits, **more}


def read(folder: Path, text: str) -> Clinical:
    path = folder / "p1.yaml"
    path.write_text(text, encoding="utf-8")
    return read_clinical(path, report_date=DAY)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(MtorboardError) as caught:
        read(folder, text)
    return caught.value.render()


def test_every_test_of_the_schema_has_its_meaning_and_every_meaning_a_field() -> None:
    items = load_schema("clinical")["properties"]["labs"]["items"]["properties"]
    assert set(items["test"]["enum"]) == set(codes()["tests"])
    fields = load_schema("clinical")["properties"]
    for name, meaning in codes()["fields"].items():
        assert {meaning["abnormal"], meaning["normal"]} <= set(fields[name].get("enum", (True, False)))
        assert {test for tests in meaning["enough"] for test in tests} == {
            test for test, rule in codes()["tests"].items() if rule["field"] == name
        }
    assert {rule["age"] for rule in codes()["tests"].values()} == set(codes()["max_age_days"])


@pytest.mark.parametrize(
    ("entries", "field", "value"),
    [
        ([lab("creatinine", 150, high=104)], "renal_function", "impaired"),
        ([lab("creatinine", 104, high=104), lab("urine_protein", 10, high=30)], "renal_function", "normal"),
        ([lab("egfr", 59, low=60)], "renal_function", "impaired"),
        ([lab("bilirubin", 31.6, high=21)], "bilirubin_elevated", True),
        ([lab("bilirubin", 31.5, high=21)], "bilirubin_elevated", False),
        ([lab("cholesterol", 4, high=5), lab("triglycerides", 2, high=1.7)], "lipids", "elevated"),
        ([lab("cholesterol", 4, high=5), lab("triglycerides", 1, high=1.7)], "lipids", "normal"),
        ([lab("hba1c", 7.1, high=6)], "glucose", "elevated"),
        ([lab("platelets", 90, low=150)], "cytopenia", True),
        ([{"test": "anti_hbc", "date": RECENT, "result": "positive"}], "hepatitis_b", "positive"),
    ],
)
def test_a_result_is_held_against_the_limits_of_its_own_laboratory(
    entries: list[Any], field: str, value: Any
) -> None:
    judged = judge_labs(entries, DAY)
    assert {**judged.abnormal, **judged.normal} == {field: value}


@pytest.mark.parametrize(
    ("test", "field"),
    [("creatinine", "renal_function"), ("cholesterol", "lipids"), ("platelets", "cytopenia")],
)
def test_one_normal_result_does_not_make_a_field_normal_that_needs_two(test: str, field: str) -> None:
    judged = judge_labs([lab(test, 200, low=150, high=400)], DAY)
    assert (judged.abnormal, judged.normal) == ({}, {})
    assert f"{field} needs" in judged.notes[0]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (lab("bilirubin", 50, high=21, date="2026-08-23"), "too old (2026-08-23)"),
        (lab("bilirubin", 50, high=21, date="2026-11-23"), "dated after the report (2026-11-23)"),
        (lab("bilirubin", 50, low=5), "'high' is not given"),
        ({"test": "hbsag", "date": "2025-11-21", "result": "negative"}, "too old (2025-11-21)"),
    ],
)
def test_a_result_that_is_too_old_or_to_come_or_without_limit_is_named_and_not_used(
    entry: Any, reason: str
) -> None:
    judged = judge_labs([entry], DAY)
    assert (judged.abnormal, judged.normal) == ({}, {})
    assert reason in judged.notes[0]


def test_a_result_on_the_last_day_of_its_limit_is_used() -> None:
    assert judge_labs([lab("bilirubin", 50, high=21, date="2026-08-24")], DAY).abnormal


def test_without_a_report_date_no_result_is_used() -> None:
    assert judge_labs([lab("bilirubin", 50, high=21)], None).abnormal == {}


def test_the_newest_result_counts_and_of_one_day_the_abnormal_one() -> None:
    older = lab("bilirubin", 50, high=21, date="2026-10-01")
    assert judge_labs([lab("bilirubin", 10, high=21), older], DAY).normal == {"bilirubin_elevated": False}
    same = lab("bilirubin", 50, high=21)
    for entries in ([lab("bilirubin", 10, high=21), same], [same, lab("bilirubin", 10, high=21)]):
        assert judge_labs(entries, DAY).abnormal == {"bilirubin_elevated": True}


@pytest.mark.parametrize(
    ("given", "judged", "note"),
    [
        (
            {"lipids": "normal"},
            Judged(abnormal={"lipids": "elevated"}),
            "lipids: normal contradicts the laboratory results, which say elevated; ",
        ),
        (
            {"lipids": "elevated"},
            Judged(normal={"lipids": "normal"}),
            "lipids: elevated contradicts the laboratory results, which say normal; ",
        ),
    ],
)
def test_where_entry_and_result_differ_the_one_that_asks_for_care_counts_and_both_are_named(
    given: dict[str, Any], judged: Judged, note: str
) -> None:
    document, notes = merge_labs(given, judged)
    assert document["lipids"] == "elevated"
    assert notes == (f"{note}elevated asks for care and counts.",)


@pytest.mark.parametrize("result", ["positive", "negative"])
def test_an_unknown_hepatitis_b_status_gives_way_to_a_result(tmp_path: Path, result: str) -> None:
    tests = ", ".join(f"{{test: {test}, date: {RECENT}, result: {result}}}" for test in ("hbsag", "anti_hbc"))
    assert read(tmp_path, f"hepatitis_b: unknown\nlabs: [{tests}]") == Clinical(hepatitis_b=result)


def test_an_unknown_hepatitis_b_status_stays_where_no_result_can_be_used(tmp_path: Path) -> None:
    old = "labs: [{test: hbsag, date: 2020-01-01, result: positive}]"
    assert read(tmp_path, f"hepatitis_b: unknown\n{old}").hepatitis_b == "unknown"


def test_a_known_diabetes_is_no_contradiction_to_a_raised_glucose() -> None:
    assert merge_labs({"glucose": "diabetes"}, Judged(abnormal={"glucose": "elevated"})) == (
        {"glucose": "diabetes"},
        (),
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{test: creatinin, date: 2026-11-01}", "labs[1].test: the value is not one of the permitted ones"),
        ("{test: creatinine, value: 90, unit: umol/L}", "labs[1]: 'date' is missing"),
        ("{test: creatinine, date: 2026-11-01, unit: umol/L}", "labs[1]: 'value' is missing"),
        ("{test: creatinine, date: 2026-11-01, value: 90}", "labs[1]: 'unit' is missing"),
        (
            "{test: creatinine, date: 2026-11-01, value: 90, unit: umol/l}",
            "labs[1]: the unit is not known (did you mean 'umol/L'?)",
        ),
        (
            "{test: creatinine, date: 2026-11-01, value: '<90', unit: umol/L}",
            "labs[1].value: the value has the wrong type",
        ),
        (
            "{test: bilirubin, date: 2026-11-01, value: -5, unit: umol/L, high: 21}",
            "labs[1].value: the value is out of range. What to do: Write at least 0",
        ),
        (
            "{test: bilirubin, date: 2026-11-01, value: 5, unit: umol/L, high: -21}",
            "labs[1].high: the value is out of range",
        ),
        (
            "{test: egfr, date: 2026-11-01, value: 5, unit: mL/min, low: -1}",
            "labs[1].low: the value is out of range",
        ),
        (
            "{test: hbsag, date: 0000-11-01, result: negative}",
            "labs[1].date: the value is not a calendar date",
        ),
        ("{test: hbsag, date: 2026-11-01}", "labs[1]: 'result' is missing"),
        (
            "{test: hbsag, date: 1.11.2026, result: negative}",
            "labs[1].date: the value is not a calendar date",
        ),
    ],
)
def test_an_entry_that_cannot_be_understood_is_refused(tmp_path: Path, entry: str, message: str) -> None:
    assert message in refusal(tmp_path, f"labs: [{entry}]")


def test_a_sidecar_with_results_fills_the_fields_and_says_what_was_left_out(tmp_path: Path) -> None:
    clinical = read(
        tmp_path,
        """
labs:
  - {test: bilirubin, date: 2026-11-01, value: 50, unit: umol/L, high: 21}
  - {test: hba1c, date: 2026-01-02, value: 9, unit: "%", high: 6}
""",
    )
    assert clinical == Clinical(
        bilirubin_elevated=True, notes=("Laboratory result hba1c: too old (2026-01-02); not used.",)
    )


@given(
    st.sampled_from(["creatinine", "bilirubin", "glucose", "platelets", "egfr"]),
    st.floats(0, 1000),
    st.floats(0.1, 1000),
    st.integers(-5, 400),
)
def test_no_result_outside_its_window_ever_says_anything(
    test: str, value: float, limit: float, age: int
) -> None:
    entry = lab(test, value, low=limit, high=limit, date=(DAY - dt.timedelta(days=age)).isoformat())
    judged = judge_labs([entry], DAY)
    assert (bool(judged.abnormal) or bool(judged.normal) or "needs" in judged.notes[0]) == (0 <= age <= 90)
