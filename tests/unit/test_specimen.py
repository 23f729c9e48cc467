"""From the sheet's column to the report: what was sequenced decides which artefacts are warned of, and no class."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mtorboard.cli.main import main
from mtorboard.knowledge import load
from mtorboard.report.files import validate
from mtorboard.run.replay import replay

HEADER = """\
##fileformat=VCFv4.2
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">
##contig=<ID=chr12,length=133275309>
##contig=<ID=chr17,length=83257441>
#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT TUMOR
"""
G12D = "chr12 25245350 . C T . PASS . AD 920,80"
G12V = "chr12 25245350 . C A . PASS . AD 920,80"
R175H = "chr17 7675088 . C T . PASS . AD 600,400"


def report(folder: Path, specimen: str | None, *rows: str) -> dict[str, Any]:
    """The report of a tumour on GRCh38 with these records."""
    vcf, sidecar, out = folder / "calls.vcf", folder / "patient.yaml", folder / f"out-{specimen}"
    text = HEADER + "\n".join(rows) + "\n"
    vcf.write_text(text.replace(" ", "\t").replace("Allelic\t", "Allelic "))
    sidecar.write_text("{}\n" if specimen is None else f"specimen: {specimen}\n")
    options = ["--region", "US", "--report-date", "2026-11-22", "--formats", "json", "--sample", "S1"]
    assert main(["run", str(vcf), "--outdir", str(out), "--clinical", str(sidecar), *options]) == 0
    document: dict[str, Any] = json.loads((out / "S1" / "report.json").read_text())
    validate(document)
    return document


def cautions(document: dict[str, Any]) -> str:
    return " ".join(
        reason
        for item in document["alterations"]
        for reason in item["reasons"]
        if reason.startswith("Caution:")
    )


@pytest.mark.parametrize(
    ("specimen", "row", "words"),
    [
        ("ffpe", G12D, "formalin-fixed tissue"),
        ("ffpe", G12V, "oxidation"),
        ("fresh_frozen", G12V, "oxidation"),
        ("cytology", G12D, "Whether the tissue was fixed is not given"),
        ("unknown", G12D, "Whether the tissue was fixed is not given"),
        (None, G12D, "Whether the tissue was fixed is not given"),
        ("ctdna", G12D, "Of KRAS changes in plasma 2.1 % came from clonal haematopoiesis"),
        ("ctdna", R175H, "Of TP53 changes in plasma 18.5 % came from clonal haematopoiesis"),
    ],
)
def test_a_specimen_has_its_caution(tmp_path: Path, specimen: str | None, row: str, words: str) -> None:
    assert words in cautions(report(tmp_path, specimen, row))


@pytest.mark.parametrize(("specimen", "row"), [("fresh_frozen", G12D), ("ctdna", G12V), (None, G12V)])
def test_a_specimen_has_no_caution_of_another(tmp_path: Path, specimen: str | None, row: str) -> None:
    found = cautions(report(tmp_path, specimen, row))
    assert "fixation" not in found
    assert "oxidation" not in found


def test_the_specimen_changes_neither_class_nor_answer(tmp_path: Path) -> None:
    documents = [report(tmp_path, specimen, G12D, R175H) for specimen in (None, "ffpe", "ctdna", "blood")]
    judged = [
        [(item["class"], item["effect"], item["low_confidence"]) for item in document["alterations"]]
        for document in documents
    ]
    assert judged == judged[:1] * 4
    assert len({document["assessment"]["headline"]["code"] for document in documents}) == 1


def test_the_report_says_what_plasma_cannot_show_and_is_the_same_when_judged_again(tmp_path: Path) -> None:
    document = report(tmp_path, "ctdna", G12D)
    assert any(note.startswith("The DNA is from plasma") for note in document["notes"])
    assert replay(document, load()).document == document
    assert not any("plasma" in note for note in report(tmp_path, "ffpe", G12D)["notes"])
