"""Limits that rules rest on (limits.tsv): where a receptor counts, how long evidence goes without a review."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.vocabulary import nearest


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits, by their ids in the table.

    Args:
        receptor_positive_percent: percent of tumour cells from which ER or PR counts as positive.
        receptor_low_percent: percent up to which a positive ER or PR is low.
        review_withheld_months: whole months past ``review_due`` after which a row that suggests something is
            withheld.
    """

    receptor_positive_percent: float
    receptor_low_percent: float
    review_withheld_months: float


def limits_from(rows: Iterable[Mapping[str, str]]) -> Limits:
    """Build the limits from the rows of limits.tsv.

    Raises:
        KnowledgeError: a limit is missing, unknown, stands twice or is no number, or none could be between two.
    """
    names = [field.name for field in dataclasses.fields(Limits)]
    found: dict[str, float] = {}
    for row in rows:
        name, value = row.get("limit_id", ""), row.get("value", "")
        where = f"limits.tsv, {name}"
        if name not in names:
            raise KnowledgeError(f"there is no limit '{name}'{nearest(name, names)}", where="limits.tsv")
        if name in found:
            raise KnowledgeError("stands twice", where=where)
        if not value.replace(".", "", 1).isdecimal():
            raise KnowledgeError(f"'{value}' is no number", where=where, todo="write it as 10 or 0.5")
        found[name] = float(value)
    missing = [name for name in names if name not in found]
    if missing:
        raise KnowledgeError(f"lacks {', '.join(missing)}", where="limits.tsv", todo="restore its rows")
    limits = Limits(**found)
    if limits.receptor_low_percent < limits.receptor_positive_percent:
        raise KnowledgeError(
            "a low receptor would be a negative one", where="limits.tsv, receptor_low_percent"
        )
    return limits
