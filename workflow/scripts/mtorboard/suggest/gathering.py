"""Values of one fact that do the same, told together and as shortly as it can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mtorboard.suggest.answers import Answer
from mtorboard.suggest.choices import NONE, Choice

_LISTS = frozenset({"medications", "prior_therapies", "transplant", "purity"})
"""Facts whose values are too many to be told one by one."""


@dataclass(frozen=True, slots=True)
class Told:
    """Values with one answer.

    ``others``: every value that is not told in another place has this answer too.
    """

    labels: tuple[str, ...]
    answer: Answer
    others: bool = False


def gathered(fact: str, choices: Sequence[Choice], answers: Mapping[str, Answer]) -> list[Told]:
    """Return what to tell of the values that change the answer.

    Tumour types are told once for each answer. So are lists of drugs, transplants and what purity shows: a value
    that says more than another and does the same is left out, as are those that do what none does, where no value
    leaves the answer as it is. Values of other facts are told one by one.

    Args:
        fact: its id.
        choices: all of its values.
        answers: by label, where a value gives another one.
    """
    changing = [choice for choice in choices if choice.label in answers]
    if fact != "tumour_type" and fact not in _LISTS:
        return [Told((choice.label,), answers[choice.label]) for choice in changing]
    groups: dict[Answer, list[Choice]] = {}
    for choice in changing:
        groups.setdefault(answers[choice.label], []).append(choice)
    if fact == "tumour_type":
        return [Told(tuple(sorted(one.label for one in same)), answer) for answer, same in groups.items()]
    whole = {choice.label for choice in choices} - {label for choice in choices for label in choice.within}
    return [
        Told((NONE,), answer, others=True)
        if len(same) > 1 and same[0].label == NONE and whole <= answers.keys()
        else Told(in_short(same, choices), answer)
        for answer, same in groups.items()
    ]


def in_short(same: Iterable[Choice], choices: Iterable[Choice]) -> tuple[str, ...]:
    """Return labels of values that do the same: without those that only say more, kinds of drugs by their class.

    Args:
        same: the values.
        choices: all values of the fact.
    """
    found = {choice.label for choice in same}
    labels = {choice.label: choice.label for choice in same if found.isdisjoint(choice.within)}
    described: dict[str, list[str]] = {}
    for choice in choices:
        for kind in choice.kinds:
            described.setdefault(kind, []).append(choice.label)
    for kind, members in sorted(described.items(), key=lambda item: (-len(item[1]), item[0])):
        if found.issuperset(members):
            labels.update((member, kind) for member in members if labels.get(member) == member)
    return tuple(dict.fromkeys(labels.values()))
