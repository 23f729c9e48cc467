"""The configuration of a run: a mapping or a YAML file -> :class:`Settings`.

``config.schema.json`` holds the keys, their limits and their defaults; ``config/README.md`` explains them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mtorboard.errors import ConfigError, Problems
from mtorboard.model.enums import Build
from mtorboard.model.thresholds import Thresholds
from mtorboard.reading.defaults import complete, plain
from mtorboard.reading.structured import check, read_yaml


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told besides its samples.

    Args:
        samples: sample sheet; ``outdir``: folder of the results; both as given, relative to where the run is.
        region: ``US``, ``EU`` or ``OTHER``.
        report_date: the day that the reports speak of; nothing reads a clock.
        reference: FASTA by build, only those that are given.
        accepted_filters: FILTER values that are interpreted beside PASS and ``.``.
        thresholds: limits of classification, allelic state and absence.
        assays: file with the assays that the sheet may name.
        chunk_size: samples a job, or ``auto``.
        formats: of ``json``, ``html``, ``tsv``.
        only: sample ids to work; empty for all.
        lang: language of the reports' texts.
    """

    samples: Path
    outdir: Path
    region: str
    report_date: dt.date
    reference: Mapping[Build, Path]
    accepted_filters: frozenset[str]
    thresholds: Thresholds
    assays: Path
    chunk_size: int | Literal["auto"]
    formats: tuple[str, ...]
    only: tuple[str, ...]
    lang: str


def load_settings(source: Mapping[str, Any] | Path) -> Settings:
    """Check a configuration and fill in the defaults.

    Args:
        source: the mapping that Snakemake read, or the path of a YAML file.

    Raises:
        ConfigError: the file cannot be read, or is not YAML.
        Problems: unknown keys, missing keys and unusable values, all together.
    """
    if isinstance(source, Path):
        where, document = source.name, read_yaml(source, ConfigError)
    else:
        where, document = "configuration", plain(source)
    todo = "Correct the key or remove it; config/README.md lists all keys"
    problems = check(document, "config", where, ConfigError, unknown_todo=todo)
    if problems:
        raise Problems(problems)
    assert isinstance(document, dict)  # noqa: S101 - the schema says so; this tells the type checker
    return _settings(complete(document))


def _settings(document: dict[str, Any]) -> Settings:
    return Settings(
        samples=Path(document["samples"]),
        outdir=Path(document["outdir"]),
        region=document["region"],
        report_date=dt.date.fromisoformat(document["report_date"]),
        reference={Build(build): Path(path) for build, path in document["reference"].items() if path},
        accepted_filters=frozenset(document["accepted_filters"]),
        thresholds=Thresholds(**document["thresholds"]),
        assays=Path(document["assays"]),
        chunk_size=document["chunk_size"],
        formats=tuple(document["formats"]),
        only=tuple(str(sample) for sample in document["only"]),
        lang=document["lang"],
    )
