"""Rows of the curated tables as frozen records. Positions are 1-based unless a name says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from mtorboard.model.assessment import Statement
from mtorboard.model.enums import (
    AlterationClass,
    Arm,
    Build,
    Effect,
    Headline,
    Role,
    RuleClass,
    Severity,
    StrategyName,
    Verdict,
    Verification,
)
from mtorboard.model.variant import VariantKey


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row comes from, whether it was checked, when, and who signed it off (empty: nobody)."""

    source: str
    verified: Verification
    date: str
    signed_off_by: str


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene of the panel (genes.tsv).

    ``equivalents``: other accessions, without version, of the same protein (RefSeq and Ensembl), which a file
    may name instead of the pinned transcript. ``builds``: assemblies that its pinned transcript can be placed
    on; on another one the gene is not assessed. ``required_for_negative``: the arm's negative needs this gene.
    """

    symbol: str
    hgnc_id: str
    role: Role
    arm: Arm | None
    direction: Effect
    mane_select: str
    ensembl_transcript: str
    ensembl_gene: str
    equivalents: tuple[str, ...]
    protein_length: int
    builds: frozenset[Build]
    required_for_negative: bool
    numbering_note: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Allele:
    """A curated allele (alleles.tsv), matched by key on either build or by c. name on the pinned transcript.

    ``hgvs_p`` in one letter without ``p.`` (``R611W``); empty for a splice or non-coding allele.
    """

    allele_id: str
    gene: str
    hgvs_c: str
    hgvs_p: str
    keys: Mapping[Build, VariantKey]
    class_: AlterationClass
    effect: Effect
    drug_scope: str
    labels: frozenset[str]
    note: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a protein with a rule of its own (regions.tsv).

    ``kind``: HOTSPOT_RESIDUE (other missense there is LIKELY), INFRAME_WINDOW, TRUNCATION_EXCEPTION,
    SPLICE_EXCEPTION. ``first_codon`` to ``last_codon``, 1-based inclusive; splice exceptions use
    ``first_c``/``last_c`` (CDS positions) with ``intron_offset``.
    """

    region_id: str
    gene: str
    kind: str
    first_codon: int | None
    last_codon: int | None
    first_c: int | None
    last_c: int | None
    missense_fraction: float | None
    tumours: int | None
    class_: AlterationClass
    effect: Effect
    note: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class StopGain:
    """A stop-gaining SNV of a tumour suppressor, computed from the reference (stop_gained.tsv)."""

    gene: str
    hgvs_c: str
    hgvs_p: str
    keys: Mapping[Build, VariantKey]


@dataclass(frozen=True, slots=True)
class TumourType:
    """A tumour type (tumour_types.tsv): OncoTree code or project code, with its parent chain."""

    code: str
    name: str
    parent: str
    project_code: bool
    synonyms: tuple[str, ...]
    successor: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug or a drug class (drugs.tsv).

    ``interaction``: CYP3A4_INHIBITOR, CYP3A4_INDUCER or empty, with ``strength`` STRONG, MODERATE or WEAK.
    ``ignored_routes``: routes by which the interaction does not matter (``topical``).
    """

    drug_id: str
    name: str
    synonyms: tuple[str, ...]
    classes: frozenset[str]
    interaction: str
    strength: str
    pgp: bool
    ignored_routes: frozenset[str]
    provenance: Provenance

    def is_one_of(self, wanted: Collection[str]) -> bool:
        """Whether it is named in ``wanted`` by its id or by one of its classes."""
        return self.drug_id in wanted or not self.classes.isdisjoint(wanted)


@dataclass(frozen=True, slots=True)
class Citation:
    """A source (citations.tsv). ``kind``: PMID, NCT, DOI, LABEL, REGULATOR, CIVIC or NOTE."""

    citation_id: str
    kind: str
    identifier: str
    title: str
    year: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A therapy rule (rules.yaml). ``when`` is a condition tree of the documented vocabulary.

    ``strategies``: verdict that the rule gives to a strategy when it is TRUE. ``biomarkers``: arms and genes
    that the rule rests on, by which a NOT row finds the rows it suppresses. ``never_meets``: rules of
    ``suppresses`` whose row can never stand while this rule is TRUE, with the reason.
    """

    rule_id: str
    title: str
    class_: RuleClass
    when: Mapping[str, Any]
    drugs: tuple[str, ...]
    text: str
    amp: str
    escat: str
    civic: str
    evidence_for: tuple[Statement, ...]
    evidence_against: tuple[Statement, ...]
    citations: tuple[str, ...]
    regions: frozenset[str]
    headline: Headline | None
    strategies: Mapping[StrategyName, Verdict]
    biomarkers: frozenset[str]
    suppresses: tuple[str, ...]
    cautions_on: tuple[str, ...]
    already_used: tuple[str, ...]
    evidence_date: str
    review_due: str
    verification: Verification
    signed_off_by: str
    never_meets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """A safety rule (safety.yaml). ``if_unknown``: severity and text when its facts are not provided."""

    rule_id: str
    title: str
    severity: Severity
    when: Mapping[str, Any]
    text: str
    if_unknown: str
    citations: tuple[str, ...]
    verification: Verification
    evidence_date: str
    review_due: str
    signed_off_by: str


@dataclass(frozen=True, slots=True)
class TableVersion:
    """Version of one knowledge file (VERSIONS.tsv)."""

    table: str
    version: str
    sha256: str
    source: str
    licence: str
    date: str
