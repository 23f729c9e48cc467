"""The ways in which callers count reads, by the fields they read: the words of callers.tsv's column ``reads``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers.site import Site, counts, fractions

Way = Callable[[Site], ReadSupport | None]

_BASES = frozenset("ACGT")


def _tiers_snv(site: Site) -> ReadSupport | None:
    """Two bases' counts of tiers 1 and 2; the somatic VAF is of tier 1 (Strelka's user guide)."""
    ref, alt = site.record.ref, site.record.alts[site.index]
    if ref not in _BASES or alt not in _BASES:
        return None
    reference, variant = (site.counts(f"{base}U", 2) for base in (ref, alt))
    return _of(reference[0], variant[0], f"FORMAT/{ref}U,{alt}U tier 1") if reference and variant else None


def _tiers_indel(site: Site) -> ReadSupport | None:
    """TIR counts reads of the indel, TAR those of the other allele, which is the reference."""
    reference, indel = site.counts("TAR", 2), site.counts("TIR", 2)
    if not reference or not indel or site.alts != 1:
        return None
    return _of(reference[0], indel[0], "FORMAT/TAR,TIR tier 1")


def _single(reference: str, variant: str, site: Site) -> ReadSupport | None:
    """One count of the reference and one of the variant."""
    others, found = site.count(reference), site.count(variant)
    if others is None or found is None or site.alts != 1:
        return None
    return _of(others, found, f"FORMAT/{reference},{variant}")


def _per_allele(key: str, site: Site) -> ReadSupport | None:
    """One count for each allele, reference first."""
    found = site.counts(key, site.alts + 1)
    if not found:
        return None
    variant = found[site.index + 1]
    return _of(sum(found) - variant, variant, f"FORMAT/{key}")


def _reference_and_alts(reference: str, alts: str, site: Site) -> ReadSupport | None:
    """One count of the reference, and one for each ALT."""
    others, found = site.count(reference), site.counts(alts, site.alts)
    if others is None or not found:
        return None
    variant = found[site.index]
    return _of(others + sum(found) - variant, variant, f"FORMAT/{reference},{alts}")


def _of_depth(alts: str, depth: str, site: Site, *, reference_first: bool = False) -> ReadSupport | None:
    """One count for each ALT (the reference's before them if ``reference_first``) and the depth it is of."""
    found, total = site.counts(alts, site.alts + reference_first), site.count(depth)
    if not found or total is None:
        return None
    variant = found[site.index + reference_first]
    return _of(total - variant, variant, f"FORMAT/{alts},{depth}") if variant <= total else None


def _dp4(site: Site) -> ReadSupport | None:
    return _strand_sums(site, site.fields, "FORMAT/DP4")


def _info_dp4(site: Site) -> ReadSupport | None:
    return _strand_sums(site, site.info, "INFO/DP4")


def _strand_sums(site: Site, fields: Mapping[str, str], source: str) -> ReadSupport | None:
    """Reference forward and reverse, variant forward and reverse."""
    found = counts(fields.get("DP4", ""), 4)
    return _of(sum(found[:2]), sum(found[2:]), source) if found and site.alts == 1 else None


def _fraction(key: str, site: Site) -> ReadSupport | None:
    """A fraction for each ALT, with the depth where given; reads are not worked back from it."""
    values = fractions(site.fields.get(key, ""), site.alts)
    if not values:
        return None
    depth = site.count("DP")
    source = f"FORMAT/{key},DP" if depth is not None else f"FORMAT/{key}"
    return ReadSupport(depth=depth, vaf=values[site.index], source=source)


def _info_fraction(site: Site) -> ReadSupport | None:
    """INFO/AF of a caller that is known to write the sample's own fraction there, never a population's."""
    values, depth = fractions(site.info.get("AF", ""), site.alts), counts(site.info.get("DP", ""), 1)
    if not values:
        return None
    return ReadSupport(depth[0] if depth else None, None, values[site.index], "INFO/AF,DP")


def _info_sample(variant: str, depth: str, site: Site) -> ReadSupport | None:
    """Reads of one named sample in INFO: one count for each ALT, and the depth."""
    found = counts(site.record.info.get(variant, ""), site.alts)
    total = counts(site.record.info.get(depth, ""), 1)
    if not found or not total or found[site.index] > total[0]:
        return None
    return _of(total[0] - found[site.index], found[site.index], f"INFO/{variant},{depth}")


def _consensus(depths: str, depth: str, fraction: str, info_depth: str, site: Site) -> ReadSupport | None:
    """Consensus sets with tumour and control in one column: counts, else a fraction and a depth of INFO."""
    support = _per_allele(depths, site)
    if support is not None:
        return support
    values = fractions(site.record.info.get(fraction, ""), site.alts)
    total, place = site.count(depth), f"FORMAT/{depth}"
    if total is None:
        single = counts(site.record.info.get(info_depth, ""), 1)
        total, place = (single[0] if single else None), f"INFO/{info_depth}"
    if values:
        source = f"INFO/{fraction},{place}" if total is not None else f"INFO/{fraction}"
        return ReadSupport(depth=total, vaf=values[site.index], source=source)
    return ReadSupport(depth=total, source=place) if total is not None else None


def _depth(site: Site) -> ReadSupport | None:
    """The depth alone: how many reads carry the allele stays unknown."""
    depth = site.count("DP")
    return ReadSupport(depth=depth, source="FORMAT/DP") if depth is not None else None


def _of(others: int, variant: int, source: str) -> ReadSupport:
    """Support of ``variant`` reads beside ``others``; of no reads at all there is no fraction."""
    depth = others + variant
    return ReadSupport(depth, variant, variant / depth if depth else None, source)


OF_TUMOUR: Mapping[str, Way] = {
    "ADT,DPT,INFO/TVAF,TDP": partial(_consensus, "ADT", "DPT", "TVAF", "TDP"),
    "INFO/tumor_ac,tumor_dp": partial(_info_sample, "tumor_ac", "tumor_dp"),
}
"""Ways that name the tumour, in records that hold the control beside it."""

OF_CONTROL: Mapping[str, Way] = {
    "ADC,DPC,INFO/CVAF,CDP": partial(_consensus, "ADC", "DPC", "CVAF", "CDP"),
    "INFO/normal_ac,normal_dp": partial(_info_sample, "normal_ac", "normal_dp"),
}
"""The same for the control."""

READS: Mapping[str, Way] = {
    "AU,CU,GU,TU": _tiers_snv,
    "TAR,TIR": _tiers_indel,
    "RD,AD": partial(_single, "RD", "AD"),
    "FAO/FDP": partial(_of_depth, "FAO", "FDP"),
    "VD/DP": partial(_of_depth, "VD", "DP"),
    "AD/DP": partial(_of_depth, "AD", "DP", reference_first=True),
    "AD": partial(_per_allele, "AD"),
    "RO,AO": partial(_reference_and_alts, "RO", "AO"),
    "DP4": _dp4,
    "INFO/DP4": _info_dp4,
    **{key: partial(_fraction, key) for key in ("AF", "VAF", "FA", "VF", "ALT_AF", "FREQ")},
    "INFO/AF,DP": _info_fraction,
    **OF_TUMOUR,
    **OF_CONTROL,
    "DP": _depth,
}
"""Every way by its word in the table."""
