"""Copy-number files that are broken, huge, or not what they seem: one clear message or nothing claimed."""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mtorboard.cli.main import main
from mtorboard.errors import InputError

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from copynumber_files import (
    CBIOPORTAL,
    DRAGEN,
    EVERY_FORMAT,
    PLAIN,
    PURPLE,
    read,
    read_file,
    tabbed,
    write,
)

ROOT = Path(__file__).resolve().parents[2]
PECOMA = ROOT / "resources" / "demo" / "variants" / "PEComa-biallelic-TSC2.vcf.gz"
SETTINGS = ("--region", "US", "--report-date", "2026-11-22", "--sample", "T1", "--formats", "json")


def run(tmp_path: Path, text: str, *options: str) -> tuple[int, Path]:
    copies = write(tmp_path, text)
    out = tmp_path / "out"
    code = main(["run", str(PECOMA), "--outdir", str(out), *SETTINGS, "--copy-number", str(copies), *options])
    return code, out / "T1" / "report.json"


def report(tmp_path: Path, text: str, *options: str) -> dict[str, Any]:
    code, path = run(tmp_path, text, *options)
    assert code == 0
    return json.loads(path.read_text())


@pytest.mark.parametrize(
    "text", ["", "\n\n", "hello\n", "a\tb\tc\n1\t2\t3\n", "{}\n", "<html></html>\n", "##fileformat=VCFv4.2\n"]
)
def test_what_is_no_copy_number_is_one_message_and_no_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    code, path = run(tmp_path, text)
    said = capsys.readouterr().err
    assert (code, path.exists()) == (2, False)
    assert len(said.splitlines()) == 1
    assert "sample T1, copies.txt: " in said
    assert "What to do: " in said
    assert "Traceback" not in said


@pytest.mark.parametrize("content", [b"\0" * 64, b"\xff\xfe\x00bad", b"\x1f\x8b\x08broken", b"PK\x03\x04"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copies.txt").write_bytes(content)
    with pytest.raises(InputError, match=r"copies\.txt"):
        read_file(tmp_path / "copies.txt")


@pytest.mark.parametrize("text", EVERY_FORMAT.values(), ids=EVERY_FORMAT)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_breaks_off_is_read_to_its_last_whole_line_or_refused(
    tmp_path: Path, text: str, share: float
) -> None:
    whole = read(tmp_path, text, purity=0.95, genes=("TSC2", "PTEN", "KRAS"))
    try:
        part = read(tmp_path, text[: int(len(text) * share)], purity=0.95)
    except InputError:
        return
    # The last number may be cut, so only what stands before it is compared.
    assert len(part.segments) + len(part.kept) + len(part.genes) <= (
        len(whole.segments) + len(whole.kept) + len(whole.genes)
    )


@pytest.mark.parametrize("cell", ["1e400", "-inf", "nan?", "1,5", "0x10", "=1+1", "<script>", "1\0"])
def test_a_cell_that_is_no_number_is_refused_with_its_line(tmp_path: Path, cell: str) -> None:
    with pytest.raises(InputError, match="line 2"):
        read(tmp_path, PURPLE.replace("1.9868", cell))


@pytest.mark.parametrize("purity", [0.0, -1.0, 2.0, float("nan")])
def test_a_purity_out_of_range_is_as_none(tmp_path: Path, purity: float) -> None:
    for text in EVERY_FORMAT.values():
        assert read(tmp_path, text, purity=purity) == read(tmp_path, text)


def test_the_message_shows_no_more_of_a_wrong_file_than_its_first_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "\t".join("x" * 500 for _ in range(500)) + "\n")
    assert len(caught.value.render()) < 1000


def test_many_overlapping_segments_take_no_time(tmp_path: Path) -> None:
    rows = "".join(f"1\t{n + 1}\t{n + 50_000}\t{n % 3}\t0\n" for n in range(20_000))
    start = time.process_time()
    assert read(tmp_path, PLAIN + rows).segments[0].total_cn == 0
    assert time.process_time() - start < 5


def test_a_cohort_of_a_thousand_samples_is_not_held_in_memory(tmp_path: Path) -> None:
    names = [f"S{n}" for n in range(999)]
    rows = ["Hugo_Symbol Entrez_Gene_Id " + " ".join([*names, "T1"])]
    rows += [f"G{gene} {gene} " + " ".join(["0"] * 999 + ["-2"]) for gene in range(1000)]
    found = read(tmp_path, tabbed(*rows), genes=("G7",))
    assert found.genes == {"G7": -2}


def test_names_of_chromosomes_that_nobody_knows_do_no_harm(tmp_path: Path) -> None:
    rows = "".join(
        f"{name}\t1\t50\t2\t1\n" for name in ("chrUn_KI270442v1", "MT", "GL000191.1", "chr99", "é")
    )
    assert len(read(tmp_path, PLAIN + rows).segments) == 5


def test_a_gzip_bomb_of_blank_lines_is_empty(tmp_path: Path) -> None:
    (tmp_path / "copies.txt").write_bytes(gzip.compress(b"\n" * 5_000_000))
    with pytest.raises(InputError, match="is empty"):
        read_file(tmp_path / "copies.txt")


# -- through the whole pipeline


@pytest.mark.parametrize("text", EVERY_FORMAT.values(), ids=EVERY_FORMAT)
def test_every_format_reaches_the_report_without_purity(tmp_path: Path, text: str) -> None:
    assert report(tmp_path, text)["status"] == "OK"


def test_a_deletion_of_pten_is_an_alteration_whatever_caller_wrote_it(tmp_path: Path) -> None:
    for name in ("PURPLE", "ASCAT", "CNVkit call", "DRAGEN"):
        found = report(tmp_path, EVERY_FORMAT[name])
        assert found["genes"]["PTEN"]["status"] == "ALTERED", name
        assert found["genes"]["PTEN"]["zygosity"] == "BIALLELIC", name


def test_a_deep_deletion_by_call_leaves_the_second_copy_open(tmp_path: Path) -> None:
    found = report(tmp_path, CBIOPORTAL)
    assert found["genes"]["TSC2"]["status"] == "ALTERED"
    (called,) = [item for item in found["alterations"] if item["key"].endswith(":LOSS")]
    assert (called["gene"], called["zygosity"]) == ("TSC2", "UNKNOWN")


def test_a_gene_between_dragens_events_is_not_taken_for_two_copies(tmp_path: Path) -> None:
    found = report(tmp_path, DRAGEN, "--assay", "panel_full_genes")
    assert found["genes"]["NF1"]["status"] == "NOT_DETECTED_SNV_ONLY"
    assert found["genes"]["NF1"]["deletions_assessed"] is not True
    assert any("gains and losses alone" in note for note in found["notes"])


def test_unused_lines_are_counted_in_the_report(tmp_path: Path) -> None:
    notes = report(tmp_path, DRAGEN)["notes"]
    assert any("2 of 5 lines are not used (1: copies not given; 1: failed filters)" in note for note in notes)
