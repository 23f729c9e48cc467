"""From calls to variants, the same for VCF and MAF: REF check, alignment, duplicates, codons, filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build
from mtorboard.model.sample import FunnelStep
from mtorboard.model.variant import Variant, VariantKey
from mtorboard.reading.codons import Joined, join_codons, phased, split_codons
from mtorboard.reading.funnel import Drop, Tally
from mtorboard.reading.normalise import Call, check_reference, deduplicate, left_align, position
from mtorboard.reading.parts import Whole, absorb_parts
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import ReadResult, ReadSettings


def finish(
    calls: Sequence[Call],
    steps: Sequence[FunnelStep],
    result: ReadResult,
    *,
    transcripts: Iterable[Transcript],
    references: Mapping[Build, Reference],
    settings: ReadSettings,
    where: str,
    aligned: Mapping[VariantKey, VariantKey] | None = None,
) -> ReadResult:
    """Check REF, left-align, deduplicate and join ``calls``, and complete ``result`` with them.

    Args:
        steps: the funnel so far.
        aligned: left-aligned keys where that was done before for many tumours at once.

    Raises:
        ReferenceError: REF alleles contradict the FASTA.
    """
    keys = [call.variant.key for call in calls]
    reference = references.get(result.build)
    check_reference(keys, result.build, references, where=where)
    if aligned is None:
        aligned = left_align(keys, reference) if reference else {}
    calls = [_moved(call, aligned) for call in calls] if aligned else calls
    transcripts = tuple(transcripts)
    whole = absorb_parts(calls, reference)
    if whole.notes:
        pieces = Tally("records of one change read as one", len(calls))
        pieces.drop(Drop.PART, len(calls) - len(whole.calls) - len(whole.apart))
        steps = (*steps, pieces.freeze())
    split = split_codons(whole.calls, transcripts, reference)
    calls = [*split.calls, *whole.apart]
    if split.notes:
        before = len(whole.calls) + len(whole.apart)
        steps = (*steps, FunnelStep("substitutions of two codons split", before, len(calls), {}))
    once = Tally("distinct alleles", len(calls))
    kept, duplicates = deduplicate(calls)
    once.drop(Drop.DUPLICATE, duplicates)
    variants, joined = _joined(kept, whole, transcripts, reference, settings)
    codons = Tally("neighbours in a codon joined", len(kept))
    codons.drop(Drop.JOINED, len(kept) - len(variants))
    passed = Tally("calls that passed the caller's filters", len(variants))
    for variant in variants:
        for name in variant.filters:
            passed.drop(name)
    left = sum(not variant.filters for variant in variants)
    return replace(
        result,
        variants=variants,
        funnel=(*steps, once.freeze(), codons.freeze(), passed.freeze(left)),
        notes=(*result.notes, *whole.notes, *split.notes, *joined.notes),
    )


def _joined(
    calls: Sequence[Call],
    whole: Whole,
    transcripts: Sequence[Transcript],
    reference: Reference | None,
    settings: ReadSettings,
) -> tuple[tuple[Variant, ...], Joined]:
    """Join neighbours in a codon; a record of the very change that they make goes into it."""
    apart = {call.variant.key for call in whole.apart}
    joined = join_codons(
        [call for call in calls if call.variant.key not in apart],
        transcripts,
        reference,
        vaf_tolerance=settings.codon_vaf_tolerance,
    )
    made = {variant.key for variant in joined.variants if variant.joined_from}
    others = [phased(call) for call in calls if call.variant.key in apart]
    variants = [v for v in (*joined.variants, *others) if v.joined_from or v.key not in made]
    return tuple(sorted(variants, key=position)), joined


def _moved(call: Call, aligned: Mapping[VariantKey, VariantKey]) -> Call:
    """Return ``call`` under its aligned key; the same object where it did not move, as nearly all do."""
    key = aligned.get(call.variant.key)
    if key is None or key == call.variant.key:
        return call
    return replace(call, variant=replace(call.variant, key=key))
