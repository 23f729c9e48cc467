"""``mtorboard run``: one file of one or many tumours to reports."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from mtorboard.cli.settings import formats_of, settings_of
from mtorboard.errors import ConfigError, InputError, MtorboardError, Problems
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.callability.assays import find_assay
from mtorboard.reading.config import Settings
from mtorboard.reading.kind import kind_of
from mtorboard.reading.tumourtype import known_tumour_type
from mtorboard.report.files import write_report
from mtorboard.run.context import Context
from mtorboard.run.interpret import Document, document_of, read_samples, read_whole_maf
from mtorboard.schemas import load_schema

Tumour = tuple[SampleSpec, Document]


def execute(options: argparse.Namespace) -> int:
    """Write the reports and print one line a sample; return 0, or 1 when some of several tumours failed.

    Raises:
        MtorboardError: bad options, or a file that cannot be used for its only sample; nothing is written then.
    """
    context = Context(_settings(options))
    one = _row(options)
    tumours = _several(one, context) if _holds_several(one) else _single(one, context)
    statuses = []
    for spec, document in tumours:
        folder = context.settings.outdir / spec.sample
        write_report(document, folder, context.settings.formats, context.knowledge.rulebase)
        statuses.append(document["status"])
        print(f"{spec.sample}\t{document['status']}\t{_headline(document)}\t{folder}")
    return 0 if all(status == "OK" for status in statuses) else 1


def _settings(options: argparse.Namespace) -> Settings:
    reference = {}
    if options.fasta:
        if not options.build:
            raise ConfigError(
                "--fasta needs --build",
                why="A FASTA does not say which build it is",
                todo="add --build GRCh37 or --build GRCh38",
            )
        reference = {options.build: str(options.fasta)}
    formats = formats_of(options.formats, ())
    return settings_of(
        options,
        samples=str(options.file),  # the file stands in for the sheet, which this command does not need
        outdir=str(options.outdir),
        reference=reference or None,
        formats=list(formats) or None,
    )


def _row(options: argparse.Namespace) -> SampleSpec:
    """The options as a row of a sheet; ``sample`` is empty where they do not name it."""
    return SampleSpec(
        sample=options.sample or "",
        variants=options.file,
        tumor=options.tumor,
        normal=options.normal,
        build=Build(options.build) if options.build else None,
        tumour_type=options.tumour_type,
        purity=options.purity,
        clinical=options.clinical,
        copy_number=options.copy_number,
        callable_bed=options.callable,
        structural=options.structural,
        assay=options.assay,
    )


def _holds_several(one: SampleSpec) -> bool:
    """Whether every tumour of a MAF is asked for; what is wrong with the file is told with all else, later."""
    if one.sample or one.tumor:
        return False
    with suppress(MtorboardError):
        return kind_of(one.variants) == "maf"
    return False


def _single(one: SampleSpec, context: Context) -> Iterator[Tumour]:
    """Interpret the file's only sample; an error is raised, as there is nothing else to save."""
    from mtorboard.reading.preflight import check  # noqa: PLC0415 - a MAF of many does without

    name = one.variants.name.split(".", 1)[0]
    with suppress(MtorboardError):
        if kind_of(one.variants) == "maf":
            name = one.tumor or name
    one = replace(one, sample=one.sample or name)
    _require_ids([one.sample], one)
    types = context.knowledge.rulebase.tumour_types
    problems = check([one], context.settings, known_tumour_types=types).problems
    if problems:
        raise Problems(list(problems))
    for spec, read in read_samples(one.variants, [one], context):
        yield spec, document_of(spec, read, context, alone=True)


def _several(one: SampleSpec, context: Context) -> Iterator[Tumour]:
    """Interpret every tumour of a MAF; what the options say must hold for all of them."""
    _require_common(one, context)
    found = read_whole_maf(one.variants, one, context)
    if not found:
        raise InputError(
            "holds no tumour",
            where=one.variants.name,
            why="There is nothing to report",
            todo="check the file",
        )
    _require_ids(found, one)
    for barcode, read in sorted(found.items()):
        spec = replace(one, sample=barcode, tumor=barcode)
        yield spec, document_of(spec, read, context)


def _require_common(one: SampleSpec, context: Context) -> None:
    """Refuse what would be wrong for every tumour of a MAF, or is true of one patient alone."""
    given = {
        "--clinical": one.clinical,
        "--copy-number": one.copy_number,
        "--structural": one.structural,
        "--purity": one.purity,
    }
    problems: list[MtorboardError] = [
        ConfigError(
            f"{option} cannot hold for every tumour of a MAF",
            where=one.variants.name,
            why="It is a fact of one patient",
            todo="name the tumour with --tumor, or write a sample sheet",
        )
        for option, value in given.items()
        if value is not None
    ]
    every = replace(one, sample="(every)")
    steps: tuple[Callable[[], object], ...] = (
        lambda: known_tumour_type(every, Clinical(), context.knowledge.rulebase.tumour_types),
        lambda: find_assay(every, context.assays),
    )
    for step in steps:
        try:
            step()
        except MtorboardError as problem:
            problems.append(problem)
    if problems:
        raise Problems(problems)


def _require_ids(names: Iterable[str], one: SampleSpec) -> None:
    """Check that each id can be a folder's name.

    Raises:
        Problems: those that cannot.
    """
    rule = load_schema("samples")["properties"]["sample"]
    taken = rule.get("not", {}).get("enum", ())
    unfit = [name for name in names if not re.fullmatch(rule["pattern"], name) or name in taken]
    if unfit:
        raise Problems(
            [
                ConfigError(
                    f"'{name}' cannot be a sample id",
                    where=one.variants.name,
                    why="It names a folder of the results",
                    todo="give --sample with letters, digits, '.', '_' and '-' (a MAF's tumour also needs --tumor)",
                )
                for name in unfit
            ]
        )


def _headline(document: dict[str, object]) -> str:
    assessment = document["assessment"]
    return assessment["headline"]["code"] if isinstance(assessment, dict) else "-"
