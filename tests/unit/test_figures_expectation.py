"""Allele fractions against expectation: what was observed, what each state predicts, and whether they meet."""

from __future__ import annotations

from typing import Any

import pytest
from figure_cases import altered, report, state, vus
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorboard.allelic.binomial import interval
from mtorboard.report.figures.expectation import (
    LEFT,
    MOST_ALTERATIONS,
    MOST_STATES,
    RIGHT,
    Expectation,
    expectations,
)

READS = {"vaf": 0.54, "alt_depth": 108, "depth": 200}


def weighed(*states: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return altered("TSC2", expected_vaf=list(states), **(READS | changed))


def only(*states: dict[str, Any]) -> Expectation:
    (figure,) = expectations(report(weighed(*states))).figures
    return figure


def share_at(x: float) -> float:
    return (x - LEFT) / (RIGHT - LEFT)


def test_the_band_is_the_exact_interval_of_the_reads() -> None:
    figure = only(state(0.5))
    assert figure.interval == interval(108, 200)
    assert [share_at(x) for x in (figure.low, figure.x, figure.high)] == pytest.approx(
        [figure.interval[0], 0.54, figure.interval[1]]
    )


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 0.2))
def test_a_state_fits_exactly_where_its_bar_meets_the_band(vaf: float, spread: float) -> None:
    figure = only(state(vaf, spread))
    (row,) = figure.rows
    assert row.fits is (row.low <= figure.high and figure.low <= row.high)
    assert figure.fits is row.fits


def test_a_state_stands_at_what_it_predicts() -> None:
    (row,) = only(state(0.25, 0.05)).rows
    assert [share_at(x) for x in (row.low, row.x, row.high)] == pytest.approx([0.2, 0.25, 0.3])


def test_rows_do_not_lie_on_each_other() -> None:
    figure = only(*(state(0.1 * number) for number in range(1, 5)))
    places = [row.y for row in figure.rows]
    assert places == sorted(set(places))
    assert places[-1] < figure.height - 20


def test_the_best_state_of_the_other_answer_is_always_among_those_shown() -> None:
    retained = [state(0.1 * number, copies=4) for number in range(1, 7)]
    lost = state(0.9, copies=1, probability=0.001)
    figure = only(*retained, lost)
    assert len(figure.rows) == MOST_STATES
    assert figure.rows[-1].state == lost
    assert [row.state for row in figure.rows[:-1]] == retained[: MOST_STATES - 1]


def test_states_of_both_answers_are_shown_in_their_order() -> None:
    states = [state(0.5, copies=1), *(state(0.1 * number) for number in range(1, 7))]
    assert [row.state for row in only(*states).rows] == states[:MOST_STATES]


@pytest.mark.parametrize("gap", [{"vaf": None}, {"depth": None}, {"alt_depth": None}, {"expected_vaf": []}])
def test_an_alteration_without_counts_or_states_is_named_and_not_drawn(gap: dict[str, Any]) -> None:
    found = expectations(report(weighed(state(0.5)) | gap))
    assert found.figures == ()
    assert [item["gene"] for item in found.unweighed] == ["TSC2"]


def test_a_report_of_an_older_run_has_no_states_and_no_figure() -> None:
    item = weighed()
    del item["expected_vaf"]
    assert expectations(report(item)).figures == ()


def test_a_missing_purity_is_told() -> None:
    assert not expectations(report(weighed(), purity=None)).purity
    assert expectations(report(weighed(), purity=0.7)).purity


def test_variants_of_unknown_significance_and_uncertain_calls_are_not_drawn() -> None:
    uncertain = weighed(state(0.5), counts=False, low_confidence=True)
    found = expectations(report(vus("TSC1", expected_vaf=[state(0.5)], **READS), uncertain))
    assert (found.figures, found.unweighed) == ((), ())


def test_too_many_are_counted() -> None:
    found = expectations(report(*(weighed(state(0.5), key=str(number)) for number in range(9))))
    assert (len(found.figures), found.more) == (MOST_ALTERATIONS, 9 - MOST_ALTERATIONS)
