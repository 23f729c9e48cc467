"""Records that cannot be read, or lie on another build, never end as "no alteration": from the file to the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toy_panel import write_vcf

from mtorboard.cli.main import main

G12D = {"GRCh37": "12 25398284", "GRCh38": "12 25245350"}
FORMATS = """\
##FORMAT=<ID=GT,Number=1,Type=String,Description="g">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="d">
"""
ASSAY = ("--assay", "exome_with_copy_number")
FIXED = ("--region", "EU", "--report-date", "2026-11-22", "--formats", "json", "--sample", "S1")


def run(
    folder: Path, rows: list[str], *options: str, head: str = FORMATS, columns: tuple[str, ...] = ("T",)
) -> int:
    path = write_vcf(folder, rows, header=head, columns=columns)
    return main(["run", str(path), "--outdir", str(folder / "out"), *FIXED, *options])


def report(folder: Path, rows: list[str], *options: str, columns: tuple[str, ...] = ("T",)) -> dict[str, Any]:
    assert run(folder, rows, "--build", "GRCh38", *ASSAY, *options, columns=columns) == 0
    return written(folder)


def maf_report(folder: Path, titles: str, row: str, *options: str) -> dict[str, Any]:
    path = folder / "calls.maf"
    path.write_text("".join("\t".join(line.split()) + "\n" for line in (titles, row)))
    assert main(["run", str(path), "--outdir", str(folder / "out"), *FIXED, "--tumor", "S1", *options]) == 0
    return written(folder)


def written(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "out" / "S1" / "report.json").read_text())
    return document


@pytest.mark.parametrize(("told", "meant"), [("GRCh37", "GRCh38"), ("GRCh38", "GRCh37")])
def test_a_driver_at_its_place_on_the_other_build_refuses_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: str, meant: str
) -> None:
    rows = [f"{G12D[meant]} . C T . PASS . GT:AD 0/1:60,40"]
    assert run(tmp_path, rows, "--build", told, *ASSAY) == 2
    assert f"curated allele of {meant}, but is declared {told}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "columns", "options"),
    [
        ("C T . PASS . GT:AD ./.:. 0/0:50,0", ("T", "N"), ("--tumor", "T", "--normal", "N")),
        ("C T . PASS . GT:AD ./.:.", ("T",), ()),
        ("C N . PASS . GT:AD 0/1:60,40", ("T",), ()),
    ],
    ids=["no call beside the normal", "what is left of a merged file", "an ALT that is no base"],
)
def test_a_gene_with_a_record_that_says_nothing_is_not_assessed(
    tmp_path: Path, row: str, columns: tuple[str, ...], options: tuple[str, ...]
) -> None:
    gene = report(tmp_path, [f"{G12D['GRCh38']} . {row}"], *options, columns=columns)["genes"]["KRAS"]
    assert gene["status"] == "NOT_ASSESSED"
    assert "codon 12" in gene["why"]


def test_a_filtered_record_that_says_nothing_takes_nothing_back(tmp_path: Path) -> None:
    row = f"{G12D['GRCh38']} . C N . weak . GT:AD 0/1:60,40"
    assert report(tmp_path, [row])["genes"]["KRAS"]["status"] == "NOT_DETECTED"


def test_an_insertion_without_its_bases_leaves_its_exon_unread(tmp_path: Path) -> None:
    row = "16 2070570 . C <INS> . PASS SVTYPE=INS;SVLEN=321 GT:AD 0/1:60,40"
    assert report(tmp_path, [row])["genes"]["TSC2"]["status"] == "NOT_ASSESSED"


def test_two_alts_of_one_record_are_two_changes_though_one_holds_the_other(tmp_path: Path) -> None:
    found = report(tmp_path, ["3 179234296 . CA TG,CG . PASS . GT:AD 1/2:50,20,30"])["alterations"]
    assert {(item["hgvs_c"], item["vaf"]) for item in found} == {
        ("c.3139_3140delinsTG", 0.2),
        ("c.3140A>G", 0.3),
    }
    assert {item["class"] for item in found if item["hgvs_c"] == "c.3140A>G"} == {"HOTSPOT"}


def test_a_maf_row_without_its_allele_leaves_the_gene_unread(tmp_path: Path) -> None:
    titles = "Hugo_Symbol Chromosome Start_Position Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2 NCBI_Build"
    row = "KRAS 12 25245350 C C C GRCh38 S1"
    document = maf_report(tmp_path, f"{titles} Tumor_Sample_Barcode", row, *ASSAY)
    assert document["genes"]["KRAS"]["status"] == "NOT_ASSESSED"


def test_a_protein_name_in_one_letter_stands_in_where_that_in_three_is_empty(tmp_path: Path) -> None:
    titles = "Hugo_Symbol NCBI_Build Chromosome Start_Position Variant_Classification Reference_Allele"
    more = "Tumor_Seq_Allele2 Tumor_Sample_Barcode HGVSc HGVSp HGVSp_Short Transcript_ID"
    row = "PIK3CA GRCh38 3 179234296 Missense_Mutation CA TG S1 c.3139_3140delinsTG . p.H1047C NM_006218.4"
    (item,) = maf_report(tmp_path, f"{titles} {more}", row)["alterations"]
    assert item["hgvs_p"] == "p.His1047Cys"


@pytest.mark.parametrize(("min_vaf", "low"), [(0.05, False), (0.9, True)])
def test_a_limit_of_the_configuration_decides_on_a_call(tmp_path: Path, min_vaf: float, low: bool) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"thresholds: {{min_vaf: {min_vaf}}}\n")
    row = f"{G12D['GRCh38']} . C T . PASS . GT:AD 0/1:60,40"
    document = report(tmp_path, [row], "--config", str(config))
    assert document["alterations"][0]["low_confidence"] is low
    assert document["genes"]["KRAS"]["status"] == ("NOT_ASSESSED" if low else "ALTERED")
