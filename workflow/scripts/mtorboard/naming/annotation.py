"""Which of a file's annotations speaks of the pinned transcript."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mtorboard.knowledge.records import Gene
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.variant import FileAnnotation
from mtorboard.naming.hgvs import CodingChange, parse_coding, parse_protein


@dataclass(frozen=True, slots=True)
class Picked:
    """A file's annotation on the pinned transcript or its twin, with a note where the accession differs."""

    annotation: FileAnnotation
    note: str


def pick(annotations: Iterable[FileAnnotation], gene: Gene, pinned: str) -> Picked | None:
    """Return the annotation that covers the pinned transcript of ``gene``, or ``None``.

    Preferred in this order: the pinned accession with its version; another version of it; the Ensembl twin;
    another accession of the same protein. An annotation without a transcript, or on any other one, is not
    used here: its numbers may mean another residue (see :func:`pick_borne_out`).
    """
    ranks = _ranks(gene, pinned)
    found = [
        (rank, at, a) for at, a in enumerate(annotations) if (rank := _rank(ranks, pinned, a)) is not None
    ]
    if not found:
        return None
    annotation = min(found, key=lambda item: item[:2])[2]
    return Picked(annotation, _note(annotation.transcript, pinned))


def pick_borne_out(
    annotations: Iterable[FileAnnotation], transcript: Transcript, pos: int, coding: CodingChange
) -> Picked | None:
    """Return an annotation on another transcript, renumbered, that must hold for the pinned one too, or ``None``.

    For a substitution at ``pos`` (1-based, c. change ``coding``) whose codon no intron splits: where the other
    transcript reads it in the same frame, its codon has the same three bases, which are the genome's. Its number
    may be another, as where an exon before it is left out.
    """
    codon = transcript.codon_of(pos)
    if codon is None:
        return None
    positions = transcript.codon_positions(codon)
    if max(positions) - min(positions) != 2:
        return None
    for annotation in annotations:
        said, protein = parse_coding(annotation.hgvs_c), parse_protein(annotation.hgvs_p)
        if (
            annotation.gene == transcript.gene
            and said is not None
            and protein is not None
            and (said.kind, said.ref, said.new) == (coding.kind, coding.ref, coding.new)
            and _codon_and_frame(said) == (protein.first, _codon_and_frame(coding)[1])
            and protein.first == protein.last
        ):
            renumbered = replace(protein, first=codon, last=codon)
            note = (
                f"The file names {annotation.transcript or 'no transcript'} ({said.text}, {protein.text}); by the "
                f"coordinates that is codon {codon} of the pinned transcript {transcript.accession}, with "
                "the same bases."
            )
            return Picked(replace(annotation, hgvs_c=coding.text, hgvs_p=renumbered.text), note)
    return None


def _codon_and_frame(coding: CodingChange) -> tuple[int, int]:
    """Codon (1-based) and place in it (0 to 2) of a coding substitution; codon 0 for one outside the CDS."""
    return divmod(int(coding.first) + 2, 3) if coding.first.isdigit() else (0, 0)


def _ranks(gene: Gene, pinned: str) -> dict[str, int]:
    """Accessions without version and how far each stands from the pinned one."""
    others = (gene.ensembl_transcript, *gene.equivalents)
    return {_base(accession): 2 for accession in others if accession} | {
        _base(gene.ensembl_transcript): 1,
        _base(pinned): 0,
    }


def _rank(ranks: dict[str, int], pinned: str, annotation: FileAnnotation) -> tuple[int, bool] | None:
    if not annotation.transcript:
        return None
    rank = ranks.get(_base(annotation.transcript))
    return None if rank is None else (rank, annotation.transcript != pinned)


def _base(accession: str) -> str:
    return accession.partition(".")[0].strip()


def _note(used: str, pinned: str) -> str:
    if used == pinned:
        return ""
    if _base(used) == _base(pinned):
        return f"The file names {used}; the pinned transcript is {pinned}."
    return f"The file names {used}, which encodes the same protein as the pinned transcript {pinned}."
