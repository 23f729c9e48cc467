"""Copy-number segments: coordinates, and what is refused rather than guessed."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import BuildError, InputError
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Segment
from mtorboard.reading.copynumber import read_segments, segments_over

HEADER = "chrom\tstart\tend\ttotal_cn\tminor_cn\n"


def table(folder: Path, text: str) -> Path:
    path = folder / "segments.tsv"
    path.write_bytes(text.encode())
    return path


def test_a_one_based_segment_becomes_zero_based_and_half_open(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + "chr16\t1\t100\t1\t0\n")
    assert read_segments(path) == (Segment("16", 0, 100, 1, 0),)


def test_segments_are_sorted_and_a_missing_minor_copy_number_stays_unknown(tmp_path: Path) -> None:
    text = "# a comment\r\n" + HEADER + "chrX\t5\t9\t3\tNA\r\nchr1\t11\t20\t2.0\t1\r\n1\t1\t10\t0\t0\r\n\r\n"
    assert read_segments(table(tmp_path, text)) == (
        Segment("1", 0, 10, 0, 0),
        Segment("1", 10, 20, 2, 1),
        Segment("X", 4, 9, 3, None),
    )


def test_callers_without_alleles_leave_the_last_column_out(tmp_path: Path) -> None:
    assert read_segments(table(tmp_path, "chrom\tstart\tend\ttotal_cn\n9\t1\t5\t1\n")) == (
        Segment("9", 0, 5, 1, None),
    )


def test_a_gzipped_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "segments.tsv.gz"
    path.write_bytes(gzip.compress((HEADER + "1\t1\t5\t2\t1\n").encode()))
    assert read_segments(path) == (Segment("1", 0, 5, 2, 1),)
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(InputError, match=r"segments\.tsv\.gz"):
        read_segments(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (HEADER, "holds no segments"),
        ("ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nS\t1\t1\t5\t9\t-0.3\n", "unknown column 'ID'"),
        ("chromosome\tstart\tend\ttotal_cn\n1\t1\t5\t2\n", r"'chromosome' \(did you mean 'chrom'\?\)"),
        ("chrom\tstart\tend\n1\t1\t5\n", "has no column 'total_cn'"),
        (HEADER + "1\t1\t5\t1.7\t0\n", "line 2: total_cn is not a whole number"),
        (HEADER + "1\t1\t5\t-1\t0\n", "line 2: total_cn is not a whole number"),
        (HEADER + "1\t1\t5\t\t0\n", "line 2: total_cn is not a whole number"),
        (HEADER + "1\t1\t5\t2\t2\n", "more minor than major"),
        (HEADER + "1\t0\t5\t2\t1\n", "not positions in order"),
        (HEADER + "1\t6\t5\t2\t1\n", "not positions in order"),
        (HEADER + "1\t1\t5\t2\n", "not as many cells"),
        (HEADER + "1\t1\t5\t2\t1\n1\t5\t9\t1\t0\n", "overlap at 1:5"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_segments(table(tmp_path, text))


def test_a_missing_file_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_segments(tmp_path / "absent.tsv")


def test_segments_of_the_other_build_are_noticed(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + "chr1\t1\t249250621\t2\t1\n")  # the length of chromosome 1 on GRCh37
    assert read_segments(path, Build.GRCH37)
    with pytest.raises(BuildError, match="beyond the end of chromosome 1 on GRCh38"):
        read_segments(path, Build.GRCH38)


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
