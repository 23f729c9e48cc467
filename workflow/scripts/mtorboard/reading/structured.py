"""Read small YAML files safely and say what a JSON Schema has against them, without repeating their values.

How the YAML is understood, stands in :mod:`mtorboard.reading.plainyaml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from mtorboard.errors import MtorboardError
from mtorboard.reading.suggestions import did_you_mean, one_of
from mtorboard.schemas import load_schema

MAX_BYTES = 1_000_000
"""A sidecar or configuration of more than this is some other file."""

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a block of keys",
    "string": "text",
}


def read_yaml(path: Path, error: type[MtorboardError], *, where: str | None = None) -> object:
    """Return the content of a YAML file; an empty file is ``{}``.

    Args:
        path: UTF-8 text of at most :data:`MAX_BYTES`.
        error: class of the errors to raise; ``where``: how they name the file (its name by default).

    Raises:
        MtorboardError: of class ``error``, when the file cannot be read or is not plain YAML.
    """
    from mtorboard.reading.plainyaml import parse  # noqa: PLC0415 - most samples come without any YAML

    where = where or path.name
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES:
            raise error(
                "is too large",
                where=where,
                why="A file of this kind holds a few hundred lines of YAML",
                todo="Check that the right file is named",
            )
        return parse(content.decode("utf-8-sig"), error, where)
    except OSError as problem:
        raise error(
            f"cannot be read ({problem.strerror or 'unknown reason'})",
            where=where,
            why=f"It is expected at {path}",
            todo="Check the path and the permissions",
        ) from problem
    except UnicodeDecodeError as problem:
        raise error("is not UTF-8 text", where=where, todo="Save it as plain text in UTF-8") from problem


def check(
    document: object, schema: str, where: str, error: type[MtorboardError], *, unknown_todo: str = ""
) -> list[MtorboardError]:
    """Return what the schema has against the document, sorted by place; an empty list if nothing.

    Args:
        document: content as :func:`read_yaml` gives it.
        schema: name of the schema, e.g. ``"clinical"``.
        where: how the errors name the file; ``error``: their class.
        unknown_todo: what to do about an unknown key.

    The errors name fields and permitted values, never the value that was given: it may be a clinical fact.
    """
    problems: dict[tuple[str, str], MtorboardError] = {}
    for fault in _validator(schema).iter_errors(document):
        place = _place(fault.instance_path)
        for what, todo in _explain(fault, schema, unknown_todo):
            # One complaint a field: an empty text breaks both its length and its pattern.
            key = (place, what if fault.kind.name in {"additionalProperties", "required"} else "")
            at = f"{where}, {place}" if place else where
            problems.setdefault(key, error(what, where=at, todo=todo))
    return [problems[key] for key in sorted(problems)]


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(load_schema(schema), validate_formats=True, formats=_FORMATS)


def _is_day(text: str) -> bool:
    """A day that can be reckoned with: ISO 8601 has a year 0, which Python's calendar lacks."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_TIMESTAMP = jsonschema_rs.Draft202012Validator({"format": "date-time"}, validate_formats=True)
_FORMATS = {"date": _is_day, "date-time": lambda text: _TIMESTAMP.is_valid(text) and _is_day(text[:10])}


def _place(path: Iterable[str | int]) -> str:
    """``["germline", 0, "gene"]`` -> ``germline[1].gene``; people count entries from one."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _explain(fault: Any, schema: str, unknown_todo: str) -> list[tuple[str, str]]:
    kind, facts = fault.kind.name, fault.kind.as_dict()
    if kind == "additionalProperties":
        known = _known_keys(schema, fault.schema_path)
        return [
            (f"unknown key '{key}'{did_you_mean(key, known)}", unknown_todo or "Correct the key or remove it")
            for key in facts["unexpected"]
        ]
    if kind == "required":
        return [(f"'{facts['property']}' is missing", "Add it")]
    if kind == "enum":
        options = one_of(str(option) for option in facts["options"] if option is not None)
        optional = ", or leave the field out" if None in facts["options"] else ""
        return [("the value is not one of the permitted ones", f"Write {options}{optional}")]
    if kind == "type":
        wanted = one_of(_TYPES[name] for name in _types(facts["types"]) if name != "null")
        return [("the value has the wrong type", f"Write {wanted}")]
    if kind == "format":
        return [("the value is not a calendar date", "Write it as YYYY-MM-DD")]
    limits = {
        "minimum": "at least {limit}",
        "maximum": "at most {limit}",
        "exclusiveMinimum": "more than {limit}",
        "minItems": "{limit} or more entries",
    }
    if kind in limits:
        return [("the value is out of range", f"Write {limits[kind].format(limit=facts['limit'])}")]
    return [("the value is not usable", "See config/README.md for what may stand here")]


def _types(types: str | Iterable[str]) -> list[str]:
    return [types] if isinstance(types, str) else list(types)


def _known_keys(schema: str, schema_path: list[str | int]) -> Mapping[str, Any]:
    node: Any = load_schema(schema)
    for step in schema_path[:-1]:
        node = node[step]
    keys: Mapping[str, Any] = node.get("properties", {})
    return keys
