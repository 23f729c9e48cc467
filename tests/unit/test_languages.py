"""Reports in another language: a translation has every text and placeholder, or the linter says which not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import mtorboard.knowledge
from mtorboard.errors import ConfigError, Problems
from mtorboard.knowledge import load, resources_root
from mtorboard.knowledge.lint import lint
from mtorboard.knowledge.ruleset import languages
from mtorboard.report.files import JSON_NAME, language_of, read_report
from mtorboard.run import jobs
from mtorboard.run.plan import make_plan

DEMO = resources_root() / "demo"
MARK = "¡"
"""Begins every text of the made-up language."""
Texts = dict[str, Any]


def translated(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: translated(value) for key, value in node.items()}
    if isinstance(node, list):
        return [translated(item) for item in node]
    return f"{MARK}{node}" if isinstance(node, str) else node


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for part in ("formats", "knowledge", "panel"):
        shutil.copytree(resources_root() / part, tmp_path / "resources" / part)
    return tmp_path / "resources"


@pytest.fixture
def texts(root: Path) -> Texts:
    found: Texts = translated(yaml.safe_load((root / "knowledge" / "texts.yaml").read_text(encoding="utf-8")))
    found["report"]["language"] = "xx"
    write(root, found)
    return found


def write(root: Path, texts: Texts) -> None:
    (root / "knowledge" / "texts.xx.yaml").write_text(
        yaml.safe_dump(texts, allow_unicode=True), encoding="utf-8"
    )


def found(root: Path) -> list[tuple[str, str]]:
    return [(item.where, item.text) for item in lint(root, sealed=False) if item.table == "texts.xx.yaml"]


def test_a_whole_translation_is_loaded_in_place_of_the_english_texts(root: Path, texts: Texts) -> None:
    assert languages(root / "knowledge") == ("en", "xx")
    assert found(root) == []
    assert load(root, "xx").rulebase.texts == texts
    assert load(root).rulebase.texts["report"]["language"] == "en"


FAULTS: dict[str, tuple[Callable[[Texts], object], str, str]] = {
    "a key is missing": (
        lambda t: t["headlines"].pop("UNDETERMINED"),
        "headlines.UNDETERMINED",
        "not translated",
    ),
    "a key is misspelt": (lambda t: t["report"].update(titel="x"), "report.titel", "is not in texts.yaml"),
    "a placeholder is missing": (
        lambda t: t["headlines"].update(MTOR_MONOTHERAPY="x"),
        "headlines.MTOR_MONOTHERAPY",
        "uses the placeholders none, the English text {titles}",
    ),
    "a placeholder is translated": (
        lambda t: t["facts"]["assessed"].update(missing="{gen}"),
        "facts.assessed.missing",
        "{gen}",
    ),
    "a brace is open": (lambda t: t.update(absence="{"), "absence", "braces do not match"),
    "a text is empty": (lambda t: t.update(absence=" "), "absence", "is empty"),
    "a sentence of a list is missing": (
        lambda t: t["limits"]["statements"].pop(),
        "limits.statements.",
        "not translated",
    ),
    "a text is a list": (lambda t: t.update(absence=["x"]), "absence", "not translated"),
    "it names another language": (
        lambda t: t["report"].update(language="en"),
        "report.language",
        "must be 'xx'",
    ),
    "it says what no report says": (lambda t: t.update(absence="take 10 mg"), "absence", "mg"),
}


@pytest.mark.parametrize(("spoil", "where", "what"), FAULTS.values(), ids=FAULTS)
def test_the_linter_names_what_a_translation_lacks(
    spoil: Callable[[Texts], object], where: str, what: str, root: Path, texts: Texts
) -> None:
    spoil(texts)
    write(root, texts)
    assert any(place.startswith(where) and what in text for place, text in found(root)), found(root)


def test_a_translation_that_is_no_yaml_is_a_finding_and_not_a_crash(root: Path, texts: Texts) -> None:
    (root / "knowledge" / "texts.xx.yaml").write_text("a: [", encoding="utf-8")
    assert found(root)


def settings(folder: Path, **more: Any) -> dict[str, Any]:
    return {
        "samples": str(DEMO / "samples.tsv"),
        "region": "US",
        "report_date": "2026-11-22",
        "assays": str(DEMO.parents[1] / "config" / "assays.yaml"),
        "outdir": str(folder),
        **more,
    }


def test_a_language_without_a_file_stops_the_run_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r"no texts in the language 'qq'.*choose among en"):
        make_plan(settings(tmp_path, lang="qq"), check=True)
    with pytest.raises(ConfigError, match="'qq'"):
        load(lang="qq")


@pytest.mark.parametrize("lang", ["../x", "de/../../x", "EN", ""])
def test_a_language_is_a_tag_and_never_a_path(lang: str, tmp_path: Path) -> None:
    with pytest.raises(Problems, match="lang"):
        make_plan(settings(tmp_path, lang=lang), check=True)


def test_reports_and_cohort_speak_the_language_and_remember_it(
    root: Path, texts: Texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mtorboard.knowledge, "resources_root", lambda: root)
    monkeypatch.setattr(jobs, "_knowledge", lambda lang: load(root, lang))
    out, sample = tmp_path / "out", "Only-VUS"
    manifests = [out / "interpret.tsv", out / "render.tsv"]
    jobs.interpret_chunk(settings(out, lang="xx"), [sample], manifests[0])
    jobs.render_chunk(manifests[0], out, ["html"], manifests[1])
    cohort = [out / name for name in ("cohort.tsv", "cohort.html", "cohort.maf.gz")]
    jobs.summarise_cohort([manifests[1]], out, ["html"], *cohort)
    document = read_report(out / sample / JSON_NAME)
    assert language_of(document) == "xx"
    assert document["assessment"]["headline"]["text"].startswith(MARK)
    for page in (out / sample / "report.html", out / "cohort.html"):
        text = page.read_text(encoding="utf-8")
        assert '<html lang="xx">' in text
        assert texts["report"]["research_use"] in text


def test_a_report_of_an_earlier_version_is_english() -> None:
    assert language_of({"provenance": {"parameters": {}}}) == "en"
