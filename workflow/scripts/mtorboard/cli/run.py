"""``mtorboard run``: one file of one or many tumours to reports."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mtorboard.cli.settings import formats_of, settings_of
from mtorboard.errors import ConfigError, MtorboardError
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.config import Settings
from mtorboard.reading.kind import kind_of
from mtorboard.reading.schemas import load_schema
from mtorboard.report.files import write_report
from mtorboard.run.context import Context
from mtorboard.run.interpret import Read, document_of, read_samples, read_whole_maf


def execute(options: argparse.Namespace) -> int:
    """Write the reports and print one line a sample; return 0, or 1 when some of several tumours failed.

    Raises:
        MtorboardError: bad options, or a file that cannot be used for its only sample; nothing is written then.
    """
    context = Context(_settings(options))
    statuses = []
    for spec, read in _samples(options, context):
        document = document_of(spec, read, context)
        folder = context.settings.outdir / spec.sample
        write_report(document, folder, context.settings.formats, context.knowledge.rulebase)
        statuses.append(document["status"])
        print(f"{spec.sample}\t{document['status']}\t{_headline(document)}\t{folder}")
    return 0 if all(status == "OK" for status in statuses) else 1


def _settings(options: argparse.Namespace) -> Settings:
    reference = {}
    if options.fasta:
        if not options.build:
            raise ConfigError("--fasta needs --build", why="A FASTA does not say which build it is")
        reference = {options.build: str(options.fasta)}
    formats = formats_of(options.formats, ()) or None
    return settings_of(
        options,
        samples=str(options.file),  # the file stands in for the sheet, which this command does not need
        outdir=str(options.outdir),
        reference=reference or None,
        formats=list(formats) if formats else None,
    )


def _samples(options: argparse.Namespace, context: Context) -> Iterator[tuple[SampleSpec, Read]]:
    """Yield what the file holds; an error of the only sample is raised, as there is nothing else to save."""
    if options.purity is not None and not 0 < options.purity <= 1:
        raise ConfigError("--purity lies outside 0 to 1", todo="give the tumour cell fraction, e.g. 0.6")
    path: Path = options.file
    one = SampleSpec(
        sample=options.sample or options.tumor or "",
        variants=path,
        tumor=options.tumor,
        normal=options.normal,
        build=Build(options.build) if options.build else None,
        tumour_type=options.tumour_type,
        purity=options.purity,
        clinical=options.clinical,
        copy_number=options.copy_number,
        callable_bed=options.callable,
        assay=options.assay,
    )
    if kind_of(path) == "maf" and not one.sample:
        for barcode, read in sorted(read_whole_maf(path, one, context).items()):
            yield _with_id(replace(one, sample=barcode, tumor=barcode)), read
        return
    one = _with_id(one if one.sample else replace(one, sample=path.name.split(".", 1)[0]))
    for spec, read in read_samples(path, [one], context):
        if isinstance(read, MtorboardError):
            raise read
        yield spec, read


def _with_id(spec: SampleSpec) -> SampleSpec:
    """Return the row if its id can be a folder's name.

    Raises:
        ConfigError: it cannot.
    """
    rule = load_schema("samples")["properties"]["sample"]
    if re.fullmatch(rule["pattern"], spec.sample) and spec.sample not in rule.get("not", {}).get("enum", ()):
        return spec
    raise ConfigError(
        f"'{spec.sample}' cannot be a sample id",
        why="It names a folder of the results",
        todo="give --sample with letters, digits, '.', '_' and '-'",
    )


def _headline(document: dict[str, object]) -> str:
    assessment = document["assessment"]
    return assessment["headline"]["code"] if isinstance(assessment, dict) else "-"
