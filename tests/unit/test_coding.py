"""The genetic code and the c. names of curated tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.knowledge.coding import CODE, c_name, codon_changes, on_genome, parse_c, translate

CODONS = st.sampled_from(sorted(CODE))


@pytest.mark.parametrize(
    ("codon", "amino_acid"),
    [
        ("ATG", "M"),
        ("TGG", "W"),
        ("TAA", "*"),
        ("CTN", "L"),
        ("AAR", "K"),
        ("AAN", None),
        ("AT", None),
        ("AXG", None),
    ],
)
def test_codon_gives_its_amino_acid_unless_unread_bases_leave_a_choice(codon, amino_acid):
    assert translate(codon) == amino_acid


def test_code_has_61_sense_codons_and_three_stops():
    assert len(CODE) == 64
    assert sorted(codon for codon, amino_acid in CODE.items() if amino_acid == "*") == ["TAA", "TAG", "TGA"]


@pytest.mark.parametrize(
    ("name", "kind", "first", "last"),
    [
        ("c.1831C>T", "snv", (1831, 0), (1831, 0)),
        ("c.2967-1G>T", "snv", (2967, -1), (2967, -1)),
        ("c.4006+8C>T", "snv", (4006, 8), (4006, 8)),
        ("c.-9C>G", "snv", (-8, 0), (-8, 0)),
        ("c.34_35delinsTT", "delins", (34, 0), (35, 0)),
        ("c.5238_5255del", "del", (5238, 0), (5255, 0)),
    ],
)
def test_forms_of_c_names_are_taken_apart(name, kind, first, last):
    change = parse_c(name)
    assert change is not None
    assert (change.kind, (change.first, change.first_offset), (change.last, change.last_offset)) == (
        kind,
        first,
        last,
    )


@pytest.mark.parametrize("name", ["", "c.", "1831C>T", "c.1831C>", "c.*5A>G", "c.5dup", "c.5del", "p.R611W"])
def test_other_forms_are_not_guessed_at(name):
    assert parse_c(name) is None


@given(CODONS, CODONS, st.integers(1, 3000))
def test_name_of_a_codon_change_says_its_place_and_new_bases(before, after, codon):
    if before == after:
        return
    change = parse_c(c_name(codon, before, after))
    assert change is not None
    start = change.first - (3 * codon - 2)
    end = start + len(change.alt)
    assert change.codon == codon
    assert before[:start] + change.alt + before[end:] == after


@given(CODONS)
def test_every_other_codon_is_one_of_63_changes_of_which_nine_take_one_base(codon):
    changes = codon_changes(codon)
    assert len({alt for alt, _, _ in changes}) == 63
    assert sum(bases == 1 for _, _, bases in changes) == 9


@given(st.text("ACGTRYN", max_size=8))
def test_reading_the_other_strand_twice_gives_the_same_bases(bases):
    assert on_genome(on_genome(bases, -1), -1) == bases
    assert on_genome(bases, 1) == bases
