"""The headline and the blocking flags in worlds that differ from the sample's in one or two facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from operator import or_

from mtorboard.knowledge.records import Rule
from mtorboard.model.enums import Headline, RuleClass
from mtorboard.suggest.columns import Columns, Masks, bits
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.headline import decide
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.ladder import LIFTABLE_LEVEL
from mtorboard.suggest.precedence import standings
from mtorboard.suggest.safety import blocking
from mtorboard.suggest.trials import Trials, Tried, Value
from mtorboard.suggest.worlds import Placed, Worlds

Answer = tuple[Headline, frozenset[str]]
"""The headline, and the STOP and HOLD rules that are raised in addition."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some values of one fact and some of another, by their columns: worlds in which both are set."""

    one: Tried
    mine: tuple[int, ...]
    other: Tried
    theirs: tuple[int, ...]
    cells: tuple[tuple[Value, Value], ...] = field(init=False)

    def __post_init__(self) -> None:
        pairs = product(self.mine, self.theirs)
        cells = tuple(((self.one, first), (self.other, second)) for first, second in pairs)
        object.__setattr__(self, "cells", cells)


class Answers:
    """Answers in supposed worlds, as many at a time as there are (:class:`columns.Columns`)."""

    def __init__(self, index: RuleIndex, trials: Trials, world: World) -> None:
        self._index = index
        self._trials = trials
        self._region = world.sheet.region
        self._withheld = index.withheld(world.sheet)
        self._flags = blocking(index, world)
        self._alone: dict[str, Columns] = {}

    def alone(self, tried: Tried) -> Columns:
        """Return the columns of one fact's values."""
        if tried.fact not in self._alone:
            self._alone[tried.fact] = self.singly(tried).columns
        return self._alone[tried.fact]

    def singly(self, *facts: Tried) -> Worlds:
        """Return the worlds of all values of all facts, one fact after the other, each value alone."""
        reached: dict[Node, list[tuple[int, Tried]]] = {}
        values: list[Value] = []
        for tried in facts:
            for leaf in tried.leaves:
                reached.setdefault(leaf, []).append((len(values), tried))
            values += [(tried, column) for column in range(tried.size)]

        def placed(leaf: Node) -> Iterator[Placed]:
            for first, tried in reached.get(leaf, ()):
                yield first, tried.size, self._trials.masks(tried, leaf)

        return Worlds(self._trials, [(value,) for value in values], placed)

    def paired(self, blocks: Sequence[Block]) -> Worlds:
        """Return the worlds of pairs of values: of each block every value of one fact with every other one's."""
        reached: dict[Node, list[tuple[int, Block]]] = {}
        cells: list[tuple[Value, Value]] = []
        for block in blocks:
            for leaf in dict.fromkeys((*block.one.leaves, *block.other.leaves)):
                reached.setdefault(leaf, []).append((len(cells), block))
            cells += block.cells

        def placed(leaf: Node) -> Iterator[Placed]:
            for first, block in reached.get(leaf, ()):
                yield first, len(block.cells), self._in_block(leaf, block)

        return Worlds(self._trials, cells, placed)

    def _in_block(self, leaf: Node, block: Block) -> Masks:
        one, other, masks = block.one, block.other, self._trials.masks
        if leaf not in other.leaves:
            return masks(one, leaf).at(block.mine).spread(len(block.theirs))
        if leaf not in one.leaves:
            return masks(other, leaf).at(block.theirs).repeated(len(block.theirs), len(block.mine))
        return Masks.of({at: self._trials.together(leaf, *cell) for at, cell in enumerate(block.cells)})

    def other(self, worlds: Worlds, headline: Headline) -> Iterator[tuple[int, Answer]]:
        """Yield the worlds, in order, with another headline or with a STOP or HOLD, and their answers."""
        columns = worlds.columns
        found, asked = self._headlines(worlds)
        raised = {
            name: columns.masks(node).true
            for name, node in self._index.blocking.items()
            if name not in self._flags
        }
        flagged = reduce(or_, raised.values(), 0)
        for column in bits(columns.all & ~found.get(headline, 0) | flagged):
            bit = 1 << column
            if asked & bit:
                code = decide(standings(self._index, worlds.world(column))).headline
            else:
                code = next(code for code, mask in found.items() if mask & bit)
            flags = frozenset(name for name, mask in raised.items() if mask & bit)
            if code is not headline or flags:
                yield column, (code, flags)

    def _headlines(self, worlds: Worlds) -> tuple[dict[Headline, int], int]:
        """Return the columns of each headline, and those in which a NOT rule may have a say: these are in none.

        It is :func:`headline.decide` of :func:`precedence.named_suppression`, for all columns at once.
        """
        columns = worlds.columns
        removed, doubted = self._named(columns)
        found: dict[Headline, int] = dict.fromkeys(Headline, 0)
        left, open_, open_above, level, asked = columns.all, 0, 0, 0, 0
        for rung in self._index.ladder:
            if rung.level > level:
                level, open_above = rung.level, open_
            certain = carried = 0
            for name in rung.rules:
                own, used = columns.masks(self._index.rules[name]), self._used(columns, name)
                stands = own.possible & ~removed.get(name, 0) & ~used.true
                sure = stands & own.true & ~used.possible & ~doubted.get(name, 0)
                if rung.level >= LIFTABLE_LEVEL:
                    asked |= self._disputed(worlds, name, Masks(sure, stands), left & ~open_above)
                certain |= sure
                carried |= 0 if name in self._withheld else sure
                open_ |= stands & ~sure
            certain &= left
            left &= ~certain
            carried &= certain & ~open_above
            found[rung.headline] |= carried
            found[Headline.UNDETERMINED] |= certain & ~carried
        found[Headline.UNDETERMINED] |= left & open_
        found[Headline.NO_MTOR_SUGGESTION] |= left & ~open_
        return {code: mask & ~asked for code, mask in found.items()}, asked

    def _disputed(self, worlds: Worlds, name: str, row: Masks, where: int) -> int:
        """Columns (of ``where``) in which a NOT rule could take away a row, or the certainty of a TRUE one.

        More than those in which it does: whether the row rests on the biomarker is not looked at here.
        """
        found = 0
        for rule, mark in self._index.disputes.get(name, ()):
            if where & row.possible and self._holds_here(rule):
                against = worlds.supposing(mark).masks(self._index.rules[rule.rule_id])
                found |= where & (row.true & against.possible | row.possible & against.true)
        return found

    def _holds_here(self, rule: Rule) -> bool:
        return not rule.regions or self._region in rule.regions

    def _named(self, columns: Columns) -> tuple[dict[str, int], dict[str, int]]:
        """Columns in which rules that name a row remove it, and those in which they make it UNKNOWN."""
        removed: dict[str, int] = {}
        doubted: dict[str, int] = {}
        rules = self._index.rulebase.rules
        for name, targets in self._index.suppressing.items():
            own = columns.masks(self._index.rules[name])
            acting = columns.all
            if rules[name].class_ is not RuleClass.INFO:
                acting &= ~self._used(columns, name).true
            for target in targets:
                removed[target] = removed.get(target, 0) | own.true & acting
                doubted[target] = doubted.get(target, 0) | own.unknown & acting
        return removed, doubted

    def _used(self, columns: Columns, name: str) -> Masks:
        """Columns in which a rule has lost its force, by the region or because its drugs were used."""
        rule, used = self._index.rulebase.rules[name], self._index.already_used.get(name)
        if rule.regions and self._region not in rule.regions:
            return Masks(columns.all, columns.all)
        return Masks(0, 0) if used is None else columns.masks(used)
