"""Cautions beside a judgement: pseudogenes, tracts, fixation and strands. Rows are made up."""

from __future__ import annotations

import pytest
from genomics_examples import named
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.classify.cautions import cautions_of
from mtorboard.knowledge.cautions import Caution, CautionKind, parse_caution
from mtorboard.model.enums import Consequence

MISSENSE, SPLICE, FRAMESHIFT = Consequence.MISSENSE, Consequence.SPLICE_ACCEPTOR, Consequence.FRAMESHIFT


def caution(kind: str, **cells: str) -> Caution:
    empty = dict.fromkeys(("gene", "first_c", "last_c", "hgvs_c", "below", "specimens", "signed_off_by"), "")
    given_ = {
        "caution_id": "X",
        "kind": kind,
        "text": "Look.",
        "source": "S",
        "verified": "VERIFIED",
        "date": "D",
    }
    return parse_caution(empty | given_ | cells)


PSEUDOGENE = caution("POSITION", gene="PIK3CA", first_c="1540", last_c="2187")
TRACT = caution("INDEL", gene="FLCN", first_c="1278", last_c="1285")
ALLELE = caution("ALLELE", gene="PIK3CA", hgvs_c="c.1634A>C", verified="UNVERIFIED")
FIXATION = caution("DEAMINATION", below="0.1")
OXIDATION = caution("OXIDATION", below="0.1", specimens="ffpe fresh_frozen")
BLOOD_CELLS = caution("GENE", gene="TP53", specimens="ctdna")
STRAND = caution("STRAND", below="0.01")


def said(
    row: Caution, gene: str, consequence: Consequence, specimen: str | None = None, **facts: object
) -> bool:
    return bool(cautions_of(named(gene, consequence, **facts), [row], specimen))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gene", "c", "expected"),
    [
        ("PIK3CA", "c.1633G>A", True),
        ("PIK3CA", "c.1540A>G", True),
        ("PIK3CA", "c.1539A>G", False),
        ("PIK3CA", "c.3140A>G", False),
        ("PIK3CA", "c.1530_1541del", True),
        ("PIK3CA", "c.1540-5_1541del", True),
        ("PIK3CA", "c.1540-2A>G", False),
        ("PIK3CA", "c.-12A>G", False),
        ("PIK3CA", None, False),
        ("PTEN", "c.1633G>A", False),
    ],
)
def test_a_pseudogene_is_named_where_coding_bases_are_alike(gene: str, c: str | None, expected: bool) -> None:
    assert said(PSEUDOGENE, gene, MISSENSE, c=c) is expected


@pytest.mark.parametrize(
    ("key", "c", "expected"),
    [
        ("17:100:CG:C", "c.1285del", True),
        ("17:100:C:CG", "c.1285dup", True),
        ("17:100:C:T", "c.1285G>A", False),
        ("17:100:CG:C", "c.1286del", False),
    ],
)
def test_a_tract_is_named_for_insertions_and_deletions_alone(key: str, c: str, expected: bool) -> None:
    assert said(TRACT, "FLCN", FRAMESHIFT, key=key, c=c) is expected


def test_an_allele_is_named_exactly_and_an_unverified_row_says_so() -> None:
    (text,) = cautions_of(named("PIK3CA", MISSENSE, c="c.1634A>C"), [ALLELE])
    assert text == "Caution: Look. The row has not been verified against its source."
    assert not said(ALLELE, "PIK3CA", MISSENSE, c="c.1634A>G")


@pytest.mark.parametrize(
    ("key", "reads", "expected"),
    [
        ("1:100:C:T", (9, 100), True),
        ("1:100:G:A", (9, 100), True),
        ("1:100:C:T", (10, 100), False),
        ("1:100:T:C", (9, 100), False),
        ("1:100:CC:TT", (9, 100), False),
        ("1:100:C:T", (None, None), False),
    ],
)
def test_fixation_is_named_for_c_to_t_of_a_low_known_fraction(
    key: str, reads: tuple[int | None, int | None], expected: bool
) -> None:
    assert said(FIXATION, "KRAS", MISSENSE, key=key, reads=reads) is expected


@pytest.mark.parametrize(
    ("key", "reads", "expected"),
    [
        ("1:100:G:T", (9, 100), True),
        ("1:100:C:A", (9, 100), True),
        ("1:100:G:T", (10, 100), False),
        ("1:100:C:T", (9, 100), False),
        ("1:100:G:T", (None, None), False),
    ],
)
def test_oxidation_is_named_for_g_to_t_of_a_low_known_fraction(
    key: str, reads: tuple[int | None, int | None], expected: bool
) -> None:
    assert said(OXIDATION, "KRAS", MISSENSE, "ffpe", key=key, reads=reads) is expected


@pytest.mark.parametrize(
    ("specimen", "expected"),
    [
        ("ffpe", True),
        ("fresh_frozen", True),
        ("ctdna", False),
        ("blood", False),
        ("unknown", False),
        (None, False),
    ],
)
def test_a_row_speaks_of_its_specimens_alone(specimen: str | None, expected: bool) -> None:
    assert said(OXIDATION, "KRAS", MISSENSE, specimen, key="1:100:G:T", reads=(9, 100)) is expected


def test_a_row_of_the_unknown_specimen_speaks_where_none_is_given() -> None:
    row = caution("DEAMINATION", below="0.1", specimens="unknown")
    facts = {"key": "1:100:C:T", "reads": (9, 100)}
    assert [said(row, "KRAS", MISSENSE, specimen, **facts) for specimen in (None, "unknown", "ffpe")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("gene", "specimen", "expected"),
    [("TP53", "ctdna", True), ("TP53", "ffpe", False), ("TP53", None, False), ("KRAS", "ctdna", False)],
)
def test_blood_cells_are_named_for_their_genes_in_plasma(
    gene: str, specimen: str | None, expected: bool
) -> None:
    assert said(BLOOD_CELLS, gene, MISSENSE, specimen) is expected


@pytest.mark.parametrize(
    ("strands", "expected"),
    [
        ((50, 50, 20, 0), True),
        ((50, 50, 0, 20), True),
        ((50, 50, 19, 1), False),  # the other strand carries it too
        ((50, 50, 4, 0), False),  # as chance would have it
        ((100, 0, 20, 0), False),  # an amplicon that is read from one side
        ((97, 3, 20, 0), False),
        ((0, 0, 20, 0), False),
        ((50, 50, 0, 0), False),
        (None, False),
    ],
)
def test_one_strand_is_named_where_chance_would_hardly_make_it(
    strands: tuple[int, int, int, int] | None, expected: bool
) -> None:
    assert said(STRAND, "KRAS", MISSENSE, strands=strands) is expected


@given(st.tuples(*[st.integers(0, 3000)] * 4))
def test_forward_and_reverse_are_judged_alike(strands: tuple[int, int, int, int]) -> None:
    mirrored = (strands[1], strands[0], strands[3], strands[2])
    assert said(STRAND, "KRAS", MISSENSE, strands=strands) == said(STRAND, "KRAS", MISSENSE, strands=mirrored)


def test_cautions_keep_the_tables_order() -> None:
    rows = [caution("POSITION", gene="PIK3CA", first_c="1", last_c="9", text=text) for text in ("B.", "A.")]
    found = cautions_of(named("PIK3CA", MISSENSE, c="c.5A>C"), rows)
    assert found == ("Caution: B.", "Caution: A.")


def test_every_kind_is_tested_here() -> None:
    rows = (PSEUDOGENE, TRACT, ALLELE, FIXATION, OXIDATION, STRAND, BLOOD_CELLS)
    assert {row.kind for row in rows} == set(CautionKind)
