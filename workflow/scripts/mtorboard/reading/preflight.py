"""Look at everything before any work: all problems of a run in one report.

A problem of the run (configuration, assays, reference) stops it. A problem of one sample is that sample's
alone: it will get a report that says FAILED and why, and the others are done. Of a VCF only the header is
read; what lies behind it (a truncated file, a REF that contradicts the reference) is found later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from mtorboard.errors import ConfigError, MtorboardError, Problems, defect
from mtorboard.knowledge.records import TumourType
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.callability.assays import Assay, find_assay, read_assays
from mtorboard.reading.callability.files import check_callable
from mtorboard.reading.clinical import clinical_of, preflight_notes
from mtorboard.reading.config import Settings
from mtorboard.reading.heads import Heads
from mtorboard.reading.mafsplit import SplitMaf
from mtorboard.reading.reference import Reference
from mtorboard.reading.tumourtype import known_tumour_type

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SampleCheck:
    """What was found out about one sample.

    Args:
        build: genome build, ``None`` when it cannot be told.
        tumour: column (VCF) or barcode (MAF) that will be read; ``normal``: the matched normal's column.
        problems: what will fail this sample; ``notes``: what will be read as unknown.
    """

    sample: str
    build: Build | None = None
    tumour: str | None = None
    normal: str | None = None
    problems: tuple[MtorboardError, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreflightReport:
    """Problems of the run and of its samples; ``samples`` are sorted by id."""

    run: tuple[MtorboardError, ...]
    samples: tuple[SampleCheck, ...]

    @property
    def can_start(self) -> bool:
        """Whether nothing stops the run as a whole, and at least one sample can be done."""
        return not self.run and any(not sample.problems for sample in self.samples)

    @property
    def problems(self) -> tuple[MtorboardError, ...]:
        """All problems, the run's first."""
        return self.run + tuple(problem for sample in self.samples for problem in sample.problems)

    def render(self) -> str:
        """Return one line a problem, ``""`` when there is none."""
        return Problems(list(self.problems)).render()

    def to_json(self) -> str:
        """Return the report as JSON with sorted keys; the same input gives the same text."""
        document = {
            "schema_version": "1",
            "status": "OK" if not self.problems else "PROBLEMS" if self.can_start else "STOP",
            "run": [_problem(problem) for problem in self.run],
            "samples": {
                sample.sample: {
                    "status": "PROBLEMS" if sample.problems else "OK",
                    "build": sample.build,
                    "tumour": sample.tumour,
                    "normal": sample.normal,
                    "problems": [_problem(problem) for problem in sample.problems],
                    "notes": list(sample.notes),
                }
                for sample in self.samples
            },
        }
        return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _problem(problem: MtorboardError) -> dict[str, str]:
    return {
        "kind": type(problem).__name__,
        "what": problem.what,
        "where": problem.where,
        "why": problem.why,
        "todo": problem.todo,
    }


def check(
    specs: Iterable[SampleSpec],
    settings: Settings,
    *,
    known_tumour_types: Mapping[str, TumourType],
    splits: Iterable[SplitMaf] = (),
) -> PreflightReport:
    """Look at the head of every input of a run.

    Args:
        specs: rows of the sheet; ``settings``: the configuration.
        known_tumour_types: tumour_types.tsv by code, retired codes included.
        splits: MAFs that were laid out by tumour, which need not be walked over again.

    Raises:
        Nothing for a fault of an input: faults are in the report.
    """
    run: list[MtorboardError] = []
    everyone = sorted(specs, key=lambda spec: spec.sample)
    named = any(spec.assay is not None for spec in everyone)
    assays = _gather(run, lambda: read_assays(settings.assays)) if named else {}
    for build, path in sorted(settings.reference.items()):
        _gather(run, partial(_open_reference, path, build))
    if not everyone:
        where = settings.samples.name
        run.append(ConfigError("lists no samples", where=where, todo="Add one line for each sample"))
    look = _Look(settings, assays, known_tumour_types, Heads.of(splits))
    return PreflightReport(tuple(run), tuple(look.check(spec) for spec in everyone))


def _open_reference(path: Path, build: Build) -> None:
    Reference.open(path, build).close()


def _gather(problems: list[MtorboardError], step: Callable[[], T]) -> T | None:
    """Do one step; its errors join ``problems`` and the next step goes on, after a defect of our own too."""
    try:
        return step()
    except Problems as several:
        problems.extend(several.problems)
    except MtorboardError as problem:
        problems.append(problem)
    except Exception as error:  # one sample's surprise must not hide what the others have to mend
        problems.append(defect(error))
    return None


@dataclass(frozen=True, slots=True)
class _Look:
    """What the samples are held against. ``assays`` is ``None`` when they cannot be read."""

    settings: Settings
    assays: Mapping[str, Assay] | None
    tumour_types: Mapping[str, TumourType]
    heads: Heads

    def check(self, spec: SampleSpec) -> SampleCheck:
        """Look at the head of every file of one sample."""
        problems: list[MtorboardError] = []
        where = f"sample {spec.sample}"
        found = _gather(problems, lambda: self.heads.look(spec))
        clinical = _gather(problems, lambda: clinical_of(spec, self.settings.report_date)) or Clinical()
        _gather(problems, lambda: known_tumour_type(spec, clinical, self.tumour_types))
        if spec.purity is not None and not 0 < spec.purity <= 1:
            todo = "Give a number over 0 and up to 1, such as 0.6 for 60 %"
            problems.append(ConfigError("purity is out of range", where=where, todo=todo))
        if self.assays is not None:
            _gather(problems, partial(find_assay, spec, self.assays))
        if spec.copy_number is not None:
            from mtorboard.reading.copynumber import read_copy_number  # noqa: PLC0415 - many have none

            build = found.build if found else None
            limits = self.settings.thresholds
            _gather(problems, partial(read_copy_number, spec.copy_number, build, spec, limits))
        if found is not None:
            _gather(problems, partial(check_callable, spec, found.build))
            if spec.structural is not None:
                from mtorboard.reading.structural import check_structural  # noqa: PLC0415 - most have none

                _gather(problems, partial(check_structural, spec.structural, spec, found.build))
        return SampleCheck(
            sample=spec.sample,
            build=found.build if found else None,
            tumour=found.tumour if found else None,
            normal=found.normal if found else None,
            problems=tuple(_placed(problem, where) for problem in problems),
            notes=preflight_notes(clinical),
        )


def _placed(problem: MtorboardError, sample: str) -> MtorboardError:
    """Return the problem with its sample in ``where``: file names alone do not tell whose they are."""
    if sample in problem.where:
        return problem
    where = f"{sample}, {problem.where}" if problem.where else sample
    return type(problem)(problem.what, where=where, why=problem.why, todo=problem.todo)
