"""The lines of a MAF as text, and whose each row is. Every reader of a MAF looks at its rows through this."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from mtorboard.errors import InputError
from mtorboard.reading.mafrow import MafColumns, MafRow


@contextmanager
def maf_lines(path: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """Open a MAF, plain or gzipped, and give its header line and the lines after it; comments are left out.

    Raises:
        InputError: the file is missing, truncated or damaged.
    """
    try:
        with path.open("rb") as handle:
            zipped = handle.read(2) == b"\x1f\x8b"
        opener: Callable[..., TextIO] = gzip.open if zipped else Path.open
        with opener(path, "rt", encoding="utf-8-sig", errors="replace") as text:
            lines = (line for line in text if line.strip() and not line.startswith("#"))
            yield next(lines, ""), lines
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            "is truncated or damaged",
            where=path.name,
            why="What follows the damage would be taken for absent",
            todo="copy the file again, or check it with `gzip -t`",
        ) from error
    except OSError as error:
        raise InputError(
            f"cannot be opened ({error.strerror})", where=path.name, todo="correct its path in the sheet"
        ) from error


def tumour_rows(columns: MafColumns, lines: Iterable[str], where: str) -> Iterator[tuple[str, MafRow, str]]:
    """Yield barcode, head and whole line of each row.

    Raises:
        InputError: a row is too short or has no barcode.
    """
    for line in lines:
        head = columns.head(line)
        if head is None:
            raise InputError(
                "has a row that ends before its columns do",
                where=where,
                why="What follows the damage would be taken for absent",
                todo="copy the file again; columns are separated by tabs",
            )
        barcode = head.get("barcode")
        if not barcode:
            raise InputError(
                "has a row without Tumor_Sample_Barcode",
                where=where,
                why="A call that belongs to nobody could be any tumour's",
                todo="fill in its barcode, or take the row out",
            )
        yield barcode, head, line
