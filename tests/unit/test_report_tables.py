"""alterations.tsv and cells: one line a row, nothing that a spreadsheet would run or turn into a date."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import run_facts, sample_facts
from report_situations import breast_pik3ca, nothing_found, pecoma_with_hold

from mtorboard.errors import InputError
from mtorboard.report.document import failed_report
from mtorboard.report.plain import cell, name_cell, visible
from mtorboard.report.tables import COLUMNS, alterations_tsv


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_each_alteration_is_a_row_that_joins_to_the_json_by_its_key() -> None:
    document = pecoma_with_hold()
    table = rows(alterations_tsv(document))
    assert [item["key"] for item in table] == [item["key"] for item in document["alterations"]]
    assert {item["sample"] for item in table} == {"PEComa-01"}
    assert (table[0]["gene"], table[0]["zygosity"], table[0]["vaf"]) == ("TSC2", "BIALLELIC", "0.61")
    assert table[0]["ccf_interval"] == "0.9123_1.0"


def test_an_alteration_that_is_not_interpreted_says_so() -> None:
    kras = next(item for item in rows(alterations_tsv(breast_pik3ca())) if item["gene"] == "KRAS")
    assert (kras["counts"], kras["low_confidence"]) == ("no", "yes")


def test_companion_diagnostic_lists_are_sorted() -> None:
    assert rows(alterations_tsv(breast_pik3ca()))[0]["labels"] == "alpelisib; capivasertib"


def test_nothing_found_and_failed_give_a_table_with_its_header_alone() -> None:
    header = "\t".join(COLUMNS) + "\n"
    assert alterations_tsv(nothing_found()) == header
    assert alterations_tsv(failed_report(sample_facts("a", None), run_facts(), [InputError("bad")])) == header


@given(st.text())
def test_no_text_breaks_out_of_its_cell_or_starts_a_formula(text: str) -> None:
    clean = cell(text)
    assert not set(clean) & set("\t\n\r\x0b\x0c\x85\u2028\u2029\u202e\x00")
    assert not clean.startswith(("=", "+", "-", "@", '"', "＝", "＋", "－", "＠", " "))
    clean.encode()


@given(st.text(alphabet=st.characters(categories=("L", "N"), exclude_characters="\u061c")))
def test_plain_words_pass_unchanged(text: str) -> None:
    assert cell(text) == text == visible(text)


@pytest.mark.parametrize("gene", ["SEPT2", "MARCH1", "DEC1", "sep-7"])
def test_a_gene_that_looks_like_a_date_stays_text(gene: str) -> None:
    assert name_cell(gene) == f"'{gene}"


@pytest.mark.parametrize("gene", ["TSC2", "SEPTIN2", "MTOR", "MARCHF1", "DECR1"])
def test_other_genes_are_left_as_they_are(gene: str) -> None:
    assert name_cell(gene) == gene


def test_a_mark_that_reverses_reading_is_written_out() -> None:
    assert visible("p.\u202eG12D") == "p.[U+202E]G12D"
