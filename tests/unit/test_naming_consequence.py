"""What an edit of a made-up gene is, on both strands, from coordinates and from its bases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from naming_toy import (
    BUILD,
    EXON_END,
    NEXT_EXON,
    STOP,
    TOYS,
    Toy,
    ToyReference,
    substitution,
    tables,
    with_bases,
    without_bases,
)

from mtorboard.knowledge.records import StopGain
from mtorboard.model.enums import Consequence, Naming
from mtorboard.naming import Namer
from mtorboard.naming.genomic import Edit


@pytest.fixture(params=sorted(TOYS))
def strand(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    ("base", "offset", "c_stem", "expected"),
    [
        (EXON_END, 1, "50+1", Consequence.SPLICE_DONOR),
        (EXON_END, 2, "50+2", Consequence.SPLICE_DONOR),
        (EXON_END, 3, "50+3", Consequence.SPLICE_REGION),
        (EXON_END, 8, "50+8", Consequence.SPLICE_REGION),
        (EXON_END, 9, "50+9", Consequence.INTRON),
        (NEXT_EXON, -1, "51-1", Consequence.SPLICE_ACCEPTOR),
        (NEXT_EXON, -2, "51-2", Consequence.SPLICE_ACCEPTOR),
        (NEXT_EXON, -3, "51-3", Consequence.SPLICE_REGION),
        (NEXT_EXON, -9, "51-9", Consequence.INTRON),
        (0, 0, "-1", Consequence.UTR5),
        (STOP + 3, 0, "*1", Consequence.UTR3),
        (1, 0, "1", Consequence.START_LOST),
        (3, 0, "3", Consequence.START_LOST),
    ],
)
def test_a_substitution_outside_the_codons_is_named_alike_with_and_without_bases(
    strand: str, base: int, offset: int, c_stem: str, expected: Consequence
) -> None:
    edit = substitution(TOYS[strand], base, offset=offset)
    named, bare = with_bases(strand, edit), without_bases(strand, edit)
    assert named.consequence is bare.consequence is expected
    assert named.hgvs_c == bare.hgvs_c
    assert (named.hgvs_c or "")[2:-3] == c_stem
    assert named.hgvs_g == bare.hgvs_g
    assert (named.naming, bare.naming) == (Naming.LIBRARY, Naming.COORDINATES)


def test_a_coding_substitution_without_bases_is_unresolved_but_its_codon_is_known(strand: str) -> None:
    name = without_bases(strand, substitution(TOYS[strand], 31))
    assert name.consequence is Consequence.CODING_UNRESOLVED
    assert name.hgvs_p is None
    assert name.codons == (11, 11)
    assert any("could not be worked out" in note for note in name.notes)


def test_an_unresolved_substitution_beside_an_exon_edge_is_not_passed_off_as_splice_region(
    strand: str,
) -> None:
    name = without_bases(strand, substitution(TOYS[strand], EXON_END))
    assert name.consequence is Consequence.CODING_UNRESOLVED


def test_the_table_of_stops_names_a_stop_without_bases() -> None:
    toy = TOYS["forward"]
    edit = substitution(toy, 31)
    key = toy.key(edit)
    stop = StopGain("TOY", "c.31C>T", "R11*", {BUILD: key})
    known = replace(tables(toy), stop_gains={key: stop})
    name = Namer(known, BUILD, None).name(toy.variant(edit))
    assert name is not None
    assert name.consequence is Consequence.STOP_GAINED
    assert (name.hgvs_c, name.hgvs_p, name.new_stop) == ("c.31C>T", "p.Arg11Ter", 11)


def test_an_indel_without_bases_keeps_its_frame_and_says_that_it_was_not_moved(strand: str) -> None:
    toy = TOYS[strand]
    shifted, kept = without_bases(strand, toy.edit(61, 1)), without_bases(strand, toy.edit(61, 3))
    assert shifted.consequence is Consequence.FRAMESHIFT
    assert kept.consequence is Consequence.INFRAME_DELETION
    assert any("cannot be moved along a repeat" in note for note in shifted.notes)


def test_a_deletion_over_an_exons_edge_is_a_splice_variant(strand: str) -> None:
    toy = TOYS[strand]
    edits = [toy.edit(EXON_END - 3, 8), toy.edit(NEXT_EXON, 8, offset=-3)]
    found = [with_bases(strand, edit).consequence for edit in edits]
    assert found == [Consequence.SPLICE_DONOR, Consequence.SPLICE_ACCEPTOR]
    assert all(with_bases(strand, edit).hgvs_p is None for edit in edits)


def test_a_deletion_of_a_whole_exon_is_a_splice_variant_that_touches_its_codons(strand: str) -> None:
    toy = TOYS[strand]
    exon = toy.transcript.exons[2] if strand == "forward" else toy.transcript.exons[1]
    name = with_bases(strand, Edit(exon[0] - 5, toy.at(exon[0] - 5, exon[1] + 5), ""))
    assert name.consequence is Consequence.SPLICE_ACCEPTOR
    assert name.codons == (17, 41)


def test_an_insertion_between_exon_and_intron_shifts_the_frame_and_leaves_the_site(strand: str) -> None:
    toy = TOYS[strand]
    after_exon = toy.edit(EXON_END, 0, "CCCC", offset=1)
    before_exon = toy.edit(NEXT_EXON, 0, "TTTT")
    assert with_bases(strand, after_exon).consequence is Consequence.FRAMESHIFT
    assert without_bases(strand, after_exon).consequence is Consequence.FRAMESHIFT
    assert with_bases(strand, before_exon).consequence is Consequence.FRAMESHIFT


def test_an_insertion_inside_the_donor_is_a_splice_variant(strand: str) -> None:
    edit = TOYS[strand].edit(EXON_END, 0, "CC", offset=2)
    assert with_bases(strand, edit).consequence is Consequence.SPLICE_DONOR


def test_a_splice_site_between_untranslated_exons_carries_a_note(strand: str) -> None:
    toy = TOYS[strand]
    intron = toy.transcript.genomic(-12, 1)  # the toy's first exon ends 13 bases before the start codon
    edit = Edit(intron - 1, toy.at(intron - 1, intron), "A")
    for name in (with_bases(strand, edit), without_bases(strand, edit)):
        assert name.consequence is Consequence.SPLICE_DONOR
        assert any("untranslated exons" in note for note in name.notes)
        assert name.codons is None


def test_a_deletion_that_can_be_written_in_the_exon_is_judged_by_its_frame() -> None:
    """Where ...CAG|CAG stands at the acceptor, deleting either CAG leaves the site and shortens the exon."""
    toy = TOYS["forward"]
    exon0 = toy.transcript.exons[2][0]
    bases = toy.reference.sequence
    at = exon0 - toy.reference.start0
    other = ToyReference(toy.reference.start0, bases[:at] + "CAG" + bases[at + 3 :])
    changed = Toy(toy.transcript, other, toy.messenger)
    intronic, exonic = Edit(exon0 - 3, "CAG", ""), Edit(exon0, "CAG", "")
    namer = Namer(tables(changed), BUILD, other)
    names = [namer.name(changed.variant(edit)) for edit in (intronic, exonic)]
    assert names[0] is not None
    assert names[0].consequence is Consequence.INFRAME_DELETION
    assert names[0] == names[1]
    assert any("splice site" in note for note in names[0].notes)


def test_a_deletion_that_stays_in_the_intron_and_can_be_written_in_the_donor_is_a_splice_variant() -> None:
    """GTAAGTAA: deleting GTAA or the bases behind it gives one sequence, named +5_+8 and judged as the donor."""
    toy = TOYS["forward"]
    donor0 = toy.transcript.exons[1][1]
    at = donor0 - toy.reference.start0
    bases = toy.reference.sequence
    other = ToyReference(toy.reference.start0, bases[:at] + "GTAAGTAACC" + bases[at + 10 :])
    changed = Toy(toy.transcript, other, toy.messenger)
    name = Namer(tables(changed), BUILD, other).name(changed.variant(Edit(donor0, "GTAA", "")))
    assert name is not None
    assert (name.hgvs_c, name.consequence) == ("c.50+5_50+8del", Consequence.SPLICE_DONOR)
    assert any("most severe" in note for note in name.notes)


def test_loss_of_the_stop_codon_extends_the_protein(strand: str) -> None:
    name = with_bases(strand, TOYS[strand].edit(STOP, 1, "C"))
    assert name.consequence is Consequence.STOP_LOST
    assert (name.hgvs_p or "").startswith("p.Ter60GlnextTer")


def test_a_stop_codon_exchanged_for_another_is_retained(strand: str) -> None:
    name = with_bases(strand, TOYS[strand].edit(STOP + 1, 1, "G"))
    assert (name.consequence, name.hgvs_p) == (Consequence.STOP_RETAINED, "p.Ter60=")


def test_a_deletion_behind_the_stop_codon_is_never_a_start_loss(strand: str) -> None:
    name = with_bases(strand, TOYS[strand].edit(STOP + 5, 1))
    assert (name.consequence, name.hgvs_p) == (Consequence.UTR3, None)


def test_a_deletion_over_the_stop_codons_end_is_a_stop_loss(strand: str) -> None:
    assert with_bases(strand, TOYS[strand].edit(STOP + 1, 4)).consequence is Consequence.STOP_LOST
    assert without_bases(strand, TOYS[strand].edit(STOP + 1, 4)).consequence is Consequence.STOP_LOST


def test_a_deletion_over_the_first_codon_is_a_start_loss(strand: str) -> None:
    assert with_bases(strand, TOYS[strand].edit(-2, 5)).consequence is Consequence.START_LOST


@pytest.mark.parametrize(
    ("start", "end", "expected", "c_name"),
    [
        ("CCATGGCC", 3, Consequence.FRAMESHIFT, "c.4del"),  # ATGG: which G goes cannot be told, ATG stays
        ("CAATGCCC", 1, Consequence.UTR5, "c.1del"),  # CAATG: one A goes, ATG stays
        ("CCATGCCC", 3, Consequence.FRAMESHIFT, "c.3del"),
    ],
)
def test_a_deletion_beside_the_start_codon_is_no_start_loss_while_atg_stays(
    start: str, end: int, expected: Consequence, c_name: str
) -> None:
    toy = TOYS["forward"]
    at = toy.transcript.cds_start0 - 2 - toy.reference.start0
    bases = toy.reference.sequence
    changed = Toy(
        toy.transcript,
        ToyReference(toy.reference.start0, bases[:at] + start + bases[at + 8 :]),
        start[2:] + toy.messenger[6:],
    )
    name = Namer(tables(changed), BUILD, changed.reference).name(changed.variant(changed.edit(end, 1)))
    assert name is not None
    assert (name.hgvs_c, name.consequence) == (c_name, expected)


def test_a_deletion_beside_the_stop_codon_is_no_frameshift_while_a_stop_stays() -> None:
    toy = TOYS["forward"]
    at = toy.transcript.cds_end0 - toy.reference.start0
    bases = toy.reference.sequence
    changed = Toy(
        toy.transcript,
        ToyReference(toy.reference.start0, bases[:at] + "A" + bases[at + 1 :]),
        toy.messenger,
    )
    name = Namer(tables(changed), BUILD, changed.reference).name(changed.variant(changed.edit(STOP + 2, 1)))
    assert name is not None
    assert (name.hgvs_c, name.consequence) == ("c.*1del", Consequence.UTR3)


def test_two_bases_of_one_codon_are_one_delins(strand: str) -> None:
    toy = TOYS[strand]
    edit = toy.edit(31, 2, "".join("A" if base != "A" else "C" for base in toy.messenger[30:32]))
    name = with_bases(strand, edit)
    assert (name.hgvs_c or "").startswith("c.31_32delins")
    assert name.codons == (11, 11)
    altered = toy.altered_protein(edit)
    expected = {True: Consequence.STOP_GAINED, False: Consequence.MISSENSE}[
        altered.endswith("*") and len(altered) < 60
    ]
    assert name.consequence is expected


def test_a_duplication_is_named_as_one_only_with_bases(strand: str) -> None:
    toy = TOYS[strand]
    at = toy.messenger.index("AAAAAAAAA") + 1  # a run of three Lys codons
    edit = toy.edit(at, 0, "AAA")
    named, bare = with_bases(strand, edit), without_bases(strand, edit)
    assert (named.hgvs_c or "").endswith("dup")
    assert (named.hgvs_p or "").endswith("dup")
    assert (bare.hgvs_c or "").endswith("insAAA")
    assert named.consequence is bare.consequence is Consequence.INFRAME_INSERTION
