"""What a linter of the curated tables found: one record, whichever table it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a curated file.

    Args:
        table: file name, e.g. ``"rules.yaml"``.
        where: row, line, column or key path inside it, as a person would look for it.
        severity: ``"error"`` refuses the release, ``"warning"`` is shown, ``"info"`` says what was not checked.
        text: what is wrong and, where it can be told, what was probably meant.
    """

    table: str
    where: str
    severity: Severity
    text: str


Say = Callable[[str, str], Finding]
"""Makes an error of one row: (key or column inside it, what is wrong)."""


def sayer(table: str, name: str) -> Say:
    """What says that a row is wrong: ``sayer("rules.yaml", "R01")("drugs", "'x' is not known")``."""
    return lambda where, text: Finding(
        table, ", ".join(part for part in (name, where) if part), "error", text
    )
