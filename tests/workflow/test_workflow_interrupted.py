"""Snakemake for real: a run that was cut off in the middle of a chunk ends, run again, as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from small_cohort import ROWS, Cohort

pytestmark = pytest.mark.workflow

COPIES = 30
"""Enough samples in one chunk for its job to be met half way."""


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    """Many samples that are one chunk, not yet worked."""
    cohort = Cohort.make(tmp_path_factory.mktemp("interrupted") / "new", chunk_size=1000, formats=["json"])
    cohort.sheet(*(ROWS["P1"].replace("P1\t", f"S{number:02}\t", 1) for number in range(COPIES)))
    return cohort


@pytest.fixture(scope="module")
def uninterrupted(cohort: Cohort, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    whole = cohort.copy(tmp_path_factory.mktemp("uninterrupted") / "run")
    ended = whole.snakemake()
    assert ended.code == 0, ended.text
    return whole.reports()


def job_of(run: psutil.Process) -> psutil.Process:
    """Return the process in which a script of the workflow works."""
    return next(
        child
        for child in run.children(recursive=True)
        if any("/.snakemake/scripts/" in argument for argument in child.cmdline())
    )


def wait_until_half_way(cohort: Cohort, run: subprocess.Popen[bytes]) -> None:
    """Wait until some reports of the chunk are written and its manifest is not."""
    last = time.monotonic() + 120
    while not any(cohort.results.glob("*/report.json")):
        assert time.monotonic() < last, "no report was written"
        assert run.poll() is None, "the run ended too early"
        time.sleep(0.01)


def cut_off(run: subprocess.Popen[bytes], how: str) -> None:
    if how == "the job is killed":
        job_of(psutil.Process(run.pid)).kill()
    else:
        os.killpg(run.pid, signal.SIGTERM if how == "the run is told to end" else signal.SIGKILL)


@pytest.mark.parametrize("how", ["the job is killed", "the run is told to end", "the power fails"])
def test_a_run_that_was_cut_off_is_completed_with_the_same_bytes(
    cohort: Cohort, uninterrupted: dict[str, bytes], tmp_path: Path, how: str
) -> None:
    cut = cohort.copy(tmp_path / "cut")
    with (tmp_path / "terminal.txt").open("wb") as terminal:
        run = subprocess.Popen(
            cut.command(),
            cwd=cut.folder,
            env=cut.environment,
            stdout=terminal,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_half_way(cut, run)
        cut_off(run, how)
        assert run.wait(120) != 0
    finally:
        run.kill()
    assert not list(cut.results.glob("chunks/*/*.tsv")), "the cut came too late"
    assert 0 < len(list(cut.results.glob("*/report.json"))) < COPIES
    if how == "the power fails":  # nobody was left to take the lock away
        assert cut.snakemake("--unlock").code == 0
    ended = cut.snakemake()
    assert ended.code == 0, ended.text
    assert ended.jobs["interpret_chunk"] == 1
    assert cut.reports() == uninterrupted
