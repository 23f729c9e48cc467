"""Two releases of the tables compared: what counts as a difference, how it is told, and the command."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from real_data import RESOURCES

from mtorboard.cli.main import main
from mtorboard.knowledge.diff import differences, in_words
from mtorboard.knowledge.versions import VERSIONS, knowledge_files

FILES = knowledge_files(RESOURCES)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return copied(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return copied(tmp_path / "new")


def copied(root: Path) -> Path:
    for part in ("knowledge", "panel"):
        shutil.copytree(RESOURCES / part, root / part)
    return root


def told(old: Path, new: Path) -> list[str]:
    return list(in_words(differences(old, new)))


def edit_yaml(path: Path, edit: Callable[[Any], None]) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def edit_cell(path: Path, number: int, column: str, text: str) -> dict[str, str]:
    """Write ``text`` into a row (0-based, the header not counted); return the row as it was."""
    lines = path.read_text(encoding="utf-8").splitlines()
    content = [at for at, line in enumerate(lines) if not line.startswith("#")]
    header = lines[content[0]].split("\t")
    at = content[number + 1]
    row = dict(zip(header, lines[at].split("\t"), strict=True))
    lines[at] = "\t".join((row | {column: text}).values())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return row


def test_equal_tables_have_no_difference(old: Path, new: Path) -> None:
    assert differences(old, new) == []


@pytest.mark.parametrize("name", [*FILES, VERSIONS.as_posix()])
def test_a_file_in_another_order_or_layout_is_no_difference(name: str, old: Path, new: Path) -> None:
    path = new / name
    text = path.read_text(encoding="utf-8")
    if name.endswith(".yaml"):
        content = yaml.safe_load(text)
        if isinstance(content, list):
            content.reverse()
        text = "# reviewed\n" + yaml.safe_dump(content, width=40, sort_keys=True, allow_unicode=True)
    elif name.endswith(".json"):
        text = json.dumps(json.loads(text), sort_keys=True)
    else:
        lines = text.splitlines()
        comments = [line for line in lines if line.startswith("#")]
        header, *rows = [line for line in lines if not line.startswith("#")]
        text = "\n".join([header, *reversed(rows), *comments, "# reviewed"]) + "\n"
    path.write_text(text, encoding="utf-8")
    assert differences(old, new) == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".tsv")])
def test_any_changed_cell_is_told_with_its_file_and_new_content(name: str, old: Path, new: Path) -> None:
    rows = [line for line in (old / name).read_text().splitlines() if not line.startswith("#")]
    header = rows[0].split("\t")
    chance = random.Random(name)  # noqa: S311 - which rows are edited is no secret
    places = chance.sample(range(len(rows) - 1), k=min(len(header), len(rows) - 1))
    edited = dict(zip(header, places, strict=False))
    for column, number in edited.items():
        edit_cell(new / name, number, column, f"another {column}")
    changes = differences(old, new)
    assert {change.table for change in changes} == {name}
    said = [text for change in changes for text in (change.key, *change.lines)]
    assert not [column for column in edited if not any(f"another {column}" in text for text in said)]


def test_a_changed_class_is_told_as_column_old_and_new(old: Path, new: Path) -> None:
    path = new / "knowledge" / "alleles.tsv"
    row = edit_cell(path, 0, "class", "BENIGN")
    assert told(old, new) == [
        "knowledge/alleles.tsv: 1 changed",
        f"  changed {row['allele_id']}",
        f"    class: {row['class']} -> BENIGN",
    ]


def test_rows_that_came_and_went_say_what_they_are(old: Path, new: Path) -> None:
    def swap(rules: list[dict[str, Any]]) -> None:
        rules[0]["id"] = "R99"

    edit_yaml(new / "knowledge" / "rules.yaml", swap)
    rule = yaml.safe_load((old / "knowledge" / "rules.yaml").read_text(encoding="utf-8"))[0]
    said = told(old, new)
    assert said[0] == "knowledge/rules.yaml: 1 added, 1 removed"
    assert f"  removed {rule['id']}" in said
    assert said.count(f"    {rule['title']}, {rule['class']}") == 2


def test_a_changed_condition_is_told_by_the_lines_that_differ(old: Path, new: Path) -> None:
    def narrow(rules: list[dict[str, Any]]) -> None:
        rules[0]["when"] = {"all": [rules[0]["when"], {"region": ["US"]}]}

    edit_yaml(new / "knowledge" / "rules.yaml", narrow)
    said = told(old, new)
    assert "    when:" in said
    assert any(line.strip() == "+   - US" for line in said)


def test_changed_evidence_and_drugs_are_told_item_by_item(old: Path, new: Path) -> None:
    def reword(rules: list[dict[str, Any]]) -> None:
        rule = next(rule for rule in rules if rule.get("evidence_for") and rule.get("drugs"))
        rule["evidence_for"][0]["text"] = "A trial that was made up."
        rule["drugs"] = ["sirolimus", "everolimus", "temsirolimus"]

    edit_yaml(new / "knowledge" / "rules.yaml", reword)
    said = told(old, new)
    assert any("+ " in line and "A trial that was made up." in line for line in said)
    assert any(
        line.startswith("    drugs: ") and line.endswith("sirolimus, everolimus, temsirolimus")
        for line in said
    )


def test_a_changed_text_is_told_by_its_place(old: Path, new: Path) -> None:
    edit_yaml(
        new / "knowledge" / "texts.yaml", lambda texts: texts["limits"]["statements"].append("One more.")
    )
    assert told(old, new)[1:] == ["  changed limits statements", "    list:", "      + One more."]


def test_a_moved_exon_is_told_with_its_transcript(old: Path, new: Path) -> None:
    path = new / "panel" / "transcripts.GRCh38.json"
    content = json.loads(path.read_text())
    accession = min(content["transcripts"])
    content["transcripts"][accession]["genome_builds"]["GRCh38"]["exons"][0][1] += 1
    path.write_text(json.dumps(content))
    (change,) = differences(old, new)
    assert change.key == f"transcripts {accession}"
    assert change.lines[0] == "genome_builds.GRCh38.exons:"
    assert len(change.lines) == 3


def test_a_new_seal_alone_is_no_difference_but_another_licence_is(old: Path, new: Path) -> None:
    edit_cell(new / VERSIONS, 0, "version", "2099.01.0")
    edit_cell(new / VERSIONS, 1, "sha256", "0" * 64)
    assert differences(old, new) == []
    edit_cell(new / VERSIONS, 1, "licence", "all rights reserved")
    (change,) = differences(old, new)
    assert change.lines[0].endswith("-> all rights reserved")


def test_a_table_that_one_release_alone_has_is_told_row_by_row(old: Path, new: Path) -> None:
    (new / "knowledge" / "dialects.tsv").write_text("word\ttext\none\tfirst\ntwo\tsecond\n")
    assert told(old, new) == ["knowledge/dialects.tsv: 2 added", "  added one", "  added two"]
    assert told(new, old)[0] == "knowledge/dialects.tsv: 2 removed"


def test_rows_are_told_in_one_order_whatever_that_of_the_files(old: Path, new: Path) -> None:
    path = new / "knowledge" / "genes.tsv"
    for number in (7, 3, 5):
        edit_cell(path, number, "numbering_note", f"note {number}")
    before = told(old, new)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    assert told(old, new) == before


def diff(*arguments: object) -> int:
    return main(["knowledge", "diff", *map(str, arguments)])


def test_the_exit_code_says_whether_tables_differ(
    old: Path, new: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff(old, new) == 0
    assert "no difference(s)" in capsys.readouterr().out
    edit_cell(new / "knowledge" / "genes.tsv", 0, "hgnc_id", "HGNC:1")
    assert diff(old, new) == 1
    assert "1 difference(s)" in capsys.readouterr().out


def test_a_checkout_and_an_installed_package_are_accepted_as_they_lie(old: Path, tmp_path: Path) -> None:
    (tmp_path / "checkout").mkdir()
    shutil.copytree(old, tmp_path / "checkout" / "resources")
    (tmp_path / "package").mkdir()
    shutil.copytree(old, tmp_path / "package" / "data")
    assert diff(tmp_path / "checkout", tmp_path / "package") == 0


@pytest.mark.parametrize("broken", ["absent", "yaml", "tsv", "no report"])
def test_what_cannot_be_compared_is_a_message(
    broken: str, old: Path, new: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if broken == "yaml":
        (new / "knowledge" / "rules.yaml").write_text("- {")
    elif broken == "tsv":
        (new / "knowledge" / "genes.tsv").write_text("symbol\tarm\nTSC1\n")
    arguments = [old, tmp_path / "absent" if broken == "absent" else new]
    arguments += ["--reports", tmp_path] if broken == "no report" else []
    assert diff(*arguments) == 2
    assert "What to do: " in capsys.readouterr().err or broken in ("yaml", "tsv")
