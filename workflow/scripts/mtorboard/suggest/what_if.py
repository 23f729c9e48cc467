"""What would change the answer: every missing fact under every value that it could take, one fact at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mtorboard.model.assessment import Change
from mtorboard.model.enums import Headline
from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import World
from mtorboard.suggest.domains import Choice, Domains
from mtorboard.suggest.facts import touched, with_fact
from mtorboard.suggest.headline import Decision, decide, level
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.missing import fact_name
from mtorboard.suggest.precedence import named_suppression, spoken_against
from mtorboard.suggest.safety import blocking

_LIFTABLE_LEVEL = 3


def what_would_change(
    index: RuleIndex, domains: Domains, world: World, headline: Headline, facts: Iterable[str]
) -> tuple[Change, ...]:
    """Return the values of missing facts that give another headline, or that raise a STOP or HOLD.

    The whole assessment is made again with one fact set and all else unchanged, so the answer is exact for
    single facts; it says nothing of two facts together.

    Args:
        index: the rules.
        domains: the values that facts can take.
        world: the sample as it is.
        headline: its headline.
        facts: ids of its missing facts.

    Returns:
        Facts with the fewest listed values first. A tumour type is listed once for each headline, ``value``
        being the codes that give it, joined by ``", "``.
    """
    before = blocking(index, world)
    headlines = _Headlines(index)
    found: list[tuple[int, str, list[Change]]] = []
    for fact in sorted(set(facts)):
        outcomes = list(_outcomes(index, domains, world, headlines, fact))
        changing = [
            (choice, code, flags - before)
            for choice, code, flags in outcomes
            if code is not headline or flags - before
        ]
        changes = [
            _change(index, world, fact, choices, code, flags)
            for choices, code, flags in _grouped(fact, changing)
        ]
        if changes:
            found.append((len(changes), fact, changes))
    return tuple(change for _, _, changes in sorted(found, key=lambda item: item[:2]) for change in changes)


class _Headlines:
    """The headline in worlds that differ from the sample's in one fact.

    What rules that name each other make of the rows hangs on the rules' truths alone, and NOT rules remove
    rows of level 3 and below only. So where a higher level decides, the NOT rules need not be asked, and
    worlds in which every rule has the same truth have the same headline.
    """

    def __init__(self, index: RuleIndex) -> None:
        self._index = index
        self._high: dict[tuple[Truth, ...], Headline] = {}

    def under(self, world: World) -> Headline:
        """Return the headline of a world."""
        truths = tuple(world.outcome(node).truth for node in self._index.deciding)
        if truths in self._high:
            return self._high[truths]
        rows = named_suppression(self._index, world)
        decision = decide(rows)
        if _is_high(decision):
            self._high[truths] = decision.headline
            return decision.headline
        return decide(spoken_against(self._index, world, rows)).headline


def _is_high(decision: Decision) -> bool:
    return any(level(row) < _LIFTABLE_LEVEL for row in (*decision.carried_by, *decision.open_rows))


def _outcomes(
    index: RuleIndex, domains: Domains, world: World, headlines: _Headlines, fact: str
) -> Iterator[tuple[Choice, Headline, frozenset[str]]]:
    """The headline and the blocking flags under each value; equal lineages are evaluated once."""
    reached = touched(world.sheet, fact)
    known: dict[object, tuple[Headline, frozenset[str]]] = {}
    asked = index.tumour_types_asked
    for choice in domains.choices(fact, world.sheet):
        sheet = with_fact(world.sheet, fact, choice.value)
        same_as = (sheet.lineage or frozenset()) & asked if fact == "tumour_type" else choice.label
        if same_as not in known:
            varied = world.vary(sheet, reached)
            known[same_as] = headlines.under(varied), blocking(index, varied)
        yield choice, *known[same_as]


def _grouped(
    fact: str, changing: list[tuple[Choice, Headline, frozenset[str]]]
) -> Iterator[tuple[list[Choice], Headline, frozenset[str]]]:
    if fact != "tumour_type":
        yield from (([choice], code, flags) for choice, code, flags in changing)
        return
    groups: dict[tuple[Headline, frozenset[str]], list[Choice]] = {}
    for choice, code, flags in changing:
        groups.setdefault((code, flags), []).append(choice)
    for (code, flags), choices in sorted(groups.items(), key=lambda item: (item[0][0], sorted(item[0][1]))):
        yield choices, code, flags


def _change(
    index: RuleIndex, world: World, fact: str, choices: list[Choice], code: Headline, flags: frozenset[str]
) -> Change:
    words = index.words
    text = words.say(
        "changes",
        "headline",
        fact=fact_name(index, world.sheet, fact),
        value=", ".join(words.value(choice.label) for choice in choices),
        headline=words.headline_word(code),
    )
    if flags:
        rules = [index.rulebase.safety[name] for name in sorted(flags)]
        titles = (f"{words.say('severities', rule.severity.value)} ({rule.title})" for rule in rules)
        text = f"{text} {words.say('changes', 'safety', flags=', '.join(titles))}"
    return Change(fact, ", ".join(choice.label for choice in choices), code, text)
