"""Sniffles (long reads): DR reads of the reference, DV of the variant; a file without columns has INFO/SUPPORT."""

from __future__ import annotations

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers.site import Site, counts
from mtorboard.reading.structural.junction import Junction
from mtorboard.reading.structural.support import Family, support


def _reads(site: Site, _: Junction) -> ReadSupport | None:
    reference, variant = site.count("DR"), site.count("DV")
    if reference is not None and variant is not None:
        return support(reference, variant, "FORMAT/DR,DV")
    alone = counts(site.info.get("SUPPORT", ""), 1)
    return ReadSupport(alt_depth=alone[0], source="INFO/SUPPORT") if alone else None


SNIFFLES = Family("Sniffles", frozenset({"DR", "DV"}), _reads)
