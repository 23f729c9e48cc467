"""Every rule is reached: the worked cases make each one TRUE and FALSE, and turn each one by a single fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, groupby

from worked_cases import REPORT_DATE, Case, clinical, facts, judged, knowledge, situations

from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import World
from mtorboard.suggest.facts import fact_sheet
from mtorboard.suggest.index import rule_index

NEVER_TRUE = {"R08"}
"""Asks for the second copy of TSC1 or TSC2: UNKNOWN while it is not known, FALSE once it is."""


def truths_of(case: Case) -> dict[str, Truth]:
    """The truth of every rule's own condition, before any rule acts on another."""
    base, tables = knowledge().rulebase, knowledge().tables
    index = rule_index(base, tables)
    world = World(
        fact_sheet(
            judged(case)[0],
            clinical(case),
            tumour_type=case["tumour_type"],
            region=case["region"],
            report_date=REPORT_DATE,
            genes=tables.genes,
            types=base.tumour_types,
            limits=base.limits,
        )
    )
    return {name: world.outcome(node).truth for name, node in {**index.rules, **index.safety}.items()}


@cache
def measured() -> Mapping[object, Mapping[str, Truth]]:
    return {situation: truths_of(situation.case) for situation in situations()}


def table() -> Iterator[str]:
    """A line a rule: how many situations make it TRUE, FALSE, UNKNOWN."""
    yield f"{'rule':8}{'TRUE':>8}{'FALSE':>8}{'UNKNOWN':>8}"
    for name in rule_names():
        seen = Counter(truths[name] for truths in measured().values())
        yield f"{name:8}{seen[Truth.TRUE]:8}{seen[Truth.FALSE]:8}{seen[Truth.UNKNOWN]:8}"


def rule_names() -> list[str]:
    return [*knowledge().rulebase.rules, *knowledge().rulebase.safety]


def reached(truth: Truth) -> set[str]:
    return {name for truths in measured().values() for name, found in truths.items() if found is truth}


def test_every_rule_is_true_in_some_case_and_false_in_another() -> None:
    print("\n".join(table()))  # shown by -s, and when it fails
    everything = set(rule_names())
    assert everything - reached(Truth.TRUE) == NEVER_TRUE
    assert everything - reached(Truth.FALSE) == set()


def test_the_rule_that_asks_for_the_second_copy_is_unknown_in_a_case() -> None:
    assert reached(Truth.UNKNOWN) >= NEVER_TRUE


def test_one_fact_changed_turns_every_rule() -> None:
    assert set(rule_names()) - turned_by_one_fact() == NEVER_TRUE


def turned_by_one_fact() -> set[str]:
    """Rules that are TRUE in one of two situations of a family that differ in one fact, FALSE in the other."""
    turned: set[str] = set()
    for _, family in groupby(situations(), key=lambda situation: situation.family):
        for one, other in combinations(family, 2):
            if differing(one.case, other.case) == 1:
                both = ((name, {found, measured()[other][name]}) for name, found in measured()[one].items())
                turned |= {name for name, found in both if found == {Truth.TRUE, Truth.FALSE}}
    return turned


def differing(one: Case, other: Case) -> int:
    """In how many facts two cases differ."""
    mine, theirs = facts(one), facts(other)
    return sum(mine.get(key) != theirs.get(key) for key in mine.keys() | theirs.keys())
