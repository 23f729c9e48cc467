"""Two missing facts that change the headline together, where no fact does alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS
from mtorboard.model.enums import Headline
from mtorboard.model.truth import Truth
from mtorboard.suggest.answers import Answer, Answers, Trial
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.domains import Choice
from mtorboard.suggest.index import RuleIndex

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


@dataclass(frozen=True, slots=True)
class Pair:
    """Values of two facts, the one more easily got first, and the answer that they give together."""

    set: tuple[tuple[str, list[Choice]], tuple[str, list[Choice]]]
    answer: Answer


def needed_pairs(index: RuleIndex, world: World, answers: Answers, headline: Headline) -> list[Pair]:
    """Return pairs of facts that give another headline, where no single fact does.

    Tried are two facts that one deciding rule misses: each leaves the rule UNKNOWN by itself, the second is
    still missing once the first is known, and both together settle the rule. Pairs whose facts are missed by
    different rules only, and rules that miss more than ``MOST_FACTS``, are not tried.

    Returns:
        At most ``MOST_PAIRS`` pairs with all their values: those that can give a treatment first, then those
        most easily got (a field, a stain, a sequencing test). A second fact's values with one answer are
        joined, as a tumour type's are.
    """
    found: dict[tuple[str, str], _Values] = {}
    for name in sorted(index.deciding):
        node = index.rules[name]
        missing = world.outcome(node).missing
        if not 2 <= len(missing) <= MOST_FACTS:
            continue
        for facts in combinations(sorted(missing, key=_effort), 2):
            for one, trial in _settling(answers, node, facts):
                answer = answers.under(trial)
                if answer[0] is not headline:
                    same = found.setdefault(facts, {}).setdefault((_label(one), answer), [])
                    same += [choice for choice in trial.choices if choice not in same]
    ordered = sorted(found, key=lambda facts: _order(facts, found[facts]))[:MOST_PAIRS]
    return [
        Pair(((first, [Choice(label, None)]), (second, others)), answer)
        for first, second in ordered
        for (label, answer), others in found[first, second].items()
    ]


def _settling(answers: Answers, node: Node, facts: tuple[str, str]) -> Iterator[tuple[Trial, Trial]]:
    """The values of both facts that settle the rule together and neither alone: the first's, then both."""
    first, second = facts
    seconds = [trial for trial in answers.trials(second) if trial.world.truth(node) is Truth.UNKNOWN]
    for one in answers.trials(first):
        if one.world.truth(node) is not Truth.UNKNOWN or second not in one.world.outcome(node).missing:
            continue
        for other in seconds:
            trial = answers.both((first, one), (second, other))
            if trial.world.truth(node) is not Truth.UNKNOWN:
                yield one, trial


def _label(trial: Trial) -> str:
    return ", ".join(choice.label for choice in trial.choices)


def _order(facts: tuple[str, str], values: _Values) -> tuple[int, int, int, tuple[str, str]]:
    gain = min(_EMPTY_HANDED.index(code) + 1 if code in _EMPTY_HANDED else 0 for _, (code, _) in values)
    return gain, sum(_effort(fact)[0] for fact in facts), len(values), facts


def _effort(fact: str) -> tuple[int, str]:
    """How easily a fact is got: a field of the sidecar 0, a stain 1, a sequencing test 2."""
    if fact.partition(".")[0] in _SEQUENCED:
        return 2, fact
    return int(fact in _STAINS), fact
