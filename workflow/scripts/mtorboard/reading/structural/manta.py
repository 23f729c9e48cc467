"""Manta and DRAGEN SV: PR and SR hold read pairs and split reads, reference first (Manta user guide, FORMAT).

Since 1.5 an inversion is written as breakends; older files have ``<INV>`` with INV3 or INV5.
"""

from __future__ import annotations

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers.site import Site
from mtorboard.reading.structural.junction import Junction
from mtorboard.reading.structural.support import Family, support


def _reads(site: Site, _: Junction) -> ReadSupport | None:
    """Pairs and split reads together; SR is left out where the ends are imprecise."""
    given = [name for name in ("PR", "SR") if name in site.fields]
    pairs = [site.counts(name, 2) for name in given]
    if not pairs or not all(pairs):
        return None
    return support(
        sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs), f"FORMAT/{','.join(given)}"
    )


MANTA = Family("Manta", frozenset({"PR"}), _reads)
