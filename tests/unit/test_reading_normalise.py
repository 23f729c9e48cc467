"""One spelling for each allele: trimming, left-alignment, duplicates, neighbours in a codon."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_panel import B37, SEQUENCE, TRANSCRIPTS, base, other_than, toy_reference, write_fasta

from mtorboard.errors import ReferenceError  # noqa: A004 - the field's word for it
from mtorboard.model.enums import Build
from mtorboard.model.variant import FileAnnotation, ReadSupport, Variant, VariantKey
from mtorboard.reading.codons import Joined, join_codons, split_codons
from mtorboard.reading.normalise import Call, check_reference, deduplicate, left_align, trim
from mtorboard.reading.phase import Phase, phase_of
from mtorboard.reading.reference import Reference

DNA = st.text("ACGT", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("pos", "ref", "alt", "expected"),
    [
        (10, "A", "T", (10, "A", "T")),
        (10, "CA", "CT", (11, "A", "T")),
        (10, "CAG", "CTG", (11, "A", "T")),
        (10, "AC", "TT", (10, "AC", "TT")),
        (10, "CAA", "CA", (10, "CA", "C")),
        (10, "C", "CTT", (10, "C", "CTT")),
        (10, "GCACA", "GCA", (10, "GCA", "G")),
        (10, "TAC", "TG", (11, "AC", "G")),
        (10, "ATG", "A", (10, "ATG", "A")),
    ],
)
def test_trimming(pos: int, ref: str, alt: str, expected: tuple[int, str, str]) -> None:
    key = trim(B37, "1", pos, ref, alt)
    assert (key.pos, key.ref, key.alt) == expected


@given(DNA, DNA, st.integers(0, 10), st.integers(0, 10))
def test_trimming_keeps_the_change_and_is_done_once(ref: str, alt: str, before: int, after: int) -> None:
    left, right = SEQUENCE[:before], SEQUENCE[50 : 50 + after]
    key = trim(B37, "1", 100, left + ref + right, left + alt + right)
    whole, changed = left + ref + right, left + alt + right
    start, end = key.pos - 100, key.pos - 100 + len(key.ref)
    assert whole[start:end] == key.ref
    assert whole[:start] + key.alt + whole[end:] == changed
    assert trim(B37, "1", key.pos, key.ref, key.alt) == key
    if ref != alt:
        assert len(key.ref) == 1 or len(key.alt) == 1 or key.ref[0] != key.alt[0]


def applied(key: VariantKey) -> str:
    """The toy chromosome with the change made."""
    assert SEQUENCE[key.pos - 1 : key.end] == key.ref
    return SEQUENCE[: key.pos - 1] + key.alt + SEQUENCE[key.end :]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return toy_reference(tmp_path_factory.mktemp("fasta"))[B37]


def test_a_deletion_in_a_repeat_moves_left(reference: Reference) -> None:
    pos = SEQUENCE.index("AAC", 100) + 1  # ...GCAACA...
    right = VariantKey(B37, "1", pos, "AA", "A")
    assert left_align([right], reference)[right] == VariantKey(B37, "1", pos - 1, "CA", "C")


def test_an_insertion_with_its_anchor_on_the_right_is_the_one_with_its_anchor_on_the_left(
    reference: Reference,
) -> None:
    pos = next(pos for pos in range(110, 200) if base(pos) != base(pos - 1))
    new = next(bases for bases in "ACGT" if bases not in (base(pos), base(pos - 1)))
    right = VariantKey(B37, "1", pos, base(pos), new + base(pos))
    left = VariantKey(B37, "1", pos - 1, base(pos - 1), base(pos - 1) + new)
    assert left_align([right], reference)[right] == left


@given(pos=st.integers(20, 380), length=st.integers(1, 12), insert=st.none() | DNA)
def test_left_alignment_keeps_the_sequence_and_all_spellings_become_one(
    reference: Reference, pos: int, length: int, insert: str | None
) -> None:
    anchor = base(pos)
    deleted = SEQUENCE[pos : pos + length]
    ref, alt = (anchor + deleted, anchor) if insert is None else (anchor, anchor + insert)
    start = trim(B37, "1", pos, ref, alt)
    aligned = left_align([start], reference)[start]
    assert applied(aligned) == applied(start)
    assert aligned.pos <= start.pos
    assert left_align([aligned], reference)[aligned] == aligned
    longer = max(aligned.ref, aligned.alt, key=len)
    assert aligned.pos == 1 or longer[-1] != longer[0]  # else it could move one base further


def test_substitutions_and_unknown_contigs_stay(reference: Reference) -> None:
    keys = [VariantKey(B37, "1", 30, base(30), other_than(30)), VariantKey(B37, "9", 30, "CA", "C")]
    assert left_align(keys, reference) == {key: key for key in keys}


def test_ref_against_the_fasta_names_the_likely_other_build(tmp_path: Path, reference: Reference) -> None:
    wrong = [VariantKey(B37, "1", pos, other_than(pos), "N") for pos in (30, 40, 50)]
    with pytest.raises(ReferenceError, match=r"3 of 3 REF alleles .* likely on GRCh38"):
        check_reference(wrong, B37, {B37: reference}, where="sample S1")
    swapped = SEQUENCE.translate(str.maketrans("ACGT", "CGTA"))
    other = Reference.open(write_fasta(tmp_path, {"1": swapped}), Build.GRCH38)
    with pytest.raises(ReferenceError, match="whose FASTA all REF alleles fit"):
        check_reference(wrong, B37, {B37: reference, Build.GRCH38: other}, where="sample S1")


def test_one_wrong_ref_among_many_is_still_refused(reference: Reference) -> None:
    keys = [VariantKey(B37, "1", pos, base(pos), "N") for pos in range(30, 60)]
    keys.append(VariantKey(B37, "1", 70, other_than(70), "N"))
    with pytest.raises(ReferenceError, match=r"1 of 31 .*another FASTA"):
        check_reference(keys, B37, {B37: reference}, where="sample S1")


def test_without_a_fasta_nothing_is_checked() -> None:
    check_reference([VariantKey(B37, "1", 30, other_than(30), "N")], B37, {}, where="sample S1")


def call(
    pos: int,
    ref: str,
    alt: str,
    vaf: float | None = 0.4,
    *,
    filters: tuple[str, ...] = (),
    phase: Phase | None = None,
    observed: str = "",
    contig: str = "1",
    somatic: bool | None = None,
) -> Call:
    reads = ReadSupport() if vaf is None else ReadSupport(100, round(100 * vaf), vaf, "FORMAT/AD")
    variant = Variant(
        VariantKey(B37, contig, pos, ref, alt), "S1", reads, None, filters, (), None, somatic, observed
    )
    return Call(variant, phase)


def test_of_duplicates_the_passed_one_stays() -> None:
    filtered, passed = call(110, "A", "T", 0.9, filters=("t_lod",)), call(110, "A", "T", 0.1)
    for order in ([filtered, passed], [passed, filtered]):
        assert deduplicate(order) == ([passed], 1)


def test_of_duplicates_the_counted_one_stays() -> None:
    silent, counted = call(110, "A", "T", None), call(110, "A", "T", 0.1)
    assert deduplicate([silent, counted]) == ([counted], 1)


@given(
    st.permutations([call(pos, "A", "T", vaf, observed=str(vaf)) for pos in (110, 104) for vaf in (0.1, 0.2)])
)
def test_the_order_of_the_file_does_not_matter(calls: list[Call]) -> None:
    kept, dropped = deduplicate(calls)
    assert dropped == 2
    assert [(c.variant.key.pos, c.variant.observed) for c in kept] == [(104, "0.1"), (110, "0.1")]


def join(*calls: Call, reference: Reference | None = None, tolerance: float | None = 0.1) -> Joined:
    return join_codons(calls, TRANSCRIPTS[B37].values(), reference, vaf_tolerance=tolerance)


def spelled(joined: Joined) -> list[tuple[int, str, str, str]]:
    return [(v.key.pos, v.key.ref, v.key.alt, v.phase) for v in joined.variants]


CIS, TRANS = Phase("PS 7", frozenset({1})), Phase("PS 7", frozenset({0}))


def test_neighbours_in_one_codon_with_like_vafs_are_joined_by_assumption() -> None:
    joined = join(call(101, "A", "T", 0.40, observed="a"), call(102, "C", "G", 0.35, observed="b"))
    assert spelled(joined) == [(101, "AC", "TG", "assumed")]
    assert joined.variants[0].tumour.vaf == 0.35
    assert joined.variants[0].observed == "a + b"
    assert [key.pos for key in joined.variants[0].joined_from] == [101, 102]
    assert joined.absorbed == 1


def test_phased_neighbours_are_joined_whatever_their_vafs() -> None:
    joined = join(call(101, "A", "T", 0.5, phase=CIS), call(102, "C", "G", 0.1, phase=CIS), tolerance=None)
    assert spelled(joined) == [(101, "AC", "TG", "phased")]


def test_the_chromosome_that_a_genotype_gives_stays_with_the_variant() -> None:
    apart = join(call(101, "A", "T", phase=CIS), call(120, "C", "G", phase=TRANS), call(130, "C", "G"))
    assert [variant.haplotype for variant in apart.variants] == [CIS, TRANS, None]
    joined = join(call(101, "A", "T", phase=CIS), call(102, "C", "G", phase=CIS))
    assert [variant.haplotype for variant in joined.variants] == [CIS]


def test_neighbours_phased_apart_are_not_joined() -> None:
    joined = join(call(101, "A", "T", 0.4, phase=CIS), call(102, "C", "G", 0.4, phase=TRANS))
    assert [name[1] for name in spelled(joined)] == ["A", "C"]
    assert joined.notes == ("TOY codon 1: 2 substitutions not known to lie on one molecule",)


def test_a_subclonal_neighbour_is_not_joined() -> None:
    assert len(join(call(101, "A", "T", 0.45), call(102, "C", "G", 0.08)).variants) == 2


def test_unknown_vafs_are_not_joined() -> None:
    assert len(join(call(101, "A", "T", None), call(102, "C", "G", 0.4)).variants) == 2


def test_without_a_tolerance_only_phased_ones_are_joined() -> None:
    assert len(join(call(101, "A", "T"), call(102, "C", "G"), tolerance=None).variants) == 2


def test_neighbours_in_two_codons_are_not_joined() -> None:
    joined = join(call(103, "G", "T"), call(104, "A", "G"))
    assert len(joined.variants) == 2
    assert joined.notes == ()


def test_neighbours_outside_the_coding_sequence_are_not_joined() -> None:
    assert len(join(call(170, "G", "T"), call(171, "A", "G")).variants) == 2


def test_a_filtered_call_is_left_alone() -> None:
    assert len(join(call(101, "A", "T"), call(102, "C", "G", filters=("strand",))).variants) == 2


def test_three_in_one_codon() -> None:
    joined = join(call(101, "A", "T"), call(102, "C", "G"), call(103, "G", "A"))
    assert spelled(joined) == [(101, "ACG", "TGA", "assumed")]
    assert joined.absorbed == 2


def test_a_double_substitution_and_a_single_one_in_one_codon() -> None:
    assert spelled(join(call(101, "AC", "TG"), call(103, "G", "A"))) == [(101, "ACG", "TGA", "assumed")]


def test_two_alleles_at_one_position_are_left_apart() -> None:
    joined = join(call(101, "A", "T"), call(101, "A", "C"), call(102, "C", "G"))
    assert len(joined.variants) == 3
    assert joined.notes == ("TOY codon 1: substitutions that exclude one another, left apart",)


def test_a_gap_base_comes_from_the_fasta_or_the_pair_stays_apart(reference: Reference) -> None:
    first, third = call(101, base(101), other_than(101)), call(103, base(103), other_than(103))
    ref, alt = SEQUENCE[100:103], other_than(101) + base(102) + other_than(103)
    assert spelled(join(first, third, reference=reference)) == [(101, ref, alt, "assumed")]
    apart = join(first, third)
    assert len(apart.variants) == 2
    assert "only a reference FASTA knows" in apart.notes[0]


def test_a_codon_cut_by_an_intron_is_left_apart() -> None:
    joined = join(call(104, "A", "T", contig="2"), call(201, "C", "G", contig="2"))
    assert len(joined.variants) == 2
    assert joined.notes == ("SPLIT codon 2: substitutions on both sides of an intron, left apart",)


def test_the_joined_call_is_somatic_only_if_all_parts_are() -> None:
    one, other = call(101, "A", "T", somatic=True), call(102, "C", "G", somatic=True)
    assert join(one, other).variants[0].somatic is True
    assert join(one, call(102, "C", "G")).variants[0].somatic is None


def split(one: Call, reference: Reference | None = None) -> list[tuple[int, str, str]]:
    calls = split_codons([one], TRANSCRIPTS[B37].values(), reference).calls
    return [(c.variant.key.pos, c.variant.key.ref, c.variant.key.alt) for c in calls]


def test_a_substitution_of_two_codons_is_two_on_one_molecule() -> None:
    outcome = split_codons(
        [call(102, "CGA", "TAT", observed="1:102:CGA:TAT")], TRANSCRIPTS[B37].values(), None
    )
    first, second = outcome.calls
    assert [(c.variant.key.pos, c.variant.key.ref, c.variant.key.alt) for c in (first, second)] == [
        (102, "CG", "TA"),
        (104, "A", "T"),
    ]
    assert first.phase == second.phase
    assert first.phase is not None
    assert outcome.notes == ("1:102:CGA:TAT changes two codons and is read as two substitutions",)


@pytest.mark.parametrize(
    "whole",
    [
        call(101, "ACG", "TTT"),  # one codon
        call(103, "GA", "GT"),  # one base
        call(103, "GAT", "G"),  # shorter
        call(103, "GACGTTGC", "TTTTTTTT"),  # more than two codons
        call(160, "CA", "TG"),  # partly in the intron
        call(270, "CA", "TG"),  # behind the coding sequence
    ],
)
def test_other_changes_stay_whole(whole: Call) -> None:
    key = whole.variant.key
    assert split(whole) == [(key.pos, key.ref, key.alt)]


def test_a_codon_that_a_longer_substitution_leaves_alone_is_no_part() -> None:
    assert split(call(102, "CGAC", "TTAC")) == [(102, "CGAC", "TTAC")]


def test_what_the_file_has_named_is_only_split_where_bases_can_name_its_parts(reference: Reference) -> None:
    ref, alt = base(103) + base(104), other_than(103) + other_than(104)
    plain = call(103, ref, alt)
    said = FileAnnotation("CSQ", "TOY", "NM_1.1", ("missense_variant",), "c.3_4delinsTT")
    named = replace(plain, variant=replace(plain.variant, annotations=(said,)))
    assert split(named) == [(103, ref, alt)]
    assert [part[0] for part in split(named, reference)] == [103, 104]
    parts = split_codons([named], TRANSCRIPTS[B37].values(), reference).calls
    assert all(part.variant.annotations == () for part in parts)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"GT": "0|1", "PS": "7"}, Phase("PS 7", frozenset({1}))),
        ({"GT": "1|0"}, Phase("PS ", frozenset({0}))),
        ({"GT": "1|1", "PS": "7"}, Phase("PS 7", frozenset({0, 1}))),
        ({"GT": "0/1", "PGT": "0|1", "PID": "9_A_T"}, Phase("PID 9_A_T", frozenset({1}))),
        ({"GT": "0/1", "PS": "7"}, None),
        ({"GT": "0|0", "PS": "7"}, None),
        ({"GT": "0|2", "PS": "7"}, None),
        ({}, None),
    ],
)
def test_phase(fields: dict[str, str], expected: Phase | None) -> None:
    assert phase_of(fields, 0, 1) == expected
