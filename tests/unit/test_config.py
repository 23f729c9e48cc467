"""The configuration: keys, defaults, and what is said when something is wrong."""

import datetime as dt
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from mtorboard.errors import ConfigError, MtorboardError, Problems
from mtorboard.model.enums import Build
from mtorboard.model.thresholds import Thresholds
from mtorboard.reading.config import load_settings
from mtorboard.reading.result import ReadSettings
from mtorboard.reading.suggestions import did_you_mean, one_of
from mtorboard.report.formats import FORMATS
from mtorboard.schemas import load_schema

ROOT = Path(__file__).parents[2]
LEAST: dict[str, Any] = {"samples": "s.tsv", "region": "EU", "report_date": "2026-11-22"}


def problems(document: object) -> list[str]:
    with pytest.raises(Problems) as caught:
        load_settings(document)  # type: ignore[arg-type]
    return [problem.render() for problem in caught.value.problems]


def test_three_keys_are_enough_and_the_rest_has_defaults() -> None:
    settings = load_settings(LEAST)
    assert (settings.samples, settings.outdir) == (Path("s.tsv"), Path("results"))
    assert settings.report_date == dt.date(2026, 11, 22)
    assert settings.chunk_size == "auto"
    assert settings.reference == {}
    assert settings.accepted_filters == frozenset()
    assert settings.formats == ("json", "html", "pdf", "tsv", "vcf")


def test_the_bundled_configuration_states_every_default_and_runs_the_demo() -> None:
    settings = load_settings(ROOT / "config/config.yaml")
    assert settings.samples == Path("resources/demo/samples.tsv")
    written = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    assert written.keys() == load_schema("config")["properties"].keys()
    stated = {key: value for key, value in written.items() if key not in (*LEAST, "formats")}
    assert load_settings(LEAST | stated) == load_settings(LEAST)
    assert written["formats"] == list(FORMATS)  # the demo shows each
    assert written["thresholds"] == asdict(load_settings(LEAST).thresholds)


def test_every_limit_of_reading_can_be_configured() -> None:
    asked = {field.name for field in fields(ReadSettings)}
    assert asked - {"accepted_filters", "curated"} <= {field.name for field in fields(Thresholds)}


def test_every_threshold_of_the_schema_is_in_the_record() -> None:
    in_schema = load_schema("config")["properties"]["thresholds"]["properties"]
    assert set(in_schema) == {field.name for field in fields(Thresholds)}


def test_every_key_is_explained() -> None:
    readme = (ROOT / "config/README.md").read_text()
    schema = load_schema("config")["properties"]
    for key in (*schema, *schema["thresholds"]["properties"], *load_schema("samples")["properties"]):
        assert f"`{key}`" in readme
    for key in load_schema("clinical")["properties"]:
        assert f"`{key}`" in readme


@pytest.mark.parametrize("key", ["samples", "region", "report_date"])
def test_what_cannot_be_guessed_is_required(key: str) -> None:
    assert problems({name: value for name, value in LEAST.items() if name != key}) == [
        f"configuration: '{key}' is missing. What to do: Add it."
    ]


def test_all_problems_come_at_once_and_in_order() -> None:
    found = problems(
        LEAST
        | {
            "region": "us",
            "report_date": "22.11.2026",
            "tresholds": {},
            "thresholds": {"min_vaf": 5, "min-depth": 1},
            "reference": {"hg19": "x.fa"},
            "formats": ["docx"],
            "chunk_size": 0,
        }
    )
    wheres = [line.split(": ")[0] for line in found]
    assert wheres == sorted(wheres)
    text = "\n".join(found)
    assert "unknown key 'tresholds' (did you mean 'thresholds'?)" in text
    assert "unknown key 'min-depth' (did you mean 'min_depth'?)" in text
    assert "thresholds.min_vaf: the value is out of range" in text
    assert "region: the value is not one of the permitted ones. What to do: Write US, EU or OTHER." in text
    assert "report_date: the value is not a calendar date" in text
    assert "reference: unknown key 'hg19'" in text
    assert "formats[1]: the value is not one of the permitted ones" in text
    assert "chunk_size: the value is out of range" in text


def test_a_date_and_ids_survive_the_yaml_of_snakemake() -> None:
    settings = load_settings(LEAST | {"report_date": dt.date(2026, 1, 5), "only": [12, "P1"]})
    assert settings.report_date == dt.date(2026, 1, 5)
    assert settings.only == ("12", "P1")


def test_an_impossible_date_is_refused() -> None:
    assert "not a calendar date" in problems(LEAST | {"report_date": "2026-02-30"})[0]


def test_a_reference_is_read_by_build() -> None:
    settings = load_settings(LEAST | {"reference": {"GRCh38": "ref/38.fa", "GRCh37": None}})
    assert settings.reference == {Build.GRCH38: Path("ref/38.fa")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "not valid YAML"),
        ("samples: a\nsamples: b", "line 2, column 1: has a key twice"),
        ("a: &x 1\nb: *x", "alias"),
        ("a: !!python/object/apply:os.getcwd []", "tag"),
        ("- a", "wrong type"),
        ("just text", "wrong type"),
        ("", "'samples' is missing"),
    ],
)
def test_a_file_that_is_no_plain_mapping_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(MtorboardError, match=message):
        load_settings(path)


def test_a_missing_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "absent.yaml")
    (tmp_path / "latin.yaml").write_bytes("a: é".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(tmp_path / "latin.yaml")
    (tmp_path / "large.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="too large"):
        load_settings(tmp_path / "large.yaml")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("ER-Status", "er_status"), ("er status", "er_status"), ("pr_statu", "pr_status"), ("zzz", "")],
)
def test_a_suggestion_overlooks_case_and_dashes(word: str, meant: str) -> None:
    said = did_you_mean(word, ["er_status", "pr_status", "age_years"])
    assert said == (f" (did you mean '{meant}'?)" if meant else "")


def test_options_read_as_a_sentence() -> None:
    assert (one_of(["a"]), one_of(["a", "b", "c"])) == ("a", "a, b or c")
