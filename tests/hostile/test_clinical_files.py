"""Sidecars that are broken, enormous or malicious: one clear message, never a traceback, never a clinical value."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtorboard.errors import MtorboardError
from mtorboard.model.clinical import Clinical
from mtorboard.reading.clinical import read_clinical
from mtorboard.schemas import load_schema

DAY = dt.date(2026, 11, 22)
META = {"phenopacketSchemaVersion": "2.0"}


def refusal(folder: Path, content: bytes) -> str:
    path = folder / "p1.json"
    path.write_bytes(content)
    with pytest.raises(MtorboardError) as caught:
        read_clinical(path, report_date=DAY)
    return caught.value.render()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"metaData": ', "is not valid YAML"),
        (b'{"er_status": "positive", "er_status": "negative"}', "has a key twice"),
        (b"[]", "the value has the wrong type"),
        (b'"text"', "the value has the wrong type"),
        (b"\x1f\x8b\x08 broken", "is not UTF-8 text"),
        (b"\0" * 64, "p1.json"),
        (b"{" + b" " * 1_000_001 + b"}", "is too large"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "is nested too deeply"),
        (
            b'{"metaData": {"phenopacketSchemaVersion": "2.0"}, "measurements": [{"assay": {"id": "LOINC:1975-2"}, '
            b'"timeObserved": {"timestamp": "2026-11-01T00:00:00Z"}, '
            b'"value": {"quantity": {"unit": {"id": "UCUM:umol/L"}, "value": 1e999}}}]}',
            "p1.json",
        ),
        (b'{"metaData": []}', "metaData: the value has the wrong type"),
        (b'{"metaData": null}', "'metaData' is missing"),
        (b'{"tumour_type": "\\ud800x"}', "p1.json: holds half a character"),
        (b'{"\\udfff": 1}', "p1.json: holds half a character"),
        (b'{"metaData": {"phenopacketSchemaVersion": "2.0"}, "id": "\\ud800"}', "holds half a character"),
        (b'{"er_percent": NaN}', "er_percent"),
        (b'{"er_percent": 1e999}', "er_percent"),
    ],
)
def test_a_broken_file_is_one_clear_message(tmp_path: Path, content: bytes, message: str) -> None:
    assert message in refusal(tmp_path, content)


@pytest.mark.parametrize(
    "parts",
    [
        {"subject": {"sex": "VALUE", "dateOfBirth": "VALUE"}},
        {"diseases": [{"term": "VALUE"}]},
        {"medicalActions": ["VALUE"]},
        {"measurements": [{"assay": {"id": "LOINC:1"}, "value": {"quantity": "VALUE"}}]},
    ],
)
def test_no_error_on_a_packet_repeats_what_it_holds(tmp_path: Path, parts: dict[str, Any]) -> None:
    assert "VALUE" not in refusal(tmp_path, json.dumps({"metaData": META, **parts}).encode())


def test_names_that_could_break_a_page_are_shortened_and_printable(tmp_path: Path) -> None:
    path = tmp_path / "p1.json"
    disease = {"term": {"id": "NCIT:C1", "label": "<b>\u202e\x07" + "x" * 10_000}}
    path.write_text(json.dumps({"metaData": META, "diseases": [disease]}))
    text = "".join(read_clinical(path, report_date=DAY).notes)
    assert text.isprintable()
    assert len(text) < 400


WORDS = [
    "id",
    "label",
    "term",
    "subject",
    "sex",
    "treatment",
    "agent",
    "interval",
    "start",
    "end",
    "doseIntervals",
    "assay",
    "value",
    "quantity",
    "unit",
    "timeObserved",
    "timestamp",
    "diseaseStage",
    "excluded",
    "action",
    "age",
    "iso8601duration",
    "procedure",
    "code",
    "modality",
    "radiationTherapy",
    "therapeuticRegimen",
    "ontologyClass",
    "referenceRange",
    "resolution",
    "vitalStatus",
    "low",
    "high",
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 3000)
    | st.text(max_size=12)
    | st.just("2026-11-01T00:00:00Z"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["subject", "diseases", "medicalActions", "measurements", "biosamples", "files"]),
        JSON,
    )
)
def test_whatever_a_packet_holds_it_is_read_or_refused(tmp_path: Path, parts: dict[str, Any]) -> None:
    path = tmp_path / "p1.json"
    path.write_text(json.dumps({"metaData": META, **parts}))
    try:
        result: Clinical | str = read_clinical(path, report_date=DAY)
    except MtorboardError as error:
        result = error.render()
    assert isinstance(result, Clinical) or "p1.json" in result


FIELDS = sorted(load_schema("clinical")["properties"])
KEYS = st.sampled_from([*FIELDS, *WORDS]) | st.integers(-2, 2) | st.booleans() | st.none()
YAML = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**30)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["0000-01-01", "2026-11-01", "TSC2", "bilirubin", "umol/L", "ketoconazole (topical)"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(KEYS, YAML, max_size=5))
def test_whatever_a_sidecar_holds_it_is_read_or_refused(tmp_path: Path, document: dict[Any, Any]) -> None:
    path = tmp_path / "p1.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    try:
        result: Clinical | str = read_clinical(path, report_date=DAY)
    except MtorboardError as error:
        result = error.render()
    assert isinstance(result, Clinical) or "p1.yaml" in result
