"""Snakemake for real: a mistake in one sample is that sample's alone; one of the run stops it before any work."""

import json
from pathlib import Path

import pytest
from small_cohort import DEMO, ROWS, Cohort, Ended

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def corrupt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cohort, Ended]:
    """A run in which one file of three breaks off in the middle."""
    cohort = Cohort.make(tmp_path_factory.mktemp("corrupt") / "run")
    whole = (cohort.folder / "P2.vcf.gz").read_bytes()
    (cohort.folder / "P2.vcf.gz").write_bytes(whole[: len(whole) // 2])
    return cohort, cohort.snakemake()


def status(cohort: Cohort, sample: str) -> str:
    return str(json.loads((cohort.results / sample / "report.json").read_text())["status"])


def test_one_corrupt_file_fails_its_sample_and_the_others_are_done(corrupt: tuple[Cohort, Ended]) -> None:
    cohort, ended = corrupt
    assert ended.code != 0
    assert [status(cohort, sample) for sample in ROWS] == ["OK", "FAILED", "OK"]
    assert "1 of 3 samples FAILED: P2" in ended.text
    assert "Traceback" not in ended.text
    assert not (cohort.results / "run_status.tsv").exists()
    page = (cohort.results / "P2" / "report.html").read_text()
    assert "This sample was not assessed" in page
    assert "P2.vcf.gz" in page
    table = (cohort.results / "cohort" / "cohort.tsv").read_text()
    assert {line.split("\t")[0]: line.split("\t")[1] for line in table.splitlines()[1:]} == {
        "P1": "OK",
        "P2": "FAILED",
        "P3": "OK",
    }


def test_when_the_file_is_mended_only_its_sample_is_worked_again(
    corrupt: tuple[Cohort, Ended], tmp_path: Path
) -> None:
    cohort = corrupt[0].copy(tmp_path / "mended")
    before = cohort.moments()
    for suffix in ("", ".tbi"):
        mended = (DEMO / f"variants/PEComa-biallelic-TSC2.vcf.gz{suffix}").read_bytes()
        (cohort.folder / f"P2.vcf.gz{suffix}").write_bytes(mended)
    ended = cohort.snakemake()
    assert ended.code == 0, ended.text
    assert ended.chunks("interpret_chunk") == {"P2"}
    assert status(cohort, "P2") == "OK"
    changed = cohort.changed_since(before)
    assert "run_status.tsv" in changed
    assert not {name for name in changed if name.startswith(("P1/", "P3/"))}


def stopped(cohort: Cohort) -> list[str]:
    """Run, and return the messages; the run must end with 2 before anything is written."""
    before = {path.name for path in cohort.folder.iterdir()}
    ended = cohort.snakemake()
    assert ended.code == 2, ended.text
    assert "Traceback" not in ended.text
    assert {path.name for path in cohort.folder.iterdir()} - before <= {".snakemake", ".cache"}
    return [line for line in ended.text.splitlines() if line.startswith("- ")]


def test_what_is_wrong_with_configuration_and_sheet_is_said_at_once_before_any_work(tmp_path: Path) -> None:
    cohort = Cohort.make(tmp_path / "wrong", region=None, tresholds={}, chunk_size=0)
    cohort.sheet(ROWS["P1"], ROWS["P1"], ROWS["P2"].replace("0.75", "75"))
    messages = stopped(cohort)
    assert len(messages) == 5
    for expected in (
        "'region' is missing",
        "unknown key 'tresholds' (did you mean 'thresholds'?)",
        "chunk_size: the value is out of range",
        "samples.tsv, line 3: sample 'P1' stands twice",
        "samples.tsv, line 4: purity is out of range",
    ):
        assert sum(expected in message and "What to do: " in message for message in messages) == 1, expected


def test_an_empty_sheet_is_no_success(tmp_path: Path) -> None:
    cohort = Cohort.make(tmp_path / "empty")
    cohort.sheet()
    assert ["lists no samples" in message for message in stopped(cohort)] == [True]
