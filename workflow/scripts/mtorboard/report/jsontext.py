"""report.json as text: the one serialised form of a report document."""

from __future__ import annotations

import math
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

from mtorboard.errors import ReportError
from mtorboard.knowledge.base import RuleBase


def make(document: Mapping[str, Any], rulebase: RuleBase) -> str:
    """Return the content of report.json."""
    return to_json(document)


def to_json(document: Mapping[str, Any]) -> str:
    """Return the document's one serialised form: keys sorted, UTF-8 text as it is, a newline at the end.

    Raises:
        ReportError: a number is infinite or not a number, or a value is no JSON type.
    """
    try:
        text = _text(document, "\n")
    except (TypeError, ValueError) as error:
        raise ReportError(
            "the report holds something that JSON cannot", where=named(document), why=type(error).__name__
        ) from error
    return text + "\n"


def _text(value: Any, line: str) -> str:
    """Write what ``json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)`` writes.

    The library indents with an encoder in Python that yields every comma by itself; one string a value takes half
    the time, and for many samples this is a good part of it.

    Args:
        value: of JSON types, keys of mappings text.
        line: line break and blanks of the line that ``value`` begins on.
    """
    kind, inner = type(value), line + " "
    if kind is dict:
        held = [
            f"{encode_basestring(key)}: {encode_basestring(item) if type(item) is str else _text(item, inner)}"
            for key, item in sorted(value.items())
        ]
        return "{" + inner + f",{inner}".join(held) + line + "}" if held else "{}"
    if kind is list:
        held = [encode_basestring(item) if type(item) is str else _text(item, inner) for item in value]
        return "[" + inner + f",{inner}".join(held) + line + "]" if held else "[]"
    if kind is str:
        return encode_basestring(value)
    if (kind is float and math.isfinite(value)) or kind is int:
        return repr(value)
    if value is None or kind is bool:
        return _WORDS[value]
    raise ValueError(kind.__name__) if kind is float else TypeError(kind.__name__)


_WORDS = {None: "null", True: "true", False: "false"}


def named(document: Mapping[str, Any]) -> str:
    """Return how a message names a document: by its sample id."""
    sample = document.get("sample")
    return f"sample {sample.get('id', '?')}" if isinstance(sample, Mapping) else "report"
