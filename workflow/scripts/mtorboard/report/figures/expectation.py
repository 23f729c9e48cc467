"""The observed allele fraction beside what each allelic state would predict: why one or both copies were said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mtorboard.allelic.binomial import interval
from mtorboard.report.figures.geometry import WIDTH
from mtorboard.report.view import alteration_groups

Json = Mapping[str, Any]

MOST_ALTERATIONS, MOST_STATES = 6, 5
LEFT, RIGHT = 330.0, WIDTH - 20
"""x of an allele fraction of 0 and of 1."""

TOP, ROW = 22.0, 18.0
"""y above the first row, and height of a row."""

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state: x of what it predicts and of the ends over the tolerance of purity.

    ``fits``: the prediction and the interval of the reads meet. ``state`` holds its numbers for the words.
    """

    y: float
    x: float
    low: float
    high: float
    fits: bool
    state: Json


@dataclass(frozen=True, slots=True)
class Expectation:
    """The figure of one alteration: ``x`` of the observed fraction, ``low`` to ``high`` of its 95 % interval."""

    alteration: Json
    width: float
    height: float
    x: float
    low: float
    high: float
    interval: tuple[float, float]
    rows: tuple[StateRow, ...]

    @property
    def fits(self) -> bool:
        """Whether any state fits; if none does, their probabilities among themselves say nothing."""
        return any(row.fits for row in self.rows)


@dataclass(frozen=True, slots=True)
class Expectations:
    """The figures; ``unweighed`` are alterations without one, ``purity`` whether the sample's purity is known."""

    figures: tuple[Expectation, ...]
    ticks: tuple[tuple[float, float], ...]
    unweighed: tuple[Json, ...]
    more: int
    purity: bool


def expectations(document: Json) -> Expectations:
    """Lay out the alterations that make a gene altered or resistant and whose states were weighed.

    Args:
        document: its ``alterations`` are read; those of an older report have no ``expected_vaf``, so no figure.
    """
    findings = alteration_groups(document["alterations"])["findings"]
    weighed = [item for item in findings if _limits(item) and item.get("expected_vaf")]
    return Expectations(
        figures=tuple(_expectation(item) for item in weighed[:MOST_ALTERATIONS]),
        ticks=tuple((_x(share), share) for share in TICKS),
        unweighed=tuple(item for item in findings if item not in weighed),
        more=max(0, len(weighed) - MOST_ALTERATIONS),
        purity=document["sample"]["purity"] is not None,
    )


def _limits(item: Json) -> tuple[float, float] | None:
    if item["vaf"] is None or item["alt_depth"] is None or item["depth"] is None:
        return None
    return interval(item["alt_depth"], item["depth"])


def _expectation(item: Json) -> Expectation:
    low, high = _limits(item) or (0.0, 1.0)
    rows = tuple(_row(index, state, (low, high)) for index, state in enumerate(_told(item["expected_vaf"])))
    return Expectation(
        alteration=item,
        width=WIDTH,
        height=TOP + ROW * len(rows) + 24,
        x=_x(item["vaf"]),
        low=_x(low),
        high=_x(high),
        interval=(low, high),
        rows=rows,
    )


def _told(states: Sequence[Json]) -> list[Json]:
    """Return the first states; where they all leave a copy, or none does, the best of the other kind comes last.

    So a reader sees what the answer was held against.
    """
    told = list(states[:MOST_STATES])
    kinds = {state["mutated"] < state["copies"] for state in told}
    other = next((state for state in states if (state["mutated"] < state["copies"]) not in kinds), None)
    return [*told[: MOST_STATES - 1], other] if other else told


def _row(index: int, state: Json, limits: tuple[float, float]) -> StateRow:
    fits = state["low"] <= limits[1] and limits[0] <= state["high"]
    return StateRow(
        TOP + ROW * (index + 0.5), _x(state["vaf"]), _x(state["low"]), _x(state["high"]), fits, state
    )


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share
