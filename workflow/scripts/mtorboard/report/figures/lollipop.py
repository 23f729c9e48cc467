"""Where the alterations of a gene lie on its protein: domains, hotspot codons, one pin for each alteration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians, sin
from typing import Any

from mtorboard.classify.structural.footprint import footprint
from mtorboard.knowledge.figures import Domain, FigureFacts
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.alteration import STRUCTURAL
from mtorboard.model.enums import Consequence, GeneStatus, Verification
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

_COPY_KEY = re.compile(r"[^:]+:[^:]+:(\d+)-(\d+):\w+")
_BREAK_KEY = re.compile(r"[^:]+:([^:]+):(\d+):\w+:([^:]+):(\d+)")
"""Keys of copy-number events (first and last base) and of junctions (outermost kept bases), all 1-based."""

_EVENTS = STRUCTURAL | {Consequence.COPY_LOSS, Consequence.COPY_GAIN}
_EVENT = 17.0
"""Height of an event's bar with its name."""


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
class DomainBox:
    """A domain from codon ``first`` to ``last`` (1-based inclusive); ``fits``: the name has room inside."""

    x: float
    width: float
    first: int
    last: int
    name: str
    fits: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class Event:
    """A structural or copy-number event, a bar under the codons (1-based inclusive) that it touches."""

    x: float
    width: float
    first: int
    last: int
    consequence: str
    marker: Marker


@dataclass(frozen=True, slots=True)
class Lollipop:
    """The figure of one gene.

    Args:
        gene: symbol; ``status``: of the gene in the report; ``length``: residues of the protein.
        width, height: of the drawing; ``top``: y of the pins' heads; ``body``: upper edge of the protein.
        ticks: (x, codon) of the axis, codons 1-based; ``hotspots``: x of the hotspot codons.
        beside: names and markers of alterations whose place is not known.
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
    domains: tuple[DomainBox, ...]
    pins: tuple[Pin, ...]
    events: tuple[Event, ...]
    beside: tuple[tuple[str, Marker], ...]
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
    places = _places(gene, found, document, facts)
    pinned = [place for place in places if place.codons and not place.event]
    shown = sorted(pinned[:MOST_PINS], key=lambda place: place.codons)
    longest = max((text_width(place.label, LETTERS) for place in shown), default=0.0)
    # The last label leans out to the right by its own length.
    axis = _Axis(length, _LEFT, _RIGHT - longest * cos(radians(SLANT)))
    top = longest * sin(radians(SLANT)) + 16 if shown else 0.0
    body = top + _STEM + _ELBOW if shown else 12.0
    events = tuple(axis.event(place) for place in places if place.codons and place.event)
    return Lollipop(
        gene=gene,
        status=document["genes"][gene]["status"] if gene in document["genes"] else GeneStatus.NOT_ASSESSED,
        length=length,
        width=WIDTH,
        height=body + _BODY + 24 + _EVENT * len(events),
        top=top,
        body=body,
        ticks=tuple((axis.middle(codon), codon) for codon in ticks(length, 8)),
        hotspots=tuple(axis.middle(codon) for codon in facts.hotspots.get(gene, ())),
        domains=tuple(axis.domain(domain) for domain in facts.domains.get(gene, ())),
        pins=axis.pins(shown),
        events=events,
        beside=tuple((place.name, place.marker) for place in places if not place.codons),
        more=len(pinned) - len(shown),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """An alteration with the codons (1-based inclusive) that it touches, none where they are not known."""

    name: str
    marker: Marker
    consequence: str
    codons: tuple[int, ...]
    near: bool

    @property
    def event(self) -> bool:
        """Whether it is drawn as a bar."""
        return self.consequence in _EVENTS

    @property
    def label(self) -> str:
        """The name, cut to the length of a label."""
        return shortened(self.name, _LONGEST_LABEL)


def _places(
    gene: str, found: Sequence[tuple[Json, Marker]], document: Json, facts: FigureFacts
) -> list[_Place]:
    places = []
    for item, marker in found:
        codons, near = tuple(item["codons"] or ()), False
        if item["consequence"] in _EVENTS:
            build = document["sample"]["build"]
            codons = _codons_of_event(item["key"], facts.transcripts.get(build, {}).get(gene))
        elif not codons and (match := _C_POSITION.search(item["hgvs_c"] or "")):
            codons, near = (-(-int(match[1]) // 3),) * 2, True
        # Losing the stop touches the codon behind the last residue; what lies farther has no place.
        if codons and codons[0] > facts.lengths[gene] + 1:
            codons = ()
        name = item["hgvs_p"] or item["hgvs_c"] or item["hgvs_g"] or item["key"]
        places.append(_Place(name, marker, item["consequence"], codons, near))
    return places


def _codons_of_event(key: str, transcript: Transcript | None) -> tuple[int, ...]:
    """Return first and last codon (1-based) that a structural or copy-number event touches; nothing if not known.

    Args:
        key: as in report.json. One that leads to another chromosome has no stretch.
        transcript: of the gene, on the key's build.
    """
    if transcript is None:
        return ()
    if match := _COPY_KEY.fullmatch(key):
        start0, end0 = int(match[1]) - 1, int(match[2])
    elif (match := _BREAK_KEY.fullmatch(key)) and match[1] == match[3]:
        low, high = sorted((int(match[2]), int(match[4])))
        start0, end0 = low, high - 1
    else:
        return ()
    held = footprint(transcript, start0, end0)
    last = min(-(-held.last_c // 3), transcript.protein_length)  # the stop is coded, but no residue
    return (-(-held.first_c // 3), last) if held.bases else ()


@dataclass(frozen=True, slots=True)
class _Axis:
    """Codons of a protein on the drawing."""

    length: int
    left: float
    right: float

    def _edge(self, codon: float) -> float:
        return self.left + (self.right - self.left) * min(codon, self.length) / self.length

    def middle(self, codon: int) -> float:
        """x of the middle of a codon (1-based)."""
        return self._edge(min(codon, self.length) - 0.5)

    def pins(self, places: Sequence[_Place]) -> tuple[Pin, ...]:
        """Pins of places in the order of their codons, with heads that keep apart."""
        wanted = [self.middle(place.codons[0]) for place in places]
        heads = spread(wanted, LABEL_GAP, self.left, self.right)
        return tuple(
            Pin(x, head, place.label, place.name, place.marker, place.near)
            for x, head, place in zip(wanted, heads, places, strict=True)
        )

    def event(self, place: _Place) -> Event:
        """The bar of an event."""
        first, last = place.codons
        x = self._edge(first - 1)
        return Event(x, self._edge(last) - x, first, last, place.consequence, place.marker)

    def domain(self, domain: Domain) -> DomainBox:
        """A domain; its name is drawn where there is room for it."""
        x = self._edge(domain.first_codon - 1)
        width = self._edge(domain.last_codon) - x
        return DomainBox(
            x=x,
            width=width,
            first=domain.first_codon,
            last=domain.last_codon,
            name=domain.name,
            fits=text_width(domain.name, _DOMAIN_LETTERS) <= width - 2,
            verified=domain.verified is Verification.VERIFIED,
        )
