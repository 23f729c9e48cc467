"""Which small variants are read at all: those in and beside coding sequence; the others are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.knowledge.transcripts import load_transcripts
from mtorboard.model.enums import Build
from mtorboard.reading.spans import NearCoding

PANEL = Path(__file__).parents[2] / "resources" / "panel"
TSC2 = load_transcripts(PANEL / "transcripts.GRCh38.json", Build.GRCH38)["TSC2"]
FIRST, SECOND = TSC2.coding_intervals()[:2]
NEAR = NearCoding.of([TSC2], 50)


@pytest.mark.parametrize(
    ("start0", "end0", "read"),
    [
        (FIRST[0] - 50, FIRST[0] - 49, True),
        (FIRST[0] - 51, FIRST[0] - 50, False),
        (FIRST[1] + 49, FIRST[1] + 50, True),
        (FIRST[1] + 50, FIRST[1] + 51, False),
        (FIRST[1] + 60, SECOND[0] - 40, True),
    ],
    ids=["last base before", "one too far before", "last base behind", "one too far behind", "reaches near"],
)
def test_flank_ends_at_its_last_base(start0: int, end0: int, read: bool):
    assert NEAR.holds("16", start0, end0) is read


def test_other_chromosomes_are_far_and_without_a_flank_everything_is_near():
    assert not NEAR.holds("17", *FIRST)
    assert NearCoding.of([TSC2], None).holds("17", 0, 1)


@given(start0=st.integers(TSC2.start0 - 200, TSC2.end0 + 200), length=st.integers(1, 3000))
def test_near_is_what_shares_a_base_with_a_widened_coding_interval(start0: int, length: int):
    widened = [(start - 50, end + 50) for start, end in TSC2.coding_intervals()]
    expected = any(start0 < end and start0 + length > start for start, end in widened)
    assert NEAR.holds("16", start0, start0 + length) is expected
