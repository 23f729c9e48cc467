"""One allele as a caller's fields tell it, and numbers out of their text: whole, or nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtorboard.reading.record import Record


@dataclass(frozen=True, slots=True)
class Site:
    """One allele (``index`` from 0 among ALT) of one record, with the FORMAT ``fields`` of one column."""

    record: Record
    index: int
    fields: Mapping[str, str]

    @property
    def alts(self) -> int:
        """Number of ALTs."""
        return len(self.record.alts)

    @property
    def info(self) -> Mapping[str, str]:
        """INFO where it speaks of this column alone: with a second column it may count both together."""
        return self.record.info if self.record.columns <= 1 else {}

    def counts(self, key: str, number: int) -> Sequence[int]:
        """Return ``number`` counts of a FORMAT field, or nothing."""
        return counts(self.fields.get(key, ""), number)

    def count(self, key: str) -> int | None:
        """Return the single count of a FORMAT field; ``None`` when there is no such single number."""
        found = self.counts(key, 1)
        return found[0] if found else None


def counts(text: str, number: int) -> Sequence[int]:
    """Return exactly ``number`` non-negative whole numbers, or nothing."""
    parts = text.split(",")
    if len(parts) != number or not all(part.isascii() and part.isdigit() for part in parts):
        return ()
    return [int(part) for part in parts]


def fractions(text: str, number: int) -> Sequence[float]:
    """Return exactly ``number`` fractions from 0 to 1, percentages converted, or nothing.

    VarScan writes ``18.47%``, in some locales ``18,47%``.
    """
    if text.endswith("%") and number == 1:
        text = text.replace(",", ".")
    values = [_number(part) for part in text.split(",")]
    usable = [value for value in values if value is not None and 0 <= value <= 1]
    return usable if len(usable) == len(values) == number else ()


def _number(text: str) -> float | None:
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
