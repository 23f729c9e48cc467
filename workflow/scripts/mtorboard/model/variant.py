"""Variants as read and as named. Positions are 1-based, as in VCF and HGVS, unless a name says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from mtorboard.model.enums import Build, Consequence, Naming


@dataclass(frozen=True, slots=True, order=True)
class VariantKey:
    """A small variant's identity: what is matched, whatever name the input gave it.

    Args:
        build: genome assembly.
        contig: chromosome without ``chr`` (``"16"``, ``"X"``).
        pos: 1-based position of the first base of ``ref``.
        ref: reference allele, upper case; minimal (shared bases trimmed, one anchor base for an indel).
        alt: alternate allele, upper case.
    """

    build: Build
    contig: str
    pos: int
    ref: str
    alt: str

    def __str__(self) -> str:
        return f"{self.build}:{self.contig}:{self.pos}:{self.ref}:{self.alt}"

    @property
    def is_snv(self) -> bool:
        """True for a single-base substitution."""
        return len(self.ref) == 1 == len(self.alt)

    @property
    def end(self) -> int:
        """1-based position of the last base of ``ref``."""
        return self.pos + len(self.ref) - 1


@dataclass(frozen=True, slots=True)
class ReadSupport:
    """Reads behind an allele in one sample. ``None`` is "not given", never zero.

    Args:
        depth: reads at the site that the caller counted.
        alt_depth: reads that carry the allele.
        vaf: variant allele fraction, 0 to 1.
        source: the fields it was taken from, e.g. ``"FORMAT/AD"`` or ``"FORMAT/TU,CU tier 1"``.
    """

    depth: int | None = None
    alt_depth: int | None = None
    vaf: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """``block``: the set of calls whose copies can be compared; ``copies``: those that carry the allele."""

    block: str
    copies: frozenset[int]


@dataclass(frozen=True, slots=True)
class FileAnnotation:
    """One transcript's annotation of one allele as the input file gives it (CSQ, ANN, BCSQ or a MAF row).

    ``hgvs_c`` and ``hgvs_p`` are without accession, percent-decoded, otherwise as written.
    ``terms`` are Sequence Ontology terms (a MAF's Variant_Classification is translated by the reader).
    """

    source: str
    gene: str
    transcript: str
    terms: tuple[str, ...]
    hgvs_c: str | None = None
    hgvs_p: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One allele of one tumour, normalised.

    Args:
        key: identity after splitting, trimming, left-aligning and joining.
        sample: sample id of the sheet (or tumour barcode of a MAF).
        tumour: reads in the tumour.
        normal: reads in the matched normal; ``None`` without one.
        strands: tumour reads by strand (reference forward, reference reverse, allele forward, allele reverse);
            ``None`` when not given whole.
        filters: names of failed filters; empty for PASS and ``.``.
        annotations: what the file says of this allele.
        population_af: highest population allele frequency that the file gives, 0 to 1.
        somatic: True when the caller or a matched normal says somatic; ``None`` when nothing says so.
        observed: the record as it stood in the file, ``contig:pos:ref:alt``, for tracing.
        joined_from: keys of neighbours in one codon that were joined into this allele.
        phase: how those neighbours are known to lie on one molecule: ``"phased"``, ``"assumed"`` or ``""``.
        haplotype: on which copy of the chromosome it lies, where the genotype is phased.
    """

    key: VariantKey
    sample: str
    tumour: ReadSupport
    normal: ReadSupport | None = None
    filters: tuple[str, ...] = ()
    annotations: tuple[FileAnnotation, ...] = ()
    population_af: float | None = None
    somatic: bool | None = None
    observed: str = ""
    joined_from: tuple[VariantKey, ...] = ()
    phase: str = ""
    strands: tuple[int, int, int, int] | None = None
    haplotype: Phase | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """What a variant is called on its gene's pinned transcript.

    Args:
        gene: HGNC symbol.
        transcript: pinned RefSeq accession with version.
        consequence: the most severe term on that transcript.
        hgvs_g: ``NC_000016.10:g.2080179C>T``.
        hgvs_c: ``c.3412C>T`` without accession; ``None`` where it could not be worked out.
        hgvs_p: ``p.Arg1138Ter`` in three letters without accession, parentheses or ``=`` for silent as
            ``p.Leu12=``; ``None`` where there is none.
        codons: first and last amino acid (1-based) that the variant touches; ``None`` outside the CDS.
        new_stop: 1-based codon of the first stop in the altered protein, for truncations where known.
        naming: which way gave the name.
        notes: differences and limits a reader should know (version difference, disagreement, unnamed).
    """

    gene: str
    transcript: str
    consequence: Consequence
    hgvs_g: str
    hgvs_c: str | None
    hgvs_p: str | None
    codons: tuple[int, int] | None
    new_stop: int | None
    naming: Naming
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedVariant:
    """A variant with its name."""

    variant: Variant
    name: Name
