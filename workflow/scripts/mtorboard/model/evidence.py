"""What was looked at: copy number and callability, as far as the input says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Segment:
    """A copy-number segment. ``start`` is 0-based, ``end`` exclusive (BED); copies are whole numbers.

    ``minor_cn`` is ``None`` where the caller is not allele-specific. ``subclonal``: not all tumour cells have
    these copies, as the caller says or its fractional copies show.
    """

    contig: str
    start: int
    end: int
    total_cn: int
    minor_cn: int | None = None
    subclonal: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place without a number: contig without ``chr``, ``start`` 0-based, ``end`` exclusive."""

    contig: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CopyNumber:
    """Copy number of one tumour, as far as its file tells. What is in none of the three is unknown.

    Args:
        segments: copies by place, sorted, no two sharing a base.
        kept: places of which at least one copy is left; how many is not known.
        genes: calls by gene symbol from -2 (deep loss) to 2 (high gain), cut at the caller's limits.
        notes: limits of the file that a reader of the report should know.
    """

    segments: tuple[Segment, ...] = ()
    kept: tuple[Stretch, ...] = ()
    genes: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class DepthLevel(StrEnum):
    """How well a place was read, by the depth levels of the configuration."""

    OK = "OK"
    LOW = "LOW"
    NOT_ANALYZABLE = "NOT_ANALYZABLE"


@dataclass(frozen=True, slots=True)
class Depth:
    """Reads at a place, and what they would have shown.

    Args:
        reads: reads at the place; fewer than there were where the file gives a lower limit.
        level: by the configured depths, and by what the sample's purity needs.
        detectable_vaf: smallest allele fraction (0 to 1) that they show with the configured probability, never
            under the fraction that a call needs; ``None``: none.
        detectable_clone: the same as share of tumour cells (0 to 1) that carry the change on one of two
            copies; ``None`` without purity, or when not even a change of all tumour cells is shown so surely.
    """

    reads: int
    level: DepthLevel
    detectable_vaf: float | None
    detectable_clone: float | None = None


@dataclass(frozen=True, slots=True)
class HotspotCodon:
    """Callability of one hotspot codon (1-based); ``depth`` is that of its least-read base, where known."""

    codon: int
    callable: bool
    depth: Depth | None


@dataclass(frozen=True, slots=True)
class GeneCallability:
    """What an assay saw of one gene.

    Args:
        coding_share: share of coding and canonical splice bases that were callable, 0 to 1; ``None`` when the
            file cannot say.
        hotspots_missing: hotspot codons (1-based) that were not callable.
        deletions_assessed: whether deletions of this gene would have reached the report.
        source: what says so, e.g. ``"assay panel50"`` or ``"callable.bed"``.
        hotspots: every hotspot codon, where depths were measured; else empty.
        coding: the depth that the required share of coding and splice bases reaches; ``None``: not measured.
        depth_needed: reads from which a base was callable in this sample; ``None``: not measured.
        note: why the input proves nothing about this gene; empty when it does.
    """

    coding_share: float | None
    hotspots_missing: tuple[int, ...] = ()
    deletions_assessed: bool = False
    source: str = ""
    hotspots: tuple[HotspotCodon, ...] = ()
    coding: Depth | None = None
    depth_needed: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Callability by gene; a gene that is not in it was not looked at, as far as anybody can tell."""

    genes: Mapping[str, GeneCallability] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
