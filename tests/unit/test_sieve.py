"""A large file is read as a small one is: the look at positions leaves out nothing that may matter."""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path
from unittest import mock

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_panel import B37, B38, FORMATS, read, snv, write_vcf

sys.path.insert(0, str(Path(__file__).parents[1] / "hostile"))

from test_hostile_vcf import MALFORMED, NOT_VCF

from mtorboard.errors import InputError
from mtorboard.model.enums import Build
from mtorboard.reading import sieve
from mtorboard.reading.result import ReadResult

HEAD = '##INFO=<ID=END,Number=1,Type=Integer,Description="d">\n' + FORMATS
CONTIGS = ("1", "chr1", "2", "9", "X", "NC_000001.10", "GL000191.1")
SHIFT = {B37: 0, B38: 100_000}
ROWS = st.lists(
    st.tuples(
        st.sampled_from(CONTIGS),
        st.one_of(st.integers(1, 400), st.integers(99_000, 101_500), st.integers(1, 240_000_000)),
        st.sampled_from(["A", "AC", "A" * 300, "A" * 60_000]),
        st.sampled_from(["T", "<DEL>", "G,T"]),
        st.sampled_from([".", "END=100250", "END=260"]),
    ),
    max_size=12,
)


def outcome(path: Path, build: Build, large: int) -> ReadResult | str:
    with mock.patch.object(sieve, "LARGE", large):
        try:
            return read(path, build=build)
        except InputError as error:
            return error.render()


@settings(deadline=None, max_examples=50)
@given(ROWS, st.sampled_from((B37, B38)), st.sampled_from(("calls.vcf", "calls.vcf.gz")))
def test_a_sieved_file_reads_as_a_whole_one(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, int, str, str, str]],
    build: Build,
    name: str,
) -> None:
    text = [f"{c} {pos} . {ref} {alt} . PASS {info} GT:AD 0/1:5,4,3" for c, pos, ref, alt, info in rows]
    path = write_vcf(tmp_path_factory.mktemp("sieve"), text, header=HEAD, name=name)
    assert outcome(path, build, 0) == outcome(path, build, sys.maxsize)


@pytest.mark.parametrize("name", [*NOT_VCF, *MALFORMED])
def test_a_bad_file_is_refused_in_the_same_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes({**NOT_VCF, **MALFORMED}[name])
    found = outcome(path, B37, 0)
    assert isinstance(found, str)
    assert found == outcome(path, B37, sys.maxsize)


BAD_LINES = ["9 1x . A T . PASS . GT:AD 0/1:5,4", "9 25,398,284 . A T . PASS . GT:AD 0/1:5,4", "9 5 . A T"]


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_malformed_record_off_the_panel_is_refused(tmp_path: Path, bad: str) -> None:
    path = write_vcf(tmp_path, [snv(120, "0/1:6,4"), bad, snv(121, "0/1:6,4")])
    found = outcome(path, B37, 0)
    assert isinstance(found, str)
    assert "malformed record" in found


@pytest.mark.parametrize("cut", [1, 28, 29, 3000])
@pytest.mark.parametrize("way", ["gzip", "bgzip"])
def test_a_cut_file_is_refused(tmp_path: Path, cut: int, way: str) -> None:
    rows = [f"9 {pos} . A T . PASS X={pos * 7919 % 10007} GT:AD 0/1:5,5" for pos in range(1, 9_000)]
    plain, path = write_vcf(tmp_path, [*rows, snv(120, "0/1:6,4")]), tmp_path / "cut.vcf.gz"
    if way == "gzip":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    else:
        pysam.tabix_compress(str(plain), str(path))
    assert isinstance(outcome(path, B37, 0), ReadResult)
    path.write_bytes(path.read_bytes()[:-cut])
    found = outcome(path, B37, 0)
    assert isinstance(found, str)
    assert "truncated" in found


def test_a_large_plain_file_is_sieved_and_its_other_records_are_counted(tmp_path: Path) -> None:
    rows = [f"9 {pos} . A T . PASS . GT:AD 0/1:5,5" for pos in range(300_000, 330_000)]
    path = write_vcf(tmp_path, [*rows, snv(120, "0/1:6,4")])
    assert path.stat().st_size > sieve.LARGE
    with sieve.sieved(path, {"1": [(99, 261)]}) as less:
        assert less is not None
        assert less.outside == 30_000
        kept = less.path.read_text().splitlines()
    assert [line for line in kept if not line.startswith("#")] == [snv(120, "0/1:6,4")]
    assert not less.path.exists()
    assert outcome(path, B37, 0) == outcome(path, B37, sys.maxsize)


SPANS = st.lists(st.tuples(st.integers(0, 250_000_000), st.integers(1, 300_000)), min_size=1, max_size=40)


@settings(deadline=None)
@given(SPANS, st.data())
def test_every_position_in_reach_of_a_span_is_kept_and_none_far_away(
    spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    ends = [(start, start + length) for start, length in spans]
    pattern = sieve._pattern({"1": ends})
    start, end = data.draw(st.sampled_from(ends))
    near = data.draw(st.integers(max(1, start + 1 - 2 * sieve._LONGEST), end))
    match = pattern.match(f"\nchr7\t{near}\t".encode())
    assert match
    assert match["other"] is None
    far = data.draw(st.integers(1, 260_000_000))
    if all(
        far + 2 * sieve._BIN < first + 1 - 2 * sieve._LONGEST or far > last + sieve._BIN
        for first, last in ends
    ):
        assert not pattern.match(f"\nchr7\t{far}\t".encode())


def test_what_has_no_usual_position_is_told() -> None:
    pattern = sieve._pattern({"1": [(5_000_000, 5_000_100)]})
    for text in ("1\tx\t", "1\t\t", "1 5\t", "1\t007\t", "1\t0\t", "", "1\t-5\t"):
        match = pattern.match(f"\n{text}".encode())
        assert match, text
        assert match["other"] is not None, text
    assert re.match(pattern, b"\n1\t6000000\t") is None
