"""Names from the pinned transcript's coordinates alone, with no sequence at hand.

What coordinates tell without doubt: the c. name of anything but a pure insertion or deletion, the codon, the
frame, canonical splice sites, the start codon, introns and untranslated regions. What they cannot tell is the
amino acid; there the curated alleles and the computed stop-gaining substitutions step in.
"""

from __future__ import annotations

from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Consequence, Naming
from mtorboard.model.variant import VariantKey
from mtorboard.naming.consequence import coding_span, codons_of, consequence, untranslated_site
from mtorboard.naming.genomic import Edit, edit_of, reverse_complement
from mtorboard.naming.hgvs import CodingChange, ProteinChange, parse_coding, parse_protein
from mtorboard.naming.own import OwnName

UNRESOLVED = "Without a reference sequence the amino acid change could not be worked out."
PLACED_AS_FOUND = (
    "Written where the file placed it: without a reference sequence it cannot be moved along a repeat."
)
PERHAPS_DUPLICATION = "Without a reference sequence a duplication cannot be told from an insertion."


def coding_change(transcript: Transcript, edit: Edit, copied0: tuple[int, int] | None) -> CodingChange | None:
    """Return the c. change of ``edit`` where it stands; ``None`` if an end lies outside the transcript.

    Args:
        transcript: the pinned transcript.
        edit: trimmed, 0-based half-open, forward strand.
        copied0: bases (0-based half-open) that an insertion duplicates, where it does.
    """
    forward = transcript.strand > 0
    low, high = edit.start0 + 1, edit.end0
    if copied0:
        low, high = copied0[0] + 1, copied0[1]
    elif edit.is_insertion:
        low, high = edit.start0, edit.start0 + 1
    first, last = (transcript.locate(pos) for pos in ((low, high) if forward else (high, low)))
    if "OUTSIDE" in (first.region, last.region):
        return None
    deleted, inserted = edit.deleted, edit.inserted
    if not forward:
        deleted, inserted = reverse_complement(deleted), reverse_complement(inserted)
    if edit.is_snv:
        return CodingChange(">", first.text, first.text, deleted, inserted)
    if copied0:
        return CodingChange("dup", first.text, last.text)
    if edit.is_insertion:
        return CodingChange("ins", first.text, last.text, "", inserted)
    return CodingChange("delins" if inserted else "del", first.text, last.text, "", inserted)


def codons_touched(
    transcript: Transcript, edit: Edit, protein: ProteinChange | None
) -> tuple[int, int] | None:
    """First and last amino acid (1-based): those that the protein change names, else those of the bases."""
    if protein is not None:
        return protein.first, protein.last
    span = coding_span(transcript, edit)
    return codons_of(span) if span else None


def name_by_coordinates(tables: Tables, transcript: Transcript, key: VariantKey) -> OwnName:
    """Name a variant without sequence: by the curated tables where they hold its key, else by arithmetic."""
    edit = edit_of(key)
    row = tables.alleles_by_key.get(key) or tables.stop_gains.get(key)
    if row is not None and row.gene == transcript.gene:
        protein = parse_protein(row.hgvs_p)
        return OwnName(
            consequence=consequence(transcript, edit, protein),
            coding=parse_coding(row.hgvs_c),
            protein=protein,
            codons=codons_touched(transcript, edit, protein),
            naming=Naming.COORDINATES,
            certain=True,
        )
    found = consequence(transcript, edit, None)
    return OwnName(
        consequence=found,
        coding=coding_change(transcript, edit, None),
        protein=None,
        codons=codons_touched(transcript, edit, None),
        naming=Naming.COORDINATES,
        certain=not edit.slides,
        notes=_limits(transcript, edit, found),
    )


def _limits(transcript: Transcript, edit: Edit, found: Consequence) -> tuple[str, ...]:
    notes = [*untranslated_site(transcript, edit)]
    if found is Consequence.CODING_UNRESOLVED:
        notes.append(UNRESOLVED)
    if edit.slides:
        notes.append(PLACED_AS_FOUND)
    if edit.is_insertion:
        notes.append(PERHAPS_DUPLICATION)
    return tuple(notes)
