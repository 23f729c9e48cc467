"""GRIDSS and GRIPSS: every junction is a pair of breakends; fragments are counted in VF, REF and REFPAIR.

The fraction is that of the authors' scripts (``gridss_bp_af``): pairs that span a short deletion or duplication
prove no reference allele, so REFPAIR is left out there. A single breakend's fragments stand in BVF.
"""

from __future__ import annotations

from mtorboard.model.structural import StructuralKind
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers.site import Site
from mtorboard.reading.structural.junction import Junction
from mtorboard.reading.structural.support import Family, support

_SHORT = 1000
"""Bases under which the authors' scripts call a deletion or duplication short."""


def _reads(site: Site, junction: Junction) -> ReadSupport | None:
    single = junction.other is None
    variant = site.count("BVF" if single else "VF")
    reference, pairs = site.count("REF"), 0 if _is_short(junction) else site.count("REFPAIR")
    if variant is None or reference is None or pairs is None:
        return None
    return support(reference + pairs, variant, f"FORMAT/{'BVF' if single else 'VF'},REF,REFPAIR")


def _is_short(junction: Junction) -> bool:
    if junction.other is None or junction.kind not in (StructuralKind.DEL, StructuralKind.DUP):
        return False
    return junction.other.pos - junction.one.pos < _SHORT


GRIDSS = Family("GRIDSS", frozenset({"VF", "REF", "REFPAIR"}), _reads)
