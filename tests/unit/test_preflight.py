"""Preflight: all problems of a run at once, each where it belongs."""

import json
from pathlib import Path
from typing import Any

import pytest

from mtorboard.knowledge import load
from mtorboard.knowledge.records import TumourType
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading import preflight
from mtorboard.reading.config import Settings, load_settings
from mtorboard.reading.preflight import PreflightReport, SampleCheck, check
from mtorboard.reading.sheet import read_sheet

ROOT = Path(__file__).parents[2]
TYPES = {
    code: TumourType(code, code, "TISSUE", False, (), successor, frozenset())
    for code, successor in (("PAAD", ""), ("CCRCC", ""), ("GB", ""), ("GBM", "GB"))
}
CONTIG_38 = "##contig=<ID=chr1,length=248956422>\n"
CONTIG_37 = "##contig=<ID=1,length=249250621>\n"


def vcf(folder: Path, *columns: str, header: str = CONTIG_38, name: str = "t.vcf") -> Path:
    path = folder / name
    fixed = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    line = "\t".join((fixed, "FORMAT", *columns)) if columns else fixed
    path.write_text(f"##fileformat=VCFv4.2\n{header}{line}\n")
    return path


def maf(folder: Path, *rows: tuple[str, str]) -> Path:
    path = folder / "cohort.maf"
    header = (
        "#version 2.4\nHugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\t"
        "Tumor_Seq_Allele2\tTumor_Sample_Barcode\n"
    )
    path.write_text(header + "".join(f"KRAS\t{build}\t12\t1\tC\tT\t{name}\n" for name, build in rows))
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    assays = tmp_path / "assays.yaml"
    assays.write_text("exome: {covered: all}\n")
    return configured(assays=str(assays))


def configured(**more: Any) -> Settings:
    return load_settings({"samples": "s.tsv", "region": "EU", "report_date": "2026-11-22"} | more)


def look(settings: Settings, *specs: SampleSpec) -> PreflightReport:
    return check(specs, settings, known_tumour_types=TYPES)


def only(settings: Settings, spec: SampleSpec) -> SampleCheck:
    return look(settings, spec).samples[0]


def said(settings: Settings, **row: Any) -> str:
    return look(settings, SampleSpec(sample="P1", **row)).render()


def test_a_sample_in_order_has_its_build_and_columns(tmp_path: Path, settings: Settings) -> None:
    path = vcf(tmp_path, "N1", "T1")
    spec = SampleSpec("P1", path, tumor="T1", normal="N1", tumour_type="PAAD", purity=1.0, assay="exome")
    report = look(settings, spec)
    assert report.samples == (SampleCheck("P1", Build.GRCH38, "T1", "N1"),)
    assert report.can_start
    assert (report.problems, report.render()) == ((), "")


def test_all_problems_of_a_run_come_at_once_and_each_stays_with_its_sample(
    tmp_path: Path, settings: Settings
) -> None:
    good = vcf(tmp_path, "T1")
    sidecar = tmp_path / "p3.yaml"
    sidecar.write_text("er_statsu: positive\nsex: x\n")
    report = look(
        settings,
        SampleSpec(
            "P4", good, assay="exone", copy_number=tmp_path / "cn.tsv", callable_bed=tmp_path / "c.bed"
        ),
        SampleSpec("P1", tmp_path / "absent.vcf", tumour_type="PAD"),
        SampleSpec("P3", good, clinical=sidecar, purity=1.5),
        SampleSpec("P2", good),
    )
    assert [(sample.sample, len(sample.problems)) for sample in report.samples] == [
        ("P1", 2),
        ("P2", 0),
        ("P3", 3),
        ("P4", 3),
    ]
    assert report.can_start
    for problem in report.problems:
        assert problem.where.startswith("sample P")
        assert problem.what
        assert problem.todo
    text = report.render()
    assert len(text.splitlines()) == 8
    assert "sample P1: there is no tumour type 'PAD' (did you mean 'PAAD'?)" in text
    assert "sample P4: there is no assay 'exone' (did you mean 'exome'?)" in text
    assert "sample P3, p3.yaml: unknown key 'er_statsu' (did you mean 'er_status'?)" in text


def test_a_run_without_any_usable_sample_cannot_start(tmp_path: Path, settings: Settings) -> None:
    assert not look(settings, SampleSpec("P1", tmp_path / "absent.vcf")).can_start
    assert not look(settings).can_start
    assert "lists no samples" in look(settings).render()


def test_a_problem_of_the_run_stops_it(tmp_path: Path) -> None:
    settings = configured(assays=str(tmp_path / "absent.yaml"), reference={"GRCh38": str(tmp_path / "no.fa")})
    report = look(settings, SampleSpec("P1", vcf(tmp_path, "T1"), assay="exome"))
    assert [problem.where for problem in report.run] == ["absent.yaml", "no.fa"]
    assert not report.samples[0].problems
    assert not report.can_start
    assert json.loads(report.to_json())["status"] == "STOP"


def test_two_candidate_tumour_columns_are_a_problem(tmp_path: Path, settings: Settings) -> None:
    assert "candidates: A, B" in said(settings, variants=vcf(tmp_path, "A", "B"))


def test_a_tumour_column_that_is_not_there_is_a_problem(tmp_path: Path, settings: Settings) -> None:
    assert "no column named 'T2'" in said(settings, variants=vcf(tmp_path, "T1", "N1"), tumor="T2")


def test_a_build_that_nobody_tells_or_two_builds_are_a_problem(tmp_path: Path, settings: Settings) -> None:
    assert "build is not known" in said(settings, variants=vcf(tmp_path, "T", header=""))
    path = vcf(tmp_path, "T", header=CONTIG_37)
    assert "contigs are those of GRCh37" in said(settings, variants=path, build=Build.GRCH38)
    assert only(settings, SampleSpec("P1", path)).build is Build.GRCH37


@pytest.mark.parametrize(
    "content", [b"", b"hello\n", b"PK\x03\x04", b"\x1f\x8b\x08\x00broken", b"\x00" * 100]
)
def test_a_file_that_is_no_variant_file_is_a_problem(
    tmp_path: Path, settings: Settings, content: bytes
) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(content)
    assert said(settings, variants=path).startswith("- sample P1, x.vcf: ")


def test_a_folder_in_place_of_a_file_is_a_problem(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    report = look(
        settings,
        SampleSpec("P1", folder, clinical=folder, copy_number=folder),
        SampleSpec("P2", vcf(tmp_path, "T"), callable_bed=folder),
    )
    assert [len(sample.problems) for sample in report.samples] == [3, 1]


def test_the_tumours_of_a_maf_are_told_by_barcode(tmp_path: Path, settings: Settings) -> None:
    path = maf(tmp_path, ("TUM-A", "37"), ("TUM-B", "GRCh38"), ("TUM-C", "37"), ("TUM-C", "38"))
    report = look(
        settings,
        SampleSpec("P1", path, tumor="TUM-A"),
        SampleSpec("P2", path, tumor="TUM-B", build=Build.GRCH37),
        SampleSpec("P3", path, tumor="TUM-C"),
        SampleSpec("P4", path, tumor="TUM_A"),
        SampleSpec("P5", path),
    )
    assert report.samples[0] == SampleCheck("P1", Build.GRCH37, "TUM-A")
    lines = report.render().splitlines()
    assert [line.split(", ")[0] for line in lines] == [f"- sample P{number}" for number in (2, 3, 4, 5)]
    assert "its genome build is not one" in lines[0]
    assert "its genome build is not one" in lines[1]
    assert "no row of tumour 'TUM_A' (did you mean 'TUM-A'?)" in lines[2]
    assert "no row of tumour 'P5'" in lines[3]


def test_a_sample_that_is_named_as_in_the_maf_needs_no_barcode_but_a_build(
    tmp_path: Path, settings: Settings
) -> None:
    path = maf(tmp_path, ("P1", ""))
    assert "no row says the genome build" in said(settings, variants=path)
    assert only(settings, SampleSpec("P1", path, build=Build.GRCH38)).tumour == "P1"


def test_sheet_and_sidecar_must_not_name_two_tumour_types(tmp_path: Path, settings: Settings) -> None:
    sidecar = tmp_path / "p.yaml"
    sidecar.write_text("tumour_type: CCRCC\n")
    row = {"variants": vcf(tmp_path, "T"), "clinical": sidecar}
    assert said(settings, **row, tumour_type="CCRCC") == ""
    text = said(settings, **row, tumour_type="PAAD")
    assert "the sheet and the sidecar name different tumour types" in text
    assert "CCRCC" not in text


def test_a_retired_code_and_its_successor_are_one_tumour_type(tmp_path: Path, settings: Settings) -> None:
    sidecar = tmp_path / "p.yaml"
    sidecar.write_text("tumour_type: GBM\n")
    assert said(settings, variants=vcf(tmp_path, "T"), clinical=sidecar, tumour_type="GB") == ""


def test_fields_that_contradict_each_other_are_noted_and_fail_nothing(
    tmp_path: Path, settings: Settings
) -> None:
    sidecar = tmp_path / "p.yaml"
    sidecar.write_text("her2_status: negative\nher2_ihc: 3+\nsurgery_date: 2026-11-23\n")
    found = only(settings, SampleSpec("P1", vcf(tmp_path, "T"), clinical=sidecar))
    assert not found.problems
    assert [note.split(":")[0] for note in found.notes] == [
        "her2_ihc",
        "her2_status",
        "surgery_date",
        "clinical data",
    ]
    assert "3+" not in "".join(found.notes)


def test_a_defect_of_our_own_is_that_samples_problem_and_the_others_are_told(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(spec: SampleSpec, _: object) -> Clinical:
        if spec.sample == "P1":
            raise ZeroDivisionError("a clinical value")
        return Clinical()

    monkeypatch.setattr(preflight, "clinical_of", broken)
    report = look(
        settings,
        SampleSpec("P1", vcf(tmp_path, "T"), purity=2.0),
        SampleSpec("P2", tmp_path / "absent.vcf"),
    )
    first, second, third = report.render().splitlines()
    assert first.startswith("- sample P1: unexpected ZeroDivisionError at test_preflight.py:")
    assert "defect of mtorboard" in first
    assert "report it" in first
    assert "clinical value" not in first
    assert "sample P1: purity is out of range" in second
    assert "absent.vcf" in third


def test_a_long_bed_is_only_looked_into(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "long.bed"
    path.write_text("chr1\t0\t10\n" * 1000 + "chr1\tbroken\n")
    assert said(settings, variants=vcf(tmp_path, "T"), callable_bed=path) == ""
    path.write_text("scaffold\t0\t10\n" * 10)
    assert "names contigs in no known way" in said(settings, variants=vcf(tmp_path, "T"), callable_bed=path)


def test_the_same_run_gives_the_same_json_in_any_order_of_the_sheet(
    tmp_path: Path, settings: Settings
) -> None:
    specs = [SampleSpec("P1", vcf(tmp_path, "T")), SampleSpec("P2", tmp_path / "absent.vcf")]
    report = look(settings, *specs)
    assert report.to_json() == look(settings, *reversed(specs)).to_json()
    document = json.loads(report.to_json())
    assert document["status"] == "PROBLEMS"
    assert document["samples"]["P1"] == {
        "status": "OK",
        "build": "GRCh38",
        "tumour": "T",
        "normal": None,
        "problems": [],
        "notes": [],
    }
    assert document["samples"]["P2"]["problems"][0]["kind"] == "InputError"


def test_the_bundled_demo_is_in_order() -> None:
    specs = read_sheet(ROOT / "resources/demo/samples.tsv")
    settings = configured(assays=str(ROOT / "config/assays.yaml"))
    report = check(specs, settings, known_tumour_types=load().rulebase.tumour_types)
    assert report.render() == ""
    assert {sample.build for sample in report.samples} == set(Build)
    assert not any(sample.notes for sample in report.samples)
