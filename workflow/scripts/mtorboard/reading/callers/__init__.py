"""Which caller wrote a VCF, and the reads behind an allele as that caller counts them.

The table ``resources/knowledge/callers.tsv`` says by what a caller is recognised and in which fields its counts
stand; ``docs/callers.md`` shows it with its sources. The way of the caller is asked first, then the common
order, so a file whose header was lost or merged is read by its fields alone. A way answers only when its fields
are whole: a vector of the wrong length, a negative or a missing value makes it silent. What nobody can tell is
``None``, never zero and never guessed. VAF is alternate reads over the reads that were counted, so the three
numbers fit together; a caller's own fraction is used only where it gives no counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers.reads import OF_CONTROL, OF_TUMOUR, READS
from mtorboard.reading.callers.site import Site, fractions
from mtorboard.reading.callers.strands import STRANDS, StrandReads
from mtorboard.reading.callers.table import Caller, common, recognise
from mtorboard.reading.record import Record

__all__ = [
    "Caller",
    "StrandReads",
    "common",
    "disagreement",
    "normal_reads",
    "recognise",
    "tumour_reads",
    "tumour_strands",
]

_TOLERANCE = 0.1
"""Fractions further apart than this and one read are worth a note; models that shrink a fraction stay nearer."""


def tumour_reads(record: Record, index: int, column: str | None, caller: Caller | None = None) -> ReadSupport:
    """Return the tumour's reads for the ``index``-th ALT (from 0) of ``record``.

    Args:
        column: the tumour's column; ``None`` for a file without sample columns (INFO may hold the depths).
        caller: who wrote the file, from :func:`recognise`; ``None``: not known.
    """
    return _first(Site(record, index, record.format(column)), (caller or common()).reads)


def normal_reads(
    record: Record, index: int, normal: str | None, tumour: str | None, caller: Caller | None = None
) -> ReadSupport | None:
    """Return the matched normal's reads, from its column or from the control's fields of a consensus record.

    ``None`` when the file has neither.
    """
    if normal is not None:
        ways = [way for way in (caller or common()).reads if way not in OF_TUMOUR]
        return _first(Site(record, index, record.format(normal)), ways)
    support = _first(Site(record, index, record.format(tumour)), OF_CONTROL)
    return support if support.depth is not None else None


def tumour_strands(
    record: Record, index: int, column: str | None, caller: Caller | None = None
) -> StrandReads | None:
    """Return the tumour's reads by strand for the ``index``-th ALT (from 0), ``None`` where not given whole.

    The four numbers are reference forward, reference reverse, allele forward, allele reverse.
    """
    site = Site(record, index, record.format(column))
    for way in (caller or common()).strands:
        found = STRANDS[way](site)
        if found is not None:
            return found
    return None


def disagreement(record: Record, index: int, column: str | None, reads: ReadSupport) -> str:
    """Say that the caller's own fraction and the reads that it counted tell different things; else ``""``.

    The counts are used: they are what was seen, a fraction may be an estimate, of all samples, or miscopied.
    """
    if reads.vaf is None or not reads.alt_depth or not reads.depth:
        return ""
    fields, limit = record.format(column), _TOLERANCE + 1 / reads.depth
    for key in ("AF", "VAF", "FA", "VF", "FREQ"):
        values = fractions(fields.get(key, ""), len(record.alts))
        if values and abs(values[index] - reads.vaf) > limit:
            return (
                f"FORMAT/{key} and {reads.source} give different allele fractions; the counted reads are used"
            )
    return ""


def _first(site: Site, ways: Iterable[str]) -> ReadSupport:
    found = (support for way in ways if (support := READS[way](site)) is not None)
    return next(found, ReadSupport())
