"""Hostile text in any field of a report shows as text: it never becomes markup, script, link or formula."""

from __future__ import annotations

import copy
import csv
import io
import runpy
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import plutoprint
import pypdf
import pytest

from mtorboard.cohort.html import render_cohort_html
from mtorboard.cohort.page import cohort_sample
from mtorboard.cohort.table import cohort_row, write_cohort_tsv
from mtorboard.errors import InputError, ReportError
from mtorboard.report import pdf, xlsx
from mtorboard.report.annotated_vcf import vcf_text
from mtorboard.report.document import SampleFacts, failed_report
from mtorboard.report.files import validate
from mtorboard.report.html import render, script
from mtorboard.report.jsontext import to_json
from mtorboard.report.maf import MAF_COLUMNS, maf_rows
from mtorboard.report.tables import alterations_tsv

UNIT = Path(__file__).resolve().parents[1] / "unit"
sys.path.insert(0, str(UNIT))
try:
    CASES = runpy.run_path(str(UNIT / "report_cases.py"))
    SITUATIONS = runpy.run_path(str(UNIT / "report_situations.py"))["SITUATIONS"]
finally:
    sys.path.remove(str(UNIT))
TEXTS, CITATIONS = CASES["TEXTS"], CASES["CITATIONS"]

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)\t-2\n-3",
    '"a\tb\nc',
    "javascript:alert(1)",
    "\u202egnp.\u2066exe\u200b",
    "a\x00b\x1bc",
    "%3Cscript%3E",
    "{0.__class__}{sample}",
)
HARMLESS = {"id", "class", "href", "lang", "charset", "name", "content", "http-equiv", "scope", "aria-hidden",
            "aria-label", "aria-labelledby", "open", "colspan", "rowspan", "viewbox", "d", "cx", "cy", "r",
            "stroke-dasharray", "stroke-width", "role", "tabindex", "hidden", "type", "data-word", "data-key",
            "data-tools", "data-fold"}  # fmt: skip
ELEMENTS = {"img", "iframe", "object", "link", "base", "form", "input", "embed"}

NO_FOLDER = str.maketrans("/\\", "__")


class Inspector(HTMLParser):
    """Collects elements and attributes as a browser would see them, and all text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def harmless(source: str) -> Inspector:
    page = Inspector(source)
    assert not set(page.tags) & ELEMENTS
    # The one script is the page's own, to the letter.
    assert page.tags.count("script") == source.count(f"<script>{script('script.js')}</script>") == 1
    assert {name for name, _ in page.attributes} <= HARMLESS
    links = [value for name, value in page.attributes if name == "href"]
    assert all(link.startswith(("#", "https://", "../")) for link in links)
    assert not set(source) & set("\u202e\u2066\u200b\x00\x1b")
    return page


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        if isinstance(value, str):
            yield (*path, key)
        else:
            yield from leaves(value, (*path, key))


def put(document: dict[str, Any], path: tuple[Any, ...], text: str) -> None:
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = text


def free_fields(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The places of text that the schema leaves free."""
    found = []
    for path in leaves(document):
        changed = copy.deepcopy(document)
        put(changed, path, "<b>")
        try:
            validate(changed)
        except ReportError:
            continue
        found.append(path)
    return found


FREE = {name: free_fields(situation()) for name, situation in SITUATIONS.items()}


def poisoned(situation: str, text: str) -> dict[str, Any]:
    """The situation with ``text`` in every free field but ids that link one part to another."""
    document: dict[str, Any] = SITUATIONS[situation]()
    for path in FREE[situation]:
        # An input's name has no folder in it, by the schema.
        put(document, path, text.translate(NO_FOLDER) if path[-1] == "name" else text)
    validate(document)
    return document


def test_the_fields_that_come_from_outside_are_among_those_tried() -> None:
    tried = {tuple(step for step in path if isinstance(step, str)) for path in FREE["pecoma_with_hold"]}
    for field in (
        ("sample", "id"),
        ("sample", "tumour_type"),
        ("alterations", "gene"),
        ("alterations", "hgvs_p"),
        ("provenance", "inputs", "name"),
        ("assessment", "safety", "because"),
        ("assessment", "rows", "because"),
    ):
        assert field in tried


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_hostile_text_in_every_field_is_only_text_on_the_page(situation: str, text: str) -> None:
    page = harmless(render(poisoned(situation, text), TEXTS, CITATIONS))
    if text.isprintable():
        assert text in " ".join(page.words)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_not_break_out_of_a_table_cell(text: str, tmp_path: Path) -> None:
    document = poisoned("pecoma_with_hold", text)
    path = write_cohort_tsv([cohort_row(document)], tmp_path / "cohort.tsv")
    for table in (alterations_tsv(document), path.read_text(encoding="utf-8")):
        header, *rows = csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
        assert rows
        assert all(len(row) == len(header) for row in rows)
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", '"'))]


def with_places(text: str) -> dict[str, Any]:
    """The situation with ``text`` in every free field but the places of its alterations."""
    document, own = poisoned("pecoma_with_hold", text), SITUATIONS["pecoma_with_hold"]()
    for item, first in zip(document["alterations"], own["alterations"], strict=True):
        item["key"] = first["key"]
    return document


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_not_break_out_of_a_row_of_the_maf_or_the_vcf(text: str) -> None:
    document = with_places(text)
    number = len(document["alterations"])
    rows = list(maf_rows(document))
    assert [len(row) for row in rows] == [len(MAF_COLUMNS)] * number
    lines = vcf_text(document).splitlines()
    records = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [len(record) for record in records] == [10] * number
    assert not set("".join(lines) + "".join(map("".join, rows))) & set("\u202e\u2066\u200b\x00\x1b")
    keys = [pair.partition("=")[0] for record in records for pair in record[7].split(";")]
    assert all(f"##INFO=<ID={key}," in "\n".join(lines) for key in keys)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_cell_of_the_workbook_is_text_or_a_number(text: str) -> None:
    content = xlsx.make(poisoned("pecoma_with_hold", text), CASES["rulebase"]())
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert not set("".join(str(cell.value) for cell in cells)) & set("\u202e\u2066\u200b\x00\x1b")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_pdf_full_of_hostile_text_asks_for_nothing_and_links_only_to_sources(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        pdf._NoFetcher,
        "fetch_url",
        lambda _, url: asked.append(url) or plutoprint.ResourceData(b"", "text/plain", ""),
    )
    content = pdf.make(poisoned("pecoma_with_hold", text), CASES["rulebase"]())
    assert asked == []
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    links = [link.get_object() for page in pages for link in page.get("/Annots", ())]
    assert all(link["/A"]["/URI"].startswith("https://") for link in links if "/A" in link)


def failed_with(text: str) -> dict[str, Any]:
    error = InputError(text, where=text, why=text, todo=text)
    document = failed_report(SampleFacts(text, tumour_type=text), CASES["run_facts"](note=text), [error])
    validate(document)
    return document


def cohort_with(text: str) -> str:
    """A cohort page of two samples, one FAILED, with ``text`` wherever text is free."""
    documents = (failed_with(text), poisoned("pecoma_with_hold", text))
    return render_cohort_html(map(cohort_sample, documents), TEXTS, gene_arms={text: text})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text_in_a_failed_report(text: str) -> None:
    harmless(render(failed_with(text), TEXTS, CITATIONS))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element_and_no_attribute_to_the_cohort_page(text: str) -> None:
    source = cohort_with(text)
    page, plain = Inspector(source), Inspector(cohort_with("plain"))
    assert page.tags == plain.tags
    assert [name for name, _ in page.attributes] == [name for name, _ in plain.attributes]
    links = [value for name, value in page.attributes if name == "href"]
    assert links
    assert all(link.startswith(("#", "../")) for link in links)
    assert not set(source) & set("\u202e\u2066\u200b\x00\x1b")


def test_a_mark_that_reverses_reading_is_shown_and_kept_in_the_json() -> None:
    document = poisoned("pecoma_with_hold", "G12\u202eD")
    assert "G12[U+202E]D" in render(document, TEXTS, CITATIONS)
    assert "G12\u202eD" in to_json(document)


def test_a_script_in_a_gene_name_that_is_a_key_of_the_document_is_text() -> None:
    document = SITUATIONS["pecoma_with_hold"]()
    document["genes"]["<script>"] = document["genes"]["TSC2"]
    document["funnel"][0]["reasons"]["<img src=x>"] = 1
    document["provenance"]["parameters"]["<script>"] = {"a": "<script>"}
    harmless(render(document, TEXTS, CITATIONS))
