"""One tumour's VCF or BCF -> normalised variants on the panel's loci, and the account of what was dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pysam

from mtorboard.knowledge.transcripts import Locus, Transcript
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import ReadSupport, Variant, VariantKey
from mtorboard.reading.alleles import unusable
from mtorboard.reading.annotations import AnnotationReader
from mtorboard.reading.build import detect_build, disagree
from mtorboard.reading.callers import (
    Caller,
    disagreement,
    normal_reads,
    recognise,
    tumour_reads,
    tumour_strands,
)
from mtorboard.reading.columns import Columns, SwapGuard, choose_columns
from mtorboard.reading.contigs import other_build, plain_contig
from mtorboard.reading.finish import finish
from mtorboard.reading.funnel import Drop, Tally
from mtorboard.reading.normalise import Call, trim
from mtorboard.reading.phase import phase_of
from mtorboard.reading.population import from_info, has_log_popaf
from mtorboard.reading.record import Record, parse_record
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import ReadResult, ReadSettings, StructuralCalls
from mtorboard.reading.somatic import absent_from_normal, says_somatic
from mtorboard.reading.spans import NearCoding
from mtorboard.reading.vcffile import VcfHeader, header_of, open_vcf, panel_records


def read_vcf(
    spec: SampleSpec,
    *,
    loci_by_build: Mapping[Build, Sequence[Locus]],
    transcripts_by_build: Mapping[Build, Mapping[str, Transcript]],
    reference_by_build: Mapping[Build, Reference],
    settings: ReadSettings,
) -> ReadResult:
    """Read one tumour from a VCF or BCF: plain, gzipped, bgzipped, indexed or not, sorted or not.

    Args:
        spec: the sheet's row; ``tumor``, ``normal`` and ``build`` are used where the file does not say them.
        loci_by_build: where to look (0-based half-open).
        transcripts_by_build: transcripts by gene, whose codons decide which neighbours are joined.
        reference_by_build: FASTA files; with the build's own REF is checked and indels are left-aligned.
        settings: accepted filters and thresholds.

    Raises:
        InputError: the file is missing, truncated, malformed or no VCF.
        BuildError: the build is not known, or two sources disagree about it.
        TumourColumnError: the tumour's column cannot be told, or looks like that of the normal.
        ReferenceError: REF alleles contradict the FASTA.
    """
    where = f"sample {spec.sample}, {spec.variants.name}"
    with open_vcf(spec.variants) as file:
        header = header_of(file)
        build = detect_build(header.lines, spec.build, where=where)
        columns = choose_columns(header.columns, spec.tumor, spec.normal, header.lines, where=where)
        near = NearCoding.of(transcripts_by_build[build].values(), settings.coding_flank)
        reader = AlleleReader.of(spec.sample, build, header, columns, settings, near)
        records = Tally("records on the panel's loci")
        calls = list(reader.calls(panel_records(file, spec.variants, loci_by_build[build], records)))
    reader.guard.check(columns.tumour, where=where)
    if not calls and settings.curated:
        _check_other_build(spec, build, loci_by_build, settings.curated, where)
    steps = [records.freeze(), *(tally.freeze() for tally in (reader.alleles, reader.genotypes))]
    return finish(
        calls,
        steps,
        ReadResult(
            sample=spec.sample,
            build=build,
            variants=(),
            funnel=(),
            notes=reader.all_notes(),
            tumour_column=columns.tumour,
            normal_column=columns.normal,
            annotation_source=reader.annotations.source,
            structural=_structural(reader, loci_by_build[build]),
            unread=tuple(sorted(reader.unread)),
        ),
        transcripts=transcripts_by_build[build].values(),
        references=reference_by_build,
        settings=settings,
        where=where,
    )


def _check_other_build(
    spec: SampleSpec,
    build: Build,
    loci_by_build: Mapping[Build, Sequence[Locus]],
    curated: Container[VariantKey],
    where: str,
) -> None:
    """Refuse a file without a call on the panel whose records are curated alleles of the other build.

    Raises:
        BuildError: by its alleles the file is on the other build.
    """
    other = other_build(build)
    with open_vcf(spec.variants) as file:
        for raw in panel_records(file, spec.variants, loci_by_build[other], Tally("")):
            ref, *alts = raw.alleles or ("",)
            for alt in alts:
                if alt.isalpha() and trim(other, plain_contig(raw.chrom), raw.pos, ref, alt) in curated:
                    raise disagree(f"it holds a curated allele of {other}, but is declared {build}", where)


@dataclass(slots=True)
class AlleleReader:
    """Turns records into calls, one for each usable allele of the tumour, and counts the others."""

    sample: str
    build: Build
    header: VcfHeader
    columns: Columns
    settings: ReadSettings
    annotations: AnnotationReader
    log_popaf: bool
    caller: Caller
    near: NearCoding
    guard: SwapGuard = field(default_factory=SwapGuard)
    alleles: Tally = field(default_factory=lambda: Tally("alleles that can be read"))
    genotypes: Tally = field(default_factory=lambda: Tally("alleles of this tumour"))
    notes: Counter[str] = field(default_factory=Counter)
    structural: list[tuple[Record, int]] = field(default_factory=list)
    unread: set[tuple[str, int, int]] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        sample: str,
        build: Build,
        header: VcfHeader,
        columns: Columns,
        settings: ReadSettings,
        near: NearCoding,
    ) -> AlleleReader:
        """Prepare for one file's header."""
        annotations = AnnotationReader.of(header.lines)
        log_popaf, caller = has_log_popaf(header.lines), recognise(header.lines)
        return cls(sample, build, header, columns, settings, annotations, log_popaf, caller, near)

    def calls(self, raws: Iterable[pysam.VariantRecord]) -> Iterator[Call]:
        """Yield the calls of records; of those deep in introns, which are most, only the alleles are counted."""
        wanted = (self.columns.tumour, self.columns.normal)
        for raw in raws:
            ref, *alts = raw.alleles or ("",)
            near = self.near.holds(plain_contig(raw.chrom), raw.start, raw.start + len(ref) + 1)
            self.alleles.enter(len(alts))
            if not near and not any(unusable(ref, alt) for alt in alts):
                self.alleles.drop(Drop.DEEP, len(alts))
                continue
            record = parse_record(str(raw), self.header.columns, wanted)
            for index in range(len(record.alts)):
                reason = unusable(record.ref, record.alts[index])
                if reason:
                    self.alleles.drop(reason)
                    if reason in (Drop.SYMBOLIC, Drop.BREAKEND):
                        self.structural.append((record, index))
                    if reason == Drop.NOT_BASES or record.alts[index].startswith("<INS"):
                        self._not_read(record)
                    continue
                if not near:
                    self.alleles.drop(Drop.DEEP)
                    continue
                self.genotypes.enter()
                reads, normal = self._reads(record, index)
                self.guard.see(reads, normal)
                reason = absent(record, index, self.columns.tumour, reads)
                if reason:
                    self.genotypes.drop(reason)
                    if reason == Drop.NO_CALL:
                        self._not_read(record)
                    continue
                yield self._call(record, index, reads, normal)

    def _not_read(self, record: Record) -> None:
        """Remember where a record that passed its filters says nothing that can be read."""
        if set(record.filters) <= self.settings.accepted_filters:
            start0 = record.pos - 1
            self.unread.add((plain_contig(record.contig), start0, start0 + len(record.ref)))

    def all_notes(self) -> tuple[str, ...]:
        """Return what a reader of the report should know of this file, after its calls were read."""
        counted = tuple(f"{note} ({number}x)" for note, number in sorted(self.notes.items()))
        if self.caller.calls != "germline":
            return counted
        note = (
            f"written by {self.caller.name}, a caller of germline variants: they may be the patient's and not "
            "the tumour's, and low fractions were not looked for"
        )
        return (note, *counted)

    def _reads(self, record: Record, index: int) -> tuple[ReadSupport, ReadSupport | None]:
        tumour, normal = self.columns.tumour, self.columns.normal
        return (
            tumour_reads(record, index, tumour, self.caller),
            normal_reads(record, index, normal, tumour, self.caller),
        )

    def _call(self, record: Record, index: int, reads: ReadSupport, normal: ReadSupport | None) -> Call:
        tumour = self.columns.tumour
        annotation = self.annotations.read(record, index)
        self.notes.update(filter(None, (*annotation.notes, disagreement(record, index, tumour, reads))))
        frequencies = (annotation.population_af, from_info(record, index, log_popaf=self.log_popaf))
        known = [frequency for frequency in frequencies if frequency is not None]
        ref, alt = record.ref, record.alts[index]
        variant = Variant(
            key=trim(self.build, plain_contig(record.contig), record.pos, ref, alt),
            sample=self.sample,
            tumour=reads,
            normal=normal,
            strands=tumour_strands(record, index, tumour, self.caller),
            filters=tuple(name for name in record.filters if name not in self.settings.accepted_filters),
            annotations=annotation.annotations,
            population_af=max(known, default=None),
            somatic=True if self._is_somatic(record, normal) else None,
            observed=f"{record.contig}:{record.pos}:{ref}:{alt}",
        )
        one_of = f"{record.contig}:{record.pos}:{ref}:{','.join(record.alts)}" if len(record.alts) > 1 else ""
        return Call(variant, phase_of(record.format(tumour), index, len(record.alts)), one_of)

    def _is_somatic(self, record: Record, normal: ReadSupport | None) -> bool:
        return says_somatic(record, self.columns.tumour) or absent_from_normal(
            normal, min_depth=self.settings.normal_min_depth, max_vaf=self.settings.normal_max_vaf
        )


def _structural(reader: AlleleReader, loci: Sequence[Locus]) -> StructuralCalls | None:
    """Read the structural variants that stand among the small ones."""
    if not reader.structural:
        return None
    from mtorboard.reading.structural.reader import StructuralReader  # noqa: PLC0415 - most files have none

    found = StructuralReader.of(reader.header, reader.columns, reader.build, loci, reader.settings)
    for record, index in reader.structural:
        found.see(record, index)
    return found.calls(
        "Structural variants that stand among the small ones were read where they touch the panel."
    )


def absent(record: Record, index: int, column: str | None, reads: ReadSupport) -> str:
    """Return why an allele is not this tumour's, ``""`` when it is or when nothing says that it is not.

    A genotype without the allele counts only where no read carries it: callers of tumours write 0/0 beside
    real low fractions. A missing genotype without reads is no call, in a file of one column too: it is what is left
    of another tumour where a merged file was taken apart.
    """
    seen = reads.vaf if reads.alt_depth is None else reads.alt_depth
    if column is None or seen:
        return ""
    fields, alone = record.format(column), record.columns == 1
    if "GT" not in fields:
        return "" if fields or alone else Drop.NO_CALL
    carried = set(fields["GT"].replace("|", "/").split("/"))
    if str(index + 1) in carried:
        return ""
    return Drop.NO_CALL if carried == {"."} else Drop.NO_READS
