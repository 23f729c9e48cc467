"""Where a rule stands by itself: its place in the order of headlines, and what can remove its row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtorboard.knowledge.records import Rule
from mtorboard.model.enums import Headline, RuleClass, Verdict

_FIRST = (Headline.OTHER_PATHWAY_FIRST, Headline.LABEL_INDICATION, Headline.IMMUNOSUPPRESSION_SWITCH)
_MATCHED = frozenset({RuleClass.LABEL, RuleClass.M1})
PROTECTED = frozenset({RuleClass.LABEL, RuleClass.M1, RuleClass.ALT})
_LIFTED_BY_NOT = frozenset({RuleClass.M2, RuleClass.C_MEK})
LIFTABLE_LEVEL = 3
"""NOT rules remove rows of this level and below only; where a higher one decides they need not be asked."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A place in the order, with the ids of the rules that stand on it."""

    level: int
    headline: Headline
    rules: tuple[str, ...]


def level(rule: Rule) -> int:
    """Return the level of a rule that carries a headline, 1 (highest) to 5."""
    match rule.headline:
        case Headline.OTHER_PATHWAY_FIRST | Headline.LABEL_INDICATION | Headline.IMMUNOSUPPRESSION_SWITCH:
            return 1
        case Headline.MTOR_PLUS_ENDOCRINE:
            return 2
        case Headline.MTOR_MONOTHERAPY:
            return 1 if rule.class_ in _MATCHED else 3
        case Headline.MTOR_PLUS_MEK_TRIAL:
            return 4
        case _:
            return 5 if rule.class_ is RuleClass.INFO else 3


def order(rule: Rule) -> tuple[int, int]:
    """Return level and place inside it: as in the table of levels, a definite headline before UNDETERMINED.

    Rules of one place carry one headline.
    """
    if rule.headline is Headline.UNDETERMINED:
        return level(rule), len(_FIRST) + 1
    return level(rule), _FIRST.index(rule.headline) if rule.headline in _FIRST else len(_FIRST)


def ladder(rules: Iterable[Rule]) -> tuple[Rung, ...]:
    """Return the places of all rules that carry a headline, the first place first."""
    places: dict[tuple[int, int, Headline], list[str]] = {}
    for rule in rules:
        if rule.headline is not None:
            places.setdefault((*order(rule), rule.headline), []).append(rule.rule_id)
    return tuple(Rung(place[0], place[2], tuple(sorted(found))) for place, found in sorted(places.items()))


def is_protected(rule: Rule, class_: RuleClass) -> bool:
    """Whether nothing removes the rule's row, printed as of this class."""
    return class_ in PROTECTED or Verdict.LICENSED in rule.strategies.values()


def is_liftable(rule: Rule, class_: RuleClass) -> bool:
    """Whether a NOT rule can remove the rule's row, printed as of this class."""
    gate = class_ is RuleClass.INFO and rule.headline is Headline.UNDETERMINED
    return (class_ in _LIFTED_BY_NOT or gate) and not is_protected(rule, class_)
