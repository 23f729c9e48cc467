"""The mTOR network of one tumour: every gene of it in its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from mtorboard.knowledge.figures import Box, DrugTarget, Link, Network, Node
from mtorboard.model.enums import AlterationClass, Effect, GeneStatus, Verification
from mtorboard.report.figures.geometry import arrow, blunt
from mtorboard.report.view import alteration_groups, is_functional

Json = Mapping[str, Any]

CHIP = (56.0, 21.0)
"""Width and height of a gene's sign; the shapes of ``templates/figures.html`` are of this size."""

_GAP, _PAD, _TITLE = 4.0, 7.0, 17.0
_COLUMNS = (20.0, 272.0, 524.0)
_LEGEND_GAP, _LEGEND_ROW, _INDENT = 14.0, 27.0, 92.0


class NodeState(StrEnum):
    """What the figure says of a gene. Each state has a shape of its own."""

    GAIN = "GAIN"
    LOSS = "LOSS"
    ALTERED = "ALTERED"  # altered, in a direction that is not stated or not one
    RESISTANCE = "RESISTANCE"
    VUS_ONLY = "VUS_ONLY"
    NOT_DETECTED = "NOT_DETECTED"
    NOT_DETECTED_SNV_ONLY = "NOT_DETECTED_SNV_ONLY"
    NOT_ASSESSED = "NOT_ASSESSED"
    OFF_PANEL = "OFF_PANEL"


class Mark(StrEnum):
    """What stands on a gene's sign beside its state."""

    BIALLELIC = "BIALLELIC"
    MONOALLELIC = "MONOALLELIC"
    UNKNOWN = "UNKNOWN"
    RESISTANCE = "RESISTANCE"
    UNINTERPRETED = "UNINTERPRETED"


_BY_COPIES = (NodeState.LOSS, NodeState.ALTERED)
"""States for which it matters whether a second copy is left; a gain works from one."""

_DIRECTIONS = {frozenset({Effect.GOF}): NodeState.GAIN, frozenset({Effect.LOF}): NodeState.LOSS}


@dataclass(frozen=True, slots=True)
class Chip:
    """A gene's sign: left upper corner, state and marks."""

    gene: str
    state: NodeState
    marks: tuple[Mark, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line: ``shaft`` and, where it promotes, ``head``, as SVG paths; ``kind`` for its style."""

    kind: str
    shaft: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the legend says at a place: ``part`` is ``"states"``, ``"marks"`` or ``"lines"``."""

    part: str
    code: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """The figure, with a legend of what occurs in it.

    Args:
        nodes: those without genes are names alone.
        feedback: left end of the baseline of its name; ``None`` where no link is one.
        unverified: links that were not checked against a source.
        outside: assessed genes that no node has.
    """

    width: float
    height: float
    nodes: tuple[Node, ...]
    chips: tuple[Chip, ...]
    lines: tuple[Line, ...]
    drugs: tuple[DrugTarget, ...]
    feedback: tuple[float, float] | None
    legend: tuple[Entry, ...]
    links: int
    unverified: int
    outside: tuple[str, ...]

    @property
    def states(self) -> tuple[NodeState, ...]:
        """The states that occur."""
        return tuple(state for state in NodeState if self.genes_in(state))

    def genes_in(self, state: NodeState) -> tuple[Chip, ...]:
        """Return the signs of a state."""
        return tuple(chip for chip in self.chips if chip.state is state)


def network_layout(document: Json, network: Network, panel: frozenset[str]) -> NetworkLayout:
    """Lay out the network of a report document.

    Args:
        document: its ``genes`` and ``alterations`` are read.
        network: geometry, links and drugs.
        panel: symbols of all genes that the knowledge has. Of these, one that the document lacks was not assessed.
    """
    by_gene: dict[str, list[Json]] = {}
    for item in document["alterations"]:
        by_gene.setdefault(item["gene"], []).append(item)
    chips = tuple(
        _chip(gene, document["genes"].get(gene), by_gene.get(gene, ()), gene in panel, place)
        for node in network.nodes
        for gene, place in zip(node.genes, _places(node.box, len(node.genes)), strict=True)
    )
    legend = _legend(chips, network.height + _LEGEND_GAP)
    return NetworkLayout(
        width=network.width,
        height=max(entry.y for entry in legend) + CHIP[1] + 2,
        nodes=network.nodes,
        chips=chips,
        lines=(*map(_link, network.links), *map(_attack, network.drugs)),
        drugs=network.drugs,
        feedback=_feedback(network),
        legend=legend,
        links=len(network.links),
        unverified=sum(link.verified is not Verification.VERIFIED for link in network.links),
        outside=tuple(sorted(set(document["genes"]) - {chip.gene for chip in chips})),
    )


def _legend(chips: Sequence[Chip], top: float) -> tuple[Entry, ...]:
    """Place what occurs in columns, read downwards."""
    states = {chip.state for chip in chips}
    marks = {mark for chip in chips for mark in chip.marks}
    said = [("states", str(state)) for state in NodeState if state in states]
    said += [("marks", str(mark)) for mark in Mark if mark in marks]
    said += [("lines", kind) for kind in ("promotes", "inhibits", "attack")]
    rows = -(-len(said) // len(_COLUMNS))
    return tuple(
        Entry(part, code, _COLUMNS[index // rows], top + index % rows * _LEGEND_ROW)
        for index, (part, code) in enumerate(said)
    )


def _feedback(network: Network) -> tuple[float, float] | None:
    """Return a place on top of the longest level piece of the feedback."""
    pieces = [pair for link in network.links if link.feedback for pair in pairwise(link.path)]
    if not pieces:
        return None
    (x, y), (end, _) = max(pieces, key=lambda pair: abs(pair[0][0] - pair[1][0]))
    return min(x, end) + _INDENT, y - 6


def _places(box: Box, count: int) -> list[tuple[float, float]]:
    """Return the left upper corners of signs in rows, each row in the middle of the box, under its title."""
    width, height = CHIP
    columns = max(1, int((box.width - 2 * _PAD + _GAP) // (width + _GAP)))
    rows = -(-count // columns)
    top = box.y + _TITLE + (box.height - _TITLE - rows * height - (rows - 1) * _GAP) / 2 - 1
    places = []
    for index in range(count):
        row, column = divmod(index, columns)
        there = min(columns, count - row * columns)
        left = box.x + (box.width - there * width - (there - 1) * _GAP) / 2
        places.append((left + column * (width + _GAP), top + row * (height + _GAP)))
    return places


def _chip(
    gene: str, status: Json | None, found: Sequence[Json], on_panel: bool, place: tuple[float, float]
) -> Chip:
    groups = alteration_groups(found)
    state = _state(status, groups["findings"], on_panel)
    marks = []
    if status is not None and state in _BY_COPIES:
        marks.append(Mark(status["zygosity"]))
    resists = any(item["class"] == AlterationClass.RESISTANCE for item in groups["findings"])
    if resists and state is not NodeState.RESISTANCE:
        marks.append(Mark.RESISTANCE)
    if any(is_functional(item) for item in groups["uncertain"]):
        marks.append(Mark.UNINTERPRETED)
    return Chip(gene, state, tuple(marks), *place)


def _state(status: Json | None, findings: Iterable[Json], on_panel: bool) -> NodeState:
    if status is None:
        return NodeState.NOT_ASSESSED if on_panel else NodeState.OFF_PANEL
    if status["status"] == GeneStatus.ALTERED:
        effects = frozenset(Effect(item["effect"]) for item in findings if item["counts"])
        return _DIRECTIONS.get(effects, NodeState.ALTERED)
    if any(item["class"] == AlterationClass.RESISTANCE for item in findings):
        return NodeState.RESISTANCE
    return NodeState(status["status"])


def _link(link: Link) -> Line:
    kind = "feedback" if link.feedback else "inhibits" if link.inhibits else "promotes"
    if link.inhibits:
        return Line(kind, blunt(link.path))
    return Line(kind, *arrow(link.path))


def _attack(drug: DrugTarget) -> Line:
    return Line("attack", blunt(drug.path))
