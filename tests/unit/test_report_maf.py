"""alterations.maf: MAF's way of writing changes, and the way back to the same alterations."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import rulebase, run_facts, sample_facts
from report_situations import SITUATIONS, breast_pik3ca, pecoma_with_hold
from toy_panel import B37, LOCI, SETTINGS, TRANSCRIPTS, base

from mtorboard.cli.main import main
from mtorboard.errors import InputError
from mtorboard.reading.maf import read_maf
from mtorboard.reading.result import ReadResult
from mtorboard.report.document import failed_report
from mtorboard.report.maf import MAF_COLUMNS, VERSION, maf_rows, make

ROOT = Path(__file__).resolve().parents[2]
VARIANTS = ROOT / "resources/demo/variants"
SETTLED = ("--region", "US", "--report-date", "2026-11-22", "--purity", "0.7")
BY_COORDINATES = ("naming", "reasons")
"""A name that rested on coordinates comes back as the file's: the MAF names it."""


def rows(document: dict[str, Any]) -> list[dict[str, str]]:
    return [dict(zip(MAF_COLUMNS, row, strict=True)) for row in maf_rows(document)]


def with_keys(*keys: str, **changes: Any) -> dict[str, Any]:
    document = pecoma_with_hold()
    first = document["alterations"][0]
    document["alterations"] = [{**first, **changes, "key": key} for key in keys]
    return document


def interpreted(file: Path, outdir: Path, *options: str) -> dict[str, Any]:
    assert main(["run", str(file), "--outdir", str(outdir), *SETTLED, *options]) == 0
    (report,) = outdir.glob("*/report.json")
    document: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize(
    ("key", "place", "kind"),
    [
        ("GRCh38:16:2070570:C:T", ("2070570", "2070570", "C", "T"), "SNP"),
        ("GRCh37:1:11210254:TT:AC", ("11210254", "11210255", "TT", "AC"), "DNP"),
        ("GRCh37:9:135771993:TGCT:T", ("135771994", "135771996", "GCT", "-"), "DEL"),
        ("GRCh38:10:87961060:A:AGG", ("87961060", "87961061", "-", "GG"), "INS"),
        ("GRCh38:10:87961060:ACT:GG", ("87961060", "87961062", "ACT", "GG"), "DEL"),
        ("GRCh37:10:89717769:NA:N", ("89717770", "89717770", "A", "-"), "DEL"),
    ],
)
def test_a_change_is_placed_as_maf_places_it(key: str, place: tuple[str, ...], kind: str) -> None:
    (row,) = rows(with_keys(key))
    names = ("Start_Position", "End_Position", "Reference_Allele", "Tumor_Seq_Allele2")
    assert tuple(row[name] for name in names) == place
    assert row["Variant_Type"] == kind
    assert row["NCBI_Build"] == key[:6]
    assert row["mtb_key"] == key


def test_an_anchor_that_is_not_known_is_not_made_up() -> None:
    known, unknown = rows(with_keys("GRCh37:9:100:TGCT:T", "GRCh37:10:100:NA:N"))
    assert (known["vcf_region"], unknown["vcf_region"]) == ("9:100:.:TGCT:T", "")


def test_counts_names_and_class_stand_in_the_columns_that_portals_read() -> None:
    row = next(row for row in rows(pecoma_with_hold()) if row["Hugo_Symbol"] == "TSC2")
    assert (row["t_depth"], row["t_ref_count"], row["t_alt_count"]) == ("184", "72", "112")
    assert (row["HGVSp"], row["HGVSp_Short"]) == ("p.Arg611Trp", "p.R611W")
    assert row["Variant_Classification"] == "Missense_Mutation"
    assert (row["FILTER"], row["Strand"], row["Tumor_Sample_Barcode"]) == ("PASS", "+", "PEComa-01")


def test_what_a_tumour_was_not_read_for_stays_empty() -> None:
    (row,) = rows(with_keys("GRCh38:16:2070570:C:T", depth=None, alt_depth=None, vaf=None))
    assert [row[name] for name in ("t_depth", "t_ref_count", "t_alt_count", "t_vaf", "n_depth")] == [""] * 5


def test_a_germline_alteration_is_never_called_somatic() -> None:
    (row,) = rows(with_keys("GRCh38:16:2070570:C:T", origin="GERMLINE", somatic=None))
    assert row["Mutation_Status"] == "Germline"


def test_changes_without_alleles_are_left_out_and_counted() -> None:
    document = with_keys("GRCh38:9:100-200:CN0", "GRCh38:16:1:DEL:16:900", "GRCh38:16:2070570:C:T")
    head = make(document, rulebase()).splitlines()[:2]
    assert head[0] == VERSION
    assert "left_out=2" in head[1]
    assert len(rows(document)) == 1


def test_a_failed_report_gives_the_head_alone() -> None:
    document = failed_report(sample_facts("a", None), run_facts(), [InputError("bad")])
    assert make(document, rulebase()) == f"{VERSION}\n" + "\t".join(MAF_COLUMNS) + "\n"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_text_breaks_out_of_its_row(situation: str) -> None:
    document = SITUATIONS[situation]()
    document["sample"]["id"] = "a\tb\nc\u202e"
    for item in document["alterations"]:
        item["filtered"] = ["=cmd|' /C calc'!A0\n"]
    for row in rows(document):
        assert not set("".join(row.values())) & set("\t\n\u202e")
        assert row["Tumor_Sample_Barcode"] == "a b c[U+202E]"
        assert row["FILTER"].startswith("'=")


@pytest.mark.parametrize(
    "name",
    [
        "SEGA-germline-TSC2.vcf.gz",
        "Breast-PIK3CA-H1047R.vcf",
        "Pancreatic-NET.vcf.gz",
        "Kidney-surgery-ten-days-ago.vcf.gz",
        "NET-ketoconazole.vcf",
    ],
)
def test_the_maf_of_a_report_gives_the_same_alterations(name: str, tmp_path: Path) -> None:
    tumour = ("--tumor", "SEGA-01-T", "--normal", "SEGA-01-N") if name.startswith("SEGA") else ()
    first = interpreted(VARIANTS / name, tmp_path / "vcf", *tumour, "--formats", "maf")
    (maf,) = tmp_path.glob("vcf/*/alterations.maf")
    again = interpreted(maf, tmp_path / "maf", "--tumor", first["sample"]["id"], "--formats", "json")
    assert again["sample"]["build"] == first["sample"]["build"]
    for one, other in zip(first["alterations"], again["alterations"], strict=True):
        for item in (one, other):
            for name_ in BY_COORDINATES:
                del item[name_]
        assert one == other


def test_a_spreadsheet_reader_finds_every_column(tmp_path: Path) -> None:
    path = tmp_path / "a.maf"
    path.write_text(make(breast_pik3ca(), rulebase()), encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    assert len(table) == len(breast_pik3ca()["alterations"])
    assert all(None not in row and None not in row.values() for row in table)


bases = st.text("ACGT", min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(pos=st.integers(105, 150), changed=st.integers(1, 4), new=bases, kind=st.sampled_from("dim"))
def test_any_small_change_reads_back_under_its_own_key(
    pos: int, changed: int, new: str, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ref = "".join(map(base, range(pos, pos + changed + 1)))
    alleles = {"d": (ref, ref[0]), "i": (ref[0], ref[0] + new), "m": (base(pos), new[0])}[kind]
    if alleles[0] == alleles[1]:
        return
    key = ":".join(("GRCh37", "1", str(pos), *alleles))
    path = tmp_path_factory.mktemp("maf") / "a.maf"
    path.write_text(make(with_keys(key, gene="TOY"), rulebase()), encoding="utf-8")
    (result,) = read_maf(
        path,
        samples=None,
        build=B37,
        loci_by_build=LOCI,
        transcripts_by_build=TRANSCRIPTS,
        reference_by_build={},
        settings=SETTINGS,
    ).values()
    assert isinstance(result, ReadResult)
    assert [str(variant.key) for variant in result.variants] == [key]
