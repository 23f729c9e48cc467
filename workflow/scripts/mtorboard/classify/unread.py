"""Variants named by coordinates alone that could turn out functional once the reference bases are known."""

from __future__ import annotations

from mtorboard.classify.case import OUTSIDE_CODING, drives_by_loss, missense_counts, touches_codons
from mtorboard.knowledge.base import Tables
from mtorboard.model.alteration import STRUCTURAL, Alteration
from mtorboard.model.enums import AlterationClass, Consequence, Naming
from mtorboard.model.thresholds import Thresholds


def needs_bases(item: Alteration, tables: Tables, thresholds: Thresholds) -> bool:
    """Tell whether an uncertain alteration is uncertain only for want of a reference sequence.

    Without bases a substitution's amino acid is not known: it matters at a residue where any missense change
    would be LIKELY, and anywhere in a suppressor whose stops are not listed (curated alleles, and stops of the
    others, are recognised without bases). An insertion or deletion stands where the file put it, and may belong
    into a window or a splice site beside it.

    Args:
        item: as classified; ``tables``: regions (codons 1-based) and listed stops; ``thresholds``: what makes a
            residue count.
    """
    uncertain = item.class_ is AlterationClass.VUS and not item.allele_id and not item.filtered
    if not uncertain or item.naming is not Naming.COORDINATES or item.consequence in OUTSIDE_CODING:
        return False
    if item.consequence in {Consequence.COPY_LOSS, Consequence.COPY_GAIN} | STRUCTURAL:
        return False
    ref, alt = item.key.split(":")[-2:]
    if len(ref) != 1 or len(alt) != 1:
        return True
    if item.consequence is not Consequence.CODING_UNRESOLVED:
        return False
    if drives_by_loss(tables.genes[item.gene]) and item.gene not in tables.stop_genes:
        return True
    residues = (r for r in tables.regions.get(item.gene, ()) if missense_counts(r, thresholds))
    return any(touches_codons(residue, item.codons) for residue in residues)
