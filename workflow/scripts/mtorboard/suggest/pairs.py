"""Two missing facts that change the headline together, where no fact gives a treatment alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from mtorboard.model.enums import Headline
from mtorboard.suggest.answers import Answer, Answers, Block
from mtorboard.suggest.columns import bits
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.facts import PURITY, FactSheet, purity_facts
from mtorboard.suggest.gathering import Told, in_short
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.ordering import effort, gain
from mtorboard.suggest.trials import Trials, Tried, Value

MOST_FACTS = 8
"""A rule that misses more is far from an answer, and its pairs are too many to try."""
MOST_PAIRS = 3
"""Pairs of facts that are listed, each with all of its values: a longer list hides what matters."""

_Cell = tuple[tuple[str, int], tuple[str, int]]
"""Two facts, each with the column of its value."""
_Set = tuple[tuple[str, Told], ...]
_Given = dict[tuple[str, str], Answer]
"""What values of two facts give, by their labels."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two facts, the one more easily got first, and the answers that values of both give together."""

    facts: tuple[str, str]
    changes: tuple[tuple[_Set, Answer], ...]


def needed_pairs(
    index: RuleIndex,
    world: World,
    trials: Trials,
    answers: Answers,
    headline: Headline,
    *,
    reached: Collection[Headline],
) -> list[Pair]:
    """Return pairs of facts that give a headline that no single fact gives.

    Tried are two facts that one deciding rule misses: each leaves the rule UNKNOWN by itself, and both together
    settle it. Pairs whose facts are missed by different rules only, and rules that miss more than ``MOST_FACTS``,
    are not tried.

    Args:
        index: the rules.
        world: the sample as it is.
        trials: values of facts; ``answers``: what they give.
        headline: the sample's headline; ``reached``: those that single facts give.

    Returns:
        At most ``MOST_PAIRS`` pairs with all their values: those that can give a treatment first, then those
        most easily got (a field, a stain, a sequencing test). A second fact's values with one answer are
        joined, as a tumour type's are.
    """
    rows: dict[tuple[Tried, int, Tried], dict[int, None]] = {}
    for name, facts in missed_together(index, world).items():
        for (one, first), (other, second) in _kept(index, trials, answers, name, facts):
            rows.setdefault((trials.of(one), first, trials.of(other)), {})[second] = None
    blocks = [Block(one, (first,), other, tuple(seconds)) for (one, first, other), seconds in rows.items()]
    pairs = [cell for block in blocks for cell in block.cells]
    found: dict[tuple[str, str], _Given] = {}
    for column, answer in answers.other(answers.paired(blocks), headline):
        if answer[0] is not headline and answer[0] not in reached:
            (mine, _), (theirs, _) = pairs[column]
            given = found.setdefault((mine.fact, theirs.fact), {})
            given.update(dict.fromkeys(_agreeing(trials, *pairs[column]), answer))
    listed = [_pair(trials, facts, given) for facts, given in found.items() if given]
    return sorted(listed, key=_order)[:MOST_PAIRS]


def _agreeing(trials: Trials, first: Value, second: Value) -> Iterator[tuple[str, str]]:
    """The labels of the values in two columns that do not contradict each other."""
    (one, mine), (other, theirs) = first, second
    for value, beside in product(one.choices[mine], other.choices[theirs]):
        if trials.agree((one.fact, value), (other.fact, beside)):
            yield value.label, beside.label


def missed_together(index: RuleIndex, world: World) -> dict[str, tuple[str, ...]]:
    """Return the facts that each deciding rule misses, those most easily got first, by rule.

    Rules that miss but one or too many are left out. Purity stands beside what it settles.
    """
    found = {}
    settled = purity_facts(world.sheet)
    for name in sorted(index.deciding):
        missing = world.outcome(index.rules[name]).missing
        if 2 <= len(missing) <= MOST_FACTS:
            beside = () if settled.isdisjoint(missing) else (PURITY,)
            found[name] = tuple(sorted((*beside, *missing), key=lambda fact: (effort(fact), fact)))
    return found


def go_together(sheet: FactSheet, one: str, other: str) -> bool:
    """Whether two facts make a pair: purity and what it settles anyway do not."""
    settled = purity_facts(sheet) if PURITY in (one, other) else frozenset()
    return one not in settled and other not in settled


def _kept(
    index: RuleIndex, trials: Trials, answers: Answers, name: str, facts: tuple[str, ...]
) -> tuple[_Cell, ...]:
    """The cells that settle a rule, worked out once for tumours that are equal in what they hang on."""
    node = index.rules[name]
    layouts = tuple(trials.of(fact).layout for fact in facts)
    key = (name, layouts, *trials.hangs_on(sorted(node.reads)))
    if key not in index.kept.settling:
        index.kept.settling[key] = tuple(_settling(trials, answers, node, facts))
    cells: tuple[_Cell, ...] = index.kept.settling[key]
    return cells


def _settling(trials: Trials, answers: Answers, node: Node, facts: tuple[str, ...]) -> Iterator[_Cell]:
    """The values of two of the facts that settle the rule together and neither alone."""
    open_ = {}
    for fact in facts:
        tried = trials.of(fact)
        open_[fact] = tuple(bits(answers.alone(tried).masks(node).unknown))
    blocks = [
        Block(trials.of(first), open_[first], trials.of(second), open_[second])
        for first, second in combinations(facts, 2)
        if open_[first] and open_[second] and go_together(trials.base.sheet, first, second)
    ]
    cells = [cell for block in blocks for cell in block.cells]
    columns = answers.paired(blocks).columns
    for column in bits(columns.all & ~columns.masks(node).unknown):
        (one, first_column), (other, second_column) = cells[column]
        yield (one.fact, first_column), (other.fact, second_column)


def _pair(trials: Trials, facts: tuple[str, str], given: _Given) -> Pair:
    """The values of the second fact joined that give one answer with one value of the first, and the other way."""
    first, second = (trials.choices(fact) for fact in facts)
    rows: dict[tuple[Answer, tuple[str, ...]], list[str]] = {}
    for one in first:
        same: dict[Answer, list[str]] = {}
        for other in second:
            if (one.label, other.label) in given:
                same.setdefault(given[one.label, other.label], []).append(other.label)
        for answer, labels in same.items():
            rows.setdefault((answer, tuple(labels)), []).append(one.label)
    changes = []
    for (answer, others), ones in rows.items():
        mine = in_short([choice for choice in first if choice.label in ones], first)
        theirs = in_short([choice for choice in second if choice.label in others], second)
        changes.append((((facts[0], Told(mine, answer)), (facts[1], Told(theirs, answer))), answer))
    return Pair(facts, tuple(changes))


def _order(pair: Pair) -> tuple[int, int, int, tuple[str, str]]:
    best = min(gain(code, Headline.UNDETERMINED) for _, (code, _) in pair.changes)
    return best, sum(map(effort, pair.facts)), len(pair.changes), pair.facts
