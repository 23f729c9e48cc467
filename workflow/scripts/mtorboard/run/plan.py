"""What a run of the workflow is about to do: the samples and the chunks that share them out.

Every job of a cluster parses the Snakefile again, so nothing heavy is imported here: the standard library and
the sheet's reader; the configuration's checker only in the process that starts the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mtorboard.errors import ConfigError, MtorboardError, Problems
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.sheet import chunks, read_sheet

Plan = tuple[dict[str, SampleSpec], dict[str, tuple[str, ...]]]
"""Rows of the sheet by sample id, and sample ids by chunk."""


def make_plan(config: Mapping[str, Any], *, check: bool) -> Plan:
    """Return the samples of the sheet and their chunks.

    Args:
        config: the configuration as Snakemake read it.
        check: whether to check the configuration first; jobs need not do again what the run's start has done.

    Raises:
        Problems: everything that is wrong with the configuration, with the files that it names and with the
            sheet, together.
    """
    problems = _configuration_problems(config) if check else []
    plan: Plan = {}, {}
    sheet = config.get("samples")
    if isinstance(sheet, str) and sheet:
        try:
            specs = read_sheet(Path(sheet))
            only = config.get("only") or ()
            size = config.get("chunk_size", "auto")
            if not problems:
                plan = {spec.sample: spec for spec in specs}, chunks(specs, size, only=map(str, only))
        except MtorboardError as error:
            problems += _each(error)
    if problems:
        raise Problems(problems)
    return plan


def _configuration_problems(config: Mapping[str, Any]) -> list[MtorboardError]:
    """Check keys and values, then the files that all samples share."""
    # Not for every job; see the module.
    from mtorboard.knowledge import resources_root  # noqa: PLC0415
    from mtorboard.knowledge.ruleset import load_texts  # noqa: PLC0415
    from mtorboard.reading.callability.assays import read_assays  # noqa: PLC0415
    from mtorboard.reading.config import load_settings  # noqa: PLC0415

    try:
        settings = load_settings(config)
    except MtorboardError as error:
        return _each(error)
    problems: list[MtorboardError] = []
    for step in (
        lambda: read_assays(settings.assays),
        lambda: load_texts(resources_root() / "knowledge", settings.lang),
    ):
        try:
            step()
        except MtorboardError as error:
            problems += _each(error)
    # What is inside a FASTA is looked at by the jobs: that needs a library.
    return problems + [
        ConfigError(
            f"there is no file '{path}{suffix}'",
            where=f"configuration, reference.{build}",
            why="All samples of that build share it",
            todo="Correct the path; relative ones start at the working directory",
        )
        for build, path in sorted(settings.reference.items())
        for suffix in ("", ".fai")
        if not Path(f"{path}{suffix}").is_file()
    ]


def _each(error: MtorboardError) -> list[MtorboardError]:
    return list(error.problems) if isinstance(error, Problems) else [error]
