"""The table of callers (``resources/formats/callers.tsv``): how each is recognised, and where its counts stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from mtorboard.knowledge import resources_root
from mtorboard.knowledge.tables import Row, read_table
from mtorboard.reading.callers.reads import READS
from mtorboard.reading.callers.strands import STRANDS

Calls = Literal["somatic", "germline", "either"]
_CALLS: dict[str, Calls] = {"somatic": "somatic", "germline": "germline", "either": "either"}

COMMON = "any other"
"""The last row: the order that every file falls back on, and that an unknown caller's file is read in."""

_FORMAT = re.compile(r"##FORMAT=<ID=([^,>]+)")
_BULK = ("##contig=", "##INFO=", "##ALT=")
"""Header lines that name no caller, passed over for speed: a header can have thousands of them."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A row of the table.

    Args:
        name: as a report names it.
        calls: what it calls; only "germline" says that its variants may not be the tumour's own.
        header: what a ``##`` line of its files begins with; ``None``: its header does not tell.
        formats: sets of FORMAT ids any of which tells it, where no header line does; empty: they do not.
        reads: ways to ask for reads, in order; ``strands``: ways to ask for reads by strand.
    """

    name: str
    calls: Calls
    header: re.Pattern[str] | None
    formats: tuple[frozenset[str], ...]
    reads: tuple[str, ...]
    strands: tuple[str, ...]


@cache
def callers() -> tuple[Caller, ...]:
    """Read the table once, in its order.

    Raises:
        KnowledgeError: the table is missing, or a row names a way that there is not.
    """
    return tuple(read_table(resources_root() / "formats" / "callers.tsv", _parse))


@cache
def common() -> Caller:
    """Return the row of the common order."""
    return next(caller for caller in callers() if caller.name == COMMON)


def recognise(lines: Iterable[str]) -> Caller:
    """Tell who wrote a VCF: the first row whose header line is there, else the first whose FORMAT ids all are.

    Args:
        lines: the header's ``##`` lines.

    Returns:
        the caller, whose ways the common ones follow; the common row when nothing tells.
    """
    told = [line for line in lines if not line.startswith(_BULK)]
    ids = {match[1] for match in map(_FORMAT.match, told) if match}
    by_line = (c for c in callers() if c.header and any(map(c.header.match, told)))
    by_format = (c for c in callers() if any(wanted <= ids for wanted in c.formats))
    found = next(by_line, None) or next(by_format, None)
    return _with_common(found) if found else common()


@cache
def _with_common(caller: Caller) -> Caller:
    rest = common()
    reads, strands = (*caller.reads, *rest.reads), (*caller.strands, *rest.strands)
    return replace(caller, reads=tuple(dict.fromkeys(reads)), strands=tuple(dict.fromkeys(strands)))


def _parse(row: Row) -> Caller:
    """Read a row; KeyError for a word that there is not."""
    reads, strands = row["reads"].split(), row["strands"].split()
    unknown = {*reads} - READS.keys() | {*strands} - STRANDS.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    return Caller(
        name=row["caller"],
        calls=_CALLS[row["calls"]],
        header=re.compile(row["header"], re.IGNORECASE) if row["header"] else None,
        formats=tuple(frozenset(ids.split(",")) for ids in row["formats"].split("|") if ids),
        reads=tuple(reads),
        strands=tuple(strands),
    )
