"""The cohort view: every sample is there, FAILED ones too, and the order of the sheet does not matter."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import ROOT, TEXTS, rulebase, run_facts, sample_facts
from report_situations import SITUATIONS, breast_pik3ca, panel_without_tsc, pecoma_with_hold

from mtorboard.cohort.gather import gather_all
from mtorboard.cohort.html import PLAIN_ROWS, render_cohort_html
from mtorboard.cohort.page import CohortSample, cohort_sample
from mtorboard.cohort.reading import Stored, Unreadable, read_documents
from mtorboard.cohort.table import COLUMNS, CohortRow, cohort_row, write_cohort_tsv
from mtorboard.errors import InputError, ReportError
from mtorboard.knowledge import load
from mtorboard.report.document import failed_report
from mtorboard.report.files import write_report
from mtorboard.run.jobs import summarise_cohort

WORDS = TEXTS["report"]
ARMS = {symbol: str(gene.arm or "") for symbol, gene in load().tables.genes.items()}


def failed() -> dict[str, Any]:
    return failed_report(
        sample_facts("Bad-1", "IDC"), run_facts(), [InputError("truncated", where="a.vcf.gz")]
    )


def documents() -> list[dict[str, Any]]:
    return [*(situation() for situation in SITUATIONS.values()), failed()]


def samples() -> list[CohortSample]:
    return [cohort_sample(document) for document in documents()]


def page(of: list[CohortSample], **options: Any) -> str:
    return render_cohort_html(of, TEXTS, gene_arms=ARMS, **options)


def stored(folder: Path, document: dict[str, Any]) -> Stored:
    """Write a report and note its digest, as a run does."""
    write_report(document, folder / document["sample"]["id"], ["json"], rulebase())
    path = folder / document["sample"]["id"] / "report.json"
    return Stored(path, hashlib.sha256(path.read_bytes()).hexdigest())


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_a_row_says_what_the_report_says() -> None:
    row = cohort_row(pecoma_with_hold())
    assert (row.sample, row.status, row.headline) == ("PEComa-01", "OK", "LABEL_INDICATION")
    assert (row.safety, row.blocking) == ("HOLD", ("SAF01",))
    assert (row.mtor_monotherapy, row.mtor_plus_mek) == ("LICENSED", "NOT_SUPPORTED")
    assert (row.arms_altered, row.genes_altered, row.missing) == (("A_TSC",), ("TSC2",), 2)
    assert len(row.missing_facts) == row.missing


def test_the_job_trusts_no_report_but_the_one_that_the_manifest_noted(tmp_path: Path) -> None:
    sources = [stored(tmp_path, document) for document in (pecoma_with_hold(), breast_pik3ca())]
    lines = [f"{source.path.parent.name}\tOK\t{source.sha256}" for source in sources]
    manifest = tmp_path / "render.tsv"
    manifest.write_text("\n".join(["sample\tstatus\treport_sha256", *lines]) + "\n")
    sources[0].path.write_bytes(sources[0].path.read_bytes().replace(b"STOP", b"INFO") + b" ")
    files = [tmp_path / "cohort" / name for name in ("cohort.tsv", "cohort.html", "cohort.maf.gz")]
    summarise_cohort([manifest], tmp_path, ["html"], *files)
    assert [(row["sample"], row["status"]) for row in table(files[0])] == [
        ("Breast-H1047R", "OK"),
        ("PEComa-01", "FAILED"),
    ]
    assert "PEComa-01" not in gzip.decompress(files[2].read_bytes()).decode()
    assert files[1].read_text().index("PEComa-01") < files[1].read_text().index("Breast-H1047R")


def test_several_processes_gather_what_one_does_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtorboard.cohort.gather._WORTH", 2)
    sources = [stored(tmp_path, document) for document in (pecoma_with_hold(), breast_pik3ca(), failed())]
    sources[1].path.write_text("{}")
    alone = list(gather_all(sources, 1))
    assert list(gather_all(sources, 2)) == alone
    assert [(item.sample.row.status, item.language) for item in alone] == [
        ("OK", "en"),
        ("FAILED", None),
        ("FAILED", "en"),
    ]


@pytest.mark.parametrize(("verification", "shown"), [("UNVERIFIED", "UNVERIFIED"), (None, "")])
def test_the_summary_says_how_well_its_rules_were_checked(verification: str | None, shown: str) -> None:
    document = pecoma_with_hold()
    document["assessment"]["headline"] |= {"rules": ["R05", "R05b"], "verification": verification}
    row = cohort_row(document)
    assert (row.headline_rules, row.headline_verification) == (("R05", "R05b"), shown)


def test_the_gravest_flag_is_shown_whatever_their_order() -> None:
    document = breast_pik3ca()
    document["assessment"]["safety"].reverse()
    assert cohort_row(document).safety == "STOP"


def test_an_arm_that_nobody_looked_at_is_listed_and_not_left_blank() -> None:
    assert "A_TSC" in cohort_row(panel_without_tsc()).arms_not_assessed


def test_a_failed_sample_is_a_row_with_its_reason_and_no_headline() -> None:
    row = cohort_row(failed())
    assert (row.status, row.headline, row.missing) == ("FAILED", "", None)
    assert "truncated" in row.error


def test_reports_are_read_one_at_a_time() -> None:
    taken: list[int] = []

    def source() -> Iterator[dict[str, Any]]:
        for number in range(3):
            taken.append(number)
            yield failed()

    next(read_documents(source()))
    assert taken == [0]


def test_a_file_gives_what_its_document_gives_whether_its_digest_was_noted_or_not(tmp_path: Path) -> None:
    for document in documents():
        noted = stored(tmp_path, document)
        for source in (noted, Stored(noted.path)):
            assert [cohort_sample(found) for found in read_documents([source])] == [cohort_sample(document)]


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("content", [None, b"{", b"{}"])
def test_a_report_that_cannot_be_read_is_failed_and_the_others_are_there(
    content: bytes | None, noted: bool, tmp_path: Path
) -> None:
    broken = tmp_path / "S7" / "report.json"
    broken.parent.mkdir()
    if content is not None:
        broken.write_bytes(content)
    source = Stored(broken, "0" * 64 if noted else None)
    rows = [cohort_row(found) for found in read_documents([source, pecoma_with_hold()])]
    assert [(row.sample, row.status) for row in rows] == [("S7", "FAILED"), ("PEComa-01", "OK")]
    assert rows[0].error


def test_a_report_changed_by_one_letter_after_the_run_is_failed(tmp_path: Path) -> None:
    source = stored(tmp_path, pecoma_with_hold())
    source.path.write_bytes(source.path.read_bytes().replace(b'"HOLD"', b'"INFO"'))
    (found,) = read_documents([source])
    assert isinstance(found, Unreadable)
    assert (found.sample, cohort_row(found).headline) == ("PEComa-01", "")
    assert "not the one that the run wrote" in found.error


@given(st.permutations(range(5)))
def test_the_order_of_the_samples_does_not_change_the_page(order: list[int]) -> None:
    rows = samples()
    assert page([rows[i] for i in order]) == page(rows)


def test_the_table_is_sorted_and_has_every_sample(tmp_path: Path) -> None:
    rows = [sample.row for sample in samples()]
    one = write_cohort_tsv(rows, tmp_path / "cohort" / "cohort.tsv")
    two = write_cohort_tsv(reversed(rows), tmp_path / "again.tsv")
    assert one.read_bytes() == two.read_bytes()
    assert [row["sample"] for row in table(one)] == sorted(row.sample for row in rows)


def test_every_column_is_explained() -> None:
    explained = (ROOT / "docs" / "cohort.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in explained] == []


def test_a_sample_id_that_looks_like_a_number_stays_as_written(tmp_path: Path) -> None:
    path = write_cohort_tsv([CohortRow("007", "FAILED"), CohortRow("1e5", "FAILED")], tmp_path / "c.tsv")
    assert [row["sample"] for row in table(path)] == ["007", "1e5"]


def test_a_formula_in_any_cell_is_text(tmp_path: Path) -> None:
    path = write_cohort_tsv([CohortRow("=cmd|' /C calc'!A0", "FAILED", error="@SUM(A1)")], tmp_path / "c.tsv")
    assert [row[key][0] for row in table(path) for key in ("sample", "error")] == ["'", "'"]


def test_failed_samples_come_first_with_their_reason() -> None:
    made = page(samples())
    assert WORDS["cohort"]["total"].format(count=5, failed=1) in made
    assert made.index("Bad-1") < made.index("Breast-H1047R") < made.index("PEComa-01")
    assert made.index("truncated") < made.index(WORDS["cohort"]["counts"])
    assert WORDS["research_use"] in made


def test_the_page_links_to_each_report_only_where_pages_were_made() -> None:
    assert 'href="../PEComa-01/report.html"' in page(samples())
    assert 'href="../' not in page(samples(), report_link=None)


def test_a_large_cohort_points_to_its_table_and_still_names_who_failed() -> None:
    many = [
        CohortSample(CohortRow(f"S{number:04}", "OK", headline="UNDETERMINED", missing=1))
        for number in range(PLAIN_ROWS)
    ]
    made = page([*many, cohort_sample(failed())])
    assert WORDS["cohort"]["pointer"].format(count=PLAIN_ROWS + 1) in made
    assert "truncated" in made
    assert made.count("<tr>") < 50
    assert WORDS["cohort"]["pointer"].format(count=PLAIN_ROWS) not in page(many)


@pytest.mark.parametrize("count", [0, 1])
def test_an_empty_cohort_and_a_cohort_of_one_are_pages_too(count: int, tmp_path: Path) -> None:
    rows = [cohort_sample(pecoma_with_hold())] * count
    assert (f">{WORDS['cohort']['empty']}<" in page(rows)) == (count == 0)
    assert len(table(write_cohort_tsv([one.row for one in rows], tmp_path / "c.tsv"))) == count


def test_a_cohort_in_which_all_failed_is_a_page_too() -> None:
    assert "truncated" in page([cohort_sample(failed())])


def test_a_place_that_cannot_be_written_is_a_plain_message(tmp_path: Path) -> None:
    (tmp_path / "cohort").write_text("a file where the folder should be")
    with pytest.raises(ReportError, match="cannot be written"):
        write_cohort_tsv([], tmp_path / "cohort" / "cohort.tsv")
