"""Write a sample's report files: validated, complete, or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from mtorboard.errors import ReportError
from mtorboard.knowledge.base import RuleBase
from mtorboard.report.tables import alterations_tsv
from mtorboard.schemas import load_schema

JSON_NAME = "report.json"


@lru_cache(maxsize=1)
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(load_schema("report"))


def validate(document: Mapping[str, Any]) -> None:
    """Check a report against report.schema.json (JSON Schema 2020-12).

    Raises:
        ReportError: it does not follow the schema; the message names the first five places and never a value.
    """
    try:
        faults = sorted(
            {
                ("/".join(map(str, error.instance_path)) or "(top)", _rule(error))
                for error in _faults(document)
            }
        )
    except (TypeError, ValueError) as error:
        raise ReportError(
            "the report holds something that JSON cannot", why=type(error).__name__, where=_sample(document)
        ) from error
    if faults:
        shown = "; ".join(f"{place}: {rule}" for place, rule in faults[:5])
        raise ReportError(
            f"the report does not follow its schema in {len(faults)} place(s): {shown}",
            where=_sample(document),
            why="A report that breaks its contract could be misread",
            todo="this is a fault of the program or of a table: please report it with the versions",
        )


def _faults(document: Mapping[str, Any]) -> list[jsonschema_rs.ValidationError]:
    return list(_validator().iter_errors(document))


def _rule(error: jsonschema_rs.ValidationError) -> str:
    """Return which schema rule was broken: values are clinical content and stay out of messages."""
    return "/".join(str(part) for part in error.schema_path)


def _sample(document: Mapping[str, Any]) -> str:
    sample = document.get("sample")
    return f"sample {sample.get('id', '?')}" if isinstance(sample, Mapping) else "report"


def to_json(document: Mapping[str, Any]) -> str:
    """Return the document's one serialised form: keys sorted, UTF-8 text as it is, a newline at the end.

    Raises:
        ReportError: a number is infinite or not a number, or a value is no JSON type.
    """
    try:
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ReportError(
            "the report holds something that JSON cannot", where=_sample(document), why=type(error).__name__
        ) from error
    return text + "\n"


def read_report(path: Path) -> dict[str, Any]:
    """Return a report.json that was written earlier, checked against the schema.

    Raises:
        ReportError: the file cannot be read, is not JSON, or does not follow the schema.
    """
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ReportError(
            "not a readable report.json",
            where=str(path),
            why=error.strerror or "" if isinstance(error, OSError) else "It is not JSON",
            todo="run the sample again",
        ) from error
    if not isinstance(document, dict):
        raise ReportError("not a report.json", where=str(path), why="It is no JSON object")
    validate(document)
    return document


def write_report(
    document: Mapping[str, Any], directory: Path, formats: Collection[str], rulebase: RuleBase
) -> list[Path]:
    """Write a report in its formats; everything is made in memory first, so nothing is half-written.

    Args:
        document: from :mod:`mtorboard.report.document`; validated here.
        directory: the sample's own folder; made if need be.
        formats: of ``json``, ``html``, ``tsv``. ``report.json`` is always written, as the others render it.
        rulebase: wording (``texts``) and ``citations``.

    Returns:
        The files written, sorted. Files of formats that were not asked for are removed from ``directory``:
        one left from an earlier run would contradict the new report.

    Raises:
        ReportError: unknown format, invalid document, or the folder cannot be written.
        KnowledgeError: texts.yaml lacks a text that the report needs.
    """
    makers = _makers(rulebase)
    unknown = sorted(set(formats) - makers.keys())
    if unknown:
        raise ReportError(
            f"unknown report format {', '.join(unknown)}", todo=f"choose among {', '.join(sorted(makers))}"
        )
    validate(document)
    wanted = {"json", *formats}
    contents = {name: make(document) for form, (name, make) in makers.items() if form in wanted}
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for form, (name, _) in makers.items():
            if form not in wanted:
                (directory / name).unlink(missing_ok=True)
        # report.json last: where it is new, everything rendered from it is new too.
        for name in sorted(contents, key=lambda name: name == JSON_NAME):
            write_atomically(directory / name, contents[name])
    except OSError as error:
        raise ReportError(
            "the report cannot be written",
            where=str(directory),
            why=error.strerror or type(error).__name__,
            todo="check that the folder is writable and the disk not full",
        ) from error
    return sorted(directory / name for name in contents)


def _makers(rulebase: RuleBase) -> dict[str, tuple[str, Callable[[Mapping[str, Any]], str]]]:
    """Return, by format, the file name and what makes its content."""

    def html(document: Mapping[str, Any]) -> str:
        # The template engine takes 0.1 s to import: only where HTML is asked for.
        from mtorboard.report.html import render  # noqa: PLC0415

        return render(document, rulebase.texts, rulebase.citations)

    return {
        "json": (JSON_NAME, to_json),
        "html": ("report.html", html),
        "tsv": ("alterations.tsv", alterations_tsv),
    }


def write_atomically(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with ``\\n`` line ends, by a temporary file in the same folder and a rename.

    Raises:
        OSError: from the file system; no temporary file is left behind.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
