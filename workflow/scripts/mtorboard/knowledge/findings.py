"""What a linter of the curated tables found: one record, whichever table it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a curated file.

    Args:
        table: file name, e.g. ``"rules.yaml"``.
        where: row, line, column or key path inside it, as a person would look for it.
        severity: ``"error"`` refuses the release, ``"warning"`` is shown.
        text: what is wrong and, where it can be told, what was probably meant.
    """

    table: str
    where: str
    severity: Literal["error", "warning"]
    text: str
