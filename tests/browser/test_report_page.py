"""The report in a browser: folds, sorts, works without its script, shows hostile text as text."""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import MADE_UP, TESTS, Visit
from demo import SAMPLES
from playwright.sync_api import Browser, Page
from report_cases import CITATIONS, TEXTS

from mtorboard.cohort.html import render_cohort_html
from mtorboard.cohort.page import cohort_sample
from mtorboard.report.html import render

WORDS = TEXTS["report"]
RICH = "Thyroid-panel-without-TSC-MTOR"
PAGES = [*(f"{name}/report.html" for name in (*SAMPLES, *MADE_UP)), "cohort/cohort.html"]


@pytest.fixture
def rich(visit: Visit, results: Path) -> Page:
    """The demo's longest report."""
    return visit(results / RICH / "report.html")


def open_boxes(page: Page) -> list[bool]:
    opened: list[bool] = page.eval_on_selector_all("details", "boxes => boxes.map(box => box.open)")
    return opened


@pytest.mark.parametrize("path", PAGES)
def test_a_page_complains_of_nothing_and_asks_for_nothing(visit: Visit, results: Path, path: str) -> None:
    page = visit(results / path)
    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == WORDS["language"]


@pytest.mark.parametrize("width", [380, 760])
@pytest.mark.parametrize("name", [RICH, "breast_pik3ca", "failed"])
def test_a_narrow_screen_needs_no_sideways_scrolling(
    visit: Visit, results: Path, name: str, width: int
) -> None:
    page = visit(results / name / "report.html", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# Folding


def test_a_row_folds_by_mouse_and_by_keyboard(rich: Page) -> None:
    row = rich.locator("details.row:not([open])").first
    rule = row.get_attribute("id")
    summary = rich.locator(f"#{rule} > summary")
    summary.click()
    assert rich.locator(f"#{rule}").get_attribute("open") is not None
    summary.press("Enter")
    assert rich.locator(f"#{rule}").get_attribute("open") is None


def test_everything_unfolds_and_folds_at_once(rich: Page) -> None:
    assert set(open_boxes(rich)) == {True, False}
    rich.get_by_role("button", name=WORDS["fold"]["open"], exact=True).click()
    assert set(open_boxes(rich)) == {True}
    rich.get_by_role("button", name=WORDS["fold"]["close"], exact=True).click()
    assert set(open_boxes(rich)) == {False}


def test_a_link_to_a_folded_row_opens_it(rich: Page) -> None:
    folded = rich.locator("details.row:not([open])").first.get_attribute("id")
    rich.evaluate("rule => { location.hash = rule; }", folded)
    rich.wait_for_function("rule => document.getElementById(rule).open", arg=folded)
    assert rich.locator(f"#{folded}").is_visible()


def test_printing_opens_everything_and_folds_it_again_afterwards(rich: Page) -> None:
    before = open_boxes(rich)
    rich.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(open_boxes(rich)) == {True}
    rich.evaluate("dispatchEvent(new Event('afterprint'))")
    assert open_boxes(rich) == before


# Sorting


def column(page: Page, table: str, number: int) -> list[str]:
    cells: list[str] = page.eval_on_selector_all(
        f"{table} tbody tr", "(rows, n) => rows.map(row => row.cells[n].innerText)", number
    )
    return cells


def test_a_table_sorts_by_the_header_that_is_pressed_and_says_so(rich: Page) -> None:
    table = 'section[aria-labelledby="genes"] table'
    genes = column(rich, table, 0)
    header = rich.locator(f"{table} thead th").nth(1)
    button = header.get_by_role("button", name=WORDS["states"]["state"])
    button.press("Enter")
    states = column(rich, table, 1)
    assert header.get_attribute("aria-sort") == "ascending"
    assert states == sorted(states)
    assert sorted(column(rich, table, 0)) == sorted(genes)
    button.click()
    assert header.get_attribute("aria-sort") == "descending"
    assert column(rich, table, 1) == sorted(states, reverse=True)
    rich.locator(f"{table} thead th").nth(0).get_by_role("button").click()
    assert header.get_attribute("aria-sort") is None
    assert column(rich, table, 0) == genes


def test_numbers_sort_as_numbers_and_what_is_not_known_stays_last(rich: Page) -> None:
    table = 'section[aria-labelledby="genes"] table'
    header = rich.locator(f"{table} thead th").nth(2)
    for way in ("ascending", "descending"):
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == way
        shown = [cell.split("\n")[0] for cell in column(rich, table, 2)]
        known = [float(cell.removesuffix(" %")) for cell in shown if cell != WORDS["not_stated"]]
        assert shown[len(known) :] == [WORDS["not_stated"]] * (len(shown) - len(known))
        assert known == sorted(known, reverse=way == "descending")
        assert len(set(known)) > 2


# Without the script, and by keyboard


@pytest.mark.parametrize("name", [RICH, "pecoma_with_hold", "failed"])
def test_a_page_says_the_same_without_its_script(visit: Visit, results: Path, name: str) -> None:
    plain = visit(results / name / "report.html", javascript=False)
    scripted = visit(results / name / "report.html")
    for page in (plain, scripted):
        for box in page.locator("details:not([open]) > summary").all()[::-1]:
            box.click()
    said, again = ([*map(str.strip, page.inner_text("main").split("\n"))] for page in (plain, scripted))
    assert set(said) == set(again) - set(WORDS["fold"].values()) - {" ".join(WORDS["fold"].values())}
    assert not plain.locator("[data-tools]").count() or plain.locator("[data-tools]").is_hidden()
    assert plain.locator("th button").count() == 0


def test_the_keyboard_reaches_the_report_past_the_header_first(rich: Page) -> None:
    rich.keyboard.press("Tab")
    skip = rich.locator(":focus")
    assert skip.inner_text() == WORDS["skip"]
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0
    rich.keyboard.press("Enter")
    assert rich.evaluate("location.hash") == "#main"


def test_what_has_the_focus_has_an_outline(rich: Page) -> None:
    for _ in range(40):
        rich.keyboard.press("Tab")
        style = rich.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid", rich.evaluate("document.activeElement.outerHTML.slice(0, 80)")


# Hostile text

sys.path.append(str(TESTS / "hostile"))
HOSTILE_TESTS = runpy.run_path(str(TESTS / "hostile" / "test_hostile_report.py"))
HOSTILE: tuple[str, ...] = HOSTILE_TESTS["HOSTILE"]


OWN = {"report.html": {"script": 1}, "cohort.html": {"script": 4, "form": 1, "input": 1}}
"""Elements that a page brings itself; a text that brought another would show in their number."""


def shows_as_text(page: Page, text: str, own: Mapping[str, int]) -> None:
    for element in ("script", "img", "iframe", "object", "form", "input", "base"):
        assert page.locator(element).count() == own.get(element, 0)
    assert page.evaluate("document.querySelectorAll('[onerror], [onload], [onmouseover]').length") == 0
    if text.isprintable():
        assert text in re.sub(r"\s+", " ", page.text_content("main") or "")


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_in_every_field_shows_as_text(visit: Visit, tmp_path: Path, number: int) -> None:
    document: dict[str, Any] = HOSTILE_TESTS["poisoned"]("breast_pik3ca", HOSTILE[number])
    pages = {
        "report.html": render(document, TEXTS, CITATIONS),
        "cohort.html": render_cohort_html([cohort_sample(document)], TEXTS, gene_arms={}),
    }
    for name, source in pages.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
        shows_as_text(visit(tmp_path / name), HOSTILE[number], OWN[name])


def test_a_script_that_is_not_the_page_s_own_is_refused(browser: Browser, tmp_path: Path) -> None:
    source = render(MADE_UP["nothing_found"](), TEXTS, CITATIONS)
    path = tmp_path / "report.html"
    path.write_text(source.replace("</main>", "<script>document.title = 'taken over'</script></main>"))
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.title() != "taken over"
    assert page.locator("th button").count() > 0
    page.close()
    assert len(said) == 1
    assert "Content Security Policy" in said[0]
