"""Opening a VCF or BCF and walking over the panel's records. Intervals are 0-based half-open.

htslib reads plain, gzipped, bgzipped and BCF. With an index the file is entered at the panel's loci, else it
is streamed once, a large text behind a sieve; either way only the panel's records become text, and nothing else
is kept.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pysam

from mtorboard.errors import InputError
from mtorboard.knowledge.transcripts import Locus
from mtorboard.reading.alleles import REFERENCE_BLOCKS
from mtorboard.reading.contigs import plain_contig
from mtorboard.reading.funnel import Drop, Tally
from mtorboard.reading.sieve import sieved

Spans = list[tuple[int, int]]
_GZIP = b"\x1f\x8b"
_BGZF = b"BC"


@dataclass(frozen=True, slots=True)
class VcfHeader:
    """A header: its ``##`` lines and its sample columns, in the file's order."""

    lines: tuple[str, ...]
    columns: tuple[str, ...]


def read_header(path: Path) -> VcfHeader:
    """Read the header of a VCF or BCF.

    Raises:
        InputError: the file is missing, unreadable, truncated or no VCF.
    """
    with open_vcf(path, indexed=False) as file:
        return header_of(file)


def header_of(file: pysam.VariantFile) -> VcfHeader:
    """Return the header of an open file."""
    lines = tuple(line for line in str(file.header).splitlines() if line.startswith("##"))
    return VcfHeader(lines, tuple(file.header.samples))


@contextlib.contextmanager
def open_vcf(path: Path, *, indexed: bool = True) -> Iterator[pysam.VariantFile]:
    """Open a VCF or BCF, and close it whatever happens. htslib's own messages are silenced.

    Args:
        path: the file.
        indexed: load its index, if there is one; a large file's takes longer than its header.

    Raises:
        InputError: the file is missing, unreadable, truncated or no VCF.
    """
    pysam.set_verbosity(0)
    try:
        # pysam asks a plainly gzipped file for its position, which only works through a stream; for a stream it
        # looks for no index.
        stream: BinaryIO | None = path.open("rb") if not indexed or _is_plain_gzip(path) else None
        file = pysam.VariantFile(stream or str(path))
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    try:
        yield file
    finally:
        # closing a truncated stream raises again what reading it has already raised
        with contextlib.suppress(OSError, TypeError, ValueError):
            file.close()
        if stream:
            stream.close()


def _is_plain_gzip(path: Path) -> bool:
    with path.open("rb") as handle:
        head = handle.read(18)
    return head.startswith(_GZIP) and head[12:14] != _BGZF


def unreadable(path: Path, error: Exception) -> InputError:
    """Turn htslib's error into a sentence."""
    if isinstance(error, FileNotFoundError):
        return InputError("no such file", where=path.name, todo="correct the path in the sheet's `variants`")
    if isinstance(error, IsADirectoryError | PermissionError):
        return InputError(
            f"cannot be opened ({error.strerror})", where=path.name, todo="give a readable file"
        )
    if isinstance(error, OSError) and ("truncated" in str(error) or "parse" in str(error)):
        return InputError(
            "is truncated or has a malformed record",
            where=path.name,
            why="What follows the damage would be taken for absent",
            todo="copy the file again, or check it with `bcftools view FILE > /dev/null`",
        )
    return InputError(
        "is not a VCF or BCF with a valid header",
        where=path.name,
        why="Nothing can be read from it",
        todo="give the caller's VCF (plain, gzipped or BCF), with its #CHROM line and tab-separated columns",
    )


def panel_records(
    file: pysam.VariantFile, path: Path, loci: Iterable[Locus], tally: Tally
) -> Iterator[pysam.VariantRecord]:
    """Yield each record that overlaps a locus; reference blocks are only counted.

    Args:
        file: an open file; ``path``: its path, for the index and for messages.
        loci: where to look.
        tally: counts the records that were seen and those that were dropped here.

    Raises:
        InputError: the file is truncated or a record is malformed.
    """
    spans = _merged(loci)
    try:
        for record in _jump(file, spans) if has_fresh_index(file, path) else _walk(file, path, spans, tally):
            tally.enter()
            alts = record.alts
            if not alts:
                tally.drop(Drop.NO_ALT)
            elif REFERENCE_BLOCKS.issuperset(alts):
                tally.drop(Drop.GVCF)
            else:
                yield record
    except (OSError, ValueError) as error:
        raise unreadable(path, OSError(f"truncated: {error}")) from error


def has_fresh_index(file: pysam.VariantFile, path: Path) -> bool:
    """Whether there is an index not older than the file; an older one may point beside new records."""
    if file.index is None:
        return False
    indexes = [index for suffix in (".tbi", ".csi") if (index := Path(f"{path}{suffix}")).is_file()]
    return bool(indexes) and all(index.stat().st_mtime >= path.stat().st_mtime for index in indexes)


def _merged(loci: Iterable[Locus]) -> Mapping[str, Spans]:
    """Return disjoint ascending spans by plain contig."""
    by_contig: dict[str, Spans] = defaultdict(list)
    for locus in sorted(loci, key=lambda locus: (locus.contig, locus.start0)):
        spans = by_contig[locus.contig]
        if spans and locus.start0 <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], locus.end0))
        else:
            spans.append((locus.start0, locus.end0))
    return by_contig


def _jump(file: pysam.VariantFile, spans: Mapping[str, Spans]) -> Iterator[pysam.VariantRecord]:
    """Fetch each span through the index; a record that reaches into two spans comes once."""
    for name in map(str, file.header.contigs):
        before = 0
        for start, end in spans.get(plain_contig(name), ()):
            try:
                records = file.fetch(name, start, end)
            except ValueError:
                continue  # the header lists the contig, the index has no record of it
            for record in records:
                if record.start >= before:
                    yield record
            before = end


def _walk(
    file: pysam.VariantFile, path: Path, spans: Mapping[str, Spans], tally: Tally
) -> Iterator[pysam.VariantRecord]:
    """Walk over the whole file, or where it is large over what a look at the positions leaves of it."""
    with sieved(path, spans) as less:
        if less is None:
            yield from _stream(file, spans, tally)
            return
        tally.enter(less.outside)
        tally.drop(Drop.OUTSIDE, less.outside)
        with open_vcf(less.path) as near:
            yield from _stream(near, spans, tally)


def _stream(
    file: pysam.VariantFile, spans: Mapping[str, Spans], tally: Tally
) -> Iterator[pysam.VariantRecord]:
    """Walk over the whole file, in whatever order it is."""
    by_rid: dict[int, Spans] = {}
    outside = 0
    for record in file:
        rid = record.rid
        wanted = by_rid.get(rid)
        if wanted is None:
            wanted = by_rid[rid] = spans.get(plain_contig(record.chrom), [])
        if wanted and any(record.start < end and record.stop > start for start, end in wanted):
            yield record
        else:
            outside += 1
    tally.enter(outside)
    tally.drop(Drop.OUTSIDE, outside)
