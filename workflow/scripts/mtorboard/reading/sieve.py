"""A large VCF without an index, reduced to the records that may lie on the panel before htslib reads them.

Nearly all records of a genome lie elsewhere, and to parse them takes five times as long as to unpack them. Here
text is searched for positions alone. Whatever is not plain - a record that says its own end, a line that is very
long or not whole, a damaged file - is not decided here: the file is then left to htslib as it is.
"""

from __future__ import annotations

import gzip
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LARGE = 1_000_000
"""Bytes from which a file is sieved; a smaller one is read as fast without."""
_BLOCK = 1 << 20
_LONGEST = 50_000
"""Bytes of text that must hold the end of a line; so no REF is longer than two of these."""
_BIN = 100_000
"""Positions are compared by all but their last five digits."""
_TITLES, _GZIP = b"#CHROM", b"\x1f\x8b"
_OWN_END = (b"END=", b"SVLEN=")
_BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


@dataclass(frozen=True, slots=True)
class Sieved:
    """``path``: a VCF with the header and the records that may overlap a span; ``outside``: how many others."""

    path: Path
    outside: int


class _NotPlain(Exception):
    """The file is to be read in full."""


@contextmanager
def sieved(path: Path, spans: Mapping[str, Sequence[tuple[int, int]]]) -> Iterator[Sieved | None]:
    """Give the records of a file near ``spans``, for as long as the context lasts.

    Args:
        path: VCF, plain, gzipped or bgzipped.
        spans: 0-based half-open, by contig; the contig of a record is not looked at here.

    Yields:
        ``None`` where the file is small, is no plain VCF, or is damaged: then it is to be read whole.
    """
    if path.stat().st_size < LARGE:
        yield None
        return
    with tempfile.NamedTemporaryFile(prefix="mtorboard-", suffix=".vcf") as out:
        try:
            outside = _sieve(path, _pattern(spans), out)
        except (_NotPlain, OSError, EOFError, zlib.error):
            outside = None
        out.flush()
        yield None if outside is None else Sieved(Path(out.name), outside)


def _sieve(path: Path, pattern: re.Pattern[bytes], out: IO[bytes]) -> int:
    outside, tabs = 0, None
    for block in _blocks(path):
        if tabs is None:
            head, titles, rest = block.partition(b"\n" + _TITLES)
            line, _, block = rest.partition(b"\n")
            if not titles:
                raise _NotPlain
            tabs = line.count(b"\t")
            out.write(head + titles + line + b"\n")
        outside += _records(block, tabs, pattern, out)
    return outside


def _blocks(path: Path) -> Iterator[bytes]:
    """Whole lines, about a mebibyte at a time; the first block holds the header."""
    with path.open("rb") as raw:
        zipped = raw.read(2) == _GZIP
        if zipped:
            raw.seek(12)
            bgzf = raw.read(2) == b"BC"
            raw.seek(-len(_BGZF_END), 2)
            if bgzf and raw.read() != _BGZF_END:
                raise _NotPlain
        raw.seek(0)
        text = gzip.GzipFile(fileobj=raw) if zipped else raw
        left, started = b"", False
        while chunk := text.read(_BLOCK):
            whole, end, rest = (left + chunk).rpartition(b"\n")
            started = started or b"\n" + _TITLES in whole
            if started and end:
                yield whole + end
                left = rest
            else:
                left += chunk
        if left:
            raise _NotPlain  # no end of the last line, or no header


def _records(block: bytes, tabs: int, pattern: re.Pattern[bytes], out: IO[bytes]) -> int:
    """Write the records of a block that may lie on the panel, and return how many others there are."""
    lines = block.count(b"\n")
    if block.count(b"\t") != lines * tabs or any(word in block for word in _OWN_END):
        raise _NotPlain
    if any(block.find(b"\n", at, at + _LONGEST) < 0 for at in range(0, len(block) - _LONGEST, _LONGEST)):
        raise _NotPlain
    written = 0
    block = b"\n" + block
    for match in pattern.finditer(block, 0, len(block) - 1):  # behind the last line end there is no line
        if match["other"] is not None:
            raise _NotPlain
        start = match.start() + 1
        out.write(block[start : block.index(b"\n", start) + 1])
        written += 1
    return lines - written


def _pattern(spans: Mapping[str, Sequence[tuple[int, int]]]) -> re.Pattern[bytes]:
    """A line end and the beginning of a line near a span, or (``other``) of one without a usual position."""
    reach = 2 * _LONGEST
    bins = {
        number
        for each in spans.values()
        for start, end in each
        for number in range(max(0, start - reach) // _BIN, end // _BIN + 1)
    }
    far = sorted(str(number) for number in bins if number)
    near = [f"{_any_of(far)}[0-9]{{5}}"] if far else []
    near += ["[1-9][0-9]{0,4}"] if 0 in bins else []
    position = "|".join(near) or "(?!)"
    return re.compile(rf"\n[^\t\n]*+(?:\t(?:{position})\t|(?P<other>(?!\t[1-9][0-9]*\t)))".encode())


def _any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, by their letters one after the other."""
    by_first: dict[str, list[str]] = {}
    for word in words:
        by_first.setdefault(word[:1], []).append(word[1:])
    if all(first and rest == [""] for first, rest in by_first.items()):
        return f"[{''.join(sorted(by_first))}]"
    parts = [first + _any_of(rest) if first else "" for first, rest in sorted(by_first.items(), reverse=True)]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
