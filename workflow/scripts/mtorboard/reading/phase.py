"""On which copy of a chromosome an allele lies, as far as the tumour's genotype says."""

from __future__ import annotations

from collections.abc import Mapping

from mtorboard.model.variant import Phase


def phase_of(fields: Mapping[str, str], index: int, alts: int) -> Phase | None:
    """Return the phase of the ``index``-th ALT (from 0) of ``alts``, ``None`` when nothing is said.

    PGT with PID (GATK's local phasing) first, else a genotype with ``|`` within its phase set PS; without PS
    all phased genotypes of a contig are one set (VCF 4.3, section 1.6.2).
    """
    pgt, pid = fields.get("PGT", ""), fields.get("PID", "")
    if pid and "|" in pgt and alts == 1:
        return _phase(f"PID {pid}", pgt, "1")
    genotype = fields.get("GT", "")
    if "|" in genotype:
        return _phase(f"PS {fields.get('PS', '')}", genotype, str(index + 1))
    return None


def _phase(block: str, genotype: str, allele: str) -> Phase | None:
    copies = frozenset(copy for copy, carried in enumerate(genotype.split("|")) if carried == allele)
    return Phase(block, copies) if copies else None


def of_record(observed: str) -> Phase:
    """Return the phase of changes that one record, known by its text, puts on one molecule."""
    return Phase(f"record {observed}", frozenset({1}))
