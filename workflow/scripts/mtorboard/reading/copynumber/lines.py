"""The text of a copy-number file, line by line, and the errors that name its place."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isinf
from pathlib import Path
from typing import IO

from mtorboard.errors import InputError
from mtorboard.reading.copynumber.formats import catalogue
from mtorboard.reading.suggestions import one_of

Line = tuple[int, str]
"""Number (1-based) and text without its end."""

NOT_GIVEN = frozenset({"", ".", "NA", "NaN", "nan"})
GZIP = b"\x1f\x8b"
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)


def text_lines(path: Path) -> Iterator[Line]:
    """Yield the lines that are not blank, of plain or gzipped UTF-8 text with any line ends.

    Raises:
        InputError: the file cannot be read, breaks off, or is not text.
    """
    try:
        with path.open("rb") as head:
            zipped = head.read(2) == GZIP
        with _open(path, zipped) as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise unusable(path.name, "is cut short or is not text") from error
    except OSError as error:
        raise unusable(path.name, f"cannot be read ({error.strerror or 'broken gzip'})") from error


@contextmanager
def _open(path: Path, zipped: bool) -> Iterator[IO[str]]:
    if zipped:
        with gzip.open(path, "rt", encoding="utf-8-sig") as stream:
            yield stream
    else:
        with path.open(encoding="utf-8-sig") as stream:
            yield stream


def clean(cell: str) -> str:
    """Take off the spaces and quotation marks around a cell."""
    return cell.strip().strip('"')


def split(line: str, separator: str) -> list[str]:
    """Split a line into clean cells."""
    return [clean(cell) for cell in line.split(separator)]


def number_in(cell: str, column: str, where: str) -> float | None:
    """Read a number; a cell that says "not given" is ``None``.

    Raises:
        InputError: it is neither.
    """
    if cell in NOT_GIVEN:
        return None
    if not _NUMBER.fullmatch(cell) or isinf(value := float(cell)):
        raise unusable(where, f"{column} is not a number")
    return value


def whole_in(cell: str, column: str, where: str) -> int:
    """Read a whole number of 0 or more; R's ``1e+05`` is one.

    Raises:
        InputError: it is none.
    """
    value = number_in(cell, column, where)
    if value is None or value < 0 or not value.is_integer():
        raise unusable(where, f"{column} is not a whole number")
    return int(value)


def own_name(found: Sequence[str], wanted: Sequence[str], where: str) -> str:
    """Pick the sample of a file: the one named as wanted, else the only one there.

    Args:
        found: names in the file, at least one; ``wanted``: what the sheet calls the tumour.

    Raises:
        InputError: there are several, and none has a wanted name.
    """
    own = [name for name in wanted if name in found]
    if not own and len(found) > 1:
        shown = ", ".join(sorted(found)[:5]) + (" ..." if len(found) > 5 else "")
        raise InputError(
            f"holds {len(found)} samples, none named {one_of(wanted)}: {shown}",
            where=where,
            why="The copies of another tumour would be taken for this one's",
            todo="give the file's sample name in the sheet's column 'tumor', or a file of this tumour alone",
        )
    return own[0] if own else found[0]


def unusable(where: str, what: str, why: str = "") -> InputError:
    """An error that lists what is read."""
    todo = f"Give copy number as {one_of(catalogue().names)}; docs/formats.md describes each"
    return InputError(what, where=where, why=why, todo=todo)
