"""What the file says of a variant, beside what coordinates and bases say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from naming_toy import EXON_END, TOYS, annotation, substitution, with_bases, without_bases

from mtorboard.model.enums import Consequence, Naming
from mtorboard.model.variant import Name
from mtorboard.naming.genomic import Edit
from mtorboard.naming.hgvs import parse_coding, parse_protein


@pytest.fixture(params=sorted(TOYS))
def strand(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def missense(strand: str) -> tuple[Edit, Name]:
    for base in range(61, 110):
        edit = substitution(TOYS[strand], base)
        name = with_bases(strand, edit)
        if name.consequence is Consequence.MISSENSE:
            return edit, name
    raise AssertionError("the toy gene has no missense change")


def test_an_annotation_that_agrees_is_used_and_a_version_difference_is_said(strand: str) -> None:
    edit, own = missense(strand)
    said = annotation("NM_000001.1", "missense_variant", c=own.hgvs_c, p=own.hgvs_p)
    for name in (with_bases(strand, edit, said), without_bases(strand, edit, said)):
        assert (name.naming, name.hgvs_p, name.consequence) == (
            Naming.FILE_ANNOTATION,
            own.hgvs_p,
            Consequence.MISSENSE,
        )
        assert any("NM_000001.1" in note and "NM_000001.2" in note for note in name.notes)


def test_an_annotation_on_the_pinned_version_needs_no_note(strand: str) -> None:
    edit, own = missense(strand)
    said = annotation("NM_000001.2", "missense_variant", c=own.hgvs_c, p=own.hgvs_p)
    assert with_bases(strand, edit, said).notes == ()


def test_the_pinned_transcript_is_preferred_to_its_twin_and_the_twin_to_others(strand: str) -> None:
    edit, own = missense(strand)
    agreeing = {"c": own.hgvs_c, "p": own.hgvs_p}
    other = annotation("NM_000777.1", "synonymous_variant", c="c.9A>G", p="p.Leu3=")
    twin = annotation("ENST00000000001.9", "missense_variant", **agreeing)
    pinned = annotation("NM_000001.2", "missense_variant", **agreeing)
    assert with_bases(strand, edit, other, twin, pinned).notes == ()
    assert any("ENST00000000001.9" in note for note in with_bases(strand, edit, other, twin).notes)
    assert with_bases(strand, edit, other).naming is Naming.LIBRARY


def test_an_annotation_that_contradicts_the_reference_is_not_used_and_that_is_said(strand: str) -> None:
    edit, own = missense(strand)
    said = annotation("NM_000001.2", "synonymous_variant", c=own.hgvs_c, p=None)
    name = with_bases(strand, edit, said)
    assert (name.naming, name.consequence) == (Naming.LIBRARY, Consequence.MISSENSE)
    assert any("is not used: it says synonymous_variant" in note for note in name.notes)


def test_an_annotation_with_numbers_of_another_isoform_is_not_used_even_without_bases(strand: str) -> None:
    edit, _ = missense(strand)
    said = annotation("NM_000001.2", "missense_variant", c="c.9999A>G", p="p.Arg3333Lys")
    name = without_bases(strand, edit, said)
    assert (name.naming, name.hgvs_p) == (Naming.COORDINATES, None)
    assert any("is not used" in note for note in name.notes)


def test_a_file_that_calls_an_in_frame_change_a_frameshift_is_not_believed(strand: str) -> None:
    edit = TOYS[strand].edit(70, 3)
    said = annotation("NM_000001.2", "frameshift_variant", p="p.Lys24fs")
    assert without_bases(strand, edit, said).consequence is Consequence.INFRAME_DELETION


def test_a_short_frameshift_name_is_completed_from_the_bases(strand: str) -> None:
    edit = TOYS[strand].edit(70, 1)
    own = with_bases(strand, edit)
    short = (own.hgvs_p or "")[: len("p.Lys24")] + "fs"
    name = with_bases(strand, edit, annotation("NM_000001.2", "frameshift_variant", c=own.hgvs_c, p=short))
    assert (name.naming, name.hgvs_p, name.new_stop) == (Naming.FILE_ANNOTATION, own.hgvs_p, own.new_stop)


def test_another_transcripts_annotation_is_borrowed_only_where_coordinates_bear_it_out(strand: str) -> None:
    edit, own = missense(strand)
    same = annotation("NM_000777.1", "missense_variant", c=own.hgvs_c, p=own.hgvs_p)
    name = without_bases(strand, edit, same)
    assert (name.naming, name.consequence, name.hgvs_p) == (
        Naming.FILE_ANNOTATION,
        Consequence.MISSENSE,
        own.hgvs_p,
    )
    no_c = annotation("", "missense_variant", p=own.hgvs_p)
    assert without_bases(strand, edit, no_c).consequence is Consequence.CODING_UNRESOLVED


def shifted(own: Name, codons: int, bases: int) -> dict[str, str]:
    """The names of a substitution on a transcript that is so much longer before it."""
    coding, protein = parse_coding(own.hgvs_c), parse_protein(own.hgvs_p)
    assert coding is not None
    assert protein is not None
    at, residue = str(int(coding.first) + bases), protein.first + codons
    return {
        "c": replace(coding, first=at, last=at).text,
        "p": replace(protein, first=residue, last=residue).text,
    }


def test_another_transcripts_annotation_in_the_same_frame_is_renumbered(strand: str) -> None:
    edit, own = missense(strand)
    other = annotation("NM_000777.1", "missense_variant", **shifted(own, 9, 27))
    name = without_bases(strand, edit, other)
    assert (name.naming, name.hgvs_c, name.hgvs_p) == (Naming.FILE_ANNOTATION, own.hgvs_c, own.hgvs_p)
    assert name.codons == own.codons
    assert any("NM_000777.1" in note and str(other.hgvs_p) in note for note in name.notes)


@pytest.mark.parametrize(("codons", "bases"), [(9, 26), (9, 28), (8, 27), (0, 27)])
def test_another_frame_or_numbers_that_do_not_fit_one_another_are_not_borrowed(
    strand: str, codons: int, bases: int
) -> None:
    edit, own = missense(strand)
    other = annotation("NM_000777.1", "missense_variant", **shifted(own, codons, bases))
    assert without_bases(strand, edit, other).consequence is Consequence.CODING_UNRESOLVED


def test_a_silent_change_at_an_exons_edge_is_a_splice_region_even_where_the_file_has_no_word_for_it(
    strand: str,
) -> None:
    edit = substitution(TOYS[strand], EXON_END)
    said = annotation("NM_000001.2", "synonymous_variant", p="p.Leu17=")
    assert without_bases(strand, edit, said).consequence is Consequence.SPLICE_REGION
    inside = substitution(TOYS[strand], EXON_END - 9)
    said = annotation("NM_000001.2", "synonymous_variant", p="p.Leu14=")
    assert without_bases(strand, inside, said).consequence is Consequence.SYNONYMOUS


def test_consequence_without_names_in_the_file_still_counts(strand: str) -> None:
    edit, own = missense(strand)
    name = without_bases(strand, edit, annotation("ENST00000000001.4", "missense_variant"))
    assert (name.consequence, name.hgvs_c, name.hgvs_p) == (Consequence.MISSENSE, own.hgvs_c, None)
    assert any("no protein name" in note for note in name.notes)
