"""The way of the data for one tumour: variants as read -> report document. Every step is a call of one room."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mtorboard.allelic import complete, genes_with_copy_number
from mtorboard.classify import classify
from mtorboard.errors import InputError, MtorboardError
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Segment
from mtorboard.model.sample import FunnelStep, InputFile, SampleSpec
from mtorboard.model.state import PathwayState
from mtorboard.model.variant import AnnotatedVariant
from mtorboard.pathway import pathway_state
from mtorboard.provenance import file_digest
from mtorboard.reading.callability import read_coverage
from mtorboard.reading.clinical import read_clinical
from mtorboard.reading.copynumber import read_segments
from mtorboard.reading.kind import kind_of
from mtorboard.reading.maf import read_maf
from mtorboard.reading.result import ReadResult
from mtorboard.reading.tumourtype import known_tumour_type
from mtorboard.reading.vcf import read_vcf
from mtorboard.report.document import SampleFacts, build_report, failed_report
from mtorboard.run.context import Context
from mtorboard.suggest import assess

LOG = logging.getLogger(__name__)
Document = dict[str, Any]
Read = ReadResult | MtorboardError
"""A tumour as read, or the reason why it could not be."""


def interpret(specs: Iterable[SampleSpec], context: Context) -> Iterator[tuple[SampleSpec, Document]]:
    """Interpret the samples of a sheet, each file read once; one that cannot be worked yields a FAILED document.

    Args:
        specs: rows of the sheet; those of one MAF may be many.
        context: what the run shares.

    Yields:
        Row and document; the samples of one file come together.
    """
    by_file: dict[Path, list[SampleSpec]] = {}
    for spec in specs:
        by_file.setdefault(spec.variants, []).append(spec)
    for path, rows in by_file.items():
        for spec, read in read_samples(path, rows, context):
            yield spec, document_of(spec, read, context)


def document_of(spec: SampleSpec, read: Read, context: Context, *, alone: bool = False) -> Document:
    """Return the document of one tumour as read: OK, or FAILED with the reason.

    Args:
        alone: hand an input's error on instead, where there is no other sample to go on with.

    Raises:
        MtorboardError: only with ``alone``.
    """
    build = None if isinstance(read, MtorboardError) else read.build
    try:
        if isinstance(read, MtorboardError):
            raise read
        return interpret_sample(spec, read, context)
    except MtorboardError as error:
        if alone:
            raise
        return _failed(spec, error, context, build)
    except Exception as error:
        # A defect in our code must not take the other samples with it. The message may hold
        # clinical content, so the log gets the kind and the place alone.
        LOG.exception("sample %s: %s at %s", spec.sample, type(error).__name__, _place(error), exc_info=False)
        return _failed(spec, _defect(spec, error), context, build)


def interpret_sample(spec: SampleSpec, read: ReadResult, context: Context) -> Document:
    """Return the report document of one tumour.

    Args:
        spec: its row of the sheet.
        read: its variants, normalised, on ``read.build``.
        context: what the run shares.

    Raises:
        InputError: a sidecar, copy-number or callability file cannot be used, or the tumour type is unknown.
    """
    settings = context.settings
    clinical = read_clinical(spec.clinical, report_date=settings.report_date) if spec.clinical else Clinical()
    tumour_type = known_tumour_type(spec, clinical, context.knowledge.rulebase.tumour_types)
    segments = read_segments(spec.copy_number, read.build) if spec.copy_number else None
    alterations, named = _classified(read, context)
    pathway = _pathway(spec, read.build, alterations, segments, clinical, context)
    assessment = assess(
        pathway,
        clinical,
        tumour_type=tumour_type,
        region=settings.region,
        report_date=settings.report_date,
        rulebase=context.knowledge.rulebase,
        tables=context.tables,
    )
    texts = context.knowledge.rulebase.texts
    return build_report(
        _facts(spec, read.build, tumour_type),
        context.run_facts,
        pathway=pathway,
        assessment=assessment,
        funnel=(*read.funnel, named),
        limits=_limits(texts),
        notes=read.notes,
    )


def read_samples(
    path: Path, specs: Sequence[SampleSpec], context: Context
) -> Iterator[tuple[SampleSpec, Read]]:
    """Read one file for the samples that name it; an error is handed over as a value, so that it stays theirs."""
    try:
        if kind_of(path) == "maf":
            yield from _read_maf_rows(path, specs, context)
            return
    except MtorboardError as error:
        yield from ((spec, error) for spec in specs)
        return
    for spec in specs:
        yield spec, _read_vcf(spec, context)


def read_whole_maf(path: Path, spec: SampleSpec, context: Context) -> Mapping[str, Read]:
    """Read every tumour of a MAF, by barcode; ``spec.build`` holds where the file does not say its build."""
    return _read_maf(path, None, spec.build, context)


def _read_maf_rows(
    path: Path, specs: Sequence[SampleSpec], context: Context
) -> Iterator[tuple[SampleSpec, Read]]:
    by_barcode = {spec.tumor or spec.sample: spec for spec in reversed(specs)}
    found = _read_maf(path, by_barcode, None, context)
    for spec in specs:
        barcode = spec.tumor or spec.sample
        first = by_barcode[barcode].sample
        yield spec, found[barcode] if first == spec.sample else _same_barcode(spec, first)


def _read_maf(
    path: Path, samples: Mapping[str, SampleSpec] | None, build: Build | None, context: Context
) -> Mapping[str, Read]:
    panel = context.panel
    return read_maf(
        path,
        samples=samples,
        build=build,
        loci_by_build=panel.loci,
        transcripts_by_build=panel.transcripts,
        reference_by_build=panel.references,
        settings=context.read_settings,
    )


def _read_vcf(spec: SampleSpec, context: Context) -> Read:
    panel = context.panel
    try:
        return read_vcf(
            spec,
            loci_by_build=panel.loci,
            transcripts_by_build=panel.transcripts,
            reference_by_build=panel.references,
            settings=context.read_settings,
        )
    except MtorboardError as error:
        return error


def _same_barcode(spec: SampleSpec, other: str) -> InputError:
    return InputError(
        f"names the same tumour of the MAF as sample {other}",
        where=f"sample {spec.sample}",
        why="One tumour would be reported under two ids",
        todo="give each row its own barcode in the column 'tumor'",
    )


def _classified(read: ReadResult, context: Context) -> tuple[tuple[Alteration, ...], FunnelStep]:
    """Name and judge every variant; one that touches no pinned transcript is counted, not dropped in silence."""
    named = context.namer(read.build).name_all(read.variants)
    thresholds = context.settings.thresholds
    alterations = tuple(
        classify(AnnotatedVariant(variant, name), context.tables, thresholds) for variant, name in named
    )
    outside = len(read.variants) - len(named)
    reasons = {"outside the pinned transcripts": outside} if outside else {}
    return alterations, FunnelStep(
        "alleles named on a pinned transcript", len(read.variants), len(named), reasons
    )


def _pathway(
    spec: SampleSpec,
    build: Build,
    alterations: tuple[Alteration, ...],
    segments: tuple[Segment, ...] | None,
    clinical: Clinical,
    context: Context,
) -> PathwayState:
    tables, thresholds = context.tables, context.settings.thresholds
    transcripts = tables.transcripts[build]
    other = next(values for other, values in tables.transcripts.items() if other is not build)
    completed = complete(
        alterations,
        segments=segments,
        purity=spec.purity,
        clinical=clinical,
        genes=tables.genes,
        transcripts=transcripts,
        thresholds=thresholds,
    )
    coverage = read_coverage(spec, transcripts, context.hotspots, context.assays, other_build=other)
    return pathway_state(
        completed,
        coverage,
        tables,
        thresholds,
        copy_number_genes=genes_with_copy_number(segments, transcripts),
    )


def _limits(texts: Mapping[str, Any]) -> list[str]:
    """What no report of this version can say: the standing statements, then rules and parts not evaluated."""
    limits = texts["limits"]
    rules = [limits["not_yet_line"].format(**row) for row in limits["rules_not_yet"]]
    parts = [f"{row['rule']}: {row['reason']}" for row in limits["partial"]]
    return [*limits["statements"], *rules, *parts]


def _facts(spec: SampleSpec, build: Build | None, tumour_type: str | None) -> SampleFacts:
    named = {
        "variants": spec.variants,
        "clinical": spec.clinical,
        "copy_number": spec.copy_number,
        "callable": spec.callable_bed,
    }
    inputs = [
        InputFile(role, path.name, file_digest(path))
        for role, path in named.items()
        if path and path.is_file()
    ]
    return SampleFacts(spec.sample, build, tumour_type, spec.purity, inputs)


def _failed(
    spec: SampleSpec, error: MtorboardError, context: Context, build: Build | None = None
) -> Document:
    return failed_report(_facts(spec, build or spec.build, spec.tumour_type), context.run_facts, [error])


def _place(error: BaseException) -> str:
    """File and line at which an unexpected error was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "unknown place"


def _defect(spec: SampleSpec, error: Exception) -> InputError:
    return InputError(
        f"unexpected {type(error).__name__} at {_place(error)}",
        where=f"sample {spec.sample}",
        why="This is a defect of mtorboard, not of the input; no report was made",
        todo="report it with the version and this line",
    )
