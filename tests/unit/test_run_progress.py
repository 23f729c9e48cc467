"""What is said of a run while it goes on, and what manifests of other chunks may go on saying."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from mtorboard.run.manifest import Claims
from mtorboard.run.progress import Progress

CHUNKS = {"a": ("P1", "P2"), "b": ("P3",), "c": ("P4", "P5")}


def manifest(folder: Path, chunk: str, *rows: str, name: str = "render.tsv") -> Path:
    path = folder / chunk / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("sample\tstatus\treport_sha256", *rows)) + "\n")
    return path


class Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def heard(tmp_path: Path) -> tuple[logging.Logger, Heard]:
    """A logger as Snakemake's, followed: chunk ``b`` is done already, job 1 will end ``a`` and job 2 ``c``."""
    logger, heard = logging.Logger("snakemake"), Heard()
    logger.addHandler(heard)
    manifest(tmp_path, "b", "P3\tFAILED\tx")
    follower = Progress(logger, CHUNKS, {1: "a", 2: "c"}, str(tmp_path / "{chunk}" / "render.tsv"))
    logger.addHandler(follower)
    return logger, heard


def test_a_run_begins_with_what_is_done_already(heard: tuple[logging.Logger, Heard]) -> None:
    assert heard[1].lines == ["mtorboard: 1 of 5 samples done, 1 of them FAILED, 4 left (at the start)"]


def test_every_finished_chunk_is_a_line_and_other_jobs_are_none(
    heard: tuple[logging.Logger, Heard], tmp_path: Path
) -> None:
    logger, lines = heard
    manifest(tmp_path, "a", "P1\tOK\tx", "P2\tFAILED\tx")
    manifest(tmp_path, "c", "P4\tOK\tx", "P5\tOK\tx")
    for job in (7, 1, 8, 2):
        logger.info("Finished", extra={"event": "job_finished", "job_id": job})
    logger.info("a message of no event")
    said = [line for line in lines.lines if line.startswith("mtorboard")]
    assert said[1:] == [
        "mtorboard: 3 of 5 samples done, 2 of them FAILED, 2 left (a)",
        "mtorboard: 5 of 5 samples done, 2 of them FAILED, 0 left (c)",
    ]


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (
            {"event": "job_error", "rule_name": "render_chunk", "log": ["logs/a.log", "slurm/7.log"]},
            "mtorboard: a job of render_chunk broke off; see logs/a.log, slurm/7.log",
        ),
        (
            {"event": "group_error", "aux_logs": ["slurm/7.log"]},
            "mtorboard: a group of jobs broke off; see slurm/7.log",
        ),
        (
            {"event": "group_error", "aux_logs": []},
            "mtorboard: a group of jobs broke off; see the messages above",
        ),
    ],
)
def test_a_job_that_broke_off_is_said_with_its_logs(
    heard: tuple[logging.Logger, Heard], record: dict[str, Any], line: str
) -> None:
    heard[0].error("Error", extra=record)
    assert heard[1].lines[-1] == line


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Results in which P1 was worked in a bucket with P2, then alone; P3 was never with it."""
    for step in ("interpret.tsv", "render.tsv"):
        manifest(tmp_path / "chunks", "bucket", "P1\tOK\told", "P2\tOK\tany", name=step)
        manifest(tmp_path / "chunks", "sample-P1", "P1\tOK\told", name=step)
        manifest(tmp_path / "chunks", "sample-P3", "P3\tOK\tany", name=step)
    (tmp_path / "run_status.tsv").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("step", "digest", "gone"),
    [
        ("interpret.tsv", "old", set()),
        ("render.tsv", "old", set()),
        (
            "interpret.tsv",
            "new",
            {"run_status.tsv", "chunks/bucket/interpret.tsv", "chunks/bucket/render.tsv"},
        ),
        ("render.tsv", "new", {"run_status.tsv", "chunks/bucket/render.tsv"}),
    ],
)
def test_what_another_chunk_says_is_withdrawn_when_it_is_no_longer_so(
    results: Path, step: str, digest: str, gone: set[str]
) -> None:
    before = set(results.rglob("*.tsv"))
    claims = Claims(results / "chunks" / "sample-P1" / step, ["P1"])
    claims.withdraw({"sample": "P1", "status": "OK", "report_sha256": digest})
    now = set(results.rglob("*.tsv"))
    assert {path.relative_to(results).as_posix() for path in before - now} == gone
