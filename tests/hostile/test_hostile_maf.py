"""Bad MAFs: byte-order marks, comments, line ends, cut-off and binary files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from toy_panel import read_tumours, write_maf

from mtorboard.errors import InputError
from mtorboard.reading.kind import kind_of
from mtorboard.reading.result import ReadResult

ROW = "TOY 1 120 G T T1 Silent 60 40"
MARK = b"\xef\xbb\xbf"
PACKINGS = {
    "a byte-order mark before the comments": lambda text: MARK + text,
    "Windows line ends": lambda text: text.replace(b"\n", b"\r\n"),
    "a byte-order mark and Windows line ends": lambda text: MARK + text.replace(b"\n", b"\r\n"),
    "line ends of old Macs": lambda text: text.replace(b"\n", b"\r"),
    "comments of many lines": lambda text: b"#sample T1\n# annotated, tumor\t1\n" + text,
    "blank lines before the header": lambda text: b"\n\n" + text,
    "blank lines between and after the rows": lambda text: text.replace(b"\n", b"\n\n") + b"\n \n",
    "no line end after the last row": lambda text: text.rstrip(),
    "spaces around cells": lambda text: text.replace(b"\t", b" \t "),
    "bytes that are not UTF-8": lambda text: text.replace(b"Silent", b"Sil\xe9nt"),
    "columns named in capitals": lambda text: text.replace(b"_", b"_").upper().replace(b"SILENT", b"Silent"),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_harmless_oddities_change_nothing(tmp_path: Path, packing: str) -> None:
    path = write_maf(tmp_path, [ROW])
    path.write_bytes(PACKINGS[packing](path.read_bytes()))
    assert kind_of(path) == "maf"
    result = read_tumours(path)["T1"]
    assert isinstance(result, ReadResult)
    assert [(v.key.pos, v.tumour.alt_depth) for v in result.variants] == [(120, 40)]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"#version 2.4\n", MARK, b"\x00" * 100, "Hugo".encode("utf-16")]
)
def test_a_file_without_a_header_is_no_maf(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calls.maf"
    path.write_bytes(content)
    with pytest.raises(InputError, match="neither a VCF"):
        kind_of(path)
    with pytest.raises(InputError, match="has no column"):
        read_tumours(path)


def test_a_comma_separated_table_is_no_maf_that_can_be_read(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [ROW])
    path.write_bytes(path.read_bytes().replace(b"\t", b","))
    with pytest.raises(InputError, match="tab-separated"):
        read_tumours(path)


def test_a_row_cut_off_at_its_end_is_refused(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [ROW, "TOY 1 120 G"])
    with pytest.raises(InputError, match="ends before its columns do"):
        read_tumours(path)
