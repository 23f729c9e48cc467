"""Allelic states and the allele fractions that they predict.

p is tumour purity, CT the copies of the locus in a tumour cell, m those of them that carry the allele; normal
cells have two copies. Formulas as in Dentro 2017 (Cold Spring Harb Perspect Med 7:a026625).
"""

from __future__ import annotations

from dataclasses import dataclass

from mtorboard.model.enums import Zygosity
from mtorboard.model.evidence import Segment

_UNKNOWN_COPIES = ((2, 1), (1, 1), (2, 2))
"""(CT, m) that are weighed when no copy number is given: one of two copies, deletion, copy-neutral loss."""


@dataclass(frozen=True, slots=True)
class State:
    """One way in which all tumour cells could carry the allele."""

    copies: int
    mutated: int
    germline: bool

    @property
    def zygosity(self) -> Zygosity:
        """BIALLELIC when every remaining copy carries the allele."""
        return Zygosity.BIALLELIC if self.mutated == self.copies else Zygosity.MONOALLELIC

    def expected(self, purity: float) -> float:
        """Allele fraction (0 to 1) that this state predicts at a purity over 0 up to 1."""
        normal = (1 - purity) if self.germline else 0.0
        return (purity * self.mutated + normal) / (purity * self.copies + 2 * (1 - purity))

    def describe(self, purity: float) -> str:
        """Say the state and the allele fraction that it predicts."""
        origin = "germline, " if self.germline else ""
        copies = f"{self.mutated} of {self.copies} tumour {'copy' if self.copies == 1 else 'copies'}"
        return f"{origin}{copies} altered (expected VAF {self.expected(purity):.2f})"


def possible_states(segment: Segment | None, *, somatic: bool, germline: bool) -> tuple[State, ...]:
    """List the states that copy number and origin allow.

    Args:
        segment: copy number of the locus; ``None`` when not given, then the three commonest are weighed.
        somatic: whether the allele may be somatic; ``germline``: whether it may be heterozygous germline.

    Returns:
        States in a fixed order; none for a locus without copies.
    """
    origins = [kind for kind, allowed in ((False, somatic), (True, germline)) if allowed]
    pairs = {kind: _pairs(segment, kind) for kind in origins}
    return tuple(State(copies, mutated, kind) for kind in origins for copies, mutated in pairs[kind])


def _pairs(segment: Segment | None, germline: bool) -> tuple[tuple[int, int], ...]:
    if segment is None:
        return _UNKNOWN_COPIES
    copies, minor = segment.total_cn, segment.minor_cn
    if minor is None:
        return tuple((copies, mutated) for mutated in range(1, copies + 1))
    major = copies - minor
    # A germline allele lies on one parental chromosome and is copied with it; a somatic one may come later.
    mutated_copies = sorted({major, minor} - {0}) if germline else range(1, major + 1)
    return tuple((copies, mutated) for mutated in mutated_copies)


def cancer_cell_fraction(vaf: float, purity: float, copies: int) -> float:
    """Share of tumour cells with the allele if one copy carries it: ``VAF*(p*CT+2*(1-p))/p``, at most 1."""
    return min(1.0, vaf * (purity * copies + 2 * (1 - purity)) / purity)
