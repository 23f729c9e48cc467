"""Each caller's file, from the command line to report.json: the page's reads are those that the caller counted.

And what has gone wrong in such pipelines between a file and its page: a fraction of one, an ALT that is not looked
at, an empty name that matches.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from test_callers_table import CASES, header
from toy_panel import write_vcf

from mtorboard.cli.main import main
from mtorboard.report.files import validate

KRAS, BRAF = "12 25398284", "7 140453136"
"""Codon 12 and codon 600 on GRCh37."""
AD = '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="d">\n'
NAMES = "Allele|Consequence|SYMBOL|Feature|HGVSc|HGVSp"
CSQ = f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: {NAMES}">\n'


def report(folder: Path, row: str, head: str = AD, columns: tuple[str, ...] = ("T",)) -> dict[str, Any]:
    path = write_vcf(folder, [row], header=head, columns=columns)
    options = ["--build", "GRCh37", "--region", "EU", "--report-date", "2026-11-22", "--formats", "json"]
    assert main(["run", str(path), "--sample", "S1", "--outdir", str(folder / "out"), *options]) == 0
    document: dict[str, Any] = json.loads((folder / "out" / "S1" / "report.json").read_text())
    validate(document)
    return document


@pytest.mark.parametrize("name", CASES)
def test_the_reads_of_the_page_are_those_of_the_caller(tmp_path: Path, name: str) -> None:
    ref, alt, info, keys, fields = CASES[name][2].split(" ")
    columns = () if keys == "-" else ("T",)
    row = " ".join([KRAS, ".", ref, alt, ".", "PASS", info, *((keys, fields) if columns else ())])
    declared = [f'##INFO=<ID={key},Number=.,Type=String,Description="d">' for key in keys_of(info)]
    head = "".join(f"{line}\n" for line in [*header(CASES[name]), *declared])
    (item,) = report(tmp_path, row, head, columns)["alterations"]
    expected = CASES[name][3]
    assert (item["gene"], item["depth"]) == ("KRAS", expected.depth)
    assert item["vaf"] == pytest.approx(expected.vaf, abs=1e-4)


def keys_of(info: str) -> list[str]:
    return re.findall(r"(?:^|;)([^=;]+)=", info)


def test_every_read_with_the_allele_is_no_artefact(tmp_path: Path) -> None:
    (item,) = report(tmp_path, f"{KRAS} . C T . PASS . AD 0,90")["alterations"]
    assert (item["class"], item["vaf"], item["filtered"], item["low_confidence"]) == ("HOTSPOT", 1, [], False)


@pytest.mark.parametrize(("alt", "change"), [("TT", "V600K"), ("CT", "V600R"), ("TA", "")])
def test_a_hotspot_is_matched_with_its_alt(tmp_path: Path, alt: str, change: str) -> None:
    (item,) = report(tmp_path, f"{BRAF} . AC {alt} . PASS . AD 60,40")["alterations"]
    assert (change in item["allele_id"]) if change else (item["allele_id"] == "")


def test_an_empty_protein_name_matches_nothing(tmp_path: Path) -> None:
    info = "CSQ=A|intron_variant|KRAS|ENST00000311936||"
    (item,) = report(tmp_path, f"12 25398340 . C A . PASS {info} AD 60,40", CSQ + AD)["alterations"]
    assert item["class"] not in {"KNOWN", "HOTSPOT", "LIKELY"}
