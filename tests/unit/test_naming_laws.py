"""Laws of naming that hold for any edit of a made-up gene."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naming_toy import NAMERS, STOP, TOYS, Toy, with_bases, without_bases

from mtorboard.model.enums import Consequence, Naming
from mtorboard.naming.genomic import Edit, Stretch, placements


@st.composite
def coding_edits(draw: st.DrawFn, toy: Toy) -> Edit:
    """A substitution, deletion, insertion or delins inside one exon's codons, not in the first or last."""
    start, end = draw(st.sampled_from([(4, 45), (58, 112), (128, STOP - 4)]))
    at = draw(st.integers(start, end))
    length = draw(st.integers(0, min(9, end - at + 1)))
    new = draw(st.text("ACGT", min_size=0 if length else 1, max_size=9))
    edit = toy.edit(at, length, new)
    if edit.deleted and edit.inserted:
        deleted, inserted, start0 = edit.deleted, edit.inserted, edit.start0
        while deleted and inserted and deleted[0] == inserted[0]:
            deleted, inserted, start0 = deleted[1:], inserted[1:], start0 + 1
        while deleted and inserted and deleted[-1] == inserted[-1]:
            deleted, inserted = deleted[:-1], inserted[:-1]
        edit = Edit(start0, deleted, inserted)
    return edit


@pytest.mark.parametrize("which", sorted(TOYS))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_consequence_and_new_stop_are_those_of_the_translated_sequence(
    which: str, data: st.DataObject
) -> None:
    toy = TOYS[which]
    edit = data.draw(coding_edits(toy))
    if not edit.deleted and not edit.inserted:
        return
    name, altered = with_bases(which, edit), toy.altered_protein(edit)
    assert name.naming is Naming.LIBRARY, name.notes
    if edit.net % 3:
        assert name.consequence is Consequence.FRAMESHIFT
        assert name.new_stop == (len(altered) if altered.endswith("*") else None)
    elif altered == toy.protein:
        assert name.consequence in (Consequence.SYNONYMOUS, Consequence.SPLICE_REGION)
    elif len(altered) < len(toy.protein) + edit.net // 3:
        assert name.consequence is Consequence.STOP_GAINED
        assert name.new_stop == len(altered)
    elif edit.net == 0:
        assert name.consequence is Consequence.MISSENSE
    else:
        expected = Consequence.INFRAME_DELETION if edit.net < 0 else Consequence.INFRAME_INSERTION
        assert name.consequence is expected


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_all_ways_to_write_one_change_have_one_name(data: st.DataObject) -> None:
    toy = TOYS["forward"]
    start = data.draw(st.integers(toy.transcript.start0 + 2, toy.transcript.end0 - 12))
    length = data.draw(st.integers(1, 6))
    new = data.draw(st.text("ACGT", min_size=1, max_size=4))
    edit = data.draw(st.sampled_from([Edit(start, toy.at(start, start + length), ""), Edit(start, "", new)]))
    around = Stretch(toy.reference.start0, toy.reference.sequence)
    names = {with_bases("forward", place) for place in placements(edit, around)}
    # An insertion into the stop codon is refused by the library, wherever it is written; reading left-aligns it.
    assert len(names) == 1 or {name.naming for name in names} == {Naming.COORDINATES}


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_the_strand_of_the_gene_changes_nothing_but_the_genomic_name(data: st.DataObject) -> None:
    base = data.draw(st.integers(-10, STOP + 20))
    length = data.draw(st.integers(0, 6))
    new = data.draw(st.text("ACGT", min_size=0 if length else 1, max_size=5))
    names = []
    for strand, toy in TOYS.items():
        variant = toy.variant(toy.edit(base, length, new))
        if variant.key.ref == variant.key.alt:
            return
        name = NAMERS[strand].name(variant)
        assert name is not None
        names.append(replace(name, hgvs_g=""))
    assert names[0] == names[1]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_frame_of_an_indel_needs_no_bases(data: st.DataObject) -> None:
    toy = TOYS["reverse"]
    edit = data.draw(coding_edits(toy))
    if edit.net % 3:
        assert without_bases("reverse", edit).consequence is Consequence.FRAMESHIFT
