"""Variants named by coordinates alone that could turn out functional once the reference bases are known."""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.classify.case import OUTSIDE_CODING, missense_counts, touches_codons
from mtorboard.knowledge.records import Region
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import AlterationClass, Consequence, Naming
from mtorboard.model.thresholds import Thresholds


def needs_bases(item: Alteration, regions: Iterable[Region], thresholds: Thresholds) -> bool:
    """Tell whether an uncertain alteration is uncertain only for want of a reference sequence.

    Without bases a substitution's amino acid is not known: it matters at a residue where any missense change
    would be LIKELY (stops of suppressors and curated alleles are recognised without bases). An insertion or
    deletion stands where the file put it, and may belong into a window or a splice site beside it.

    Args:
        item: as classified; ``regions``: of its gene (codons 1-based); ``thresholds``: what makes a residue count.
    """
    uncertain = item.class_ is AlterationClass.VUS and not item.allele_id and not item.filtered
    if not uncertain or item.naming is not Naming.COORDINATES or item.consequence in OUTSIDE_CODING:
        return False
    if item.consequence is Consequence.COPY_LOSS:
        return False
    ref, alt = item.key.split(":")[-2:]
    if len(ref) != 1 or len(alt) != 1:
        return True
    return item.consequence is Consequence.CODING_UNRESOLVED and any(
        touches_codons(region, item.codons) for region in regions if missense_counts(region, thresholds)
    )
