"""The FASTA: bases by plain name, unknown bases are N, REF agreement, and refusals."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from toy_panel import B37, B38, SEQUENCE, base, other_than, write_fasta

from mtorboard.errors import ReferenceError  # noqa: A004 - the field's word for it
from mtorboard.model.variant import VariantKey
from mtorboard.reading.contigs import assemblies
from mtorboard.reading.reference import Reference


def key(pos: int, ref: str, alt: str = "A", contig: str = "1") -> VariantKey:
    return VariantKey(B37, contig, pos, ref, alt)


@pytest.mark.parametrize("name", ["1", "chr1", "NC_000001.10"])
def test_bases_whatever_the_contig_is_called(tmp_path: Path, name: str) -> None:
    reference = Reference.open(write_fasta(tmp_path, {name: SEQUENCE}), B37)
    assert reference.bases("1", 0, 7) == "GATTACA"


def test_a_bgzipped_fasta(tmp_path: Path) -> None:
    path = write_fasta(tmp_path)
    pysam.tabix_compress(str(path), f"{path}.gz")
    pysam.faidx(f"{path}.gz")
    assert Reference.open(Path(f"{path}.gz"), B37).bases("1", 3, 7) == "TACA"


def test_lower_case_is_read_as_upper(tmp_path: Path) -> None:
    assert Reference.open(write_fasta(tmp_path, {"1": "gattaca"}), B37).bases("1", 0, 7) == "GATTACA"


def test_what_the_fasta_does_not_hold_is_n(tmp_path: Path) -> None:
    reference = Reference.open(write_fasta(tmp_path, {"1": "GATTACA"}), B37)
    assert reference.bases("1", 5, 9) == "CANN"
    assert reference.bases("1", -2, 2) == "NNGA"
    assert reference.bases("1", 50, 52) == "NN"
    assert reference.bases("2", 0, 3) == "NNN"
    assert reference.bases("1", 3, 3) == ""


def test_ref_agreement(tmp_path: Path) -> None:
    reference = Reference.open(write_fasta(tmp_path, {"1": "GATNRCA"}), B37)
    assert reference.agrees(key(1, "GAT")) is True
    assert reference.agrees(key(2, "T")) is False
    assert reference.agrees(key(4, "T")) is None
    assert reference.agrees(key(5, "T")) is None  # an IUPAC code
    assert reference.agrees(key(3, "TG")) is True
    assert reference.agrees(key(1, "G", contig="9")) is None


def test_n_cannot_be_checked_and_is_no_mismatch(tmp_path: Path) -> None:
    reference = Reference.open(write_fasta(tmp_path), B37)
    assert reference.check(key(120, base(120)))
    assert not reference.check(key(120, other_than(120)))
    assert reference.check(key(9_999, "A"))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReferenceError, match="no such file"):
        Reference.open(tmp_path / "none.fa", B37)


def test_a_missing_index_is_refused_and_not_written(tmp_path: Path) -> None:
    path = write_fasta(tmp_path)
    Reference.index_of(path).unlink()
    with pytest.raises(ReferenceError, match="samtools faidx"):
        Reference.open(path, B37)
    assert not Reference.index_of(path).exists()


def test_a_bgzipped_fasta_without_gzi(tmp_path: Path) -> None:
    path = write_fasta(tmp_path)
    pysam.tabix_compress(str(path), f"{path}.gz")
    pysam.faidx(f"{path}.gz")
    Path(f"{path}.gz.gzi").unlink()
    with pytest.raises(ReferenceError, match="gzi is missing"):
        Reference.open(Path(f"{path}.gz"), B37)


def test_a_plainly_gzipped_fasta_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy.fa.gz"
    path.write_bytes(__import__("gzip").compress(b">1\nGATTACA\n"))
    for suffix in (".fai", ".gzi"):
        Path(f"{path}{suffix}").write_bytes(b"1\t7\t3\t7\t8\n")
    with pytest.raises(ReferenceError, match="cannot be read"):
        Reference.open(path, B37)


def test_the_other_builds_fasta_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy.fa"
    path.write_text(">21\nA\n")
    length = assemblies()[B38].lengths["21"]
    Reference.index_of(path).write_text(f"chr21\t{length}\t4\t60\t61\n")
    with pytest.raises(ReferenceError, match="those of GRCh38, but it is configured as GRCh37"):
        Reference.open(path, B37)
