"""annotated.vcf.gz: valid for bcftools, found by its index, and the way back to the same alterations."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pysam
import pysam.bcftools
import pytest
from report_cases import rulebase, run_facts, sample_facts
from report_situations import SITUATIONS, pecoma_with_hold
from toy_panel import read, write_vcf

from mtorboard.cli.main import main
from mtorboard.errors import InputError
from mtorboard.report.annotated_vcf import make, vcf_text
from mtorboard.report.document import failed_report
from mtorboard.report.files import write_report

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources/demo"
SETTLED = ("--region", "US", "--report-date", "2026-11-22")
TSC2 = "GRCh38:16:2070570:C:T"


def interpreted(file: Path, outdir: Path, *options: str) -> dict[str, Any]:
    assert main(["run", str(file), "--outdir", str(outdir), *SETTLED, *options]) == 0
    (report,) = outdir.glob("*/report.json")
    document: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return document


def with_keys(*keys: str, read_: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    document = pecoma_with_hold()
    first = document["alterations"][0]
    document["alterations"] = [{**first, **changes, "key": key} for key in keys]
    if read_ is not None:
        document["read"] = {"variants": read_}
    return document


def records(document: dict[str, Any]) -> list[list[str]]:
    return [line.split("\t") for line in vcf_text(document).splitlines() if not line.startswith("#")]


def written(document: dict[str, Any], folder: Path) -> Path:
    write_report(document, folder, ["vcf"], rulebase())
    return folder / "annotated.vcf.gz"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_bcftools_reads_it_without_a_word_of_complaint(
    situation: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    document = SITUATIONS[situation]()
    path = written(document, tmp_path)
    pysam.set_verbosity(3)
    body = pysam.bcftools.view("-H", str(path))
    assert len(body.splitlines()) == len(document["alterations"])
    assert capfd.readouterr().err == ""


def test_records_stand_in_the_order_of_the_genome_and_are_found_by_the_index(tmp_path: Path) -> None:
    keys = ["GRCh38:X:500:A:T", "GRCh38:2:900:A:T", "GRCh38:10:100:A:T", "GRCh38:2:100:AC:A"]
    path = written(with_keys(*keys), tmp_path)
    with pysam.VariantFile(str(path)) as file:
        assert [record.id for record in file] == [keys[3], keys[1], keys[2], keys[0]]
        assert [record.pos for record in file.fetch("2", 899, 900)] == [900]
    assert path.with_name("annotated.vcf.gz.tbi").is_file()


def test_contigs_have_the_lengths_of_the_build_and_the_reference_its_name() -> None:
    lines = vcf_text(pecoma_with_hold()).splitlines()
    assert "##reference=GRCh38" in lines
    assert "##contig=<ID=16,length=90338345,assembly=GRCh38>" in lines
    assert lines[0] == "##fileformat=VCFv4.3"


def test_reserved_characters_are_percent_encoded() -> None:
    document = with_keys(TSC2, hgvs_p="p.Leu12=", allele_id="a;b c,d|e%", labels=["x,y", "z"])
    (record,) = records(document)
    info = record[7].split(";")
    assert "MTB_HGVSP=p.Leu12%3D" in info
    assert "MTB_ID=a%3Bb%20c%2Cd%7Ce%25" in info
    assert "MTB_LABELS=x%2Cy,z" in info


def test_filters_are_kept_and_declared() -> None:
    text = vcf_text(with_keys(TSC2, filtered=["weak_evidence", "a b"]))
    assert '##FILTER=<ID=weak_evidence,Description="As in the input">' in text
    assert "\tweak_evidence;a_b\t" in text


def test_what_is_not_known_is_a_dot() -> None:
    (record,) = records(with_keys(TSC2, depth=None, alt_depth=None, vaf=None))
    assert record[8:] == ["AD:DP:AF", ".:.:."]


def test_changes_without_alleles_are_left_out_and_counted() -> None:
    document = with_keys("GRCh38:9:100-200:CN0", "GRCh38:16:1:DEL:16:900", TSC2)
    assert "##mtorboard_left_out=2 (" in vcf_text(document)
    assert len(records(document)) == 1


def test_a_failed_report_gives_the_header_alone(tmp_path: Path) -> None:
    facts = sample_facts("a", None)
    path = written(failed_report(facts, run_facts(), [InputError("bad")]), tmp_path)
    assert pysam.bcftools.view("-H", str(path)) == ""
    assert "##mtorboard_status=FAILED" in gzip.decompress(path.read_bytes()).decode()


def test_the_same_report_gives_the_same_bytes() -> None:
    assert make(pecoma_with_hold(), rulebase()) == make(pecoma_with_hold(), rulebase())


def test_the_normal_and_the_strands_and_the_phase_are_kept() -> None:
    variant = {
        "key": TSC2,
        "sample": "",
        "tumour": {"depth": 100, "alt_depth": 40, "vaf": 0.4},
        "normal": {"depth": 50, "alt_depth": 0, "vaf": 0.0},
        "strands": [30, 30, 20, 20],
        "haplotype": {"block": "PS 77", "copies": [1]},
        "population_af": 0.001,
    }
    document = with_keys(TSC2, read_=[{"variant": variant}])
    (record,) = records(document)
    assert record[8:] == ["GT:PS:AD:DP:AF:SB", ".|1:77:60,40:100:0.4:30,30,20,20", ".:.:50,0:50:0.0:."]
    assert "MAX_AF=0.001" in record[7]
    assert "##normal_sample=PEComa-01-normal\n" in vcf_text(document)


@pytest.mark.parametrize("block", ["PID 2070570_C_T", "PS x"])
def test_a_phase_set_that_is_no_number_stands_in_pid(block: str) -> None:
    variant = {"key": TSC2, "sample": "", "tumour": {}, "haplotype": {"block": block, "copies": [0]}}
    (record,) = records(with_keys(TSC2, read_=[{"variant": variant}]))
    assert record[8].startswith("PGT:PID:")
    assert record[9].startswith(f"1|.:{block.split()[1]}:")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("SEGA-germline-TSC2.vcf.gz", ("--tumor", "SEGA-01-T", "--normal", "SEGA-01-N")),
        ("Breast-PIK3CA-H1047R.vcf", ()),
        ("Pancreatic-NET.vcf.gz", ()),
        ("Kidney-surgery-ten-days-ago.vcf.gz", ()),
        ("cohort.maf", ("--tumor", "LUN-01")),
    ],
)
def test_the_vcf_of_a_report_gives_the_same_alterations(
    name: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    first = interpreted(DEMO / "variants" / name, tmp_path / "first", *options, "--formats", "vcf")
    (path,) = tmp_path.glob("first/*/annotated.vcf.gz")
    again = interpreted(path, tmp_path / "again", "--formats", "json")
    assert again["sample"]["build"] == first["sample"]["build"]
    for one, other in zip(first["alterations"], again["alterations"], strict=True):
        assert {**one, "reasons": ()} == {**other, "reasons": ()}


def test_an_indel_without_anchor_base_reads_back_under_its_own_key(tmp_path: Path) -> None:
    path = write_vcf(
        tmp_path, ["1 120 . NCA N . PASS . GT:AD 0/1:60,40", "1 140 . N NGT . PASS . GT:AD 0/1:60,40"]
    )
    keys = [(v.key.pos, v.key.ref, v.key.alt) for v in read(path).variants]
    assert keys == [(120, "NCA", "N"), (140, "N", "NGT")]


@pytest.mark.parametrize("alleles", ["N A", "NA NC", "CN C", "N N", "A N"])
def test_an_unknown_base_anywhere_else_is_no_allele(alleles: str, tmp_path: Path) -> None:
    assert read(write_vcf(tmp_path, [f"1 120 . {alleles} . PASS . GT:AD 0/1:60,40"])).variants == ()
