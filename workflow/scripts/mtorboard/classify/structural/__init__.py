"""From the junctions of a tumour to alterations of genes, by coordinates on the pinned transcripts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mtorboard.classify import low_confidence
from mtorboard.classify.case import drives_by_loss
from mtorboard.classify.structural.fusions import oncogene_change
from mtorboard.classify.structural.place import Judgement, Place
from mtorboard.classify.structural.suppressors import suppressor_change
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Naming
from mtorboard.model.sample import FunnelStep
from mtorboard.model.structural import StructuralKind, StructuralVariant
from mtorboard.model.thresholds import Thresholds
from mtorboard.model.variant import VariantKey

__all__ = ["StructuralAlterations", "structural_alterations"]

_SAME_PLACE = 10
"""Bases by which two callers may place the ends of one deletion differently."""
_BETWEEN = "beside the genes of the panel"
_SMALL = "also called as a small variant"
_SUFFIXES = {StructuralKind.DEL: "del", StructuralKind.DUP: "dup"}


@dataclass(frozen=True, slots=True)
class StructuralAlterations:
    """Alterations by structural variants, and why others make none."""

    alterations: tuple[Alteration, ...]
    step: FunnelStep


def structural_alterations(
    variants: Iterable[StructuralVariant],
    tables: Tables,
    thresholds: Thresholds,
    *,
    small: Iterable[VariantKey] = (),
) -> StructuralAlterations:
    """Judge what junctions do to the genes of the panel; one junction may change several.

    Args:
        variants: of one tumour; positions 1-based, on their build.
        tables: genes, transcripts of both builds, regions (codons and c. positions 1-based) and fusions.
        thresholds: reads and fractions (0 to 1) under which an alteration is of low confidence.
        small: small variants of the tumour; a deletion that is one of them is not told twice.

    Returns:
        Alterations with class, effect and reasons. A suppressor's loss of exons, or disruption, is LIKELY_LOF
        unless a curated exception applies; a fusion that fits fusions.tsv has the row's class; the rest are VUS.
        A junction of which the file gives no reads is of low confidence.
    """
    deletions = [key for key in small if len(key.ref) > len(key.alt)]
    found: list[Alteration] = []
    dropped: Counter[str] = Counter()
    entered = 0
    for variant in variants:
        entered += 1
        if any(_same(variant, key) for key in deletions):
            dropped[_SMALL] += 1
            continue
        judged = [_judged(place, tables, thresholds) for place in _places(variant, tables)]
        made = [item for item in judged if isinstance(item, Alteration)]
        found += made
        if not made:
            dropped[next((item for item in judged if isinstance(item, str)), _BETWEEN)] += 1
    left = entered - sum(dropped.values())
    step = FunnelStep("structural variants that touch a gene", entered, left, dict(sorted(dropped.items())))
    return StructuralAlterations(tuple(found), step)


def _places(variant: StructuralVariant, tables: Tables) -> list[Place]:
    """The genes that a junction's ends lie in, and those that a deletion takes away."""
    return [
        Place(variant, tables.genes[symbol], transcript, tables.regions.get(symbol, ()))
        for symbol, transcript in tables.transcripts[variant.build].items()
        if symbol in tables.genes and _reaches(variant, transcript)
    ]


def _reaches(variant: StructuralVariant, transcript: Transcript) -> bool:
    if variant.kind is StructuralKind.DEL and variant.other is not None:
        one, other = variant.one, variant.other
        return (
            one.contig == transcript.contig
            and one.pos < transcript.end0
            and transcript.start0 < other.pos - 1
        )
    return any(end.contig == transcript.contig and transcript.contains(end.pos) for end in variant.ends)


def _same(variant: StructuralVariant, key: VariantKey) -> bool:
    """Whether a deletion is a small variant too: same ends, as near as two callers place them."""
    other = variant.other
    return (
        variant.kind is StructuralKind.DEL
        and other is not None
        and key.contig == variant.one.contig
        and abs(key.pos - variant.one.pos) <= _SAME_PLACE
        and abs(key.end + 1 - other.pos) <= _SAME_PLACE
    )


def _judged(place: Place, tables: Tables, thresholds: Thresholds) -> Alteration | str:
    if drives_by_loss(place.gene):
        judgement = suppressor_change(place)
    else:
        rows = [row for row in tables.fusions if row.gene == place.gene.symbol]
        judgement = oncogene_change(place, rows, tables.transcripts[place.variant.build])
    return judgement if isinstance(judgement, str) else _alteration(place, judgement, thresholds)


def _alteration(place: Place, judgement: Judgement, thresholds: Thresholds) -> Alteration:
    variant, reads = place.variant, place.variant.tumour
    low = low_confidence(reads, thresholds)
    if reads.alt_depth is None:
        low += ("Low confidence: the file does not say how many reads cross the junction.",)
    rough = ("Its ends are imprecise.",) if variant.imprecise else ()
    return Alteration(
        gene=place.gene.symbol,
        key=variant.key_at(next(iter(place.inside), variant.one)),
        hgvs_g=_hgvs_g(place),
        hgvs_c=None,
        hgvs_p=None,
        transcript=place.transcript.accession,
        consequence=judgement.consequence,
        class_=judgement.class_,
        effect=judgement.effect,
        naming=Naming.COORDINATES,
        allele_id=judgement.row_id,
        vaf=reads.vaf,
        depth=reads.depth,
        alt_depth=reads.alt_depth,
        somatic=variant.somatic,
        normal=variant.normal,
        low_confidence=bool(low),
        reasons=(judgement.reason, *rough, *low),
    )


def _hgvs_g(place: Place) -> str:
    """``NC_000016.10:g.2050001_2060000del``; empty for rough ends and for breaks, which may be of more."""
    variant, accession = place.variant, place.transcript.contig_accession
    if variant.kind not in _SUFFIXES or variant.other is None or variant.imprecise:
        return ""
    start0, end0 = place.stretch()
    return f"{accession}:g.{start0 + 1}_{end0}{_SUFFIXES[variant.kind]}"
