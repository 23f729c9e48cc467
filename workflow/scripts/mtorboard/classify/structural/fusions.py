"""Structural variants of genes that drive by gain: fusions that keep the part of the gene that drives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mtorboard.classify.structural.footprint import cuts_of, first_lost_codon, leads
from mtorboard.classify.structural.place import Judgement, Place, uncertain
from mtorboard.classify.structural.suppressors import INTRONIC
from mtorboard.knowledge.fusions import Fusion, Part
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Consequence, Verification
from mtorboard.model.structural import Breakend, StructuralKind

_WHOLE = "oncogene untouched within its ends"
_BESIDE = "break outside the coding sequence of an oncogene"
_CONSEQUENCES = {
    StructuralKind.DEL: Consequence.EXON_DELETION,
    StructuralKind.DUP: Consequence.EXON_DUPLICATION,
}


def oncogene_change(
    place: Place, fusions: Iterable[Fusion], transcripts: Mapping[str, Transcript]
) -> Judgement | str:
    """Judge a junction in a gene that drives by gain; the reason, where it changes nothing of it.

    A junction that fits a row of fusions.tsv is a candidate; any other that touches exons is shown and not
    interpreted.

    Args:
        fusions: rows of the gene; ``transcripts``: of the panel, in which a partner may lie.
    """
    if not place.inside:
        return _WHOLE
    for end in place.inside:
        mate = _mate(place, end)
        if mate is None or _coding(place.transcript, mate):
            continue  # the other end is not known, or is in the same coding sequence
        for fusion in fusions:
            if _keeps(fusion, place, end) and _partner_fits(fusion, mate, transcripts):
                return _candidate(fusion, place, end, _partner(place, end, mate, transcripts))
    if len(place.inside) > 1:
        found = place.between(widest=True)
        if not found.touched:
            return INTRONIC
        consequence = _CONSEQUENCES.get(place.variant.kind, Consequence.GENE_DISRUPTION)
        return uncertain(consequence, f"Changes {found.text} of an oncogene: not interpreted.")
    least, most = cuts_of(place.transcript, place.inside[0])
    if most < 1 or least >= place.transcript.cds_length:
        return _BESIDE
    codon = first_lost_codon(most)
    reason = f"A break of an oncogene before codon {codon} that fits no curated fusion: not interpreted."
    return uncertain(Consequence.GENE_DISRUPTION, reason)


def _mate(place: Place, end: Breakend) -> Breakend | None:
    return next((mate for mate in place.variant.ends if mate is not end), None)


def _coding(transcript: Transcript, end: Breakend) -> bool:
    """Whether an end lies between the first and the last coding base."""
    return end.contig == transcript.contig and transcript.cds_start0 < end.pos <= transcript.cds_end0


def _keeps(fusion: Fusion, place: Place, end: Breakend) -> bool:
    """Whether the part of the gene that is kept ends, or begins, in the row's codons wherever the break lies.

    An inversion without sides stands for both of its junctions, so one of them keeps either part.
    """
    leading = leads(place.transcript, end)
    if leading is None and place.variant.kind is not StructuralKind.INV:
        return False
    if leading is not None and leading is not (fusion.kept is Part.FIVE_PRIME):
        return False
    return all(fusion.first_codon <= codon <= fusion.last_codon for codon in _edges(fusion, place, end))


def _edges(fusion: Fusion, place: Place, end: Breakend) -> tuple[int, ...]:
    """Last kept codon of a 5' part, first of a 3' part (1-based); one for each bound of an imprecise end."""
    beyond = 2 if fusion.kept is Part.FIVE_PRIME else 3
    return tuple((cut + beyond) // 3 for cut in cuts_of(place.transcript, end))


def _partner_fits(fusion: Fusion, mate: Breakend, transcripts: Mapping[str, Transcript]) -> bool:
    """Whether the partner gives the part that is asked for; only genes of the panel can be seen not to."""
    given = [leads(found, mate) for found in _around(mate, transcripts)]
    return fusion.partner is None or all(
        part is None or part is (fusion.partner is Part.FIVE_PRIME) for part in given
    )


def _around(end: Breakend, transcripts: Mapping[str, Transcript]) -> list[Transcript]:
    return [found for found in transcripts.values() if found.contig == end.contig and found.contains(end.pos)]


def _partner(place: Place, end: Breakend, mate: Breakend, transcripts: Mapping[str, Transcript]) -> str:
    """Name what is joined, and say whether codons stay whole where both introns are known."""
    where = f"chromosome {mate.contig} position {mate.pos}"
    genes = [found for found in _around(mate, transcripts) if found.gene != place.gene.symbol]
    if not genes:
        return f"{where}, in no other gene of the panel; partner and frame are not told"
    frame = "the frame is not told"
    if not place.variant.imprecise and all(
        found.locate(at.pos).region == "INTRON" for found, at in ((place.transcript, end), (genes[0], mate))
    ):
        phases = {cuts_of(place.transcript, end)[0] % 3, cuts_of(genes[0], mate)[0] % 3}
        frame = f"{'in' if len(phases) == 1 else 'out of'} frame by the phases of the exons"
    return f"{genes[0].gene} ({where}), {frame}"


def _candidate(fusion: Fusion, place: Place, end: Breakend, partner: str) -> Judgement:
    word = "up to" if fusion.kept is Part.FIVE_PRIME else "from"
    codon = min(_edges(fusion, place, end))
    reason = (
        f"Fusion candidate {fusion.fusion_id}: the junction {fusion.says}. {fusion.gene} {word} codon {codon} is "
        f"joined to {partner}. DNA shows the junction alone; RNA or another assay confirms a fusion."
    )
    if fusion.note:
        reason += f" {fusion.note.rstrip('.')}."
    if fusion.provenance.verified is Verification.UNVERIFIED:
        reason += " The row has not been verified against its source."
    return Judgement(Consequence.GENE_FUSION, fusion.class_, fusion.effect, reason, fusion.fusion_id)
