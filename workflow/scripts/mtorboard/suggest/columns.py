"""Conditions in many supposed worlds at once: one column a world, one bit of a mask a column.

A condition's truth in all columns is two whole numbers, so Kleene's connectives are ``&``, ``|`` and ``^`` on them,
and a tree is walked once however many worlds there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import Node


class Masks(NamedTuple):
    """Columns in which a condition is TRUE, and those in which it is not FALSE (a superset)."""

    true: int
    possible: int

    @property
    def unknown(self) -> int:
        """Columns in which it is UNKNOWN."""
        return self.possible & ~self.true

    @classmethod
    def of(cls, truths: Mapping[int, Truth]) -> Masks:
        """Return the masks of truths by column."""
        true = sum(1 << column for column, truth in truths.items() if truth is Truth.TRUE)
        return cls(true, sum(1 << column for column, truth in truths.items() if truth is not Truth.FALSE))

    def at(self, columns: Sequence[int]) -> Masks:
        """Return the masks of some of the columns, in their order."""
        true = possible = 0
        for place, column in enumerate(columns):
            true |= (self.true >> column & 1) << place
            possible |= (self.possible >> column & 1) << place
        return Masks(true, possible)

    def repeated(self, size: int, times: int) -> Masks:
        """Return these masks of ``size`` columns so many times, one after the other."""
        again = sum(1 << size * number for number in range(times))
        return Masks(self.true * again, self.possible * again)

    def spread(self, width: int) -> Masks:
        """Return masks in which each of these columns is so many columns wide."""
        whole = (1 << width) - 1
        return Masks(*(sum(whole << width * column for column in bits(mask)) for mask in self))


def bits(mask: int) -> Iterator[int]:
    """Yield the columns of a mask, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Columns:
    """Conditions over a number of columns, each evaluated once.

    Args:
        size: how many columns there are.
        leaf: masks of a leaf over these columns.
    """

    def __init__(self, size: int, leaf: Callable[[Node], Masks]) -> None:
        self.all = (1 << size) - 1
        self._leaf = leaf
        self._known: dict[Node, Masks] = {}

    def masks(self, node: Node) -> Masks:
        """Return where a condition is TRUE and where it is not FALSE."""
        found = self._known.get(node)
        if found is None:
            found = self._leaf(node) if node.test is not None else self._joined(node)
            self._known[node] = found
        return found

    def _joined(self, node: Node) -> Masks:
        """Join the children; what cannot matter any more in any column is not evaluated."""
        if node.key == "not":
            inner = self.masks(node.children[0])
            return Masks(self.all & ~inner.possible, self.all & ~inner.true)
        true, possible = [self.all] + [0] * node.count, [self.all] + [0] * node.count
        for number, child in enumerate(node.children, start=1):
            part = self.masks(child)
            _count(true, part.true)
            _count(possible, part.possible)
            still = min(len(node.children) - number, node.count)
            if true[node.count] == self.all or not possible[node.count - still]:
                break
        return Masks(true[node.count], possible[node.count])


def _count(in_so_many: list[int], part: int) -> None:
    """Add a part to the columns that lie in at least so many parts, by how many."""
    for number in range(len(in_so_many) - 1, 0, -1):
        in_so_many[number] |= in_so_many[number - 1] & part
