"""The figures' geometry: labels keep apart, numbers are written in one way, lines end where they act."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorboard.report.figures.geometry import (
    apart,
    arrow,
    blunt,
    line,
    number,
    shortened,
    spread,
    text_width,
    ticks,
)

PLACES = st.lists(st.floats(0, 700), min_size=1, max_size=12).map(sorted)
GAP = 16.0


@settings(deadline=None)
@given(PLACES)
def test_spread_labels_keep_their_order_their_distance_and_the_limits(wanted: list[float]) -> None:
    found = spread(wanted, GAP, 0, 700)
    assert len(found) == len(wanted)
    assert apart(found, GAP)
    assert found[0] >= -1e-6
    assert found[-1] <= 700 + 1e-6


@settings(deadline=None)
@given(PLACES)
def test_labels_that_have_room_stay_over_their_places(wanted: list[float]) -> None:
    roomy = [place + 20 * index for index, place in enumerate(wanted)]
    assert spread(roomy, GAP, 0, 1000) == pytest.approx(roomy)


def test_two_labels_of_one_place_move_by_the_same_distance() -> None:
    assert spread([100, 100], 10, 0, 200) == [95, 105]


def test_a_crowd_at_the_edge_moves_inwards() -> None:
    assert spread([199, 200, 200], 10, 0, 200) == [180, 190, 200]


@settings(deadline=None)
@given(st.floats(-1e6, 1e6))
def test_a_coordinate_is_written_with_one_decimal_at_most_and_is_never_minus_nothing(value: float) -> None:
    text = number(value)
    assert re.fullmatch(r"-?\d+(\.[1-9])?", text)
    assert text != "-0"
    assert float(text) == pytest.approx(value, abs=0.0501)


@settings(deadline=None)
@given(st.integers(1, 40_000))
def test_an_axis_begins_at_the_first_codon_ends_at_the_last_and_rises_in_round_steps(most: int) -> None:
    found = ticks(most)
    assert (found[0], found[-1]) == (1, most)
    assert found == sorted(set(found))
    assert len(found) <= 8
    assert len({after - before for before, after in pairwise(found[1:-1])}) <= 1


def test_an_arrow_ends_with_its_tip_on_the_last_point() -> None:
    shaft, head = arrow([(0, 0), (0, 20)])
    assert shaft == "M0 0L0 13"
    assert head == "M0 20L-3.6 13L3.6 13z"


def test_an_inhibiting_line_ends_in_a_bar_across_it() -> None:
    assert blunt([(0, 0), (20, 0)]) == "M0 0L17 0M17 -5.5L17 5.5"
    assert blunt([(0, 0), (0, 20)]) == "M0 0L0 17M-5.5 17L5.5 17"


def test_a_line_is_written_point_by_point() -> None:
    assert line([(0, 0.04), (10.25, 3)]) == "M0 0L10.2 3"


def test_letters_of_wide_scripts_take_two_places() -> None:
    assert text_width("\u6f22", 10) == 2 * text_width("a", 10)


def test_a_long_text_is_cut_and_says_so() -> None:
    assert shortened("p.Ala1Val", 9) == "p.Ala1Val"
    assert shortened("p.Ala10Val", 9) == "p.Ala10V\u2026"
