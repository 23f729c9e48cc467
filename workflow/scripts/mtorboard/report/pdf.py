"""report.pdf: the page of report.html on A4, with bookmarks, made without any file or address being opened."""

from __future__ import annotations

import io
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any

import plutoprint
import pypdf
from pypdf.generic import Fit, NameObject, TextStringObject

from mtorboard.errors import ReportError
from mtorboard.knowledge.base import RuleBase
from mtorboard.report.html import context, render_template
from mtorboard.report.jsontext import named

_BASE = "report:/"
"""Address of the page: links within it are told by it from links to elsewhere. Nothing is there."""


def make(document: Mapping[str, Any], rulebase: RuleBase) -> bytes:
    """Return the content of report.pdf; the same document gives the same bytes on a machine with the same fonts.

    Raises:
        KnowledgeError: texts.yaml lacks a text that the report needs.
        ReportError: the machine has no font.
    """
    page = _page(document, rulebase)
    headings = _headings(page)
    printed = _printed(_with_anchors(page, headings))
    if b"/ToUnicode" not in printed:  # every font that was used comes with its table of characters
        raise ReportError(
            "the PDF would be empty: no font was found",
            where=named(document),
            why="A PDF holds its fonts, and mtorboard brings none",
            todo="install a font with Greek letters and arrows (Debian: fonts-dejavu-core), or leave out pdf",
        )
    return _finished(printed, headings, document["report_date"], rulebase.texts["report"]["language"])


def _page(document: Mapping[str, Any], rulebase: RuleBase) -> str:
    page = "failed.html" if document["status"] == "FAILED" else "report.html"
    texts = rulebase.texts
    content = context(document, texts, rulebase.citations, rulebase.figures)
    return render_template("pdf.html", texts, page=page, **content)


class _NoFetcher(plutoprint.ResourceFetcher):
    """Opens nothing. The page holds all that it shows, so a request could only come from a text that got out."""

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        """Return an empty resource, whatever is asked for."""
        return plutoprint.ResourceData(b"", "text/plain", "utf-8")


def _printed(page: str) -> bytes:
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE)
    book.custom_resource_fetcher = _NoFetcher()
    book.load_html(page, base_url=_BASE)
    stream = io.BytesIO()
    book.write_to_pdf_stream(stream)
    return stream.getvalue()


class _Headings(HTMLParser):
    """Collects id and text of the page's second-level headings, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self._open = dict(attrs).get("id") or ""
            if self._open:
                self.found[self._open] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[self._open] += data


def _headings(page: str) -> dict[str, str]:
    reader = _Headings()
    reader.feed(page)
    reader.close()
    return {place: " ".join(title.split()) for place, title in reader.found.items()}


def _with_anchors(page: str, headings: Mapping[str, str]) -> str:
    """Link to every heading: a place that nothing links to has no name in the PDF."""
    links = "".join(f'<a href="#{escape(place)}"></a>' for place in headings)
    body, end, rest = page.rpartition("</body>")
    return f'{body}<div class="anchors">{links}</div>{end}{rest}'


def _finished(printed: bytes, headings: Mapping[str, str], date: str, language: str) -> bytes:
    """Add bookmarks, the language and a date that is no clock's."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(printed))
    pages = {page.indirect_reference: number for number, page in enumerate(writer.pages)}
    for place, title in headings.items():
        at = writer.named_destinations[place]
        writer.add_outline_item(title=title, page_number=pages[at.raw_get("/Page")], fit=Fit.xyz(top=at.top))
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    writer.add_metadata({"/CreationDate": f"D:{date.replace('-', '')}000000Z"})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
