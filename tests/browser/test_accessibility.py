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
# Between them they show every colour: STOP, HOLD, cautions, a failure, the cohort's table. Contrast takes most of
# the time that axe needs.
COLOURFUL = (
    "breast_pik3ca/report.html",
    "NET-ketoconazole/report.html",
    "failed/report.html",
    "cohort/cohort.html",
)
CONTRAST = {"runOnly": ["color-contrast", "link-in-text-block"]}
STRUCTURE = {"rules": {rule: {"enabled": False} for rule in CONTRAST["runOnly"]}}


def faults(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def unfolded(visit: Visit, path: Path, **options: Any) -> Page:
    page = visit(path, **options)
    page.eval_on_selector_all("details", "boxes => boxes.forEach(box => { box.open = true; })")
    return page


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_fault_of_structure(visit: Visit, results: Path, path: str) -> None:
    assert faults(unfolded(visit, results / path), STRUCTURE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", COLOURFUL)
def test_axe_finds_no_fault_of_contrast(visit: Visit, results: Path, path: str, scheme: str) -> None:
    assert faults(unfolded(visit, results / path, color_scheme=scheme), CONTRAST) == []


def test_a_fault_would_be_found(visit: Visit, results: Path) -> None:
    page = visit(results / "nothing_found" / "report.html")
    page.evaluate("document.querySelector('h1').style.color = '#e0e0e0'")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert {fault.split(":")[0] for fault in faults(page, CONTRAST)} == {"color-contrast"}
    assert {fault.split(":")[0] for fault in faults(page, STRUCTURE)} == {"html-has-lang"}
