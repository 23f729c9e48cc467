"""Kleene's laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.model.truth import Truth, at_least, conjunction, disjunction, negate

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
truths = st.sampled_from(list(Truth))
operands = st.lists(truths, max_size=6)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [(T, T, T, T), (T, F, F, T), (T, U, U, T), (F, F, F, F), (F, U, F, U), (U, U, U, U)],
)
def test_truth_tables(a: Truth, b: Truth, both: Truth, either: Truth) -> None:
    assert conjunction([a, b]) is conjunction([b, a]) is both
    assert disjunction([a, b]) is disjunction([b, a]) is either


def test_no_operands_are_true_for_and_and_false_for_or() -> None:
    assert conjunction([]) is T
    assert disjunction([]) is F


def test_unknown_stays_unknown_under_not() -> None:
    assert [negate(value) for value in (T, F, U)] == [F, T, U]


def test_two_valued_use_is_refused() -> None:
    with pytest.raises(TypeError, match="two-valued"):
        bool(U)


@given(operands, st.integers(0, 7))
def test_replacing_an_unknown_never_flips_an_answer(values: list[Truth], count: int) -> None:
    before = at_least(count, values)
    for place, value in enumerate(values):
        if value is U:
            for known in (T, F):
                after = at_least(count, [*values[:place], known, *values[place + 1 :]])
                assert before in (U, after)


@given(operands)
def test_de_morgan(values: list[Truth]) -> None:
    assert negate(conjunction(values)) is disjunction(map(negate, values))


@given(st.permutations([T, F, U, U, T]), st.integers(0, 6))
def test_order_does_not_matter(values: list[Truth], count: int) -> None:
    assert at_least(count, values) is at_least(count, [T, F, U, U, T])
