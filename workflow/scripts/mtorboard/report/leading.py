"""Which rows carry the headline."""

from __future__ import annotations

from collections.abc import Mapping

from mtorboard.knowledge.records import Rule
from mtorboard.model.assessment import Assessment, Row
from mtorboard.model.enums import Headline, StrategyName
from mtorboard.model.truth import Truth

# A headline about one strategy is carried by that strategy's rules when no rule names the headline itself.
_STRATEGY_OF = {
    Headline.MTOR_MONOTHERAPY: (StrategyName.MTOR_MONOTHERAPY,),
    Headline.MTOR_PLUS_MEK_TRIAL: (StrategyName.MTOR_PLUS_MEK,),
    Headline.MTOR_PLUS_ENDOCRINE: (StrategyName.MTOR_PLUS_ENDOCRINE,),
}


def leading_rules(assessment: Assessment, rules: Mapping[str, Rule]) -> list[str]:
    """Return the ids of the rows that carry the headline, in the order of the rows.

    First choice: rows that are TRUE, stand (are not suppressed or withheld) and whose rule names this headline.
    For UNDETERMINED then: standing rows that are UNKNOWN or withheld and whose rule would carry a headline. Else
    the standing rows that the strategies rest on, TRUE before UNKNOWN. Empty when nothing spoke.

    Args:
        assessment: what the rules said.
        rules: the rule table, by id.
    """
    standing = [row for row in assessment.rows if not row.suppressed_by]

    def names(row: Row) -> Headline | None:
        rule = rules.get(row.rule)
        return rule.headline if rule else None

    chosen = [
        row
        for row in standing
        if row.truth is Truth.TRUE and not row.withheld and names(row) is assessment.headline
    ]
    if not chosen and assessment.headline is Headline.UNDETERMINED:
        chosen = [row for row in standing if (row.withheld or row.truth is Truth.UNKNOWN) and names(row)]
    if not chosen:
        chosen = _by_strategy(assessment, standing)
    return list(dict.fromkeys(row.rule for row in chosen))


def _by_strategy(assessment: Assessment, standing: list[Row]) -> list[Row]:
    """Return the standing rows that the headline's strategy (or else any strategy) names, TRUE ones first."""
    strategies = _STRATEGY_OF.get(assessment.headline, tuple(StrategyName))
    named = {
        rule
        for name in strategies
        if name in assessment.strategies
        for rule in assessment.strategies[name].rules
    }
    rows = [row for row in standing if row.rule in named]
    return sorted(rows, key=lambda row: row.truth is not Truth.TRUE)
