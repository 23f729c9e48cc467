"""Where the alterations of a gene lie on its protein: domains, hotspot codons, one pin for each alteration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import cos, radians, sin
from typing import Any

from mtorboard.knowledge.figures import Domain, FigureFacts
from mtorboard.model.alteration import STRUCTURAL
from mtorboard.model.enums import Consequence, Verification
from mtorboard.report.figures.geometry import WIDTH, shortened, spread, text_width, ticks
from mtorboard.report.view import alteration_groups, is_functional

Json = Mapping[str, Any]

MOST_ALTERED, MOST_VUS = 8, 3
"""Genes that are drawn: altered ones, and ones with nothing but variants of unknown significance."""

MOST_PINS = 12
SLANT = 50
"""Degrees by which labels rise to the right."""

LETTERS = 10.5
LABEL_GAP = LETTERS * 1.15 / sin(radians(SLANT))
"""Distance of two labels along the axis that leaves a line's height between their slanted baselines."""

_LEFT, _RIGHT = 16.0, WIDTH - 8
_LONGEST_LABEL = 24
_STEM, _ELBOW = 34.0, 12.0
_BODY = 20.0
"""Height of the protein and its domains."""

_DOMAIN_LETTERS = 10.0
_C_POSITION = re.compile(r"(?:^|:)c\.(\d+)[+-]\d+")
"""A place in an intron, told by the nearest base of the coding sequence."""

_WHOLE = frozenset({Consequence.COPY_LOSS, Consequence.COPY_GAIN})


class Marker(StrEnum):
    """The shape of a pin's head: the class, or that the call is not interpreted."""

    KNOWN = "KNOWN"
    HOTSPOT = "HOTSPOT"
    LIKELY = "LIKELY"
    LIKELY_LOF = "LIKELY_LOF"
    RESISTANCE = "RESISTANCE"
    VUS = "VUS"
    UNINTERPRETED = "UNINTERPRETED"


_RANKS = {Marker.UNINTERPRETED: 1, Marker.VUS: 2}
"""Genes with something graver come before those with nothing but these."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One alteration: ``x`` on the protein, ``label_x`` of its head and label.

    ``near``: no codon is known; it is placed by the coding base that is nearest.
    """

    x: float
    label_x: float
    label: str
    name: str
    marker: Marker
    near: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A domain, or an event that takes a stretch or the whole of the gene, drawn as a bar.

    ``first`` to ``last``: codons, 1-based inclusive; ``fits``: the name has room inside.
    """

    x: float
    width: float
    first: int
    last: int
    name: str
    fits: bool
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Lollipop:
    """The figure of one gene.

    Args:
        gene: symbol; ``status``: of the gene in the report; ``length``: residues of the protein.
        width, height: of the drawing; ``top``: y of the pins' heads; ``body``: upper edge of the protein.
        ticks: (x, codon) of the axis, codons 1-based; ``hotspots``: x of the hotspot codons.
        bars: structural and copy-number events; ``beside``: alterations whose place is not known.
        more: alterations that are not drawn because there are too many.
    """

    gene: str
    status: str
    length: int
    width: float
    height: float
    top: float
    body: float
    ticks: tuple[tuple[float, int], ...]
    hotspots: tuple[float, ...]
    domains: tuple[Stretch, ...]
    pins: tuple[Pin, ...]
    bars: tuple[Stretch, ...]
    beside: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Lollipops:
    """The genes that are drawn, the markers that occur, and how many genes with alterations are not drawn."""

    genes: tuple[Lollipop, ...]
    markers: tuple[Marker, ...]
    near: bool
    more: int

    @property
    def unverified(self) -> bool:
        """Whether a drawn domain's ends were not checked against a source."""
        return not all(domain.verified for gene in self.genes for domain in gene.domains)


def lollipops(document: Json, facts: FigureFacts) -> Lollipops:
    """Lay out the genes with alterations: altered ones first, then some with unknown significance alone.

    Args:
        document: its ``genes`` and ``alterations`` are read. Not drawn are benign and passenger variants, and
            uncertain ones that would not count if they were certain.
        facts: protein lengths, domains and hotspot codons.
    """
    drawn: dict[str, list[tuple[Json, Marker]]] = {}
    for item, marker in _judged(document["alterations"]):
        drawn.setdefault(item["gene"], []).append((item, marker))
    known = [gene for gene in sorted(drawn) if gene in facts.lengths]
    ranks = {gene: min(_RANKS.get(marker, 0) for _, marker in drawn[gene]) for gene in known}
    light = [gene for gene in known if ranks[gene] == _RANKS[Marker.VUS]]
    weighty = sorted((gene for gene in known if gene not in light), key=lambda gene: ranks[gene])
    chosen = [*weighty[:MOST_ALTERED], *light[:MOST_VUS]]
    genes = tuple(_lollipop(gene, drawn[gene], document, facts) for gene in chosen)
    pins = [pin for gene in genes for pin in gene.pins]
    return Lollipops(
        genes=genes,
        markers=tuple(marker for marker in Marker if any(pin.marker is marker for pin in pins)),
        near=any(pin.near for pin in pins),
        more=len(drawn) - len(chosen),
    )


def _judged(alterations: Sequence[Json]) -> Iterable[tuple[Json, Marker]]:
    groups = alteration_groups(alterations)
    for kind in ("findings", "uncertain", "vus"):
        for item in groups[kind]:
            if kind != "uncertain":
                yield item, Marker(item["class"])
            elif is_functional(item):
                yield item, Marker.UNINTERPRETED


def _lollipop(
    gene: str, found: Sequence[tuple[Json, Marker]], document: Json, facts: FigureFacts
) -> Lollipop:
    length = facts.lengths[gene]
    placed, bars, beside = _sorted_by_place(found, length)
    shown = placed[:MOST_PINS]
    labels = [shortened(_name(item), _LONGEST_LABEL) for item, _, _, _ in shown]
    longest = max((text_width(label, LETTERS) for label in labels), default=0.0)
    # The last label leans out to the right by its own length.
    right = _RIGHT - longest * cos(radians(SLANT)) if labels else _RIGHT
    axis = _Axis(length, _LEFT, right)
    shown_by_place = sorted(zip(shown, labels, strict=True), key=lambda pair: pair[0][2])
    wanted = [axis.middle(codon) for (_, _, codon, _), _ in shown_by_place]
    heads = spread(wanted, LABEL_GAP, _LEFT, right)
    pins = tuple(
        Pin(x, head, label, _name(item), marker, near)
        for x, head, ((item, marker, _, near), label) in zip(wanted, heads, shown_by_place, strict=True)
    )
    top = longest * sin(radians(SLANT)) + 16 if pins else 0.0
    body = top + _STEM + _ELBOW if pins else 12.0
    return Lollipop(
        gene=gene,
        status=document["genes"][gene]["status"] if gene in document["genes"] else "NOT_ASSESSED",
        length=length,
        width=WIDTH,
        height=body + _BODY + 24 + 16 * len(bars),
        top=top,
        body=body,
        ticks=tuple((axis.middle(codon), codon) for codon in ticks(length, 8)),
        hotspots=tuple(axis.middle(codon) for codon in facts.hotspots.get(gene, ())),
        domains=tuple(axis.domain(domain) for domain in facts.domains.get(gene, ())),
        pins=pins,
        bars=tuple(axis.stretch(*bar) for bar in bars),
        beside=tuple(beside),
        more=len(placed) - len(shown),
    )


Placed = tuple[Json, Marker, int, bool]
"""Alteration, marker, codon (1-based), and whether the codon is only the nearest one."""


def _sorted_by_place(
    found: Sequence[tuple[Json, Marker]], length: int
) -> tuple[list[Placed], list[tuple[int, int, str]], list[str]]:
    """Return what is pinned, what is a bar (first and last codon, name), and what has no place."""
    placed: list[Placed] = []
    bars: list[tuple[int, int, str]] = []
    beside: list[str] = []
    for item, marker in found:
        codons, near = _codons(item, length)
        if item["consequence"] in _WHOLE:
            bars.append((1, length, item["consequence"]))
        elif codons is None:
            beside.append(_name(item))
        elif item["consequence"] in STRUCTURAL:
            bars.append((*codons, item["consequence"]))
        else:
            placed.append((item, marker, codons[0], near))
    return placed, bars, beside


def _codons(item: Json, length: int) -> tuple[tuple[int, int] | None, bool]:
    """Return first and last codon, and whether they are only the nearest to a place in an intron."""
    codons = item["codons"]
    if codons is None:
        match = _C_POSITION.search(item["hgvs_c"] or "")
        if match is None:
            return None, False
        nearest = -(-int(match[1]) // 3)
        codons = (nearest, nearest)
    first, last = codons
    # Losing the stop touches the codon after the last residue.
    return ((first, min(last, length)), item["codons"] is None) if first <= length + 1 else (None, False)


def _name(item: Json) -> str:
    return str(item["hgvs_p"] or item["hgvs_c"] or item["hgvs_g"] or item["key"])


@dataclass(frozen=True, slots=True)
class _Axis:
    """Codons of a protein on the drawing."""

    length: int
    left: float
    right: float

    def _edge(self, codon: float) -> float:
        return self.left + (self.right - self.left) * codon / self.length

    def middle(self, codon: int) -> float:
        """x of the middle of a codon (1-based)."""
        return self._edge(min(codon, self.length) - 0.5)

    def stretch(self, first: int, last: int, name: str) -> Stretch:
        """A bar from one codon to another, both inclusive."""
        x, end = self._edge(first - 1), self._edge(last)
        return Stretch(x, end - x, first, last, name, fits=True)

    def domain(self, domain: Domain) -> Stretch:
        """A domain; its name is drawn where there is room for it."""
        bar = self.stretch(domain.first_codon, domain.last_codon, domain.name)
        fits = text_width(domain.name, _DOMAIN_LETTERS) <= bar.width - 2
        return replace(bar, fits=fits, verified=domain.verified is Verification.VERIFIED)
