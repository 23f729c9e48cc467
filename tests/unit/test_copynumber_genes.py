"""What copy number says of a gene: lost, amplified, looked at; and beside a variant, what is left to work out."""

from __future__ import annotations

from typing import Any

import pytest
from genomics_examples import THRESHOLDS, alteration, tables, transcript

from mtorboard.allelic import complete, genes_with_copy_number
from mtorboard.allelic.deletions import copies_in_words
from mtorboard.classify.unread import needs_bases
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import AlterationClass, Clonality, Consequence, Effect, GeneStatus, Zygosity
from mtorboard.model.evidence import CopyNumber, Coverage, GeneCallability, Segment, Stretch
from mtorboard.pathway import gene_states

LOF, VUS = AlterationClass.LIKELY_LOF, AlterationClass.VUS
GENE = (900, 4000)
"""Around the invented gene of genomics_examples: coding exons of 30 bases at 0-based 1000, 2000 and 3000."""


def completed(*found: Alteration, gene: str = "TSC2", **facts: Any) -> tuple[Alteration, ...]:
    known = {
        "segments": None,
        "purity": None,
        "clinical": Clinical(),
        "genes": tables().genes,
        "transcripts": {gene: transcript(gene)},
        "thresholds": THRESHOLDS,
    } | facts
    return complete(found, **known)


def segment(total: int, minor: int | None = None, **more: Any) -> Segment:
    return Segment("1", *GENE, total, minor, **more)


# -- losses


def test_a_loss_in_a_part_of_the_cells_leaves_the_second_copy_open() -> None:
    (found,) = completed(segments=(segment(0, 0, subclonal=True),))
    assert (found.class_, found.effect, found.zygosity) == (LOF, Effect.LOF, Zygosity.UNKNOWN)
    assert found.clonality is Clonality.UNKNOWN
    assert "part of the tumour cells" in found.reasons[-1]


def test_a_loss_of_some_exons_says_how_many() -> None:
    (found,) = completed(segments=(Segment("1", 1900, 2100, 0, 0), Segment("1", 2100, 4000, 1, 0)))
    assert "No copy is left of 1 of 3 coding exons" in found.reasons[0]
    assert found.zygosity is Zygosity.BIALLELIC


def test_a_deep_deletion_that_was_only_called_is_no_proof_of_two_lost_copies() -> None:
    (found,) = completed(gene_calls={"TSC2": -2})
    assert (found.class_, found.consequence, found.zygosity) == (LOF, Consequence.COPY_LOSS, Zygosity.UNKNOWN)
    assert found.key == "GRCh38:1:1001-3030:LOSS"
    assert found.counts
    assert "not shown to be" in found.reasons[0]


@pytest.mark.parametrize("call", [-1, 0, 1, 2])
def test_no_other_call_alters_a_suppressor(call: int) -> None:
    assert completed(gene_calls={"TSC2": call}) == ()


# -- gains


def test_an_oncogene_with_many_copies_of_all_its_exons_is_amplified_for_information() -> None:
    (found,) = completed(gene="KRAS", segments=(Segment("1", 900, 2500, 9), Segment("1", 2500, 4000, 6)))
    assert (found.class_, found.effect, found.consequence) == (VUS, Effect.UNKNOWN, Consequence.COPY_GAIN)
    assert found.key == "GRCh38:1:1001-3030:CN6"
    assert not found.counts
    assert "6 copies of the whole coding sequence, 6 or more" in found.reasons[0]


@pytest.mark.parametrize(
    "segments",
    [
        (segment(5),),
        (Segment("1", 900, 2500, 9), Segment("1", 2500, 4000, 5)),
        (Segment("1", 900, 2500, 9),),  # the last exon is not covered
        (),
    ],
)
def test_fewer_copies_of_any_exon_or_none_given_are_no_amplification(segments: tuple[Segment, ...]) -> None:
    assert completed(gene="KRAS", segments=segments) == ()


def test_a_called_high_gain_is_shown_without_a_number() -> None:
    (found,) = completed(gene="KRAS", gene_calls={"KRAS": 2})
    assert (found.key, found.class_) == ("GRCh38:1:1001-3030:GAIN", VUS)


def test_suppressors_and_context_genes_are_not_amplified() -> None:
    for gene in ("TSC2", "CTNNB1"):
        assert completed(gene=gene, segments=(segment(12),)) == ()


def test_an_amplification_needs_no_reference_bases_and_is_listed_as_uncertain() -> None:
    (found,) = completed(gene="KRAS", segments=(segment(12),))
    assert not needs_bases(found, (), THRESHOLDS)
    coverage = Coverage({"KRAS": GeneCallability(1.0)})
    assert gene_states((found,), coverage, tables(), THRESHOLDS)["KRAS"].status is GeneStatus.VUS_ONLY


# -- looked at


def test_places_that_keep_a_copy_were_looked_at_although_the_number_is_unknown() -> None:
    transcripts = {"TSC2": transcript("TSC2")}
    halves = CopyNumber(segments=(Segment("1", 900, 2010, 2, 1),), kept=(Stretch("1", 2010, 4000),))
    assert genes_with_copy_number(halves, transcripts) == {"TSC2"}
    assert genes_with_copy_number(CopyNumber(kept=halves.kept), transcripts) == frozenset()


def test_a_gene_with_a_call_was_looked_at_and_one_without_was_not() -> None:
    transcripts = {gene: transcript(gene) for gene in ("TSC2", "PTEN")}
    assert genes_with_copy_number(CopyNumber(genes={"TSC2": -1}), transcripts) == {"TSC2"}


# -- beside a variant


@pytest.mark.parametrize(
    ("here", "words"),
    [
        (segment(1, 0), "Copies there: 1, 0 of the minor allele: loss of heterozygosity by deletion."),
        (segment(2, 0), "loss of heterozygosity without loss of copies"),
        (segment(2, 1), "Copies there: 2, 1 of the minor allele."),
        (segment(3), "Copies there: 3, alleles not told apart."),
        (segment(0, 0), "Copies there: 0, 0 of the minor allele."),
        (Segment("X", 0, 9, 1, 0), "Copies there: 1, 0 of the minor allele."),
        (segment(1, 0, subclonal=True), "in a part of the tumour cells only"),
    ],
)
def test_the_copies_of_a_place_in_words(here: Segment, words: str) -> None:
    assert words in copies_in_words(here)


def test_where_cells_differ_neither_second_copy_nor_clonality_is_worked_out() -> None:
    variant = alteration("TSC2", LOF, reads=(61, 100), somatic=True)
    facts = {"purity": 0.75, "transcripts": {}}
    mixed = completed(variant, segments=(segment(1, 0, subclonal=True),), **facts)[0]
    assert (mixed.zygosity, mixed.clonality, mixed.ccf) == (Zygosity.UNKNOWN, Clonality.UNKNOWN, None)
    assert any("part of the tumour cells" in reason for reason in mixed.reasons)


def test_calls_by_gene_tell_nothing_of_a_variants_second_copy() -> None:
    variant = alteration("TSC2", LOF, reads=(34, 100), somatic=True)
    facts = {"purity": 0.70, "transcripts": {}}
    assert completed(variant, gene_calls={"TSC2": -1}, **facts) == completed(variant, **facts)
