"""The way of the data for one tumour: variants as read -> report document. Every step is a call of one room."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtorboard.errors import InputError, MtorboardError, defect, place_of
from mtorboard.model.dossier import Dossier
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Coverage
from mtorboard.model.sample import FunnelStep, InputFile, SampleSpec
from mtorboard.model.variant import AnnotatedVariant
from mtorboard.reading.callability.coverage import read_coverage, without
from mtorboard.reading.clinical import clinical_of, remarks
from mtorboard.reading.kind import kind_of
from mtorboard.reading.result import NO_STRUCTURAL, ReadResult, StructuralCalls
from mtorboard.reading.tumourtype import known_tumour_type
from mtorboard.report.document import SampleFacts, build_report, failed_report
from mtorboard.report.dossier import kept
from mtorboard.run.context import Context
from mtorboard.run.judge import judge, limits_of
from mtorboard.suggest.index import rule_index
from mtorboard.suggest.sidecar import renamed

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
        LOG.exception(
            "sample %s: %s at %s", spec.sample, type(error).__name__, place_of(error), exc_info=False
        )
        return _failed(spec, defect(error, f"sample {spec.sample}"), context, build)


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
    structural = _structural(spec, read, context)
    dossier, named = _dossier(spec, read, context)
    dossier = replace(dossier, structural=structural.variants if structural else None)
    judged = judge(
        dossier,
        context.knowledge,
        thresholds=settings.thresholds,
        region=settings.region,
        report_date=settings.report_date,
    )
    return build_report(
        _facts(spec, read.build, dossier.tumour_type, context),
        context.run_facts,
        pathway=judged.pathway,
        assessment=judged.assessment,
        funnel=(*read.funnel, named, *(structural.funnel if structural else ()), *judged.structural),
        limits=limits_of(context.knowledge.rulebase.texts),
        notes=(
            *read.notes,
            *_of_specimen(dossier.clinical.specimen, context),
            *remarks(dossier.clinical),
            *(dossier.copy_number.notes if dossier.copy_number else ()),
            *(structural.notes if structural else (NO_STRUCTURAL,)),
        ),
        read=kept(dossier, context.panel.loci[read.build], context.hotspots),
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
    from mtorboard.reading.maf import read_maf  # noqa: PLC0415 - a run of VCFs does without

    panel = context.panel
    return read_maf(
        path,
        samples=samples,
        build=build,
        loci_by_build=panel.loci,
        transcripts_by_build=panel.transcripts,
        reference_by_build=panel.references,
        settings=context.read_settings,
        split=context.split_of(path),
    )


def _read_vcf(spec: SampleSpec, context: Context) -> Read:
    from mtorboard.reading.vcf import read_vcf  # noqa: PLC0415 - a run of MAFs does without

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


def _dossier(spec: SampleSpec, read: ReadResult, context: Context) -> tuple[Dossier, FunnelStep]:
    """Read what lies beside the variants and name these; one on no pinned transcript is counted, not hidden."""
    settings = context.settings
    drugs = rule_index(context.knowledge.rulebase, context.tables).drugs
    clinical = renamed(clinical_of(spec, settings.report_date), drugs.shown)  # a report holds no dose
    tumour_type = known_tumour_type(spec, clinical, context.knowledge.rulebase.tumour_types)
    copy_number = None
    if spec.copy_number:
        from mtorboard.reading.copynumber import read_copy_number  # noqa: PLC0415 - many samples have none

        copy_number = read_copy_number(
            spec.copy_number, read.build, spec, settings.thresholds, context.tables.genes
        )
    named = context.namer(read.build).name_all(read.variants)
    outside = len(read.variants) - len(named)
    step = FunnelStep(
        "alleles named on a pinned transcript",
        len(read.variants),
        len(named),
        {"outside the pinned transcripts": outside} if outside else {},
    )
    variants = tuple(AnnotatedVariant(variant, name) for variant, name in named)
    coverage = _coverage(spec, read.build, context, clinical.specimen)
    coverage = without(coverage, read.unread, context.tables.transcripts[read.build])
    return Dossier(read.build, variants, coverage, clinical, tumour_type, spec.purity, copy_number), step


def _structural(spec: SampleSpec, read: ReadResult, context: Context) -> StructuralCalls | None:
    """Structural variants of the sheet's file and of the variants' own; ``None`` where there are neither."""
    if spec.structural is None:
        return read.structural
    from mtorboard.reading.structural import merged, read_structural  # noqa: PLC0415 - most samples have none

    loci, settings = context.panel.loci[read.build], context.read_settings
    return merged(
        read_structural(spec.structural, spec, read.build, loci=loci, settings=settings), read.structural
    )


def _coverage(spec: SampleSpec, build: Build, context: Context, specimen: str | None) -> Coverage:
    by_build = context.tables.transcripts
    return read_coverage(
        spec,
        by_build[build],
        context.hotspots,
        context.assays if spec.assay else {},  # the file is read for whom it concerns
        thresholds=context.settings.thresholds,
        other_build=next(values for other, values in by_build.items() if other is not build),
        specimen=specimen,
    )


def _of_specimen(specimen: str | None, context: Context) -> tuple[str, ...]:
    """What there is to say of a whole report because of what was sequenced."""
    text = context.knowledge.rulebase.texts["specimens"].get(specimen)
    return (text,) if text else ()


def _facts(spec: SampleSpec, build: Build | None, tumour_type: str | None, context: Context) -> SampleFacts:
    named = {
        "variants": spec.variants,
        "clinical": spec.clinical,
        "copy_number": spec.copy_number,
        "callable": spec.callable_bed,
        "structural": spec.structural,
    }
    inputs = [
        InputFile(role, path.name, context.digest(path))
        for role, path in named.items()
        if path and path.is_file()
    ]
    return SampleFacts(spec.sample, build, tumour_type, spec.purity, inputs)


def _failed(
    spec: SampleSpec, error: MtorboardError, context: Context, build: Build | None = None
) -> Document:
    facts = _facts(spec, build or spec.build, spec.tumour_type, context)
    return failed_report(facts, context.run_facts, [error])
