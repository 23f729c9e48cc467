"""What every benchmark shares: time and memory of a process with all that it starts, and the machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", ROOT.parent / "shared" / "data"))
"""The folder of shared test data."""


LAUNCHER = """\
import os, sys, time
begin = time.perf_counter()
child = os.fork()
if not child:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A process of a few MiB that starts the one to be measured: peak memory begins with that of whoever forked."""


class Used(NamedTuple):
    """Wall and CPU seconds, and peak memory in MiB of the largest process."""

    wall: float
    cpu: float
    memory: float


class Line(NamedTuple):
    """A line of the results: what was run, what it took, what is aimed at, and whether that was reached."""

    what: str
    used: Used
    target: str = ""
    reached: str = ""


def measured(command: Sequence[str | Path], *, folder: Path | None = None) -> Used:
    """Run a command and return what it and its descendants took.

    Compiled modules are kept, as they are wherever mtorboard is installed, whatever this process was told.

    Raises:
        RuntimeError: it failed; the message ends with what it said last.
    """
    told = {"PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in told}
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *(str(part) for part in command)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    wall, cpu, memory = map(float, done.stdout.split())
    return Used(wall, cpu, memory / 1024)


def median(command: Sequence[str | Path], times: int) -> Used:
    """The median of each figure over several runs, after one that warms caches up."""
    measured(command)
    runs = [measured(command) for _ in range(times)]
    return Used(*(statistics.median(figure) for figure in zip(*runs, strict=True)))


def bcftools() -> str | None:
    """The bcftools program, where there is one."""
    return shutil.which("bcftools")


def machine() -> list[str]:
    """What the figures were measured on, in lines of Markdown."""
    cpu = next(
        (line.split(":")[1].strip() for line in _text("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("mtorboard", "snakemake", "pysam")]
    program = bcftools()
    if program:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
        versions.append(said.splitlines()[0])
    load = os.getloadavg()[0]
    return [
        f"- Machine: {cpu}, {os.cpu_count()} cores, {memory:.0f} GiB; {load:.1f} processes ran on average before.",
        f"- Versions: Python {platform.python_version()}, {', '.join(versions)}.",
    ]


def _text(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.is_file() else []
