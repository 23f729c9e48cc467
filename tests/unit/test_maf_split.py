"""A MAF laid out by tumour says of each what the MAF says, and is made where several chunks would read it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toy_panel import MAF_COLUMNS, read_tumours, write_maf

from mtorboard.errors import MtorboardError
from mtorboard.model.sample import SampleSpec
from mtorboard.reading import mafsplit
from mtorboard.reading.heads import Heads
from mtorboard.reading.mafsplit import SplitMaf, rows_of, split_maf
from mtorboard.run import shared
from mtorboard.run.jobs import interpret_chunk
from mtorboard.run.shared import shared_mafs

ROOT = Path(__file__).resolve().parents[2]

TUMOURS = ("T1", "T2", "T3")
COLUMNS = ["NCBI_Build", *MAF_COLUMNS]


def specs(path: Path, *barcodes: str) -> dict[str, SampleSpec]:
    return {barcode: SampleSpec(sample=barcode, variants=path, tumor=barcode) for barcode in barcodes}


def said(results: Mapping[str, object]) -> dict[str, object]:
    """Results that can be compared: an error by everything that it says."""
    return {
        barcode: (type(result), result.render()) if isinstance(result, MtorboardError) else result
        for barcode, result in results.items()
    }


def laid_out(path: Path) -> SplitMaf:
    index = path.with_name("split.json")
    split_maf(path, index)
    split = SplitMaf.load(index)
    assert split is not None
    return split


def row(pos: int, barcode: str, build: str = "GRCh37") -> str:
    return f"{build} TOY 1 {pos} G T {barcode} Missense_Mutation 60 40"


rows = st.lists(
    st.tuples(
        st.sampled_from([20, 120, 121, 130]),
        st.sampled_from(TUMOURS),
        st.sampled_from(["GRCh37", "GRCh37", "hg38", "mars"]),
    ),
    max_size=12,
)


@given(rows, st.sampled_from([1, 80, 1 << 20]), st.sampled_from(["calls.maf", "calls.maf.gz"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_each_chunk_reads_of_its_tumours_what_the_whole_maf_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: list[tuple[int, str, str]], held: int, name: str
) -> None:
    monkeypatch.setattr(mafsplit, "PIECES_AT", held)
    path = write_maf(tmp_path, [row(*item) for item in drawn], COLUMNS, name)
    split = laid_out(path)
    for chunk in (TUMOURS[:1], TUMOURS[1:], ("T4",)):
        asked = specs(path, *chunk)
        whole = read_tumours(path, samples=asked, build=None)
        assert said(read_tumours(path, samples=asked, build=None, split=split)) == said(whole)


@pytest.mark.parametrize(
    ("begin", "end"),
    [(b"\xef\xbb\xbf", b"\n"), (b"# a comment\n\n", b"\r\n"), (b"", b"\r")],
    ids=["byte-order mark", "comments and Windows line ends", "old Macintosh line ends"],
)
def test_the_rows_are_those_that_the_maf_has_whatever_its_line_ends(
    tmp_path: Path, begin: bytes, end: bytes
) -> None:
    lines = ["\t".join(COLUMNS), *(row(*item).replace(" ", "\t") for item in ((120, "T2"), (130, "T1")))]
    path = tmp_path / "calls.maf"
    path.write_bytes(begin + end.join(line.encode() for line in lines))  # the last line has no end
    split = laid_out(path)
    held = gzip.decompress(split.rows.read_bytes()).decode().splitlines()
    assert held == lines
    asked = specs(path, "T1")
    assert said(read_tumours(path, samples=asked, split=split)) == said(read_tumours(path, samples=asked))


def test_preflight_learns_barcodes_and_builds_from_the_index_alone(tmp_path: Path) -> None:
    path = write_maf(
        tmp_path, [row(120, "T1"), row(20, "T2", "GRCh38"), row(130, "T3", "."), row(9, "T3")], COLUMNS
    )

    def told(heads: Heads, spec: SampleSpec) -> object:
        try:
            return heads.look(spec)
        except MtorboardError as error:
            return type(error), error.render()

    asked = specs(path, *TUMOURS, "T11")
    from_file = [told(Heads(), spec) for spec in asked.values()]
    heads = Heads.of([laid_out(path)])
    path.unlink()
    assert [told(heads, spec) for spec in asked.values()] == from_file


def test_the_digest_is_that_of_the_maf_and_the_same_maf_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [row(120, "T1"), row(130, "T2")], COLUMNS, "calls.maf.gz")
    assert laid_out(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    first = [file.read_bytes() for file in (tmp_path / "split.json", tmp_path / "split.maf.gz")]
    laid_out(path)
    assert first == [file.read_bytes() for file in (tmp_path / "split.json", tmp_path / "split.maf.gz")]


@pytest.mark.parametrize(
    "content",
    [b"\t".join(name.encode() for name in COLUMNS) + b"\nGRCh37\tTOY\n", b"a\tb\n", b"\x1f\x8b\x08broken"],
    ids=["a row too short", "no columns", "damaged"],
)
def test_a_maf_with_a_fault_is_left_to_its_readers_who_say_it(tmp_path: Path, content: bytes) -> None:
    path, index = tmp_path / "calls.maf", tmp_path / "split.json"
    path.write_bytes(content)
    split_maf(path, index)
    assert (json.loads(index.read_text()), rows_of(index).read_bytes()) == ({}, b"")
    assert SplitMaf.load(index) is None


def test_only_a_maf_of_some_size_that_several_chunks_name_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "WORTH_BYTES", 400)
    large = write_maf(tmp_path, [row(120, "T1")] * 20, COLUMNS, "large.maf")
    single = write_maf(tmp_path, [row(120, "T1")] * 20, COLUMNS, "single.maf")
    small = write_maf(tmp_path, [row(120, "T1")], COLUMNS, "small.maf")
    calls = tmp_path / "calls.vcf"
    calls.write_text("##fileformat=VCFv4.2\n" + "##x\n" * 200)
    named = {
        "A": large, "B": large, "C": small, "D": small, "E": calls, "F": calls,
        "G": single, "H": single, "I": tmp_path / "absent.maf", "J": tmp_path / "absent.maf",
    }  # fmt: skip
    sheet = {sample: SampleSpec(sample=sample, variants=path) for sample, path in named.items()}
    chunks = {name: (name,) for name in "ABCDEFIJ"} | {"both": ("G", "H")}
    found = shared_mafs(sheet, chunks)
    assert list(found.values()) == [large]
    assert next(iter(found)).startswith("large-maf-")


def test_a_chunk_reads_the_layout_in_the_mafs_stead_and_cites_the_maf(tmp_path: Path) -> None:
    demo = ROOT / "resources" / "demo" / "variants" / "cohort.maf"
    maf = tmp_path / "cohort.maf"
    maf.write_bytes(demo.read_bytes())
    (tmp_path / "samples.tsv").write_text("sample\tvariants\nCRC-01\tcohort.maf\n")
    keys = {
        "samples": str(tmp_path / "samples.tsv"),
        "outdir": str(tmp_path / "results"),
        "region": "US",
        "report_date": "2026-11-22",
        "assays": str(ROOT / "config" / "assays.yaml"),
    }
    index = tmp_path / "split.json"
    split_maf(maf, index)
    header = "".join(line for line in maf.read_text().splitlines(keepends=True)[:2])
    maf.write_text(header)  # had the chunk read it, it would find no such tumour
    interpret_chunk(keys, ["CRC-01"], tmp_path / "interpret.tsv", [index])
    report = json.loads((tmp_path / "results" / "CRC-01" / "report.json").read_text())
    assert report["status"] == "OK"
    assert [item["sha256"] for item in report["provenance"]["inputs"]] == [
        hashlib.sha256(demo.read_bytes()).hexdigest()
    ]
