"""Kleene's strong three-valued logic: what is not known stays not known until it cannot matter."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    """TRUE, FALSE or UNKNOWN."""

    TRUE = "TRUE"
    FALSE = "FALSE"
    UNKNOWN = "UNKNOWN"

    def __bool__(self) -> bool:
        """Refuse Python's two-valued test: ``if truth`` would silently read UNKNOWN as true or false."""
        raise TypeError("compare a Truth with `is Truth.TRUE`; it has no two-valued meaning")

    @classmethod
    def of(cls, value: bool | None) -> Truth:
        """Return TRUE or FALSE for a bool, UNKNOWN for ``None``."""
        if value is None:
            return cls.UNKNOWN
        return cls.TRUE if value else cls.FALSE


def negate(value: Truth) -> Truth:
    """Kleene NOT: UNKNOWN stays UNKNOWN."""
    if value is Truth.UNKNOWN:
        return value
    return Truth.FALSE if value is Truth.TRUE else Truth.TRUE


def conjunction(values: Iterable[Truth]) -> Truth:
    """Kleene AND; TRUE for no operands."""
    return at_least(len(operands := list(values)), operands)


def disjunction(values: Iterable[Truth]) -> Truth:
    """Kleene OR; FALSE for no operands."""
    return at_least(1, values)


def at_least(count: int, values: Iterable[Truth]) -> Truth:
    """TRUE if ``count`` operands are TRUE, FALSE if that can no longer happen, else UNKNOWN."""
    operands = list(values)
    certain = sum(value is Truth.TRUE for value in operands)
    possible = sum(value is not Truth.FALSE for value in operands)
    if certain >= count:
        return Truth.TRUE
    return Truth.UNKNOWN if possible >= count else Truth.FALSE
