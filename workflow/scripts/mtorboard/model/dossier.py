"""Everything that was read of one tumour and patient, named and not yet judged: where knowledge comes in."""

from __future__ import annotations

from dataclasses import dataclass

from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Build
from mtorboard.model.evidence import CopyNumber, Coverage
from mtorboard.model.structural import StructuralVariant
from mtorboard.model.variant import AnnotatedVariant


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a judgement of one tumour rests on besides the knowledge and the settings.

    Args:
        build: genome assembly of all coordinates.
        variants: named on the pinned transcripts, positions 1-based.
        coverage: what was callable, by gene; hotspot codons 1-based.
        clinical: the sidecar as resolved.
        tumour_type: code in use; ``None``: not provided.
        purity: tumour cell fraction, over 0 up to 1; ``None``: not provided.
        copy_number: places 0-based half-open; ``None``: not provided.
        structural: junctions that touch the panel, positions 1-based; ``None``: not provided.
    """

    build: Build
    variants: tuple[AnnotatedVariant, ...]
    coverage: Coverage
    clinical: Clinical
    tumour_type: str | None = None
    purity: float | None = None
    copy_number: CopyNumber | None = None
    structural: tuple[StructuralVariant, ...] | None = None
