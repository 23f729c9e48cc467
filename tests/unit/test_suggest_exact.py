"""What would change the answer, held against a search that makes every world anew and keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st
from suggest_listed import Answer, meant, single, unlisted
from test_suggest_laws import Case, anew, assessed, cases, facts_of, index

from mtorboard.model.enums import Headline
from mtorboard.model.truth import Truth
from mtorboard.suggest.choices import Choice
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.domains import domains_of
from mtorboard.suggest.facts import FactSheet, with_fact
from mtorboard.suggest.given import agrees, may_differ
from mtorboard.suggest.pairs import go_together, missed_together
from mtorboard.suggest.safety import blocking

Pair = tuple[str, str, str, str, Headline]


class Search:
    """A search through one case that makes every world anew."""

    def __init__(self, case: Case) -> None:
        self.facts, self.assessment = facts_of(case), assessed(case)
        self.flags = blocking(index(), World(self.facts))
        self.asked = sorted(missing.fact for missing in self.assessment.missing)

    def judged(self, changed: FactSheet) -> Answer:
        return anew(changed), blocking(index(), World(changed)) - self.flags

    def values(self, fact: str) -> tuple[Choice, ...]:
        return domains_of(index()).choices(fact, self.facts) if fact != "tumour_type" else ()

    def single(self) -> dict[str, dict[str, Answer]]:
        """Answers that differ, by fact and value."""
        found: dict[str, dict[str, Answer]] = {fact: {} for fact in self.asked}
        for fact in self.asked:
            for choice in self.values(fact):
                answer = self.judged(with_fact(self.facts, fact, choice.value))
                if answer[0] is not self.assessment.headline or answer[1]:
                    found[fact][choice.label] = answer
        return found

    def pairs(self, reached: set[Headline]) -> set[Pair]:
        """Two facts with their values and the headline, where one rule needs both for it."""
        if reached - {self.assessment.headline, Headline.NO_MTOR_SUGGESTION, Headline.UNDETERMINED}:
            return set()
        return {
            pair
            for name, facts in missed_together(index(), World(self.facts)).items()
            for one, other in permutations(facts, 2)
            if go_together(self.facts, one, other)
            for pair in self.settling(index().rules[name], one, other)
            if pair[4] not in {self.assessment.headline, *reached}
        }

    def settling(self, node: Node, one: str, other: str) -> Iterator[Pair]:
        for first, second in product(self.values(one), self.values(other)):
            alone = with_fact(self.facts, one, first.value)
            both = with_fact(alone, other, second.value)
            open_ = (World(alone), World(with_fact(self.facts, other, second.value)))
            settled = World(both).truth(node) is not Truth.UNKNOWN
            fits = not may_differ(one, other) or agrees(
                alone.clinical, other, second.value, alone.report_date, beside=one
            )
            if fits and settled and all(world.truth(node) is Truth.UNKNOWN for world in open_):
                yield one, first.label, other, second.label, self.judged(both)[0]


@settings(max_examples=8, deadline=None)
@given(cases, st.booleans())
def test_what_would_change_is_what_brute_force_finds(case: Case, depths: bool) -> None:
    pathway, clinical, code = case
    if depths:  # then purity is what second copies and clonality want
        read = tuple(replace(item, alt_depth=90, depth=300) for item in pathway.alterations)
        pathway = replace(pathway, alterations=read)
    search = Search((pathway, clinical, code or "PAAD"))
    expected, listed = search.single(), single(search.assessment)
    for fact in search.asked:
        choices, given = search.values(fact), listed.get(fact, {})
        for value, headline in given.items():
            assert {expected[fact][choice.label][0] for choice in meant(value, choices)} == {headline}
        assert unlisted(given, choices, expected[fact]) == [], fact
    reached = {answer[0] for answers in expected.values() for answer in answers.values()}
    paired = search.pairs(reached)
    for change in search.assessment.what_would_change:
        for other, value in change.with_:
            firsts, seconds = (
                meant(said, search.values(fact))
                for fact, said in ((change.fact, change.value), (other, value))
            )
            for one, two in product(firsts, seconds):
                assert (change.fact, one.label, other, two.label, change.headline) in paired
    assert any(change.with_ for change in search.assessment.what_would_change) == bool(paired)
