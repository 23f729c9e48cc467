"""The codons that must have been callable before a gene may be called free of hotspot alterations."""

from __future__ import annotations

import re
from functools import lru_cache

from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.records import Allele, Region
from mtorboard.model.alteration import ACTIONABLE_CLASSES
from mtorboard.model.enums import AlterationClass

_READ = ACTIONABLE_CLASSES | {AlterationClass.RESISTANCE}
_KINDS = frozenset({"HOTSPOT_RESIDUE", "INFRAME_WINDOW"})
_RESIDUES = re.compile(r"^[A-Z*](\d+)(?:_[A-Z*](\d+))?")


@lru_cache(maxsize=4)
def hotspot_codons(tables: Tables) -> dict[str, tuple[int, ...]]:
    """List each gene's codons (1-based, ascending) that a curated allele, residue or window makes matter.

    Genes without any are left out. The curated benign alleles and exceptions make no codon matter.
    Remembered by the record of tables, of which a process has one: every tumour asks.
    """
    found: dict[str, set[int]] = {}
    for allele in tables.alleles:
        if allele.class_ in _READ:
            found.setdefault(allele.gene, set()).update(_allele_codons(allele))
    for gene, regions in tables.regions.items():
        for region in regions:
            if region.kind in _KINDS:
                found.setdefault(gene, set()).update(_region_codons(region))
    return {gene: tuple(sorted(codons)) for gene, codons in sorted(found.items()) if codons}


def _allele_codons(allele: Allele) -> range:
    match = _RESIDUES.match(allele.hgvs_p)
    if match is None:
        return range(0)  # a splice or non-coding allele
    first = int(match[1])
    return range(first, int(match[2] or first) + 1)


def _region_codons(region: Region) -> range:
    if region.first_codon is None or region.last_codon is None:
        return range(0)
    return range(region.first_codon, region.last_codon + 1)
