"""The three strategies side by side, each with a verdict, what speaks for it and what against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mtorboard.model.assessment import Strategy
from mtorboard.model.enums import RuleClass, StrategyName, Verdict, Verification
from mtorboard.model.truth import Truth
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.outcome import unique
from mtorboard.suggest.precedence import Standing

_POSITIVE = (Verdict.LICENSED, Verdict.SUPPORTED, Verdict.LIMITED, Verdict.TRIAL_ONLY)
"""Best first."""


def strategies(
    index: RuleIndex, lineage: frozenset[str] | None, rows: Iterable[Standing]
) -> Mapping[StrategyName, Strategy]:
    """Return all three strategies, whatever the headline.

    ``lineage`` is the tumour type with its ancestors and groups; a sentence that holds in some tumour types only
    is left out where the tumour is known to be none of them. With nothing for it, ``for_`` is empty.

    The verdict is the best that a TRUE row gives which stands and is not INFO; with none it is UNDETERMINED
    while such a row is UNKNOWN or withheld, or a TRUE one says so, else NOT_SUPPORTED.
    """
    speaking = [row for row in rows if row.class_ is not RuleClass.INFO or row.rule.class_ is RuleClass.INFO]
    return {name: _strategy(index, lineage, name, speaking) for name in StrategyName}


def _strategy(
    index: RuleIndex, lineage: frozenset[str] | None, name: StrategyName, rows: list[Standing]
) -> Strategy:
    about = [row for row in rows if name in row.rule.strategies]
    positive = [
        row for row in about if _verdict(row, name) in _POSITIVE and row.truth is Truth.TRUE and row.stands
    ]
    for_ = [row for row in positive if not row.withheld]
    open_ = [row for row in about if row.truth is Truth.UNKNOWN and row.stands and _opens(row, name)]
    doubtful = [row for row in about if row.stands and _verdict(row, name) is Verdict.UNDETERMINED]
    doubtful += [row for row in positive if row.withheld]
    against = [
        row for row in about if row.truth is Truth.TRUE and _verdict(row, name) is Verdict.NOT_SUPPORTED
    ]
    removed = [row for row in about if row.removed_by and _opens(row, name)]
    if for_:
        verdict = min((_verdict(row, name) for row in for_), key=_POSITIVE.index)
    else:
        verdict = Verdict.UNDETERMINED if open_ or doubtful else Verdict.NOT_SUPPORTED
    return Strategy(
        verdict=verdict,
        for_=unique(_said(index, row.rule.text, row.rule.verification) for row in for_),
        against=unique((*_against(index, for_, against, removed), *_always(index, lineage, name))),
        rules=unique(row.rule.rule_id for row in (*for_, *open_, *doubtful, *against, *removed)),
    )


def _against(
    index: RuleIndex, for_: list[Standing], against: list[Standing], removed: list[Standing]
) -> list[str]:
    """What speaks against it: NOT rows, rows that were removed, cautions, the rows' own negative evidence."""
    rules = index.rulebase.rules
    sentences = [row.rule.text for row in against]
    for row in removed:
        by = " + ".join(row.removed_by)
        why = " ".join(unique(rules[rule].text for rule in row.removed_by))
        title = {"rule": row.rule.rule_id, "title": row.rule.title, "by": by, "text": why}
        sentences.append(index.words.say("strategy_notes", "suppressed", **title))
    sentences += [rules[rule].text for row in for_ for rule in row.cautions]
    sentences += [
        _said(index, statement.text, statement.verification)
        for row in for_
        for statement in row.rule.evidence_against
    ]
    return sentences


def _said(index: RuleIndex, text: str, verification: Verification) -> str:
    """A sentence, marked where nobody checked it: here it stands without its row."""
    mark = index.words.say("notes", "unverified")
    return f"{text} ({mark})" if verification is Verification.UNVERIFIED else text


def _always(index: RuleIndex, lineage: frozenset[str] | None, name: StrategyName) -> Iterator[str]:
    """What speaks against it whatever the genome says, in every tumour type or in this one."""
    yield from index.words.section("strategies", name.value, "against") or ()
    in_types = index.words.section("strategies", name.value, "against_in") or {}
    for tumour_type, sentences in in_types.items():
        if lineage is None or tumour_type in lineage:
            yield from sentences


def _verdict(row: Standing, name: StrategyName) -> Verdict:
    return row.rule.strategies[name]


def _opens(row: Standing, name: StrategyName) -> bool:
    return _verdict(row, name) is not Verdict.NOT_SUPPORTED
