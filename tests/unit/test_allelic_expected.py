"""The allele fractions kept with an alteration: the standard formulas, and nothing that must not be told."""

from __future__ import annotations

from typing import Any

import pytest
from genomics_examples import THRESHOLDS, alteration, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorboard.allelic import complete
from mtorboard.model.alteration import Alteration, ExpectedVaf
from mtorboard.model.clinical import Clinical, GermlineFinding
from mtorboard.model.enums import AlterationClass
from mtorboard.model.evidence import Segment

LOF = AlterationClass.LIKELY_LOF
GERMLINE = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1000A>C"),))
PURITIES = st.floats(0.2, 1.0)


def expected(
    purity: float | None, copies: tuple[int, int] | None = (2, 1), **more: Any
) -> tuple[ExpectedVaf, ...]:
    """The states of a TSC2 variant at a locus of (total, minor) copies."""
    facts = {"clinical": Clinical(), "reads": (54, 100), "somatic": True} | more
    item: Alteration = alteration("TSC2", LOF, reads=facts["reads"], somatic=facts["somatic"])
    (found,) = complete(
        (item,),
        segments=copies and (Segment("1", 0, 250_000_000, *copies),),
        purity=purity,
        clinical=facts["clinical"],
        genes=tables().genes,
        transcripts={},
        thresholds=THRESHOLDS,
    )
    return found.expected_vaf


def predicted(states: tuple[ExpectedVaf, ...], mutated: int, inherited: int = 0) -> float:
    """What the clonal state with these copies predicts."""
    (vaf,) = (
        state.vaf
        for state in states
        if (state.mutated, state.inherited, state.subclonal) == (mutated, inherited, False)
    )
    return vaf


@settings(deadline=None)
@given(PURITIES)
def test_one_of_two_copies_gives_half_the_purity(purity: float) -> None:
    assert predicted(expected(purity), 1) == pytest.approx(purity / 2, abs=0.002)


@settings(deadline=None)
@given(PURITIES)
def test_both_copies_by_copy_neutral_loss_give_the_purity(purity: float) -> None:
    assert predicted(expected(purity, (2, 0)), 2) == pytest.approx(purity, abs=0.002)


@settings(deadline=None)
@given(PURITIES)
def test_the_one_copy_left_gives_purity_over_two_minus_purity(purity: float) -> None:
    assert predicted(expected(purity, (1, 0)), 1) == pytest.approx(purity / (2 - purity), abs=0.002)


@settings(deadline=None)
@given(PURITIES)
def test_a_germline_allele_on_the_one_copy_left_gives_one_over_two_minus_purity(purity: float) -> None:
    states = expected(purity, (1, 0), clinical=GERMLINE, somatic=None)
    assert predicted(states, 1, inherited=1) == pytest.approx(1 / (2 - purity), abs=0.002)


@settings(deadline=None)
@given(
    PURITIES, st.sampled_from([(1, 0), (2, 0), (2, 1), (3, 1), (4, 2), None]), st.sampled_from([True, None])
)
def test_states_are_few_ordered_by_probability_and_between_the_ends_of_purity(
    purity: float, copies: tuple[int, int] | None, somatic: bool | None
) -> None:
    states = expected(purity, copies, somatic=somatic)
    assert 1 <= len(states) <= 8
    chances = [state.probability for state in states]
    assert None not in chances
    assert chances == sorted(chances, key=lambda chance: -(chance or 0.0))
    assert sum(chance or 0.0 for chance in chances) <= 1 + 1e-9
    for state in states:
        assert 0 <= state.low <= state.vaf <= state.high <= 1
        assert not state.subclonal or state.low == 0


def test_a_subclone_of_any_size_is_one_state() -> None:
    assert [state.subclonal for state in expected(0.7)].count(True) == 1


@pytest.mark.parametrize(
    "facts", [{"purity": None}, {"purity": 0.7, "reads": None}, {"purity": 0.7, "copies": (0, 0)}]
)
def test_without_purity_reads_or_copies_nothing_is_expected(facts: dict[str, Any]) -> None:
    assert expected(**facts) == ()


def test_a_patient_who_refused_germline_findings_is_told_of_no_inherited_state_nor_of_what_it_leaves() -> (
    None
):
    open_question = expected(0.7, (1, 0), somatic=None)
    assert any(state.inherited for state in open_question)
    refused = expected(0.7, (1, 0), somatic=None, clinical=Clinical(germline_consent=False))
    assert refused
    assert not any(state.inherited for state in refused)
    assert {state.probability for state in refused} == {None}


def test_refusal_withholds_nothing_where_no_inherited_state_was_weighed() -> None:
    refused = expected(0.7, somatic=True, clinical=Clinical(germline_consent=False))
    assert refused == expected(0.7, somatic=True)
