"""Make cohorts, the same for the same seed: panel VCFs of one sample each, and a MAF of many tumours. GRCh37.

Every call is a published one (TCGA MC3); which tumour has which is drawn. The data come from the folder of shared
test data that MTORBOARD_SHARED_DATA names.
"""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import pysam
from make_wgs_vcf import HEADER, PUBLISHED, REST, TITLES
from measure import SHARED

from mtorboard.model.enums import Build
from mtorboard.reading.contigs import assemblies

MAF = SHARED / "maf" / "tcga_mc3.panel.GRCh37.maf.gz"
CALLS = (6, 18)
"""Fewest and most calls of a panel VCF."""
ROWS = (1, 9)
"""Fewest and most rows of a tumour in the MAF."""

Sheet = Path


def panel_vcfs(folder: Path, number: int, seed: int = 1) -> Sheet:
    """Write so many bgzipped VCFs with their indexes, and the sheet that names them."""
    rng = random.Random(seed)  # noqa: S311 - made-up tumours
    folder.mkdir(parents=True, exist_ok=True)
    lengths = assemblies()[Build.GRCH37].lengths
    order = {contig: at for at, contig in enumerate(lengths)}
    with gzip.open(PUBLISHED, "rt") as lines:
        calls = sorted(
            ((fields[0], int(fields[1]), *fields[3:5]) for fields in map(_fields, lines) if fields),
            key=lambda call: (order[call[0]], call[1:]),
        )
    contigs = "".join(f"##contig=<ID={name},length={n}>\n" for name, n in lengths.items())
    rows = []
    for at in range(number):
        name = f"V{at:05d}"
        path = folder / f"{name}.vcf.gz"
        drawn = sorted(rng.sample(range(len(calls)), rng.randint(*CALLS)))
        if not path.with_name(f"{path.name}.tbi").exists():
            text = folder / f"{name}.vcf"
            body = [f"{c}\t{pos}\t.\t{ref}\t{alt}\t{REST}" for c, pos, ref, alt in (calls[i] for i in drawn)]
            text.write_text(HEADER + contigs + TITLES + "".join(body))
            pysam.tabix_compress(str(text), str(path), force=True)
            pysam.tabix_index(str(path), preset="vcf", force=True)
            text.unlink()
        rows.append(f"{name}\t{path.name}\tTUMOR\t{rng.choice(TYPES)}")
    return _sheet(folder / "samples.tsv", "sample\tvariants\ttumor\ttumour_type", rows)


def many_tumours(folder: Path, number: int, seed: int = 1) -> Sheet:
    """Write a gzipped MAF of so many tumours, rows in the order of the genome, and the sheet that names them."""
    rng = random.Random(seed)  # noqa: S311 - made-up tumours
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(MAF, "rt") as lines:
        header, *published = [line.rstrip("\n").split("\t") for line in lines]
    barcode, contig, start = (
        header.index(name) for name in ("Tumor_Sample_Barcode", "Chromosome", "Start_Position")
    )
    drawn = []
    for at in range(number):
        for row in rng.sample(published, rng.randint(*ROWS)):
            drawn.append([*row[:barcode], f"M{at:05d}", *row[barcode + 1 :]])
    drawn.sort(key=lambda row: (row[contig], int(row[start]), row[barcode]))
    text = "".join("\t".join(row) + "\n" for row in (header, *drawn))
    (folder / "tumours.maf.gz").write_bytes(gzip.compress(text.encode(), 6, mtime=0))
    rows = [f"M{at:05d}\ttumours.maf.gz\tGRCh37\t{rng.choice(TYPES)}" for at in range(number)]
    return _sheet(folder / "samples.tsv", "sample\tvariants\tbuild\ttumour_type", rows)


def linked(sheet: Sheet, folder: Path, number: int) -> Sheet:
    """Write a sheet of so many samples, each with files of its own that are links to those of a smaller cohort."""
    folder.mkdir(parents=True, exist_ok=True)
    header, *rows = sheet.read_text().splitlines()
    wanted = []
    for at in range(number):
        _, file, *rest = rows[at % len(rows)].split("\t")
        for suffix in ("", ".tbi"):
            link = folder / f"L{at:05d}.vcf.gz{suffix}"
            if not link.exists():
                os.link(sheet.with_name(file + suffix), link)
        wanted.append("\t".join((f"L{at:05d}", f"L{at:05d}.vcf.gz", *rest)))
    return _sheet(folder / "samples.tsv", header, wanted)


TYPES = ("BRCA", "LUAD", "COAD", "UCEC", "CCRCC", "PAAD", "SKCM", "BLCA")
"""Tumour types to draw from."""


def _fields(line: str) -> list[str]:
    return [] if line.startswith("#") else line.split("\t")


def _sheet(path: Path, header: str, rows: list[str]) -> Sheet:
    path.write_text("\n".join((header, *rows)) + "\n")
    return path
