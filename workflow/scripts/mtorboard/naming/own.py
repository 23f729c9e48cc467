"""What mtorboard itself says of an edit, before anything in the file is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from mtorboard.model.enums import Consequence, Naming
from mtorboard.naming.hgvs import CodingChange, ProteinChange


@dataclass(frozen=True, slots=True)
class OwnName:
    """A name worked out from coordinates, with or without sequence.

    Args:
        consequence: the most severe term on the pinned transcript.
        coding: c. change; ``None`` outside the transcript.
        protein: p. change; ``None`` where there is none or it could not be worked out.
        codons: first and last amino acid (1-based) touched; ``None`` outside the CDS.
        naming: LIBRARY or COORDINATES.
        certain: whether ``coding`` and ``consequence`` hold whatever the sequence is. An indel named without
            sequence is not certain: a repeat may allow to write it elsewhere.
        notes: limits and choices a reader should know.
    """

    consequence: Consequence
    coding: CodingChange | None
    protein: ProteinChange | None
    codons: tuple[int, int] | None
    naming: Naming
    certain: bool
    notes: tuple[str, ...] = ()

    @property
    def resolved(self) -> bool:
        """True when consequence and names need no help from the file."""
        return self.certain and self.consequence is not Consequence.CODING_UNRESOLVED
