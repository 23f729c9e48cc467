"""No serious fault of accessibility, by axe-core, in light and in dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import MADE_UP, Visit
from demo import SAMPLES
from playwright.sync_api import Page

PAGES = [*(f"{name}/report.html" for name in (*SAMPLES, *MADE_UP)), "cohort/cohort.html"]
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}


def faults(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    found = Axe().run(page, options=options or {"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_fault(visit: Visit, results: Path, path: str) -> None:
    page = visit(results / path)
    page.eval_on_selector_all("details", "boxes => boxes.forEach(box => { box.open = true; })")
    assert faults(page) == []
    # What does not depend on colours was just looked at.
    page.emulate_media(color_scheme="dark")
    assert faults(page, COLOURS) == []


def test_a_fault_would_be_found(visit: Visit, results: Path) -> None:
    page = visit(results / "nothing_found" / "report.html")
    page.evaluate("document.querySelector('h1').style.color = '#e0e0e0'")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert {fault.split(":")[0] for fault in faults(page)} == {"color-contrast", "html-has-lang"}
