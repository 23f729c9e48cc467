"""The whole pipeline on cohorts: a thousand panel VCFs beside a loop of bcftools, a MAF of ten thousand tumours."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from make_cohort import linked, many_tumours, panel_vcfs
from make_wgs_vcf import BUILD, FASTA
from measure import ROOT, Line, Used, bcftools, measured
from wgs_vcf import CHAIN, MODELS, loci_bed

CORES = 2
LOOP = """\
for file in "$1"/*.vcf.gz; do
  bcftools view -R "$2" -Ou "$file" | bcftools norm -c w -m -any -f "$3" -Ou 2>/dev/null \\
    | bcftools csq -l -p a -f "$3" -g "$4" -o "$5/$(basename "$file").csq.vcf" - 2>/dev/null
done
"""
IN_ONE = """\
import glob
for source in sorted(glob.glob(sys.argv[1] + "/*.vcf.gz")):
    chain(source, *sys.argv[2:])
"""
"""The same loop in one process, which starts no program a file: less than any shell could take."""
TIMES_BCFTOOLS, MAF_SECONDS, MAF_MIB, DRY_SECONDS = 2.0, 90, 1024, 20
"""What is aimed at."""


def snakemake(
    folder: Path, sheet: Path, *options: str, formats: Sequence[str] = ("json",), fasta: bool = False
) -> Used:
    """Run the workflow in a folder of its own, from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = {
        "samples": str(sheet.resolve()),
        "region": "US",
        "report_date": "2026-11-22",
        "assays": str(ROOT / "config" / "assays.yaml"),
        "formats": list(formats),
        "reference": {str(BUILD): str(FASTA.resolve())} if fasta else {},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    command = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile", "--cores", CORES]
    command += ["--directory", folder, "--configfile", folder / "config.yaml", "--quiet", "all", *options]
    return measured([str(part) for part in command], folder=folder)


def vcf_lines(folder: Path, number: int) -> Iterator[Line]:
    """The panel VCFs: bcftools over all of them, then the pipeline, with report.json alone and with all formats."""
    sheet = panel_vcfs(folder / f"panel-{number}", number)
    bed, out = loci_bed(folder / "known.bed", every=False), folder / "csq"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    given = [str(path) for path in (sheet.parent, bed, FASTA, MODELS, out)]
    yield Line(
        f"{number} panel VCFs: bcftools, all files in one process",
        one := measured([sys.executable, "-c", CHAIN + IN_ONE, *given]),
    )
    loop = one
    if bcftools():
        loop = measured(["bash", "-c", LOOP, "bash", *given])
        yield Line(f"{number} panel VCFs: bcftools, shell loop of three programs", loop)
    aim = f"at most {TIMES_BCFTOOLS:g} x the loop"
    for label, formats in (
        ("report.json and cohort", ("json",)),
        ("json, html, tsv and cohort", ("json", "html", "tsv")),
    ):
        used = snakemake(folder / "run", sheet, formats=formats, fasta=True)
        reached = f"{used.wall / loop.wall:.2f} x wall, {used.cpu / loop.cpu:.2f} x CPU"
        yield Line(f"{number} panel VCFs: pipeline, {label}", used, aim, reached)


def maf_lines(folder: Path, numbers: Sequence[int]) -> Iterator[Line]:
    """A MAF of so many tumours to report.json and the cohort's table; does the cost of a tumour stay the same?"""
    for number in numbers:
        sheet = many_tumours(folder / f"maf-{number}", number)
        used = snakemake(folder / "run", sheet)
        last = number == max(numbers)
        aim = f"at most {MAF_SECONDS} s, {MAF_MIB} MiB" if last else ""
        each = f"{1000 * used.cpu / number:.1f} ms CPU a tumour"
        if last:
            start = folder / "run" / "benchmarks" / "jobs" / "split_maf"
            each += f"; the MAF was read by {len(list(start.glob('*')))} job"
        yield Line(f"MAF of {number} tumours: pipeline, report.json and cohort", used, aim, each)


def dry_line(folder: Path, number: int, vcfs: int) -> Line:
    """What it takes to plan a run of so many samples."""
    sheet = linked(panel_vcfs(folder / f"panel-{vcfs}", vcfs), folder / f"linked-{number}", number)
    used = snakemake(folder / "run", sheet, "--dry-run")
    return Line(f"dry-run of {number} samples", used, f"at most {DRY_SECONDS} s", f"{used.wall:.1f} s")
