"""Alterations: variants and copy-number events with a judgement, later completed with their allelic state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mtorboard.model.enums import (
    AlterationClass,
    Clonality,
    Consequence,
    Effect,
    Naming,
    Origin,
    Zygosity,
)
from mtorboard.model.variant import Phase, ReadSupport

ACTIONABLE_CLASSES = frozenset(
    {AlterationClass.KNOWN, AlterationClass.HOTSPOT, AlterationClass.LIKELY, AlterationClass.LIKELY_LOF}
)
"""Classes that make a gene ALTERED; RESISTANCE is read by allele, the others never count."""

STRUCTURAL = frozenset(
    {
        Consequence.GENE_FUSION,
        Consequence.EXON_DELETION,
        Consequence.EXON_DUPLICATION,
        Consequence.GENE_DISRUPTION,
    }
)
"""Terms of structural variants: their reads are those that cross a break, their keys have no alleles."""


@dataclass(frozen=True, slots=True)
class ExpectedVaf:
    """The allele fraction that one considered allelic state predicts at the sample's purity.

    Args:
        copies: of the locus in a tumour cell; ``mutated``: those of them that carry the allele.
        inherited: copies with the allele in a normal cell: 0 somatic, 1 or 2 germline.
        subclonal: in a part of the tumour cells only; then ``low`` is 0 and ``vaf`` the most that it predicts.
        vaf: 0 to 1; ``low`` to ``high``: over the tolerance of purity.
        probability: given the reads, 0 to 1; ``None`` where states are left out that must not be told.
    """

    copies: int
    mutated: int
    inherited: int
    subclonal: bool
    vaf: float
    low: float
    high: float
    probability: float | None


@dataclass(frozen=True, slots=True)
class Alteration:
    """One alteration of one gene in one tumour.

    Args:
        gene: HGNC symbol.
        key: ``build:contig:pos:ref:alt`` (pos 1-based), ``build:contig:start-end:CN0`` for copy number, or
            ``build:contig:pos:DEL:contig:pos`` for the two ends of a structural variant.
        class_: judgement; ``effect``: direction.
        allele_id: row of alleles.tsv or regions.tsv that decided, empty when a general step did.
        drug_scope: what a resistance allele resists (``"rapalog"``, ``"atp_site"``), else empty.
        labels: companion-diagnostic lists that name the allele, e.g. ``{"alpelisib"}``.
        vaf: 0 to 1; ``depth``: reads; ``ccf``: cancer cell fraction, 0 to 1, with ``ccf_interval`` (95 %).
        expected_vaf: allelic states that were weighed, the most probable first; empty where none could be.
        normal: reads in the matched normal; ``None`` without one.
        haplotype: on which copy of the chromosome it lies, where the genotype is phased.
        low_confidence: too few reads or too low a VAF for a positive statement.
        filtered: failed filters of the caller; such an alteration is shown, never interpreted.
        reasons: sentences for a person, in the order in which they were reached.
    """

    gene: str
    key: str
    hgvs_g: str
    hgvs_c: str | None
    hgvs_p: str | None
    transcript: str
    consequence: Consequence
    class_: AlterationClass
    effect: Effect
    naming: Naming
    codons: tuple[int, int] | None = None
    allele_id: str = ""
    drug_scope: str = ""
    labels: frozenset[str] = frozenset()
    vaf: float | None = None
    depth: int | None = None
    alt_depth: int | None = None
    zygosity: Zygosity = Zygosity.UNKNOWN
    origin: Origin = Origin.UNKNOWN
    possible_germline: bool = False
    clonality: Clonality = Clonality.UNKNOWN
    ccf: float | None = None
    ccf_interval: tuple[float, float] | None = None
    expected_vaf: tuple[ExpectedVaf, ...] = ()
    somatic: bool | None = None
    normal: ReadSupport | None = None
    haplotype: Phase | None = None
    low_confidence: bool = False
    filtered: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """True if it makes its gene ALTERED: a functional class, interpreted and confident."""
        return self.class_ in ACTIONABLE_CLASSES and not self.filtered and not self.low_confidence

    def because(self, *reasons: str, **changes: Any) -> Alteration:
        """Return a copy with ``changes`` and the reasons for them appended."""
        return replace(self, reasons=self.reasons + reasons, **changes)
