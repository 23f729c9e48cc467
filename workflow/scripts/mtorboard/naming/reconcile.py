"""The file's annotation beside our own name: which is used, and what is said when they differ.

The file comes first by design and coordinates decide: an annotation is used unless something that coordinates
or the reference tell with certainty contradicts it. Then our own name stands and a note says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Consequence, Naming
from mtorboard.naming.annotation import Picked
from mtorboard.naming.consequence import consequence, in_splice_region
from mtorboard.naming.coordinates import codons_touched
from mtorboard.naming.genomic import Edit
from mtorboard.naming.hgvs import (
    CodingChange,
    ProteinChange,
    parse_coding,
    parse_protein,
    same_coding,
    same_protein,
)
from mtorboard.naming.own import OwnName
from mtorboard.naming.terms import compatible, consequence_of, most_severe

_AT_SPLICE_SITE = frozenset({Consequence.SPLICE_ACCEPTOR, Consequence.SPLICE_DONOR})
_SILENT = frozenset({Consequence.SYNONYMOUS, Consequence.STOP_RETAINED})
_IN_CODING = frozenset(Consequence) - {
    Consequence.INTRON,
    Consequence.UTR5,
    Consequence.UTR3,
    Consequence.OUTSIDE,
    Consequence.FRAMESHIFT,
    *_AT_SPLICE_SITE,
}
"""What a substitution of a coding base can be."""
_KEEPS_FRAME = frozenset(
    {
        Consequence.INFRAME_INSERTION,
        Consequence.INFRAME_DELETION,
        Consequence.PROTEIN_ALTERING,
        Consequence.MISSENSE,
        Consequence.SYNONYMOUS,
    }
)
_DECIDED_BY_FRAME = _KEEPS_FRAME | {Consequence.FRAMESHIFT, Consequence.STOP_GAINED}
_NAMES_A_PROTEIN = frozenset(
    {
        Consequence.STOP_GAINED,
        Consequence.FRAMESHIFT,
        Consequence.STOP_LOST,
        Consequence.INFRAME_INSERTION,
        Consequence.INFRAME_DELETION,
        Consequence.MISSENSE,
        Consequence.PROTEIN_ALTERING,
    }
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """An annotation as read: anything may be missing."""

    consequence: Consequence | None
    coding: CodingChange | None
    protein: ProteinChange | None


def reconcile(picked: Picked, own: OwnName, transcript: Transcript, edit: Edit) -> OwnName:
    """Return the name to print, with ``naming`` saying which of the two it is.

    Where both agree the words are our own, which are complete (a short ``fs`` gets its distance).
    """
    annotation = picked.annotation
    file = _Reading(
        consequence_of(annotation.terms), parse_coding(annotation.hgvs_c), parse_protein(annotation.hgvs_p)
    )
    if file == _Reading(None, None, None):
        return own
    reason = _contradiction(own, file, edit)
    if reason:
        return replace(
            own,
            notes=(*own.notes, f"The file's annotation on {annotation.transcript} is not used: {reason}."),
        )
    version = (picked.note,) if picked.note else ()
    if own.resolved:
        return replace(own, naming=Naming.FILE_ANNOTATION, notes=(*version, *own.notes))
    chosen = _of_two_places(own, file, edit) or consequence(transcript, edit, file.protein)
    if chosen in _SILENT and in_splice_region(transcript, edit):
        chosen = Consequence.SPLICE_REGION  # some files have no word for it; silent may be the lesser truth
    # What becomes of the protein is not known where splicing changes; some annotators guess it from the exon.
    protein = None if chosen in _AT_SPLICE_SITE else file.protein
    return OwnName(
        consequence=chosen,
        coding=own.coding if own.certain and own.coding else file.coding or own.coding,
        protein=protein,
        codons=codons_touched(transcript, edit, protein),
        naming=Naming.FILE_ANNOTATION,
        certain=own.certain,
        notes=(*version, *_gaps(own, file)),
    )


def _contradiction(own: OwnName, file: _Reading, edit: Edit) -> str:
    """Why ``file`` cannot be right, or an empty string."""
    if own.certain and file.coding and own.coding and not same_coding(file.coding, own.coding):
        return f"it says {file.coding.text} where the coordinates give {own.coding.text}"
    if file.protein and own.protein and not same_protein(file.protein, own.protein):
        return f"it says {file.protein.text} where the reference gives {own.protein.text}"
    if edit.is_snv and file.protein and own.codons and file.protein.first != own.codons[0]:
        return f"it says {file.protein.text} where the coordinates give codon {own.codons[0]}"
    if file.consequence is None or _can_both_be(own, file.consequence, edit):
        return ""
    return f"it says {file.consequence} where the coordinates give {own.consequence}"


def _can_both_be(own: OwnName, said: Consequence, edit: Edit) -> bool:
    if own.consequence is Consequence.CODING_UNRESOLVED:
        return said in _IN_CODING or not edit.is_snv
    if own.certain:
        return compatible(own.consequence, said)
    # An indel named without sequence may lie elsewhere in its repeat, but its frame is its length.
    shifts = own.consequence is Consequence.FRAMESHIFT
    keeps = own.consequence in _KEEPS_FRAME
    return not (shifts and said in _KEEPS_FRAME) and not (keeps and said is Consequence.FRAMESHIFT)


def _of_two_places(own: OwnName, file: _Reading, edit: Edit) -> Consequence | None:
    """The consequence of a change that our name and the file's may place differently; ``None``: none said.

    As where the sequence is at hand: what can be written in the coding sequence is judged there, and what
    stays outside it wherever it is written by the most severe term.
    """
    if not edit.slides or file.consequence is None or file.consequence in _DECIDED_BY_FRAME:
        return file.consequence
    if own.consequence in _DECIDED_BY_FRAME:
        return own.consequence
    return most_severe((own.consequence, file.consequence))


def _gaps(own: OwnName, file: _Reading) -> tuple[str, ...]:
    notes = []
    if file.coding is None and own.coding is not None:
        notes.append("The file gives no c. name; it is written from the coordinates.")
    if file.consequence in _NAMES_A_PROTEIN and file.protein is None:
        notes.append("The file gives no protein name that can be read.")
    return tuple(notes)
