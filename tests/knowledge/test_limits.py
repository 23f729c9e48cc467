"""limits.tsv: every limit is there once, is a number, and has a source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge import load
from mtorboard.knowledge.limits import Limits, limits_from

ROWS = {"receptor_positive_percent": "1", "receptor_low_percent": "10", "review_withheld_months": "12"}


def rows(**changed: str) -> list[Mapping[str, str]]:
    return [{"limit_id": name, "value": value} for name, value in {**ROWS, **changed}.items()]


def test_the_shipped_limits_are_those_of_the_guideline_and_of_the_curation_policy() -> None:
    assert load().rulebase.limits == Limits(1, 10, 12)


def test_a_limit_is_a_number_that_may_have_a_fraction() -> None:
    assert limits_from(rows(receptor_positive_percent="0.5")).receptor_positive_percent == 0.5


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (rows()[:2], "lacks review_withheld_months"),
        (rows() + rows()[:1], "stands twice"),
        (rows(review_withheld_months=""), "is no number"),
        (rows(review_withheld_months="-1"), "is no number"),
        (rows(receptor_low="1"), "did you mean 'receptor_low_percent'"),
        (rows(receptor_low_percent="0.5"), "a low receptor would be a negative one"),
    ],
)
def test_limits_that_cannot_be_used_are_refused(wrong: Any, says: str) -> None:
    with pytest.raises(KnowledgeError) as refused:
        limits_from(wrong)
    assert says in refused.value.render()
