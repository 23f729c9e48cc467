"""From a judged alteration to a complete one: origin, zygosity, clonality; and deletions as alterations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mtorboard.allelic.clonality import with_clonality
from mtorboard.allelic.context import Context, in_order, weighed
from mtorboard.allelic.deletions import copies_in_words, copy_number_alterations, genes_with_copy_number
from mtorboard.allelic.expected import with_expected
from mtorboard.allelic.origin import with_origin
from mtorboard.allelic.posterior import weigh
from mtorboard.allelic.zygosity import with_second_hits, with_zygosity, with_zygosity_at_break
from mtorboard.classify.case import OUTSIDE_CODING
from mtorboard.knowledge.records import Gene
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.alteration import STRUCTURAL, Alteration
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import AlterationClass, Consequence
from mtorboard.model.evidence import Segment
from mtorboard.model.thresholds import Thresholds

__all__ = ["complete", "genes_with_copy_number", "in_order"]


def complete(
    alterations: Iterable[Alteration],
    *,
    segments: tuple[Segment, ...] | None,
    purity: float | None,
    clinical: Clinical,
    genes: Mapping[str, Gene],
    transcripts: Mapping[str, Transcript],
    thresholds: Thresholds,
    gene_calls: Mapping[str, int] | None = None,
) -> tuple[Alteration, ...]:
    """Add origin, zygosity, cancer cell fraction and clonality, and copy-number alterations.

    Args:
        alterations: as classified, positions 1-based in their keys.
        segments: whole-number tumour copy number, 0-based half-open, same build; ``None`` when not given.
        purity: tumour cell fraction, over 0 up to 1; ``None`` when not given, then zygosity and clonality are
            UNKNOWN: an allele fraction alone says neither.
        clinical: its ``germline`` results and mismatch-repair status are read.
        genes: by symbol; ``transcripts``: by symbol, of the sample's build.
        thresholds: those of the allelic state and of the matched normal are read.
        gene_calls: copy-number calls by gene symbol, -2 (deep loss) to 2 (high gain).

    Returns:
        All alterations in a fixed order (gene, position, key), whatever order they came in.
    """
    context = Context(segments, purity, clinical, genes, transcripts, thresholds, gene_calls or {})
    small = tuple(_completed(item, context) for item in alterations)
    return in_order((*with_second_hits(small, context), *copy_number_alterations(context)))


def _completed(alteration: Alteration, context: Context) -> Alteration:
    alteration = with_origin(alteration, context)
    if not weighed(alteration) or alteration.consequence in OUTSIDE_CODING:
        return alteration
    segment = context.segment_at(alteration)
    if segment is not None:
        alteration = alteration.because(copies_in_words(segment))
        if segment.subclonal:
            return _with_repair_note(alteration, context)
    weights = weigh(alteration, context)
    if alteration.consequence in STRUCTURAL:
        return with_zygosity_at_break(alteration, context, weights)
    alteration = with_expected(alteration, context, weights)
    alteration = with_clonality(with_zygosity(alteration, context, weights), context, weights)
    return _with_repair_note(alteration, context)


def _with_repair_note(alteration: Alteration, context: Context) -> Alteration:
    """Frameshifts are the passengers of mismatch-repair deficiency: say so, without changing the class."""
    frameshift = alteration.consequence is Consequence.FRAMESHIFT
    if not frameshift or alteration.class_ is not AlterationClass.LIKELY_LOF:
        return alteration
    if context.clinical.mmr_status != "deficient":
        return alteration
    return alteration.because("Mismatch repair is deficient: this frameshift may be a passenger of that.")
