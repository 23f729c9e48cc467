"""Write a sample's report files: validated, complete, or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from mtorboard.errors import ReportError
from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.ruleset import ENGLISH
from mtorboard.report.formats import FORMATS
from mtorboard.report.jsontext import named
from mtorboard.schemas import load_schema

_VERSION = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")
JSON_NAME = FORMATS["json"].file


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
            "the report holds something that JSON cannot", why=type(error).__name__, where=named(document)
        ) from error
    if faults:
        shown = "; ".join(f"{place}: {rule}" for place, rule in faults[:5])
        raise ReportError(
            f"the report does not follow its schema in {len(faults)} place(s): {shown}",
            where=named(document),
            why="A report that breaks its contract could be misread",
            todo="this is a fault of the program or of a table: please report it with the versions",
        )


def _faults(document: Mapping[str, Any]) -> list[jsonschema_rs.ValidationError]:
    return list(_validator().iter_errors(document))


def _rule(error: jsonschema_rs.ValidationError) -> str:
    """Return which schema rule was broken: values are clinical content and stay out of messages."""
    return "/".join(str(part) for part in error.schema_path)


def read_report(path: Path) -> dict[str, Any]:
    """Return a report.json that was written earlier, checked against the schema.

    Raises:
        ReportError: the file cannot be read, is no JSON, is of another schema version, or breaks the schema.
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
    _require_this_version(document, path)
    validate(document)
    return document


def _require_this_version(document: Mapping[str, Any], path: Path) -> None:
    """Refuse a report of another schema version in one sentence, before the schema lists what is different."""
    ours: str = load_schema("report")["properties"]["schema_version"]["const"]
    told = document.get("schema_version")
    if not isinstance(told, str) or not _VERSION.fullmatch(told):
        raise ReportError(
            "not a report.json",
            where=str(path),
            why="It does not say its schema version",
            todo="give a report.json that mtorboard wrote",
        )
    if told != ours:
        older = [*map(int, told.split("."))] < [*map(int, ours.split("."))]
        raise ReportError(
            f"is of schema version {told}, {'older' if older else 'newer'} than {ours}, which this program reads",
            where=str(path),
            why="Fields that have another meaning or are not there could be misread",
            todo="run the sample again, or use the mtorboard that wrote it (provenance.version in the file)",
        )


def language_of(document: Mapping[str, Any]) -> str:
    """Return the language of a report; English where an earlier version did not say."""
    return str(document["provenance"]["parameters"].get("lang", ENGLISH))


def write_report(
    document: Mapping[str, Any],
    directory: Path,
    formats: Collection[str],
    rulebase: RuleBase,
    *,
    stored: bool = False,
    keep_same: bool = False,
) -> list[Path]:
    """Write a report in its formats; everything is made in memory first, so nothing is half-written.

    Args:
        document: from :mod:`mtorboard.report.document`; validated here.
        directory: the sample's own folder; made if need be.
        formats: names of :data:`mtorboard.report.formats.FORMATS`; ``report.json`` is always written.
        rulebase: wording (``texts``) and ``citations``.
        stored: ``document`` was read from the folder's report.json, by :func:`read_report`: it is neither checked
            nor written again.
        keep_same: where the folder's report.json is the same already, leave what else was made of it alone.

    Returns:
        The files written, sorted. Files of formats that were not asked for are removed from ``directory``:
        one left from an earlier run would contradict the new report.

    Raises:
        ReportError: unknown format, invalid document, or the folder cannot be written.
        KnowledgeError: texts.yaml lacks a text that the report needs.
    """
    unknown = sorted(set(formats) - FORMATS.keys())
    if unknown:
        raise ReportError(
            f"unknown report format {', '.join(unknown)}", todo=f"choose among {', '.join(sorted(FORMATS))}"
        )
    if not stored:
        validate(document)
    wanted = {*formats, "json"} - ({"json"} if stored else set())
    contents: dict[str, str | bytes] = {}
    for name in FORMATS:
        if name in wanted:
            contents |= FORMATS[name].make(document, rulebase)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if not (keep_same and _holds(directory / JSON_NAME, contents[JSON_NAME])):
            _remove_unasked(directory, formats)
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


def _holds(path: Path, content: str | bytes) -> bool:
    """Whether a file is there with this content."""
    return path.is_file() and path.read_bytes() == (content.encode() if isinstance(content, str) else content)


def _remove_unasked(directory: Path, formats: Collection[str]) -> None:
    for name, form in FORMATS.items():
        if name not in {"json", *formats}:
            for file in form.files:
                (directory / file).unlink(missing_ok=True)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write bytes, or text as UTF-8 with ``\\n`` line ends, by a temporary file in the same folder and a rename.

    Raises:
        OSError: from the file system; no temporary file is left behind.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
