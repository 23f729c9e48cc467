"""What would change the answer: every missing fact under every value that it could take, alone or two at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mtorboard.model.assessment import Change
from mtorboard.model.enums import Headline
from mtorboard.suggest.answers import Answer, Answers
from mtorboard.suggest.changetext import change_text, joined
from mtorboard.suggest.conditions import World
from mtorboard.suggest.domains import Domains
from mtorboard.suggest.gathering import Told, gathered
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.ordering import effort, gain, gravity
from mtorboard.suggest.pairs import missed_together, needed_pairs
from mtorboard.suggest.trials import Trials

Set = tuple[tuple[str, Told], ...]
"""Facts that are set at once, one or two, each with its values."""
_TREATMENT = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """All that one fact, or two together, can change."""

    facts: tuple[str, ...]
    changes: tuple[tuple[Set, Answer], ...]


def what_would_change(
    index: RuleIndex, domains: Domains, world: World, headline: Headline, facts: Iterable[str]
) -> tuple[Change, ...]:
    """Return the values of missing facts that give another headline, or that raise a STOP or HOLD.

    The whole assessment is made again with one fact set and all else unchanged, so the answer is exact for
    single facts. Where none can give a treatment, pairs of facts that one rule needs together are tried.

    Args:
        index: the rules.
        domains: the values that facts can take.
        world: the sample as it is.
        headline: its headline.
        facts: ids of its missing facts.

    Returns:
        First what can give a treatment, then what can give another headline, then what raises a STOP, then a HOLD;
        of these what is most easily got (a field, a stain, a sequencing test), then what has the fewest values. The
        values of a fact come in the same order. Values that do the same can be joined (:mod:`gathering`).
    """
    asked = tuple(sorted(set(facts)))
    kept = index.kept
    kept.trim()
    parts = index.parts(world)
    key = (headline, asked, tuple(parts.values()))
    if key not in kept.changes:
        tried = {*asked, *(fact for facts in missed_together(index, world).values() for fact in facts)}
        trials = Trials(index, domains, world, parts, tried)
        kept.changes[key] = tuple(_changes(index, world, headline, trials, asked))
    return kept.changes[key]


def _changes(
    index: RuleIndex, world: World, headline: Headline, trials: Trials, facts: Iterable[str]
) -> Iterator[Change]:
    answers = Answers(index, trials, world)
    listed = _single(trials, answers, headline, facts)
    given = {answer[0] for one in listed for _, answer in one.changes} - {headline}
    if not any(gain(code, headline) == _TREATMENT for code in given):
        pairs = needed_pairs(index, world, trials, answers, headline, reached=given)
        listed += [Listed(pair.facts, pair.changes) for pair in pairs]
    for one in sorted(listed, key=lambda one: _place(index, headline, one)):
        for together, answer in sorted(one.changes, key=lambda change: gain(change[1][0], headline)):
            text = change_text(index, world, together, answer, headline)
            (fact, told), *others = together
            with_ = tuple((name, joined(values.labels)) for name, values in others)
            yield Change(fact, joined(told.labels), answer[0], text, with_)


def _single(trials: Trials, answers: Answers, headline: Headline, facts: Iterable[str]) -> list[Listed]:
    tried = [trials.of(fact) for fact in facts]
    values = [(one, column) for one in tried for column in range(one.size)]
    changing: dict[str, dict[str, Answer]] = {}
    for number, answer in answers.other(answers.singly(*tried), headline):
        one, column = values[number]
        changing.setdefault(one.fact, {}).update((choice.label, answer) for choice in one.choices[column])
    return [
        Listed((fact,), tuple((((fact, told),), told.answer) for told in _gathered(trials, fact, found)))
        for fact, found in changing.items()
    ]


def _gathered(trials: Trials, fact: str, answers: dict[str, Answer]) -> list[Told]:
    return gathered(fact, trials.choices(fact), answers)


def _place(index: RuleIndex, headline: Headline, one: Listed) -> tuple[int, int, int, int, tuple[str, ...]]:
    """The place of facts in the list, see :func:`what_would_change`."""
    rules = index.rulebase.safety
    return (
        min(gain(code, headline) for _, (code, _) in one.changes),
        sum(effort(fact) for fact in one.facts),
        min(gravity(rules[name] for name in flags) for _, (_, flags) in one.changes),
        len(one.changes),
        one.facts,
    )
