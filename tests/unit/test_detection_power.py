"""Exact binomial detection power, and the depth that a tumour's purity asks for."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import pytest
from genomics_examples import THRESHOLDS
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.model.power import depth_needed, detectable_vaf, detection_probability
from mtorboard.reading.callability.coverage import required_depth

DEPTHS, VAFS, READS = st.integers(0, 400), st.floats(0.001, 0.999), st.integers(0, 12)


@given(DEPTHS, VAFS, READS)
def test_it_is_the_sum_of_the_binomial_terms(depth: int, vaf: float, reads: int) -> None:
    missed = sum(comb(depth, k) * vaf**k * (1 - vaf) ** (depth - k) for k in range(min(reads, depth + 1)))
    assert detection_probability(depth, vaf, reads) == pytest.approx(1 - missed, abs=1e-9)


def test_the_worked_example_of_the_amp_and_cap_guideline() -> None:
    """250 reads, a fraction of 5 % and five reads to call: fewer than 0.5 % are missed (0.457 %)."""
    assert 1 - detection_probability(250, 0.05, 5) == pytest.approx(0.00457, abs=5e-6)


@pytest.mark.parametrize(
    ("depth", "vaf", "reads", "expected"),
    [(3, 0.5, 4, 0), (100, 0, 4, 0), (4, 1, 4, 1), (0, 0.5, 0, 1), (1_000_000, 0.05, 4, 1), (9, 0.3, 10, 0)],
)
def test_its_limits(depth: int, vaf: float, reads: int, expected: float) -> None:
    assert detection_probability(depth, vaf, reads) == expected


@pytest.mark.parametrize(("depth", "vaf", "reads"), [(-1, 0.5, 4), (10, 1.1, 4), (10, 0.5, -1)])
def test_what_is_no_count_or_fraction_is_refused(depth: int, vaf: float, reads: int) -> None:
    with pytest.raises(ValueError, match="are counts"):
        detection_probability(depth, vaf, reads)


@given(DEPTHS, VAFS, st.integers(1, 12))
def test_more_reads_show_more(depth: int, vaf: float, reads: int) -> None:
    assert detection_probability(depth + 1, vaf, reads) >= detection_probability(depth, vaf, reads) - 1e-12


@given(DEPTHS, st.integers(1, 12), st.floats(0.5, 0.999))
def test_the_smallest_fraction_that_is_shown_is_shown_and_a_smaller_one_is_not(
    depth: int, reads: int, probability: float
) -> None:
    found = detectable_vaf(depth, reads, probability)
    if found is None:
        assert depth < reads
        return
    assert detection_probability(depth, found, reads) >= probability
    assert detection_probability(depth, round(found - 0.001, 3), reads) < probability


@given(st.floats(0.01, 1), st.integers(1, 12), st.floats(0.5, 0.999))
def test_the_depth_that_is_needed_is_enough_and_one_read_fewer_is_not(
    vaf: float, reads: int, probability: float
) -> None:
    needed = depth_needed(vaf, reads, probability)
    assert detection_probability(needed, vaf, reads) >= probability
    assert detection_probability(needed - 1, vaf, reads) < probability


@pytest.mark.parametrize(("vaf", "depth"), [(0.05, 153), (0.1, 76), (0.2, 37), (0.5, 13)])
def test_depths_that_show_a_fraction_by_four_reads_in_nineteen_of_twenty_tumours(
    vaf: float, depth: int
) -> None:
    assert depth_needed(vaf, 4, 0.95) == depth


@pytest.mark.parametrize(("vaf", "probability"), [(0, 0.95), (0.1, 1), (1.5, 0.5)])
def test_no_depth_shows_nothing_or_everything(vaf: float, probability: float) -> None:
    with pytest.raises(ValueError, match="no depth"):
        depth_needed(vaf, 4, probability)


@pytest.mark.parametrize(
    ("purity", "needed"), [(None, 30), (0.9, 30), (0.5, 30), (0.4, 37), (0.2, 76), (0.1, 153), (0.09, None)]
)
def test_a_less_pure_tumour_needs_more_reads(purity: float | None, needed: int | None) -> None:
    assert required_depth(THRESHOLDS, purity) == needed


def test_the_configured_depth_is_the_least() -> None:
    assert required_depth(replace(THRESHOLDS, depth_low=100), 0.5) == 100
    assert required_depth(replace(THRESHOLDS, depth_low=100), 0.1) == 153
