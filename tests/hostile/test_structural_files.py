"""Files of structural variants that are broken, huge, or not what they seem: one message or nothing claimed."""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mtorboard.cli.main import main

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from structural_files import B37, CALLERS, Written, around, intron, read

ROOT = Path(__file__).resolve().parents[2]
BREAST = ROOT / "resources" / "demo" / "variants" / "Breast-PIK3CA-H1047R.vcf"
SETTINGS = ("--region", "US", "--report-date", "2026-11-22", "--sample", "T1")
MANTA = Written("Manta", B37)
EXON = MANTA.deletion("16", *around("TSC2", 5, 5, B37))


def run(tmp_path: Path, content: bytes, name: str = "sv.vcf", formats: str = "json") -> tuple[int, Path]:
    file = tmp_path / name
    file.write_bytes(content)
    out = tmp_path / "out"
    options = ("--structural", str(file), "--formats", formats)
    return main(["run", str(BREAST), "--outdir", str(out), *SETTINGS, *options]), out / "T1"


def report(tmp_path: Path, content: bytes, name: str = "sv.vcf") -> dict[str, Any]:
    code, folder = run(tmp_path, content, name)
    assert code == 0
    document: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return document


def found(document: dict[str, Any]) -> list[str]:
    return [item["key"] for item in document["alterations"] if item["consequence"] == "feature_truncation"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"hello\n",
        b"chrom\tstart\tend\n1\t2\t3\n",
        b"\x00\x01\x02\x03" * 99,
        b"##fileformat=VCFv4.2\n",
        b"BCF\x02\x02",
        gzip.compress(MANTA.text(EXON).encode())[:-40],
        MANTA.text(EXON.replace("\tdel1\t", "\t")).encode(),
    ],
)
def test_what_is_no_whole_vcf_is_one_message_and_no_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    code, folder = run(tmp_path, content)
    said = capsys.readouterr().err
    assert (code, folder.exists()) == (2, False)
    assert len(said.splitlines()) == 1
    assert "What to do: " in said
    assert "Traceback" not in said


def test_a_folder_in_place_of_the_file_is_one_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code = main(
        ["run", str(BREAST), "--outdir", str(tmp_path / "out"), *SETTINGS, "--structural", str(tmp_path)]
    )
    said = capsys.readouterr().err
    assert (code, len(said.splitlines()), "Traceback" in said) == (2, 1, False)


def test_gzipped_files_are_read_like_plain_ones(tmp_path: Path) -> None:
    text = MANTA.text(EXON).encode()
    plain = found(report(tmp_path, text))
    assert found(report(tmp_path, gzip.compress(text), "sv.vcf.gz")) == plain


def test_a_file_without_records_changes_nothing(tmp_path: Path) -> None:
    document = report(tmp_path, MANTA.text().encode())
    assert found(document) == []
    assert any(note.startswith("Structural variants (Manta) were read") for note in document["notes"])


BEYOND = "[chr16:90354755[N"  # the chromosome has 90,354,753 bases
MALFORMED = ("N[chr16:", "N]]chr16:5]]", "]:5]N", BEYOND, "N[chr16:-5[", "<DEL", "..", "N[", "*")


@pytest.mark.parametrize("alt", MALFORMED)
def test_a_malformed_record_is_counted_and_the_others_are_read(tmp_path: Path, alt: str) -> None:
    bad = MANTA.record("16", intron("TSC2", 3, B37), "bad", alt, "SVTYPE=BND")
    document = report(tmp_path, MANTA.text(bad, EXON).encode())
    assert len(document["read"]["structural"]) == len(found(document)) == 1
    (step,) = (step for step in document["funnel"] if step["step"] == "structural variants on the panel")
    assert (step["in"], step["out"]) == (2, 1)


def test_numbers_that_are_none_leave_the_reads_unknown(tmp_path: Path) -> None:
    strange = EXON.replace("15,10:15,10", ".,.:15")
    document = report(tmp_path, MANTA.text(strange).encode())
    (item,) = (item for item in document["alterations"] if item["consequence"] == "feature_truncation")
    assert (item["alt_depth"], item["vaf"], item["low_confidence"]) == (None, None, True)


def test_negative_infinite_and_crossed_intervals_are_harmless(tmp_path: Path) -> None:
    for more in (
        ";IMPRECISE;CIPOS=9,-9",
        ";IMPRECISE;CIPOS=a,b",
        ";IMPRECISE;STDEV_POS=inf",
        ";IMPRECISE;CIPOS=1",
    ):
        text = MANTA.text(EXON.replace("SVTYPE=DEL", f"SVTYPE=DEL{more}"))
        assert len(found(report(tmp_path, text.encode()))) == 1


def test_a_partner_called_like_markup_does_no_harm(tmp_path: Path) -> None:
    record = MANTA.record("7", intron("BRAF", 8, B37), "x", "N[<script>alert(1)</script>:5[", "SVTYPE=BND")
    other = MANTA.record("7", intron("BRAF", 9, B37), "y", "N[a&b<i>:5[", "SVTYPE=BND")
    code, folder = run(tmp_path, MANTA.text(record, other).encode(), formats="json,html")
    assert code == 0
    assert "<script>alert" not in (folder / "report.html").read_text()
    assert "b<i>" not in (folder / "report.html").read_text()


def test_the_order_of_the_records_does_not_show(tmp_path: Path) -> None:
    records = [
        EXON,
        MANTA.inversion("9", *around("TSC1", 9, 12, B37)),
        MANTA.joined("7", intron("BRAF", 8, B37), "left", "3", 9_000_000, "right"),
        MANTA.duplication("17", *around("NF1", 4, 4, B37)),
    ]
    lines = "".join(records).splitlines(keepends=True)
    one = report(tmp_path, MANTA.text(*lines).encode())
    other = report(tmp_path, MANTA.text(*reversed(lines)).encode())
    assert one["alterations"] == other["alterations"]
    assert one["read"]["structural"] == other["read"]["structural"]


@pytest.mark.slow
@pytest.mark.parametrize("caller", CALLERS)
def test_a_file_of_twenty_thousand_junctions_takes_a_moment(tmp_path: Path, caller: str) -> None:
    written = Written(caller, B37)
    records = [
        written.joined("5", 1000 * n + 5000, "left", "8", 1000 * n + 9000, "right", id_=f"b{n}")
        for n in range(20_000)
    ]
    text = written.text(*records, written.deletion("16", *around("TSC2", 5, 5, B37)))
    begun = time.process_time()
    assert len(read(tmp_path, text, B37).variants) == 1
    assert time.process_time() - begun < 10
