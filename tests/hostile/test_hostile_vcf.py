"""Bad VCFs: one plain message, no traceback, no noise of the C library, nothing silently taken for absent."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pysam
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from toy_panel import FORMATS, read, snv, write_vcf

from mtorboard.errors import InputError, TumourColumnError
from mtorboard.reading.kind import kind_of
from mtorboard.reading.vcffile import read_header

HEAD = b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
NOT_VCF = {
    "empty.vcf": b"",
    "prose.vcf": b"hello world\n",
    "binary.vcf": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "zeros.vcf": bytes(4096),
    "without_chrom_line.vcf": b"##fileformat=VCFv4.2\n1\t120\t.\tA\tT\t.\t.\t.\n",
    "page.vcf": b"<!doctype html><title>404</title>",
    "gzip_of_nothing.vcf.gz": gzip.compress(b""),
    "gzip_of_prose.vcf.gz": gzip.compress(b"hello world\n" * 100),
    "half_a_gzip_header.vcf.gz": b"\x1f\x8b",
    "same_column_twice.vcf": HEAD.rstrip() + b"\tFORMAT\tT\tT\n",
}
MALFORMED = {
    "position_is_text.vcf": HEAD + b"1\tx\t.\tA\tT\t.\t.\t.\n",
    "short_record.vcf": HEAD + b"1\t120\t.\tA\tT\t.\t.\t.\n1\t121\t.\tA\n",
    "spaces_for_tabs.vcf": HEAD + b"1 120 . A T . . .\n",
    "a_number_is_text.vcf": HEAD.replace(b"INFO\n", b"INFO\tFORMAT\tT\n").replace(
        b"#CHROM", FORMATS.encode() + b"#CHROM"
    )
    + b"1\t120\t.\tA\tT\t.\t.\t.\tGT:AD\t0/1:5,x\n",
}


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    message = caught.value.render()
    assert path.name in message
    assert "What to do" in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", NOT_VCF)
def test_what_is_no_vcf_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(NOT_VCF[name])
    assert "is not a VCF" in refusal(tmp_path / name)


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_record_anywhere_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(MALFORMED[name])
    assert "malformed record" in refusal(tmp_path / name)


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.vcf")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.vcf").mkdir()
    assert "cannot be opened" in refusal(tmp_path / "folder.vcf")


@pytest.fixture
def long_vcf(tmp_path: Path) -> Path:
    """A file of many blocks whose panel record is the last but one."""
    rows = [f"9 {pos} . A T . PASS X={pos * 7919 % 10007} GT:AD 0/1:5,5" for pos in range(1, 20_000)]
    return write_vcf(tmp_path, [*rows, snv(120, "0/1:6,4"), "9 30000 . A T . PASS . GT:AD 0/1:5,5"])


@pytest.mark.parametrize("cut", [8, 28, 100, 5_000, 40_000])
def test_a_gzip_cut_anywhere_is_refused(tmp_path: Path, long_vcf: Path, cut: int) -> None:
    path = tmp_path / "cut.vcf.gz"
    path.write_bytes(gzip.compress(long_vcf.read_bytes())[:-cut])
    assert "truncated" in refusal(path)


@pytest.mark.parametrize("cut", [1, 28, 29, 5_000, 40_000])
def test_a_bgzip_cut_anywhere_is_refused_even_between_blocks(
    tmp_path: Path, long_vcf: Path, cut: int
) -> None:
    path = tmp_path / "cut.vcf.gz"
    pysam.tabix_compress(str(long_vcf), str(path))
    path.write_bytes(path.read_bytes()[:-cut])
    assert "truncated" in refusal(path)


def test_an_index_of_another_file_does_not_hide_the_call(tmp_path: Path, long_vcf: Path) -> None:
    path = tmp_path / "calls.vcf.gz"
    pysam.tabix_compress(
        str(write_vcf(tmp_path, ["9 5 . A T . . ."], columns=(), name="other.vcf")), str(path)
    )
    pysam.tabix_index(str(path), preset="vcf")
    index = Path(f"{path}.tbi")
    os.utime(index, (1, 1))
    pysam.tabix_compress(str(long_vcf), str(path), force=True)
    assert len(read(path).variants) == 1


def test_a_broken_index_does_not_hide_the_call(tmp_path: Path, long_vcf: Path) -> None:
    path = tmp_path / "calls.vcf.gz"
    pysam.tabix_compress(str(long_vcf), str(path))
    Path(f"{path}.tbi").write_bytes(b"not an index")
    assert len(read(path).variants) == 1


def test_windows_line_ends(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, [snv(120, "0/1:6,4")])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [(v.tumour.alt_depth, v.filters) for v in read(path).variants] == [(4, ())]


def test_unplaced_contigs_and_unsorted_records(tmp_path: Path) -> None:
    rows = [
        "GL000191.1 120 . A T . PASS . GT:AD 0/1:6,4",
        "chr1_KI270706v1_random 120 . A T . PASS . GT:AD 0/1:6,4",
        "HLA-A*01:01 12 . A T . PASS . GT:AD 0/1:6,4",
        snv(230, "0/1:6,4"),
        "chrM 120 . A T . PASS . GT:AD 0/1:6,4",
        snv(110, "0/1:6,4"),
    ]
    assert [v.key.pos for v in read(write_vcf(tmp_path, rows)).variants] == [110, 230]


def test_undeclared_and_misdeclared_fields(tmp_path: Path) -> None:
    header = '##FORMAT=<ID=AD,Number=1,Type=String,Description="wrong">\n'
    rows = [
        "1 110 . A T . foo;bar QQ=1;FLAG;X==2 GT:AD:ZZ 0/1:6,4:x",
        "1 114 . A T . PASS . GT 0/1",
        "1 118 . A T,G . PASS . GT:AD 0/1:6,4",
        "1 122 . A T . PASS . GT:AD 0/1",
    ]
    found = read(write_vcf(tmp_path, rows, header=header)).variants
    assert [(v.key.pos, v.tumour.alt_depth) for v in found] == [
        (110, 4),
        (114, None),
        (118, None),
        (122, None),
    ]
    assert found[0].filters == ("foo", "bar")


def test_lower_case_alleles(tmp_path: Path) -> None:
    found = read(write_vcf(tmp_path, ["1 120 . g t . PASS . GT:AD 0/1:6,4"])).variants
    assert [(v.key.ref, v.key.alt) for v in found] == [("G", "T")]


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, [], columns=("<script>alert(1)</script>", "$(reboot)"))
    with pytest.raises(TumourColumnError) as caught:
        read(path)
    assert "<script>" in caught.value.render()
    assert read(path, tumor="$(reboot)").tumour_column == "$(reboot)"


def test_a_megabase_indel_and_a_position_beyond_the_chromosome(tmp_path: Path) -> None:
    rows = [f"1 110 . A A{'C' * 200_000} . PASS . GT:AD 0/1:6,4", "1 4000000 . A T . PASS . GT:AD 0/1:6,4"]
    (found,) = read(write_vcf(tmp_path, rows)).variants
    assert len(found.key.alt) == 200_001


def test_damaged_annotations_do_not_stop_the_reading(tmp_path: Path) -> None:
    header = (
        '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|SYMBOL|Feature|HGVSc">\n'
        "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation' \">\n"
        '##INFO=<ID=BCSQ,Number=.,Type=String,Description="b">\n'
    )
    infos = ("CSQ=|||||||,,T", "CSQ=", "ANN=T", "ANN=||||", "BCSQ=|", "BCSQ=@", "CSQ=T|%zz|%3|c%3", "CSQ;ANN")
    rows = [f"1 {110 + 4 * number} . A T . PASS {info}" for number, info in enumerate(infos)]
    path = write_vcf(tmp_path, rows, columns=(), header=header)
    assert len(read(path).variants) == len(infos)


def test_a_deep_header_is_read_once_and_names_stay_in_order(tmp_path: Path) -> None:
    header = FORMATS + "".join(f"##contig=<ID=scaffold{number},length=9>\n" for number in range(5_000))
    path = write_vcf(tmp_path, [], columns=[f"P{number}" for number in range(500)], header=header)
    assert read_header(path).columns[499] == "P499"
    assert kind_of(path) == "vcf"


def test_no_noise_on_standard_error(tmp_path: Path, long_vcf: Path) -> None:
    """htslib and pysam print to the file descriptor, so only another process shows what a user would see."""
    cut = tmp_path / "cut.vcf.gz"
    cut.write_bytes(gzip.compress(long_vcf.read_bytes())[:-5_000])
    blocks = tmp_path / "blocks.vcf.gz"
    pysam.tabix_compress(str(long_vcf), str(blocks))
    blocks.write_bytes(blocks.read_bytes()[:-28])
    for name, content in (NOT_VCF | MALFORMED).items():
        (tmp_path / name).write_bytes(content)
    code = (
        "import sys; from pathlib import Path\n"
        "from toy_panel import read; from mtorboard.errors import InputError\n"
        "for name in sys.argv[1:]:\n"
        "    try: read(Path(name))\n"
        "    except InputError: pass\n"
    )
    names = [cut, blocks, long_vcf, tmp_path / "none.vcf", *(tmp_path / name for name in NOT_VCF | MALFORMED)]
    scripts = Path(__file__).parents[2] / "workflow" / "scripts"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, names)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": f"{scripts}:{Path(__file__).parents[1] / 'unit'}"},
    )
    assert (done.stdout, done.stderr) == ("", "")
