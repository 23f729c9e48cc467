"""The answer in worlds that differ from the sample's in few facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mtorboard.model.enums import Headline
from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import World
from mtorboard.suggest.domains import Choice, Domains
from mtorboard.suggest.facts import touched, with_fact
from mtorboard.suggest.headline import decide, level
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.outcome import Outcome
from mtorboard.suggest.precedence import Standing, is_liftable, named, own_row, spoken_against
from mtorboard.suggest.safety import blocking

Answer = tuple[Headline, frozenset[str]]
"""The headline, and the STOP and HOLD rules that are raised in addition."""
_PLAIN = {truth._value_[0]: Outcome(truth) for truth in Truth}
_OUTCOMES = {own + used: (_PLAIN[own], _PLAIN.get(used)) for own in _PLAIN for used in ("", *_PLAIN)}
"""Outcomes of a rule and of its drugs having been used, by the initials of their truths."""
_LIFTABLE_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """A value of a missing fact, or several that rules cannot tell apart, and the world in which it has it."""

    choices: tuple[Choice, ...]
    world: World
    roots: frozenset[str]


class Answers:
    """The headline and the blocking flags in worlds that differ from the sample's in few facts.

    Only rules that read a changed fact are evaluated again. What rules that name each other make of the rows
    hangs on the rules' truths alone, and NOT rules remove rows of level 3 and below only. So where a higher
    level decides, the NOT rules need not be asked, and equal truths give equal headlines.
    """

    def __init__(self, index: RuleIndex, domains: Domains, world: World) -> None:
        self._index = index
        self._domains = domains
        self._world = world
        self._trials: dict[str, tuple[Trial, ...]] = {}
        self._pairs: dict[tuple[str, str, str, str], Trial] = {}
        self._region = world.sheet.region
        self._truths = {name: _letters(index, world, name) for name in sorted(index.deciding)}
        self._rows: dict[tuple[str, str], Standing] = {}
        self._high: dict[tuple[str, ...], Headline] = {}
        self.flags = blocking(index, world)

    def trials(self, fact: str) -> tuple[Trial, ...]:
        """Return a fact's values, each tried alone; tumour types that rules cannot tell apart are one."""
        if fact not in self._trials:
            sheet = self._world.sheet
            roots = touched(sheet, fact)
            same: dict[object, list[Choice]] = {}
            for choice in self._domains.choices(fact, sheet):
                kind = self._domains.kind(choice) if fact == "tumour_type" else choice.label
                same.setdefault(kind, []).append(choice)
            self._trials[fact] = tuple(
                Trial(
                    tuple(choices), self._world.vary(with_fact(sheet, fact, choices[0].value), roots), roots
                )
                for choices in same.values()
            )
        return self._trials[fact]

    def both(self, first: tuple[str, Trial], second: tuple[str, Trial]) -> Trial:
        """Return the second fact's value, tried in the world of the first's."""
        (one, before), (fact, after) = first, second
        key = (one, before.choices[0].label, fact, after.choices[0].label)
        if key not in self._pairs:
            sheet = with_fact(before.world.sheet, fact, after.choices[0].value)
            roots = before.roots | touched(before.world.sheet, fact)
            self._pairs[key] = Trial(after.choices, self._world.vary(sheet, roots), roots)
        return self._pairs[key]

    def under(self, trial: Trial) -> Answer:
        """Return the answer in the world of a trial."""
        index, world, affected = self._index, trial.world, self._index.affected(trial.roots)
        truths = self._truths | {name: _letters(index, world, name) for name in affected.rules}
        flags = {name for name in affected.blocking if world.truth(index.blocking[name]) is Truth.TRUE}
        return self._headline(world, truths), frozenset(flags) - self.flags

    def _headline(self, world: World, truths: Mapping[str, str]) -> Headline:
        key = tuple(truths.values())
        high = self._high.get(key)
        if high is not None:
            return high
        rows = named({item[0]: self._own(item) for item in truths.items() if item[1] != "F"})
        decision = decide(rows)
        deciding = (*decision.carried_by, *decision.open_rows)
        if any(level(row) < _LIFTABLE_LEVEL for row in deciding):
            self._high[key] = decision.headline
            return decision.headline
        grounded = (
            replace(row, outcome=world.outcome(self._index.rules[row.rule.rule_id]))
            if row.stands and is_liftable(row)
            else row
            for row in rows
        )
        return decide(spoken_against(self._index, world, grounded)).headline

    def _own(self, item: tuple[str, str]) -> Standing:
        if item not in self._rows:
            name, letters = item
            rule = self._index.rulebase.rules[name]
            self._rows[item] = own_row(rule, *_OUTCOMES[letters], self._region)
        return self._rows[item]


def _letters(index: RuleIndex, world: World, name: str) -> str:
    """The initials of a rule's truth and, where that counts, of its drugs having been used."""
    own = world.truth(index.rules[name])._value_[0]
    used = index.already_used.get(name)
    return own if used is None or own == "F" else own + world.truth(used)._value_[0]
