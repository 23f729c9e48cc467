"""The edges of naming: no gene, no bases, other bases, a library that refuses, what is left behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from naming_toy import BARE, BUILD, CONTIG, NAMERS, TOYS, ToyReference, tables, with_bases

from mtorboard.errors import BuildError
from mtorboard.model.enums import Build, Consequence, Naming
from mtorboard.naming import Namer
from mtorboard.naming.genomic import Edit, Stretch, placements
from mtorboard.naming.namer import NO_BASES, OTHER_BASES, REFUSED


@pytest.fixture(params=sorted(TOYS))
def strand(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_lies_beyond_the_flanks_or_on_another_contig_has_no_name(strand: str) -> None:
    toy = TOYS[strand]
    far = Edit(toy.transcript.start0 - 51, "A", "C")
    near = Edit(
        toy.transcript.start0 - 20, toy.at(toy.transcript.start0 - 20, toy.transcript.start0 - 19), "N"
    )
    assert BARE[strand].name(toy.variant(far)) is None
    outside = BARE[strand].name(toy.variant(near))
    assert outside is not None
    assert (outside.consequence, outside.hgvs_c) == (Consequence.OUTSIDE, None)
    elsewhere = toy.variant(far)
    assert BARE[strand].name(replace(elsewhere, key=replace(elsewhere.key, contig="X"))) is None


def test_a_variant_of_the_other_build_is_refused() -> None:
    variant = TOYS["forward"].variant(TOYS["forward"].edit(31, 1))
    other = replace(variant, key=replace(variant.key, build=Build.GRCH37))
    with pytest.raises(BuildError, match="GRCh37"):
        NAMERS["forward"].name(other)


def test_a_gene_without_bases_is_named_from_coordinates_and_says_so(strand: str) -> None:
    toy = TOYS[strand]
    empty = ToyReference(0, "")
    name = Namer(tables(toy), BUILD, empty).name(toy.variant(toy.edit(61, 1)))
    assert name is not None
    assert (name.naming, name.consequence) == (Naming.COORDINATES, Consequence.FRAMESHIFT)
    assert NO_BASES in name.notes


def test_alleles_that_the_reference_does_not_bear_out_are_named_from_coordinates(strand: str) -> None:
    toy = TOYS[strand]
    edit = toy.edit(61, 1, "A")
    wrong = replace(edit, deleted=next(base for base in "ACGT" if base not in (edit.deleted, edit.inserted)))
    name = with_bases(strand, wrong)
    assert name.naming is Naming.COORDINATES
    assert OTHER_BASES in name.notes


def test_when_the_library_refuses_the_name_comes_from_coordinates(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = TOYS["forward"]
    namer = Namer(tables(toy), BUILD, toy.reference)
    monkeypatch.setattr("mtorboard.naming.library.Locus.project", lambda *_: None)
    name = namer.name(toy.variant(toy.edit(61, 1)))
    assert name is not None
    assert (name.naming, name.consequence) == (Naming.COORDINATES, Consequence.FRAMESHIFT)
    assert REFUSED in name.notes


def test_a_library_that_names_another_place_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = TOYS["forward"]
    namer = Namer(tables(toy), BUILD, toy.reference)
    elsewhere = toy.edit(64, 1)
    honest = NAMERS["forward"]
    assert honest.name(toy.variant(elsewhere)) is not None
    from mtorboard.naming import library  # noqa: PLC0415

    project = library.Locus.project
    monkeypatch.setattr(library.Locus, "project", lambda locus, _: project(locus, elsewhere))
    name = namer.name(toy.variant(toy.edit(90, 1)))
    assert name is not None
    assert REFUSED in name.notes


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_the_temporary_bases_are_removed_and_nothing_is_printed(
    scratch: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    toy = TOYS["forward"]
    namer = Namer(tables(toy), BUILD, toy.reference)
    assert list(scratch.iterdir()) == []
    namer.name(toy.variant(toy.edit(61, 1)))
    assert len(list(scratch.iterdir())) == 1
    namer.close()
    assert list(scratch.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_name_all_keeps_the_order_and_leaves_out_what_has_no_name() -> None:
    toy = TOYS["forward"]
    far = toy.variant(Edit(toy.transcript.start0 - 500, "A", "C"))
    inside = [toy.variant(toy.edit(base, 1)) for base in (90, 61)]
    named = NAMERS["forward"].name_all([inside[0], far, inside[1]])
    assert [variant for variant, _ in named] == inside


def test_the_same_variant_is_named_once() -> None:
    toy = TOYS["forward"]
    namer = Namer(tables(toy), BUILD, toy.reference)
    variant = toy.variant(toy.edit(61, 1))
    assert namer.name(variant) is namer.name(replace(variant, sample="T2"))


def test_the_genomic_name_is_3_prime_most_on_the_forward_strand(strand: str) -> None:
    toy = TOYS[strand]
    run = toy.messenger.index("AAAAAAAAA") + 1
    edit = toy.edit(run, 1)
    around = Stretch(toy.reference.start0, toy.reference.sequence)
    last = placements(edit, around)[-1].start0 + 1
    assert with_bases(strand, edit).hgvs_g == f"NC_000016.10:g.{last}del"
    assert toy.key(edit).contig == CONTIG
