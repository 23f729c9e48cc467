"""Which cautions of the table speak to an alteration: sentences beside the judgement, never a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import prod

from mtorboard.classify.case import cds_span, plain_c
from mtorboard.knowledge.cautions import Caution, CautionKind
from mtorboard.model.enums import Verification
from mtorboard.model.variant import AnnotatedVariant

_SUBSTITUTIONS = {
    CautionKind.DEAMINATION: frozenset({("C", "T"), ("G", "A")}),
    CautionKind.OXIDATION: frozenset({("G", "T"), ("C", "A")}),
}
_UNKNOWN = "unknown"


def cautions_of(
    annotated: AnnotatedVariant, cautions: Iterable[Caution], specimen: str | None = None
) -> tuple[str, ...]:
    """Return the sentences of the cautions that apply, in the table's order.

    Args:
        annotated: a variant (1-based key) with its name on the gene's pinned transcript.
        cautions: rows of cautions.tsv.
        specimen: what the DNA is of, as the sidecar names it; ``None``: not known.

    A fact that is not given (no c. name, no fraction, no reads by strand) raises no caution.
    """
    return tuple(
        _sentence(caution)
        for caution in cautions
        if caution.gene in ("", annotated.name.gene)
        and (not caution.specimens or (specimen or _UNKNOWN) in caution.specimens)
        and _TESTS[caution.kind](annotated, caution)
    )


def _sentence(caution: Caution) -> str:
    if caution.provenance.verified is Verification.UNVERIFIED:
        return f"Caution: {caution.text} The row has not been verified against its source."
    return f"Caution: {caution.text}"


def _at_position(annotated: AnnotatedVariant, caution: Caution) -> bool:
    """Whether the change touches coding bases of the range; bases of introns do not count."""
    span = cds_span(annotated.name.hgvs_c)
    if span is None or caution.first_c is None or caution.last_c is None:
        return False
    (first, first_offset), (last, last_offset) = span
    coding = not first_offset or not last_offset or first != last
    return coding and first <= caution.last_c and last >= caution.first_c


def _indel_at_position(annotated: AnnotatedVariant, caution: Caution) -> bool:
    key = annotated.variant.key
    return len(key.ref) != len(key.alt) and _at_position(annotated, caution)


def _is_allele(annotated: AnnotatedVariant, caution: Caution) -> bool:
    return annotated.name.hgvs_c is not None and plain_c(annotated.name.hgvs_c) == caution.hgvs_c


def _any_change(_: AnnotatedVariant, __: Caution) -> bool:
    """Gene and specimen, which every row may name, are enough."""
    return True


def _in_few_reads(annotated: AnnotatedVariant, caution: Caution) -> bool:
    key, vaf = annotated.variant.key, annotated.variant.tumour.vaf
    if vaf is None or caution.below is None:
        return False
    return (key.ref, key.alt) in _SUBSTITUTIONS[caution.kind] and vaf < caution.below


def _one_strand(annotated: AnnotatedVariant, caution: Caution) -> bool:
    """Whether all reads of the allele are of one strand, and chance alone would hardly have made it so.

    The probability is that of the hypergeometric distribution, the outermost table of Fisher's exact test: that
    all reads of the allele fall among those of one strand.
    """
    strands = annotated.variant.strands
    if strands is None or caution.below is None:
        return False
    forward, reverse = strands[0] + strands[2], strands[1] + strands[3]
    alt, bare = strands[2] + strands[3], min(strands[2], strands[3])
    if not alt or bare:
        return False
    seen = forward if strands[2] else reverse
    return prod((seen - read) / (forward + reverse - read) for read in range(alt)) < caution.below


_TESTS: Mapping[CautionKind, Callable[[AnnotatedVariant, Caution], bool]] = {
    CautionKind.POSITION: _at_position,
    CautionKind.INDEL: _indel_at_position,
    CautionKind.ALLELE: _is_allele,
    CautionKind.DEAMINATION: _in_few_reads,
    CautionKind.OXIDATION: _in_few_reads,
    CautionKind.STRAND: _one_strand,
    CautionKind.GENE: _any_change,
}
