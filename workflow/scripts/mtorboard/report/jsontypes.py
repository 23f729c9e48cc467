"""Documents in JSON types only, as every reader and the schema expect them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from mtorboard.report.plain import encodable

_AS_THEY_ARE = frozenset({bool, int, float})


@dataclass(frozen=True, slots=True)
class AsWritten:
    """What is JSON already, as a condition of the curated files is."""

    content: Any


def plain_object(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document in JSON types only: sets sorted, dates as ISO 8601, paths by name, text encodable."""
    return {encodable(str(key)): _plain(value) for key, value in document.items()}


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return encodable(value)
    if value is None or kind in _AS_THEY_ARE:
        return value
    if kind is AsWritten:
        return value.content
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return plain_object(value)
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(item) for item in value)
    if isinstance(value, str):
        return encodable(str(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.name if isinstance(value, PurePath) else value
