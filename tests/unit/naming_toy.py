"""A made-up gene of four exons on either strand, its bases, and a translation that knows nothing of HGVS."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.records import Gene, Provenance
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Arm, Build, Effect, Role, Verification
from mtorboard.model.variant import FileAnnotation, Name, ReadSupport, Variant, VariantKey
from mtorboard.naming import Namer
from mtorboard.naming.genomic import Edit, reverse_complement

BUILD = Build.GRCH38
CONTIG = "16"
FLANK = 300
UNTRANSLATED, CODING = "utr", "cds"

_CODE = dict(
    zip(
        (a + b + c for a in "TCAG" for b in "TCAG" for c in "TCAG"),
        "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
        strict=True,
    )
)


def translate(bases: str) -> str:
    """Residues from the first base on, up to and with the first stop."""
    residues = ""
    for at in range(0, len(bases) - 2, 3):
        residues += _CODE[bases[at : at + 3]]
        if residues.endswith("*"):
            break
    return residues


@dataclass(frozen=True)
class ToyReference:
    """Bases of one contig; N elsewhere."""

    start0: int
    sequence: str

    def bases(self, contig: str, start0: int, end0: int) -> str:
        if contig != CONTIG:
            return "N" * (end0 - start0)
        padded = "N" * 1000 + self.sequence + "N" * 1000
        shift = 1000 - self.start0
        return padded[start0 + shift : end0 + shift]


@dataclass(frozen=True)
class Toy:
    """The gene on one strand."""

    transcript: Transcript
    reference: ToyReference
    messenger: str  # spliced, from the start codon to the end of the transcript

    def key(self, edit: Edit) -> VariantKey:
        """The VCF-like key of an edit, with one anchor base for an indel."""
        anchor = "" if edit.deleted and edit.inserted else self.at(edit.start0 - 1, edit.start0)
        pos = edit.start0 + 1 - len(anchor)
        return VariantKey(BUILD, CONTIG, pos, anchor + edit.deleted, anchor + edit.inserted)

    def at(self, start0: int, end0: int) -> str:
        return self.reference.bases(CONTIG, start0, end0)

    def edit(self, c_base: int, deleted: int, inserted: str = "", offset: int = 0) -> Edit:
        """Delete ``deleted`` bases from CDS position ``c_base`` on, in transcript direction, put ``inserted``.

        With ``deleted`` 0 the bases go before ``c_base``. Insertions are given as the transcript reads.
        """
        pos = self.transcript.genomic(c_base, offset)
        if self.transcript.strand > 0:
            start0 = pos - 1
        else:
            start0, inserted = pos - deleted, reverse_complement(inserted)
        return Edit(start0, self.at(start0, start0 + deleted), inserted)

    def variant(self, edit: Edit, *annotations: FileAnnotation) -> Variant:
        return Variant(self.key(edit), "T1", ReadSupport(), annotations=annotations)

    def altered_protein(self, edit: Edit) -> str:
        """Protein of the altered messenger, for an edit inside one exon."""
        pieces = []
        for start0, end0 in self.transcript.exons:
            bases = self.at(start0, end0)
            if start0 <= edit.start0 and edit.end0 <= end0:
                bases = bases[: edit.start0 - start0] + edit.inserted + bases[edit.end0 - start0 :]
            pieces.append(bases)
        spliced = "".join(pieces)
        if self.transcript.strand < 0:
            spliced = reverse_complement(spliced)
        before = sum(end0 - start0 for start0, end0 in self.transcript.exons) - len(self.messenger)
        return translate(spliced[before:])

    @property
    def protein(self) -> str:
        return translate(self.messenger)


def _random_bases(rng: random.Random, length: int) -> str:
    return "".join(rng.choice("ACGT") for _ in range(length))


def _coding(rng: random.Random, codons: int) -> str:
    sense = [codon for codon, residue in _CODE.items() if residue != "*"]
    # Runs of one base and of one codon, so that indels slide.
    middle = [rng.choice(sense) for _ in range(codons - 8)] + ["AAA"] * 3 + ["CAG"] * 3
    return "ATG" + "".join(middle) + "TAA"


def plus_toy() -> Toy:
    """Exons: untranslated; untranslated + codons; codons, one split over an intron; codons + untranslated."""
    rng = random.Random(11)  # noqa: S311 - made-up bases
    cds = _coding(rng, 60)
    exons = [
        _random_bases(rng, 25),
        _random_bases(rng, 12) + cds[:50],
        cds[50:121],
        cds[121:] + "GCTTGAA" + _random_bases(rng, 33),
    ]
    sequence, places = _random_bases(rng, FLANK), []
    for number, exon in enumerate(exons):
        if number:
            sequence += "GTAAGT" + _random_bases(rng, 40) + "TTTCTTTCAG"
        places.append((1000 + len(sequence), 1000 + len(sequence) + len(exon)))
        sequence += exon
    sequence += _random_bases(rng, FLANK)
    transcript = Transcript(
        gene="TOY",
        accession="NM_000001.2",
        protein="NP_000001.1",
        build=BUILD,
        contig=CONTIG,
        contig_accession="NC_000016.10",
        strand=1,
        exons=tuple(places),
        cds_start0=places[1][0] + 12,
        cds_end0=places[3][0] + len(cds) - 121,
    )
    return Toy(transcript, ToyReference(1000, sequence), "".join(exons)[37:])


def minus_toy() -> Toy:
    """The same gene on the reverse strand."""
    plus = plus_toy()
    end = 2 * 1000 + len(plus.reference.sequence)
    mirrored = replace(
        plus.transcript,
        strand=-1,
        exons=tuple((end - e, end - s) for s, e in reversed(plus.transcript.exons)),
        cds_start0=end - plus.transcript.cds_end0,
        cds_end0=end - plus.transcript.cds_start0,
    )
    return Toy(mirrored, ToyReference(1000, reverse_complement(plus.reference.sequence)), plus.messenger)


def tables(toy: Toy) -> Tables:
    """Tables that hold the toy gene and nothing curated."""
    gene = Gene(
        symbol="TOY",
        hgnc_id="HGNC:1",
        role=Role.TSG,
        arm=Arm.A_TSC,
        direction=Effect.LOF,
        mane_select="NM_000001.2",
        ensembl_transcript="ENST00000000001.4",
        ensembl_gene="ENSG00000000001.1",
        equivalents=("NM_000009",),
        protein_length=59,
        builds=frozenset(Build),
        required_for_negative=True,
        numbering_note="",
        provenance=Provenance("made up", Verification.JUDGEMENT, "2026-01-01", ""),
    )
    return Tables(
        genes={"TOY": gene},
        transcripts={BUILD: {"TOY": toy.transcript}},
        alleles=(),
        alleles_by_key={},
        alleles_by_c={},
        regions={},
        stop_gains={},
    )


TOYS = {"forward": plus_toy(), "reverse": minus_toy()}
NAMERS = {strand: Namer(tables(toy), BUILD, toy.reference) for strand, toy in TOYS.items()}
BARE = {strand: Namer(tables(toy), BUILD, None) for strand, toy in TOYS.items()}
STOP = 3 * 59 + 1  # first CDS base of the toy's stop codon
EXON_END, NEXT_EXON = 50, 51  # CDS bases on both sides of the first intron between coding exons


def with_bases(strand: str, edit: Edit, *annotations: FileAnnotation) -> Name:
    name = NAMERS[strand].name(TOYS[strand].variant(edit, *annotations))
    assert name is not None
    return name


def without_bases(strand: str, edit: Edit, *annotations: FileAnnotation) -> Name:
    name = BARE[strand].name(TOYS[strand].variant(edit, *annotations))
    assert name is not None
    return name


def annotation(transcript: str, *terms: str, c: str | None = None, p: str | None = None) -> FileAnnotation:
    return FileAnnotation("CSQ", "TOY", transcript, terms, c, p)


def substitution(toy: Toy, c_base: int, avoid: str = "", offset: int = 0) -> Edit:
    """A substitution at a CDS position by a base, as the transcript reads, that is not in ``avoid``."""
    there = toy.edit(c_base, 1, "A", offset)
    for base in "ACGT":
        edit = toy.edit(c_base, 1, base, offset)
        if edit.inserted != there.deleted and base not in avoid:
            return edit
    raise AssertionError("no base left")
