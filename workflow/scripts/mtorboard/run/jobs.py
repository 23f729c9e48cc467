"""The workflow's jobs as plain functions: values and paths in, files out. Snakemake's scripts call these."""

from __future__ import annotations

import csv
import datetime as dt
import logging
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mtorboard.errors import Problems
from mtorboard.knowledge import load, resources_root
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.ruleset import ENGLISH
from mtorboard.provenance import file_digest
from mtorboard.reading.config import load_settings
from mtorboard.reading.sheet import read_sheet
from mtorboard.report.files import JSON_NAME, language_of, read_report, write_atomically, write_report
from mtorboard.run.context import Context
from mtorboard.run.interpret import interpret

LOG = logging.getLogger(__name__)
_COLUMNS = ("sample", "status", "report_sha256")


def check_inputs(settings: Mapping[str, Any], output: Path) -> None:
    """Write the preflight report of a whole run; problems of single samples do not stop it.

    Raises:
        Problems: the configuration or the sheet cannot be used.
    """
    from mtorboard.reading.preflight import check  # noqa: PLC0415 - only this job needs it

    context = Context(load_settings(settings))
    known = context.knowledge.rulebase.tumour_types
    report = check(read_sheet(context.settings.samples), context.settings, known_tumour_types=known)
    write_atomically(output, report.to_json())
    failing = sum(bool(sample.problems) for sample in report.samples)
    LOG.info("%d samples checked, %d with problems", len(report.samples), failing)
    if report.run:
        raise Problems(list(report.run))


def interpret_chunk(settings: Mapping[str, Any], samples: Collection[str], manifest: Path) -> None:
    """Write report.json of each sample of a chunk, and the chunk's manifest.

    Args:
        settings: the configuration as Snakemake read it.
        samples: ids of the chunk.
        manifest: file to write; reports go to ``outdir/{sample}``.
    """
    context = Context(load_settings(settings))
    specs = [spec for spec in read_sheet(context.settings.samples) if spec.sample in set(samples)]
    rows = []
    for spec, document in interpret(specs, context):
        folder = context.settings.outdir / spec.sample
        write_report(document, folder, ("json",), context.knowledge.rulebase)
        rows.append((spec.sample, document["status"], file_digest(folder / JSON_NAME)))
        LOG.info("%s\t%s", spec.sample, document["status"])
    _write_manifest(manifest, rows)


def render_chunk(interpreted: Path, outdir: Path, formats: Collection[str], manifest: Path) -> None:
    """Render every report that a chunk's manifest lists, from its report.json alone.

    Raises:
        ReportError: a report is missing or does not follow the schema.
    """
    rows = []
    for row in _read_manifests([interpreted]):
        folder = outdir / row["sample"]
        document = read_report(folder / JSON_NAME)
        write_report(document, folder, formats, _knowledge(language_of(document)).rulebase)
        rows.append((row["sample"], row["status"], row["report_sha256"]))
    _write_manifest(manifest, rows)


def summarise_cohort(
    manifests: Iterable[Path], outdir: Path, formats: Collection[str], table: Path, page: Path, maf: Path
) -> None:
    """Write the cohort's table, page and MAF in one pass over the reports that the manifests list.

    One report is in memory at a time. A report that is not as its manifest noted it is FAILED in the cohort. The
    page is in the language of the reports, in English where they are of several.

    Args:
        formats: of the samples' reports; the page links to those that are pages.
    """
    # Only this job needs them.
    from mtorboard.cohort.html import render_cohort_html  # noqa: PLC0415
    from mtorboard.cohort.maf import cohort_maf  # noqa: PLC0415
    from mtorboard.cohort.page import cohort_sample  # noqa: PLC0415
    from mtorboard.cohort.reading import Stored, Unreadable, read_documents  # noqa: PLC0415
    from mtorboard.cohort.table import write_cohort_tsv, write_text  # noqa: PLC0415

    listed = sorted((row["sample"], row["report_sha256"]) for row in _read_manifests(manifests))
    samples, languages = [], set()
    with cohort_maf(maf) as variants:
        for document in read_documents(Stored(outdir / name / JSON_NAME, sha256) for name, sha256 in listed):
            samples.append(cohort_sample(document))
            if isinstance(document, Unreadable):
                LOG.warning("%s\tFAILED here: its report.json cannot be used", document.sample)
            else:
                variants.add(document)
                languages.add(language_of(document))
    knowledge = _knowledge(languages.pop() if len(languages) == 1 else ENGLISH)
    link = "../{sample}/report.html" if "html" in formats else None
    arms = {symbol: str(gene.arm or "") for symbol, gene in knowledge.tables.genes.items()}
    write_cohort_tsv((sample.row for sample in samples), table)
    write_text(page, render_cohort_html(samples, knowledge.rulebase.texts, gene_arms=arms, report_link=link))


def check_run(manifests: Iterable[Path], status: Path) -> None:
    """Write the status of every sample when all are done; otherwise name the failed ones and exit with 1."""
    rows = sorted(_read_manifests(manifests), key=lambda row: row["sample"])
    failed = [row["sample"] for row in rows if row["status"] != "OK"]
    if failed:
        names = ", ".join(failed)
        print(
            f"\nmtorboard: {len(failed)} of {len(rows)} samples FAILED: {names}\n"
            "Each has a report.html that says why; the other samples are done.\n",
            file=sys.stderr,
        )
        sys.exit(1)
    _write_manifest(status, ((row["sample"], row["status"], row["report_sha256"]) for row in rows))


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


def _write_manifest(path: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    """Write sample, status and digest of report.json, sorted by sample."""
    lines = ["\t".join(row) for row in (_COLUMNS, *sorted(rows))]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, "\n".join(lines) + "\n")


def _read_manifests(paths: Iterable[Path]) -> Iterator[dict[str, str]]:
    for path in paths:
        with path.open(encoding="utf-8", newline="") as handle:
            yield from csv.DictReader(handle, delimiter="\t")
