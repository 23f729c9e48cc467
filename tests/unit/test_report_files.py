"""Report files: all or nothing, the same bytes twice, no leftover that contradicts the new report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import CITATIONS, ROOT, TEXTS, rulebase
from report_situations import SITUATIONS, nothing_found, pecoma_with_hold

from mtorboard.cli.main import main
from mtorboard.errors import KnowledgeError, ReportError
from mtorboard.report.files import read_report, write_report
from mtorboard.report.formats import DEFAULT, FORMATS
from mtorboard.report.html import render
from mtorboard.report.jsontext import to_json
from mtorboard.report.maf import MAF_COLUMNS
from mtorboard.report.tables import COLUMNS

ALL = ("json", "html", "tsv")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_format_that_is_asked_for_is_written(tmp_path: Path) -> None:
    written = write_report(pecoma_with_hold(), tmp_path / "PEComa-01", ALL, rulebase())
    assert names(tmp_path / "PEComa-01") == ["alterations.tsv", "report.html", "report.json"]
    assert written == sorted((tmp_path / "PEComa-01").iterdir())


def test_the_json_is_always_written_because_the_others_render_it(tmp_path: Path) -> None:
    write_report(nothing_found(), tmp_path, ["tsv"], rulebase())
    assert names(tmp_path) == ["alterations.tsv", "report.json"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_report(pecoma_with_hold(), tmp_path / folder, ALL, rulebase())
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_page_is_the_same_when_rendered_again_from_the_written_json(
    situation: str, tmp_path: Path
) -> None:
    write_report(SITUATIONS[situation](), tmp_path, ALL, rulebase())
    again = read_report(tmp_path / "report.json")
    assert render(again, TEXTS, CITATIONS) == (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_json_is_sorted_readable_text_that_ends_in_a_newline() -> None:
    document = pecoma_with_hold()
    document["notes"].append("Größe µ")
    text = to_json(document)
    assert text.endswith("}\n")
    assert "Größe µ" in text
    assert list(json.loads(text)) == sorted(document)


@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
    )
)
def test_the_json_is_what_the_standard_library_writes(document: dict[str, Any]) -> None:
    expected = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    assert to_json(document) == expected + "\n"


@pytest.mark.parametrize("value", [float("inf"), float("nan"), {1: "a"}, ("a",), b"a"])
def test_what_is_no_json_is_refused_with_the_name_of_the_sample(value: Any) -> None:
    with pytest.raises(ReportError, match="sample S1"):
        to_json({"sample": {"id": "S1"}, "value": [value]})


def test_a_page_left_from_an_earlier_run_does_not_survive_a_new_report(tmp_path: Path) -> None:
    write_report(pecoma_with_hold(), tmp_path, ALL, rulebase())
    write_report(nothing_found(), tmp_path, ["json"], rulebase())
    assert names(tmp_path) == ["report.json"]


def test_a_stored_report_is_rendered_and_left_as_it_is(tmp_path: Path) -> None:
    write_report(pecoma_with_hold(), tmp_path, ["json", "html"], rulebase())
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    moment = (tmp_path / "report.json").stat().st_mtime_ns
    (tmp_path / "report.html").unlink()
    stored = read_report(tmp_path / "report.json")
    assert write_report(stored, tmp_path, ["html"], rulebase(), stored=True) == [tmp_path / "report.html"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == whole
    assert (tmp_path / "report.json").stat().st_mtime_ns == moment


def test_an_invalid_document_leaves_the_earlier_files_as_they_were(tmp_path: Path) -> None:
    write_report(pecoma_with_hold(), tmp_path, ALL, rulebase())
    before = (tmp_path / "report.json").read_bytes()
    broken = nothing_found() | {"research_use_only": False}
    with pytest.raises(ReportError, match="research_use_only"):
        write_report(broken, tmp_path, ALL, rulebase())
    assert (tmp_path / "report.json").read_bytes() == before


def test_a_gap_in_the_wording_leaves_nothing_half_written(tmp_path: Path) -> None:
    report = {key: value for key, value in TEXTS["report"].items() if key != "limits"}
    gap: dict[str, Any] = TEXTS | {"report": report | {"sections": {}}}
    with pytest.raises(KnowledgeError, match=r"texts\.yaml"):
        write_report(nothing_found(), tmp_path / "s", ALL, rulebase(gap))
    assert not (tmp_path / "s").exists()


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="html, json, maf, pdf, tsv, vcf, xlsx"):
        write_report(nothing_found(), tmp_path, ["docx"], rulebase())
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_a_plain_message(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("a file where the folder should be")
    with pytest.raises(ReportError, match="cannot be written"):
        write_report(nothing_found(), tmp_path / "s", ["json"], rulebase())


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"status": "OK"}'])
def test_a_file_that_is_no_report_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_bytes(content)
    with pytest.raises(ReportError):
        read_report(tmp_path / "report.json")


@pytest.mark.parametrize(("version", "said"), [("0.9", "older"), ("1.10", "newer"), ("2.0", "newer")])
def test_a_report_of_another_schema_version_is_refused_in_one_sentence(
    version: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_text(to_json({**pecoma_with_hold(), "schema_version": version, "unknown": 1}))
    assert main(["report", str(path), "--outdir", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"is of schema version {version}, {said} than 1.0" in line
    assert "run the sample again" in line
    assert "schema in" not in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("version", [None, 1.0, "", "1", "1.0.0", "x" * 50])
def test_a_file_without_a_schema_version_is_no_report(version: object, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps({**pecoma_with_hold(), "schema_version": version}))
    with pytest.raises(ReportError, match="does not say its schema version"):
        read_report(path)


def test_an_index_goes_with_its_file(tmp_path: Path) -> None:
    write_report(pecoma_with_hold(), tmp_path, ["vcf"], rulebase())
    assert names(tmp_path) == ["annotated.vcf.gz", "annotated.vcf.gz.tbi", "report.json"]
    write_report(pecoma_with_hold(), tmp_path, ["tsv"], rulebase())
    assert names(tmp_path) == ["alterations.tsv", "report.json"]


def test_every_format_is_named_in_the_configuration_and_described() -> None:
    schema = json.loads((ROOT / "workflow/schemas/config.schema.json").read_text())["properties"]["formats"]
    described = (ROOT / "docs/outputs.md").read_text()
    assert schema["items"]["enum"] == list(FORMATS)
    assert schema["default"] == list(DEFAULT)
    for form in FORMATS.values():
        for name in form.files:
            assert f"`{name}`" in described


def test_every_column_is_described() -> None:
    described = (ROOT / "docs/outputs.md").read_text()
    for column in (*COLUMNS, *MAF_COLUMNS):
        assert f"`{column}`" in described


def test_the_template_engine_is_imported_only_where_html_is_asked_for() -> None:
    code = "import sys, mtorboard.report.files, mtorboard.report.document; print('jinja2' in sys.modules)"
    scripts = str(ROOT / "workflow/scripts")
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": scripts}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
