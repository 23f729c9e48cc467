"""Make a VCF of the size of a whole genome, the same for the same seed: GRCh37, one tumour and its normal.

Random substitutions and insertions all over the genome, with true REF bases where the panel FASTA holds them,
and published tumour variants of the panel's genes among them. Written twice: ``wgs.vcf.gz`` (bgzipped, with its
``.tbi``) and ``wgs.plain.vcf.gz`` (plainly gzipped, without index). The data come from the folder of shared test
data that MTORBOARD_SHARED_DATA names.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pysam
from measure import SHARED

from mtorboard.model.enums import Build
from mtorboard.reading.contigs import assemblies

BUILD = Build.GRCH37
FASTA = SHARED / "reference" / f"panel.{BUILD}.fa.gz"
PUBLISHED = SHARED / "vcf" / f"tcga_mc3.{BUILD}.vcf.gz"
INDEXED, PLAIN = "wgs.vcf.gz", "wgs.plain.vcf.gz"

EVERY = 20
"""One of so many published variants is taken."""
INSERTIONS = 0.1
"""Share of the random records that insert two bases; the others substitute one."""

HEADER = """\
##fileformat=VCFv4.2
##source=Mutect2
##tumor_sample=TUMOR
##normal_sample=NORMAL
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
"""
TITLES = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n"
REST = ".\tPASS\tDP=160\tGT:AD:DP\t0/0:80,0:80\t0/1:48,32:80\n"

Alleles = tuple[str, str]


def published() -> dict[str, dict[int, Alleles]]:
    """Every EVERY-th published variant, by contig and position (1-based)."""
    found: dict[str, dict[int, Alleles]] = {}
    with gzip.open(PUBLISHED, "rt") as lines:
        rows = [line.split("\t")[:5] for line in lines if not line.startswith("#")]
    for contig, pos, _, ref, alt in rows[::EVERY]:
        found.setdefault(contig, {})[int(pos)] = ref, alt
    return found


def records(number: int, seed: int) -> Iterator[str]:
    """Yield the records in order."""
    rng = random.Random(seed)  # noqa: S311 - made-up positions
    known, lengths = published(), assemblies()[BUILD].lengths
    genome = sum(lengths.values())
    with pysam.FastaFile(str(FASTA)) as fasta:
        for contig, length in lengths.items():
            mine = known.get(contig, {})
            bases = fasta.fetch(contig).upper() if contig in fasta.references else ""
            places = rng.sample(range(1, length), number * length // genome)
            for pos in sorted({*places, *mine}):
                ref, alt = mine.get(pos) or made_up(rng, bases[pos - 1 : pos])
                yield f"{contig}\t{pos}\t.\t{ref}\t{alt}\t{REST}"


def made_up(rng: random.Random, there: str) -> Alleles:
    """A substitution or insertion where the genome has the base ``there``; any base where that is not known."""
    ref = there if there in {"A", "C", "G", "T"} else rng.choice("ACGT")
    if rng.random() < INSERTIONS:
        return ref, ref + rng.choice(("AC", "GT"))
    return ref, rng.choice("ACGT".replace(ref, ""))


def make(folder: Path, number: int, seed: int) -> None:
    """Write both files to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    text, indexed = folder / "wgs.vcf", folder / INDEXED
    with text.open("w", encoding="ascii") as out:
        out.write(HEADER)
        out.writelines(
            f"##contig=<ID={name},length={n}>\n" for name, n in assemblies()[BUILD].lengths.items()
        )
        out.write(TITLES)
        out.writelines(records(number, seed))
    pysam.tabix_compress(str(text), str(indexed), force=True)
    pysam.tabix_index(str(indexed), preset="vcf", force=True)
    with text.open("rb") as source, gzip.open(folder / PLAIN, "wb", compresslevel=1) as plain:
        shutil.copyfileobj(source, plain, 1 << 20)
    text.unlink()


def main() -> None:
    """Read the options and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where to write; about 200 MB")
    parser.add_argument("--records", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make(options.folder, options.records, options.seed)


if __name__ == "__main__":
    main()
