"""The values of missing facts, tried out: what each makes of the leaves that it reaches.

A value's effect hangs on few other facts, so it is worked out once for all tumours that are equal in these.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mtorboard.model.alteration import ACTIONABLE_CLASSES
from mtorboard.suggest.columns import Masks
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.domains import Choice, Domains
from mtorboard.suggest.facts import FactSheet, Finding, touched, with_fact
from mtorboard.suggest.index import RuleIndex


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """The values of one fact, a column each.

    Args:
        fact: its id.
        choices: the values; those that rules cannot tell apart share a column.
        alike: for each column the first that is the same to a leaf that asks for states (:data:`OF_STATES`).
        leaves: leaves that the fact reaches.
        known: masks of those that were asked for so far.
    """

    fact: str
    choices: tuple[tuple[Choice, ...], ...]
    alike: tuple[int, ...]
    leaves: tuple[Node, ...]
    known: dict[Node, Masks]

    @property
    def size(self) -> int:
        """How many columns there are."""
        return len(self.choices)


OF_STATES = frozenset({"arm", "gene", "unassessed"})
"""Leaves that ask whether genes and arms are altered and how, never by which allele."""

Value = tuple[Tried, int]
"""A fact and the column of its value."""


class Trials:
    """What the values of one tumour's missing facts make of the leaves that decide anything."""

    def __init__(self, index: RuleIndex, domains: Domains, world: World, parts: Mapping[str, int]) -> None:
        self._index = index
        self._parts = parts
        self._domains = domains
        self.base = world
        self._tried: dict[str, Tried] = {}
        self._sheets: dict[tuple[str, int], FactSheet] = {}
        self._worlds: dict[tuple[tuple[str, int], ...], World] = {}
        self._read: dict[Node, tuple[int, ...]] = {}

    def of(self, fact: str) -> Tried:
        """Return a fact's values, each tried alone; tumour types that rules cannot tell apart are one."""
        if fact not in self._tried:
            reach = self._index.reach(touched(self.base.sheet, fact))
            kept = self._index.kept.trials
            key = (fact, *self.hangs_on(reach.reads))
            if key not in kept:
                kept[key] = self._made(fact, reach.leaves)
            self._tried[fact] = kept[key]
        return self._tried[fact]

    def hangs_on(self, roots: Iterable[str]) -> Iterator[int]:
        """Yield tokens for what these roots are: tumours with equal tokens are equal in them."""
        others = self._parts["clinical"]
        return (self._parts.get(root, others) for root in roots)

    def sheet(self, value: Value) -> FactSheet:
        """Return the tumour's sheet with one fact set."""
        tried, column = value
        key = (tried.fact, column)
        if key not in self._sheets:
            self._sheets[key] = with_fact(self.base.sheet, tried.fact, tried.choices[column][0].value)
        return self._sheets[key]

    def world(self, *values: Value) -> World:
        """Return the world in which one or two facts are set; several leaves ask for the same one."""
        key = tuple((tried.fact, column) for tried, column in values)
        if key not in self._worlds:
            (first, *others) = values
            sheet, roots = self.sheet(first), touched(self.base.sheet, first[0].fact)
            for tried, column in others:
                roots |= touched(sheet, tried.fact)
                sheet = with_fact(sheet, tried.fact, tried.choices[column][0].value)
            self._worlds[key] = self.base.vary(sheet, roots)
        return self._worlds[key]

    def together(self, leaf: Node, first: Value, second: Value) -> Masks:
        """Return the masks of a leaf, a single column, where two facts of which one reaches it are set."""
        (one, mine), (other, theirs) = first, second
        if leaf not in other.leaves:
            return self.masks(one, leaf).at(mine)
        if leaf not in one.leaves:
            return self.masks(other, leaf).at(theirs)
        if leaf.key in OF_STATES:
            mine, theirs = one.alike[mine], other.alike[theirs]
        if leaf not in self._read:
            self._read[leaf] = tuple(self.hangs_on(sorted(leaf.reads)))
        kept, key = self._index.kept.together, (leaf, one, mine, other, theirs, self._read[leaf])
        if key not in kept:
            kept[key] = Masks.of({0: self.world((one, mine), (other, theirs)).truth(leaf)})
        return kept[key]

    def masks(self, tried: Tried, leaf: Node) -> Masks:
        """Return the masks of a leaf over the values of a fact that reaches it."""
        if leaf not in tried.known:
            alike = tried.alike if leaf.key in OF_STATES else range(tried.size)
            truths = {column: leaf.truth_on(self.sheet((tried, column))) for column in set(alike)}
            tried.known[leaf] = Masks.of({column: truths[same] for column, same in enumerate(alike)})
        return tried.known[leaf]

    def _made(self, fact: str, leaves: tuple[Node, ...]) -> Tried:
        same: dict[Hashable, list[Choice]] = {}
        for choice in self._domains.choices(fact, self.base.sheet):
            kind = self._domains.kind(choice) if fact == "tumour_type" else choice.label
            same.setdefault(kind, []).append(choice)
        choices = tuple(map(tuple, same.values()))
        states = [_state_of(column, alike[0].value) for column, alike in enumerate(choices)]
        return Tried(fact, choices, tuple(map(states.index, states)), leaves, {})


def _state_of(column: int, value: object) -> Hashable:
    """What a value says of a gene's state; a value that is no finding is like no other."""
    if not isinstance(value, Finding):
        return column
    return value.class_ in ACTIONABLE_CLASSES, value.zygosity, value.clonality
