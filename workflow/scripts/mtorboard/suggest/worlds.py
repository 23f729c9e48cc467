"""Supposed worlds side by side: what is set in each, and conditions over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from mtorboard.model.truth import Truth
from mtorboard.suggest.columns import Columns, Masks
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.facts import biomarker_roots
from mtorboard.suggest.precedence import with_altered
from mtorboard.suggest.trials import Trials, Value

Placed = tuple[int, int, Masks]
"""Masks of a leaf over some of the columns: the first of these, how many they are, and the masks."""


class Worlds:
    """Worlds that differ from the sample's in one or two facts, a column each.

    Args:
        trials: values of facts.
        values: what is set in each world.
        placed: the columns whose facts reach a leaf, with its masks there.
    """

    def __init__(
        self,
        trials: Trials,
        values: Sequence[tuple[Value, ...]],
        placed: Callable[[Node], Iterable[Placed]],
    ) -> None:
        self._trials = trials
        self._values = values
        self._placed = placed
        self._worlds: dict[int, World] = {}
        self._supposing: dict[str, Columns] = {}
        self.columns = Columns(len(values), self._leaf)

    def world(self, column: int) -> World:
        """Return one of the worlds."""
        if column not in self._worlds:
            self._worlds[column] = self._trials.world(*self._values[column])
        return self._worlds[column]

    def supposing(self, mark: str) -> Columns:
        """Return the same worlds with an arm or gene altered in addition, where it is not altered anyway."""
        if mark not in self._supposing:
            base = self._trials.base
            roots, supposed = biomarker_roots(base.sheet, (mark,)), with_altered(base, mark)

            def leaf_masks(leaf: Node) -> Masks:
                if leaf.reads.isdisjoint(roots):
                    return self.columns.masks(leaf)
                return self._laid(supposed.truth(leaf), self._together(leaf, mark))

            self._supposing[mark] = Columns(len(self._values), leaf_masks)
        return self._supposing[mark]

    def _leaf(self, leaf: Node) -> Masks:
        return self._laid(self._trials.base.truth(leaf), self._placed(leaf))

    def _together(self, leaf: Node, mark: str) -> Iterable[Placed]:
        """Masks of a leaf in the columns whose facts reach it, with the biomarker altered."""
        for first, width, _ in self._placed(leaf):
            for column in range(first, first + width):
                truth = self._trials.kept(
                    mark, leaf, self._values[column], partial(self._altered, column, mark, leaf)
                )
                yield column, 1, Masks.of({0: truth})

    def _altered(self, column: int, mark: str, leaf: Node) -> Truth:
        return with_altered(self.world(column), mark).truth(leaf)

    def _laid(self, truth: Truth, placed: Iterable[Placed]) -> Masks:
        """Masks of a leaf that has one truth but in the columns that are ``placed``."""
        whole = (1 << len(self._values)) - 1
        true = whole if truth is Truth.TRUE else 0
        possible = 0 if truth is Truth.FALSE else whole
        for first, width, masks in placed:
            others = ~(((1 << width) - 1) << first)
            true = true & others | masks.true << first
            possible = possible & others | masks.possible << first
        return Masks(true, possible)
