"""Values that a fact could take: the drugs and stretches of numbers that stand for all that rules tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.knowledge.records import Drug

NONE = "none"
SUCH_AS = " such as "
"""Stands between a class and the drug of it that is meant, where not all of its drugs are alike to rules."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a fact could take.

    Args:
        label: its printed form; parts are joined by ``", "``.
        value: what :func:`facts.with_fact` is to set.
        within: labels of values that say all but one thing that this one says.
        kinds: labels that describe this value together with others: where all that a label describes do the same,
            it stands for them.
        asked: of an earlier therapy, what rules ask for that its drug is.
    """

    label: str
    value: Any
    within: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """Drugs that rules cannot tell apart: what is asked for that they are, and one of them.

    ``classes`` are the labels of what they share with drugs of another kind.
    """

    label: str
    drug: Drug
    asked: frozenset[str]
    classes: tuple[str, ...]


def drug_kinds(
    drugs: Mapping[str, Drug], questions: Mapping[str, Callable[[Drug], bool]]
) -> tuple[Kind, ...]:
    """Return the kinds of drugs that questions tell apart, by label.

    A kind is named by the question that fewest drugs answer. Where that holds for drugs of another kind too, one of
    the kind's own is named beside it: an aromatase inhibitor is endocrine therapy, and so is tamoxifen.

    Args:
        drugs: by id.
        questions: by label.
    """
    fitting = {
        label: [name for name in sorted(drugs) if fits(drugs[name])] for label, fits in questions.items()
    }
    found: dict[frozenset[str], list[str]] = {}
    for name in sorted({name for names in fitting.values() for name in names}):
        asked = frozenset(label for label, names in fitting.items() if name in names)
        found.setdefault(asked, []).append(name)
    kinds = []
    for asked, names in found.items():
        plainest = min(
            names, key=lambda name: (bool(drugs[name].interaction), len(drugs[name].classes), name)
        )
        shared = tuple(sorted(label for label in asked if len(fitting[label]) > len(names)))
        narrowest = min(asked, key=lambda label: (len(fitting[label]), label))
        label = f"{narrowest}{SUCH_AS}{plainest}" if narrowest in shared else narrowest
        kinds.append(Kind(label, drugs[plainest], asked, shared))
    return tuple(sorted(kinds, key=lambda kind: kind.label))


def stretches(questions: Iterable[Mapping[str, Any]], prefix: str = "") -> Iterator[Choice]:
    """Yield the stretches of whole numbers from 0 that questions tell apart, each by its first number."""
    starts = {0}
    for value in questions:
        starts |= {value[key] for key in (f"{prefix}at_least",) if key in value}
        starts |= {int(value[key]) + 1 for key in (f"{prefix}at_most",) if key in value}
        starts |= {int(item) for item in value.get("in", ()) if isinstance(item, int)}
        starts |= {int(item) + 1 for item in value.get("in", ()) if isinstance(item, int)}
        if isinstance(value.get("is"), int):
            starts |= {value["is"], value["is"] + 1}
    ordered = sorted(starts)
    for start, after in zip(ordered, [*ordered[1:], None], strict=True):
        last = None if after is None else after - 1
        label = f"{start}+" if last is None else str(start) if last == start else f"{start}-{last}"
        yield Choice(label, start)


def distinct(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the choices, the last of each label."""
    return tuple({choice.label: choice for choice in choices}.values())
