"""report.json as text: the one serialised form of a report document."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ReportError(
            "the report holds something that JSON cannot", where=named(document), why=type(error).__name__
        ) from error
    return text + "\n"


def named(document: Mapping[str, Any]) -> str:
    """Return how a message names a document: by its sample id."""
    sample = document.get("sample")
    return f"sample {sample.get('id', '?')}" if isinstance(sample, Mapping) else "report"
