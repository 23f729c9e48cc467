"""The figures of a report as layouts: pure functions from the document, drawn by ``templates/figures.html``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.knowledge.figures import FigureFacts
from mtorboard.report.figures.expectation import Expectations, expectations
from mtorboard.report.figures.lollipop import Lollipops, lollipops
from mtorboard.report.figures.network import NetworkLayout, network_layout

__all__ = ["Figures", "figures"]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one report, in the order of the page."""

    network: NetworkLayout
    lollipops: Lollipops
    expectations: Expectations


def figures(document: Mapping[str, Any], facts: FigureFacts | None) -> Figures | None:
    """Lay out the figures of a report document of status OK.

    Args:
        document: a valid report document.
        facts: network, domains and hotspots; ``None``: there is nothing to draw from.

    Raises:
        KnowledgeError: a table of the figures is missing or malformed.
    """
    if facts is None:
        return None
    return Figures(
        network=network_layout(document, facts.network, frozenset(facts.lengths)),
        lollipops=lollipops(document, facts),
        expectations=expectations(document),
    )
