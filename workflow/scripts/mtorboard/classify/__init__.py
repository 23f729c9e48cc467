"""From a named variant to a judgement: class, effect, and the sentences that say why."""

from __future__ import annotations

from mtorboard.classify.case import Case, Verdict, make_case
from mtorboard.classify.cautions import cautions_of
from mtorboard.classify.steps import STEPS
from mtorboard.classify.words import percent
from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.records import Allele, Region
from mtorboard.model.alteration import Alteration
from mtorboard.model.thresholds import Thresholds
from mtorboard.model.variant import AnnotatedVariant, ReadSupport

__all__ = ["Thresholds", "classify", "low_confidence"]


def classify(
    annotated: AnnotatedVariant, tables: Tables, thresholds: Thresholds, specimen: str | None = None
) -> Alteration:
    """Judge one variant by the order of evidence; the first step that answers decides.

    The order is: filters, benign list and population frequency, exact allele, oncogene residue or truncation,
    in-frame window, tumour-suppressor loss with its exceptions, suppressor residue, silent, outside coding
    sequence, unresolved, uncertain. It follows the ACMG/AMP habit that loss is read only where loss is the
    mechanism (Abou Tayoun 2018, doi 10.1002/humu.23626) and never uses a computed score.

    Args:
        annotated: a variant (1-based key, its build) with its name on the gene's pinned transcript.
        tables: curated alleles (both builds), regions (codons and c. positions, 1-based) and genes.
        thresholds: allele fractions and frequencies 0 to 1, reads as counts.
        specimen: what the DNA is of, as the sidecar names it; it decides on cautions alone.

    Returns:
        The alteration with class, effect and reasons. A failed filter leaves the curated class for the
        reader, but it never counts; too few reads set ``low_confidence``, unknown reads do not. Cautions about
        the place or the reads are among the reasons and change no class.

    Raises:
        KnowledgeError: when the gene of the name is not in the gene table.
    """
    if annotated.name.gene not in tables.genes:
        raise KnowledgeError(
            f"gene {annotated.name.gene} is not in the gene table",
            where="genes.tsv",
            why="Whether the gene drives by loss or by gain decides the class",
            todo="Add the gene, or take its transcript off the panel",
        )
    case = make_case(annotated, tables, thresholds)
    verdict = next(answer for step in STEPS if (answer := step(case)) is not None)
    low = low_confidence(case.variant.tumour, thresholds)
    return _alteration(case, verdict, low, cautions_of(annotated, tables.cautions, specimen))


def _alteration(case: Case, verdict: Verdict, low: tuple[str, ...], cautions: tuple[str, ...]) -> Alteration:
    variant, name, row = case.variant, case.name, verdict.row
    allele = row if isinstance(row, Allele) else None
    return Alteration(
        gene=name.gene,
        key=str(variant.key),
        hgvs_g=name.hgvs_g,
        hgvs_c=name.hgvs_c,
        hgvs_p=name.hgvs_p,
        transcript=name.transcript,
        consequence=name.consequence,
        class_=verdict.class_,
        effect=verdict.effect,
        naming=name.naming,
        codons=name.codons,
        allele_id=allele.allele_id if allele else row.region_id if isinstance(row, Region) else "",
        drug_scope=allele.drug_scope if allele else "",
        labels=allele.labels if allele else frozenset(),
        vaf=_vaf(variant.tumour),
        depth=variant.tumour.depth,
        alt_depth=_alt_depth(variant.tumour),
        somatic=variant.somatic,
        normal=variant.normal,
        haplotype=variant.haplotype,
        low_confidence=bool(low),
        filtered=variant.filters,
        reasons=(verdict.reason, *low, *_joined(case), *name.notes, *cautions),
    )


def _joined(case: Case) -> tuple[str, ...]:
    if case.variant.phase != "assumed":
        return ()
    return ("Read as one change with its neighbour in the codon; that both lie on one molecule is assumed.",)


def _vaf(reads: ReadSupport) -> float | None:
    """The given allele fraction, else the one that the read counts make."""
    if reads.vaf is None and reads.alt_depth is not None and reads.depth:
        return reads.alt_depth / reads.depth
    return reads.vaf


def _alt_depth(reads: ReadSupport) -> int | None:
    """The given count of reads with the allele, else the one that depth and fraction make."""
    if reads.alt_depth is None and reads.vaf is not None and reads.depth is not None:
        return round(reads.vaf * reads.depth)
    return reads.alt_depth


def low_confidence(reads: ReadSupport, thresholds: Thresholds) -> tuple[str, ...]:
    """Say what is too low for a positive statement; what is not given is not low."""
    vaf, alt_depth = _vaf(reads), _alt_depth(reads)
    found: list[str] = []
    if vaf is not None and vaf < thresholds.min_vaf:
        found.append(f"Low confidence: VAF {percent(vaf)} is under {percent(thresholds.min_vaf)}.")
    if alt_depth is not None and alt_depth < thresholds.min_alt_reads:
        found.append(f"Low confidence: {alt_depth} reads carry it, fewer than {thresholds.min_alt_reads}.")
    if reads.depth is not None and reads.depth < thresholds.min_depth:
        found.append(f"Low confidence: depth {reads.depth} is under {thresholds.min_depth}.")
    return tuple(found)
