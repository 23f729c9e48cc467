"""report.pdf, read back by another library: every sheet says whose it is, and nothing is fetched."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import plutoprint
import pypdf
import pytest
from report_cases import ROOT, TEXTS, rulebase, run_facts, sample_facts
from report_situations import SITUATIONS, breast_pik3ca, pecoma_with_hold

from mtorboard.errors import InputError
from mtorboard.report import pdf
from mtorboard.report.document import failed_report
from mtorboard.report.html import render

REPORT = TEXTS["report"]
CPU_SECONDS = 1.0
"""A report must take less, imports included."""
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=http://127.0.0.1:9/x.png>',
    "</style><link rel=stylesheet href=file:///etc/passwd>",
    "<svg><image href='file:///etc/hostname'/></svg>",
    "@import url(http://127.0.0.1:9/x.css);",
    "javascript:alert(1)",
)


@cache
def made(situation: str) -> bytes:
    return pdf.make(SITUATIONS[situation](), rulebase())


def reader(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def whole(content: bytes) -> str:
    return " ".join(words(page) for page in reader(content).pages)


def failed() -> dict[str, Any]:
    return failed_report(
        sample_facts("Broken-01", "IDC"), run_facts(), [InputError("is truncated", todo="copy it")]
    )


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_sheet_bears_sample_date_use_number_and_draft(situation: str) -> None:
    document, file = SITUATIONS[situation](), reader(made(situation))
    for number, page in enumerate(file.pages, start=1):
        text = words(page)
        assert document["sample"]["id"] in text
        assert document["report_date"] in text
        assert REPORT["research_use"] in text
        assert f"Page {number} of {len(file.pages)}" in text
        assert REPORT["draft"] in text


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_heading_of_the_page_is_a_bookmark_that_leads_to_it(situation: str) -> None:
    file = reader(made(situation))
    titles = [str(item["/Title"]) for item in file.outline]
    page = render(SITUATIONS[situation](), TEXTS, rulebase().citations)
    assert len(titles) == page.count("<h2")
    for item, title in zip(file.outline, titles, strict=True):
        number = file.get_destination_page_number(item)
        assert title in words(file.pages[number])


def test_the_blocks_of_the_page_are_there_and_folded_ones_are_open() -> None:
    document, text = breast_pik3ca(), whole(made("breast_pik3ca"))
    for part in (
        document["assessment"]["headline"]["text"],
        *(row["title"] for row in document["assessment"]["rows"]),
        *(item["hgvs_p"] for item in document["alterations"]),
        *(flag["title"] for flag in document["assessment"]["safety"]),
        document["provenance"]["knowledge"]["sha256"][:20],
    ):
        assert part in text


def test_hold_is_on_the_first_sheet() -> None:
    first = words(reader(made("pecoma_with_hold")).pages[0])
    assert first.index("HOLD") < first.index(pecoma_with_hold()["assessment"]["headline"]["text"])


def test_a_failed_report_is_one_sheet_that_says_so() -> None:
    (page,) = reader(pdf.make(failed(), rulebase())).pages
    text = words(page)
    assert "FAILED" in text
    assert "is truncated" in text
    assert "Broken-01" in text
    assert REPORT["draft"] not in text


SIGNATURE = {"role": "Oncologist", "reviewer": "A. Reader", "date": "2026-11-23", "comment": ""}


def test_a_signed_report_bears_no_draft_stamp() -> None:
    document = pecoma_with_hold()
    page = pdf._page(document, rulebase())
    signed = pdf._page({**document, "sign_off": [SIGNATURE]}, rulebase())
    assert 'class="stamp"' in page
    assert 'class="stamp"' not in signed


def test_sources_are_links_and_citations_lead_to_them() -> None:
    file = reader(made("pecoma_with_hold"))
    links = [link.get_object() for page in file.pages for link in page.get("/Annots", ())]
    assert "https://clinicaltrials.gov/study/NCT02494570" in {
        link["/A"]["/URI"] for link in links if "/A" in link
    }
    targets = {str(link["/Dest"]) for link in links if "/Dest" in link}
    assert any(target.startswith("source-") for target in targets)
    assert targets <= set(file.named_destinations)


def test_title_language_and_date_are_the_reports_and_no_clock_s() -> None:
    file = reader(made("pecoma_with_hold"))
    assert file.metadata is not None
    assert file.metadata.title == REPORT["document_title"].format(sample="PEComa-01")
    assert file.metadata["/CreationDate"] == "D:20261122000000Z"
    assert "/ModDate" not in file.metadata
    assert file.root_object["/Lang"] == "en"
    box = file.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf.make(pecoma_with_hold(), rulebase()) == made("pecoma_with_hold")


def test_greek_letters_arrows_and_signs_are_printed() -> None:
    document = pecoma_with_hold()
    signs = "αβ → ≥ ± µ ² ⁺ − Ω"
    document["notes"].append(signs)
    assert signs in whole(pdf.make(document, rulebase()))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text_and_asks_for_nothing(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fetch(_: object, url: str) -> plutoprint.ResourceData:
        asked.append(url)
        return plutoprint.ResourceData(b"", "text/plain", "utf-8")

    monkeypatch.setattr(pdf._NoFetcher, "fetch_url", fetch)
    document = pecoma_with_hold()
    document["sample"]["id"] = text
    document["notes"].append(text)
    document["alterations"][0] |= {"gene": text, "reasons": [text]}
    content = pdf.make(document, rulebase())
    assert asked == []
    assert text.replace(" ", "") in whole(content).replace(" ", "")
    assert b"/JavaScript" not in content


def test_the_fetcher_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    assert bytes(pdf._NoFetcher().fetch_url(secret.as_uri()).get_content()) == b""


def test_without_any_font_it_stops_and_names_the_package(tmp_path: Path) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    code = (
        "from report_cases import rulebase; from report_situations import nothing_found\n"
        "from mtorboard.report import pdf\n"
        "from mtorboard.errors import ReportError\n"
        "try: pdf.make(nothing_found(), rulebase())\n"
        "except ReportError as error: print(error.render())\n"
    )
    path = os.pathsep.join((str(ROOT / "tests/unit"), str(ROOT / "workflow/scripts")))
    environment = {"PYTHONPATH": path, "FONTCONFIG_FILE": str(bare)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert "no font was found" in done.stdout
    assert "fonts-dejavu-core" in done.stdout


def test_a_report_takes_less_than_a_second_of_the_processor() -> None:
    code = (
        "import resource; from report_cases import rulebase; from report_situations import breast_pik3ca\n"
        "document, base = breast_pik3ca(), rulebase()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF)\n"
        "from mtorboard.report import pdf\n"
        "pdf.make(document, base)\n"
        "after = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)\n"
    )
    path = os.pathsep.join((str(ROOT / "tests/unit"), str(ROOT / "workflow/scripts")))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < CPU_SECONDS
