"""The cohort view: every sample is there, FAILED ones too, and the order of the sheet does not matter."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import TEXTS, rulebase, run_facts, sample_facts
from report_situations import SITUATIONS, breast_pik3ca, panel_without_tsc, pecoma_with_hold

from mtorboard.cohort.html import render_cohort_html
from mtorboard.cohort.table import CohortRow, cohort_row, cohort_table, write_cohort_tsv
from mtorboard.errors import InputError, ReportError
from mtorboard.report.document import failed_report
from mtorboard.report.files import write_report

WORDS = TEXTS["report"]


def failed() -> dict[str, Any]:
    return failed_report(
        sample_facts("Bad-1", "IDC"), run_facts(), [InputError("truncated", where="a.vcf.gz")]
    )


def documents() -> list[dict[str, Any]]:
    return [*(situation() for situation in SITUATIONS.values()), failed()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_a_row_says_what_the_report_says() -> None:
    row = cohort_row(pecoma_with_hold())
    assert (row.sample, row.status, row.headline) == ("PEComa-01", "OK", "LABEL_INDICATION")
    assert (row.safety, row.blocking) == ("HOLD", ("SAF01",))
    assert (row.mtor_monotherapy, row.mtor_plus_mek) == ("LICENSED", "NOT_SUPPORTED")
    assert (row.arms_altered, row.genes_altered, row.missing) == (("A_TSC",), ("TSC2",), 2)


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

    next(cohort_table(source()))
    assert taken == [0]


def test_files_and_documents_give_the_same_rows(tmp_path: Path) -> None:
    paths = []
    for document in documents():
        folder = tmp_path / document["sample"]["id"]
        write_report(document, folder, ["json"], rulebase())
        paths.append(folder / "report.json")
    assert list(cohort_table(paths)) == list(cohort_table(documents()))


@pytest.mark.parametrize("content", [None, b"{", b"{}"])
def test_a_report_that_cannot_be_read_is_failed_and_the_others_are_there(
    content: bytes | None, tmp_path: Path
) -> None:
    broken = tmp_path / "S7" / "report.json"
    broken.parent.mkdir()
    if content is not None:
        broken.write_bytes(content)
    rows = list(cohort_table([broken, pecoma_with_hold()]))
    assert [(row.sample, row.status) for row in rows] == [("S7", "FAILED"), ("PEComa-01", "OK")]
    assert rows[0].error


@given(st.permutations(range(5)))
def test_the_order_of_the_samples_does_not_change_the_page(order: list[int]) -> None:
    rows = list(cohort_table(documents()))
    assert render_cohort_html([rows[i] for i in order], TEXTS) == render_cohort_html(rows, TEXTS)


def test_the_table_is_sorted_and_has_every_sample(tmp_path: Path) -> None:
    rows = list(cohort_table(documents()))
    one = write_cohort_tsv(rows, tmp_path / "cohort" / "cohort.tsv")
    two = write_cohort_tsv(reversed(rows), tmp_path / "again.tsv")
    assert one.read_bytes() == two.read_bytes()
    assert [row["sample"] for row in table(one)] == sorted(row.sample for row in rows)


def test_a_sample_id_that_looks_like_a_number_stays_as_written(tmp_path: Path) -> None:
    path = write_cohort_tsv([CohortRow("007", "FAILED"), CohortRow("1e5", "FAILED")], tmp_path / "c.tsv")
    assert [row["sample"] for row in table(path)] == ["007", "1e5"]


def test_a_formula_in_any_cell_is_text(tmp_path: Path) -> None:
    path = write_cohort_tsv([CohortRow("=cmd|' /C calc'!A0", "FAILED", error="@SUM(A1)")], tmp_path / "c.tsv")
    assert [row[key][0] for row in table(path) for key in ("sample", "error")] == ["'", "'"]


def test_the_page_counts_headlines_and_types_and_shows_failed_samples_first() -> None:
    page = render_cohort_html(cohort_table(documents()), TEXTS)
    assert WORDS["cohort"]["total"].format(count=5, failed=1) in page
    assert page.index("Bad-1") < page.index("Breast-H1047R") < page.index("PEComa-01")
    assert "truncated" in page
    assert WORDS["research_use"] in page


def test_the_page_links_to_each_report_only_where_pages_were_made() -> None:
    rows = list(cohort_table(documents()))
    assert 'href="../PEComa-01/report.html"' in render_cohort_html(rows, TEXTS)
    # The one link left leads past the header of the page itself.
    assert re.findall('href="([^"]*)"', render_cohort_html(rows, TEXTS, report_link=None)) == ["#main"]


@pytest.mark.parametrize("count", [0, 1])
def test_an_empty_cohort_and_a_cohort_of_one_are_pages_too(count: int, tmp_path: Path) -> None:
    rows = [cohort_row(pecoma_with_hold())] * count
    assert (WORDS["cohort"]["empty"] in render_cohort_html(rows, TEXTS)) == (count == 0)
    assert len(table(write_cohort_tsv(rows, tmp_path / "c.tsv"))) == count


def test_a_place_that_cannot_be_written_is_a_plain_message(tmp_path: Path) -> None:
    (tmp_path / "cohort").write_text("a file where the folder should be")
    with pytest.raises(ReportError, match="cannot be written"):
        write_cohort_tsv([], tmp_path / "cohort" / "cohort.tsv")
