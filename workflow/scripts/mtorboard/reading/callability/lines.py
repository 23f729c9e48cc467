"""Lines of a large text table near the panel, with bounded memory. Spans are 0-based half-open.

With a fresh tabix index the file is entered at the panel; else it is streamed once in blocks, and a block of
a sorted table that lies between two panel spans is passed over unread.
"""

from __future__ import annotations

import gzip
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pysam

from mtorboard.errors import InputError
from mtorboard.reading.contigs import plain_contig
from mtorboard.reading.spans import Spans, merged

Place = tuple[str, int, int]
"""Contig as the file writes it, start (0-based) and end of a line."""

_BLOCK = 1 << 16
"""Small, so that a whole genome's table is read line by line near the panel alone."""
_BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that closes a bgzipped file (SAM specification, 4.1.2)."""
_LONGEST_LINE = 1 << 20
_JUMP_GAP = 20_000
"""Spans nearer than this are fetched together: a jump costs more than the lines between them."""


def head_of(path: Path) -> bytes:
    """Return the first lines of a file, unpacked.

    Raises:
        InputError: the file cannot be read.
    """
    with _opened(path) as handle:
        head = handle.read(_BLOCK)
    return head if len(head) < _BLOCK else head[: head.rfind(b"\n") + 1]


def index_of(path: Path) -> Path | None:
    """Return the tabix index beside a file; ``None`` without one, or if it is older than the file."""
    for suffix in (".tbi", ".csi"):
        index = Path(f"{path}{suffix}")
        if index.is_file() and index.stat().st_mtime >= path.stat().st_mtime:
            return index
    return None


def _is_complete(path: Path) -> bool:
    """Whether a bgzipped file ends as its writer ended it."""
    with path.open("rb") as handle:
        handle.seek(-min(len(_BGZF_END), path.stat().st_size), 2)
        return handle.read() == _BGZF_END


def fetch(path: Path, index: Path, spans: Spans, lengths: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines at the spans, and any beyond a contig's end (``lengths``), which tell another build.

    Raises:
        InputError: file and index cannot be used.
    """
    wide = merged(((c, s, e) for c, found in spans.items() for s, e in found), _JUMP_GAP)
    pysam.set_verbosity(0)
    try:
        if not _is_complete(path):
            raise unusable(path, "is cut short", "What is missing would count as not looked at")
        with pysam.TabixFile(str(path), index=str(index)) as file:
            if not lengths.keys() & map(plain_contig, file.contigs):
                raise unknown_contigs(path)
            for name in file.contigs:
                contig = plain_contig(name)
                for start0, end0 in wide.get(contig, ()):
                    yield from file.fetch(name, start0, end0)
                if contig in wide and contig in lengths:
                    yield from file.fetch(name, lengths[contig], lengths[contig] + _JUMP_GAP)
    except (OSError, ValueError) as error:
        raise unusable(
            path, "cannot be read with its index", "The index may belong to another file"
        ) from error


def stream(
    path: Path, spans: Spans, place: Callable[[str], Place | None], *, ordered: bool
) -> Iterator[tuple[int, str]]:
    """Yield lines with their number from 1; of an ordered table those between the panel's spans are left out.

    Args:
        place: where a line lies; ``None`` for one that is no row.
        ordered: whether the table is sorted within each contig, as the tools that write depths sort it.

    Raises:
        InputError: the file is truncated, is not text, or is not sorted although it should be.
    """
    number, before = 0, ("", 0, 0)
    with _opened(path) as handle:
        while block := handle.read(_BLOCK):
            block += handle.readline(_LONGEST_LINE)
            following = number + block.count(b"\n")
            first, last = (place(line) for line in _ends(block)) if ordered else (None, None)
            if first and last:
                if any(a[0] == b[0] and a[1] > b[1] for a, b in ((before, first), (first, last))):
                    raise unusable(path, f"is not sorted at line {number + 1}", "Depths are read in order")
                before = last
            if first and last and first[0] == last[0] and not _touches(spans, first, last):
                yield following, _ends(block)[1]  # its contig and end still tell the build
            else:
                text = block.decode("utf-8" if number else "utf-8-sig")
                yield from enumerate(text.split("\n"), start=number + 1)
            number = following


def _ends(block: bytes) -> tuple[str, str]:
    """First and last line of a block of whole lines."""
    body = block.rstrip(b"\r\n")
    return body.partition(b"\n")[0].decode(), body.rpartition(b"\n")[2].decode()


def _touches(spans: Spans, first: Place, last: Place) -> bool:
    """Whether the lines from the first to the last can overlap a span; they lie on one contig."""
    known = spans.get(plain_contig(first[0]), ())
    at = bisect_right(known, last[2], key=lambda span: span[0]) - 1
    return at >= 0 and known[at][1] > first[1]


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a plain or gzipped file; what goes wrong while it is read becomes one sentence."""
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if zipped else path.open("rb") as handle:
            yield handle  # type: ignore[misc]  # both are binary readers
    except OSError as error:
        raise unusable(path, f"cannot be read ({error.strerror or 'broken gzip'})", "") from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise unusable(path, "is cut short or is not text", "") from error


def unknown_contigs(path: Path) -> InputError:
    """The error of a file that names contigs neither as ``chr12`` nor ``12`` nor by accession."""
    return unusable(path, "names contigs in no known way", "Nothing would count as covered")


def unusable(path: Path, what: str, why: str, todo: str = "") -> InputError:
    """An error about the file, with the kinds of file that would do."""
    return InputError(
        what,
        where=path.name,
        why=why,
        todo=todo
        or "Give a BED of callable bases, mosdepth's per-base, thresholds or quantized file, "
        "the output of samtools depth, or a gVCF; docs/callability.md describes each",
    )
