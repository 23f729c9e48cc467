"""Reference blocks of a gVCF: GATK, DRAGEN, Strelka2, DeepVariant, bcftools. Positions are 0-based half-open here.

A block counts with the lowest depth of its bases: ``MIN_DP``; ``DP`` where the block is one base or its header
says that its values are minima (Strelka2's ``BLOCKAVG_min``). ``DP`` of a longer block is an average and proves
nothing. A record that names an allele was looked at, too, with its ``DP``. What failed a filter, and a
reference call of low quality, is not callable: reads with another base are what makes that quality low.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysam

from mtorboard.errors import TumourColumnError
from mtorboard.reading.alleles import REFERENCE_BLOCKS
from mtorboard.reading.callability.bases import Bases
from mtorboard.reading.callability.lines import unusable
from mtorboard.reading.columns import choose_columns
from mtorboard.reading.contigs import plain_contig
from mtorboard.reading.spans import Spans
from mtorboard.reading.vcffile import has_fresh_index, header_of, open_vcf, unreadable

_QUALITIES = ("GQ", "GQX", "RGQ")
_MINIMA = "BLOCKAVG_min"


def read_blocks(path: Path, bases: Bases, *, tumor: str | None, normal: str | None, quality: int) -> None:
    """Take the depths of the tumour's reference blocks and calls.

    Args:
        path: gVCF or BCF, indexed or not.
        bases: what is asked; filled in.
        tumor: the sheet's tumour column; ``normal``: its normal column.
        quality: Phred quality under which a reference call is not callable.

    Raises:
        InputError: unreadable, or without reference blocks on the panel.
        TumourColumnError: the tumour's column cannot be told.
    """
    blocks = 0
    with open_vcf(path) as file:
        column = tumour_column(file, path, tumor, normal)
        records = _jump(file, bases.spans) if has_fresh_index(file, path) else _stream(file, bases.spans)
        try:
            for record in records:
                is_reference = not record.alts or REFERENCE_BLOCKS.issuperset(record.alts)
                blocks += is_reference
                depth = _depth(record, column, quality if is_reference else 0)
                if depth is not None:
                    bases.add(plain_contig(record.chrom), record.start, record.stop, depth)
        except (OSError, ValueError) as error:
            raise unreadable(path, OSError(f"truncated: {error}")) from error
    if not blocks:
        why = "A VCF lists what was found, not what was looked at"
        raise unusable(path, "has no reference blocks on the panel's genes", why)


def tumour_column(file: pysam.VariantFile, path: Path, tumor: str | None, normal: str | None) -> str:
    """Return the tumour's column; a single one is taken whatever its name, unless it is the normal's.

    Raises:
        TumourColumnError: it cannot be told.
    """
    header = header_of(file)
    alone = len(header.columns) == 1
    if alone and header.columns[0] != normal:
        return header.columns[0]
    given = tumor, None if alone else normal
    chosen = choose_columns(header.columns, *given, header.lines, where=path.name).tumour
    if chosen is None or chosen == normal:
        raise TumourColumnError(
            "has no column of the tumour",
            where=path.name,
            why="Depths of the normal say nothing about the tumour",
            todo="give the gVCF of the tumour",
        )
    return chosen


def _depth(record: pysam.VariantRecord, column: str, quality: int) -> int | None:
    """Lowest depth of a record's bases; ``None`` when it proves nothing."""
    if set(record.filter.keys()) - {"PASS"}:
        return None
    call: Any = record.samples[column]
    found = next((call[key] for key in _QUALITIES if key in call and call[key] is not None), None)
    if found is not None and found < quality:
        return None
    if (lowest := call.get("MIN_DP")) is not None:
        return int(lowest)
    minima = record.stop - record.start == len(record.ref or "") or any(
        key.startswith(_MINIMA) for key in record.info
    )
    depth = call.get("DP")
    return int(depth) if minima and depth is not None else None


def _jump(file: pysam.VariantFile, spans: Spans) -> Iterator[pysam.VariantRecord]:
    for name in map(str, file.header.contigs):
        for start, end in spans.get(plain_contig(name), ()):
            try:
                records = file.fetch(name, start, end)
            except ValueError:
                continue  # the header lists the contig, the index has no record of it
            yield from records


def _stream(file: pysam.VariantFile, spans: Spans) -> Iterator[pysam.VariantRecord]:
    by_rid: dict[int, tuple[int, int] | None] = {}
    for record in file:
        rid = record.rid
        if rid not in by_rid:
            known = spans.get(plain_contig(record.chrom), ())
            by_rid[rid] = (known[0][0], known[-1][1]) if known else None
        reach = by_rid[rid]
        if reach and record.start < reach[1] and record.stop > reach[0]:
            yield record
