"""What the readers of variant files take as settings and hand back."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from mtorboard.knowledge.transcripts import Locus, Transcript
from mtorboard.model.enums import Build
from mtorboard.model.sample import FunnelStep
from mtorboard.model.structural import StructuralVariant
from mtorboard.model.variant import Variant, VariantKey
from mtorboard.reading.reference import Reference

NO_STRUCTURAL = (
    "No structural variants were given: deletions too small for copy number, genes disrupted by a rearrangement, "
    "and fusions were not looked at."
)
"""Note of a report without structural variants."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Thresholds of reading; their values come from the configuration.

    Args:
        accepted_filters: FILTER values that count as passed, beside ``PASS`` and ``.``.
        codon_vaf_tolerance: unphased substitutions in one codon are taken to lie on one molecule when their
            VAFs (0 to 1) differ by at most this; ``None``: only phased ones are joined.
        normal_min_depth: reads that a matched normal needs before it can say "somatic".
        normal_max_vaf: highest VAF (0 to 1) in such a normal that still says "somatic".
        coding_flank: bases beside coding sequence within which small variants are read; ``None``: all of a gene.
        curated: keys of curated alleles on both builds: by them a file on another build is known.
    """

    accepted_filters: frozenset[str]
    codon_vaf_tolerance: float | None
    normal_min_depth: int
    normal_max_vaf: float
    coding_flank: int | None = None
    curated: Container[VariantKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Panel:
    """Where to look: loci (0-based half-open), transcripts by gene symbol, and FASTA files, all by build."""

    loci: Mapping[Build, Sequence[Locus]]
    transcripts: Mapping[Build, Mapping[str, Transcript]]
    references: Mapping[Build, Reference] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StructuralCalls:
    """Junctions that touch the panel, by place, with the account of the others and remarks for the reader."""

    variants: tuple[StructuralVariant, ...]
    funnel: tuple[FunnelStep, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One tumour as read.

    Args:
        sample: sample id of the sheet, or the barcode of a MAF read without a sheet.
        variants: alleles on the panel's loci, by position; one with ``filters`` is not to be interpreted.
        funnel: what was dropped at each step; the last counts what failed filters (kept in ``variants``).
        notes: limits of this file that a reader of the report should know.
        tumour_column: column (VCF) or barcode (MAF) that was read; ``None`` for a VCF without sample columns.
        annotation_source: what annotated the file, e.g. ``"VEP v106 (CSQ)"``; empty for a raw file.
        structural: structural variants that stand among the small ones; ``None`` where there are none.
        unread: contig, start and end (0-based half-open) of records on the panel that passed their filters but have
            no call, or an ALT that cannot be read: nothing can be called absent there.
    """

    sample: str
    build: Build
    variants: tuple[Variant, ...]
    funnel: tuple[FunnelStep, ...]
    notes: tuple[str, ...] = ()
    tumour_column: str | None = None
    normal_column: str | None = None
    annotation_source: str = ""
    structural: StructuralCalls | None = None
    unread: tuple[tuple[str, int, int], ...] = ()
