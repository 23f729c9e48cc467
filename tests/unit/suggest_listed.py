"""Reading the list of what would change the answer back into values, to hold it against the values themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mtorboard.model.assessment import Assessment
from mtorboard.model.enums import Headline
from mtorboard.suggest.choices import NONE, Choice

Answer = tuple[Headline, frozenset[str]]


def meant(value: str, choices: Sequence[Choice]) -> list[Choice]:
    """The values that a change names: several where they are joined, all of a kind where a kind stands for them."""
    whole = {choice.label for choice in choices} | {kind for choice in choices for kind in choice.kinds}
    pieces = [value] if value in whole else value.split("; " if "; " in value else ", ")
    assert whole.issuperset(pieces), value
    return [
        choice for piece in pieces for choice in choices if piece == choice.label or piece in choice.kinds
    ]


def single(assessment: Assessment) -> dict[str, dict[str, Headline]]:
    """Headlines of changes that one fact makes, by fact and value."""
    found: dict[str, dict[str, Headline]] = {}
    for change in assessment.what_would_change:
        if not change.with_:
            found.setdefault(change.fact, {})[change.value] = change.headline
    return found


def unlisted(listed: Iterable[str], choices: Sequence[Choice], changing: Mapping[str, Answer]) -> list[str]:
    """Values that change the answer and are neither named nor said by another that does the same."""
    values = list(listed)
    named = {choice.label for value in values for choice in meant(value, choices)}
    by_label = {choice.label: choice for choice in choices}
    broad = {label for choice in choices for label in choice.within}
    rest = NONE in values and changing.keys() >= by_label.keys() - broad

    def is_said(label: str) -> bool:
        if label in named or (rest and changing[label] == changing[NONE]):
            return True
        less = [one for one in by_label[label].within if one in changing]
        return bool(less) and all(changing[one] == changing[label] and is_said(one) for one in less)

    return [label for label in changing if not is_said(label)]
