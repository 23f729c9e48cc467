"""Evidence whose review is overdue: what is only marked, and what is withheld."""

from __future__ import annotations

import datetime as dt

from mtorboard.knowledge.records import Rule
from mtorboard.model.enums import RuleClass

SUGGESTING = frozenset(
    {RuleClass.LABEL, RuleClass.M1, RuleClass.M2, RuleClass.C_ENDO, RuleClass.C_MEK, RuleClass.ALT}
)
"""Classes that suggest something. The others only warn, remove or inform: without them more would be suggested."""


def months_overdue(review_due: str, report_date: dt.date) -> int:
    """Return by how many whole months a review is overdue on the day of the report; 0 or less: it is not.

    ``review_due`` is ``YYYY-MM`` (due to the end of the month) or ``YYYY-MM-DD``; empty: never due.
    """
    if not review_due:
        return 0
    year, month, *_ = map(int, review_due.split("-"))
    return 12 * (report_date.year - year) + report_date.month - month


def is_overdue(review_due: str, report_date: dt.date) -> bool:
    """Whether a review is overdue on the day of the report. A due month ends with its last day."""
    return bool(review_due) and report_date.isoformat()[: len(review_due)] > review_due


def is_withheld(rule: Rule, report_date: dt.date, months: float) -> bool:
    """Whether the rule suggests something and its review is overdue by more than so many months."""
    return rule.class_ in SUGGESTING and months_overdue(rule.review_due, report_date) > months
