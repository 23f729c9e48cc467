"""Words of annotators become one vocabulary, most severe first."""

from __future__ import annotations

import pytest

from mtorboard.model.enums import Consequence
from mtorboard.naming.terms import compatible, consequence_of, maf_class, most_severe


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (("missense_variant", "splice_region_variant"), Consequence.MISSENSE),
        (("splice_region_variant&synonymous_variant",), Consequence.SPLICE_REGION),
        (("frameshift_variant", "stop_gained"), Consequence.STOP_GAINED),
        (("splice_donor_variant", "frameshift_variant"), Consequence.SPLICE_DONOR),
        (("disruptive_inframe_deletion",), Consequence.INFRAME_DELETION),
        (("*missense",), Consequence.MISSENSE),
        (("frameshift",), Consequence.FRAMESHIFT),
        (("3_prime_utr",), Consequence.UTR3),
        (("splice_polypyrimidine_tract_variant", "intron_variant"), Consequence.SPLICE_REGION),
        (("upstream_gene_variant",), Consequence.OUTSIDE),
        (("structural_interaction_variant",), None),
        ((), None),
    ],
)
def test_the_most_severe_known_word_is_the_consequence(
    terms: tuple[str, ...], expected: Consequence | None
) -> None:
    assert consequence_of(terms) is expected


def test_every_term_of_small_variants_is_read_as_itself() -> None:
    terms = tuple(Consequence)
    small = terms[: terms.index(Consequence.OUTSIDE) + 1]
    assert all(consequence_of((consequence.value,)) is consequence for consequence in small)


def test_terms_of_whole_exons_and_genes_say_nothing_of_a_small_variant() -> None:
    # bcftools csq calls a complex deletion inside an exon so
    assert consequence_of(("feature_truncation",)) is None
    assert consequence_of(("transcript_ablation", "missense_variant")) is Consequence.MISSENSE


def test_severity_is_ensembls_order() -> None:
    assert most_severe([Consequence.MISSENSE, Consequence.STOP_GAINED]) is Consequence.STOP_GAINED
    assert most_severe([Consequence.INTRON, Consequence.SPLICE_REGION]) is Consequence.SPLICE_REGION


def test_a_truncation_and_a_silent_change_are_never_taken_for_one_another() -> None:
    loss = {Consequence.STOP_GAINED, Consequence.FRAMESHIFT, Consequence.SPLICE_DONOR}
    kept = {Consequence.SYNONYMOUS, Consequence.MISSENSE, Consequence.INTRON, Consequence.UTR3}
    assert not any(compatible(a, b) for a in loss for b in kept)
    assert compatible(Consequence.SPLICE_REGION, Consequence.SYNONYMOUS)
    assert compatible(Consequence.PROTEIN_ALTERING, Consequence.INFRAME_DELETION)


def test_a_frameshift_is_an_insertion_or_a_deletion_in_a_maf() -> None:
    assert maf_class(Consequence.FRAMESHIFT, 1) == "Frame_Shift_Ins"
    assert maf_class(Consequence.FRAMESHIFT, -4) == "Frame_Shift_Del"
    assert maf_class(Consequence.SPLICE_ACCEPTOR, 0) == "Splice_Site"
