"""The tumour's column is chosen by name, never by order."""

from __future__ import annotations

from itertools import permutations

import pytest

from mtorboard.errors import TumourColumnError
from mtorboard.reading.columns import Columns, choose_columns


def choose(
    columns: tuple[str, ...], tumor: str | None = None, normal: str | None = None, *lines: str
) -> Columns:
    return choose_columns(columns, tumor, normal, lines, where="sample S1, calls.vcf")


def refusal(
    columns: tuple[str, ...], tumor: str | None = None, normal: str | None = None, *lines: str
) -> str:
    with pytest.raises(TumourColumnError) as caught:
        choose(columns, tumor, normal, *lines)
    return caught.value.render()


@pytest.mark.parametrize("order", list(permutations(("TUMOR", "NORMAL"))))
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_tumor_and_normal_by_name_in_any_order_and_case(order: tuple[str, ...], case: object) -> None:
    columns = tuple(map(case, order))  # type: ignore[arg-type]
    assert choose(columns) == Columns(case("TUMOR"), case("NORMAL"))  # type: ignore[operator]


def test_british_spelling() -> None:
    assert choose(("NORMAL", "TUMOUR")).tumour == "TUMOUR"


@pytest.mark.parametrize("order", list(permutations(("A25", "N1"))))
def test_mutect2_header_names_both(order: tuple[str, ...]) -> None:
    assert choose(order, None, None, "##tumor_sample=A25", "##normal_sample=N1") == Columns("A25", "N1")


@pytest.mark.parametrize(
    "line",
    [
        "##PEDIGREE=<Derived=T7,Original=G7>",
        "##PEDIGREE=<ID=T7,Original=G7>",
        "##PEDIGREE=<Original=G7,ID=T7>",
    ],
)
def test_pedigree_names_both(line: str) -> None:
    assert choose(("G7", "T7"), None, None, line) == Columns("T7", "G7")


def test_the_sheet_wins_over_names() -> None:
    assert choose(("TUMOR", "RELAPSE", "NORMAL"), "RELAPSE") == Columns("RELAPSE", "NORMAL")


def test_the_other_column_is_the_tumour_when_the_sheet_names_the_normal() -> None:
    assert choose(("P1", "P1_blood"), None, "P1_blood") == Columns("P1", "P1_blood")


def test_a_single_column_is_the_tumour() -> None:
    assert choose(("anything",)) == Columns("anything", None)


def test_a_file_without_columns_has_none() -> None:
    assert choose(()) == Columns(None, None)


def test_two_unknown_columns_are_refused_with_the_candidates() -> None:
    message = refusal(("P1", "P2"))
    assert "candidates: P1, P2" in message
    assert "--tumor" in message


def test_two_tumours_in_the_header_are_refused() -> None:
    assert "candidates: T1, T2" in refusal(
        ("T1", "T2", "NORMAL"), None, None, "##tumor_sample=T1", "##tumor_sample=T2"
    )


def test_an_absent_name_is_refused_with_a_suggestion_and_the_columns_there() -> None:
    message = refusal(("TUMOR_1", "NORMAL"), "TUMOR1")
    assert "no column named 'TUMOR1' (did you mean 'TUMOR_1'?)" in message
    assert "TUMOR_1, NORMAL" in message


def test_an_absent_normal_is_refused() -> None:
    assert "no column named 'N9'" in refusal(("TUMOR", "NORMAL"), "TUMOR", "N9")


def test_a_name_for_a_file_without_columns_is_refused() -> None:
    assert "no sample columns" in refusal((), "TUMOR")


def test_the_headers_normal_cannot_be_the_tumour() -> None:
    assert "it is the normal" in refusal(
        ("A25", "N1"), "N1", None, "##tumor_sample=A25", "##normal_sample=N1"
    )


def test_one_column_cannot_be_both() -> None:
    assert "it is the normal" in refusal(("A", "B"), "A", "A")


def test_a_single_column_called_normal_is_not_the_tumour() -> None:
    assert "cannot be told" in refusal(("NORMAL",))


def test_header_names_that_are_no_columns_are_passed_over() -> None:
    assert choose(("TUMOR", "NORMAL"), None, None, "##tumor_sample=TCGA-XX") == Columns("TUMOR", "NORMAL")
