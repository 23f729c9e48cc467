"""What was looked at: copy number and callability, as far as the input says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Segment:
    """A copy-number segment. ``start`` is 0-based, ``end`` exclusive (BED); copies are whole numbers.

    ``minor_cn`` is ``None`` where the caller is not allele-specific.
    """

    contig: str
    start: int
    end: int
    total_cn: int
    minor_cn: int | None = None


@dataclass(frozen=True, slots=True)
class GeneCallability:
    """What an assay saw of one gene.

    Args:
        coding_share: share of coding bases that were callable, 0 to 1.
        hotspots_missing: hotspot codons (1-based) that were not callable.
        deletions_assessed: whether the assay calls deletions of this gene.
        source: what says so, e.g. ``"assay panel50"`` or ``"callable.bed"``.
    """

    coding_share: float
    hotspots_missing: tuple[int, ...] = ()
    deletions_assessed: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Callability by gene; a gene that is not in it was not looked at, as far as anybody can tell."""

    genes: Mapping[str, GeneCallability] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
