"""The whole demo against expected files: every change of an answer or of its wording shows as a diff.

``MTORBOARD_UPDATE_GOLDEN=1 python -m pytest tests/golden`` writes the expected files anew from what the program
says now. It says so, and the tests that would compare are skipped, so that an update cannot pass for a check.
Read the diff of ``tests/golden/expected`` line by line before committing it: it is what a reader of reports gets.
"""

from __future__ import annotations

import difflib
import os
import shutil
import warnings
from pathlib import Path

import pytest
from demo import SAMPLES, golden_files, run_demo

# One worker runs and, when asked to, rewrites.
pytestmark = pytest.mark.xdist_group("golden")

EXPECTED = Path(__file__).parent / "expected"
UPDATE = os.environ.get("MTORBOARD_UPDATE_GOLDEN") == "1"
NAMES = sorted(
    [f"{sample}/{name}" for sample in SAMPLES for name in ("alterations.tsv", "report.json", "report.txt")]
    + ["cohort.tsv"]
)
SHOWN = 60
"""Lines of a diff that are printed; the rest is counted."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    files = golden_files(run_demo(tmp_path_factory.mktemp("demo")))
    if UPDATE:
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for name, text in files.items():
            (EXPECTED / name).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / name).write_text(text, encoding="utf-8", newline="\n")
        warnings.warn(f"{len(files)} expected files were written anew in {EXPECTED.name}/", stacklevel=1)
    return files


@pytest.mark.parametrize("name", NAMES)
def test_demo_gives_what_it_gave(made: dict[str, str], name: str) -> None:
    if UPDATE:
        pytest.skip("the expected files were just written, nothing was compared")
    path = EXPECTED / name
    assert path.is_file(), f"there is no expected/{name}; see the top of {Path(__file__).name}"
    difference = readable_difference(path.read_text(encoding="utf-8"), made[name], name)
    assert not difference, difference


def test_expected_files_are_those_of_the_demo() -> None:
    there = {path.relative_to(EXPECTED).as_posix() for path in EXPECTED.rglob("*") if path.is_file()}
    assert sorted(there) == NAMES


def test_the_demo_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    once, again = run_demo(tmp_path / "once"), run_demo(tmp_path / "again")
    for path in sorted(once.rglob("*.*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(once)).read_bytes(), path.name


def test_a_changed_word_is_shown_with_its_line() -> None:
    shown = readable_difference('"code": "HOLD"\nsame\n', '"code": "INFO"\nsame\n', "a/report.json")
    assert '-"code": "HOLD"' in shown
    assert '+"code": "INFO"' in shown
    assert readable_difference("same\n", "same\n", "a") == ""


def readable_difference(expected: str, found: str, name: str) -> str:
    """A unified diff, cut to a length that can be read; empty where there is none."""
    lines = list(
        difflib.unified_diff(
            expected.splitlines(), found.splitlines(), f"expected/{name}", f"now/{name}", lineterm="", n=2
        )
    )
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"... and {len(lines) - SHOWN} more lines"]
    return "\n".join(lines)
