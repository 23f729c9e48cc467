"""Checks of regions.tsv: each kind has its columns, bounds and judgement; bounds must fit the transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtorboard.knowledge.tables import Row
from mtorboard.knowledge.transcripts import Transcript

Problem = tuple[str, str]
"""(column, text)."""

_BOUNDS = ("first_codon", "last_codon", "first_c", "last_c")
_COUNTED = re.compile(r"(\d+) of (\d+) changed tumours carry missense in ")
_ROUNDED = 0.0051
_FUNCTIONAL = ("HOTSPOT_RESIDUE", "INFRAME_WINDOW")


def region_problems(row: Row, gene: Row, transcript: Transcript) -> Iterator[Problem]:
    """Everything that contradicts something in a row of regions.tsv (codons and CDS positions 1-based)."""
    bounds = {column: int(row[column]) if row[column] else None for column in _BOUNDS}
    yield from _pairs(bounds, transcript)
    if any(problem for problem in _pairs(bounds, transcript)):
        return
    if row["region_id"] != (expected := _region_id(row)):
        yield "region_id", f"gene, kind and bounds make it {expected}"
    if row["kind"] in _FUNCTIONAL:
        yield from _functional(row, gene)
    else:
        yield from _exception(row, gene)
    if row["first_c"]:
        yield from _cds_bounds(row, transcript)


def _pairs(bounds: dict[str, int | None], transcript: Transcript) -> Iterator[Problem]:
    for low, high, limit in (
        ("first_codon", "last_codon", transcript.protein_length),
        ("first_c", "last_c", transcript.cds_length),
    ):
        first, last = bounds[low], bounds[high]
        if (first is None) != (last is None):
            yield high, f"{low} and {high} are given together or not at all"
        elif first is not None and last is not None and not first <= last <= limit:
            yield high, f"{first} to {last} does not lie in 1 to {limit}"
    if not any(bounds.values()):
        yield "first_codon", "the region has no bounds"


def _region_id(row: Row) -> str:
    span = (
        f"c.{row['first_c']}-{row['last_c']}"
        if row["first_c"]
        else f"{row['first_codon']}-{row['last_codon']}"
    )
    kinds = {
        "HOTSPOT_RESIDUE": f"residue:{row['first_codon']}",
        "INFRAME_WINDOW": f"inframe:{span}",
        "TRUNCATION_EXCEPTION": f"truncation:{span}",
        "SPLICE_EXCEPTION": f"splice:c.{row['first_c']}",
    }
    return f"{row['gene']}:{kinds[row['kind']]}"


def _functional(row: Row, gene: Row) -> Iterator[Problem]:
    if row["first_c"] or not row["first_codon"]:
        yield "first_c", f"{row['kind']} is given in codons alone"
    if row["class"] not in ("LIKELY", "HOTSPOT") or row["effect"] != gene["direction"]:
        yield "effect", f"{row['kind']} in {gene['symbol']} is LIKELY or HOTSPOT with {gene['direction']}"
    if row["kind"] == "HOTSPOT_RESIDUE":
        if row["first_codon"] != row["last_codon"]:
            yield "last_codon", "a hotspot residue is one codon"
        if bool(row["missense_fraction"]) != bool(row["tumours"]) or float(row["missense_fraction"] or 0) > 1:
            yield "missense_fraction", "a share of missense is at most 1 and needs its number of tumours"
        yield from _share(row)
    elif row["missense_fraction"] or row["tumours"]:
        yield "missense_fraction", "only a hotspot residue has a share of missense"


def _share(row: Row) -> Iterator[Problem]:
    """The note says in words what the two numbers say."""
    told = _COUNTED.match(row["note"])
    if told:
        share, tumours = int(told[1]) / int(told[2]), told[2]
        if not row["missense_fraction"] or abs(float(row["missense_fraction"]) - share) > _ROUNDED:
            yield "missense_fraction", f"{told[1]} of {told[2]} is {share:.2f}"
        if row["tumours"] != tumours:
            yield "tumours", f"the note counts {tumours}"
    elif row["note"].startswith("Every allele") != bool(row["missense_fraction"]):
        yield "missense_fraction", "the note does not say how many tumours carry missense"
    elif row["missense_fraction"] not in ("", "1.00"):
        yield "missense_fraction", "every allele is missense: 1.00"


def _exception(row: Row, gene: Row) -> Iterator[Problem]:
    if row["kind"] == "SPLICE_EXCEPTION" and gene["direction"] != "LOF":
        yield "gene", f"{row['kind']} is for a gene that is altered by loss of function"
    if (row["class"], row["effect"]) not in (("VUS", "UNKNOWN"), ("LIKELY_BENIGN", "NEUTRAL")):
        yield "class", "an exception is VUS with UNKNOWN or LIKELY_BENIGN with NEUTRAL"
    if row["missense_fraction"] or row["tumours"]:
        yield "missense_fraction", "only a hotspot residue has a share of missense"
    if row["kind"] == "TRUNCATION_EXCEPTION" and not row["first_codon"]:
        yield "first_codon", "a truncation exception is given in codons"
    if row["kind"] == "SPLICE_EXCEPTION" and (row["first_codon"] or row["first_c"] != row["last_c"]):
        yield "first_c", "a splice exception is the one coding base beside the splice site"


def _cds_bounds(row: Row, transcript: Transcript) -> Iterator[Problem]:
    """CDS bounds are ends of exons: an alternative exon as a whole, or the base beside a splice site."""
    first, last = int(row["first_c"]), int(row["last_c"])
    starts, ends = coding_exon_bounds(transcript)
    if row["kind"] == "SPLICE_EXCEPTION":
        if first not in starts + ends:
            yield "first_c", f"c.{first} is not beside a splice site"
        return
    if (first, last) not in zip(starts, ends, strict=True):
        yield "first_c", f"c.{first} to c.{last} is not an exon"
    codons = ((first + 2) // 3, (last + 2) // 3)
    if row["first_codon"] and codons != (int(row["first_codon"]), int(row["last_codon"])):
        yield "first_codon", f"c.{first} to c.{last} is codons {codons[0]} to {codons[1]}"


def coding_exon_bounds(transcript: Transcript) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last CDS position (1-based) of each coding exon, in transcript order."""
    starts, ends = [], []
    before = 0
    for start, end in transcript.coding_intervals()[:: transcript.strand]:
        starts.append(before + 1)
        before += end - start
        ends.append(before)
    return tuple(starts), tuple(ends)


def regions_together(lines: list[tuple[int, Row]]) -> Iterator[tuple[int, str, str]]:
    """(line, column, text) where two regions of one gene and kind overlap: one would hide the other."""
    held: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for line, row in lines:
        low, high = (
            ("first_c", "last_c") if row["kind"] == "SPLICE_EXCEPTION" else ("first_codon", "last_codon")
        )
        if not row[low] or not row[high]:
            continue
        first, last = int(row[low]), int(row[high])
        others = held.setdefault((row["gene"], row["kind"]), [])
        for other_line, other_first, other_last in others:
            if first <= other_last and other_first <= last:
                yield line, low, f"overlaps with line {other_line}"
        others.append((line, first, last))
