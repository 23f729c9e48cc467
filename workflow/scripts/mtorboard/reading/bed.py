"""Callable bases from a BED file (0-based, half-open), kept as sorted intervals without overlap.

BED files of coverage tools often list every base with its state or depth. Taking such a file as "all
callable" would turn missing coverage into "not detected", so states are obeyed and files of depths refused.
"""

from __future__ import annotations

import gzip
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from typing import IO

from mtorboard.errors import BuildError, InputError
from mtorboard.model.enums import Build
from mtorboard.reading.contigs import assemblies, plain_contig

OTHER_STATES = frozenset(
    {
        "NO_COVERAGE",
        "LOW_COVERAGE",
        "EXCESSIVE_COVERAGE",
        "POOR_MAPPING_QUALITY",
        "REF_N",
        "UNCALLABLE",
        "NOT_CALLABLE",
        "NOT_COVERED",
        "FAIL",
    }
)
"""Fourth columns that say "not callable": GATK CallableLoci, and the labels of mosdepth's manual."""
_DEPTH = re.compile(r"0+(?:\.0*)?|[0-9]+\.[0-9]+|[0-9]+:(?:[0-9]+|inf)", re.ASCII)
_FRACTION = re.compile(r"[01]\.[0-9]{7}", re.ASCII)
"""How bedtools coverage writes the covered fraction of an interval, in its last column."""
_THRESHOLDS = re.compile(r"#.*\t[0-9]+X\b", re.ASCII)
"""Header of mosdepth's thresholds.bed, which counts well-covered bases of each region."""
_REFSEQ = re.compile(r"NC_[0-9]+\.[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Intervals:
    """Merged intervals by contig (without ``chr``): starts, ends and bases before each start, ascending."""

    starts: Mapping[str, tuple[int, ...]]
    ends: Mapping[str, tuple[int, ...]]
    before: Mapping[str, tuple[int, ...]]

    def covered(self, contig: str, start0: int, end0: int) -> int:
        """Return how many bases of ``contig:start0-end0`` (0-based half-open) lie in the intervals."""
        return self._up_to(contig, end0) - self._up_to(contig, start0)

    def _up_to(self, contig: str, pos0: int) -> int:
        starts = self.starts.get(contig, ())
        at = bisect_right(starts, pos0) - 1
        if at < 0:
            return 0
        return self.before[contig][at] + min(pos0, self.ends[contig][at]) - starts[at]


def read_bed(path: Path, build: Build, contigs: Iterable[str], *, lines: int | None = None) -> Intervals:
    """Read the callable intervals on some contigs.

    Args:
        path: BED, plain or gzipped, sorted or not; contigs as ``chr12``, ``12`` or RefSeq accession.
        build: build of the sample, which the BED must be on.
        contigs: those that matter, without ``chr``; lines on others are counted and passed over.
        lines: stop after so many, to look at a large file's head.

    Raises:
        InputError: the file cannot be read, is no BED of callable bases, or no contig name is known.
        BuildError: an accession of a contig, or a position beyond a contig's end, belongs to another build.
    """
    assembly = assemblies()[build]
    found: dict[str, list[tuple[int, int]]] = {contig: [] for contig in contigs}
    names: dict[str, str] = {}
    rows = 0
    for number, line in islice(_lines(path), lines):
        rows += 1
        fields = line.split("\t") if "\t" in line else line.split()
        if fields[0] not in names:
            names[fields[0]] = _contig(fields[0], build, path)
        contig = names[fields[0]]
        if contig not in found:
            continue
        start0, end0 = _span(fields, path, number)
        if end0 > assembly.lengths[contig]:
            raise _other_build(path, f"line {number} lies beyond the end of its contig on {build}", build)
        if _is_callable(fields, path, number):
            found[contig].append((start0, end0))
    if not rows:
        raise _unusable(path, "holds no intervals", "A list of no callable bases is more likely a mistake")
    whole = lines is None or rows < lines
    if whole and not assembly.lengths.keys() & names.values():
        raise _unusable(path, "names contigs in no known way", "Nothing would count as covered")
    return _merged(found)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with an interval, with their number from 1."""
    try:
        with _open(path) as handle:
            for number, line in enumerate(handle, start=1):
                if _THRESHOLDS.match(line) or (line.startswith("track") and "bedGraph" in line):
                    raise _depths(path, number)
                if line.strip() and not line.startswith(("#", "track", "browser")):
                    yield number, line.rstrip("\r\n")
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror or 'broken gzip'})", "") from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise _unusable(path, "is cut short or is not text", "") from error


def _open(path: Path) -> IO[str]:
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rt", encoding="utf-8") if zipped else path.open(encoding="utf-8-sig")


def _span(fields: list[str], path: Path, number: int) -> tuple[int, int]:
    if len(fields) >= 3 and fields[1].strip().isdecimal() and fields[2].strip().isdecimal():
        start0, end0 = int(fields[1]), int(fields[2])
        if start0 <= end0:
            return start0, end0
    raise _unusable(path, f"line {number} is not contig, start and end", "A BED has three columns at least")


def _is_callable(fields: list[str], path: Path, number: int) -> bool:
    name = fields[3].strip().upper() if len(fields) > 3 else ""
    if name in OTHER_STATES:
        return False
    if _DEPTH.fullmatch(name) or (len(fields) > 4 and _FRACTION.fullmatch(fields[-1])):
        raise _depths(path, number)
    return True


def _contig(name: str, build: Build, path: Path) -> str:
    """Return the plain name of a contig (scaffolds keep theirs)."""
    contig = plain_contig(name)
    accession = assemblies()[build].accessions.get(contig)
    if accession is not None and _REFSEQ.fullmatch(name) and name != accession:
        raise _other_build(path, f"contig {name} is not of {build}", build)
    return contig


def _merged(found: Mapping[str, list[tuple[int, int]]]) -> Intervals:
    starts: dict[str, tuple[int, ...]] = {}
    ends: dict[str, tuple[int, ...]] = {}
    before: dict[str, tuple[int, ...]] = {}
    for contig, spans in found.items():
        merged: list[list[int]] = []
        for start0, end0 in sorted(spans):
            if merged and start0 <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end0)
            else:
                merged.append([start0, end0])
        starts[contig] = tuple(start for start, _ in merged)
        ends[contig] = tuple(end for _, end in merged)
        before[contig] = (0, *accumulate(end - start for start, end in merged))[: len(merged)]
    return Intervals(starts, ends, before)


def _other_build(path: Path, what: str, build: Build) -> BuildError:
    return BuildError(
        what,
        where=path.name,
        why="Its intervals lie elsewhere on the build of the sample",
        todo=f"Give a BED of callable bases on {build}",
    )


def _depths(path: Path, number: int) -> InputError:
    return _unusable(path, f"line {number} gives depths", "It lists bases that were not callable, too")


def _unusable(path: Path, what: str, why: str) -> InputError:
    return InputError(
        what,
        where=path.name,
        why=why,
        todo="Give a BED that lists callable bases and nothing else: contig, start (0-based), end",
    )
