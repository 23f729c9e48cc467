"""Every removal and caution that rules declare is reached by a worked case, or its reason for never is checked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from worked_cases import assessment, knowledge, situations

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from test_suggest_laws import Case, cases, facts_of, index

from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import World

RULES = knowledge().rulebase.rules
NEVER = {(name, target) for name, rule in RULES.items() for target in rule.never_meets}


def removals() -> Iterator[tuple[str, str]]:
    """Removing rule and removed row, in all worked cases."""
    for situation in situations():
        for row in assessment(situation.case).rows:
            yield from ((name, row.rule) for name in row.suppressed_by)


def cautioned() -> Iterator[tuple[str, str]]:
    """Cautioning rule and row, in all worked cases."""
    for situation in situations():
        for row in assessment(situation.case).rows:
            for caution in row.cautions:
                yield caution.rpartition("(")[2].rstrip(")"), row.rule


def test_every_declared_removal_is_reached_but_those_that_can_never_be() -> None:
    declared = {(name, target) for name, rule in RULES.items() for target in rule.suppresses}
    assert declared - set(removals()) == NEVER


def test_every_declared_caution_is_reached() -> None:
    declared = {(name, target) for name, rule in RULES.items() for target in rule.cautions_on}
    assert declared <= set(cautioned())


def test_no_case_reaches_what_is_said_to_be_impossible() -> None:
    assert NEVER
    assert not NEVER & set(removals())


@settings(max_examples=40, deadline=None)
@given(cases)
def test_a_row_that_is_never_met_cannot_be_certain_while_the_other_rule_is(case: Case) -> None:
    world = World(facts_of(case))
    for name, target in NEVER:
        if world.truth(index().rules[name]) is Truth.TRUE:
            assert world.truth(index().rules[target]) is Truth.FALSE, (name, target)
