"""Reads by strand, by the fields they stand in: the words of callers.tsv's column ``strands``.

Only counts are read. Scores (LoFreq INFO/SB, Pisces FORMAT/SB, FreeBayes SAP) and biases of read orientation
(Mutect2 F1R2, F2R1) are on scales of their own; the caller's filters speak for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from mtorboard.reading.callers.site import Site, counts

StrandReads = tuple[int, int, int, int]
"""Reference forward, reference reverse, allele forward, allele reverse."""

Way = Callable[[Site], StrandReads | None]


def _four(key: str, site: Site) -> StrandReads | None:
    """All four in one FORMAT field."""
    return _whole(site.counts(key, 4), site)


def _info_dp4(site: Site) -> StrandReads | None:
    return _whole(counts(site.info.get("DP4", ""), 4), site)


def _pairs(reference: str, variant: str, site: Site) -> StrandReads | None:
    """Forward and reverse of the reference in one field, of the variant in another."""
    pairs = site.counts(reference, 2), site.counts(variant, 2)
    return _whole((*pairs[0], *pairs[1]), site) if all(pairs) else None


def _each(names: Sequence[str], site: Site, *, info: bool = False) -> StrandReads | None:
    """Four fields: the reference's two numbers, and for forward and reverse one number an ALT."""
    fields = site.info if info else site.fields
    numbers = (1, 1, site.alts, site.alts)
    found = [counts(fields.get(name, ""), number) for name, number in zip(names, numbers, strict=True)]
    if not all(found):
        return None
    return found[0][0], found[1][0], found[2][site.index], found[3][site.index]


def _per_allele(site: Site) -> StrandReads | None:
    """ADF and ADR: one count an allele, reference first (bcftools mpileup)."""
    forward, reverse = (site.counts(key, site.alts + 1) for key in ("ADF", "ADR"))
    if not forward or not reverse:
        return None
    return forward[0], reverse[0], forward[site.index + 1], reverse[site.index + 1]


def _whole(found: Sequence[int], site: Site) -> StrandReads | None:
    """Four numbers of a record with one ALT; with more they count all ALTs together."""
    return (found[0], found[1], found[2], found[3]) if found and site.alts == 1 else None


_FLOW = ("FSRF", "FSRR", "FSAF", "FSAR")
_PLAIN = ("SRF", "SRR", "SAF", "SAR")

STRANDS: Mapping[str, Way] = {
    "SB": partial(_four, "SB"),
    "DP4": partial(_four, "DP4"),
    "INFO/DP4": _info_dp4,
    "RD,ALD": partial(_pairs, "RD", "ALD"),
    "RDF,RDR,ADF,ADR": partial(_each, ("RDF", "RDR", "ADF", "ADR")),
    "ADF,ADR": _per_allele,
    ",".join(_FLOW): partial(_each, _FLOW),
    ",".join(_PLAIN): partial(_each, _PLAIN),
    f"INFO/{','.join(_PLAIN)}": partial(_each, _PLAIN, info=True),
}
"""Every way by its word in the table."""
