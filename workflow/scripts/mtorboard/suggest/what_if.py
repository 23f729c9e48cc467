"""What would change the answer: every missing fact under every value that it could take, alone or two at once."""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.model.assessment import Change
from mtorboard.model.enums import Headline
from mtorboard.suggest.answers import Answer, Answers
from mtorboard.suggest.conditions import World
from mtorboard.suggest.domains import Choice, Domains
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.missing import fact_name
from mtorboard.suggest.pairs import needed_pairs

_KEPT = 1024
"""Answers kept at a time: tumours of a cohort repeat each other."""


def what_would_change(
    index: RuleIndex, domains: Domains, world: World, headline: Headline, facts: Iterable[str]
) -> tuple[Change, ...]:
    """Return the values of missing facts that give another headline, or that raise a STOP or HOLD.

    The whole assessment is made again with one fact set and all else unchanged, so the answer is exact for
    single facts. Where none gives another headline, pairs of facts that one rule needs together are tried.

    Args:
        index: the rules.
        domains: the values that facts can take.
        world: the sample as it is.
        headline: its headline.
        facts: ids of its missing facts.

    Returns:
        Facts with the fewest listed values first. A tumour type is listed once for each headline, ``value``
        being the codes that give it, joined by ``", "``. Pairs come last (:func:`pairs.needed_pairs`).
    """
    asked = tuple(sorted(set(facts)))
    key = (headline, asked, index.identity(world))
    kept = index.kept_changes
    if key not in kept:
        if len(kept) >= _KEPT:
            del kept[next(iter(kept))]
        kept[key] = _changes(index, domains, world, headline, asked)
    return kept[key]


def _changes(
    index: RuleIndex, domains: Domains, world: World, headline: Headline, facts: Iterable[str]
) -> tuple[Change, ...]:
    answers = Answers(index, domains, world)
    found: list[tuple[int, str, list[Change]]] = []
    for fact in facts:
        changing = [
            (list(trial.choices), answer)
            for trial in answers.trials(fact)
            if (answer := answers.under(trial))[0] is not headline or answer[1]
        ]
        changes = [
            _change(index, world, ((fact, choices),), answer) for choices, answer in _grouped(fact, changing)
        ]
        if changes:
            found.append((len(changes), fact, changes))
    single = [change for _, _, changes in sorted(found, key=lambda item: item[:2]) for change in changes]
    if any(change.headline is not headline for change in single):
        return tuple(single)
    pairs = needed_pairs(index, world, answers, headline)
    return (*single, *(_change(index, world, pair.set, pair.answer) for pair in pairs))


def _grouped(fact: str, changing: list[tuple[list[Choice], Answer]]) -> Iterable[tuple[list[Choice], Answer]]:
    """Tumour types by the answer that they give; values of other facts one by one."""
    if fact != "tumour_type":
        return changing
    groups: dict[Answer, list[Choice]] = {}
    for choices, answer in changing:
        groups.setdefault(answer, []).extend(choices)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], sorted(item[0][1])))
    return [(sorted(choices, key=lambda choice: choice.label), answer) for answer, choices in ordered]


def _change(
    index: RuleIndex, world: World, together: tuple[tuple[str, list[Choice]], ...], answer: Answer
) -> Change:
    """One change in words: of one fact, or of two."""
    words = index.words
    code, flags = answer
    (fact, choices), *others = together
    said = [
        (fact_name(index, world.sheet, name), ", ".join(words.value(choice.label) for choice in values))
        for name, values in together
    ]
    text = words.say(
        "changes",
        "pair" if others else "headline",
        fact=said[0][0],
        value=said[0][1],
        headline=words.headline_word(code),
        **({"other": said[1][0], "other_value": said[1][1]} if others else {}),
    )
    if flags:
        rules = [index.rulebase.safety[name] for name in sorted(flags)]
        titles = (f"{words.say('severities', rule.severity.value)} ({rule.title})" for rule in rules)
        text = f"{text} {words.say('changes', 'safety', flags=', '.join(titles))}"
    return Change(fact, _joined(choices), code, text, tuple((name, _joined(items)) for name, items in others))


def _joined(choices: Iterable[Choice]) -> str:
    return ", ".join(choice.label for choice in choices)
