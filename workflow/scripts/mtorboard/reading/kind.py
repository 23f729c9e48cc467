"""VCF or MAF? The content decides, not the file's name."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Literal

from mtorboard.errors import InputError

Kind = Literal["vcf", "maf"]
_HEAD = 65_536
_MAF_COLUMN = b"tumor_sample_barcode"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Spreadsheets put it before the first character; readers of MAF pass over it."""


def kind_of(path: Path) -> Kind:
    """Return ``"vcf"`` for VCF and BCF, ``"maf"`` for a table with MAF's columns; plain or gzipped.

    Raises:
        InputError: the file is missing, unreadable or neither.
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(_HEAD)
        if head.startswith(b"\x1f\x8b"):
            head = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, _HEAD)
    except OSError as error:
        raise InputError(
            f"cannot be opened ({error.strerror})", where=path.name, todo="correct its path in the sheet"
        ) from error
    except zlib.error as error:
        raise _neither(path) from error
    if head.startswith((b"##fileformat=VCF", b"BCF")):
        return "vcf"
    for line in head.removeprefix(_BYTE_ORDER_MARK).splitlines():
        if line.strip() and not line.startswith(b"#"):
            if _MAF_COLUMN in line.lower():
                return "maf"
            break
    raise _neither(path)


def _neither(path: Path) -> InputError:
    return InputError(
        "is neither a VCF (or BCF) nor a MAF",
        where=path.name,
        why="Nothing can be read from it",
        todo="give a VCF that begins with ##fileformat=VCF, or a MAF with a Tumor_Sample_Barcode column",
    )
