"""The workflow's jobs as plain functions: values and paths in, files out. Snakemake's scripts call these."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mtorboard.errors import Problems
from mtorboard.knowledge import load, resources_root
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.ruleset import ENGLISH
from mtorboard.provenance import file_digest
from mtorboard.reading.config import load_settings
from mtorboard.reading.mafsplit import SplitMaf
from mtorboard.reading.sheet import read_sheet
from mtorboard.report.files import (
    JSON_NAME,
    language_of,
    read_report,
    write_atomically,
    write_report,
)
from mtorboard.run.context import Context
from mtorboard.run.interpret import interpret
from mtorboard.run.manifest import Claims, Row, read_manifests

LOG = logging.getLogger(__name__)
_COLUMNS = ("sample", "status", "report_sha256")
_RENDERED = (*_COLUMNS, "formats")


def check_inputs(settings: Mapping[str, Any], output: Path, splits: Iterable[Path] = ()) -> None:
    """Write the preflight report of a whole run; problems of single samples do not stop it.

    Args:
        settings: the configuration as Snakemake read it; ``output``: file to write.
        splits: indexes of the MAFs that were laid out by tumour.

    Raises:
        Problems: the configuration or the sheet cannot be used.
    """
    from mtorboard.reading.preflight import check  # noqa: PLC0415 - only this job needs it

    context = Context(load_settings(settings))
    known = context.knowledge.rulebase.tumour_types
    report = check(
        read_sheet(context.settings.samples),
        context.settings,
        known_tumour_types=known,
        splits=_loaded(splits),
    )
    write_atomically(output, report.to_json())
    failing = sum(bool(sample.problems) for sample in report.samples)
    LOG.info("%d samples checked, %d with problems", len(report.samples), failing)
    if report.run:
        raise Problems(list(report.run))


def interpret_chunk(
    settings: Mapping[str, Any], samples: Collection[str], manifest: Path, splits: Iterable[Path] = ()
) -> None:
    """Write report.json of each sample of a chunk, and the chunk's manifest.

    Args:
        settings: the configuration as Snakemake read it.
        samples: ids of the chunk.
        manifest: file to write; reports go to ``outdir/{sample}``.
        splits: indexes of the MAFs that were laid out by tumour.
    """
    context = Context(load_settings(settings), splits=_loaded(splits))
    chosen = frozenset(samples)
    specs = [spec for spec in read_sheet(context.settings.samples) if spec.sample in chosen]
    claims = Claims(manifest, samples)
    rows: list[Row] = []
    for spec, document in interpret(specs, context):
        folder = context.settings.outdir / spec.sample
        write_report(document, folder, ("json",), context.knowledge.rulebase, keep_same=True)
        values = (spec.sample, document["status"], file_digest(folder / JSON_NAME))
        rows.append(dict(zip(_COLUMNS, values, strict=True)))
        claims.withdraw(rows[-1])
        LOG.info("%s\t%s", spec.sample, document["status"])
    _write_manifest(manifest, _COLUMNS, rows)


def render_chunk(interpreted: Path, outdir: Path, formats: Collection[str], manifest: Path) -> None:
    """Render every report that a chunk's manifest lists, from its report.json alone.

    Raises:
        ReportError: a report is missing or does not follow the schema.
    """
    samples = list(read_manifests([interpreted]))
    claims = Claims(manifest, (row["sample"] for row in samples))
    rows: list[Row] = []
    for row in samples:
        folder = outdir / row["sample"]
        document = read_report(folder / JSON_NAME)
        write_report(document, folder, formats, _knowledge(language_of(document)).rulebase, stored=True)
        rows.append(row | {"formats": ",".join(sorted(formats))})
        claims.withdraw(rows[-1])
    _write_manifest(manifest, _RENDERED, rows)


def summarise_cohort(
    manifests: Iterable[Path],
    outdir: Path,
    formats: Collection[str],
    table: Path,
    page: Path,
    maf: Path,
    processes: int = 1,
) -> None:
    """Write the cohort's table, page and MAF in one pass over the reports that the manifests list.

    One report is in memory at a time and process. A report that is not as its manifest noted it is FAILED in the
    cohort. The page is in the language of the reports, in English where they are of several.

    Args:
        formats: of the samples' reports; the page links to those that are pages.
        processes: that read reports; the files do not depend on it.
    """
    # Only this job needs them.
    from mtorboard.cohort.gather import gather_all  # noqa: PLC0415
    from mtorboard.cohort.html import render_cohort_html  # noqa: PLC0415
    from mtorboard.cohort.maf import cohort_maf  # noqa: PLC0415
    from mtorboard.cohort.reading import Stored  # noqa: PLC0415
    from mtorboard.cohort.table import write_cohort_tsv, write_text  # noqa: PLC0415

    listed = sorted((row["sample"], row["report_sha256"]) for row in read_manifests(manifests))
    samples, languages = [], set()
    with cohort_maf(maf) as variants:
        stored = [Stored(outdir / name / JSON_NAME, sha256) for name, sha256 in listed]
        for sample, rows, language in gather_all(stored, processes):
            samples.append(sample)
            variants.add(rows)
            if language is None:
                LOG.warning("%s\tFAILED here: its report.json cannot be used", sample.row.sample)
            else:
                languages.add(language)
    knowledge = _knowledge(languages.pop() if len(languages) == 1 else ENGLISH)
    link = "../{sample}/report.html" if "html" in formats else None
    arms = {symbol: str(gene.arm or "") for symbol, gene in knowledge.tables.genes.items()}
    write_cohort_tsv((sample.row for sample in samples), table)
    write_text(page, render_cohort_html(samples, knowledge.rulebase.texts, gene_arms=arms, report_link=link))


def check_run(manifests: Iterable[Path], status: Path) -> None:
    """Write the status of every sample when all are done; otherwise name the failed ones and exit with 1."""
    rows = list(read_manifests(manifests))
    failed = sorted(row["sample"] for row in rows if row["status"] != "OK")
    if failed:
        names = ", ".join(failed)
        print(
            f"\nmtorboard: {len(failed)} of {len(rows)} samples FAILED: {names}\n"
            "Each has a report.html that says why; the other samples are done.\n",
            file=sys.stderr,
        )
        sys.exit(1)
    _write_manifest(status, _COLUMNS, rows)


def lint_knowledge(report_date: str, findings: Path) -> None:
    """Write what the linter found in the tables; exit with 1 when there is an error."""
    from mtorboard.knowledge.lint import lint  # noqa: PLC0415 - only this job needs it

    found = lint(resources_root(), today=dt.date.fromisoformat(report_date))
    lines = ["severity\ttable\twhere\ttext"]
    lines += [f"{item.severity}\t{item.table}\t{item.where}\t{item.text}" for item in found]
    if any(item.severity == "error" for item in found):
        print("\n".join(lines), file=sys.stderr)
        sys.exit(1)
    write_atomically(findings, "\n".join(lines) + "\n")


@cache
def _knowledge(lang: str) -> Knowledge:
    """The knowledge, worded in a language: loaded once a job."""
    return load(lang=lang)


def _loaded(indexes: Iterable[Path]) -> list[SplitMaf]:
    return [split for split in map(SplitMaf.load, indexes) if split]


def _write_manifest(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Write the columns of rows, sorted by sample; see :mod:`mtorboard.run.manifest`."""
    lines = [columns, *sorted(tuple(row[name] for name in columns) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, "".join("\t".join(line) + "\n" for line in lines))
