"""The cohort page in a browser: it finds, sorts, draws and explains, fetches nothing, reads without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from mtorboard.cohort.genotype import Finding, GeneCell
from mtorboard.cohort.html import PLAIN_ROWS, render_cohort_html
from mtorboard.cohort.page import CohortSample
from mtorboard.cohort.table import CohortRow
from mtorboard.knowledge import resources_root
from mtorboard.model.enums import Zygosity

TEXTS: dict[str, Any] = yaml.safe_load(
    (resources_root() / "knowledge/texts.yaml").read_text(encoding="utf-8")
)
WORDS = TEXTS["report"]["cohort"]
ARMS = {"TSC2": "A_TSC", "MTOR": "A_MTOR", "KRAS": "B_MAPK"}
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>=cmd|' /C calc'!A0"


def cells(tsc2: Finding, kras: Finding, zygosity: Zygosity = Zygosity.UNKNOWN) -> tuple[GeneCell, ...]:
    """What two genes show, beside one that nobody looked at."""
    assessed = Finding.NOT_ASSESSED not in (tsc2, kras)
    return (
        GeneCell("TSC2", tsc2, zygosity, False, assessed),
        GeneCell("MTOR", Finding.NOT_ASSESSED, Zygosity.UNKNOWN, False, False),
        GeneCell("KRAS", kras, Zygosity.UNKNOWN, False, assessed),
    )


def done(sample: str, tumour_type: str, headline: str, *genotype: Any, **more: Any) -> CohortSample:
    altered = tuple(cell.gene for cell in genotype if cell.finding in (Finding.LOSS, Finding.GAIN))
    row = CohortRow(sample, "OK", tumour_type, headline=headline, genes_altered=altered, missing=2, **more)
    return CohortSample(row, genotype)


# The picture in five greys: black and white has to tell findings apart too.
GREYS = """() => {
  const canvas = document.querySelector(".pane canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const grey = (_, i) => Math.round((data[4 * i] * 0.3 + data[4 * i + 1] * 0.6 + data[4 * i + 2] * 0.1) / 60);
  return Array.from({ length: data.length / 4 }, grey).join("");
}"""

NONE = Finding.NOT_DETECTED
FOUR = [
    done(
        *("PEComa-1", "PECOMA", "LABEL_INDICATION"),
        *cells(Finding.LOSS, NONE, Zygosity.BIALLELIC),
        safety="HOLD",
        blocking=("SAF01",),
        missing_facts=("medications",),
    ),
    done("Lung-2", "LUAD", "MTOR_PLUS_MEK_TRIAL", *cells(Finding.LOSS, Finding.GAIN), safety="CAUTION"),
    done("Colon-10", "COAD", "NO_MTOR_SUGGESTION", *cells(NONE, Finding.GAIN)),
    CohortSample(CohortRow("Broken-3", "FAILED", "COAD", error="nothing could be read")),
]
MANY = [
    done(f"S{n:04}", f"T{n % 30}", "UNDETERMINED", *cells(NONE, Finding.GAIN))
    for n in range(PLAIN_ROWS + 250)
]

Open = Callable[..., Page]


@pytest.fixture
def show(visit: Callable[..., Page], tmp_path: Path) -> Open:
    """Open the page of a cohort; whatever it complains of or asks for fails the test at its end."""

    def open_page(samples: list[CohortSample], **options: Any) -> Page:
        path = tmp_path / "cohort.html"
        path.write_text(render_cohort_html(samples, TEXTS, gene_arms=ARMS), encoding="utf-8")
        return visit(path, viewport={"width": 1200, "height": 900}, **options)

    return open_page


def ids(page: Page) -> list[str]:
    return page.locator("#table tbody th").all_inner_texts()


def said(page: Page) -> str:
    return page.locator("#tools output").inner_text()


@pytest.mark.parametrize(
    "samples", [[], FOUR[:1], FOUR[3:], FOUR, MANY], ids=["0", "1", "failed", "4", "750"]
)
def test_every_size_of_cohort_opens_in_silence(show: Open, samples: list[CohortSample]) -> None:
    page = show(samples)
    assert page.locator("h1").count() == 1
    assert (page.locator("#table").count() == 1) == bool(samples)


def test_failed_samples_stand_before_all_others(show: Open) -> None:
    page = show(FOUR)
    assert ids(page) == ["Broken-3", "Colon-10", "Lung-2", "PEComa-1"]
    assert page.locator(".failures").bounding_box()["y"] < page.locator(".tiles").bounding_box()["y"]  # type: ignore[index]


def test_search_and_filters_narrow_table_picture_and_count_together(show: Open) -> None:
    page = show(FOUR)
    page.get_by_label(WORDS["search"]).fill("lung")
    expect(page.locator("#table tbody tr")).to_have_count(1)
    assert ids(page) == ["Lung-2"]
    assert said(page) == WORDS["shown"].format(shown=1, count=4)
    assert "1 samples" in (page.locator(".pane").get_attribute("aria-label") or "")
    page.get_by_role("button", name=WORDS["reset"]).click()
    assert len(ids(page)) == 4
    page.get_by_label(WORDS["genes"]).select_option("KRAS")
    assert ids(page) == ["Colon-10", "Lung-2"]
    page.get_by_label(WORDS["safety"], exact=True).select_option("CAUTION")
    assert ids(page) == ["Lung-2"]
    page.get_by_label(WORDS["tumour_type"], exact=True).select_option(label="PECOMA")
    assert ids(page) == []
    assert WORDS["none_found"] in page.locator("#table").inner_text()
    page.get_by_role("button", name=WORDS["reset"]).click()
    page.get_by_label(WORDS["headline"], exact=True).select_option("FAILED")
    assert ids(page) == ["Broken-3"]


def test_a_sample_that_failed_is_not_among_those_without_a_warning(show: Open) -> None:
    page = show(FOUR)
    page.get_by_label(WORDS["safety"], exact=True).select_option("none")
    assert ids(page) == ["Colon-10"]


def test_headers_sort_by_keyboard_and_say_so(show: Open) -> None:
    page = show(FOUR)
    header = page.locator("#table thead button").first
    header.focus()
    page.keyboard.press("Enter")
    assert ids(page) == ["Broken-3", "Colon-10", "Lung-2", "PEComa-1"]
    page.keyboard.press("Enter")
    assert ids(page) == ["PEComa-1", "Lung-2", "Colon-10", "Broken-3"]
    assert page.locator("#table th[aria-sort=descending]").count() == 1
    page.get_by_role("button", name=WORDS["safety"]).click()
    assert ids(page)[0] == "PEComa-1"


def test_a_large_cohort_is_turned_page_by_page(show: Open) -> None:
    page = show(MANY)
    following = page.get_by_role("button", name=WORDS["next"])
    for _ in range(7):
        following.click()
    assert ids(page)[0] == "S0700"
    assert len(ids(page)) == 50
    assert following.is_disabled()
    assert page.get_by_role("button", name=WORDS["previous"]).evaluate("x => x === document.activeElement")


def test_the_picture_is_read_with_the_arrow_keys(show: Open) -> None:
    page = show(FOUR)
    page.locator(".pane").focus()
    lines = []
    for _ in range(5):
        page.keyboard.press("ArrowDown")
        lines.append(page.locator(".inspect").inner_text())
    finding = WORDS["finding"]
    both = TEXTS["report"]["words"]["zygosity"]["BIALLELIC"]
    assert f"PEComa-1 TSC2: {finding['LOSS']}, {both}" in lines[2]
    assert f"MTOR: {finding['NOT_ASSESSED']}" in lines[3]
    assert f"KRAS: {finding['NOT_DETECTED']}" in lines[4]
    page.keyboard.press("End")
    assert page.locator(".inspect").inner_text().startswith("Colon-10 KRAS: ")
    assert page.locator(".inspect a").get_attribute("href") == "../Colon-10/report.html"


def test_a_share_is_of_the_assessed_alone(show: Open) -> None:
    page = show(FOUR)
    names = page.locator(".names div:not(.arm)").all_inner_texts()
    assert [line.split() for line in names if line.startswith(("TSC2", "MTOR", "KRAS"))] == [
        ["TSC2", "2/3", "66.7", "%"],
        ["MTOR", "0/0"],
        ["KRAS", "2/3", "66.7", "%"],
    ]


def test_what_differs_in_meaning_differs_in_the_picture(show: Open) -> None:
    both, one, unknown = Zygosity.BIALLELIC, Zygosity.MONOALLELIC, Zygosity.UNKNOWN
    kinds = [(finding, unknown) for finding in Finding] + [(Finding.LOSS, both), (Finding.LOSS, one)]
    pictures = set()
    for finding, zygosity in kinds:
        page = show([done("S", "T", "UNDETERMINED", GeneCell("TSC2", finding, zygosity, False, True))])
        expect(page.locator(".pane canvas")).to_have_attribute("width", "40")
        pictures.add(page.evaluate(GREYS))
    assert len(pictures) == len(kinds)


@pytest.mark.parametrize("samples", [FOUR, MANY], ids=["4", "750"])
def test_without_scripts_everything_is_there_to_read(show: Open, samples: list[CohortSample]) -> None:
    page = show(samples, javascript=False)
    text = page.locator("main").inner_text()
    assert WORDS["counts"] in text
    assert WORDS["gene_table"] in text
    assert not page.locator("#tools").is_visible()
    assert page.locator("#plain tbody tr").count() == (4 if len(samples) == 4 else 0)
    assert (WORDS["pointer"].format(count=len(samples)) in text) == (len(samples) > PLAIN_ROWS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_is_found(show: Open, scheme: str) -> None:
    page = show(FOUR, color_scheme=scheme)
    page.locator("#gene-table summary").click()
    found = Axe().run(page).response["violations"]
    serious = [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_narrow_screen_scrolls_inside_its_boxes_only(show: Open) -> None:
    page = show(FOUR)
    page.set_viewport_size({"width": 380, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_hostile_text_is_text(show: Open) -> None:
    hostile = [
        done(HOSTILE, HOSTILE, "UNDETERMINED", *cells(NONE, NONE)),
        CohortSample(CohortRow(f"{HOSTILE} failed", "FAILED", error=HOSTILE)),
    ]
    page = show(hostile)
    assert ids(page) == [f"{HOSTILE} failed", HOSTILE]
    page.locator(".pane").focus()
    page.keyboard.press("ArrowDown")
    assert HOSTILE in page.locator(".inspect").inner_text()
    assert page.locator("img").count() == 0


def test_print_holds_counts_genes_and_the_first_samples(show: Open) -> None:
    page = show(FOUR)
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in printed.pages)
    for wanted in (WORDS["counts"], "2 / 3", "PEComa-1", "nothing could be read", TEXTS["research_use"]):
        assert wanted in text
    assert WORDS["inspect_hint"] not in text
