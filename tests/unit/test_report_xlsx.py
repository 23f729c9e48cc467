"""report.xlsx, read back by another library: text stays text, numbers are numbers, nothing is cut in silence."""

from __future__ import annotations

import copy
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook
from report_cases import TEXTS, rulebase, run_facts, sample_facts
from report_situations import SITUATIONS, breast_pik3ca, nothing_found, pecoma_with_hold

from mtorboard.errors import InputError, KnowledgeError
from mtorboard.report.document import failed_report
from mtorboard.report.plain import visible
from mtorboard.report.xlsx import CELL_LIMIT, make

SHEETS = ["Summary", "Alterations", "Rules", "Safety", "Genes", "Arms", "Missing", "Provenance"]


def book(document: dict[str, Any]) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(make(document, rulebase())))


def table(document: dict[str, Any], sheet: str) -> list[dict[str, Any]]:
    head, *rows = book(document)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_every_sheet_is_there_with_a_frozen_head_and_a_filter() -> None:
    made = book(pecoma_with_hold())
    assert made.sheetnames == SHEETS
    for sheet in made:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.value for cell in sheet[1])


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_row_of_the_document_is_a_row_of_its_sheet(situation: str) -> None:
    document = SITUATIONS[situation]()
    assessment = document["assessment"]
    for sheet, items in (
        ("Alterations", document["alterations"]),
        ("Rules", assessment["rows"]),
        ("Safety", assessment["safety"]),
        ("Genes", document["genes"]),
        ("Arms", document["arms"]),
        ("Missing", assessment["missing"]),
    ):
        assert len(table(document, sheet)) == len(items), sheet


def test_a_row_that_is_not_known_to_apply_does_not_read_as_a_finding() -> None:
    document, words = breast_pik3ca(), TEXTS["report"]["row"]
    rows = document["assessment"]["rows"]
    rows[0] |= {"truth": "UNKNOWN", "because": ["A fact."]}
    told = {row["Rule"]: row for row in table(document, "Rules")}
    assert {row["truth"] for row in rows} == {"TRUE", "UNKNOWN"}
    for row in rows:
        led = row["truth"] == "UNKNOWN"
        assert told[row["rule"]]["Text"] == (f"{words['supposed']} " if led else "") + row["text"]
    assert told[rows[0]["rule"]]["Because"] == f"{words['known']}:\nA fact."


def test_the_first_sheet_says_use_draft_hold_headline_and_strategies() -> None:
    document = pecoma_with_hold()
    rows = list(book(document)["Summary"].iter_rows(values_only=True))
    said = "\n".join(str(cell) for row in rows for cell in row if cell)
    fields = [row[0] for row in rows]
    for text in (
        TEXTS["report"]["research_use"],
        "DRAFT",
        "PEComa-01",
        document["assessment"]["headline"]["text"],
    ):
        assert text in said
    assert fields.index("Safety") < fields.index("Summary")
    assert rows[fields.index("Safety")][:2] == ("Safety", "Hold")
    assert len([row for row in rows if row[0] in {s["name"] for s in TEXTS["strategies"].values()}]) == 3


def test_the_first_sheet_says_when_safety_was_not_checked() -> None:
    safety = [
        row for row in book(breast_pik3ca())["Summary"].iter_rows(values_only=True) if row[0] == "Safety"
    ]
    assert safety


def test_a_failed_report_shows_its_errors_and_nothing_about_genes() -> None:
    document = failed_report(sample_facts("a", None), run_facts(), [InputError("is truncated", why="Damage")])
    said = str(list(book(document)["Summary"].iter_rows(values_only=True)))
    assert "FAILED" in said
    assert "is truncated" in said
    assert table(document, "Genes") == table(document, "Alterations") == []


@pytest.mark.parametrize(
    "text",
    ["SEPT9", "MARCH1", "1E5", "00123", "12", "=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "TRUE", "2-3",
     "https://example.org", "mailto:a@b.c", "{=1+1}", "_x0041_", "G12\u202eD", "a\x00b\ufffe", "'x"],
)  # fmt: skip
def test_text_stays_text(text: str) -> None:
    document = pecoma_with_hold()
    document["sample"]["id"] = text
    document["alterations"][0]["gene"] = text
    made = book(document)
    for cell in (made["Alterations"]["A2"], made["Alterations"]["B2"], made["Summary"]["B3"]):
        assert cell.data_type == "s"
        assert cell.value == visible(text).replace("\ufffe", "\ufffd")
        assert cell.number_format == "@"
        assert cell.hyperlink is None


def test_numbers_are_numbers() -> None:
    row = table(pecoma_with_hold(), "Alterations")[0]
    assert (row["VAF"], row["Depth"], row["Reads with the allele"]) == (0.61, 184, 112)


def test_lists_are_joined_by_line_breaks_and_unknown_is_an_empty_cell() -> None:
    row = next(row for row in table(breast_pik3ca(), "Alterations") if row["Gene"] == "PIK3CA")
    assert row["Companion-diagnostic lists"] == "alpelisib\ncapivasertib"
    assert row["Depth in the normal"] is None


def test_a_text_that_no_cell_holds_says_how_much_was_cut() -> None:
    document = pecoma_with_hold()
    document["assessment"]["rows"][0]["text"] = "\U0001f9ec" * CELL_LIMIT
    text = table(document, "Rules")[0]["Text"]
    assert len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert text.endswith(f"[cut: {CELL_LIMIT} characters; report.json has all of them]")


def test_a_sheet_name_that_no_spreadsheet_takes_is_a_fault_of_the_texts() -> None:
    texts = copy.deepcopy(TEXTS)
    texts["report"]["xlsx"]["sheets"]["genes"] = "x" * 32
    with pytest.raises(KnowledgeError, match="workbook"):
        make(nothing_found(), rulebase(texts))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert make(pecoma_with_hold(), rulebase()) == make(pecoma_with_hold(), rulebase())


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_can_be_written_and_read_back(text: str) -> None:
    document = nothing_found()
    document["sample"]["id"] = text
    cell = book(document)["Summary"]["B3"]
    assert cell.data_type == "s" or cell.value is None
