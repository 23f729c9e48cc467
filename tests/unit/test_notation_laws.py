"""One change, one answer: whatever the spelling, the file format, the chromosome's name or the genome build.

Changes are generated on the bases of the core genes (shared FASTA) and written in every way that callers write
them: shifted through a repeat, padded, among other alleles, as neighbouring substitutions, as VCF and as MAF, on
GRCh37 and GRCh38. A smaller law about keys needs no FASTA.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from genomics_examples import THRESHOLDS
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from toy_panel import B37, B38, MAF_COLUMNS, SETTINGS, base, read, read_tumours, write_maf, write_vcf

from mtorboard.classify import classify
from mtorboard.knowledge import resources_root
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.tables import load_tables
from mtorboard.knowledge.transcripts import Transcript, loci
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import AnnotatedVariant, VariantKey
from mtorboard.naming import Namer
from mtorboard.naming.genomic import reverse_complement
from mtorboard.reading.maf import read_maf
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import ReadResult
from mtorboard.reading.vcf import read_vcf

SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
needs_bases = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared real data are not there")
CORE = (
    *("TSC1", "TSC2", "PTEN", "PIK3CA", "KRAS", "MTOR", "AKT1", "STK11", "NF1", "NRAS", "BRAF", "MAP2K1"),
    *("FLCN", "EGFR", "TP53"),
)
"""Every gene whose bases the shared FASTA files hold; but MAP2K2, of which that of GRCh37 has an error."""
AROUND = 60
"""Bases on each side that must be the same on both builds, so that a change slides as far on each."""
BUILD_NAMES = {B37: ("37", "hg19", "GRCh37-lite"), B38: ("38", "hg38", "GRCh38.p14")}

Spelling = tuple[int, str, str]
Facts = tuple[object, ...]


@cache
def tables() -> Tables:
    return load_tables(resources_root() / "knowledge", resources_root() / "panel")


@cache
def references() -> dict[Build, Reference]:
    return {build: Reference.open(SHARED / "reference" / f"panel.{build}.fa.gz", build) for build in Build}


@cache
def namer(build: Build) -> Namer:
    return Namer(tables(), build, references()[build])


@dataclass(frozen=True)
class Change:
    """``ref`` at ``pos`` (1-based) becomes ``alt``, either may be empty; ``left`` and ``right`` lie around it."""

    transcript: Transcript
    pos: int
    ref: str
    alt: str
    left: str
    right: str

    def spelled(self, start: int, ref_length: int) -> Spelling | None:
        """The change as an edit of ``ref_length`` bases from ``start`` on, where that gives the same sequence."""
        first = start - (self.pos - len(self.left))
        whole, changed = self.left + self.ref + self.right, self.left + self.alt + self.right
        alt_length = ref_length + len(self.alt) - len(self.ref)
        alt = changed[first : first + alt_length]
        same = whole[:first] + alt + whole[first + ref_length :] == changed
        return (start, whole[first : first + ref_length], alt) if same else None

    def places(self) -> list[Spelling]:
        """Every place of the same length, from left to right, with one anchor base where an allele is empty."""
        anchor = 0 if self.ref and self.alt else 1
        starts = range(self.pos - len(self.left) // 2, self.pos + len(self.right) // 2)
        found = (self.spelled(start - anchor, len(self.ref) + anchor) for start in starts)
        return [place for place in found if place and (not anchor or place[1][0] == place[2][0])]

    def padded(self, before: int, after: int) -> Spelling:
        place = self.spelled(self.pos - before, len(self.ref) + before + after)
        assert place
        return place

    def parts(self) -> list[Spelling]:
        """The substitutions of single bases that make up a longer one."""
        pairs = enumerate(zip(self.ref, self.alt, strict=True))
        return [(self.pos + at, ref, alt) for at, (ref, alt) in pairs if ref != alt]

    def pieces(self) -> list[Spelling]:
        """What an aligner makes of a replacement: substitutions, then an insertion or deletion of the rest."""
        shared = min(len(self.ref), len(self.alt))
        pairs = enumerate(zip(self.ref, self.alt, strict=False))
        found = [(self.pos + at, ref, alt) for at, (ref, alt) in pairs if ref != alt]
        anchor = self.ref[shared - 1]
        rest = (self.pos + shared - 1, anchor + self.ref[shared:], anchor + self.alt[shared:])
        return [*found, rest] if len(self.ref) != len(self.alt) else found

    @property
    def is_of_one_or_two_codons(self) -> bool:
        """Substitutions of more are named whole, and their parts one by one."""
        if len(self.ref) != len(self.alt):
            return False
        changed = {self.transcript.codon_of(pos) for pos, _, _ in self.parts()}
        whole = all(self.transcript.codon_of(self.pos + at) for at in range(len(self.ref)))
        return whole and len(changed) <= 2


def on_other_build(change: Change) -> Change | None:
    """The same change by the transcript's own arithmetic, where the bases around it are the same."""
    here = change.transcript
    there = tables().transcripts[B37][here.gene]
    first, last = change.pos, change.pos + max(len(change.ref), 1) - 1
    points = [here.locate(pos) for pos in (first, last)]
    low, high = (there.genomic(point.base, point.offset) for point in points)
    moved = replace(change, transcript=there, pos=low)
    start0 = low - 1 - len(change.left)
    whole = change.left + change.ref + change.right
    bases = references()[B37].bases(there.contig, start0, start0 + len(whole))
    return moved if high - low == last - first and bases == whole else None


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A change of up to twelve bases in or beside a coding exon of a core gene, on GRCh38."""
    transcript = tables().transcripts[B38][draw(st.sampled_from(CORE))]
    exon = draw(st.sampled_from(transcript.coding_intervals()))
    pos = draw(st.integers(exon[0] - 12, exon[1] + 12))
    lengths = {"snv": (1, 1), "mnv": (2, 3), "del": (1, 12), "ins": (0, 0), "dup": (0, 0), "delins": (1, 5)}
    kind = draw(st.sampled_from(sorted(lengths)))
    length = draw(st.integers(*lengths[kind]))
    left, ref, right = (
        references()[B38].bases(transcript.contig, start0, end0)
        for start0, end0 in (
            (pos - 1 - AROUND, pos - 1),
            (pos - 1, pos - 1 + length),
            (pos - 1 + length, pos + AROUND),
        )
    )
    alt = {"del": "", "dup": left[-draw(st.integers(1, 12)) :]}.get(kind)
    if alt is None:
        sizes = (length, length) if kind in ("snv", "mnv") else (1, 9)
        alt = draw(st.text("ACGT", min_size=sizes[0], max_size=sizes[1]))
    # what both ends share belongs to no change; one of the kinds above then becomes another
    while ref and alt and ref[-1] == alt[-1]:
        right, ref, alt = ref[-1] + right, ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        pos, left, ref, alt = pos + 1, left + ref[0], ref[1:], alt[1:]
    assume(ref or alt)
    return Change(transcript, pos, ref, alt, left, right)


def vcf(folder: Path, change: Change, rows: list[str], *, prefix: str) -> tuple[Facts, ...]:
    path = write_vcf(folder, [f"{prefix}{change.transcript.contig}\t{row}" for row in rows])
    return answer(
        read_vcf(
            SampleSpec("S1", path, build=change.transcript.build),
            loci_by_build=all_loci(),
            transcripts_by_build=tables().transcripts,
            reference_by_build=references(),
            settings=SETTINGS,
        )
    )


@cache
def all_loci() -> dict[Build, tuple[object, ...]]:
    return {build: loci(tables().transcripts[build].values()) for build in Build}  # type: ignore[misc]


def row(spelling: Spelling, fields: str = "0/1:60,40") -> str:
    pos, ref, alt = spelling
    keys = "GT:AD:PS" if "|" in fields else "GT:AD"
    return f"{pos}\t.\t{ref}\t{alt}\t.\tPASS\t.\t{keys}\t{fields}"


def among_others(change: Change) -> str:
    """A record of two alleles, of which the tumour has the second."""
    pos, ref, alt = change.padded(1, 1)
    other = ref[0] + reverse_complement(ref)  # longer by one: never the change itself, and never carried
    assume(other != alt)
    return row((pos, ref, f"{other},{alt}"), "0/2:60,0,40")


def maf_row(spelling: Spelling, barcode: str, contig: str, build: str) -> str:
    """As a MAF writes it: no anchor base, and an insertion at the base before it."""
    pos, ref, alt = spelling
    if len(ref) != len(alt) and ref[:1] == alt[:1] and 1 in (len(ref), len(alt)):
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    pos -= not ref
    return f"TOY {contig} {pos} {ref or '-'} {alt or '-'} {barcode} . 60 40 {build}"


def maf(folder: Path, change: Change, spellings: list[Spelling]) -> set[tuple[Facts, ...]]:
    """The answer of a tumour for each spelling, with and without ``chr`` and under each name of the build."""
    contig, build = change.transcript.contig, change.transcript.build
    ways = product(spellings, ("", "chr"), BUILD_NAMES[build])
    rows = [maf_row(way[0], f"T{n}", way[1] + contig, way[2]) for n, way in enumerate(ways)]
    results = read_maf(
        write_maf(folder, rows, [*MAF_COLUMNS, "NCBI_Build"]),
        samples=None,
        build=None,
        loci_by_build=all_loci(),
        transcripts_by_build=tables().transcripts,
        reference_by_build=references(),
        settings=SETTINGS,
    )
    assert len(results) == len(rows)
    return {answer(result) for result in results.values()}


def answer(result: object) -> tuple[Facts, ...]:
    """What is said of each variant: its name, its class and its key."""
    assert isinstance(result, ReadResult), result
    found = []
    for variant, name in namer(result.build).name_all(result.variants):
        item = classify(AnnotatedVariant(variant, name), tables(), THRESHOLDS)
        said = (name.gene, name.hgvs_c, name.hgvs_p, name.consequence, name.codons, name.new_stop)
        found.append((*said, item.class_, item.effect, item.allele_id, variant.key))
    return tuple(found)


def without_keys(facts: tuple[Facts, ...]) -> set[Facts]:
    return {item[:-1] for item in facts}


def answers(folder: Path, change: Change) -> Iterator[tuple[Facts, ...]]:
    """The answer of every way to write the change on its build."""
    places = change.places()
    padded = [change.padded(*pads) for pads in ((1, 0), (0, 1), (3, 5))]
    spellings = [*places, *(spelling for spelling in padded if spelling[1] and spelling[2])]
    for prefix in ("", "chr"):
        # all spellings in one file are one variant
        yield vcf(folder, change, [row(spelling) for spelling in spellings], prefix=prefix)
    yield vcf(
        folder, change, [row((pos, ref.lower(), alt.lower())) for pos, ref, alt in places[-1:]], prefix=""
    )
    yield vcf(folder, change, [among_others(change)], prefix="")
    yield from maf(folder, change, [places[0], places[-1], change.padded(2, 2)])
    if change.ref and change.alt and max(len(change.ref), len(change.alt)) > 1:
        # a consensus of callers, of which one writes the pieces
        rows = [row(spelling) for spelling in (places[0], *change.pieces())]
        yield vcf(folder, change, rows, prefix="")
        yield vcf(folder, change, rows[::-1], prefix="")
    if len(change.ref) > 1 and change.is_of_one_or_two_codons:
        for fields in ("0/1:60,40", "0|1:60,40:7"):  # by like VAFs, and by phase
            yield vcf(folder, change, [row(part, fields) for part in change.parts()], prefix="chr")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notations")


def one_answer_for_every_way(scratch: Path, change: Change) -> None:
    twin = on_other_build(change)
    assume(twin is not None)
    assert twin is not None
    by_build = [set(answers(scratch, each)) for each in (change, twin)]
    for each, found in zip((change, twin), by_build, strict=True):
        assert len(found) == 1, found
        (facts,) = found
        if len(facts) == 1:  # a substitution of two codons is two
            pos, ref, alt = each.places()[0]
            assert facts[0][-1] == VariantKey(each.transcript.build, each.transcript.contig, pos, ref, alt)
    (here,), (there,) = by_build
    assert here
    assert without_keys(here) == without_keys(there)


GENERATED = {"deadline": None, "suppress_health_check": [HealthCheck.filter_too_much, HealthCheck.too_slow]}


@needs_bases
@settings(max_examples=40, **GENERATED)  # type: ignore[arg-type]
@given(change=changes())
def test_one_change_of_a_core_gene_is_one_alteration_however_it_is_written(
    scratch: Path, change: Change
) -> None:
    one_answer_for_every_way(scratch, change)


@pytest.mark.slow
@needs_bases
@settings(max_examples=1500, **GENERATED)  # type: ignore[arg-type]
@given(change=changes())
def test_fifteen_hundred_changes_are_each_one_alteration(scratch: Path, change: Change) -> None:
    one_answer_for_every_way(scratch, change)


@st.composite
def toy_substitutions(draw: st.DrawFn) -> tuple[int, str, str]:
    """A substitution of one to three bases in an exon of the toy gene (1-based)."""
    pos = draw(st.integers(104, 150))
    alt = draw(st.text("ACGT", min_size=1, max_size=3))
    ref = "".join(base(pos + at) for at in range(len(alt)))
    assume(ref[0] != alt[0] and ref[-1] != alt[-1])
    return pos, ref, alt


@settings(max_examples=60, **GENERATED)  # type: ignore[arg-type]
@given(toy_substitutions(), st.integers(0, 5), st.integers(0, 5), st.sampled_from((B37, B38)))
def test_without_a_fasta_a_substitution_has_one_key_however_it_is_written(
    scratch: Path, plain: Spelling, before: int, after: int, build: Build
) -> None:
    shift = 0 if build is B37 else 100_000
    pos, ref, alt = plain
    ends = [(pos - before, pos), (pos + len(ref), pos + len(ref) + after)]
    left, right = ("".join(map(base, range(*end))) for end in ends)
    padded = (pos - before + shift, left + ref + right, left + alt + right)
    other = left + reverse_complement(ref) + "A" + right
    parts = [(pos + at + shift, *pair) for at, pair in enumerate(zip(ref, alt, strict=True))]
    ways = {
        "padded": [row(padded)],
        "lower case": [row((padded[0], padded[1].lower(), padded[2].lower()))],
        "among others": [row((*padded[:2], f"{other},{padded[2]}"), "0/2:60,0,40")],
        "apart": [row(part, "0|1:60,40:7") for part in parts if part[1] != part[2]],
    }
    if any(one == two for one, two in zip(ref, alt, strict=True)):
        del ways["apart"]  # the base between is only known to a FASTA
    found = set()
    for prefix, rows in product(("", "chr"), ways.values()):
        path = write_vcf(scratch, [f"{prefix}1\t{text}" for text in rows])
        found.add(tuple(variant.key for variant in read(path, build=build).variants))
    maf_path = write_maf(
        scratch,
        [maf_row(padded, f"T{name}", "chr1", name) for name in BUILD_NAMES[build]],
        [*MAF_COLUMNS, "NCBI_Build"],
    )
    for result in read_tumours(maf_path, build=None).values():
        assert isinstance(result, ReadResult)
        found.add(tuple(variant.key for variant in result.variants))
    assert len(found) == 1, found
    (keys,) = found
    codons = {(at - 101) // 3 for at in range(pos, pos + len(ref))}
    if len(codons) == 1:
        assert keys == (VariantKey(build, "1", pos + shift, ref, alt),)
    else:
        assert [(key.pos - shift - 101) // 3 for key in keys] == sorted(codons)
