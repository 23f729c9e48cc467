"""``mtorboard knowledge``: lint, show and seal, on the tables in use and on a copy of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mtorboard.cli.main import main
from mtorboard.knowledge import resources_root


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    root = tmp_path / "tables"
    for part in ("knowledge", "panel"):
        shutil.copytree(resources_root() / part, root / part)
    # Other people edit the tables in use: the copy is sealed as it is now.
    assert (
        main(["knowledge", "seal", "--root", str(root), "--version", "2026.11.0", "--date", "2026-11-22"])
        == 0
    )
    return root


def lint(root: Path) -> int:
    return main(["knowledge", "lint", "--root", str(root), "--date", "2026-11-22"])


def test_lint_counts_what_it_finds(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(tables) == 0
    assert "0 error(s), " in capsys.readouterr().err


def test_a_hand_edit_is_found_by_lint_and_sealed_on_purpose(
    tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = tables / "knowledge" / "citations.tsv"
    edited.write_text(edited.read_text().replace("  ", " ") + "# reviewed\n")
    assert lint(tables) == 1
    assert "edited without a new version" in capsys.readouterr().out
    seal = ["knowledge", "seal", "--root", str(tables), "--version", "2026.12.1", "--date", "2026-12-01"]
    assert main(seal) == 0
    assert capsys.readouterr().out.split() == ["knowledge/citations.tsv"]
    assert lint(tables) == 0
    release = (tables / "knowledge" / "VERSIONS.tsv").read_text().splitlines()[1].split("\t")
    assert release[:2] == ["release", "2026.12.1"]
    assert release[-1] == "2026-12-01"
    before = (tables / "knowledge" / "VERSIONS.tsv").read_bytes()
    assert main(seal) == 0
    assert (tables / "knowledge" / "VERSIONS.tsv").read_bytes() == before


def test_tables_that_contradict_themselves_are_not_sealed(
    tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    genes = tables / "knowledge" / "genes.tsv"
    lines = genes.read_text().splitlines()
    genes.write_text("\n".join((*lines, lines[-1])) + "\n")
    before = (tables / "knowledge" / "VERSIONS.tsv").read_bytes()
    capsys.readouterr()
    code = main(
        ["knowledge", "seal", "--root", str(tables), "--version", "2026.12.1", "--date", "2026-12-01"]
    )
    assert code == 2
    assert "What to do: " in capsys.readouterr().err
    assert (tables / "knowledge" / "VERSIONS.tsv").read_bytes() == before


@pytest.mark.parametrize("name", ["TSC2", "KRAS", "SAF01", "TSC2:R611W"])
def test_show_prints_what_is_known(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "show", name]) == 0
    said = capsys.readouterr()
    assert name.split(":")[0] in said.out
    assert len(said.out.splitlines()) > 3


def test_show_of_something_unknown_says_what_may_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "show", "nonsense"]) == 2
    assert "What to do: give a gene" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", "--root", "absent"),
        ("show", "TSC2", "--root", "absent"),
        ("lint", "--date", "22.11.2026"),
        ("seal", "--root", "absent", "--version", "2026.12.1", "--date", "2026-12-01"),
    ],
)
def test_bad_options_are_a_message(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", *arguments]) == 2
    assert "What to do: " in capsys.readouterr().err
