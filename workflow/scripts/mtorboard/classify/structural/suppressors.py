"""Structural variants of genes that drive by being lost: exons deleted or doubled, genes disrupted.

Whole-exon loss is read as loss of function unless an exception applies, as truncation is (Abou Tayoun, Hum Mutat
2018;39:1517, doi 10.1002/humu.23626). The loss of a whole copy is not: as with copy number, one lost copy alone
is no alteration.
"""

from __future__ import annotations

from mtorboard.classify.case import is_tail
from mtorboard.classify.structural.footprint import Footprint, cuts_of, first_lost_codon
from mtorboard.classify.structural.place import Judgement, Place, uncertain
from mtorboard.knowledge.records import Region
from mtorboard.model.enums import AlterationClass, Consequence, Effect
from mtorboard.model.structural import Breakend, StructuralKind

INTRONIC = "within an intron, or outside the exons"
WHOLE_COPY = "duplication that leaves a whole copy of the gene"
BEHIND = "break behind the coding sequence"

_DELETION, _DUPLICATION = Consequence.EXON_DELETION, Consequence.EXON_DUPLICATION
_DISRUPTION = Consequence.GENE_DISRUPTION


def suppressor_change(place: Place) -> Judgement | str:
    """Judge a junction in a gene that drives by being lost; the reason, where it changes nothing of it."""
    kind = place.variant.kind
    if kind is StructuralKind.DEL:
        return _deletion(place)
    both = len(place.inside) == 2
    if kind is StructuralKind.DUP:
        return _duplication(place) if both else WHOLE_COPY
    if both and kind is StructuralKind.INV:
        return _inversion(place)
    if both:
        return uncertain(
            _DISRUPTION, "Both ends lie in the gene, and the file does not tell which sides are joined."
        )
    return _break(place, place.inside[0]) if place.inside else INTRONIC


def _deletion(place: Place) -> Judgement | str:
    sure, widest = place.between(widest=False), place.between(widest=True)
    if not widest.touched:
        if not widest.untranslated:
            return INTRONIC
        return uncertain(
            _DELETION, "Takes untranslated exon bases alone: whether the gene is still read is not known."
        )
    if widest.all_coding:
        return uncertain(
            _DELETION,
            "Takes the whole gene: at least one copy is lost. Whether another is left is for copy number to say; "
            "one lost copy alone is not taken as an alteration.",
        )
    if not sure.touched:
        return uncertain(_DELETION, f"May take {widest.text}; the ends are too imprecise to be sure.")
    if sure.inside and sure.in_frame and sure == widest:
        lost = sure.bases // 3
        return uncertain(_DELETION, f"Takes {lost} codons out of {sure.text}, in frame: not interpreted.")
    return _lost(place, sure, f"Takes {sure.text} of {place.gene.symbol}{_frame(sure, widest)}", _DELETION)


def _duplication(place: Place) -> Judgement | str:
    sure, widest = place.between(widest=False), place.between(widest=True)
    if not widest.touched:
        return INTRONIC
    ends = sure.first_c == 1 or sure.last_c == place.transcript.cds_length
    if sure != widest or sure.in_frame is not False or ends:
        return uncertain(
            _DUPLICATION, f"Doubles {widest.text}{_frame(sure, widest)}: loss of function does not follow."
        )
    return _lost(
        place, sure, f"Doubles {sure.text} of {place.gene.symbol} in tandem, out of frame", _DUPLICATION
    )


def _inversion(place: Place) -> Judgement:
    sure = place.between(widest=False)
    if not sure.touched:
        reason = "An inversion inside the gene that surely turns no exon: not interpreted."
        return uncertain(_DISRUPTION, reason)
    return _lost(place, sure, f"Turns {sure.text} of {place.gene.symbol} round", _DISRUPTION)


def _break(place: Place, end: Breakend) -> Judgement | str:
    """A break that parts the gene in two: what follows it in the transcript is cut off."""
    least, most = cuts_of(place.transcript, end)
    length = place.transcript.cds_length
    if least >= length:
        return BEHIND
    if least < 1 or most >= length:
        return uncertain(
            _DISRUPTION,
            "A break before the coding sequence or at its end: whether the gene is still read is not known.",
        )
    codon = first_lost_codon(most)
    if place.variant.other is None:
        return uncertain(_DISRUPTION, f"A break before codon {codon}; what follows it is not known.")
    for region in _exceptions(place):
        if is_tail(region, place.gene) and codon >= (region.first_codon or 0):
            return _excepted(region, f"A break before codon {codon}.", _DISRUPTION)
    reason = f"A break of {place.gene.symbol} before codon {codon} cuts off what follows."
    return Judgement(_DISRUPTION, AlterationClass.LIKELY_LOF, Effect.LOF, reason)


def _lost(place: Place, sure: Footprint, what: str, consequence: Consequence) -> Judgement:
    """Loss of function, unless all that is touched lies where truncation says nothing of function."""
    for region in _exceptions(place):
        if is_tail(region, place.gene):
            applies = first_lost_codon(sure.first_c - 1) >= (region.first_codon or 0)
        else:
            first, last = region.first_c, region.last_c
            applies = first is not None and last is not None and first <= sure.first_c <= sure.last_c <= last
        if applies:
            return _excepted(region, f"{what}.", consequence)
    reason = f"{what}. {place.gene.symbol} is a tumour suppressor."
    return Judgement(consequence, AlterationClass.LIKELY_LOF, Effect.LOF, reason)


def _exceptions(place: Place) -> list[Region]:
    return [region for region in place.regions if region.kind == "TRUNCATION_EXCEPTION"]


def _excepted(region: Region, what: str, consequence: Consequence) -> Judgement:
    note = f" {region.note.rstrip('.')}." if region.note else ""
    reason = f"{what} That is where truncation is not taken as a change of function.{note}"
    return Judgement(consequence, region.class_, region.effect, reason, region.region_id)


def _frame(sure: Footprint, widest: Footprint) -> str:
    if sure != widest or sure.in_frame is None:
        return ", the frame is not told"
    return ", in frame" if sure.in_frame else ", out of frame"
