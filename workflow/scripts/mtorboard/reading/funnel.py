"""The account of what was dropped while reading: nothing leaves silently."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from mtorboard.model.sample import FunnelStep


class Drop(StrEnum):
    """Reasons for which an allele (or a record) goes no further."""

    OUTSIDE = "outside the panel's loci"
    DEEP = "too far from coding sequence to be interpreted"
    NO_ALT = "reference record without ALT"
    GVCF = "<NON_REF> or <*>: any other allele, not a call"
    SPANNING = "*: deletion that starts at another record"
    BREAKEND = "breakend: a structural variant, read apart"
    SYMBOLIC = "symbolic allele: a structural variant, read apart"
    NOT_BASES = "REF or ALT is not made of A, C, G and T"
    SAME_AS_REF = "ALT equals REF"
    NO_READS = "tumour genotype without this allele and no read that carries it"
    NO_CALL = "no tumour genotype and no read that carries the allele"
    DUPLICATE = "same allele as another record"
    PART = "part of a longer record of the same change"
    JOINED = "joined with a neighbour in the same codon"


@dataclass(slots=True)
class Tally:
    """Counts one step while it runs; :meth:`freeze` gives the record of it."""

    step: str
    entered: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def enter(self, number: int = 1) -> None:
        """Count what comes in."""
        self.entered += number

    def drop(self, reason: str, number: int = 1) -> None:
        """Count what does not go on, and why."""
        if number:
            self.reasons[str(reason)] += number

    def freeze(self, left: int | None = None) -> FunnelStep:
        """Return the step; ``left`` only where one allele can have several reasons."""
        if left is None:
            left = self.entered - sum(self.reasons.values())
        return FunnelStep(self.step, self.entered, left, dict(sorted(self.reasons.items())))
