"""Copy number whatever the format: coordinates, overlaps, builds, and what is refused rather than guessed."""

from __future__ import annotations

import gzip
from collections import Counter
from math import log2
from pathlib import Path

import pytest
from copynumber_files import B37, B38, PLAIN, read, read_file, write
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import BuildError, InputError
from mtorboard.model.evidence import Segment
from mtorboard.reading.copynumber.pieces import Copies, Piece, disjoint
from mtorboard.reading.copynumber.ratios import copies_of_ratio
from mtorboard.reading.spans import segments_over


def test_a_one_based_segment_becomes_zero_based_and_half_open(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN + "chr16\t1\t100\t1\t0\n")
    assert found.segments == (Segment("16", 0, 100, 1, 0),)
    assert found.notes == ()


def test_segments_are_sorted_and_a_missing_minor_copy_number_stays_unknown(tmp_path: Path) -> None:
    text = "# a comment\r\n" + PLAIN + "chrX\t5\t9\t3\tNA\r\nchr1\t11\t20\t2.0\t1\r\n1\t1\t10\t0\t0\r\n\r\n"
    assert read(tmp_path, text).segments == (
        Segment("1", 0, 10, 0, 0),
        Segment("1", 10, 20, 2, 1),
        Segment("X", 4, 9, 3, None),
    )


def test_callers_without_alleles_leave_the_last_column_out(tmp_path: Path) -> None:
    assert read(tmp_path, "chrom\tstart\tend\ttotal_cn\n9\t1\t5\t1\n").segments == (
        Segment("9", 0, 5, 1, None),
    )


def test_a_gzipped_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN + "1\t1\t5\t2\t1\n", "segments.tsv.gz")
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(InputError, match=r"segments\.tsv\.gz: is cut short"):
        read_file(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("# only a comment\n", "is empty"),
        (PLAIN, "holds no segments"),
        (
            "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nS\t1\t1\t5\t9\t-0.3\n",
            "begins with the columns ID, chrom, loc.start, loc.end, num.mark, seg.mean, "
            "which are those of no known format",
        ),
        (
            "chromosome\tstart\tend\ttotal_cn\n1\t1\t5\t2\n",
            "PURPLE also has copyNumber; plain table also has chrom",
        ),
        ("chrom\tstart\tend\n1\t1\t5\n", "plain table also has total_cn"),
        (PLAIN.replace("minor_cn", "minor"), "has an unknown column 'minor'"),
        (PLAIN.replace("minor_cn", "chrom"), "has a column twice"),
        ("chrom\ttcn.em\tlcn.em\n1\t2\t1\n", "has no column 'start', which FACETS has"),
        (PLAIN + "1\t1\t5\t1.7\t0\n", "line 2: total_cn is not a whole number"),
        (PLAIN + "1\t1\t5\t-1\t0\n", "line 2: total_cn is not a whole number"),
        (PLAIN + "1\t1\t5\t\t0\n", "line 2: total_cn is not a whole number"),
        (PLAIN + "1\t1\t5\t2\t0.5\n", "line 2: minor_cn is not a whole number"),
        (PLAIN + "1\t1\t5\ttwo\t0\n", "line 2: total_cn is not a number"),
        (PLAIN + "1\t1\t5\tinf\t0\n", "line 2: total_cn is not a number"),
        (PLAIN + "1\t1\t5\t2\t2\n", "more minor than major"),
        (PLAIN + "1\t0\t5\t2\t1\n", "not positions in order"),
        (PLAIN + "1\t6\t5\t2\t1\n", "not positions in order"),
        (PLAIN + "1\t1.5\t5\t2\t1\n", "start is not a whole number"),
        (PLAIN + "1\t1\t5\t2\n", "not as many cells"),
        (PLAIN + "\t1\t5\t2\t1\n", "has no chromosome"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert message in caught.value.render()
    assert "docs/formats.md" in caught.value.todo


def test_a_refusal_lists_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"PURPLE, ASCAT, FACETS.*DRAGEN or calls by gene"):
        read(tmp_path, "a\tb\n1\t2\n")


def test_a_missing_file_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_file(tmp_path / "absent.tsv")


def test_segments_of_the_other_build_are_noticed(tmp_path: Path) -> None:
    text = PLAIN + "chr1\t1\t249250621\t2\t1\n"  # the length of chromosome 1 on GRCh37
    assert read(tmp_path, text, build=B37).segments
    with pytest.raises(BuildError, match="beyond the end of chromosome 1 on GRCh38"):
        read(tmp_path, text, build=B38)


def test_a_base_that_is_given_two_copy_numbers_has_none(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN + "1\t1\t50\t2\t1\n1\t41\t90\t1\t0\n2\t1\t50\t2\t1\n2\t41\t90\t2\t1\n")
    assert found.segments == (
        Segment("1", 0, 40, 2, 1),
        Segment("1", 50, 90, 1, 0),
        Segment("2", 0, 40, 2, 1),
        Segment("2", 40, 50, 2, 1),
        Segment("2", 50, 90, 2, 1),
    )
    assert any("overlap give 10 bases two copy numbers" in note for note in found.notes)


_PIECES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20), st.integers(0, 2)), max_size=8)


@given(_PIECES)
def test_pieces_keep_exactly_the_bases_that_have_one_copy_number(spans: list[tuple[int, int, int]]) -> None:
    pieces = [Piece("1", start, start + size, Copies(total)) for start, size, total in spans]
    told: dict[int, set[Copies]] = {}
    for piece in pieces:
        for base in range(piece.start0, piece.end0):
            told.setdefault(base, set()).add(piece.copies)
    kept, lost = disjoint(pieces)
    found = Counter((base, piece.copies) for piece in kept for base in range(piece.start0, piece.end0))
    assert found == Counter((base, next(iter(each))) for base, each in told.items() if len(each) == 1)
    assert lost == sum(len(each) > 1 for each in told.values())


@given(
    st.integers(0, 8),
    st.floats(0.2, 1),
    st.floats(1.5, 5.5),
    st.floats(-0.05, 0.05),
)
def test_a_log_ratio_never_hides_a_loss_nor_makes_one(
    copies: int, purity: float, ploidy: float, error: float
) -> None:
    given_purity = min(1.0, max(0.01, purity + error))
    normal = 2 * (1 - purity)
    ratio = (purity * copies + normal) / (purity * ploidy + normal)
    if ratio == 0:
        return
    found = copies_of_ratio(log2(ratio), log2(ratio), given_purity, 0.05, (1.5, 5.5))
    assert found in ({None, Copies(0, 0)} if copies == 0 else {None, Copies(None)})


def test_only_segments_that_share_a_base_are_over_a_region() -> None:
    left, right = Segment("1", 0, 10, 2), Segment("1", 10, 20, 1)
    assert segments_over((left, right, Segment("2", 0, 99, 2)), "1", 9, 10) == (left,)
    assert segments_over((left, right), "1", 9, 11) == (left, right)
    assert segments_over((left, right), "1", 20, 30) == ()


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=8),
    st.integers(0, 99),
    st.integers(1, 9),
)
def test_a_region_is_covered_by_its_segments(spans: list[tuple[int, int]], start: int, length: int) -> None:
    segments = [Segment("1", first, first + size, 2) for first, size in spans]
    found = set(segments_over(segments, "1", start, start + length))
    bases = set(range(start, start + length))
    assert found == {segment for segment in segments if bases & set(range(segment.start, segment.end))}


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    path = tmp_path / "plain.tsv"
    path.write_bytes(gzip.compress((PLAIN + "1\t1\t5\t2\t1\n").encode()))
    assert read_file(path).segments
