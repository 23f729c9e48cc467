"""A toy gene on a toy chromosome, and writers of small VCF, MAF and FASTA files around it.

TOY lies on contig 1 with two coding exons, positions 101-160 and 201-260 (1-based), 40 codons. Codon 1 is 101-103,
codon 20 is 158-160, codon 21 is 201-203. SPLIT is on contig 2: its second codon is cut by an intron.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

import pysam

from mtorboard.knowledge.transcripts import Transcript, loci
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.maf import read_maf
from mtorboard.reading.mafsplit import SplitMaf
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import ReadResult, ReadSettings
from mtorboard.reading.vcf import read_vcf

B37, B38 = Build.GRCH37, Build.GRCH38
SETTINGS = ReadSettings(
    frozenset({"PASS"}), codon_vaf_tolerance=0.1, normal_min_depth=10, normal_max_vaf=0.02
)

SEQUENCE = ("GATTACAGCT" * 9) + ("ACGTTGCAAC" * 30) + "T" * 10
"""Contig 1 of the toy FASTA: 400 bases."""

FORMATS = """\
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
"""


def toy_gene(build: Build, shift: int = 0) -> Transcript:
    exons = ((100 + shift, 160 + shift), (200 + shift, 260 + shift))
    return Transcript(
        "TOY", "NM_1.1", "NP_1.1", build, "1", "NC_000001.10", 1, exons, 100 + shift, 260 + shift
    )


def split_gene(build: Build) -> Transcript:
    exons = ((100, 104), (200, 205))
    return Transcript("SPLIT", "NM_2.1", "NP_2.1", build, "2", "NC_000002.11", 1, exons, 100, 205)


TRANSCRIPTS = {
    B37: {"TOY": toy_gene(B37), "SPLIT": split_gene(B37)},
    B38: {"TOY": toy_gene(B38, 100_000), "SPLIT": split_gene(B38)},
}
LOCI = {build: loci(genes.values()) for build, genes in TRANSCRIPTS.items()}


def base(pos: int) -> str:
    """Base of contig 1 at 1-based ``pos``."""
    return SEQUENCE[pos - 1]


def other_than(pos: int) -> str:
    """A base that contig 1 does not have at ``pos``."""
    return {"A": "C", "C": "G", "G": "T", "T": "A"}[base(pos)]


def snv(pos: int, fields: str, *, filters: str = "PASS", info: str = ".", keys: str = "GT:AD") -> str:
    """A substitution on contig 1 with the tumour's FORMAT ``fields``."""
    return f"1\t{pos}\t.\t{base(pos)}\t{other_than(pos)}\t.\t{filters}\t{info}\t{keys}\t{fields}"


def write_vcf(
    folder: Path,
    rows: Iterable[str],
    *,
    columns: Iterable[str] = ("TUMOR",),
    header: str = FORMATS,
    name: str = "calls.vcf",
) -> Path:
    """Write a VCF; rows may use spaces for tabs. A ``.gz`` name is plainly gzipped."""
    columns = tuple(columns)
    titles = "#CHROM POS ID REF ALT QUAL FILTER INFO" + (" FORMAT " + " ".join(columns) if columns else "")
    body = "\n".join(row.replace(" ", "\t") for row in (titles, *rows))
    content = f"##fileformat=VCFv4.2\n{header}{body}\n".encode()
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def write_fasta(folder: Path, contigs: Mapping[str, str] | None = None, name: str = "toy.fa") -> Path:
    """Write a FASTA with its index; contig 1 is SEQUENCE unless told otherwise."""
    path = folder / name
    contigs = contigs or {"1": SEQUENCE}
    path.write_text("".join(f">{contig}\n{bases}\n" for contig, bases in contigs.items()))
    pysam.faidx(str(path))
    return path


def toy_reference(folder: Path, contigs: Mapping[str, str] | None = None) -> dict[Build, Reference]:
    return {B37: Reference.open(write_fasta(folder, contigs), B37)}


def read(
    path: Path,
    *,
    tumor: str | None = None,
    normal: str | None = None,
    build: Build | None = B37,
    references: Mapping[Build, Reference] | None = None,
    settings: ReadSettings = SETTINGS,
) -> ReadResult:
    """Read a VCF on the toy panel."""
    return read_vcf(
        SampleSpec("S1", path, tumor=tumor, normal=normal, build=build),
        loci_by_build=LOCI,
        transcripts_by_build=TRANSCRIPTS,
        reference_by_build=references or {},
        settings=settings,
    )


MAF_COLUMNS = [
    "Hugo_Symbol",
    "Chromosome",
    "Start_Position",
    "Reference_Allele",
    "Tumor_Seq_Allele2",
    "Tumor_Sample_Barcode",
    "Variant_Classification",
    "t_ref_count",
    "t_alt_count",
]


def write_maf(
    folder: Path, rows: Iterable[str], columns: Iterable[str] = MAF_COLUMNS, name: str = "calls.maf"
) -> Path:
    """Write a MAF; rows may use spaces for tabs."""
    text = "#version 2.4\n" + "\n".join(row.replace(" ", "\t") for row in ("\t".join(columns), *rows)) + "\n"
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def read_tumours(
    path: Path,
    *,
    samples: Mapping[str, SampleSpec] | None = None,
    build: Build | None = B37,
    references: Mapping[Build, Reference] | None = None,
    split: SplitMaf | None = None,
) -> dict[str, object]:
    """Read a MAF on the toy panel."""
    return dict(
        read_maf(
            path,
            samples=samples,
            build=build,
            loci_by_build=LOCI,
            transcripts_by_build=TRANSCRIPTS,
            reference_by_build=references or {},
            settings=SETTINGS,
            split=split,
        )
    )
