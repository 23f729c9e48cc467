"""An assessment is quick, by the benchmark's own cases; CPU time of this process, as the least of several tries."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import assess as benchmark

pytestmark = pytest.mark.slow
TRIES = 3


def least(cases: Iterable[benchmark.Case]) -> dict[str, float]:
    """Milliseconds of each case by itself, nothing kept from another."""
    found = list(cases)
    benchmark.assessed(found[0])  # compiles the rules, once a process
    gc.collect()
    gc.freeze()
    return {case.name: min(benchmark.alone(case) for _ in range(TRIES)) for case in found}


def test_no_tumour_of_the_demo_takes_long_by_itself() -> None:
    assert max(least(benchmark.demo()).values()) < benchmark.WORST_MS


def test_a_tumour_of_which_nothing_or_only_the_type_is_known_does_not_take_long() -> None:
    assert max(least(benchmark.hardly_known()).values()) < benchmark.WORST_MS


@pytest.mark.skipif(
    not benchmark.MAF.is_file(), reason="the shared data folder is not there (MTORBOARD_SHARED_DATA)"
)
def test_a_cohort_of_which_the_types_are_known_takes_little_a_tumour() -> None:
    cases = [case for case in benchmark.published() if case.tumour_type]
    gc.collect()
    gc.freeze()
    for case in cases[::2]:
        benchmark.assessed(case)
    took = [benchmark.timed(case) for case in cases[1::2]]
    assert sum(took) / len(took) < 2 * benchmark.MEAN_MS
