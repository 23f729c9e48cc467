"""What the page repeats of a clinical source: shortened, and without what cannot be printed."""

from __future__ import annotations

from typing import Any

from mtorboard.model.clinical import PriorTherapy, Transplant

_LONGEST = 60


def shortened(text: str) -> str:
    """Return text of a source as the page may repeat it."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST]


def said(value: Any) -> str:
    """Return a field's value in a few words: of a block or a list what a contradiction can be about."""
    if isinstance(value, tuple):
        return ", ".join(sorted({said(item) for item in value})) or "none"
    if isinstance(value, Transplant):
        return value.organ
    if isinstance(value, PriorTherapy):
        return value.setting or "setting not stated"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)
