"""From calls to variants, the same for VCF and MAF: REF check, alignment, duplicates, codons, filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build
from mtorboard.model.sample import FunnelStep
from mtorboard.model.variant import VariantKey
from mtorboard.reading.codons import join_codons, split_codons
from mtorboard.reading.funnel import Drop, Tally
from mtorboard.reading.normalise import Call, check_reference, deduplicate, left_align
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
    split = split_codons(calls, transcripts, reference)
    if split.notes:
        steps = (*steps, FunnelStep("substitutions of two codons split", len(calls), len(split.calls), {}))
    calls = split.calls
    once = Tally("distinct alleles", len(calls))
    kept, duplicates = deduplicate(calls)
    once.drop(Drop.DUPLICATE, duplicates)
    joined = join_codons(kept, transcripts, reference, vaf_tolerance=settings.codon_vaf_tolerance)
    codons = Tally("neighbours in a codon joined", len(kept))
    codons.drop(Drop.JOINED, joined.absorbed)
    passed = Tally("calls that passed the caller's filters", len(joined.variants))
    for variant in joined.variants:
        for name in variant.filters:
            passed.drop(name)
    left = sum(not variant.filters for variant in joined.variants)
    return replace(
        result,
        variants=joined.variants,
        funnel=(*steps, once.freeze(), codons.freeze(), passed.freeze(left)),
        notes=(*result.notes, *split.notes, *joined.notes),
    )


def _moved(call: Call, aligned: Mapping[VariantKey, VariantKey]) -> Call:
    """Return ``call`` under its aligned key; the same object where it did not move, as nearly all do."""
    key = aligned.get(call.variant.key)
    if key is None or key == call.variant.key:
        return call
    return replace(call, variant=replace(call.variant, key=key))
