"""Three toy genes on chromosome 12, and writers of the files that say what was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pysam
from genomics_examples import THRESHOLDS

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Coverage
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.callability.assays import Assay
from mtorboard.reading.callability.coverage import read_coverage

HOTSPOTS = {"FWD": (12, 13, 61), "REV": (5,)}
EVERYTHING = "chr12\t0\t200000\n"
SEQUENCED = 304
"""Coding bases of a toy gene, and two at either splice site of its intron."""


def transcript(gene: str, shift: int = 0, strand: int = 1, build: Build = Build.GRCH38) -> Transcript:
    """Two coding exons of 150 bases each: codons 1-50 and 51-100 of the plus strand."""
    return Transcript(
        gene=gene,
        accession=f"NM_{gene}.1",
        protein=f"NP_{gene}.1",
        build=build,
        contig="12",
        contig_accession="NC_000012.12" if build is Build.GRCH38 else "NC_000012.11",
        strand=strand,
        exons=((1000 + shift, 1160 + shift), (2000 + shift, 2160 + shift)),
        cds_start0=1010 + shift,
        cds_end0=2150 + shift,
    )


GENES = {"FWD": transcript("FWD"), "REV": transcript("REV", 5000, -1), "FAR": transcript("FAR", 90_000)}


def codon0(gene: str, codon: int) -> int:
    """Lowest position (0-based) of a codon (1-based)."""
    return min(GENES[gene].codon_positions(codon)) - 1


def file(folder: Path, text: str, name: str = "callable.bed") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def indexed(path: Path, *, preset: str | None = "bed", csi: bool = False, **columns: int) -> Path:
    """Compress a sorted table and index it; ``seq_col``, ``start_col`` and ``end_col`` for 1-based ones."""
    packed = Path(f"{path}.gz")
    pysam.tabix_compress(str(path), str(packed), force=True)
    pysam.tabix_index(str(packed), preset=None if columns else preset, csi=csi, force=True, **columns)
    return packed


def coverage(path: Path | None = None, assay: str | None = None, **more: Any) -> Coverage:
    assays = more.pop("assays", {})
    other_build: Mapping[str, Transcript] | None = more.pop("other_build", None)
    thresholds = more.pop("thresholds", THRESHOLDS)
    specimen: str | None = more.pop("specimen", None)
    spec = SampleSpec("P1", Path("v.vcf"), callable_bed=path, assay=assay, **more)
    return read_coverage(
        spec, GENES, HOTSPOTS, assays, thresholds=thresholds, other_build=other_build, specimen=specimen
    )


def assay(name: str = "panel", **lists: Any) -> dict[str, Assay]:
    none: dict[str, Any] = {"covered": frozenset(), "hotspots_only": {}, "deletions_called": frozenset()}
    return {name: Assay(name, **(none | lists))}
