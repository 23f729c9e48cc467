"""report.xlsx: the report as a workbook, whose text no spreadsheet takes for a date, number, formula or link."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxInputError
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import RuleBase
from mtorboard.report.plain import visible
from mtorboard.report.tables import COLUMNS as ALTERATION_COLUMNS
from mtorboard.report.tables import alteration_rows
from mtorboard.report.view import told

Json = Mapping[str, Any]
Rows = Iterator[Sequence[Any]]

CELL_LIMIT = 32_767
"""UTF-16 units that a cell holds; a longer text is cut, and says so."""
_WIDEST = 60
_NOT_XML = re.compile("[\ufffe\uffff]")
_FOOTER_ID = 100
"""Characters of a sample id in the footer, which holds 255 in all; the first sheet has the whole of it."""
_FORMULA = ("=", "+", "-", "@")

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "summary": ("field", "value", "text", "for", "against"),
    "alterations": ALTERATION_COLUMNS,
    "rules": (
        "rule",
        "title",
        "class",
        "truth",
        "drug_names",
        "text",
        "amp",
        "escat",
        "civic",
        "evidence_for",
        "evidence_against",
        "citations",
        "because",
        "missing",
        "suppressed_by",
        "cautions",
        "notes",
        "verification",
        "signed_off_by",
        "evidence_date",
        "review_due",
    ),
    "safety": (
        "rule",
        "severity",
        "title",
        "text",
        "because",
        "missing",
        "citations",
        "verification",
        "signed_off_by",
        "review_due",
    ),
    "genes": (
        "gene",
        "status",
        "why",
        "alterations",
        "zygosity",
        "clonality",
        "hotspots_callable",
        "deletions_assessed",
        "coding_share",
        "reads",
        "detectable_vaf",
        "hotspots_missing",
        "source",
    ),
    "arms": ("arm", "name", "state", "genes", "why", "zygosity", "clonality", "unassessed"),
    "missing": ("fact", "text", "needed_by", "changes"),
    "provenance": ("field", "value", "text"),
}
"""Columns of each sheet, in the order of the sheets; their words are ``report.xlsx`` of texts.yaml."""


def make(document: Json, rulebase: RuleBase) -> bytes:
    """Return the content of report.xlsx; the same document gives the same bytes.

    Codes are those of report.json. Lists are joined by line breaks. Empty cells are "not known". A FAILED report
    has its errors on the first sheet, and no row where nothing is known.

    Raises:
        KnowledgeError: texts.yaml lacks a word, or the name of a sheet is none that a spreadsheet takes.
    """
    try:
        return _Book(document, rulebase.texts).content()
    except (KeyError, XlsxInputError) as error:
        raise KnowledgeError(
            f"a word of the workbook cannot be used: {error}",
            where="texts.yaml, report.xlsx",
            why="A sheet or column without its name could be misread",
            todo="give each sheet a name of at most 31 characters, and each column a word",
        ) from error


class _Book:
    """The workbook of one document."""

    def __init__(self, document: Json, texts: Json) -> None:
        self._document = document
        self._texts = texts
        self._report = texts["report"]
        self._words = self._report["xlsx"]

    def content(self) -> bytes:
        stream = io.BytesIO()
        options = {"in_memory": True} | dict.fromkeys(
            ("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False
        )
        with Workbook(stream, options) as book:
            day = dt.date.fromisoformat(self._document["report_date"])
            sample = visible(self._document["sample"]["id"])
            book.set_properties(
                {
                    "title": self._report["document_title"].format(sample=sample),
                    "comments": self._report["research_use"],
                    "created": dt.datetime(day.year, day.month, day.day),
                }
            )
            text = {"num_format": "@", "text_wrap": True, "valign": "top"}
            self._text, self._quoted = book.add_format(text), book.add_format({**text, "quote_prefix": True})
            self._number = book.add_format({"valign": "top"})
            self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
            for name in _COLUMNS:
                self._write(book.add_worksheet(self._words["sheets"][name]), name, sample)
        return stream.getvalue()

    def _write(self, sheet: Worksheet, name: str, sample: str) -> None:
        columns = _COLUMNS[name]
        heads = [self._words["columns"][column] for column in columns]
        table = [[self._cell(value) for value in row] for row in _ROWS[name](self)]
        for column, head in enumerate(heads):
            cells = [row[column] for row in table]
            lines = [line for value in (head, *cells) for line in str(value).split("\n")]
            sheet.set_column(column, column, min(_WIDEST, 2 + max(map(len, lines))))
            sheet.write_string(0, column, head, self._head)
            for row, value in enumerate(cells, start=1):
                self._put(sheet, row, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(table)), len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, len(table), len(columns) - 1)})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(
            f"&L{self._report['research_use']}&C{sample[:_FOOTER_ID].replace('&', '&&')}&R&P / &N"
        )

    def _put(self, sheet: Worksheet, row: int, column: int, value: str | float) -> None:
        if isinstance(value, str):
            if value:
                quoted = value.startswith(_FORMULA)
                sheet.write_string(row, column, value, self._quoted if quoted else self._text)
        else:
            sheet.write_number(row, column, value, self._number)

    def _cell(self, value: Any) -> str | float:
        """A value as a number or as text that fits a cell; empty for what is not known."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(self._report["is_true" if value else "is_false"])
        if isinstance(value, (int, float)):
            return value
        if isinstance(value, (list, tuple)):
            value = "\n".join(map(str, value))
        return self._fitting(_NOT_XML.sub("\ufffd", visible(str(value))))

    def _fitting(self, text: str) -> str:
        units = text.encode("utf-16-le")
        if len(units) <= 2 * CELL_LIMIT:
            return text
        note = f"\n{self._words['cut'].format(count=len(text))}"
        return units[: 2 * (CELL_LIMIT - len(note))].decode("utf-16-le", "ignore") + note

    def summary(self) -> Rows:
        document, report, texts = self._document, self._report, self._texts
        sample, fields = document["sample"], report["fields"]
        yield report["product"], report["research_use"], report["purpose"], "", ""
        yield fields["sample"], sample["id"], "", "", ""
        yield fields["tumour_type"], sample["tumour_type"], sample["tumour_type_name"], "", ""
        yield fields["purity"], sample["purity"], "", "", ""
        yield fields["build"], sample["build"], "", "", ""
        yield fields["region"], document["region"], "", "", ""
        yield fields["report_date"], document["report_date"], "", "", ""
        yield self._words["status"], document["status"], report["words"]["status"][document["status"]], "", ""
        if not document.get("sign_off"):
            yield report["sections"]["signoff"], report["draft"], report["draft_note"], "", ""
        for error in document["errors"]:
            yield report["failed"]["what"], error["kind"], error["text"], "", ""
        assessment = document["assessment"]
        if assessment is None:
            return
        for flag in assessment["safety"]:
            if flag["severity"] in {"STOP", "HOLD"}:
                yield (
                    report["sections"]["safety"],
                    texts["severities"][flag["severity"]],
                    flag["text"],
                    "",
                    "",
                )
        headline = assessment["headline"]
        yield report["sections"]["headline"], headline["code"], headline["text"], "", ""
        for name, item in assessment["strategies"].items():
            verdict = item["verdict"], texts["verdicts"][item["verdict"]]
            yield texts["strategies"][name]["name"], *verdict, item["for"], item["against"]

    def alterations(self) -> Rows:
        for row in alteration_rows(self._document):
            yield [row[column] for column in ALTERATION_COLUMNS]

    def rules(self) -> Rows:
        words = self._report["row"]
        for item in self._assessment("rows"):
            known = item["because"]
            if known and item["truth"] != "TRUE":
                known = [f"{words['known']}:", *known]
            said = {
                side: [one["text"] for one in item[side]] for side in ("evidence_for", "evidence_against")
            }
            row = {**item, **item["tiers"], **said, "text": told(item, words), "because": known}
            yield [row[column] for column in _COLUMNS["rules"]]

    def safety(self) -> Rows:
        for item in self._assessment("safety"):
            yield [item[column] for column in _COLUMNS["safety"]]

    def genes(self) -> Rows:
        for gene, state in self._document["genes"].items():
            seen = state.get("callability") or {}
            row = {"gene": gene, **state, **seen, **(seen.get("coding") or {})}
            yield [row.get(column) for column in _COLUMNS["genes"]]

    def arms(self) -> Rows:
        for arm, state in self._document["arms"].items():
            row = {"arm": arm, "name": self._report["words"]["arm"][arm], **state}
            yield [row[column] for column in _COLUMNS["arms"]]

    def missing(self) -> Rows:
        changes = self._assessment("what_would_change")
        for item in self._assessment("missing"):
            said = [
                change["text"]
                for change in changes
                if item["fact"] in (change["fact"], *(other["fact"] for other in change.get("with", ())))
            ]
            yield item["fact"], item["text"], item["needed_by"], said

    def provenance(self) -> Rows:
        document, words = self._document, self._report["provenance"]
        provenance = document["provenance"]
        yield words["version"], provenance["version"], ""
        yield words["knowledge"], provenance["knowledge"]["version"], provenance["knowledge"]["sha256"]
        for item in provenance["inputs"]:
            yield f"{words['inputs']}: {item['role']}", item["name"], item["sha256"]
        for name, value in sorted(provenance["parameters"].items()):
            yield words["parameters"], name, json.dumps(value, sort_keys=True, ensure_ascii=False)
        for step in document["funnel"]:
            reasons = [f"{reason}: {count}" for reason, count in sorted(step["reasons"].items())]
            yield step["step"], f"{step['in']} → {step['out']}", reasons
        for kind in ("notes", "limits"):
            for text in document[kind]:
                yield self._report["sections"][kind], "", text

    def _assessment(self, part: str) -> Sequence[Json]:
        assessment = self._document["assessment"]
        found: Sequence[Json] = assessment[part] if assessment else ()
        return found


_ROWS = {name: getattr(_Book, name) for name in _COLUMNS}
"""What fills each sheet."""
