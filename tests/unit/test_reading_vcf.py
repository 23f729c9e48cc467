"""A VCF as a whole: loci, alleles, genotypes, filters, annotation, and the real files of six callers."""

from __future__ import annotations

import os
from pathlib import Path

import pysam
import pytest
from toy_panel import (
    FORMATS,
    base,
    other_than,
    read,
    snv,
    toy_reference,
    write_vcf,
)

from mtorboard.errors import BuildError, InputError, ReferenceError  # noqa: A004 - the field's word for it
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.kind import kind_of
from mtorboard.reading.result import ReadResult, ReadSettings


def steps(result: ReadResult) -> dict[str, tuple[int, int, dict[str, int]]]:
    return {step.step: (step.entered, step.left, dict(step.reasons)) for step in result.funnel}


def keys(result: ReadResult) -> list[tuple[int, str, str]]:
    return [(v.key.pos, v.key.ref, v.key.alt) for v in result.variants]


def test_only_the_panels_loci_are_read_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, [snv(20, "0/1:6,4"), snv(120, "0/1:6,4"), snv(390, "0/1:6,4")])
    result = read(path)
    assert keys(result) == [(120, base(120), other_than(120))]
    assert steps(result)["records on the panel's loci"] == (3, 1, {"outside the panel's loci": 2})
    assert result.variants[0].tumour == ReadSupport(10, 4, 0.4, "FORMAT/AD")
    assert result.variants[0].observed == f"1:120:{base(120)}:{other_than(120)}"


def test_an_unsorted_file_with_chr_names_and_no_contig_lines(tmp_path: Path) -> None:
    rows = ["chr" + snv(pos, "0/1:6,4") for pos in (220, 110, 130)]
    assert [key[0] for key in keys(read(write_vcf(tmp_path, rows)))] == [110, 130, 220]


def test_a_deletion_that_reaches_into_a_locus_is_read(tmp_path: Path) -> None:
    row = f"1 48 . {''.join(map(base, range(48, 60)))} {base(48)} . PASS . GT:AD 0/1:6,4"
    assert [key[0] for key in keys(read(write_vcf(tmp_path, [row])))] == [48]


def test_a_file_without_variants(tmp_path: Path) -> None:
    result = read(write_vcf(tmp_path, []))
    assert result.variants == ()
    assert [step.entered for step in result.funnel] == [0] * len(result.funnel)


def test_a_file_without_sample_columns_is_the_call_itself(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, ["1 120 . G T . PASS DP4=10,20,4,6"], columns=())
    result = read(path)
    assert (result.tumour_column, result.variants[0].tumour.source) == (None, "INFO/DP4")


def test_multi_allelic_records_are_split_with_their_own_reads(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, ["1 120 . CAA C,CA,TAA . PASS . GT:AD 0/1/2/3:40,30,20,10"])
    result = read(path)
    assert [(*key, v.tumour.alt_depth) for key, v in zip(keys(result), result.variants, strict=True)] == [
        (120, "C", "T", 10),
        (120, "CA", "C", 20),
        (120, "CAA", "C", 30),
    ]


def test_alleles_that_are_no_small_variants_are_counted_by_reason(tmp_path: Path) -> None:
    header = (
        FORMATS + '##ALT=<ID=DEL,Description="d">\n##INFO=<ID=END,Number=1,Type=Integer,Description="e">\n'
    )
    rows = [
        "1 110 . A *,T . PASS . GT:AD 1/2:5,5,5",
        "1 111 . A <DEL> . PASS END=150 GT:AD 0/1:5,5",
        "1 112 . A ]2:99]A . PASS . GT:AD 0/1:5,5",
        "1 113 . A . . PASS . GT:AD 0/0:5",
        "1 114 . A <NON_REF> . PASS . GT:AD 0/0:5,0",
        "1 115 . A G,<NON_REF> . PASS . GT:AD 0/1:5,5,0",
        "1 116 . N T . PASS . GT:AD 0/1:5,5",
    ]
    result = read(write_vcf(tmp_path, rows, header=header))
    assert keys(result) == [(110, "A", "T"), (115, "A", "G")]
    funnel = steps(result)
    assert funnel["records on the panel's loci"][2] == {
        "reference record without ALT": 1,
        "<NON_REF> or <*>: any other allele, not a call": 1,
    }
    assert funnel["alleles that can be read"] == (
        7,
        2,
        {
            "*: deletion that starts at another record": 1,
            "symbolic allele: a structural variant, read apart": 1,
            "breakend: a structural variant, read apart": 1,
            "<NON_REF> or <*>: any other allele, not a call": 1,
            "REF or ALT is not made of A, C, G and T": 1,
        },
    )


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("0/1:6,4", True),
        ("0/1:10,0", True),  # called, though no counted read is left: shown with its depth
        ("0/0:6,4", True),  # callers of tumours write 0/0 beside real low fractions
        ("0/0:10,0", False),
        ("0/0:.", False),
        ("./.:.", False),  # what is left of a merged file: the call is another tumour's
        ("./.:10,0", False),
        ("0:6,4", True),
        ("0|0:10,0", False),
    ],
)
def test_the_tumours_genotype_in_a_file_of_one_column(tmp_path: Path, fields: str, kept: bool) -> None:
    result = read(write_vcf(tmp_path, [snv(120, fields)]))
    assert bool(result.variants) is kept
    assert steps(result)["alleles of this tumour"][:2] == (1, int(kept))


def test_another_tumours_call_is_not_this_tumours(tmp_path: Path) -> None:
    rows = [snv(120, "./.:.\t0/1:6,4"), snv(124, ".\t0/1:6,4"), snv(128, "0/1:6,4\t./.:.")]
    path = write_vcf(tmp_path, rows, columns=("A", "B"))
    assert [key[0] for key in keys(read(path, tumor="A"))] == [128]
    assert [key[0] for key in keys(read(path, tumor="B"))] == [120, 124]
    assert steps(read(path, tumor="A"))["alleles of this tumour"][2] == {
        "no tumour genotype and no read that carries the allele": 2
    }


def test_the_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    first = write_vcf(tmp_path, [snv(120, "0/1:60,40\t0/0:50,0")], columns=("TUMOR", "NORMAL"))
    one = read(first)
    second = write_vcf(tmp_path, [snv(120, "0/0:50,0\t0/1:60,40")], columns=("NORMAL", "TUMOR"), name="b.vcf")
    assert one.variants == read(second).variants
    assert one.variants[0].normal == ReadSupport(50, 0, 0.0, "FORMAT/AD")
    assert one.variants[0].somatic is True


def test_a_germline_variant_is_not_called_somatic(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, [snv(120, "0/1:50,50\t0/1:48,52")], columns=("TUMOR", "NORMAL"))
    assert read(path).variants[0].somatic is None


def test_failed_filters_are_kept_named_and_counted(tmp_path: Path) -> None:
    rows = [
        snv(110, "0/1:6,4", filters="PASS"),
        snv(114, "0/1:6,4", filters="."),
        snv(118, "0/1:6,4", filters="weak;strand"),
        snv(122, "0/1:6,4", filters="weak"),
    ]
    result = read(write_vcf(tmp_path, rows))
    assert [variant.filters for variant in result.variants] == [(), (), ("weak", "strand"), ("weak",)]
    assert steps(result)["calls that passed the caller's filters"] == (4, 2, {"strand": 1, "weak": 2})


def test_an_accepted_filter_counts_as_passed(tmp_path: Path) -> None:
    lenient = ReadSettings(frozenset({"PASS", "weak"}), 0.1, 10, 0.02)
    path = write_vcf(tmp_path, [snv(118, "0/1:6,4", filters="weak")])
    assert read(path, settings=lenient).variants[0].filters == ()


def test_one_allele_in_two_records_is_one_variant(tmp_path: Path) -> None:
    rows = ["1 120 . CA TA . PASS . GT:AD 0/1:6,4", "1 120 . C T . PASS . GT:AD 0/1:60,40"]
    result = read(write_vcf(tmp_path, rows))
    assert [variant.tumour.depth for variant in result.variants] == [100]
    assert steps(result)["distinct alleles"] == (2, 1, {"same allele as another record": 1})


def test_with_a_fasta_indels_are_left_aligned_and_the_observed_record_is_kept(tmp_path: Path) -> None:
    # ...ACGTTGCAACACGTT...: the second A of GCAAC deleted, written at its right end
    pos = next(pos for pos in range(110, 150) if base(pos) == base(pos + 1) == "A")
    path = write_vcf(tmp_path, [f"1 {pos} . AA A . PASS . GT:AD 0/1:6,4"])
    aligned = read(path, references=toy_reference(tmp_path))
    assert keys(aligned) == [(pos - 1, "CA", "C")]
    assert aligned.variants[0].observed == f"1:{pos}:AA:A"
    assert keys(read(path)) == [(pos, "AA", "A")]


def test_ref_that_contradicts_the_fasta_is_an_error(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, [f"1 120 . {other_than(120)} {base(120)} . PASS . GT:AD 0/1:6,4"])
    with pytest.raises(ReferenceError, match=r"sample S1, calls.vcf: 1 of 1 REF"):
        read(path, references=toy_reference(tmp_path))


def test_phased_neighbours_become_one_variant(tmp_path: Path) -> None:
    header = FORMATS + '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="p">\n'
    rows = [snv(pos, "0|1:60,40:101", keys="GT:AD:PS") for pos in (101, 102)]
    result = read(write_vcf(tmp_path, rows, header=header))
    assert [(v.phase, len(v.joined_from), v.annotations) for v in result.variants] == [("phased", 2, ())]
    assert steps(result)["neighbours in a codon joined"] == (
        2,
        1,
        {"joined with a neighbour in the same codon": 1},
    )


def test_the_build_must_be_known(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="--build"):
        read(write_vcf(tmp_path, []), build=None)


def test_the_same_input_reads_the_same_twice_however_it_is_packed(tmp_path: Path) -> None:
    contig = "##contig=<ID=1>\n" + FORMATS
    rows = [snv(pos, "0/1:60,40", filters="PASS") for pos in (48, 110, 126, 220, 390)]
    plain = write_vcf(tmp_path, rows, header=contig)
    zipped = write_vcf(tmp_path, rows, header=contig, name="zipped.vcf.gz")
    indexed = tmp_path / "indexed.vcf.gz"
    pysam.tabix_compress(str(plain), str(indexed))
    pysam.tabix_index(str(indexed), preset="vcf")
    bcf = tmp_path / "calls.bcf"
    with (
        pysam.VariantFile(str(plain)) as source,
        pysam.VariantFile(str(bcf), "wb", header=source.header) as out,
    ):
        for record in source:
            out.write(record)
    stale = tmp_path / "stale.vcf.gz"
    stale.write_bytes(indexed.read_bytes())
    Path(f"{stale}.tbi").write_bytes(b"an index of another time")
    os.utime(f"{stale}.tbi", (1, 1))
    expected = read(plain).variants
    assert len(expected) == 3
    for path in (plain, zipped, indexed, bcf, stale):
        assert read(path).variants == expected, path.name
        assert kind_of(path) == "vcf"
    assert steps(read(indexed))["records on the panel's loci"] == (3, 3, {})


def test_a_file_that_is_neither_vcf_nor_maf_is_refused() -> None:
    with pytest.raises(InputError, match="neither a VCF"):
        kind_of(Path(__file__))
