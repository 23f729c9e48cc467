"""Whether a value agrees with what the sidecar holds, as its reader judges it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mtorboard.model.clinical import Clinical
from mtorboard.reading.clinical.contradictions import contradicted, weighed_against
from mtorboard.suggest.sidecar import supposed


def agrees(clinical: Clinical, fact: str, value: Any, report_date: dt.date, *, beside: str = "") -> bool:
    """Whether the reader of the sidecar would take a fact's value as given.

    What contradicts it may be dropped for it, as what denies a pregnancy is.

    Args:
        clinical: the sidecar.
        fact: the fact; ``value``: as of :func:`facts.with_fact`.
        report_date: day of the report.
        beside: another fact that has to stand too.
    """
    field = _field(fact)
    after = contradicted(supposed(clinical, fact, value), field, report_date)
    refused = after - contradicted(clinical, field, report_date)
    return refused.isdisjoint({field, _field(beside)})


def may_differ(one: str, other: str) -> bool:
    """Whether values of two facts can contradict each other."""
    return _field(other) in weighed_against(_field(one))


def _field(fact: str) -> str:
    head, _, item = fact.partition(".")
    return item if head == "clinical" else head
