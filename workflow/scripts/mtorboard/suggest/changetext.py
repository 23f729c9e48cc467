"""What would change the answer, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mtorboard.model.enums import Headline
from mtorboard.suggest.answers import Answer
from mtorboard.suggest.choices import SUCH_AS
from mtorboard.suggest.conditions import World
from mtorboard.suggest.gathering import Told
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.missing import fact_item, fact_name

_PARTS = ", "
_CHANGE = re.compile(r"[A-Z0-9]+:(\w+)")
"""A change of a gene's protein: the gene is named beside it."""


def change_text(
    index: RuleIndex,
    world: World,
    together: Iterable[tuple[str, Told]],
    answer: Answer,
    headline: Headline,
) -> str:
    """Return the sentence that says what one fact, or two together, would change.

    Args:
        index: the rules with their texts.
        world: the sample as it is.
        together: the facts with their values.
        answer: what they give.
        headline: the sample's headline; where it stays, the sentence speaks of the flags alone.
    """
    words = index.words
    first, *others = (_clause(index, world, fact, told) for fact, told in together)
    case = words.say("changes", "and", one=first, other=others[0]) if others else first
    code, raised = answer
    rules = [index.rulebase.safety[name] for name in sorted(raised)]
    flags = ", ".join(f"{words.say('severities', rule.severity.value)} ({rule.title})" for rule in rules)
    if code is headline:
        return words.say("changes", "flags", case=case, flags=flags)
    key = "both" if flags else "headline"
    return words.say("changes", key, case=case, headline=words.headline_word(code), flags=flags)


def joined(labels: Iterable[str]) -> str:
    """Return labels as one text, parted so that a label that holds a comma stays whole."""
    found = tuple(labels)
    return ("; " if any(_PARTS in label for label in found) else _PARTS).join(found)


def value_words(index: RuleIndex, label: str) -> str:
    """Return the words for a value's label: those of the whole, or those of its parts.

    Parts after the first can have words of their own (``values_beside``): "metastatic" is an extent of disease, and
    the setting of a therapy.
    """
    words = index.words
    if isinstance(words.section("values", label), str):
        return words.value(label)
    first, *others = label.split(_PARTS)
    beside = [words.section("values_beside", part) or _word(index, part) for part in others]
    return _PARTS.join((_word(index, first), *beside))


def _word(index: RuleIndex, part: str) -> str:
    """The words for a value, a class of drugs, or a drug; "a class such as a drug"."""
    name, such_as, drug = part.partition(SUCH_AS)
    if such_as:
        return index.words.say("changes", "such_as", value=_word(index, name), drug=_word(index, drug))
    gene, _, state = part.partition(" ")
    shown = index.words.section("purity_shows", state)
    if isinstance(shown, str):
        return shown.format(item=gene)
    known = index.words.section("values", part)
    change = _CHANGE.fullmatch(part)
    return known if isinstance(known, str) else change[1] if change else index.drugs.name(part)


def _clause(index: RuleIndex, world: World, fact: str, told: Told) -> str:
    """What comes after "If": the fact's own words for it, of this value or of any, or "the fact is the value"."""
    words = index.words
    value = joined(value_words(index, label) for label in told.labels)
    item = words.value(fact_item(index, world.sheet, fact) or fact.rpartition(".")[2])
    key = "others" if told.others else joined(told.labels)
    if own := words.clause(fact, key, value=value, item=item):
        return own
    if told.others:
        value = words.say("changes", "others", value=value)
    return words.say("changes", "is", fact=fact_name(index, world.sheet, fact), value=value)


def wordless(index: RuleIndex, fact: str, label: str) -> tuple[str, ...]:
    """Return the parts of a value's label that would be printed as the program writes them.

    A number, a stage, a score or an allele is understood as it stands, a drug by its name; a value that its fact
    has a clause for needs no words.
    """
    words = index.words
    has_clause = words.clause(fact, label) != words.clause(fact, "")
    if has_clause or isinstance(words.section("values", label), str):
        return ()
    first, *others = label.split(_PARTS)
    parts = [part for part in others if not words.section("values_beside", part)]
    parts += first.split(SUCH_AS)
    return tuple(
        part
        for part in parts
        if re.search(r"[a-z_]", part)
        and not isinstance(words.section("values", part), str)
        and part not in index.drugs.drugs
        and not _CHANGE.fullmatch(part)
    )
