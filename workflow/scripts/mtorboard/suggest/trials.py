"""The values of missing facts, tried out: what each makes of the leaves that it reaches.

A value's effect hangs on few other facts, so it is worked out once for all tumours that are equal in these.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mtorboard.model.alteration import ACTIONABLE_CLASSES
from mtorboard.model.truth import Truth
from mtorboard.suggest.choices import NONE, Choice
from mtorboard.suggest.columns import Masks
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.domains import Domains
from mtorboard.suggest.facts import FactSheet, Finding, touched, with_fact
from mtorboard.suggest.given import agrees, may_differ
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.live import live_leaves
from mtorboard.suggest.sidecar import supposed


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """The values of one fact, a column each.

    Args:
        fact: its id.
        whole: the values in their fixed order.
        choices: the same; those that rules cannot tell apart in this tumour share a column.
        alike: for each column the first that is the same to a leaf that asks for states (:data:`OF_STATES`).
        layout: stands for which values share which column.
        leaves: leaves that the fact reaches and that can matter.
        known: masks of those that were asked for so far.
    """

    fact: str
    whole: tuple[Choice, ...]
    choices: tuple[tuple[Choice, ...], ...]
    alike: tuple[int, ...]
    layout: int
    leaves: tuple[Node, ...]
    known: dict[Node, Masks]

    @property
    def size(self) -> int:
        """How many columns there are."""
        return len(self.choices)


OF_STATES = frozenset({"arm", "gene", "unassessed"})
"""Leaves that ask whether genes and arms are altered and how, never by which allele."""

_NO_THERAPY = Choice(NONE, ())
Value = tuple[Tried, int]
"""A fact and the column of its value."""


class Trials:
    """What the values of one tumour's missing facts make of the leaves that decide anything."""

    def __init__(
        self,
        index: RuleIndex,
        domains: Domains,
        world: World,
        parts: Mapping[str, int],
        facts: Iterable[str],
    ) -> None:
        self._index = index
        self._parts = parts
        self._domains = domains
        self.base = world
        self._touched = {fact: touched(world.sheet, fact) for fact in facts}
        self._by_root: dict[str, set[str]] = {}
        for fact, roots in self._touched.items():
            for root in roots:
                self._by_root.setdefault(root, set()).add(fact)
        varied = frozenset(root for root in self._by_root if not root.startswith(("gene.", "arm.")))
        key = (varied, *(parts[name] for name in ("clinical", "tumour_type", "region")))
        if key not in index.kept.live:
            index.kept.live[key] = live_leaves(index, world, varied)
        self._live: tuple[Node, ...] = index.kept.live[key]
        self._tried: dict[str, Tried] = {}
        self._sheets: dict[tuple[str, str], FactSheet] = {}
        self._truths: dict[tuple[Node, str, str], Truth] = {}
        self._worlds: dict[tuple[tuple[str, int], ...], World] = {}
        self._read: dict[Node, tuple[int, ...]] = {}

    def of(self, fact: str) -> Tried:
        """Return a fact's values, each tried alone; those that rules cannot tell apart share a column."""
        if fact not in self._tried:
            roots = self._touched[fact]
            leaves = tuple(leaf for leaf in self._live if not leaf.reads.isdisjoint(roots))
            shared = tuple(leaf for leaf in leaves if self._is_shared(leaf, fact))
            reads = roots.union(*(leaf.reads for leaf in leaves))
            kept = self._index.kept.trials
            key = (fact, leaves, shared, *self.hangs_on(sorted(reads)))
            if key not in kept:
                kept[key] = self._made(fact, leaves, frozenset(shared))
            self._tried[fact] = kept[key]
        return self._tried[fact]

    def _is_shared(self, leaf: Node, fact: str) -> bool:
        """Whether another fact that is tried reaches the leaf as well."""
        return any(self._by_root.get(root, {fact}) != {fact} for root in leaf.reads)

    def hangs_on(self, roots: Iterable[str]) -> Iterator[int]:
        """Yield tokens for what these roots are: tumours with equal tokens are equal in them."""
        others = self._parts["clinical"]
        return (self._parts.get(root, others) for root in roots)

    def choices(self, fact: str) -> tuple[Choice, ...]:
        """Return a fact's values in their fixed order."""
        return self.of(fact).whole

    def agree(self, one: tuple[str, Choice], other: tuple[str, Choice]) -> bool:
        """Whether the values of two facts do not contradict each other."""
        (fact, mine), (second, theirs) = one, other
        if not may_differ(fact, second):
            return True
        clinical = supposed(self.base.sheet.clinical, fact, mine.value)
        return agrees(clinical, second, theirs.value, self.base.sheet.report_date, beside=fact)

    def sheet(self, value: Value) -> FactSheet:
        """Return the tumour's sheet with one fact set."""
        tried, column = value
        return self._sheet(tried.fact, tried.choices[column][0])

    def _sheet(self, fact: str, choice: Choice) -> FactSheet:
        key = (fact, choice.label)
        if key not in self._sheets:
            self._sheets[key] = with_fact(self.base.sheet, fact, choice.value)
        return self._sheets[key]

    def world(self, *values: Value) -> World:
        """Return the world in which one or two facts are set; several leaves ask for the same one."""
        key = tuple((tried.fact, column) for tried, column in values)
        if key not in self._worlds:
            (first, *others) = values
            sheet, roots = self.sheet(first), self._touched[first[0].fact]
            for tried, column in others:
                roots |= touched(sheet, tried.fact)
                sheet = with_fact(sheet, tried.fact, tried.choices[column][0].value)
            self._worlds[key] = self.base.vary(sheet, roots)
        return self._worlds[key]

    def together(self, leaf: Node, first: Value, second: Value) -> Truth:
        """Return the truth of a leaf that both reach where two facts are set."""
        (one, mine), (other, theirs) = first, second
        if leaf.key in OF_STATES:
            mine, theirs = one.alike[mine], other.alike[theirs]
        values = (one, mine), (other, theirs)
        return self.kept("", leaf, values, lambda: self.world(*values).truth(leaf))

    def kept(self, mark: str, leaf: Node, values: tuple[Value, ...], truth: Callable[[], Truth]) -> Truth:
        """Return the truth of a leaf where facts are set, worked out once for tumours equal in what it reads.

        Args:
            mark: arm or gene that is supposed to be altered as well, or nothing.
            leaf: the leaf.
            values: what is set.
            truth: works it out.
        """
        told = tuple((tried.fact, tried.choices[column][0].label) for tried, column in values)
        found, key = self._index.kept.together, (mark, leaf, told, self._reads(leaf))
        if key not in found:
            found[key] = truth()
        return found[key]

    def masks(self, tried: Tried, leaf: Node) -> Masks:
        """Return the masks of a leaf over the values of a fact that reaches it."""
        if leaf not in tried.known:
            kept, key = self._index.kept.alone, (leaf, tried.fact, tried.layout, self._reads(leaf))
            if key not in kept:
                kept[key] = self._tried_on(leaf, tried)
            tried.known[leaf] = kept[key]
        return tried.known[leaf]

    def _tried_on(self, leaf: Node, tried: Tried) -> Masks:
        alike = tried.alike if leaf.key in OF_STATES else range(tried.size)
        truths = {column: self._truth(tried.fact, leaf, tried.choices[column][0]) for column in set(alike)}
        return Masks.of({column: truths[same] for column, same in enumerate(alike)})

    def _reads(self, leaf: Node) -> tuple[int, ...]:
        """Tokens for what a leaf reads."""
        if leaf not in self._read:
            self._read[leaf] = tuple(self.hangs_on(sorted(leaf.reads)))
        return self._read[leaf]

    def _truth(self, fact: str, leaf: Node, choice: Choice) -> Truth:
        """What a leaf says of a value alone; a therapy that it does not ask for is to it as none."""
        if choice.asked and leaf.key == "prior_therapy":
            named = leaf.written[leaf.key].get("any_of", choice.asked)
            choice = _NO_THERAPY if choice.asked.isdisjoint(named) else choice
        key = (leaf, fact, choice.label)
        if key not in self._truths:
            self._truths[key] = leaf.truth_on(self._sheet(fact, choice))
        return self._truths[key]

    def _made(self, fact: str, leaves: tuple[Node, ...], shared: frozenset[Node]) -> Tried:
        """Lay out the values of a fact, those of one effect in one column.

        Tumour types are alike where rules ask for the same of them. Of the sidecar's other facts the effect is what
        every leaf says of a value alone; a leaf that another fact reaches as well keeps all values apart, and so
        does one that asks the genome, of which biomarkers are supposed.
        """
        same: dict[Hashable, list[Choice]] = {}
        apart = fact != "tumour_type" and any(leaf.of_genome or leaf in shared for leaf in leaves)
        whole = self._domains.choices(fact, self.base.sheet)
        for choice in whole:
            if fact == "tumour_type":
                effect: Hashable = self._domains.kind(choice)
            elif apart:
                effect = choice.label
            else:
                effect = tuple(self._truth(fact, leaf, choice) for leaf in leaves)
            same.setdefault(effect, []).append(choice)
        choices = tuple(map(tuple, same.values()))
        states = [_state_of(column, alike[0].value) for column, alike in enumerate(choices)]
        layout = self._index.kept.token((fact, *(tuple(item.label for item in alike) for alike in choices)))
        return Tried(fact, whole, choices, tuple(map(states.index, states)), layout, leaves, {})


def _state_of(column: int, value: object) -> Hashable:
    """What a value says of a gene's state; a value that is no finding is like no other."""
    if not isinstance(value, Finding):
        return column
    return value.class_ in ACTIONABLE_CLASSES, value.zygosity, value.clonality
