"""The configuration as plain values with its defaults. Standard library only: every job reads it.

What is wrong in it is found elsewhere (:mod:`mtorboard.reading.config`), once, in the process that starts a run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from mtorboard.schemas import load_schema

LISTS = ("only", "formats", "accepted_filters")
"""Keys that a command line may give as one text with commas: ``--config only=P1,P2``."""


def plain(config: Mapping[str, Any]) -> dict[str, Any]:
    """Copy Snakemake's mapping into plain types.

    Its YAML reader makes a date of a date-like text, and the command line gives lists as one text or number.
    """
    return {key: _listed(value) if key in LISTS else value for key, value in _plain(config).items()}


def complete(config: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the defaults of config.schema.json, also inside blocks."""
    return _with_defaults(plain(config), load_schema("config"))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | None) else str(value)


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return [part for part in (part.strip() for part in value.split(",")) if part]
    return [value] if isinstance(value, int) else value


def _with_defaults(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    filled = dict(document)
    for key, rule in schema["properties"].items():
        if key not in filled and "default" in rule:
            filled[key] = rule["default"]
        if rule.get("type") == "object":
            filled[key] = _with_defaults(filled[key], rule)
    return filled
