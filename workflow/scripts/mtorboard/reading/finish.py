"""From calls to variants, the same for VCF and MAF: REF check, alignment, duplicates, codons, filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build
from mtorboard.model.sample import FunnelStep
from mtorboard.model.variant import Variant, VariantKey
from mtorboard.reading.codons import join_codons
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
    calls = [replace(call, variant=_moved(call.variant, aligned)) for call in calls]
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
        notes=(*result.notes, *joined.notes),
    )


def _moved(variant: Variant, aligned: Mapping[VariantKey, VariantKey]) -> Variant:
    key = aligned.get(variant.key, variant.key)
    return variant if key is variant.key else replace(variant, key=key)
