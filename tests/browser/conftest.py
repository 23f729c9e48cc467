"""Pages as a browser shows them: Chromium driven by Playwright, cut off from any network.

Chromium is Debian's (``apt-get install chromium``) or what ``MTORBOARD_CHROMIUM`` names; nothing is downloaded.
Without it the tests are skipped, but where ``CI`` is set they fail: there a page that nobody looked at is no pass.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

TESTS = Path(__file__).resolve().parents[1]
# The demo run and the made-up situations are shared with the golden and the unit tests.
sys.path += [str(TESTS / "golden"), str(TESTS / "unit")]

from demo import run_demo  # noqa: E402
from report_cases import CITATIONS, TEXTS, run_facts, sample_facts  # noqa: E402
from report_situations import SITUATIONS  # noqa: E402

from mtorboard.errors import InputError  # noqa: E402
from mtorboard.report.document import failed_report  # noqa: E402
from mtorboard.report.html import render  # noqa: E402

_QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync")  # fmt: skip


def chromium() -> str:
    """The browser to drive; without one the test is skipped, or fails where ``CI`` is set."""
    found = os.environ.get("MTORBOARD_CHROMIUM") or shutil.which("chromium")
    if found:
        return found
    reason = "no Chromium here: apt-get install chromium, or name one in MTORBOARD_CHROMIUM"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_QUIET))
        yield browser
        browser.close()


class Watch(NamedTuple):
    """A page and what it did that a report must not do."""

    page: Page
    complaints: list[str]


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a file; when the test ends, the page must have asked for nothing else and complained of nothing."""
    contexts: list[BrowserContext] = []
    watched: list[Watch] = []

    def open_file(path: Path, *, javascript: bool = True, **options: Any) -> Page:
        context = browser.new_context(java_script_enabled=javascript, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: complaints.append(f"asked for {request.url}"))
        page.goto(path.as_uri())
        assert complaints.pop(0) == f"asked for {path.as_uri()}"
        watched.append(Watch(page, complaints))
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert [watch.complaints for watch in watched if watch.complaints] == []


def failed_document() -> dict[str, Any]:
    error = InputError("truncated", where="a.vcf.gz", why="Calls are missing", todo="copy it again")
    return failed_report(sample_facts("a", "IDC"), run_facts(), [error])


MADE_UP: dict[str, Callable[[], dict[str, Any]]] = {**SITUATIONS, "failed": failed_document}
"""Documents that the demo does not reach, by the name of their folder."""


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's results, and beside them a report of each made-up document."""
    folder = run_demo(tmp_path_factory.mktemp("pages"))
    for name, make in MADE_UP.items():
        (folder / name).mkdir()
        (folder / name / "report.html").write_text(render(make(), TEXTS, CITATIONS), encoding="utf-8")
    return folder
