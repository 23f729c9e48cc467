"""``mtorboard run`` and ``report``: what is written, under which name, from which form of a file, and how fast."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pysam
import pytest

from mtorboard.cli.main import main
from mtorboard.knowledge import load
from mtorboard.model.enums import Build
from mtorboard.report.formats import DEFAULT, FORMATS

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
BREAST = DEMO / "variants" / "Breast-PIK3CA-H1047R.vcf"
MAF = DEMO / "variants" / "cohort.maf"
SETTINGS = ("--region", "US", "--report-date", "2026-11-22")
WRITTEN = sorted(name for form in DEFAULT for name in FORMATS[form].files)
"""What is in a sample's folder where nobody names a format."""
CPU_SECONDS = 1.0
"""A panel VCF of 500 records must take less, imports and HTML included."""


def run(file: Path, outdir: Path, *options: str) -> int:
    return main(["run", str(file), "--outdir", str(outdir), *SETTINGS, *options])


def report(outdir: Path, sample: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((outdir / sample / "report.json").read_text())
    return document


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_vcf_is_named_by_its_file_and_writes_one_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(BREAST, tmp_path, "--tumour-type", "IDC", "--assay", "panel_full_genes") == 0
    assert names(tmp_path) == ["Breast-PIK3CA-H1047R"]
    assert names(tmp_path / "Breast-PIK3CA-H1047R") == WRITTEN
    document = report(tmp_path, "Breast-PIK3CA-H1047R")
    said = capsys.readouterr()
    headline = document["assessment"]["headline"]["code"]
    folder = tmp_path / "Breast-PIK3CA-H1047R"
    assert said.out == f"Breast-PIK3CA-H1047R\tOK\t{headline}\t{folder}\n"
    assert said.err == ""


def test_naming_the_tumour_column_of_a_vcf_does_not_rename_the_sample(tmp_path: Path) -> None:
    path = DEMO / "variants" / "PEComa-biallelic-TSC2.vcf.gz"
    assert run(path, tmp_path, "--tumor", "PEC-01-T", "--normal", "PEC-01-N") == 0
    assert names(tmp_path) == ["PEComa-biallelic-TSC2"]


def test_formats_that_are_not_asked_for_are_not_written(tmp_path: Path) -> None:
    assert run(BREAST, tmp_path, "--sample", "P1", "--formats", "tsv") == 0
    assert names(tmp_path / "P1") == ["alterations.tsv", "report.json"]


def test_a_vcf_without_records_is_a_complete_report(tmp_path: Path) -> None:
    empty = tmp_path / "empty.vcf"
    empty.write_text("".join(line for line in BREAST.open() if line.startswith("#")))
    assert run(empty, tmp_path, "--assay", "panel_full_genes") == 0
    document = report(tmp_path, "empty")
    assert document["status"] == "OK"
    assert document["alterations"] == []
    assert document["genes"]["KRAS"]["status"] == "NOT_DETECTED"


def test_what_no_assay_or_bed_covers_is_never_called_not_detected(tmp_path: Path) -> None:
    empty = tmp_path / "empty.vcf"
    empty.write_text("".join(line for line in BREAST.open() if line.startswith("#")))
    assert run(empty, tmp_path) == 0
    genes = report(tmp_path, "empty")["genes"]
    assert {state["status"] for state in genes.values()} == {"NOT_ASSESSED"}


def forms(tmp_path: Path) -> dict[str, Path]:
    """One VCF, written in every form in which people keep it."""
    plain, zipped, blocked = (tmp_path / name for name in ("plain.vcf", "zipped.vcf.gz", "blocked.vcf.gz"))
    shutil.copy(BREAST, plain)
    zipped.write_bytes(gzip.compress(BREAST.read_bytes()))
    pysam.tabix_compress(str(BREAST), str(blocked))
    indexed = tmp_path / "indexed.vcf.gz"
    shutil.copy(blocked, indexed)
    pysam.tabix_index(str(indexed), preset="vcf")
    binary = tmp_path / "binary.bcf"
    with (
        pysam.VariantFile(str(BREAST)) as source,
        pysam.VariantFile(str(binary), "wb", header=source.header) as sink,
    ):
        for record in source:
            sink.write(record)
    return {path.name: path for path in (plain, zipped, blocked, indexed, binary)}


def test_every_form_of_a_file_gives_the_same_report(tmp_path: Path) -> None:
    documents = {}
    for name, path in forms(tmp_path).items():
        outdir = tmp_path / f"out-{name}"
        assert run(path, outdir, "--sample", "P1", "--tumour-type", "IDC", "--purity", "0.7") == 0
        documents[name] = report(outdir, "P1")
        del documents[name]["provenance"]  # names the file and its digest
        del documents[name]["funnel"]  # with an index, records beside the panel's loci are not even counted
    assert documents["plain.vcf"]["alterations"]
    for name, document in documents.items():
        assert document == documents["plain.vcf"], name


def test_the_order_of_a_files_columns_does_not_matter(tmp_path: Path) -> None:
    source = DEMO / "variants" / "Endometrium-PTEN-CTNNB1.vcf"
    swapped = tmp_path / "swapped.vcf"
    lines = []
    for line in source.read_text().splitlines():
        cells = line.split("\t")
        lines.append(line if line.startswith("##") else "\t".join((*cells[:9], cells[10], cells[9])))
    swapped.write_text("\n".join(lines) + "\n")
    found = []
    for path in (source, swapped):
        outdir = tmp_path / f"out-{path.name}"
        assert run(path, outdir, "--sample", "P1", "--tumor", "END-01-T", "--normal", "END-01-N") == 0
        found.append(report(outdir, "P1")["alterations"])
    assert found[0] == found[1] != []


def test_a_maf_of_several_tumours_writes_one_folder_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(MAF, tmp_path) == 0
    assert names(tmp_path) == ["CRC-01", "LUN-01", "VUS-01"]
    assert len(capsys.readouterr().out.splitlines()) == 3
    alone = tmp_path / "alone"
    assert run(MAF, alone, "--tumor", "LUN-01") == 0
    assert names(alone) == ["LUN-01"]
    assert report(alone, "LUN-01") == report(tmp_path, "LUN-01")
    renamed = tmp_path / "renamed"
    assert run(MAF, renamed, "--tumor", "LUN-01", "--sample", "P9") == 0
    assert report(renamed, "P9")["alterations"] == report(alone, "LUN-01")["alterations"]


def test_one_tumour_of_a_maf_that_cannot_be_used_fails_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = MAF.read_text().splitlines()
    broken = tmp_path / "broken.maf"
    last = max(number for number, line in enumerate(lines) if "\tLUN-01\t" in line)
    lines[last] = lines[last].replace("\tGRCh37\t", "\tGRCh38\t")
    broken.write_text("\n".join(lines) + "\n")
    outdir = tmp_path / "out"
    assert run(broken, outdir) == 1
    statuses = {line.split("\t")[0]: line.split("\t")[1] for line in capsys.readouterr().out.splitlines()}
    assert statuses == {"CRC-01": "OK", "LUN-01": "FAILED", "VUS-01": "OK"}
    assert names(outdir / "LUN-01") == WRITTEN
    assert report(outdir, "LUN-01")["errors"]
    assert report(outdir, "LUN-01")["assessment"] is None


def test_a_stored_report_is_rendered_again_to_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sidecar = DEMO / "clinical" / "Breast-PIK3CA-H1047R.yaml"
    assert run(BREAST, tmp_path, "--sample", "P1", "--clinical", str(sidecar), "--tumour-type", "IDC") == 0
    capsys.readouterr()
    again = tmp_path / "again"
    assert main(["report", str(tmp_path / "P1" / "report.json"), "--outdir", str(again)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(again / name) for name in names(again)]
    assert names(again) == names(tmp_path / "P1")
    for name in names(again):
        assert (again / name).read_bytes() == (tmp_path / "P1" / name).read_bytes()


def panel_vcf(path: Path, records: int) -> Path:
    """Write made-up substitutions, spread evenly over the coding bases of the panel (GRCh38; POS is 1-based)."""
    dice = random.Random(7)  # noqa: S311 - made-up reads need no secrecy
    transcripts = load().tables.transcripts[Build.GRCH38].values()
    sites = sorted(
        (transcript.contig, position + 1)
        for transcript in transcripts
        for start, end in transcript.exons
        for position in range(max(start, transcript.cds_start0), min(end, transcript.cds_end0))
    )
    chosen = sites[:: len(sites) // records][:records]
    contigs = {contig: None for contig, _ in chosen}
    lines = ["##fileformat=VCFv4.2", "##reference=GRCh38"]
    lines += [f"##contig=<ID=chr{contig}>" for contig in contigs]
    lines += ['##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">']
    lines += ['##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">']
    lines += ["\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", "T"))]
    for contig, position in chosen:
        ref, alt = dice.sample("ACGT", 2)
        reads = f"0/1:{dice.randint(40, 200)},{dice.randint(10, 90)}"
        lines.append(
            "\t".join((f"chr{contig}", str(position), ".", ref, alt, ".", "PASS", ".", "GT:AD", reads))
        )
    path.write_text("\n".join(lines) + "\n")
    return path


def cpu_seconds(command: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.slow
def test_a_panel_of_500_records_takes_less_than_a_second_of_cpu(tmp_path: Path) -> None:
    path = panel_vcf(tmp_path / "panel.vcf", 500)
    command = [sys.executable, "-m", "mtorboard", "run", str(path), "--outdir", str(tmp_path / "out")]
    command += [*SETTINGS, "--build", "GRCh38", "--tumour-type", "PAAD", "--assay", "panel_full_genes"]
    command += ["--formats", "json,html,tsv"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow" / "scripts")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    cpu_seconds(command, environment)  # the first writes the bytecode
    best = min(cpu_seconds(command, environment) for _ in range(3))
    print(f"\n500 records to report.json, HTML and TSV: {best:.2f} s of CPU")
    document = report(tmp_path / "out", "panel")
    assert document["funnel"][0]["in"] == 500
    assert len(document["alterations"]) > 400
    assert best < CPU_SECONDS
