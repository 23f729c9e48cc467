"""Names from the pinned transcript and its sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtorboard.model.enums import Consequence, Naming
from mtorboard.naming.consequence import (
    coding_span,
    codons_of,
    consequence,
    splice_sites,
    touches_first_or_last_codon,
    untranslated_site,
)
from mtorboard.naming.coordinates import coding_change, codons_touched
from mtorboard.naming.genomic import Edit, copied_range0, placements
from mtorboard.naming.hgvs import CodingChange, ProteinChange, ProteinKind, same_coding
from mtorboard.naming.own import OwnName
from mtorboard.naming.terms import compatible, most_severe

if TYPE_CHECKING:
    from mtorboard.naming.library import Locus

KEEPS_SITE = (
    "It can be written beside the splice site, whose bases are all still there; "
    "some annotators name a splice-site variant."
)
KEEPS_CODON = "It can be written beside the start or stop codon, whose bases are all still there."
_BASES = frozenset("ACGT")


def fits(locus: Locus, edit: Edit) -> bool:
    """Whether the reference bears out the bases that ``edit`` deletes and both alleles are plain bases."""
    plain = set(edit.deleted + edit.inserted) <= _BASES
    return plain and locus.stretch.part(edit.start0, edit.end0) == edit.deleted


def name_by_sequence(locus: Locus, edit: Edit) -> OwnName | None:
    """Name ``edit`` with the gene's sequence.

    The c. name is written 3'-most on the transcript, also over an exon's edge. The consequence is the most
    severe one over the places where the change can be written (:func:`_places_to_judge`).

    Returns:
        ``None`` when the library cannot name the change or contradicts the coordinates.
    """
    transcript = locus.transcript
    places = placements(edit, locus.stretch)[:: -transcript.strand]  # 3'-most first
    judged: list[tuple[Consequence, Edit, ProteinChange | None]] = []
    for place in _places_to_judge(locus, places):
        protein = None
        if _codes(locus, place):
            projected = locus.project(place)
            if projected is None or not _agrees(locus, place, projected):
                return None
            protein = projected[1]
        judged.append((consequence(transcript, place, protein), place, protein))
    worst = most_severe(term for term, _, _ in judged)
    if worst is Consequence.CODING_UNRESOLVED:
        return None
    place, protein = next((place, protein) for term, place, protein in judged if term is worst)
    return OwnName(
        consequence=worst,
        coding=_coding_at(locus, places[0]),
        protein=protein,
        codons=codons_touched(transcript, place, protein),
        naming=Naming.LIBRARY,
        certain=True,
        notes=(*_choices(locus, places, judged, worst), *untranslated_site(transcript, place)),
    )


def _places_to_judge(locus: Locus, places: tuple[Edit, ...]) -> list[Edit]:
    """The places whose consequences compete, 3'-most first: one for each term that coordinates tell apart.

    A change that can be written beside a splice site, the start or the stop codon leaves their bases as they
    were, so places that touch them do not compete. One exception: a change that stays in the intron wherever
    it is written competes with all its places, for what removes ``GT`` in one spelling and the bases behind
    it in another still damages the site.
    """
    transcript = locus.transcript
    sites = [place for place in places if splice_sites(transcript, place)]
    clear = [p for p in places if p not in sites and not touches_first_or_last_codon(transcript, p)]
    competing = clear if clear and (not sites or any(_codes(locus, place) for place in clear)) else places
    first: dict[Consequence, Edit] = {}
    for place in competing:
        first.setdefault(consequence(transcript, place, None), place)
    return list(first.values())


def _codes(locus: Locus, place: Edit) -> bool:
    return coding_span(locus.transcript, place) is not None and not splice_sites(locus.transcript, place)


def _coding_at(locus: Locus, place: Edit) -> CodingChange | None:
    copied0 = copied_range0(place, locus.stretch, locus.transcript.strand)
    return coding_change(locus.transcript, place, copied0)


def _agrees(locus: Locus, place: Edit, projected: tuple[CodingChange | None, ProteinChange | None]) -> bool:
    """Whether the library's c. name is ours and a substitution's protein change names its codon."""
    coding, protein = projected
    if not same_coding(coding, coding_change(locus.transcript, place, None)):
        return False
    span = coding_span(locus.transcript, place)
    if span is None or protein is None or not place.is_snv:
        return True
    return protein.kind is ProteinKind.START or protein.first == codons_of(span)[0]


def _choices(
    locus: Locus,
    places: tuple[Edit, ...],
    judged: list[tuple[Consequence, Edit, ProteinChange | None]],
    worst: Consequence,
) -> tuple[str, ...]:
    """Notes for a change that reads otherwise where the repeat allows to write it elsewhere."""
    notes = []
    beside_site = any(splice_sites(locus.transcript, place) for place in places)
    if beside_site and any(_codes(locus, place) for _, place, _ in judged):
        notes.append(KEEPS_SITE)
    ends = [touches_first_or_last_codon(locus.transcript, place) for place in places]
    if any(ends) and not any(touches_first_or_last_codon(locus.transcript, place) for _, place, _ in judged):
        notes.append(KEEPS_CODON)
    others = sorted({term.value for term, _, _ in judged if not compatible(term, worst)})
    if others:
        notes.append(
            f"By where in its repeat it is written this is {worst} or {' or '.join(others)}; "
            "the most severe is used. Its effect on splicing is not known."
        )
    return tuple(notes)
