"""From any file that says what was looked at to what it says of each base, with bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mtorboard.errors import BuildError
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.callability.bases import NOT_SAID, Bases
from mtorboard.reading.callability.formats import (
    LOOKED_AT,
    MEASURED,
    SORTED,
    Format,
    Table,
    is_row,
    recognise,
)
from mtorboard.reading.callability.lines import (
    Place,
    fetch,
    head_of,
    index_of,
    stream,
    unknown_contigs,
    unusable,
)
from mtorboard.reading.contigs import assemblies, plain_contig
from mtorboard.reading.spans import Spans

_REFSEQ = re.compile(r"NC_[0-9]+\.[0-9]+", re.ASCII)
_VCF = (b"##fileformat=VCF", b"BCF")


def read_bases(path: Path, spec: SampleSpec, build: Build, spans: Spans, quality: int) -> Bases | None:
    """Read what a file says of the bases in some spans (0-based half-open, by plain contig).

    Args:
        path: a table that :func:`~mtorboard.reading.callability.formats.recognise` knows, or a gVCF; plain,
            gzipped, or with a tabix index. Contigs as ``chr12``, ``12`` or RefSeq accession.
        spec: the sample, for the tumour's column of a gVCF.
        build: build of the sample, which the file must be on.
        quality: Phred quality under which a gVCF's reference call is not callable.

    Returns:
        ``None`` for a file of means, which says nothing of single bases.

    Raises:
        InputError: the file cannot be read, or is none of these.
        BuildError: an accession of a contig, or a position beyond a contig's end, belongs to another build.
    """
    head = head_of(path)
    if head.startswith(_VCF):
        from mtorboard.reading.callability.gvcf import read_blocks  # noqa: PLC0415 - few need it

        bases = Bases(spans, measured=True)
        read_blocks(path, bases, tumor=spec.tumor, normal=spec.normal, quality=quality)
        return bases
    table = recognise(path, _text(head, path))
    rows = _Rows(table, build)
    if table.kind is Format.MEANS:
        _check_head(head, rows)
        return None
    bases = Bases(spans, measured=table.kind in MEASURED)
    for contig, start0, end0, line, number in rows.of(_lines(table, spans, build)):
        if contig in spans and (value := table.value(line, number)) != NOT_SAID:
            bases.add(contig, start0, end0, value)
    rows.check_names()
    return bases


def check_callable(spec: SampleSpec, build: Build) -> None:
    """Look at the first lines of a sample's file, if it has one.

    Raises:
        InputError: it cannot be read, or is nothing that says what was looked at.
        BuildError: it belongs to another build, as far as its first lines tell.
    """
    if spec.callable_bed is None:
        return
    head = head_of(spec.callable_bed)
    if head.startswith(_VCF):
        from mtorboard.reading.callability.gvcf import tumour_column  # noqa: PLC0415 - few need it
        from mtorboard.reading.vcffile import open_vcf  # noqa: PLC0415

        with open_vcf(spec.callable_bed) as file:
            tumour_column(file, spec.callable_bed, spec.tumor, spec.normal)
        return
    _check_head(head, _Rows(recognise(spec.callable_bed, _text(head, spec.callable_bed)), build))


def _check_head(head: bytes, rows: _Rows) -> None:
    lines = _text(head, rows.table.path).splitlines()
    for _, _, _, line, number in rows.of(enumerate(lines[:LOOKED_AT], start=1)):
        rows.table.value(line, number)
    if len(lines) < LOOKED_AT:
        rows.check_names()


def _text(head: bytes, path: Path) -> str:
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unusable(path, "is cut short or is not text", "") from error


def _lines(table: Table, spans: Spans, build: Build) -> Iterator[tuple[int | None, str]]:
    """Lines of a table on and near the panel, with their number where it was counted."""
    if index := index_of(table.path):
        for line in fetch(table.path, index, spans, assemblies()[build].lengths):
            yield None, line
    else:
        yield from stream(table.path, spans, table.place, ordered=table.kind in SORTED)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of a table on one build; knows the plain names of the contigs it has met."""

    table: Table
    build: Build
    _names: dict[str, str] = field(default_factory=dict)

    def of(self, lines: Iterator[tuple[int | None, str]]) -> Iterator[tuple[str, int, int, str, int | None]]:
        """Yield contig, start (0-based), end, the line itself and its number; comments are passed over."""
        lengths = assemblies()[self.build].lengths
        for number, line in lines:
            place = self.table.place(line)
            if place is None:
                if is_row(line):
                    raise self._not_a_row(number)
                continue
            contig, start0, end0 = self._plain(place)
            if not 0 <= start0 <= end0:
                raise self._not_a_row(number)
            if end0 > lengths.get(contig, end0):
                at = f"line {number}" if number else "a line"
                raise self._other_build(f"{at} lies beyond the end of its contig on {self.build}")
            yield contig, start0, end0, line, number

    def check_names(self) -> None:
        """Refuse a file none of whose contigs, among those met, is known."""
        if self._names and not assemblies()[self.build].lengths.keys() & self._names.values():
            raise unknown_contigs(self.table.path)

    def _plain(self, place: Place) -> Place:
        name = place[0]
        if name not in self._names:
            contig = plain_contig(name)
            accession = assemblies()[self.build].accessions.get(contig)
            if accession is not None and _REFSEQ.fullmatch(name) and name != accession:
                raise self._other_build(f"contig {name} is not of {self.build}")
            self._names[name] = contig
        return self._names[name], place[1], place[2]

    def _not_a_row(self, number: int | None) -> Exception:
        at = f"line {number}" if number else "a line"
        return unusable(
            self.table.path, f"{at} is not contig, start and end", "These three columns are needed at least"
        )

    def _other_build(self, what: str) -> BuildError:
        return BuildError(
            what,
            where=self.table.path.name,
            why="Its rows lie elsewhere on the build of the sample",
            todo=f"Give a file on {self.build}",
        )
