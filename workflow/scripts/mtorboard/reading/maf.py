"""A MAF of one or many tumours -> normalised variants by tumour barcode, in one pass. Positions are 1-based.

A MAF writes indels without their anchor base. The key gets it from the FASTA; without one (or where the FASTA
has no base) from the GDC's column ``vcf_region``; without that too the anchor is ``N``: ``10:89717769:NA:N`` for a
deleted A at 89717770. Such a key keeps place and length but equals no curated key: there the c. name that the file
gives does the matching.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from mtorboard.errors import BuildError, InputError, TumourColumnError
from mtorboard.knowledge.transcripts import Locus, Transcript
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import ReadSupport, Variant, VariantKey
from mtorboard.reading.alleles import UNKNOWN_ANCHOR
from mtorboard.reading.build import parse_build
from mtorboard.reading.columns import SwapGuard
from mtorboard.reading.contigs import other_build, plain_contig
from mtorboard.reading.finish import finish
from mtorboard.reading.funnel import Drop, Tally
from mtorboard.reading.maflines import maf_lines, tumour_rows
from mtorboard.reading.mafrow import MafColumns, MafRow
from mtorboard.reading.mafsplit import SplitMaf
from mtorboard.reading.normalise import Call, left_align, trim
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import Panel, ReadResult, ReadSettings
from mtorboard.reading.somatic import absent_from_normal
from mtorboard.reading.spans import NearCoding
from mtorboard.reading.suggestions import did_you_mean

_BASES = frozenset("ACGT")

_build_of = lru_cache(parse_build)
"""The same few words stand in every row."""

_NO_ANCHOR = "indels without anchor base, not left-aligned: no reference FASTA gives their bases"


def read_maf(
    path: Path,
    *,
    samples: Mapping[str, SampleSpec] | None,
    build: Build | None,
    loci_by_build: Mapping[Build, Sequence[Locus]],
    transcripts_by_build: Mapping[Build, Mapping[str, Transcript]],
    reference_by_build: Mapping[Build, Reference],
    settings: ReadSettings,
    split: SplitMaf | None = None,
) -> dict[str, ReadResult | InputError]:
    """Read the tumours of a MAF, plain or gzipped.

    Args:
        samples: sheet rows by tumour barcode, which alone are read; ``None``: every barcode of the file.
        build: build of the file where neither a sheet row nor its ``NCBI_Build`` column says it.
        loci_by_build: where to look (0-based half-open).
        transcripts_by_build: transcripts by gene; by them rows are checked that name a gene of the panel.
        reference_by_build: FASTA files; with the build's own REF is checked and indels are left-aligned.
        settings: accepted filters and thresholds.
        split: the same MAF laid out by tumour; of it the rows of ``samples`` alone are read, with the same result.

    Returns:
        By barcode what was read, or the error that is this tumour's alone: rows on two builds, positions of
        the other build, REF alleles against the FASTA, a malformed row, no row at all.

    Raises:
        InputError: the file is missing, truncated or has no MAF columns.
        ReferenceError: the FASTA cannot be used.
    """
    with split.lines(samples) if split and samples else maf_lines(path) as (header, lines):
        columns = MafColumns.of(header, path.name)
        panel = Panel(loci_by_build, transcripts_by_build)
        scan = _Scan(path, columns, samples, build, panel, settings.coding_flank)
        scan.read(lines)
    for each in scan.tumours.values():
        each.make_calls(reference_by_build, settings)
    aligned = _align(scan.tumours.values(), reference_by_build)
    results: dict[str, ReadResult | InputError] = {}
    for barcode in samples or sorted(scan.tumours):
        tumour = scan.tumours.get(barcode)
        if tumour is None:
            results[barcode] = _no_row(barcode, split.tumours if split else scan.barcodes, path)
            continue
        try:
            results[barcode] = tumour.finish(transcripts_by_build, reference_by_build, settings, aligned)
        except InputError as error:
            results[barcode] = error
    return results


def _by_contig(loci: Iterable[Locus]) -> dict[str, list[tuple[int, int]]]:
    """Group loci (0-based half-open) by plain contig."""
    grouped: dict[str, list[tuple[int, int]]] = {}
    for locus in loci:
        grouped.setdefault(locus.contig, []).append((locus.start0, locus.end0))
    return grouped


def _on_other_build(panel: Panel, build: Build, gene: str, contig: str, pos: int) -> bool:
    """Whether ``pos`` (1-based) lies in ``gene`` on the other build only: a sign of a wrong build."""
    here, there = (panel.transcripts[b].get(gene) for b in (build, other_build(build)))
    if here is None or there is None or there.contig != contig:
        return False
    return there.contains(pos) and not here.contains(pos)


@dataclass(slots=True)
class _Tumour:
    """The rows of one tumour, and what is wrong with them."""

    barcode: str
    spec: SampleSpec | None
    where: str
    build: Build | None = None
    normals: set[str] = field(default_factory=set)
    rows: list[MafRow] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    records: Tally = field(default_factory=lambda: Tally("rows on the panel's loci"))
    alleles: Tally = field(default_factory=lambda: Tally("alleles that can be read"))
    displaced: int = 0
    unread: set[tuple[str, int, int]] = field(default_factory=set)
    guard: SwapGuard = field(default_factory=SwapGuard)
    error: InputError | None = None

    def settle_build(self, told: str, default: Build | None) -> Build | None:
        """Return the build of a row whose ``NCBI_Build`` is ``told``; a contradiction becomes the error."""
        declared = self.spec.build if self.spec and self.spec.build else default
        read = _build_of(told) if told else None
        if told and read is None:
            self.fail_build(f"NCBI_Build '{told}' is neither GRCh37 nor GRCh38")
        elif read and declared and read is not declared:
            self.fail_build(f"NCBI_Build says {read}, but {declared} is declared")
        found = read or declared
        if found and self.build and found is not self.build:
            self.fail_build("its rows are on two genome builds")
        if found is None:
            self.fail_build("the genome build is not known: there is no NCBI_Build and none is declared")
        self.build = self.build or found
        return self.build

    def fail_build(self, what: str) -> None:
        """Keep the first contradiction about the build."""
        self.error = self.error or BuildError(
            what,
            where=self.where,
            why="The same position is another gene on the other build",
            todo="correct NCBI_Build, or the sheet's `build` column (or --build)",
        )

    def make_calls(self, references: Mapping[Build, Reference], settings: ReadSettings) -> None:
        """Turn the rows into calls, with anchor bases from the FASTA."""
        if self.build is None:
            return
        if self.displaced * 2 > len(self.rows) + self.displaced:
            other = other_build(self.build)
            self.fail_build(f"{self.displaced} rows lie in their gene on {other}, not on {self.build}")
        reference = references.get(self.build)
        sample = self.spec.sample if self.spec else self.barcode
        rows, self.rows = self.rows, []  # a row is not needed any more once it is a call
        for row in rows:
            ref, alts = row.alleles()
            self.alleles.enter(len(alts))
            for alt in alts:
                if ref == alt or not _BASES.issuperset(ref + alt):
                    self.alleles.drop(Drop.SAME_AS_REF if ref == alt else Drop.NOT_BASES)
                    if alt == alts[0] and not row.filters(settings.accepted_filters):
                        start0 = int(row.get("start").removesuffix(".0")) - 1
                        self.unread.add((plain_contig(row.get("contig")), start0, start0 + max(1, len(ref))))
                    continue
                key = _key(self.build, row, ref, alt, reference)
                observed = ":".join((row.get("contig"), row.get("start"), ref or "-", alt or "-"))
                make = _variant if alt == alts[0] else _second
                variant = make(row, key, sample, settings, observed)
                self.guard.see(variant.tumour, variant.normal)
                self.calls.append(Call(variant))

    def finish(
        self,
        transcripts: Mapping[Build, Mapping[str, Transcript]],
        references: Mapping[Build, Reference],
        settings: ReadSettings,
        aligned: Mapping[VariantKey, VariantKey],
    ) -> ReadResult:
        """Return what was read of this tumour.

        Raises:
            InputError: what is wrong with its rows.
        """
        if self.error or self.build is None:
            raise self.error or InputError("has no usable row", where=self.where)
        self.guard.check(self.barcode, where=self.where)
        unanchored = any(UNKNOWN_ANCHOR in call.variant.key.ref for call in self.calls)
        result = ReadResult(
            sample=self.spec.sample if self.spec else self.barcode,
            build=self.build,
            variants=(),
            funnel=(),
            notes=(_NO_ANCHOR,) if unanchored else (),
            unread=tuple(sorted(self.unread)),
            tumour_column=self.barcode,
            normal_column=next(iter(self.normals)) if len(self.normals) == 1 else None,
            annotation_source="MAF",
        )
        return finish(
            self.calls,
            (self.records.freeze(), self.alleles.freeze()),
            result,
            transcripts=transcripts[self.build].values(),
            references=references,
            settings=settings,
            where=self.where,
            aligned=aligned,
        )


@dataclass(slots=True)
class _Scan:
    """The one pass over the file."""

    path: Path
    columns: MafColumns
    samples: Mapping[str, SampleSpec] | None
    build: Build | None
    panel: Panel
    flank: int | None
    tumours: dict[str, _Tumour] = field(default_factory=dict)
    barcodes: set[str] = field(default_factory=set)
    spans: dict[Build, dict[str, list[tuple[int, int]]]] = field(init=False)
    near: dict[Build, NearCoding] = field(init=False)

    def __post_init__(self) -> None:
        self.spans = {build: _by_contig(loci) for build, loci in self.panel.loci.items()}
        self.near = {
            b: NearCoding.of(held.values(), self.flank) for b, held in self.panel.transcripts.items()
        }

    def read(self, lines: Iterable[str]) -> None:
        """Sort the panel's rows by tumour; other rows are only counted."""
        for barcode, head, line in tumour_rows(self.columns, lines, self.path.name):
            self.barcodes.add(barcode)
            if self.samples is None or barcode in self.samples:
                self._row(self._tumour(barcode), head, line)

    def _tumour(self, barcode: str) -> _Tumour:
        tumour = self.tumours.get(barcode)
        if tumour is None:
            spec = self.samples[barcode] if self.samples else None
            where = f"sample {spec.sample if spec else barcode}, {self.path.name}"
            tumour = self.tumours[barcode] = _Tumour(barcode, spec, where)
        return tumour

    def _row(self, tumour: _Tumour, head: MafRow, line: str) -> None:
        tumour.records.enter()
        build = tumour.settle_build(head.get("build"), self.build)
        start = head.get("start").removesuffix(".0")
        if not start.isdigit():
            tumour.error = tumour.error or InputError(
                "has a row whose Start_Position is not a number",
                where=tumour.where,
                why="A call that cannot be placed could be the one that matters",
                todo="correct the row; spreadsheets turn positions into other numbers",
            )
        if build is None or not start.isdigit():
            return
        contig, pos = plain_contig(head.get("contig")), int(start)
        # a deletion is anchored one base before its start
        first, last = pos - 1, pos + len(head.get("ref"))
        if any(first <= end0 and last > start0 for start0, end0 in self.spans[build].get(contig, ())):
            if not self.near[build].holds(contig, first, last + 1):
                tumour.records.drop(Drop.DEEP)
                return
            row = self.columns.row(line)
            tumour.rows.append(row)
            tumour.normals.update({row.get("normal")} - {""})
            return
        tumour.records.drop(Drop.OUTSIDE)
        tumour.displaced += _on_other_build(self.panel, build, head.get("gene"), contig, pos)


def _key(build: Build, row: MafRow, ref: str, alt: str, reference: Reference | None) -> VariantKey:
    """Return the minimal key of a row; an indel gets the base before it as anchor.

    MAF's Start_Position is a deletion's first base, but the base before an insertion.
    """
    contig, start = plain_contig(row.get("contig")), int(row.get("start").removesuffix(".0"))
    if ref and alt:
        return trim(build, contig, start, ref, alt)
    pos = start if alt else start - 1
    anchor = reference.bases(contig, pos - 1, pos) if reference else UNKNOWN_ANCHOR
    if anchor == UNKNOWN_ANCHOR:
        anchor = row.anchor(pos, ref, alt) or UNKNOWN_ANCHOR
    return VariantKey(build, contig, pos, anchor + ref, anchor + alt)


def _variant(row: MafRow, key: VariantKey, sample: str, settings: ReadSettings, observed: str) -> Variant:
    """Return the row's variant with the reads and the annotation that the row gives for its first ALT."""
    normal = row.reads("n")
    known = normal if normal.source else None
    annotation = row.annotation()
    somatic = row.get("status").lower() == "somatic" or absent_from_normal(
        known, min_depth=settings.normal_min_depth, max_vaf=settings.normal_max_vaf
    )
    return Variant(
        key=key,
        sample=sample,
        tumour=row.reads("t"),
        normal=known,
        filters=row.filters(settings.accepted_filters),
        annotations=(annotation,) if annotation else (),
        population_af=row.population_af(),
        somatic=True if somatic else None,
        observed=observed,
    )


def _second(row: MafRow, key: VariantKey, sample: str, settings: ReadSettings, observed: str) -> Variant:
    """Return the variant of a row's second ALT, of whose reads and name the row says nothing."""
    filters = row.filters(settings.accepted_filters)
    return Variant(key=key, sample=sample, tumour=ReadSupport(), filters=filters, observed=observed)


def _align(tumours: Iterable[_Tumour], references: Mapping[Build, Reference]) -> dict[VariantKey, VariantKey]:
    """Left-align the alleles of all tumours in one go, by build."""
    keys = {call.variant.key for tumour in tumours for call in tumour.calls}
    aligned: dict[VariantKey, VariantKey] = {}
    for build, reference in references.items():
        aligned.update(left_align((key for key in keys if key.build is build), reference))
    return aligned


def _no_row(barcode: str, barcodes: Iterable[str], path: Path) -> TumourColumnError:
    return TumourColumnError(
        f"no row of tumour '{barcode}'{did_you_mean(barcode, barcodes)}",
        where=path.name,
        why="A tumour without any row cannot be told from a misspelt barcode",
        todo="give Tumor_Sample_Barcode as the file writes it; for a tumour without calls give an empty VCF",
    )
