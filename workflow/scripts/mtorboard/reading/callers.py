"""Reads behind an allele, whichever caller wrote the file: a table of strategies, tried in order.

A strategy answers only when its fields are whole: a vector of the wrong length, a negative or a missing value
makes it silent, and the next is asked. What nobody can tell is ``None``, never zero and never guessed.
VAF is alternate reads over the reads that were counted, so the three numbers fit together; a caller's own
fraction is used only where it gives no counts. INFO/AF is never read: it may be a population's frequency.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.record import Record

_BASES = frozenset("ACGT")
_FRACTIONS = ("AF", "VAF", "FA", "ALT_AF", "FREQ")
"""FORMAT fields with the allele's fraction: Mutect2 and VarDict, DeepVariant, Mutect 1, others, VarScan."""

_CONSENSUS_TUMOUR = ("ADT", "DPT", "TVAF", "TDP")
_CONSENSUS_NORMAL = ("ADC", "DPC", "CVAF", "CDP")
"""Consensus sets with tumour and control in one column: two fields of FORMAT, two of INFO."""


@dataclass(frozen=True, slots=True)
class _Site:
    """What a strategy sees: one allele (``index`` from 0 among ALT) of one record in one column."""

    record: Record
    index: int
    fields: Mapping[str, str]

    @property
    def alts(self) -> int:
        return len(self.record.alts)

    def count(self, key: str) -> int | None:
        """Return a whole, non-negative FORMAT number; ``None`` when there is no such single number."""
        values = _counts(self.fields.get(key, ""), 1)
        return values[0] if values else None


def tumour_reads(record: Record, index: int, column: str | None) -> ReadSupport:
    """Return the tumour's reads for the ``index``-th ALT (from 0) of ``record``.

    Args:
        column: the tumour's column; ``None`` for a file without sample columns (INFO may hold the depths).
    """
    return _reads(_Site(record, index, record.format(column)), _CONSENSUS_TUMOUR)


def normal_reads(record: Record, index: int, normal: str | None, tumour: str | None) -> ReadSupport | None:
    """Return the matched normal's reads, from its column or from the control's fields of a consensus record.

    ``None`` when the file has neither.
    """
    if normal is not None:
        return _reads(_Site(record, index, record.format(normal)), _CONSENSUS_NORMAL)
    support = _consensus(_Site(record, index, record.format(tumour)), _CONSENSUS_NORMAL)
    return support if support is not None and support.depth is not None else None


def _reads(site: _Site, consensus: tuple[str, str, str, str]) -> ReadSupport:
    for strategy in STRATEGIES:
        support = strategy(site)
        if support is not None:
            return support
    support = _consensus(site, consensus)
    if support is not None:
        return support
    depth = site.count("DP")
    return ReadSupport(depth=depth, source="FORMAT/DP") if depth is not None else ReadSupport()


def _strelka_snv(site: _Site) -> ReadSupport | None:
    """Strelka 2 SNVs: FORMAT/AU, CU, GU, TU hold tier 1 and tier 2 counts; the somatic VAF is of tier 1."""
    ref, alt = site.record.ref, site.record.alts[site.index]
    if ref not in _BASES or alt not in _BASES:
        return None
    tiers = [_counts(site.fields.get(f"{base}U", ""), 2) for base in (ref, alt)]
    return _of(tiers[0][0], tiers[1][0], f"FORMAT/{ref}U,{alt}U tier 1") if tiers[0] and tiers[1] else None


def _strelka_indel(site: _Site) -> ReadSupport | None:
    """Strelka 2 indels: TIR counts reads of the indel, TAR those of the other allele, the reference."""
    reference, indel = (_counts(site.fields.get(key, ""), 2) for key in ("TAR", "TIR"))
    return (
        _of(reference[0], indel[0], "FORMAT/TAR,TIR tier 1")
        if reference and indel and site.alts == 1
        else None
    )


def _varscan(site: _Site) -> ReadSupport | None:
    """VarScan 2: RD and AD are single counts of reference and variant."""
    reference, variant = site.count("RD"), site.count("AD")
    if reference is None or variant is None or site.alts != 1:
        return None
    return _of(reference, variant, "FORMAT/RD,AD")


def _allelic_depths(site: _Site) -> ReadSupport | None:
    """AD with one count for each allele, reference first (GATK, Mutect 1 and 2, VarDict, bcftools ...)."""
    return _vector(site, site.fields.get("AD", ""), "FORMAT/AD")


def _vardict(site: _Site) -> ReadSupport | None:
    """VarDict: VD variant reads of DP reads."""
    depth, variant = site.count("DP"), site.count("VD")
    if depth is None or variant is None or variant > depth or site.alts != 1:
        return None
    return _of(depth - variant, variant, "FORMAT/VD,DP")


def _freebayes(site: _Site) -> ReadSupport | None:
    """FreeBayes: RO reference reads, AO one count for each ALT."""
    reference, alternates = site.count("RO"), _counts(site.fields.get("AO", ""), site.alts)
    if reference is None or not alternates:
        return None
    variant = alternates[site.index]
    return _of(reference + sum(alternates) - variant, variant, "FORMAT/RO,AO")


def _dp4(site: _Site) -> ReadSupport | None:
    """DP4: reference forward and reverse, variant forward and reverse (samtools, SomaticSniper, LoFreq).

    In INFO it counts all columns together, so it is read there only when there is no second column.
    """
    text, place = site.fields.get("DP4", ""), "FORMAT"
    if not text and site.record.columns <= 1:
        text, place = site.record.info.get("DP4", ""), "INFO"
    counts = _counts(text, 4)
    return _of(sum(counts[:2]), sum(counts[2:]), f"{place}/DP4") if counts and site.alts == 1 else None


def _fraction(site: _Site) -> ReadSupport | None:
    """A fraction for each ALT, with the depth where given; reads are not worked back from it."""
    for key in _FRACTIONS:
        values = _fractions(site.fields.get(key, ""), site.alts)
        if values:
            depth = site.count("DP")
            source = f"FORMAT/{key},DP" if depth is not None else f"FORMAT/{key}"
            return ReadSupport(depth=depth, vaf=values[site.index], source=source)
    return None


def _consensus(site: _Site, keys: tuple[str, str, str, str]) -> ReadSupport | None:
    """Consensus sets: text vector and depth in FORMAT, or fraction and depth in INFO."""
    depths, depth, fraction, info_depth = keys
    support = _vector(site, site.fields.get(depths, ""), f"FORMAT/{depths}")
    if support is not None:
        return support
    info = site.record.info
    values = _fractions(info.get(fraction, ""), site.alts)
    total = site.count(depth)
    place = f"FORMAT/{depth}"
    if total is None:
        single = _counts(info.get(info_depth, ""), 1)
        total, place = (single[0] if single else None), f"INFO/{info_depth}"
    if values:
        source = f"INFO/{fraction},{place}" if total is not None else f"INFO/{fraction}"
        return ReadSupport(depth=total, vaf=values[site.index], source=source)
    return ReadSupport(depth=total, source=place) if total is not None else None


Strategy = Callable[[_Site], ReadSupport | None]

STRATEGIES: tuple[Strategy, ...] = (
    _strelka_snv,
    _strelka_indel,
    _varscan,
    _allelic_depths,
    _vardict,
    _freebayes,
    _dp4,
    _fraction,
)
"""In this order; VarScan before the general AD because its AD is one number."""


def _vector(site: _Site, text: str, source: str) -> ReadSupport | None:
    counts = _counts(text, site.alts + 1)
    if not counts:
        return None
    variant = counts[site.index + 1]
    return _of(sum(counts) - variant, variant, source)


def _of(others: int, variant: int, source: str) -> ReadSupport:
    """Support of ``variant`` reads beside ``others``; of no reads at all there is no fraction."""
    depth = others + variant
    return ReadSupport(depth, variant, variant / depth if depth else None, source)


def _counts(text: str, number: int) -> Sequence[int]:
    """Return exactly ``number`` non-negative whole numbers, or nothing."""
    parts = text.split(",")
    if len(parts) != number or not all(part.isascii() and part.isdigit() for part in parts):
        return ()
    return [int(part) for part in parts]


def _fractions(text: str, number: int) -> Sequence[float]:
    """Return exactly ``number`` fractions from 0 to 1, percentages converted, or nothing.

    VarScan writes ``18.47%``, in some locales ``18,47%``.
    """
    if text.endswith("%") and number == 1:
        text = text.replace(",", ".")
    values = [_number(part) for part in text.split(",")]
    usable = [value for value in values if value is not None and 0 <= value <= 1]
    return usable if len(usable) == len(values) == number else ()


def _number(text: str) -> float | None:
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
