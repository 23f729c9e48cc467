"""What the classification steps look at, what they answer, and the look-ups that they share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.records import Allele, Gene, Region
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import AlterationClass, Consequence, Effect, Role
from mtorboard.model.thresholds import Thresholds
from mtorboard.model.variant import AnnotatedVariant, Name, Variant

TRUNCATING = frozenset({Consequence.STOP_GAINED, Consequence.FRAMESHIFT})
CANONICAL_SPLICE = frozenset({Consequence.SPLICE_ACCEPTOR, Consequence.SPLICE_DONOR})
IN_FRAME = frozenset(
    {Consequence.INFRAME_INSERTION, Consequence.INFRAME_DELETION, Consequence.PROTEIN_ALTERING}
)
SILENT = frozenset({Consequence.SYNONYMOUS, Consequence.STOP_RETAINED})
OUTSIDE_CODING = frozenset({Consequence.UTR5, Consequence.UTR3, Consequence.INTRON, Consequence.OUTSIDE})
"""Terms outside coding sequence and splice sites, on which neither a gene's status nor its absence rests."""

BENIGN_CLASSES = frozenset({AlterationClass.BENIGN, AlterationClass.LIKELY_BENIGN})

_INTRONIC_C = re.compile(r"^c\.[-*]?(\d+)([+-]\d+)?(?:_[-*]?(\d+)([+-]\d+)?)?")
_STATED_BASES = re.compile(r"(del|dup)[ACGT]+")


@dataclass(frozen=True, slots=True)
class Case:
    """A named variant with everything the tables say about its gene and itself.

    ``curated`` holds the matching rows of alleles.tsv: that matched by key before that matched by c. name.
    ``last_junction`` is the CDS position (1-based) behind which no exon junction follows; ``None``: not known.
    """

    variant: Variant
    name: Name
    gene: Gene
    curated: tuple[Allele, ...]
    regions: tuple[Region, ...]
    thresholds: Thresholds
    last_junction: int | None = None

    @property
    def lost(self) -> bool:
        """True for a gene that drives by being lost."""
        return drives_by_loss(self.gene)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a step decided: class, effect and why; ``row`` is the table row behind it."""

    class_: AlterationClass
    effect: Effect
    reason: str
    row: Allele | Region | None = None


def drives_by_loss(gene: Gene) -> bool:
    """Whether a gene drives by being lost: a tumour suppressor, or a context gene marked LOF."""
    return gene.role is Role.TSG or (gene.role is Role.CONTEXT and gene.direction is Effect.LOF)


def make_case(annotated: AnnotatedVariant, tables: Tables, thresholds: Thresholds) -> Case:
    """Gather what the steps need; rows of another gene that overlaps the position are left out."""
    variant, name = annotated.variant, annotated.name
    found = [tables.alleles_by_key.get(variant.key)]
    if name.hgvs_c:
        found.append(tables.alleles_by_c.get((name.gene, plain_c(name.hgvs_c))))
    curated = dict.fromkeys(row.allele_id for row in found if row and row.gene == name.gene)
    rows = {row.allele_id: row for row in found if row}
    return Case(
        variant,
        name,
        tables.genes[name.gene],
        tuple(rows[allele_id] for allele_id in curated),
        tables.regions.get(name.gene, ()),
        thresholds,
        _last_junction(tables.transcripts.get(variant.key.build, {}).get(name.gene)),
    )


def _last_junction(transcript: Transcript | None) -> int | None:
    """CDS position (1-based) of the last coding base that has an exon junction behind it."""
    if transcript is None or len(transcript.exons) < 2:
        return None
    start0, end0 = transcript.exons[-1] if transcript.strand > 0 else transcript.exons[0]
    return transcript.locate(start0 + 1 if transcript.strand > 0 else end0).base - 1


def plain_c(hgvs_c: str) -> str:
    """Drop the bases that some writers state after ``del`` and ``dup``: ``c.35delG`` -> ``c.35del``."""
    return _STATED_BASES.sub(r"\1", hgvs_c)


def cds_span(hgvs_c: str | None) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Read first and last position of a c. name as (CDS position 1-based, intron offset).

    An unnamed variant and UTR positions, which are no CDS positions, give ``None``.
    """
    if hgvs_c is None or hgvs_c.startswith(("c.-", "c.*")):
        return None
    match = _INTRONIC_C.match(hgvs_c)
    if match is None:
        return None
    first = (int(match[1]), int(match[2] or 0))
    last = (int(match[3]), int(match[4] or 0)) if match[3] else first
    return first, last


def touches_codons(region: Region, codons: tuple[int, int] | None) -> bool:
    """Whether a variant's codons (1-based, inclusive) share one with the region; open ends are unbounded."""
    if codons is None:
        return False
    return (region.first_codon or 0) <= codons[1] and codons[0] <= (region.last_codon or codons[0])


def missense_counts(region: Region, thresholds: Thresholds) -> bool:
    """Whether a missense change at the region is LIKELY: a residue shown to be driven by missense changes."""
    fraction, tumours = region.missense_fraction, region.tumours
    if region.kind != "HOTSPOT_RESIDUE" or fraction is None or tumours is None:
        return False
    return fraction >= thresholds.missense_fraction and tumours >= thresholds.residue_tumours


def within_codons(region: Region, codons: tuple[int, int] | None) -> bool:
    """Whether all of a variant's codons (1-based, inclusive) lie in the region; open ends are unbounded."""
    if codons is None:
        return False
    return (region.first_codon or 0) <= codons[0] and codons[1] <= (region.last_codon or codons[1])


def within_cds(region: Region, case: Case) -> bool:
    """Whether the variant lies in the region's c. range, or in its codons where range or name is missing."""
    span = cds_span(case.name.hgvs_c)
    if region.first_c is None or region.last_c is None or span is None:
        return within_codons(region, case.name.codons)
    (first, _), (last, _) = span
    return region.first_c <= first and last <= region.last_c


def is_tail(region: Region, gene: Gene) -> bool:
    """Whether a region runs to the protein's end: then the place of the new stop decides."""
    return region.last_codon is None or region.last_codon >= gene.protein_length
