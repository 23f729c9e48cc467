"""The demo on a real Slurm: the same bytes as without one, also when jobs are killed and the node goes down."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from one_node import INSTALL, OneNode, missing_programs, one_node, wait_until

ROOT = Path(__file__).resolve().parents[2]
DEMO_PATIENTS = 15
QUICK = ("--slurm-init-seconds-before-status-checks", "2", "--seconds-between-status-checks", "2")
"""The plugin's own 40 seconds suit jobs that run for minutes."""

pytestmark = [pytest.mark.slow, pytest.mark.workflow]


@pytest.fixture(scope="module")
def slurm() -> Iterator[OneNode]:
    missing = missing_programs()
    if missing:
        reason = f"{', '.join(missing)} not found; {INSTALL}"
        # Where everything is checked, what could not be checked is no success.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with one_node() as node:
        yield node


def start(folder: Path, environment: dict[str, str], *options: str) -> subprocess.Popen[str]:
    """Start the demo in four chunks, with all that it writes in ``folder``."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    command += ["--directory", str(folder), "--configfile", str(ROOT / "config/config.yaml"), *options]
    command += ["--config", f"samples={ROOT / 'resources/demo/samples.tsv'}", "chunk_size=4"]
    command += [f"assays={ROOT / 'config/assays.yaml'}"]
    return subprocess.Popen(
        command,
        env=environment | {"XDG_CACHE_HOME": str(folder / ".cache")},
        stdout=(folder / "terminal.txt").open("a"),
        stderr=subprocess.STDOUT,
        text=True,
    )


def on_slurm(folder: Path, node: OneNode, *options: str) -> subprocess.Popen[str]:
    return start(folder, node.environment, "--profile", str(ROOT / "profiles/slurm"), *QUICK, *options)


def ended(run: subprocess.Popen[str], folder: Path) -> tuple[int, str]:
    """Wait for the end of a run; return its exit code and everything that runs in this folder have said."""
    try:
        code = run.wait(600)
    finally:
        run.kill()
    return code, (folder / "terminal.txt").read_text()


def made(folder: Path) -> dict[str, bytes]:
    """Content of every result, by path."""
    results = folder / "results"
    return {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in results.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the demo makes without a cluster."""
    folder = tmp_path_factory.mktemp("local")
    code, said = ended(start(folder, dict(os.environ), "--cores", "2"), folder)
    assert code == 0, said
    results = made(folder)
    assert sum(name.endswith("/report.json") for name in results) == DEMO_PATIENTS
    return results


def a_chunk_runs(node: OneNode) -> str | None:
    """Return the Slurm job id of a chunk that is worked at this moment."""
    return next((job for job, comment in node.running().items() if "interpret_chunk" in comment), None)


def wait_for_a_chunk(node: OneNode, folder: Path) -> str:
    wait_until(lambda: a_chunk_runs(node), 120, (folder / "terminal.txt").read_text)
    job = a_chunk_runs(node)
    assert job is not None
    return job


def test_the_results_are_those_of_a_run_without_a_cluster(
    slurm: OneNode, local: dict[str, bytes], tmp_path: Path
) -> None:
    code, said = ended(on_slurm(tmp_path, slurm), tmp_path)
    assert code == 0, said
    assert made(tmp_path) == local
    # Every chunk, interpreted and rendered, was one job of Slurm's.
    assert said.count("group_chunk") == 4
    assert f"{DEMO_PATIENTS} of {DEMO_PATIENTS} samples done, 0 of them FAILED, 0 left" in said


def test_a_run_outlives_a_killed_job_and_a_node_that_goes_down(
    slurm: OneNode, local: dict[str, bytes], tmp_path: Path
) -> None:
    run = on_slurm(tmp_path, slurm)
    try:
        killed = wait_for_a_chunk(slurm, tmp_path)
        slurm.ask("scancel", "--signal=KILL", "--full", killed)
        wait_until(lambda: killed not in slurm.running(), 60, lambda: f"job {killed} cannot be killed")
        wait_for_a_chunk(slurm, tmp_path)
        slurm.take_down()
        wait_until(lambda: not slurm.running(), 60, lambda: "jobs go on on a node that is down")
        slurm.bring_back()
    finally:
        code, said = ended(run, tmp_path)
    assert code == 0, said
    assert (
        f"broke off; see {tmp_path}/.snakemake/slurm_logs/group_chunk_interpret_chunk_render_chunk/{killed}.log"
        in said
    )
    assert "Trying to restart" in said
    assert made(tmp_path) == local


def test_a_run_that_lost_a_job_for_good_is_completed_by_the_next(
    slurm: OneNode, local: dict[str, bytes], tmp_path: Path
) -> None:
    run = on_slurm(tmp_path, slurm, "--retries", "0")
    try:
        killed = wait_for_a_chunk(slurm, tmp_path)
        slurm.ask("scancel", killed)
    finally:
        code, said = ended(run, tmp_path)
    assert code != 0
    assert f"{killed}.log" in said
    assert not (tmp_path / "results" / "run_status.tsv").exists()
    finished = {path: path.stat().st_mtime_ns for path in tmp_path.glob("results/chunks/*/*.tsv")}
    assert finished
    code, said = ended(on_slurm(tmp_path, slurm), tmp_path)
    assert code == 0, said
    assert made(tmp_path) == local
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
