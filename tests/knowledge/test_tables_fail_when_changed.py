"""A curated fact that somebody changes by hand is found: by its contradiction to another, else by the seal."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from real_data import RESOURCES

from mtorboard.knowledge.lint import lint
from mtorboard.knowledge.versions import VERSIONS, stale, write_versions


@dataclass(frozen=True)
class Edit:
    """One change by hand.

    ``line`` is the beginning of the line (or its first words) that holds it, or that it comes soon after;
    ``contradicted`` whether other facts tell that it is wrong, so that a new seal does not hide it.
    """

    file: str
    line: str
    old: str
    new: str
    contradicted: bool


EDITS = {
    "coordinate of a curated allele": Edit(
        "knowledge/alleles.tsv", "TSC2:R611W:c.1831C>T", "16:2070570:C:T", "16:2070571:C:T", contradicted=True
    ),
    "class of a curated allele, to one that its effect cannot have": Edit(
        "knowledge/alleles.tsv", "TSC2:R611W:c.1831C>T", "\tKNOWN\tLOF", "\tBENIGN\tLOF", contradicted=True
    ),
    "class of a curated allele, to one as good": Edit(
        "knowledge/alleles.tsv", "TSC2:R611W:c.1831C>T", "\tKNOWN\tLOF", "\tLIKELY\tLOF", contradicted=False
    ),
    "value in a rule's condition, to one that nothing has": Edit(
        "knowledge/rules.yaml", "- id: R05\n", "PECOMA", "PECOME", contradicted=True
    ),
    "value in a rule's condition, to one that exists": Edit(
        "knowledge/rules.yaml", "- id: R05\n", "metastatic]", "localised]", contradicted=False
    ),
    "limit in a safety rule": Edit(
        "knowledge/safety.yaml", "- id: SAF01\n", "at_most: 14", "at_most: 4", contradicted=True
    ),
    "first base of an exon on one build": Edit(
        "panel/transcripts.GRCh37.json", "", "25398207", "25398208", contradicted=True
    ),
    "coordinate of a computed stop": Edit(
        "knowledge/stop_gained.tsv", "TSC1\tc.7C>T\t", "9:132928866:G:A", "9:132928867:G:A", contradicted=True
    ),
    "base of a computed stop": Edit(
        "knowledge/stop_gained.tsv", "TSC1\tc.7C>T\t", "9:132928866:G:A", "9:132928866:G:T", contradicted=True
    ),
    "strength of an inhibitor, taken out": Edit(
        "knowledge/drugs.tsv", "ketoconazole\t", "\tSTRONG\t", "\t\t", contradicted=True
    ),
    "strength of an inhibitor, to a word that nothing reads": Edit(
        "knowledge/drugs.tsv", "ketoconazole\t", "\tSTRONG\t", "\tSTRANG\t", contradicted=True
    ),
    "strength of an inhibitor, to a weaker one": Edit(
        "knowledge/drugs.tsv", "ketoconazole\t", "\tSTRONG\t", "\tWEAK\t", contradicted=True
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A sealed copy of the curated files: whatever is found afterwards comes of the edit."""
    root = tmp_path / "resources"
    for folder in ("knowledge", "panel"):
        shutil.copytree(RESOURCES / folder, root / folder)
    write_versions(root, "2026.11.0", "2026-11-22")
    return root


def errors(root: Path) -> list[tuple[str, str]]:
    """(file, text) of every error."""
    return [(found.table, found.text) for found in lint(root) if found.severity == "error"]


def apply(edit: Edit, root: Path) -> None:
    path = root / edit.file
    text = path.read_text(encoding="utf-8")
    start = (
        0 if not edit.line else (text if text.startswith(edit.line) else f"\n{text}").find(f"\n{edit.line}")
    )
    assert start >= 0, f"{edit.file} has no line that begins with {edit.line!r}"
    at = text.find(edit.old, start)
    assert 0 <= at - start < 1_000 or not edit.line, f"{edit.old!r} does not follow {edit.line!r}"
    path.write_text(text[:at] + edit.new + text[at + len(edit.old) :], encoding="utf-8")


def test_unchanged_copy_has_no_error(project: Path) -> None:
    assert errors(project) == []


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_change_by_hand_is_an_error(project: Path, edit: Edit) -> None:
    apply(edit, project)
    contradictions = [text for table, text in errors(project) if table != VERSIONS.name]
    assert contradictions or not edit.contradicted
    assert (edit.file, "was edited without a new version") in stale(project)
    assert contradictions or (VERSIONS.name, f"{edit.file} was edited without a new version") in errors(
        project
    )


@pytest.mark.parametrize(
    "edit", [edit for edit in EDITS.values() if edit.contradicted], ids=lambda edit: f"{edit.file}:{edit.new}"
)
def test_new_seal_does_not_hide_a_contradiction(project: Path, edit: Edit) -> None:
    apply(edit, project)
    write_versions(project, "2026.11.1", "2026-11-23")
    found = errors(project)
    assert found
    assert VERSIONS.name not in {table for table, _ in found}
