"""Delly: split reads in RR and RV where the ends are PRECISE, read pairs in DR and DV elsewhere."""

from __future__ import annotations

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers.site import Site
from mtorboard.reading.structural.junction import Junction
from mtorboard.reading.structural.support import Family, support


def _reads(site: Site, _: Junction) -> ReadSupport | None:
    pairs = "IMPRECISE" in site.record.info or (not site.count("RV") and site.count("DV"))
    names = ("DR", "DV") if pairs else ("RR", "RV")
    reference, variant = (site.count(name) for name in names)
    if reference is None or variant is None:
        return None
    return support(reference, variant, f"FORMAT/{','.join(names)}")


DELLY = Family("Delly", frozenset({"DR", "DV", "RR", "RV"}), _reads)
