"""Two missing facts that change the headline together, where no fact does alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS
from mtorboard.model.enums import Headline
from mtorboard.suggest.answers import Answer, Answers
from mtorboard.suggest.columns import bits
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.domains import Choice
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.trials import Trials, Value

MOST_FACTS = 8
"""A rule that misses more is far from an answer, and its pairs are too many to try."""
MOST_PAIRS = 3
"""Pairs of facts that are listed, each with all of its values: a longer list hides what matters."""
_STAINS = frozenset(
    f"clinical.{field}"
    for fields in (*RECEPTOR_FIELDS.values(), ("mmr_status", "pten_ihc", "p53_status"))
    for field in fields
)
_SEQUENCED = frozenset({"assessed", "deletions", "zygosity", "clonality", "germline"})
_EMPTY_HANDED = (Headline.NO_MTOR_SUGGESTION, Headline.UNDETERMINED)
"""Headlines that change least, in this order, after all others."""

_Values = dict[tuple[str, Answer], list[Choice]]
"""Values of the second fact by the first's value and the answer that they give together."""
_Cell = tuple[tuple[str, int], tuple[str, int]]
"""Two facts, each with the column of its value."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Values of two facts, the one more easily got first, and the answer that they give together."""

    set: tuple[tuple[str, list[Choice]], tuple[str, list[Choice]]]
    answer: Answer


def needed_pairs(
    index: RuleIndex, world: World, trials: Trials, answers: Answers, headline: Headline
) -> list[Pair]:
    """Return pairs of facts that give another headline, where no single fact does.

    Tried are two facts that one deciding rule misses: each leaves the rule UNKNOWN by itself, and both together
    settle it. Pairs whose facts are missed by different rules only, and rules that miss more than ``MOST_FACTS``,
    are not tried.

    Returns:
        At most ``MOST_PAIRS`` pairs with all their values: those that can give a treatment first, then those
        most easily got (a field, a stain, a sequencing test). A second fact's values with one answer are
        joined, as a tumour type's are.
    """
    cells: dict[_Cell, None] = {}
    for name in sorted(index.deciding):
        node = index.rules[name]
        missing = world.outcome(node).missing
        if 2 <= len(missing) <= MOST_FACTS:
            key = (name, *trials.hangs_on(sorted(node.reads)))
            if key not in index.kept.settling:
                index.kept.settling[key] = tuple(
                    _settling(trials, answers, node, sorted(missing, key=_effort))
                )
            cells |= dict.fromkeys(index.kept.settling[key])
    pairs = [((trials.of(one), first), (trials.of(other), second)) for (one, first), (other, second) in cells]
    found: dict[tuple[str, str], _Values] = {}
    for column, answer in answers.other(answers.paired(pairs), headline):
        (one, first), (other, second) = pairs[column]
        if answer[0] is not headline:
            same = found.setdefault((one.fact, other.fact), {})
            same.setdefault((_label(one.choices[first]), answer), []).extend(other.choices[second])
    ordered = sorted(found, key=lambda facts: _order(facts, found[facts]))[:MOST_PAIRS]
    return [
        Pair(((first, [Choice(label, None)]), (second, others)), answer)
        for first, second in ordered
        for (label, answer), others in found[first, second].items()
    ]


def _settling(trials: Trials, answers: Answers, node: Node, facts: list[str]) -> Iterator[_Cell]:
    """The values of two of the facts that settle the rule together and neither alone."""
    open_: dict[str, list[Value]] = {}
    for fact in facts:
        tried = trials.of(fact)
        open_[fact] = [(tried, column) for column in bits(answers.alone(tried).masks(node).unknown)]
    cells = [
        cell for first, second in combinations(facts, 2) for cell in product(open_[first], open_[second])
    ]
    columns = answers.paired(cells).columns
    for column in bits(columns.all & ~columns.masks(node).unknown):
        (one, first_column), (other, second_column) = cells[column]
        yield (one.fact, first_column), (other.fact, second_column)


def _label(choices: tuple[Choice, ...]) -> str:
    return ", ".join(choice.label for choice in choices)


def _order(facts: tuple[str, str], values: _Values) -> tuple[int, int, int, tuple[str, str]]:
    gain = min(_EMPTY_HANDED.index(code) + 1 if code in _EMPTY_HANDED else 0 for _, (code, _) in values)
    return gain, sum(_effort(fact)[0] for fact in facts), len(values), facts


def _effort(fact: str) -> tuple[int, str]:
    """How easily a fact is got: a field of the sidecar 0, a stain 1, a sequencing test 2."""
    if fact.partition(".")[0] in _SEQUENCED:
        return 2, fact
    return int(fact in _STAINS), fact
