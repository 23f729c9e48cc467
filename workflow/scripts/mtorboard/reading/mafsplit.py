"""A MAF of many tumours, read once and laid out by tumour, so that each chunk of a cohort reads its own rows alone.

Two files: ``NAME.maf.gz`` holds the header and every row as the MAF has it, each tumour's rows in pieces that are
gzip members of their own (so the whole is a MAF that any reader can read); ``NAME.json`` says where each tumour's
pieces lie, and what preflight asks of a MAF. The digest is that of the original, which is what reports cite.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mtorboard.errors import InputError
from mtorboard.provenance import file_digest
from mtorboard.reading.maflines import maf_lines, tumour_rows
from mtorboard.reading.mafrow import MafColumns

PIECES_AT = 64 << 20
"""Characters of rows that are held before they are written: what memory this takes, whatever the MAF's size."""

_LEVEL = 1
"""Of compression: these files are written once and read once."""


@dataclass(frozen=True, slots=True)
class SplitMaf:
    """A MAF that was laid out by tumour.

    Args:
        maf: path of the original, as the sheet gives it; ``rows``: the file with its rows.
        sha256: digest of the original MAF, in hex.
        header: its header line.
        tumours: by barcode the ``builds`` that ``NCBI_Build`` names in its rows (one empty text where it says
            nothing) and ``at``, offset and length of each piece in bytes.
    """

    maf: Path
    rows: Path
    sha256: str
    header: str
    tumours: Mapping[str, Mapping[str, Any]]

    @classmethod
    def load(cls, index: Path) -> SplitMaf | None:
        """Read an index; ``None`` when it says that the MAF has a fault and is to be read itself, to tell it."""
        content = json.loads(index.read_bytes())
        return cls(Path(content.pop("maf")), rows_of(index), **content) if content else None

    @contextmanager
    def lines(self, barcodes: Iterable[str]) -> Iterator[tuple[str, Iterator[str]]]:
        """Give the header line and the rows of some tumours; a barcode without rows gives none."""
        with self.rows.open("rb") as file:
            pieces = (piece for barcode in barcodes for piece in self.tumours.get(barcode, {}).get("at", ()))
            yield self.header, (line for piece in pieces for line in _unpacked(file, *piece))


def rows_of(index: Path) -> Path:
    """Where the rows lie that an index speaks of: beside it."""
    return index.with_suffix(".maf.gz")


def split_maf(maf: Path, index: Path) -> None:
    """Write rows and index of a MAF, in one pass over it and in bounded memory.

    A MAF that no tumour can be read from gets an empty index and no rows: whoever then reads the MAF itself finds
    the fault, and says it for the tumours that are asked for.

    Args:
        maf: the MAF, plain or gzipped.
        index: file to write, ``NAME.json``; the rows go to :func:`rows_of` it.

    Raises:
        OSError: a file cannot be written.
    """
    with rows_of(index).open("wb") as out:
        try:
            content = _split(maf, out)
        except InputError:
            out.truncate(0)
            content = {}
    index.write_text(json.dumps(content, sort_keys=True), encoding="utf-8")


def _split(maf: Path, out: BinaryIO) -> dict[str, Any]:
    with maf_lines(maf) as (header, lines):
        columns = MafColumns.of(header, maf.name)
        _write(out, header)
        tumours: dict[str, dict[str, Any]] = {}
        held: dict[str, list[str]] = {}
        size = 0
        for barcode, head, line in tumour_rows(columns, lines, maf.name):
            tumour = tumours.setdefault(barcode, {"builds": set(), "at": []})
            tumour["builds"].add(head.get("build"))
            held.setdefault(barcode, []).append(line)
            size += len(line)
            if size > PIECES_AT:
                _flush(out, held, tumours)
                size = 0
        _flush(out, held, tumours)
    for tumour in tumours.values():
        tumour["builds"] = sorted(tumour["builds"])
    return {"maf": str(maf), "sha256": file_digest(maf), "header": header, "tumours": tumours}


def _flush(out: BinaryIO, held: dict[str, list[str]], tumours: Mapping[str, dict[str, Any]]) -> None:
    """Write a piece for each tumour that has rows, and forget the rows."""
    for barcode, rows in held.items():
        tumours[barcode]["at"].append(_write(out, "".join(rows)))
    held.clear()


def _write(out: BinaryIO, text: str) -> tuple[int, int]:
    """Append one gzip member, without name and time; return its offset and length."""
    if not text.endswith("\n"):
        text += "\n"  # the last line of a file may lack it
    at, packed = out.tell(), gzip.compress(text.encode(), _LEVEL, mtime=0)
    out.write(packed)
    return at, len(packed)


def _unpacked(file: BinaryIO, at: int, length: int) -> Iterator[str]:
    file.seek(at)
    return io.StringIO(gzip.decompress(file.read(length)).decode(), newline="\n")
