"""A change written whole and in pieces is one change, in whatever order the records stand."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_panel import B37, SEQUENCE, TRANSCRIPTS, base, other_than, read, toy_reference, write_vcf

from mtorboard.model.variant import ReadSupport, Variant
from mtorboard.reading.funnel import Drop
from mtorboard.reading.normalise import Call, trim
from mtorboard.reading.parts import absorb_parts
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import ReadResult

Edit = tuple[int, str, str]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return toy_reference(tmp_path_factory.mktemp("fasta"))[B37]


def call(edit: Edit, vaf: float | None = 0.4, filters: tuple[str, ...] = ()) -> Call:
    pos, ref, alt = edit
    reads = ReadSupport(100, round(vaf * 100), vaf, "AD") if vaf is not None else ReadSupport()
    key, observed = trim(B37, "1", pos, ref, alt), f"1:{pos}:{ref}:{alt}"
    return Call(Variant(key=key, sample="S1", tumour=reads, filters=filters, observed=observed))


def left(*calls: Call, reference: Reference | None = None) -> list[Edit]:
    whole = absorb_parts(calls, reference)
    keys = sorted(each.variant.key for each in (*whole.calls, *whole.apart))
    return [(key.pos, key.ref, key.alt) for key in keys]


DOUBLE: Edit = (101, "AC", "TG")
TRIPLE_WITH_A_GAP: Edit = (101, "ACG", "TCA")
DELINS: Edit = (101, "ACGT", "GG")
INSERTING: Edit = (101, "AC", "GTTTC")


@pytest.mark.parametrize(
    ("whole", "pieces"),
    [
        (DOUBLE, [(101, "A", "T"), (102, "C", "G")]),
        (DOUBLE, [(101, "A", "T")]),
        (DOUBLE, [(102, "C", "G")]),
        (TRIPLE_WITH_A_GAP, [(101, "A", "T"), (103, "G", "A")]),
        ((101, "ACG", "TGA"), [(101, "AC", "TG"), (103, "G", "A")]),
        ((101, "ACGT", "GG"), [(101, "ACG", "A"), (101, "A", "G"), (104, "T", "G")]),
        ((101, "ACG", "T"), [(101, "A", "T"), (101, "ACG", "A")]),
        (INSERTING, [(101, "A", "ATTT"), (101, "A", "G")]),
        (DOUBLE, [(100, base(100), base(100) + "TG"), (100, base(100) + "AC", base(100))]),
    ],
)
def test_pieces_go_into_the_whole(whole: Edit, pieces: Sequence[Edit]) -> None:
    assert left(call(whole), *map(call, pieces)) == left(call(whole))


@pytest.mark.parametrize(
    "other",
    [
        (101, "A", "G"),  # another base at a place of the whole
        (103, "G", "A"),  # beside it
        (101, "AC", "TT"),  # half of it is another
        (101, "AC", "A"),  # a deletion there shifts the frame, the whole does not
        (101, "A", "AG"),
    ],
)
def test_another_allele_is_no_piece(other: Edit) -> None:
    assert len(left(call(DOUBLE), call(other))) == 2


def test_a_deletion_of_another_length_is_no_piece_of_a_replacement() -> None:
    in_frame = (101, "ACGTTG", "GGT")
    assert len(left(call(in_frame), call((101, "ACGTT", "A")))) == 2


def test_a_deletion_inside_a_longer_one_is_another_allele() -> None:
    assert len(left(call((101, "ACGTT", "A")), call((101, "ACG", "A")))) == 2


def test_a_piece_that_was_aligned_to_the_left_is_found_by_the_fasta(reference: Reference) -> None:
    pos = SEQUENCE.index("T" * 10) + 1  # the run of T at the end: a deletion in it is written at its start
    whole = (pos + 6, "TTT", "G")
    piece = (pos - 1, base(pos - 1) + "TT", base(pos - 1))
    assert left(call(whole), call(piece), reference=reference) == left(call(whole))
    assert len(left(call(whole), call(piece))) == 2  # what lies between is not known


def test_a_piece_in_more_than_twice_the_reads_stays_on_the_same_chromosome() -> None:
    whole = absorb_parts([call(DOUBLE, 0.05), call((101, "A", "T"), 0.5), call((102, "C", "G"), 0.05)], None)
    assert [each.variant.key.pos for each in whole.calls] == [101]
    assert [each.variant.key.ref for each in whole.apart] == ["AC"]
    assert whole.calls[0].phase == whole.apart[0].phase is not None
    assert whole.notes == (
        "1:101:A:T (VAF 0.50) is in more reads alone than as part of 1:101:AC:TG (VAF 0.05), so both are read",
        "1:102:C:G (VAF 0.05) is part of 1:101:AC:TG (VAF 0.05), and is read with it as one change",
    )


@pytest.mark.parametrize(("whole", "piece"), [(0.25, 0.5), (0.3, 0.1), (None, 0.5), (0.3, None)])
def test_other_fractions_make_no_second_alteration(whole: float | None, piece: float | None) -> None:
    assert len(left(call(DOUBLE, whole), call((101, "A", "T"), piece))) == 1


def test_a_call_that_passed_is_not_left_out_for_a_filtered_one() -> None:
    filtered, piece = call(DOUBLE, filters=("weak",)), call((101, "A", "T"))
    assert len(left(filtered, piece)) == 2
    assert left(call(DOUBLE), call((101, "A", "T"), 0.9, filters=("weak",))) == [DOUBLE]


def vcf_row(edit: Edit, fraction: float, filters: str = "PASS") -> str:
    pos, ref, alt = edit
    reads = round(fraction * 200)
    return f"1 {pos} . {ref} {alt} . {filters} . GT:AD 0/1:{200 - reads},{reads}"


def said(result: ReadResult) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(variant.key), variant.filters) for variant in result.variants]


@pytest.mark.parametrize(
    "fractions", [(0.3, 0.3, 0.3), (0.25, 0.45, 0.45), (0.3, 0.32, 0.5), (0.05, 0.45, 0.45)]
)
def test_a_consensus_of_callers_gives_one_alteration(
    tmp_path_factory: pytest.TempPathFactory, fractions: tuple[float, float, float]
) -> None:
    edits = (DOUBLE, (101, "A", "T"), (102, "C", "G"))
    rows = [vcf_row(edit, fraction) for edit, fraction in zip(edits, fractions, strict=True)]
    result = read(write_vcf(tmp_path_factory.mktemp("parts"), rows))
    assert said(result) == [("GRCh37:1:101:AC:TG", ())]
    assert result.notes
    gone = {str(reason): n for step in result.funnel for reason, n in step.reasons.items()}
    assert sum(gone.get(str(reason), 0) for reason in (Drop.PART, Drop.JOINED)) == 2


def test_a_filtered_record_of_what_passed_neighbours_make_is_no_second_alteration(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = [vcf_row(DOUBLE, 0.3, "weak"), vcf_row((101, "A", "T"), 0.3), vcf_row((102, "C", "G"), 0.3)]
    result = read(write_vcf(tmp_path_factory.mktemp("parts"), rows))
    assert said(result) == [("GRCh37:1:101:AC:TG", ())]


def test_a_replacement_of_two_codons_with_its_parts_is_the_two_changes_that_it_is_alone(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    whole = (102, "CGA", "TAT")
    parts = [(102, "C", "T"), (103, "G", "A"), (104, "A", "T")]
    folder = tmp_path_factory.mktemp("parts")
    alone = said(read(write_vcf(folder, [vcf_row(whole, 0.3)])))
    assert len(alone) == 2
    assert said(read(write_vcf(folder, [vcf_row(edit, 0.3) for edit in (whole, *parts)]))) == alone


EDIT_POOL = [
    DOUBLE,
    (101, "A", "T"),
    (102, "C", "G"),
    (103, "G", "A"),
    (101, "ACG", "TGA"),
    (101, "ACGT", "GG"),
    (101, "ACG", "A"),
    (101, "A", "G"),
    (104, "T", "G"),
    (106, base(106), other_than(106)),
]
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(EDIT_POOL), st.sampled_from((0.05, 0.3, 0.5)), st.sampled_from(("PASS", "weak"))
    ),
    min_size=1,
    max_size=7,
)


@settings(deadline=None)
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[Edit, float, str]], random: Random
) -> None:
    folder = tmp_path_factory.mktemp("order")
    rows = [vcf_row(edit, fraction, filters) for edit, fraction, filters in records]
    first = read(write_vcf(folder, rows))
    random.shuffle(rows)
    second = read(write_vcf(folder, rows))
    assert (first.variants, sorted(first.notes), first.funnel) == (
        second.variants,
        sorted(second.notes),
        second.funnel,
    )
    keys = [variant.key for variant in first.variants if not variant.filters]
    assert len(keys) == len(set(keys))


@given(
    st.integers(101, 150),
    st.text("ACGT", min_size=2, max_size=4),
    st.sets(st.integers(0, 3), min_size=1),
)
def test_any_substitutions_of_a_replacement_go_into_it(pos: int, alt: str, chosen: set[int]) -> None:
    ref = SEQUENCE[pos - 1 : pos - 1 + len(alt)]
    parts = [(pos + at, ref[at], alt[at]) for at in range(len(alt)) if ref[at] != alt[at]]
    if len(parts) < 2:
        return
    pieces = [part for at, part in enumerate(parts) if at in chosen]
    assert left(call((pos, ref, alt)), *map(call, pieces)) == left(call((pos, ref, alt)))


def test_the_panel_of_this_file_has_the_codons_it_counts_on() -> None:
    transcript = TRANSCRIPTS[B37]["TOY"]
    assert [transcript.codon_of(pos) for pos in (101, 103, 104)] == [1, 1, 2]
