"""Allelic states, the allele fractions that they predict, and how likely they are before a read is seen.

p is tumour purity, CT the copies of the locus in a tumour cell, m those of them that carry the allele; normal
cells have two copies. Formulas as in Dentro 2017 (Cold Spring Harb Perspect Med 7:a026625).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mtorboard.model.enums import Zygosity
from mtorboard.model.evidence import Segment

Weighted = tuple["State", float]
"""A state with its weight or probability."""

MOST_COPIES = 4
"""Copies of a doubled genome: the most that are weighed where copy number is not given."""
_SUBCLONES = 20
"""Cell fractions, evenly spread over 0 to 1, that stand for a subclone of any size."""
_ERROR_RATE = 0.001
"""No fraction is nearer to 0 or 1: a few reads are always wrong (the rate of PyClone's examples)."""


@dataclass(frozen=True, slots=True)
class State:
    """One way in which a tumour could carry the allele.

    Args:
        copies: CT; ``mutated``: m, 0 where the tumour lost the chromosome with a germline allele.
        inherited: copies in a normal cell: 0 somatic, 1 heterozygous, 2 homozygous germline.
        ccf: share of the tumour cells that carry it, under 1 for a subclone.
    """

    copies: int
    mutated: int
    inherited: int = 0
    ccf: float = 1.0

    def expected(self, purity: float) -> float:
        """Allele fraction (0 to 1) that this state predicts at a purity over 0 up to 1."""
        normal = 1 - purity
        carried = purity * self.mutated * self.ccf + normal * self.inherited
        fraction = carried / (purity * self.copies + 2 * normal)
        if fraction < _ERROR_RATE:
            return _ERROR_RATE
        return fraction if fraction < 1 - _ERROR_RATE else 1 - _ERROR_RATE

    def zygosity(self, clonal_ccf: float) -> Zygosity:
        """BIALLELIC when no unaltered copy is left in a clone, UNKNOWN when in a subclone only."""
        if self.mutated < self.copies:
            return Zygosity.MONOALLELIC
        return Zygosity.BIALLELIC if self.ccf >= clonal_ccf else Zygosity.UNKNOWN

    def describe(self, purity: float) -> str:
        """Say the state and the allele fraction that it predicts."""
        copies = (
            f"{self.mutated} of {self.copies} tumour copies" if self.copies > 1 else "the one tumour copy"
        )
        if self.ccf < 1:
            return f"{copies} altered in a part of the tumour cells"
        expected = f"(expected VAF {self.expected(purity):.2f})"
        if not self.mutated:
            return f"germline, the altered copy lost in the tumour {expected}"
        origin = ("", "germline, ", "germline on both chromosomes, ")[self.inherited]
        return f"{origin}{copies} altered {expected}"


def possible_states(segment: Segment | None, *, somatic: bool, germline: bool) -> tuple[Weighted, ...]:
    """List the states that copy number and origin allow, with prior weights that sum to one.

    What is not known is weighed evenly: somatic against germline; the splits of the copies between the two
    parental chromosomes. A somatic allele is as likely clonal, on any number of copies of one chromosome, as
    in a subclone of any size, then on one copy, because it came after the copies changed. A germline allele
    is on all copies of either parental chromosome, or on both.

    Args:
        segment: copy number of the locus; ``None`` when not given: then one copy of each chromosome has half
            the weight (a judgement: most loci of most tumours are unchanged), and all other splits of up to
            four copies share the other half.
        somatic: whether the allele may be somatic; ``germline``: whether it may be germline.

    Returns:
        States in a fixed order; none for a locus without copies.
    """
    total, minor = (segment.total_cn, segment.minor_cn) if segment else (None, None)
    return _states(total, minor, somatic, germline)


@lru_cache(maxsize=256)
def _states(total: int | None, minor: int | None, somatic: bool, germline: bool) -> tuple[Weighted, ...]:
    splits = _any_splits() if total is None else _splits(total, minor)
    weights: dict[State, float] = {}
    for major, other, share in splits:
        kinds = [_somatic(major, other)] if somatic else []
        kinds += [_germline(major, other)] if germline else []
        for state, weight in (found for kind in kinds for found in kind):
            weights[state] = weights.get(state, 0.0) + share * weight / len(kinds)
    return tuple(weights.items())


def _splits(total: int, minor: int | None) -> list[tuple[int, int, float]]:
    """Return (major, minor, weight) of ``total`` copies; nothing of none."""
    minors = range(total // 2 + 1) if minor is None else (minor,)
    return [(total - each, each, 1 / len(minors)) for each in minors if total]


def _any_splits() -> list[tuple[int, int, float]]:
    known = [split[:2] for total in range(1, MOST_COPIES + 1) for split in _splits(total, None)]
    return [(*split, 0.5 if split == (1, 1) else 0.5 / (len(known) - 1)) for split in known]


def _somatic(major: int, minor: int) -> list[Weighted]:
    copies = major + minor
    clonal = [(State(copies, mutated), 0.5 / major) for mutated in range(1, major + 1)]
    sizes = ((number + 0.5) / _SUBCLONES for number in range(_SUBCLONES))
    return clonal + [(State(copies, 1, ccf=size), 0.5 / _SUBCLONES) for size in sizes]


def _germline(major: int, minor: int) -> list[Weighted]:
    kinds = ((major, 1), (minor, 1), (major + minor, 2))
    return [(State(major + minor, mutated, inherited), 1 / 3) for mutated, inherited in kinds]


def cancer_cell_fraction(vaf: float, purity: float, copies: int) -> float:
    """Share of tumour cells with the allele if one copy carries it: ``VAF*(p*CT+2*(1-p))/p``, at most 1."""
    return min(1.0, vaf * (purity * copies + 2 * (1 - purity)) / purity)
