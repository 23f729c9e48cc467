"""The first printed page, on A4 and on Letter: it holds the answer, what may stop it, and what it rests on."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import MADE_UP, Visit
from demo import SAMPLES
from pypdf import PdfReader
from report_cases import CITATIONS, TEXTS
from report_situations import SITUATIONS

from mtorboard.report import view
from mtorboard.report.html import render

WORDS = TEXTS["report"]
SIGNATURE = {"role": "Pharmacy", "reviewer": "A. Reviewer", "date": "2026-11-23", "comment": ""}


def squeezed(text: str) -> str:
    """Text without white space: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", text)


def printed(visit: Visit, path: Path, paper: str, *, javascript: bool = True) -> list[str]:
    """The squeezed text of each page as Chromium prints it."""
    content = visit(path, javascript=javascript).pdf(format=paper)
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def document_of(results: Path, name: str) -> dict[str, Any]:
    if name in MADE_UP:
        return MADE_UP[name]()
    document: dict[str, Any] = json.loads((results / name / "report.json").read_text(encoding="utf-8"))
    return document


def must_be_first(document: dict[str, Any]) -> list[str]:
    """Everything that a reader of one page must have read."""
    said = document["assessment"]
    words = [WORDS["research_use"], WORDS["draft"], document["sample"]["id"], said["headline"]["text"]]
    for flag in view.safety_groups(said["safety"])["blocking"]:
        words += [
            TEXTS["severities"][flag["severity"]].upper(),
            flag["title"],
            flag["text"],
            *flag["because"],
        ]
    words += [flag["title"] for flag in said["safety"] if flag["severity"] not in ("STOP", "HOLD", "INFO")]
    for name, strategy in said["strategies"].items():
        words += [TEXTS["strategies"][name]["name"], TEXTS["verdicts"][strategy["verdict"]]]
    for row in view.row_groups(said)["leading"]:
        words += [row["rule"], row["title"], row["text"]]
        words += [side[0]["text"] for side in (row["evidence_for"], row["evidence_against"]) if side]
    words += [change["outcomes"][0]["text"] for change in view.changes_by_fact(said)[:1]]
    words += [item["text"] for item in view.missing_groups(said)["deciding"][:1]]
    words += [WORDS["sections"][name] for name in ("change", "missing", "findings")]
    for item in view.alteration_groups(document["alterations"])["findings"][:2]:
        words += [item["gene"], item["hgvs_p"] or item["hgvs_c"] or item["hgvs_g"]]
    # The last lines of the page: with them on it, nothing is left over for the next.
    return words + [
        ", ".join(names) for names in view.genes_by_status(document["genes"], view.QUIET).values()
    ]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", [*SAMPLES, *SITUATIONS])
def test_the_first_page_holds_all_of_its_blocks(visit: Visit, results: Path, name: str, paper: str) -> None:
    first, *_ = printed(visit, results / name / "report.html", paper)
    assert [text for text in must_be_first(document_of(results, name)) if squeezed(text) not in first] == []


def loaded(count: int) -> dict[str, Any]:
    """A HOLD report with many flags, alterations and rows, and a long name."""
    document = SITUATIONS["breast_pik3ca"]()
    said = document["assessment"]
    document["sample"]["id"] = "-".join(
        ["2026", "breast", "metastasis", "liver", "segment", "VII", "second"] * 2
    )
    blocking = [flag for flag in said["safety"] if flag["severity"] in ("STOP", "HOLD")]
    said["safety"] = [
        {**flag, "rule": f"{flag['rule']}-{number}"} for number in range(count) for flag in blocking
    ] + said["safety"][len(blocking) :]
    document["alterations"] *= 12
    return document


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_crowded_report_keeps_one_first_page(visit: Visit, tmp_path: Path, paper: str) -> None:
    path = tmp_path / "report.html"
    document = loaded(2)
    path.write_text(render(document, TEXTS, CITATIONS), encoding="utf-8")
    first, *_ = printed(visit, path, paper)
    assert [text for text in must_be_first(document) if squeezed(text) not in first] == []


def test_flags_that_fill_a_page_are_all_printed_before_anything_else(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    document = loaded(12)
    path.write_text(render(document, TEXTS, CITATIONS), encoding="utf-8")
    text = "".join(printed(visit, path, "A4"))
    before, _, _ = text.partition(squeezed(document["assessment"]["headline"]["text"]))
    assert before.count(squeezed(document["assessment"]["safety"][0]["text"])) == 12


@pytest.mark.parametrize("javascript", [True, False])
def test_folded_rows_are_printed_and_every_page_names_sample_and_research_use(
    visit: Visit, results: Path, javascript: bool
) -> None:
    pages = printed(visit, results / "pecoma_with_hold" / "report.html", "A4", javascript=javascript)
    document = SITUATIONS["pecoma_with_hold"]()
    text = "".join(pages)
    for row in document["assessment"]["rows"]:
        assert squeezed(row["text"]) in text
    line = squeezed(
        WORDS["page_line"].format(sample=document["sample"]["id"], research_use=WORDS["research_use"])
    )
    assert [number for number, page in enumerate(pages) if line not in page] == []
    assert [f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)


def test_an_unsigned_report_is_watermarked_on_paper_and_a_signed_one_is_not(
    visit: Visit, tmp_path: Path
) -> None:
    document = SITUATIONS["nothing_found"]()
    path = tmp_path / "report.html"
    for signatures, marked in (([], True), ([SIGNATURE], False)):
        path.write_text(render(document | {"sign_off": signatures}, TEXTS, CITATIONS), encoding="utf-8")
        pages = printed(visit, path, "A4")
        assert [WORDS["draft"] in page for page in pages] == [marked] * len(pages)
