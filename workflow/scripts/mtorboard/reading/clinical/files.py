"""A sidecar file: its form is told by its content, and every form becomes the document of the YAML form."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtorboard.errors import InputError, Problems
from mtorboard.reading.structured import MAX_BYTES, check, read_yaml
from mtorboard.schemas import load_schema


@dataclass(frozen=True, slots=True)
class Given:
    """A document that follows ``clinical.schema.json``.

    Args:
        where: how errors name its source.
        incomplete: lists that the source does not call whole; ``notes``: what was not read and why.
    """

    document: dict[str, Any]
    where: str
    incomplete: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_given(path: Path, report_date: dt.date | None) -> Given:
    """Read a YAML sidecar or a phenopacket.

    Args:
        path: UTF-8 text; a mapping with the key ``metaData`` is a phenopacket, anything else the YAML form.
        report_date: the day to which ages and treatments of a phenopacket are told.

    Raises:
        InputError: the file cannot be read, is not YAML, or is a phenopacket that is not of version 2.
        Problems: all unknown fields and unusable values together; fields are named, values never repeated.
    """
    document = _json(path)
    if document is None:
        document = read_yaml(path, InputError)
    if isinstance(document, dict) and not {"metaData", "meta_data"}.isdisjoint(document):
        from mtorboard.reading.clinical.phenopacket import read_phenopacket  # noqa: PLC0415 - most are YAML

        document, incomplete, notes = read_phenopacket(document, path.name, report_date)
        given = Given(document, path.name, incomplete, notes)
    else:
        given = Given(_in_words(document), path.name)  # type: ignore[arg-type] # checked below
    problems = check(
        given.document,
        "clinical",
        path.name,
        InputError,
        unknown_todo="Correct the field's name or remove it; config/README.md lists the fields",
    )
    if problems:
        raise Problems(problems)
    return given


def _in_words(document: object) -> object:
    """A whole number as text where the field has that word: ``her2_ihc: 0`` needs no quotes."""
    if not isinstance(document, dict):
        return document
    fields = load_schema("clinical")["properties"]
    return {
        name: str(value)
        if type(value) is int and str(value) in fields.get(name, {}).get("enum", ())
        else value
        for name, value in document.items()
    }


def _json(path: Path) -> object:
    """The content of a JSON file, ``None`` for anything else: what is wrong with that is told where YAML is read.

    YAML holds most of JSON, but not all of its escapes and tabs.

    Raises:
        InputError: an escape stands for half a character, which JSON lets pass.
    """
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES or not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return None
        found = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
        json.dumps(found, ensure_ascii=False).encode()
        return found
    except UnicodeEncodeError:
        raise InputError(
            "holds half a character",
            where=path.name,
            why="An escape from \\ud800 to \\udfff by itself is no character and cannot be written",
            todo="Write both halves, or the character itself in UTF-8",
        ) from None
    except (OSError, ValueError, RecursionError):
        return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_constant(_: str) -> None:
    raise ValueError
