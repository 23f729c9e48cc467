"""What would change the answer, held against a search that makes every world anew and keeps nothing."""

from __future__ import annotations

from itertools import permutations, product

from hypothesis import given, settings
from test_suggest_laws import Case, anew, assessed, cases, facts_of, index

from mtorboard.model.enums import Headline
from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import World
from mtorboard.suggest.domains import Choice, domains_of
from mtorboard.suggest.facts import FactSheet, with_fact
from mtorboard.suggest.pairs import MOST_FACTS
from mtorboard.suggest.safety import blocking


def by_brute_force(case: Case) -> list[tuple[object, ...]]:
    """What would change the answer, every world made anew: facts with their values, headline, STOP and HOLD."""
    facts, assessment = facts_of(case), assessed(case)
    base = World(facts)
    flags = blocking(index(), base)

    def judged(changed: FactSheet) -> tuple[Headline, frozenset[str]]:
        return anew(changed), blocking(index(), World(changed)) - flags

    def values(fact: str) -> list[Choice]:
        return [choice for choice in domains_of(index()).choices(fact, facts) if fact != "tumour_type"]

    asked = sorted(missing.fact for missing in assessment.missing)
    found: list[tuple[object, ...]] = []
    for fact in asked:
        for choice in values(fact):
            answer = judged(with_fact(facts, fact, choice.value))
            if answer[0] is not assessment.headline or answer[1]:
                found.append(((fact, choice.label), *answer))
    if any(answer[1] is not assessment.headline for answer in found):
        return found
    pairs = set()
    for name in index().deciding:
        node = index().rules[name]
        missing = base.outcome(node).missing
        if 2 <= len(missing) <= MOST_FACTS:
            for one, other in permutations(missing, 2):
                for first, second in product(values(one), values(other)):
                    alone = with_fact(facts, one, first.value)
                    both = with_fact(alone, other, second.value)
                    open_ = (World(alone), World(with_fact(facts, other, second.value)))
                    settled = World(both).truth(node) is not Truth.UNKNOWN
                    if settled and all(world.truth(node) is Truth.UNKNOWN for world in open_):
                        pairs.add((one, first.label, other, second.label, *judged(both)))
    return [*found, *(pair for pair in pairs if pair[4] is not assessment.headline)]


def taken_apart(text: str, labels: set[str]) -> list[str]:
    """The labels that ``text`` joins by commas, which labels may hold too; none where it is made of others."""
    for label in labels:
        if text == label:
            return [label]
        rest = text.removeprefix(f"{label}, ")
        if rest != text and (others := taken_apart(rest, labels)):
            return [label, *others]
    return []


@settings(max_examples=8, deadline=None)
@given(cases)
def test_what_would_change_is_what_brute_force_finds(case: Case) -> None:
    pathway, clinical, code = case
    case = (pathway, clinical, code or "PAAD")
    expected = by_brute_force(case)
    listed = assessed(case).what_would_change
    single = {((item.fact, item.value), item.headline) for item in listed if not item.with_}
    assert single == {(found[0], found[1]) for found in expected if len(found) == 3}
    paired = {found[:5] for found in expected if len(found) == 6}
    for change in listed:
        for other, value in change.with_:
            fitting = [
                row for row in paired if (row[0], row[2], row[4]) == (change.fact, other, change.headline)
            ]
            firsts = taken_apart(change.value, {str(row[1]) for row in fitting})
            assert firsts
            for first in firsts:
                assert taken_apart(value, {str(row[3]) for row in fitting if row[1] == first})
    assert any(change.with_ for change in listed) == bool(paired)
