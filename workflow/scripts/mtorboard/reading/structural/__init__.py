"""Structural variants of a tumour, from the VCF of Manta, GRIDSS, Delly or Sniffles, or among small variants.

``docs/structural.md`` says what is taken from where. Positions are 1-based, on contigs without ``chr``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pysam

from mtorboard.errors import InputError
from mtorboard.knowledge.transcripts import Locus
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.build import detect_build
from mtorboard.reading.columns import Columns, choose_columns
from mtorboard.reading.record import parse_record
from mtorboard.reading.result import ReadSettings, StructuralCalls
from mtorboard.reading.structural.reader import StructuralReader
from mtorboard.reading.vcffile import VcfHeader, header_of, open_vcf, unreadable

__all__ = ["check_structural", "merged", "read_structural"]


def read_structural(
    path: Path, spec: SampleSpec, build: Build, *, loci: Sequence[Locus], settings: ReadSettings
) -> StructuralCalls:
    """Read the structural variants of one tumour from a VCF or BCF, whole: either end may lie on the panel.

    Args:
        path: plain, gzipped or BCF; no index is needed.
        spec: its ``tumor`` and ``normal`` choose the columns where the file has them.
        build: build of the sample; the file must be on it.
        loci: the panel (0-based half-open) on that build.
        settings: accepted filters and what a normal must show.

    Raises:
        InputError: the file is missing, truncated, malformed or no VCF.
        BuildError: the file is on another build.
        TumourColumnError: the tumour's column cannot be told, or looks like that of the normal.
    """
    where = f"sample {spec.sample}, {path.name}"
    with _opened(path, where) as file:
        header = header_of(file)
        columns = _columns(header, spec, build, where)
        reader = StructuralReader.of(header, columns, build, loci, settings)
        try:
            for line in map(str, file):
                record = parse_record(line, header.columns, (columns.tumour, columns.normal))
                for index in range(len(record.alts)):
                    reader.see(record, index)
        except (OSError, ValueError) as error:
            raise unreadable(path, OSError(f"truncated: {error}")) from error
    reader.guard.check(columns.tumour, where=where)
    return reader.calls(_note(reader.source, columns.tumour, spec))


def merged(first: StructuralCalls, second: StructuralCalls | None) -> StructuralCalls:
    """Join two files' structural variants; a junction that both hold is the first's."""
    if second is None:
        return first
    places = {tuple((end.contig, end.pos) for end in item.ends) for item in first.variants}
    new = [v for v in second.variants if tuple((end.contig, end.pos) for end in v.ends) not in places]
    return StructuralCalls(
        (*first.variants, *new), (*first.funnel, *second.funnel), (*first.notes, *second.notes)
    )


def check_structural(path: Path, spec: SampleSpec, build: Build) -> None:
    """Look at the head of a file of structural variants; raises as :func:`read_structural` does."""
    where = f"sample {spec.sample}, {path.name}"
    with _opened(path, where) as file:
        _columns(header_of(file), spec, build, where)


def _opened(path: Path, where: str) -> AbstractContextManager[pysam.VariantFile]:
    if not path.exists():
        raise InputError("no such file", where=where, todo="correct the path of the structural variants")
    return open_vcf(path)


def _columns(header: VcfHeader, spec: SampleSpec, build: Build, where: str) -> Columns:
    """Choose the columns; a name that this caller does not use leaves it to what the file itself says."""
    detect_build(header.lines, build, where=where)
    tumor, normal = (name if name in header.columns else None for name in (spec.tumor, spec.normal))
    return choose_columns(header.columns, tumor, normal, header.lines, where=where)


def _note(source: str, column: str | None, spec: SampleSpec) -> str:
    called = (
        f" The tumour's column is called {column}." if column not in (None, spec.tumor, spec.sample) else ""
    )
    return (
        f"Structural variants ({source}) were read. They add findings; that none was found proves no absence."
        f"{called}"
    )
