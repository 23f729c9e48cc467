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
from mtorboard.suggest.trials import Trials


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
    kept = index.kept
    kept.trim()
    parts = index.parts(world)
    key = (headline, asked, tuple(parts.values()))
    if key not in kept.changes:
        kept.changes[key] = _changes(index, world, headline, Trials(index, domains, world, parts), asked)
    return kept.changes[key]


def _changes(
    index: RuleIndex, world: World, headline: Headline, trials: Trials, facts: Iterable[str]
) -> tuple[Change, ...]:
    answers = Answers(index, trials, world)
    tried = [trials.of(fact) for fact in facts]
    values = [(one, column) for one in tried for column in range(one.size)]
    changing: dict[str, list[tuple[list[Choice], Answer]]] = {}
    for number, answer in answers.other(answers.singly(*tried), headline):
        one, column = values[number]
        changing.setdefault(one.fact, []).append((list(one.choices[column]), answer))
    listed = [
        [_change(index, world, ((fact, choices),), answer) for choices, answer in _grouped(fact, found)]
        for fact, found in changing.items()
    ]
    single = [change for changes in sorted(listed, key=len) for change in changes]
    if any(change.headline is not headline for change in single):
        return tuple(single)
    pairs = needed_pairs(index, world, trials, answers, headline)
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
