"""Rows of a curated TSV: cells, schema, dates and the form of every reference, before any row is compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median_low
from typing import Any

import jsonschema_rs

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.findings import Finding
from mtorboard.knowledge.tables import Row
from mtorboard.knowledge.vocabulary import nearest
from mtorboard.schemas import load_schema

_REFERENCES = (
    (re.compile(r"\bPMIDs?:? ?(\d\w*)"), re.compile(r"[1-9]\d{6,7}"), "PubMed number"),
    (re.compile(r"\bPMC(\d\w*)"), re.compile(r"[1-9]\d{5,7}"), "PubMed Central number"),
    (re.compile(r"\bNCT(\d\w*)"), re.compile(r"\d{8}"), "NCT number"),
    (re.compile(r"\bdoi:(\S*)"), re.compile(r"10\.\d{4,9}/\S+"), "DOI"),
    (re.compile(r"\brs(\d\w*)"), re.compile(r"[1-9]\d+"), "dbSNP number"),
    (re.compile(r"\bEID(\d\w*)"), re.compile(r"[1-9]\d*"), "CIViC evidence number"),
)
"""Where a reference begins, the form that it then has, and what it is."""

_YEARS_APART = 5
"""Years between a row's date and that of most rows."""


class Sheet:
    """Rows of a table that follow their schema, and findings about those that do not.

    Args:
        path: the TSV; lines that begin with ``#`` are comments.
        schema: name of its schema under ``knowledge/``; default: the file's own name.

    Attributes:
        lines: (line number, row by column) of every row without a finding.

    Raises:
        KnowledgeError: the file cannot be read, or a row has another number of cells than the header.
    """

    def __init__(self, path: Path, schema: str = "") -> None:
        self.lines: list[tuple[int, Row]] = []
        self.findings: list[Finding] = []
        for line, row in numbered_rows(path):
            problems = _row_problems(schema or path.stem, tuple(row.items()))
            self.findings += [
                Finding(path.name, f"line {line}, {at}", "error", text) for at, text in problems
            ]
            if not problems:
                self.lines.append((line, row))
        self.findings += _dates_apart(path.name, self.lines)


def _dates_apart(table: str, lines: list[tuple[int, Row]]) -> Iterator[Finding]:
    """Rows of years far from those of the other rows: a slip in the year."""
    years = [int(row["date"][:4]) for _, row in lines if "date" in row]
    usual = median_low(years) if years else 0
    for line, row in lines:
        if "date" in row and abs(int(row["date"][:4]) - usual) > _YEARS_APART:
            text = f"{row['date']} is far from the dates of the other rows"
            yield Finding(table, f"line {line}, date", "error", text)


def numbered_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row by column) of a TSV whose comments begin with ``#``.

    Raises:
        KnowledgeError: the file cannot be read, or a row has another number of cells than the header.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KnowledgeError(
            f"cannot be read ({error.strerror})", where=path.name, todo="restore the knowledge folder"
        ) from None
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if line.startswith("#"):
            continue
        if not header:
            header = cells
        elif len(cells) != len(header):
            raise KnowledgeError(
                f"{len(cells)} cells instead of {len(header)}", where=f"{path.name}, line {number}"
            )
        else:
            yield number, dict(zip(header, cells, strict=True))


@cache
def _row_problems(schema: str, cells: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """(column, text) of everything that is wrong with a row for itself."""
    row = dict(cells)
    found = list(schema_problems(schema, row))
    for column, cell in cells:
        found += [(column, text) for text in cell_problems(cell)]
    if not found and row.get("date"):
        try:
            date.fromisoformat(row["date"])
        except ValueError:
            found.append(("date", f"{row['date']} is no date"))
    return tuple(found)


def schema_problems(schema: str, document: Any) -> Iterator[tuple[str, str]]:
    """(column or key path, text) of everything in a row or file that its schema does not allow."""
    for path, text in schema_errors(schema, document):
        yield "/".join(map(str, path)) or "columns", text


def schema_errors(schema: str, document: Any) -> Iterator[tuple[list[str | int], str]]:
    """(key path, text) of everything in a document that the schema ``knowledge/<schema>`` does not allow."""
    validator = _validator(schema)
    if not validator.is_valid(document):
        for error in validator.iter_errors(document):
            why = _comment(load_schema(f"knowledge/{schema}"), error.schema_path)
            text = f"{error.message}{_meant(schema, error)}"
            yield list(error.instance_path), f"{text}{f' ({why})' if why else ''}"


def _meant(schema: str, error: jsonschema_rs.ValidationError) -> str:
    """What was probably meant, where the schema lists what it allows: a word, or a key.

    A word that is refused only beside others is in order by itself, and nothing else was meant.
    """
    kind = error.kind
    if "then" in error.schema_path:
        return ""
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Enum):
        return nearest(str(error.instance), map(str, kind.options))
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        part: Any = load_schema(f"knowledge/{schema}")
        for step in error.schema_path[:-1]:
            part = part[step]
        return "".join(nearest(key, part["properties"]) for key in kind.unexpected)
    return ""


def _comment(schema: Any, path: Iterable[str | int]) -> str:
    """The nearest ``$comment`` on the way to a part of a schema: it says in words what the part asks for."""
    found = ""
    for step in path:
        try:
            schema = schema[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(schema, dict):
            found = schema.get("$comment", found)
    return found.rstrip(".")


@cache
def _validator(schema: str) -> Any:
    return jsonschema_rs.validator_for(load_schema(f"knowledge/{schema}"))


@cache
def cell_problems(cell: str) -> tuple[str, ...]:
    """What is wrong with a text wherever it stands: stray spaces, and references of a wrong form."""
    spaces = () if cell == " ".join(cell.split()) else (f"'{cell}' has a space too many",)
    wrong = (
        f"'{match[0]}' is no {what}"
        for begin, form, what in _REFERENCES
        for match in begin.finditer(cell)
        if not form.fullmatch(match[1].rstrip(".,;:)"))
    )
    return (*spaces, *wrong)
