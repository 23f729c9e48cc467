"""A cohort of three demo patients in a folder of its own, and Snakemake run on it for real."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
HEADER = "sample\tvariants\ttumor\ttumour_type\tpurity\tclinical\tcopy_number\tassay"

# Ids and file names say nothing clinical, so that every clinical word in a log is a leak.
ROWS = {
    "P1": "P1\tP1.vcf\t\tIDC\t0.70\tP1.yaml\t\tpanel_full_genes",
    "P2": "P2\tP2.vcf.gz\t\tPECOMA\t0.75\tP2.yaml\tP2.cn.tsv\texome_with_copy_number",
    "P3": "P3\tcohort.maf\tVUS-01\tLMS\t0.50\tP3.yaml\t\texome_with_copy_number",
}
"""Rows of the sheet: a plain VCF on GRCh37, an indexed VCF on GRCh38, one tumour of a MAF."""

FOURTH = "P4\tcohort.maf\tCRC-01\tCOAD\t0.60\t\t\texome_with_copy_number"

_FILES = {
    "variants/Breast-PIK3CA-H1047R.vcf": "P1.vcf",
    "clinical/Breast-PIK3CA-H1047R.yaml": "P1.yaml",
    "variants/PEComa-biallelic-TSC2.vcf.gz": "P2.vcf.gz",
    "variants/PEComa-biallelic-TSC2.vcf.gz.tbi": "P2.vcf.gz.tbi",
    "clinical/PEComa-biallelic-TSC2.yaml": "P2.yaml",
    "copy_number/PEComa-biallelic-TSC2.tsv": "P2.cn.tsv",
    "variants/cohort.maf": "cohort.maf",
    "clinical/Only-VUS.yaml": "P3.yaml",
}


_LOADED = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["snakemake.cli"])


def _plan(arguments: list[str], folder: Path, said: Path) -> None:
    """Be a process of Snakemake, from the command line on."""
    from snakemake.cli import main  # noqa: PLC0415 - loaded before the fork

    os.chdir(folder)
    with said.open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    main(arguments)


@dataclass(frozen=True)
class Ended:
    """How a run of Snakemake ended; ``text`` is everything that it said."""

    code: int
    text: str

    @property
    def jobs(self) -> dict[str, int]:
        """Jobs by rule, from the table that Snakemake prints; empty when there is nothing to do."""
        table = self.text.split("Job stats:", 1)[-1] if "Job stats:" in self.text else ""
        rows = re.findall(r"^(\w+) +(\d+)$", table.split("\n\n")[0], re.MULTILINE)
        return {rule: int(count) for rule, count in rows if rule != "total"}

    def chunks(self, rule: str) -> set[str]:
        """Chunks that jobs of a rule were planned or run for."""
        found = re.findall(rf"rule {rule}:.*?wildcards: chunk=(\S+)", self.text, re.DOTALL)
        return {name.removeprefix("sample-") for name in found}


@dataclass(frozen=True)
class Cohort:
    """A folder with inputs, a sheet and a configuration, and the checkout that works it."""

    folder: Path
    root: Path = ROOT

    @classmethod
    def make(cls, folder: Path, **more: object) -> Cohort:
        """Copy the inputs and write sheet and configuration; ``more`` are keys of the configuration."""
        folder.mkdir(parents=True, exist_ok=True)
        for source, name in _FILES.items():
            shutil.copy2(DEMO / source, folder / name)
        shutil.copy2(ROOT / "config" / "assays.yaml", folder / "assays.yaml")
        cohort = cls(folder)
        cohort.sheet(*ROWS.values())
        cohort.configure(**more)
        return cohort

    def copy(self, folder: Path) -> Cohort:
        """Return the same cohort elsewhere, with what was made of it and all times of change."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return replace(self, folder=folder)

    def sheet(self, *rows: str) -> None:
        (self.folder / "samples.tsv").write_text("\n".join((HEADER, *rows)) + "\n")

    def configure(self, **more: object) -> None:
        """Write the configuration; a value of ``None`` leaves its key out."""
        keys = {
            "samples": "samples.tsv",
            "region": "US",
            "report_date": "2026-11-22",
            "assays": "assays.yaml",
        } | more
        kept = {key: value for key, value in keys.items() if value is not None}
        (self.folder / "config.yaml").write_text(yaml.safe_dump(kept))

    def command(self, *options: str, entry: str = "Snakefile", cores: int = 1) -> list[str]:
        """Return the command line that runs Snakemake in this folder."""
        command = [
            sys.executable,
            "-m",
            "snakemake",
            "--snakefile",
            str(self.root / entry),
            "--cores",
            str(cores),
        ]
        command += [
            "--directory",
            str(self.folder),
            "--configfile",
            str(self.folder / "config.yaml"),
            # All of what Snakemake can say; the profile leaves most of it out.
            "--quiet",
            "host",
        ]
        return [*command, *options]

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"XDG_CACHE_HOME": str(self.folder / ".cache")}

    def snakemake(self, *options: str, entry: str = "Snakefile", cores: int = 1) -> Ended:
        """Run Snakemake in this folder."""
        done = subprocess.run(
            self.command(*options, entry=entry, cores=cores),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return Ended(done.returncode, done.stdout)

    def plan(self, *options: str, cores: int = 1) -> Ended:
        """Dry-run Snakemake in a process that has it loaded: loading is most of what a dry run costs."""
        said = self.folder / "plan.txt"
        arguments = self.command("--dry-run", *options, cores=cores)[3:]
        process = _LOADED.Process(target=_plan, args=(arguments, self.folder, said))
        process.start()
        process.join(300)
        return Ended(-1 if process.exitcode is None else process.exitcode, said.read_text())

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def reports(self) -> dict[str, bytes]:
        """Content of every file of the samples' and the cohort's folders, by path."""
        return {
            path.relative_to(self.results).as_posix(): path.read_bytes()
            for folder in self.results.iterdir()
            if folder.is_dir() and folder.name != "chunks"
            for path in folder.rglob("*")
        }

    def changed_since(self, before: dict[str, int]) -> set[str]:
        return {name for name, moment in self.moments().items() if before.get(name) != moment}

    def moments(self) -> dict[str, int]:
        """Time of change (ns) of every file of the results, by path."""
        files = (path for path in self.results.rglob("*") if path.is_file())
        return {path.relative_to(self.results).as_posix(): path.stat().st_mtime_ns for path in files}
