"""The pinned transcript of each gene: where its bases lie on the genome, and the arithmetic between the two.

Genomic positions are 1-based, as in VCF, unless a name ends in ``0``. CDS positions are *linear*: 1 is the A
of the start codon, ``cds_length`` the last base of the stop codon, 0 is the base that HGVS writes ``c.-1``,
and ``cds_length + 1`` the base that HGVS writes ``c.*1``. Nothing here knows a base of the genome.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mtorboard.errors import KnowledgeError
from mtorboard.model.enums import Build

RegionName = Literal["CDS", "UTR5", "UTR3", "INTRON", "OUTSIDE"]
SpliceSite = Literal["donor", "acceptor"]
Interval = tuple[int, int]

LOCUS_FLANK = 50
"""Bases read beyond a transcript's ends, so that an indel anchored just outside is not missed."""

_CANONICAL_SPLICE_BASES = 2


@dataclass(frozen=True, slots=True)
class CdsPoint:
    """A genomic position as seen from the transcript.

    Args:
        base: linear CDS position of the base, or of the nearest exon base for an intron (HGVS: of two equally
            near the upstream one) or for a position outside the transcript.
        offset: bases into the intron, + after the exon, - before the next one; 0 in an exon. Outside the
            transcript the distance to its end, - upstream, + downstream.
        region: what lies there. An intron between untranslated exons is ``INTRON`` too, with ``base`` outside
            the CDS.
        cds_length: bases of the CDS, stop codon included.
    """

    base: int
    offset: int
    region: RegionName
    cds_length: int

    @property
    def text(self) -> str:
        """The position as HGVS writes it after ``c.``: ``2967-1``, ``-9``, ``*12``, ``-30+2``."""
        if self.base < 1:
            stem = str(self.base - 1)
        elif self.base > self.cds_length:
            stem = f"*{self.base - self.cds_length}"
        else:
            stem = str(self.base)
        return f"{stem}{self.offset:+d}" if self.offset else stem

    @property
    def next_to_coding(self) -> bool:
        """True for a coding base, or an intron position whose nearest exon base is coding."""
        return 1 <= self.base <= self.cds_length and self.region != "OUTSIDE"


@dataclass(frozen=True, slots=True)
class Locus:
    """A stretch of the genome to read for a gene: 0-based half-open, contig without ``chr``."""

    gene: str
    contig: str
    start0: int
    end0: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """One transcript on one build.

    Args:
        gene: HGNC symbol.
        accession: RefSeq accession with version; ``protein``: that of the protein.
        build: genome assembly.
        contig: chromosome without ``chr``; ``contig_accession``: its RefSeq accession (``NC_000016.10``).
        strand: +1 or -1.
        exons: (start0, end0), 0-based half-open, ascending on the genome.
        cds_start0: lowest genomic coordinate of the CDS, 0-based; ``cds_end0``: its end, exclusive.
            The stop codon belongs to the CDS.

    Raises:
        KnowledgeError: when exons overlap or are out of order, or the CDS is not whole codons within exons.
    """

    gene: str
    accession: str
    protein: str
    build: Build
    contig: str
    contig_accession: str
    strand: int
    exons: tuple[Interval, ...]
    cds_start0: int
    cds_end0: int
    cds_length: int = field(init=False, compare=False)
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _firsts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _coding: tuple[Interval, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_exons()
        coding = tuple(
            (max(start, self.cds_start0), min(end, self.cds_end0))
            for start, end in self.exons
            if start < self.cds_end0 and end > self.cds_start0
        )
        object.__setattr__(self, "_starts", tuple(start for start, _ in self.exons))
        object.__setattr__(self, "_coding", coding)
        object.__setattr__(self, "cds_length", sum(end - start for start, end in coding))
        ends_in_exons = coding and (coding[0][0], coding[-1][1]) == (self.cds_start0, self.cds_end0)
        if not ends_in_exons or self.cds_length % 3:
            raise self._malformed(
                "the CDS does not begin and end in exons, or is not a whole number of codons"
            )
        object.__setattr__(self, "_firsts", self._linear_starts())

    def _check_exons(self) -> None:
        edges = [edge for exon in self.exons for edge in exon]
        if not edges or edges != sorted(set(edges)):
            raise self._malformed("exons are missing, empty, overlapping or not in ascending order")
        if self.strand not in (1, -1):
            raise self._malformed(f"strand {self.strand} is neither 1 nor -1")

    def _malformed(self, what: str) -> KnowledgeError:
        return KnowledgeError(
            what,
            where=f"transcript {self.accession} ({self.gene}) on {self.build}",
            why="Every name and codon of this gene would be wrong",
            todo="Restore resources/panel from a release, or run its build script again",
        )

    def _linear_starts(self) -> tuple[int, ...]:
        """Linear CDS position of each exon's genomically lowest base, in genomic order."""
        first_coding0 = self.cds_start0 if self.strand > 0 else self.cds_end0 - 1
        lengths = [end - start for start, end in self.exons]
        before = 0
        spliced: list[int] = []  # spliced index, from the lowest genomic base, of each exon's lowest base
        for length in lengths:
            spliced.append(before)
            before += length
        anchor = next(
            at + first_coding0 - start
            for at, (start, end) in zip(spliced, self.exons, strict=True)
            if start <= first_coding0 < end
        )
        return tuple(1 + self.strand * (at - anchor) for at in spliced)

    @property
    def start0(self) -> int:
        """Lowest genomic coordinate of the transcript, 0-based."""
        return self.exons[0][0]

    @property
    def end0(self) -> int:
        """End of the transcript on the genome, exclusive, 0-based."""
        return self.exons[-1][1]

    @property
    def protein_length(self) -> int:
        """Amino acids of the protein; the stop codon is number ``protein_length + 1``."""
        return self.cds_length // 3 - 1

    def contains(self, pos: int, flank: int = 0) -> bool:
        """Whether genomic ``pos`` (1-based) lies between the transcript's ends or ``flank`` bases beyond."""
        return self.start0 - flank < pos <= self.end0 + flank

    def coding_intervals(self) -> tuple[Interval, ...]:
        """Coding parts of the exons, stop codon included: 0-based half-open, ascending on the genome."""
        return self._coding

    def locate(self, pos: int) -> CdsPoint:
        """See genomic ``pos`` (1-based) from the transcript; any position of the contig has an answer."""
        pos0 = pos - 1
        at = bisect_right(self._starts, pos0) - 1
        if at < 0:
            return self._point(0, self.start0, self.strand * (pos0 - self.start0), "OUTSIDE")
        end = self.exons[at][1]
        if pos0 < end:
            return self._point(at, pos0, 0, None)
        if at == len(self.exons) - 1:
            return self._point(at, end - 1, self.strand * (pos0 - (end - 1)), "OUTSIDE")
        from_left, to_right = pos0 - (end - 1), self._starts[at + 1] - pos0
        # HGVS counts the middle base of an odd intron from the exon upstream in the transcript.
        left_is_near = from_left <= to_right if self.strand > 0 else from_left < to_right
        if left_is_near:
            return self._point(at, end - 1, self.strand * from_left, "INTRON")
        return self._point(at + 1, self._starts[at + 1], -self.strand * to_right, "INTRON")

    def _point(self, exon: int, pos0: int, offset: int, region: RegionName | None) -> CdsPoint:
        base = self._firsts[exon] + self.strand * (pos0 - self._starts[exon])
        if region is None:
            region = "UTR5" if base < 1 else "UTR3" if base > self.cds_length else "CDS"
        return CdsPoint(base, offset, region, self.cds_length)

    def codon_of(self, pos: int) -> int | None:
        """Codon (1-based) of genomic ``pos`` (1-based), the stop codon included; ``None`` outside the CDS."""
        point = self.locate(pos)
        return (point.base + 2) // 3 if point.region == "CDS" else None

    def genomic(self, c_base: int, offset: int = 0) -> int:
        """Genomic position (1-based) of linear CDS position ``c_base``, ``offset`` bases into an intron.

        Raises:
            KnowledgeError: when the transcript has no such base, or ``offset`` does not lead into an intron.
        """
        for (start, end), first in zip(self.exons, self._firsts, strict=True):
            pos = start + 1 + self.strand * (c_base - first)
            if start < pos <= end:
                moved = pos + self.strand * offset
                if offset and self.locate(moved) != CdsPoint(c_base, offset, "INTRON", self.cds_length):
                    break
                return moved
        raise KnowledgeError(
            f"no position {CdsPoint(c_base, offset, 'CDS', self.cds_length).text}",
            where=f"transcript {self.accession} ({self.gene})",
            why="The position lies outside the transcript, or its offset does not lead into an intron",
            todo="Check the c. position and its transcript",
        )

    def codon_positions(self, codon: int) -> tuple[int, int, int]:
        """Genomic positions (1-based) of the three bases of ``codon`` (1-based), in transcript order."""
        last = 3 * codon
        return self.genomic(last - 2), self.genomic(last - 1), self.genomic(last)

    def is_canonical_splice(self, pos: int) -> SpliceSite | None:
        """``donor`` or ``acceptor`` for genomic ``pos`` (1-based) in the first or last two bases of introns.

        Introns between untranslated exons count; ask ``locate(pos).next_to_coding`` where that matters.
        """
        point = self.locate(pos)
        if point.region != "INTRON" or abs(point.offset) > _CANONICAL_SPLICE_BASES:
            return None
        return "donor" if point.offset > 0 else "acceptor"


def load_transcripts(path: Path, build: Build) -> dict[str, Transcript]:
    """Read a cdot-format JSON of coordinates; the result is by gene symbol, one transcript a gene.

    Format: https://github.com/SACGF/cdot - ``exons`` are ``[start0, end0, number, tx_start1, tx_end, gap]``.

    Raises:
        KnowledgeError: when the file is missing, is not such a JSON, or names a gene twice.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        transcripts = [_transcript(entry, build) for entry in content["transcripts"].values()]
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(path, f"is not a cdot JSON with {build} coordinates ({error})") from error
    by_gene = {transcript.gene: transcript for transcript in transcripts}
    if len(by_gene) != len(transcripts):
        raise _unusable(path, "has two transcripts of one gene")
    return by_gene


def _transcript(entry: Mapping[str, Any], build: Build) -> Transcript:
    placed = entry["genome_builds"][build.value]
    return Transcript(
        gene=entry["gene_name"],
        accession=entry["id"],
        protein=entry["protein"],
        build=build,
        contig=_chromosome(placed["contig"]),
        contig_accession=placed["contig"],
        strand=1 if placed["strand"] == "+" else -1,
        exons=tuple((exon[0], exon[1]) for exon in placed["exons"]),
        cds_start0=placed["cds_start"],
        cds_end0=placed["cds_end"],
    )


def _chromosome(accession: str) -> str:
    """``NC_000016.10`` -> ``16``: RefSeq numbers the chromosomes 1-22, X as 23 and Y as 24."""
    number = int(accession.removeprefix("NC_").split(".")[0])
    return {23: "X", 24: "Y"}.get(number, str(number))


def _unusable(path: Path, what: str) -> KnowledgeError:
    return KnowledgeError(
        what,
        where=path.name,
        why="Without the pinned transcripts no variant can be placed in a gene",
        todo="Restore resources/panel from a release, or run its build script again",
    )


def loci(transcripts: Iterable[Transcript], flank: int = LOCUS_FLANK) -> tuple[Locus, ...]:
    """Stretches to read (0-based), one a transcript, ``flank`` bases wider, sorted by contig and start."""
    found = [Locus(t.gene, t.contig, max(0, t.start0 - flank), t.end0 + flank) for t in transcripts]
    return tuple(sorted(found, key=lambda locus: (locus.contig, locus.start0, locus.gene)))
