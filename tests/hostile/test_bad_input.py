"""Bad input on the command line: one clear message, exit code 2, no traceback, nothing written."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mtorboard.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
BREAST = DEMO / "variants" / "Breast-PIK3CA-H1047R.vcf"
PECOMA = DEMO / "variants" / "PEComa-biallelic-TSC2.vcf.gz"
MAF = DEMO / "variants" / "cohort.maf"
SETTINGS = ("--region", "US", "--report-date", "2026-11-22")
SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", ROOT.parent / "shared" / "data"))


def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, file: Path, *options: str) -> list[str]:
    """Run one file that cannot be used; return the messages."""
    outdir = tmp_path / "out"
    assert main(["run", str(file), "--outdir", str(outdir), *SETTINGS, *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert not outdir.exists()
    messages = said.err.splitlines()
    assert messages
    for message in messages:
        assert "What to do: " in message
        assert ": " in message.split("What to do: ")[0] or message.startswith(("--", "- --"))
    return messages


def one(messages: list[str]) -> str:
    assert len(messages) == 1, messages
    return messages[0]


def vcf(tmp_path: Path, *columns: str, contig: str = "chr3,length=198295559") -> Path:
    path = tmp_path / "calls.vcf"
    fixed = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *columns)
    path.write_text(f"##fileformat=VCFv4.2\n##contig=<ID={contig}>\n" + "\t".join(fixed) + "\n")
    return path


def maf(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "some.maf"
    header = MAF.read_text().splitlines()[:2]
    path.write_text("\n".join((*header, *rows)) + "\n")
    return path


def test_a_missing_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "absent.vcf: " in one(refused(capsys, tmp_path, tmp_path / "absent.vcf"))


@pytest.mark.parametrize("content", [b"", b"hello\n", b"PK\x03\x04", b"\x1f\x8b\x08broken", b"\0" * 64])
def test_a_file_that_is_no_variant_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x.vcf").write_bytes(content)
    assert "neither a VCF (or BCF) nor a MAF" in one(refused(capsys, tmp_path, tmp_path / "x.vcf"))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.98])
def test_a_file_that_breaks_off(capsys: pytest.CaptureFixture[str], tmp_path: Path, share: float) -> None:
    for name, whole in (("bgzip", PECOMA.read_bytes()), ("gzip", gzip.compress(BREAST.read_bytes()))):
        path = tmp_path / f"{name}.vcf.gz"
        path.write_bytes(whole[: int(len(whole) * share)])
        assert f"{name}.vcf.gz" in one(refused(capsys, tmp_path, path))


def test_a_tumour_column_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = vcf(tmp_path, "T1", "N1")
    assert "no column named 'T2'" in one(refused(capsys, tmp_path, path, "--tumor", "T2"))


def test_two_columns_of_which_either_could_be_the_tumour(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "candidates: A, B" in one(refused(capsys, tmp_path, vcf(tmp_path, "A", "B")))


def test_a_tumour_type_that_nobody_knows_comes_with_a_suggestion(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    message = one(refused(capsys, tmp_path, BREAST, "--tumour-type", "PAADD"))
    assert "'PAADD' (did you mean 'PAAD'?)" in message


@pytest.mark.parametrize("purity", ["0", "-0.1", "1.5", "60", "nan", "inf"])
def test_a_purity_out_of_range(capsys: pytest.CaptureFixture[str], tmp_path: Path, purity: str) -> None:
    message = one(refused(capsys, tmp_path, BREAST, f"--purity={purity}"))
    assert "purity is out of range" in message


def test_an_assay_that_nobody_described(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    message = one(refused(capsys, tmp_path, BREAST, "--assay", "panel_full_gene"))
    assert "did you mean 'panel_full_genes'?" in message


def test_a_build_that_contradicts_the_header(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    message = one(refused(capsys, tmp_path, vcf(tmp_path, "T"), "--build", "GRCh37"))
    assert "contigs are those of GRCh38" in message


def test_a_build_that_nobody_tells(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    message = one(refused(capsys, tmp_path, vcf(tmp_path, "T", contig="3")))
    assert "build is not known" in message


def test_unknown_keys_of_sidecar_and_configuration(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sidecar = tmp_path / "patient.yaml"
    sidecar.write_text("er_statsu: positive\n")
    message = one(refused(capsys, tmp_path, BREAST, "--clinical", str(sidecar)))
    assert "patient.yaml: unknown key 'er_statsu' (did you mean 'er_status'?)" in message
    config = tmp_path / "config.yaml"
    config.write_text("tresholds: {}\nthresholds: {min_vaff: 0.1}\n")
    messages = refused(capsys, tmp_path, BREAST, "--config", str(config))
    assert len(messages) == 2
    assert any("'tresholds' (did you mean 'thresholds'?)" in message for message in messages)
    assert any("'min_vaff' (did you mean 'min_vaf'?)" in message for message in messages)


def test_all_problems_of_one_sample_come_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    messages = refused(
        capsys,
        tmp_path,
        tmp_path / "absent.vcf",
        *("--tumour-type", "XYZZY", "--assay", "nope", "--purity", "2"),
        *("--clinical", str(tmp_path / "absent.yaml"), "--copy-number", str(tmp_path / "absent.tsv")),
    )
    assert len(messages) == 6
    assert all("sample absent" in message for message in messages)


def test_settings_that_are_not_given_are_not_guessed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["run", str(BREAST), "--outdir", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "--region is not given" in said
    assert "--report-date is not given" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("formats", ["docx", "html,docx", "", ","])
def test_a_format_that_is_not_made(capsys: pytest.CaptureFixture[str], tmp_path: Path, formats: str) -> None:
    assert "formats" in one(refused(capsys, tmp_path, BREAST, "--formats", formats))


@pytest.mark.parametrize("day", ["22.11.2026", "2026-13-01", "today"])
def test_a_report_date_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path, day: str) -> None:
    assert "report_date" in one(refused(capsys, tmp_path, BREAST, "--report-date", day))


@pytest.mark.parametrize("sample", ["../up", "a/b", "cohort", "-x", "a b"])
def test_an_id_that_could_leave_the_folder_of_the_results(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sample: str
) -> None:
    message = one(refused(capsys, tmp_path, BREAST, f"--sample={sample}"))
    assert "cannot be a sample id" in message


def test_a_fasta_that_is_missing_or_of_an_unsaid_build(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    absent = str(tmp_path / "absent.fa")
    assert "--fasta needs --build" in one(refused(capsys, tmp_path, BREAST, "--fasta", absent))
    message = one(refused(capsys, tmp_path, BREAST, "--fasta", absent, "--build", "GRCh37"))
    assert "absent.fa" in message


def test_a_ref_base_that_contradicts_the_fasta(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fasta = SHARED / "reference" / "panel.GRCh37.fa.gz"
    if not fasta.exists():
        pytest.skip("the shared test data is not there (MTORBOARD_SHARED_DATA)")
    wrong = tmp_path / "wrong.vcf"
    lines = BREAST.read_text().splitlines()
    swap = str.maketrans("ACGT", "CATG")
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if not line.startswith("#") and len(cells[3]) == len(cells[4]) == 1:
            cells[3] = next(
                base for base in cells[3].translate(swap) + "ACGT" if base not in (cells[3], cells[4])
            )
            lines[number] = "\t".join(cells)
    wrong.write_text("\n".join(lines) + "\n")
    message = one(refused(capsys, tmp_path, wrong, "--fasta", str(fasta), "--build", "GRCh37"))
    assert "wrong.vcf" in message
    assert "GRCh38" in message


def test_a_maf_without_barcodes_or_without_any_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bare = tmp_path / "bare.maf"
    bare.write_text("Hugo_Symbol\tChromosome\tStart_Position\nKRAS\t12\t1\n")
    assert "Tumor_Sample_Barcode" in one(refused(capsys, tmp_path, bare))
    assert "holds no tumour" in one(refused(capsys, tmp_path, maf(tmp_path)))


def test_what_is_true_of_one_patient_is_not_said_of_every_tumour_of_a_maf(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sidecar = str(DEMO / "clinical" / "Only-VUS.yaml")
    options = ("--clinical", sidecar, "--purity", "0.5", "--tumour-type", "PAADD", "--assay", "nope")
    messages = refused(capsys, tmp_path, MAF, *options)
    assert len(messages) == 4
    assert sum("cannot hold for every tumour of a MAF" in message for message in messages) == 2


def test_a_barcode_that_cannot_be_a_folder_stops_before_any_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    row = MAF.read_text().splitlines()[2]
    path = maf(tmp_path, row, row.replace("LUN-01", "zz/../up"))
    assert "'zz/../up' cannot be a sample id" in one(refused(capsys, tmp_path, path))


def test_a_folder_that_cannot_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert main(["run", str(BREAST), "--outdir", str(tmp_path / "out"), *SETTINGS]) == 2
    assert "the report cannot be written" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "a file"


def test_validate_prints_every_problem_of_a_sheet_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "two.vcf").write_text(vcf(tmp_path, "A", "B").read_text())
    (tmp_path / "bad.yaml").write_text("er_status: perhaps\n")
    rows = (
        "sample\tvariants\ttumour_type\tclinical\tassay",
        "S1\tabsent.vcf\t\t\t",
        "S2\ttwo.vcf\t\t\t",
        f"S3\t{BREAST}\tPAADD\t\t",
        f"S4\t{BREAST}\t\tbad.yaml\t",
        f"S5\t{BREAST}\t\t\tnope",
        f"S6\t{BREAST}\tIDC\t\t",
    )
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("\n".join(rows) + "\n")
    assert main(["validate", str(sheet), *SETTINGS]) == 2
    messages = capsys.readouterr().err.splitlines()
    assert [message[:11] for message in messages] == [f"- sample S{number}" for number in range(1, 6)]
    sheet.write_text("\n".join((rows[0], rows[-1])) + "\n")
    assert main(["validate", str(sheet), *SETTINGS]) == 0


def test_validate_prints_every_broken_row_of_a_sheet_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sheet = tmp_path / "samples.tsv"
    rows = ("sample\tvariants\tpurity\tbuild", "A\ta.vcf\t2\t", "A\ta.vcf\t\t", "B\t\t\t", "C\tc.vcf\t\thg19")
    sheet.write_text("\n".join((*rows, "../D\td.vcf")) + "\n")
    assert main(["validate", str(sheet), *SETTINGS]) == 2
    messages = capsys.readouterr().err.splitlines()
    assert len(messages) == 5
    assert all("samples.tsv, line " in message and "What to do: " in message for message in messages)


@pytest.mark.parametrize("text", ["{}", "[]", "hello", '{"status": "OK"}'])
def test_report_refuses_what_is_no_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    (tmp_path / "report.json").write_text(text)
    assert main(["report", str(tmp_path / "report.json"), "--outdir", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "absent.vcf", "--outdir", "out", *SETTINGS),
        ("validate", "absent.tsv", *SETTINGS),
        ("frobnicate",),
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_the_installed_command_ends_with_2_and_a_message(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow" / "scripts")}
    done = subprocess.run(
        [sys.executable, "-m", "mtorboard", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
