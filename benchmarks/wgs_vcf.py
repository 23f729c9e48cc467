"""A VCF of the size of a whole genome to report.json: time and memory, beside bcftools on the same file.

Each figure is the median of several processes, from their start to their end. ``small`` holds the records of the
large file that lie on the panel, so that the difference between the two is the price of the size alone. bcftools
looks only at the genes that the FASTA holds, for it refuses others; mtorboard at all of the panel.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pysam
import pysam.bcftools
from make_wgs_vcf import BUILD, FASTA, INDEXED, PLAIN, make
from measure import SHARED, Line, bcftools, median

from mtorboard.knowledge import load
from mtorboard.knowledge.transcripts import loci

MODELS = SHARED / "reference" / f"panel.{BUILD}.gff3"
RATIO, SECONDS = 2.0, 1.5
"""What is aimed at: at most so many times bcftools, and at most so many seconds."""

CHAIN = """\
import sys
import pysam.bcftools as tools

def chain(source, regions, fasta, models, folder):
    one, two, three = (folder + name for name in ("/1.bcf", "/2.bcf", "/3.vcf"))
    tools.view("-R", regions, "-Ou", "-o", one, source, catch_stdout=False)
    tools.norm("-c", "w", "-m", "-any", "-f", fasta, "-Ou", "-o", two, one, catch_stdout=False)
    tools.csq("-l", "-p", "a", "-f", fasta, "-g", models, "-o", three, two, catch_stdout=False)

"""
PIPE = """\
bcftools view -R "$2" -Ou "$1" | bcftools norm -c w -m -any -f "$3" -Ou 2>/dev/null \
  | bcftools csq -l -p a -f "$3" -g "$4" -o "$5/pipe.vcf" - 2>/dev/null
"""


def mtorboard(source: Path, outdir: Path) -> list[str]:
    """The command that makes report.json."""
    options = ["--region", "US", "--report-date", "2026-11-22", "--formats", "json", "--build", str(BUILD)]
    command = [sys.executable, "-m", "mtorboard", "run", str(source), "--outdir", str(outdir)]
    return [*command, *options, "--fasta", str(FASTA)]


def loci_bed(path: Path, *, every: bool) -> Path:
    """Write the panel's loci as BED: all, or those whose bases the FASTA knows."""
    with pysam.FastaFile(str(FASTA)) as fasta, path.open("w") as bed:
        for locus in loci(load().tables.transcripts[BUILD].values()):
            there = locus.contig in fasta.references
            middle = (locus.start0 + locus.end0) // 2
            if every or (there and fasta.fetch(locus.contig, middle, middle + 1) not in ("", "N")):
                bed.write(f"{locus.contig}\t{locus.start0}\t{locus.end0}\n")
    return path


def small_file(source: Path, panel: Path, path: Path) -> Path:
    """Write the records on the panel alone, with an index."""
    pysam.bcftools.view("-R", str(panel), "-Oz", "-o", str(path), str(source), catch_stdout=False)
    pysam.tabix_index(str(path), preset="vcf", force=True)
    return path


def wgs_lines(folder: Path, records: int, times: int) -> Iterator[Line]:
    """Measure; the files are made where they are not there yet."""
    if not (folder / f"{INDEXED}.tbi").is_file():
        make(folder, records, seed=1)
    with tempfile.TemporaryDirectory(prefix="mtorboard-bench-") as name:
        scratch = Path(name)
        known, every = (loci_bed(scratch / f"{flag}.bed", every=flag) for flag in (False, True))
        small = small_file(folder / INDEXED, every, scratch / "small.vcf.gz")
        given = [str(item) for item in (folder / INDEXED, known, FASTA, MODELS, scratch)]
        chain = median([sys.executable, "-c", CHAIN + "chain(*sys.argv[1:])", *given], times)
        yield Line(f"VCF of {records} records: bcftools view, norm, csq in one process", chain)
        if bcftools():
            chain = median(["bash", "-c", PIPE, "bash", *given], times)
            yield Line(f"VCF of {records} records: bcftools, three programs in a pipe", chain)
        few = median(mtorboard(small, scratch / "out"), times)
        yield Line("its records on the panel alone: mtorboard run", few)
        used = median(mtorboard(folder / INDEXED, scratch / "out"), times)
        aim = f"at most {RATIO:g} x bcftools, {SECONDS} s"
        reached = f"{used.wall / chain.wall:.1f} x wall, {used.cpu / chain.cpu:.1f} x CPU, {used.wall:.2f} s"
        yield Line(f"VCF of {records} records, indexed: mtorboard run", used, aim, reached)
        grown = f"{used.memory / few.memory:.2f} x the small file"
        yield Line("memory of the indexed file", used, "does not grow with the file", grown)
        used = median(mtorboard(folder / PLAIN, scratch / "out"), 1)
        grown = f"{used.memory / few.memory:.2f} x the small file"
        yield Line(
            f"VCF of {records} records, no index: mtorboard run", used, "does not grow with the file", grown
        )
