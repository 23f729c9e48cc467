"""A kept reading of a YAML file is what parsing it gives, is never that of other content, and is never needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mtorboard.knowledge import kept
from mtorboard.knowledge.kept import read_yaml

PROGRAM = """\
import sys
from mtorboard.knowledge import load
load()
print("yaml" in sys.modules)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text("- id: R01\n  share: 0.5\n  drugs: [a, b]\n  text: Größe\n  open: true\n  none:\n")
    return path


CONTENT = [{"id": "R01", "share": 0.5, "drugs": ["a", "b"], "text": "Größe", "open": True, "none": None}]


def test_the_second_reading_is_the_first_and_is_not_parsed(
    table: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_yaml(table, list) == CONTENT
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr("mtorboard.knowledge.kept._parsed", None)  # it would fail if it were called
    assert repr(read_yaml(table, list)) == repr(CONTENT)


def test_changed_content_is_read_anew_and_the_old_is_forgotten(table: Path, folder: Path) -> None:
    read_yaml(table, list)
    before = list(folder.iterdir())
    moment = table.stat()
    table.write_text(table.read_text().replace("R01", "R02"))
    os.utime(table, ns=(moment.st_atime_ns, moment.st_mtime_ns))  # neither time nor size tells
    assert read_yaml(table, list)[0]["id"] == "R02"
    after = list(folder.iterdir())
    assert (len(after), set(after) & set(before)) == (1, set())


@pytest.mark.parametrize("damage", ["", "[", "null", "\xff"])
def test_a_damaged_one_is_passed_over(table: Path, folder: Path, damage: str) -> None:
    read_yaml(table, list)
    (one,) = folder.iterdir()
    one.write_text(damage, encoding="latin-1")
    assert read_yaml(table, list) == CONTENT


@pytest.mark.parametrize("text", ["- 2026-11-22\n", "- {1: a}\n", "- .nan\n"], ids=["date", "number", "nan"])
def test_what_json_cannot_give_back_is_not_kept(table: Path, folder: Path, text: str) -> None:
    table.write_text(text)
    first, second = (read_yaml(table, list) for _ in range(2))
    assert repr(first) == repr(second)
    assert not list(folder.glob("*"))


@pytest.mark.parametrize("why", ["no folder can be made", "bytecode is not written"])
def test_where_nothing_can_be_kept_the_file_is_parsed(
    table: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "bytecode is not written":
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    else:
        folder.write_text("a file in its place")
    assert read_yaml(table, list) == CONTENT
    assert not folder.is_dir()


def test_a_process_that_finds_the_rules_kept_does_not_load_a_parser() -> None:
    environment: dict[str, Any] = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    if not os.access(Path(kept.__file__).parent, os.W_OK):
        pytest.skip("the package's folder cannot be written, so nothing is kept")
    assert runs[1].stdout == "False\n"
