"""Zygosity, clonality and origin of tumours whose truth is known; ``-s`` prints the confusion tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from scoring import QUESTIONS, Score, run, show

FEW, ALL = 2_000, 20_000
SEED = 20_261_122


@dataclass(frozen=True)
class Scenario:
    """How tumours are drawn and told, and the share of statements that must be right."""

    drawn: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    right: float = 0.99


DEEP = {"purity": (0.4, 0.95), "depth": (500, 500)}
OFF = {"purity_error": 0.05}
TOLD_RIGHT = {
    "copies and purity as they are": Scenario(),
    "purity off by up to 0.05": Scenario(told=OFF),
    "depth 500 and purity from 0.4": Scenario(drawn=DEEP),
    "depth 500, purity from 0.4 off by up to 0.05": Scenario(drawn=DEEP, told=OFF),
    "reads scatter: beta-binomial, precision 1000": Scenario(drawn={"precision": 1000}),
    "reads scatter more: beta-binomial, precision 200": Scenario(drawn={"precision": 200}),
}
TOLD_LESS = {
    "copy number wrong in one tumour of ten": Scenario(told={"wrong_copies": 0.1, **OFF}, right=0.98),
    "no copy number, half of the loci unchanged": Scenario({"unchanged": 0.4}, {"copies_given": False}),
    "no copy number, one locus in six unchanged": Scenario(told={"copies_given": False}, right=0.98),
}
SCENARIOS = TOLD_RIGHT | TOLD_LESS
ALWAYS = (
    "copies and purity as they are",
    "depth 500, purity from 0.4 off by up to 0.05",
    "no copy number, one locus in six unchanged",
)


def check(name: str, number: int) -> None:
    scenario = SCENARIOS[name]
    score = run(number, SEED, scenario.drawn, scenario.told)
    print(show(f"{name}: {number} tumours", score))
    for question in QUESTIONS:
        assert score.right(question) >= scenario.right, question
    check_origin(score)
    if name in TOLD_RIGHT:
        assert score.covered() >= (0.95 if "more" not in name else 0.9)
    if scenario.drawn == DEEP:
        for question in QUESTIONS:
            assert score.called(question) >= 0.8, question


def check_origin(score: Score) -> None:
    """A source decides; without one nothing is said."""
    assert set(score.origins) == {
        ("SOMATIC", "SOMATIC"),
        ("GERMLINE", "GERMLINE"),
        ("no source", "UNKNOWN"),
    }


@pytest.mark.parametrize("name", ALWAYS)
def test_what_is_said_of_a_simulated_tumour_is_true(name: str) -> None:
    check(name, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_said_of_twenty_thousand_simulated_tumours_is_true(name: str) -> None:
    check(name, ALL)
