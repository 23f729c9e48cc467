"""Snakemake's own report holds what the cohort is about, with captions that say what was run."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from small_cohort import ROOT, Cohort

pytestmark = pytest.mark.workflow

CAPTIONS = ROOT / "workflow" / "report"
FILES = {"cohort.html", "cohort.tsv", "cohort.maf.gz", "run_status.tsv"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cohort, zipfile.ZipFile]:
    cohort = Cohort.make(tmp_path_factory.mktemp("report") / "run", chunk_size=3)
    ran = cohort.snakemake()
    assert ran.code == 0, ran.text
    made = cohort.snakemake("--report", "report.zip")
    assert made.code == 0, made.text
    return cohort, zipfile.ZipFile(cohort.folder / "report.zip")


def test_the_cohort_files_are_in_it_as_they_were_written(report: tuple[Cohort, zipfile.ZipFile]) -> None:
    cohort, archive = report
    written = {path.name: path for path in cohort.results.rglob("*") if path.name in FILES}
    held = {Path(name).name: name for name in archive.namelist() if "/data/raw/" in name}
    assert held.keys() == written.keys() == FILES
    assert all(archive.read(held[name]) == written[name].read_bytes() for name in FILES)


def test_captions_and_description_say_what_was_run(report: tuple[Cohort, zipfile.ZipFile]) -> None:
    (page,) = (name for name in report[1].namelist() if name.endswith("report.html"))
    text = " ".join(report[1].read(page).decode().split())
    assert "For Research Use Only. Not for use in diagnostic procedures." in text
    assert "Region US, report date 2026-11-22" in text
    for words in (
        "drawn hatched and counts as nothing",
        "sorted by sample",
        "written only where none failed",
    ):
        assert words in text
    assert "{{" not in "".join(part for part in text.split("mtorboard read the variant calls")[1:])[:2000]


def test_every_caption_is_used() -> None:
    rules = "".join(
        path.read_text() for path in [ROOT / "Snakefile", *(ROOT / "workflow/rules").glob("*.smk")]
    )
    assert {path.name for path in CAPTIONS.iterdir() if f"report/{path.name}" not in rules} == set()
