"""What a run of the workflow is about to do: the samples and the chunks that share them out.

Every job of a cluster parses the Snakefile again, so nothing heavy is imported here: the standard library and
the sheet's reader; the configuration's checker only in the process that starts the run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mtorboard.errors import ConfigError, MtorboardError, Problems
from mtorboard.model.sample import SampleSpec
from mtorboard.provenance import PACKAGE_ROOT, code_digest
from mtorboard.reading.defaults import complete
from mtorboard.reading.sheet import chunks, read_sheet
from mtorboard.report.formats import FORMATS

LAYOUT = ("samples", "outdir", "chunk_size", "only", "formats")
"""Keys of the configuration that decide where results lie and which are made, not what report.json says."""

_NO_JOB = ("cli/*", "run/plan.py", "run/progress.py")
_LATER = {
    "interpret": (*_NO_JOB, "cohort/*", "report/templates/*"),
    "render": (*_NO_JOB, "cohort/*"),
    "cohort": _NO_JOB,
}
"""Files of the package, as patterns, that no job of the stage or of one before it runs. One too few costs time when
it changes; one too many would leave old results standing, so a test compares them with what the jobs import."""

Stage = Literal["interpret", "render", "cohort"]


@dataclass(frozen=True)
class RunPlan:
    """What a run is about to do.

    Args:
        specs: rows of the sheet by sample id, all of them whatever ``only`` says.
        chunks: ids of the samples to work, by chunk.
        config: the whole configuration, defaults filled in.
    """

    specs: Mapping[str, SampleSpec]
    chunks: Mapping[str, tuple[str, ...]]
    config: Mapping[str, Any]

    @property
    def outdir(self) -> Path:
        """Folder of the results."""
        return Path(self.config["outdir"])

    @property
    def references(self) -> list[str]:
        """The FASTA files and their indices: a genome that was replaced makes everything anew."""
        paths = (path for _, path in sorted(self.config["reference"].items()) if path)
        return [name for path in paths for name in (path, f"{path}.fai")]

    @property
    def deciding(self) -> dict[str, Any]:
        """The settings that decide a report's content; where the samples lie and how they are chunked does not."""
        return {key: value for key, value in sorted(self.config.items()) if key not in LAYOUT}


def stage_code(stage: Stage) -> str:
    """Return the digest of all code that decides what a stage makes."""
    return code_digest(without=left_out(stage))


def left_out(stage: Stage) -> list[str]:
    """Return the files of the package that decide nothing of what a stage makes, as patterns.

    For the stage that makes report.json these are also the modules that make another format out of it.
    """
    modules = (form.module for name, form in FORMATS.items() if stage == "interpret" and name != "json")
    places = [module.removeprefix("mtorboard.").replace(".", "/") for module in modules]
    return [*_LATER[stage], *(f"{place}{end}" for place in places for end in (".py", "/*"))]


def lead_jobs_here() -> None:
    """Let the jobs of this process run this package, of which the digests speak, whatever version is installed."""
    others = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(PACKAGE_ROOT.parent), others)))


def make_plan(config: Mapping[str, Any], *, check: bool) -> RunPlan:
    """Return the samples of the sheet and their chunks.

    Args:
        config: the configuration as Snakemake read it.
        check: whether to check the configuration first; jobs need not do again what the run's start has done.

    Raises:
        Problems: everything that is wrong with the configuration, with the files that it names and with the
            sheet, together.
    """
    problems = _configuration_problems(config) if check else []
    sheet = config.get("samples")
    specs: tuple[SampleSpec, ...] = ()
    if isinstance(sheet, str) and sheet:
        try:
            specs = read_sheet(Path(sheet))
            if not problems:
                keys = complete(config)
                chosen = chunks(specs, keys["chunk_size"], only=keys["only"])
                return RunPlan({spec.sample: spec for spec in specs}, chosen, keys)
        except MtorboardError as error:
            problems += _each(error)
    raise Problems(problems)


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
