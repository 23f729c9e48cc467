"""A VCF of the size of a whole genome to report.json: time and memory, beside bcftools on the same file.

Each line of the table is the median of several processes, from their start to their end. ``small`` holds the
records of the large file that lie on the panel, so that the difference between the two is the price of the size
alone. bcftools (the one inside pysam) looks only at the genes that the FASTA holds, for it refuses others;
mtorboard at all of the panel.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pysam
import pysam.bcftools
from make_wgs_vcf import BUILD, FASTA, INDEXED, PLAIN, SHARED, make

from mtorboard.knowledge import load
from mtorboard.knowledge.transcripts import loci

MODELS = SHARED / "reference" / f"panel.{BUILD}.gff3"
RATIO, SECONDS = 2.0, 1.5
"""What is aimed at: at most so many times bcftools, and at most so many seconds."""

CHAIN = """\
import sys, pysam.bcftools as tools
source, regions, fasta, models, folder = sys.argv[1:]
one, two, three = (folder + name for name in ("/1.bcf", "/2.bcf", "/3.vcf"))
tools.view("-R", regions, "-Ou", "-o", one, source, catch_stdout=False)
tools.norm("-c", "w", "-m", "-any", "-f", fasta, "-Ou", "-o", two, one, catch_stdout=False)
tools.csq("-l", "-p", "a", "-f", fasta, "-g", models, "-o", three, two, catch_stdout=False)
"""
Measured = tuple[float, float, float]


def measured(command: Sequence[str]) -> Measured:
    """Wall seconds, CPU seconds and peak memory (MiB) of one process.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - ours
    errors = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def median(command: Sequence[str], times: int) -> Measured:
    """The median of each figure over several processes."""
    runs = [measured(command) for _ in range(times)]
    wall, cpu, memory = (statistics.median(figure) for figure in zip(*runs, strict=True))
    return wall, cpu, memory


def mtorboard(source: Path, outdir: Path) -> list[str]:
    """The command that makes report.json."""
    options = ["--region", "US", "--report-date", "2026-11-22", "--formats", "json", "--build", str(BUILD)]
    command = [sys.executable, "-m", "mtorboard", "run", str(source), "--outdir", str(outdir)]
    return [*command, *options, "--fasta", str(FASTA)]


def regions(path: Path, *, every: bool) -> Path:
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


def bcftools(source: Path, bed: Path, folder: Path) -> list[str]:
    """The command of the three steps, as one process."""
    return [sys.executable, "-c", CHAIN, *(str(item) for item in (source, bed, FASTA, MODELS, folder))]


def table(folder: Path, times: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="mtorboard-bench-") as name:
        scratch = Path(name)
        known, every = (regions(scratch / f"{flag}.bed", every=flag) for flag in (False, True))
        small = small_file(folder / INDEXED, every, scratch / "small.vcf.gz")
        out = scratch / "out"
        lines = {
            "bcftools view -R | norm | csq": median(bcftools(folder / INDEXED, known, scratch), times),
            "mtorboard, small": median(mtorboard(small, out), times),
            "mtorboard, indexed": median(mtorboard(folder / INDEXED, out), times),
            "mtorboard, streamed (no index)": median(mtorboard(folder / PLAIN, out), 1),
        }
    print(f"{'':32}{'wall s':>8}{'CPU s':>8}{'MiB':>8}")
    for label, (wall, cpu, memory) in lines.items():
        print(f"{label:32}{wall:8.2f}{cpu:8.2f}{memory:8.0f}")
    indexed, chain, small_one = (lines[label] for label in ("mtorboard, indexed", *list(lines)[:2]))
    print(
        f"indexed / bcftools {indexed[0] / chain[0]:.1f} (aim: {RATIO}), {indexed[0]:.2f} s (aim: {SECONDS})"
    )
    print(f"memory of the large file / the small one {indexed[2] / small_one[2]:.2f}")


def main() -> None:
    """Read the options, make the files where they are not there yet, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where the made files are kept")
    parser.add_argument("--records", type=int, default=5_000_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    if not (options.folder / INDEXED).is_file():
        make(options.folder, options.records, seed=1)
    table(options.folder, options.times)


if __name__ == "__main__":
    main()
