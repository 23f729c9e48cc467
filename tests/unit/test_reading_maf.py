"""A MAF: one pass over many tumours, column flavours, indels, builds, and errors that stay one tumour's."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_panel import (
    B37,
    B38,
    MAF_COLUMNS,
    base,
    other_than,
    read,
    read_tumours,
    toy_reference,
    write_maf,
    write_vcf,
)

from mtorboard.errors import BuildError, InputError, ReferenceError, TumourColumnError  # noqa: A004 - field's word
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.kind import kind_of
from mtorboard.reading.mafclasses import so_terms
from mtorboard.reading.mafrow import MafColumns
from mtorboard.reading.result import ReadResult


def row(pos: int, ref: str, alt: str, barcode: str = "T1", *, kind: str = "Missense_Mutation") -> str:
    return f"TOY 1 {pos} {ref} {alt} {barcode} {kind} 60 40"


def ok(result: object) -> ReadResult:
    assert isinstance(result, ReadResult), str(result)
    return result


def one(path: Path, **named: object) -> ReadResult:
    results = read_tumours(path, **named)  # type: ignore[arg-type]
    assert list(results) == ["T1"]
    return ok(results["T1"])


def keys(result: ReadResult) -> list[tuple[int, str, str]]:
    return [(v.key.pos, v.key.ref, v.key.alt) for v in result.variants]


@pytest.mark.parametrize("name", ["calls.maf", "calls.maf.gz"])
def test_tumours_are_told_apart_and_the_panel_alone_is_read(tmp_path: Path, name: str) -> None:
    rows = [row(120, "G", "T"), row(130, "C", "A", "T2"), row(20, "C", "A", "T2"), row(20, "C", "A", "T3")]
    path = write_maf(tmp_path, rows, name=name)
    found = {barcode: ok(result) for barcode, result in read_tumours(path).items()}
    assert {barcode: keys(result) for barcode, result in found.items()} == {
        "T1": [(120, "G", "T")],
        "T2": [(130, "C", "A")],
        "T3": [],
    }
    assert found["T2"].funnel[0].reasons == {"outside the panel's loci": 1}
    assert found["T1"].variants[0].tumour == ReadSupport(100, 40, 0.4, "t_ref_count,t_alt_count")
    assert found["T1"].tumour_column == found["T1"].sample == "T1"
    assert kind_of(path) == "maf"


def test_indels_without_a_fasta_get_the_anchor_n(tmp_path: Path) -> None:
    rows = [row(121, "CA", "-"), row(140, "-", "GT"), row(150, "CA", "GTT"), row(155, "CA", "C")]
    result = one(write_maf(tmp_path, rows))
    assert keys(result) == [(120, "NCA", "N"), (140, "N", "NGT"), (150, "CA", "GTT"), (155, "CA", "C")]
    assert [v.observed for v in result.variants] == ["1:121:CA:-", "1:140:-:GT", "1:150:CA:GTT", "1:155:CA:C"]
    assert result.notes == (
        "indels without anchor base, not left-aligned: no reference FASTA gives their bases",
    )


@pytest.mark.parametrize(
    ("change", "region", "key"),
    [
        ("121 CA -", "1:120:.:GCA:G", (120, "GCA", "G")),
        ("140 - GT", "chr1:140:rs1:C:CGT", (140, "C", "CGT")),
        ("121 CA -", "1:119:.:TGCA:TG", (120, "GCA", "G")),
        ("121 CA -", "1:120:.:GCA:T,G", (120, "GCA", "G")),
        ("121 CA -", "1:120:.:GCT:G", (120, "NCA", "N")),
        ("121 CA -", "1:110:.:GCA:G", (120, "NCA", "N")),
        ("121 CA -", "1:121:.:CA:C", (120, "NCA", "N")),
        ("140 - GT", "1:140:.:C:CGG", (140, "N", "NGT")),
        ("140 - GT", "1:x:.:C:CGT", (140, "N", "NGT")),
        ("140 - GT", "1:140", (140, "N", "NGT")),
    ],
)
def test_the_vcf_record_that_a_row_gives_has_the_anchor_of_its_indel_and_of_no_other(
    change: str, region: str, key: tuple[int, str, str], tmp_path: Path
) -> None:
    row_ = f"TOY 1 {change} T1 Frame_Shift_Del 60 40 {region}"
    assert keys(one(write_maf(tmp_path, [row_], [*MAF_COLUMNS, "vcf_region"]))) == [key]


def test_a_fasta_goes_before_the_vcf_record_of_a_row(tmp_path: Path) -> None:
    wrong = other_than(140)
    path = write_maf(
        tmp_path, [f"TOY 1 140 - GG T1 x 60 40 1:140:.:{wrong}:{wrong}GG"], [*MAF_COLUMNS, "vcf_region"]
    )
    assert wrong != base(140)
    assert keys(one(path, references=toy_reference(tmp_path)))[0][1] == base(140)


def test_indels_with_a_fasta_are_anchored_and_left_aligned(tmp_path: Path) -> None:
    pos = next(pos for pos in range(110, 150) if base(pos) == base(pos + 1) == "A")
    path = write_maf(tmp_path, [row(pos + 1, "A", "-"), row(140, "-", "GG")])
    result = one(path, references=toy_reference(tmp_path))
    deletion, insertion = result.variants
    assert (deletion.key.pos, deletion.key.ref, deletion.key.alt) == (pos - 1, "CA", "C")
    assert insertion.key.alt.startswith(insertion.key.ref)
    assert len(insertion.key.alt) == 3
    assert result.notes == ()


def test_an_indel_in_a_maf_and_in_a_vcf_has_one_key(tmp_path: Path) -> None:
    references = toy_reference(tmp_path)
    vcf = write_vcf(
        tmp_path, [f"1 124 . {base(124)}{base(125)}{base(126)} {base(124)} . PASS . GT:AD 0/1:60,40"]
    )
    maf = write_maf(tmp_path, [row(125, base(125) + base(126), "-")])
    assert [v.key for v in read(vcf, references=references).variants] == [
        v.key for v in one(maf, references=references).variants
    ]


@pytest.mark.parametrize(
    ("ref", "alt", "reason"),
    [
        ("G", "G", "ALT equals REF"),
        ("G", ".", "REF or ALT is not made of A, C, G and T"),
        ("G", "NA", "REF or ALT is not made of A, C, G and T"),
        ("G", "TRUE", "REF or ALT is not made of A, C, G and T"),
    ],
)
def test_a_missing_allele_is_never_a_deletion(tmp_path: Path, ref: str, alt: str, reason: str) -> None:
    result = one(write_maf(tmp_path, [row(120, ref, alt)]))
    assert result.variants == ()
    assert result.funnel[1].reasons == {reason: 1}


def test_the_first_allele_stands_in_where_the_second_repeats_the_reference(tmp_path: Path) -> None:
    columns = [*MAF_COLUMNS, "Tumor_Seq_Allele1"]
    path = write_maf(tmp_path, [row(120, "G", "G") + " T", row(130, "C", "A") + " C"], columns)
    assert keys(one(path)) == [(120, "G", "T"), (130, "C", "A")]


def test_cbioportal_flavour(tmp_path: Path) -> None:
    columns = [
        "HUGO_SYMBOL",
        "NCBI_Build",
        "CHROMOSOME",
        "start_position",
        "Reference_Allele",
        "Tumor_Seq_Allele1",
        "Tumor_Seq_Allele2",
        "Tumor_Sample_Barcode",
        "Variant_Classification",
        "HGVSc",
        "HGVSp_Short",
        "HGVSp",
        "Transcript_ID",
        "t_alt_count",
        "t_depth",
        "n_depth",
        "n_alt_count",
        "FILTER",
        "Mutation_Status",
        "gnomAD_AF",
        "gnomAD_AF",
    ]
    fields = (
        "TOY 37 chr1 120 G G T T1 Missense_Mutation NM_1.1:c.20G>T p.G7V NP_1.1:p.Gly7Val NM_1.1 40 100 "
        "50 0 PASS Somatic 0.002 0.001"
    )
    result = one(write_maf(tmp_path, [fields], columns), build=None)
    variant = result.variants[0]
    assert variant.tumour == ReadSupport(100, 40, 0.4, "t_alt_count,t_depth")
    assert variant.normal == ReadSupport(50, 0, 0.0, "n_alt_count,n_depth")
    assert (variant.filters, variant.somatic, variant.population_af) == ((), True, 0.002)
    annotation = variant.annotations[0]
    assert (annotation.hgvs_c, annotation.hgvs_p, annotation.transcript) == ("c.20G>T", "p.Gly7Val", "NM_1.1")
    assert annotation.terms == ("missense_variant",)


def test_of_two_columns_with_one_name_the_first_counts() -> None:
    columns = MafColumns.of("\t".join([*MAF_COLUMNS, "t_alt_count"]), "x.maf")
    assert columns.row("TOY\t1\t1\tA\tT\tT1\tSilent\t6\t4\t99").reads("t").alt_depth == 4


@pytest.mark.parametrize(
    ("columns", "values", "expected"),
    [
        ("t_ref_count t_alt_count", "60 40", ReadSupport(100, 40, 0.4, "t_ref_count,t_alt_count")),
        (
            "t_ref_count t_alt_count t_depth",
            "60 40 120",
            ReadSupport(100, 40, 0.4, "t_ref_count,t_alt_count"),
        ),
        ("t_ref_count t_alt_count", "60.0 40.0", ReadSupport(100, 40, 0.4, "t_ref_count,t_alt_count")),
        ("t_alt_count t_depth", "40 100", ReadSupport(100, 40, 0.4, "t_alt_count,t_depth")),
        ("t_alt_count t_depth", "40 30", ReadSupport(30, None, None, "t_depth")),
        ("t_ref_count t_alt_count", ". .", ReadSupport()),
        ("t_ref_count t_alt_count", "-1 40", ReadSupport(None, 40, None, "t_alt_count")),
        ("t_ref_count t_alt_count", "0 0", ReadSupport(0, 0, None, "t_ref_count,t_alt_count")),
    ],
)
def test_reads(columns: str, values: str, expected: ReadSupport) -> None:
    titles = [*MAF_COLUMNS[:7], *columns.split()]
    fields = ["TOY", "1", "1", "A", "T", "T1", "Silent", *values.split()]
    assert MafColumns.of("\t".join(titles), "x.maf").row("\t".join(fields)).reads("t") == expected


def test_filters_of_the_gdc_and_of_mc3(tmp_path: Path) -> None:
    columns = [*MAF_COLUMNS, "FILTER"]
    rows = [
        row(pos, "G", "T") + f" {text}"
        for pos, text in ((110, "PASS"), (114, "."), (118, "wga"), (122, "gapfiller,oxog"), (126, "a;PASS"))
    ]
    result = one(write_maf(tmp_path, rows, columns))
    assert [v.filters for v in result.variants] == [(), (), ("wga",), ("gapfiller", "oxog"), ("a",)]
    assert result.funnel[-1].left == 2


def test_neighbours_in_one_codon_are_joined_within_a_tumour_only(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [row(101, "A", "T"), row(102, "C", "G"), row(103, "G", "A", "T2")])
    results = read_tumours(path)
    assert keys(ok(results["T1"])) == [(101, "AC", "TG")]
    assert keys(ok(results["T2"])) == [(103, "G", "A")]


@pytest.mark.parametrize(
    ("classification", "hgvs_c", "terms"),
    [
        ("Missense_Mutation", None, ("missense_variant",)),
        ("missense_mutation", None, ("missense_variant",)),
        ("Frame_Shift_Del", None, ("frameshift_variant",)),
        ("5'UTR", None, ("5_prime_UTR_variant",)),
        ("Splice_Site", "c.2324+1G>A", ("splice_donor_variant",)),
        ("Splice_Site", "c.2325-2A>G", ("splice_acceptor_variant",)),
        ("Splice_Site", "c.2324_2325+8del", ("splice_donor_variant",)),
        ("Splice_Site", "c.-30+2T>C", ("splice_donor_variant",)),
        ("Splice_Site", "c.-30-2T>C", ("splice_acceptor_variant",)),
        ("Splice_Site", "c.-30C>T", ("splice_site_variant",)),
        ("Splice_Site", None, ("splice_site_variant",)),
        ("Something_New", None, ()),
    ],
)
def test_classes_become_sequence_ontology_terms(
    classification: str, hgvs_c: str | None, terms: tuple[str, ...]
) -> None:
    assert so_terms(classification, hgvs_c) == terms


# --- which tumours, which build ---------------------------------------------------------------------------------


def spec(sample: str, barcode: str, build: Build | None = None) -> SampleSpec:
    return SampleSpec(sample, Path("calls.maf"), tumor=barcode, build=build)


def test_only_the_sheets_tumours_are_read_and_carry_its_ids(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [row(120, "G", "T"), row(130, "C", "A", "T2")])
    results = read_tumours(path, samples={"T2": spec("patient-2", "T2")})
    assert list(results) == ["T2"]
    assert ok(results["T2"]).sample == ok(results["T2"]).variants[0].sample == "patient-2"


def test_a_tumour_without_a_row_may_be_a_misspelt_one(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [row(120, "G", "T", "TCGA-A2-A04W-01A")])
    error = read_tumours(path, samples={"TCGA-A2-A04W": spec("P", "TCGA-A2-A04W")})["TCGA-A2-A04W"]
    assert isinstance(error, TumourColumnError)
    assert "did you mean 'TCGA-A2-A04W-01A'?" in error.render()


WITH_BUILD = [*MAF_COLUMNS, "NCBI_Build"]


def test_the_build_of_each_row_counts(tmp_path: Path) -> None:
    rows = [row(120, "G", "T") + " hg19", row(100_120, "G", "T", "T2") + " GRCh38"]
    results = read_tumours(write_maf(tmp_path, rows, WITH_BUILD), build=None)
    assert [ok(result).build for result in results.values()] == [B37, B38]


@pytest.mark.parametrize(
    ("builds", "declared", "message"),
    [
        (("37", "38"), None, "its rows are on two genome builds"),
        (("37", "37"), B38, "NCBI_Build says GRCh37, but GRCh38 is declared"),
        (("hg18", "hg18"), None, "NCBI_Build 'hg18' is neither GRCh37 nor GRCh38"),
        ((".", "."), None, "the genome build is not known"),
    ],
)
def test_one_tumours_build_error_is_not_the_others(
    tmp_path: Path, builds: tuple[str, str], declared: Build | None, message: str
) -> None:
    rows = [row(120, "G", "T", "bad") + f" {build}" for build in builds]
    rows.append(row(100_120, "G", "T", "good") + " 38" if declared else row(120, "G", "T", "good") + " 37")
    results = read_tumours(write_maf(tmp_path, rows, WITH_BUILD), build=declared)
    assert isinstance(results["bad"], BuildError)
    assert message in results["bad"].render()
    assert isinstance(results["good"], ReadResult)


def test_positions_of_the_other_build_are_noticed_without_a_fasta(tmp_path: Path) -> None:
    rows = [row(100_120, "G", "T"), row(100_130, "G", "T")]
    error = read_tumours(write_maf(tmp_path, rows))["T1"]
    assert isinstance(error, BuildError)
    assert "2 rows lie in their gene on GRCh38, not on GRCh37" in error.render()


def test_ref_against_the_fasta_is_one_tumours_error(tmp_path: Path) -> None:
    rows = [row(120, other_than(120), "T", "bad"), row(120, base(120), other_than(120), "good")]
    results = read_tumours(write_maf(tmp_path, rows), references=toy_reference(tmp_path))
    assert isinstance(results["bad"], ReferenceError)
    assert isinstance(results["good"], ReadResult)


def test_a_position_that_is_no_number_is_one_tumours_error(tmp_path: Path) -> None:
    rows = [row(120, "G", "T", "good"), row(120, "G", "T", "bad").replace("120", "Sep-01")]
    results = read_tumours(write_maf(tmp_path, rows))
    assert "Start_Position is not a number" in str(results["bad"])
    assert isinstance(results["good"], ReadResult)


# --- the file as a whole ---------------------------------------------------------------------------------------


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no column tumor_sample_barcode, chromosome"):
        read_tumours(
            write_maf(
                tmp_path, [], ["Hugo_Symbol", "Start_Position", "Reference_Allele", "Tumor_Seq_Allele2"]
            )
        )


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read_tumours(tmp_path / "none.maf")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.maf").write_text("")
    with pytest.raises(InputError, match="has no column"):
        read_tumours(tmp_path / "empty.maf")


def test_a_truncated_gzip(tmp_path: Path) -> None:
    rows = [row(pos, "G", "T", f"T{number}") for number in range(500) for pos in (110, 120)]
    path = write_maf(tmp_path, rows, name="calls.maf.gz")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="truncated"):
        read_tumours(path)


def test_a_cut_off_row(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [row(120, "G", "T"), "TOY 1 130 C"])
    with pytest.raises(InputError, match="ends before its columns do"):
        read_tumours(path)


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = write_maf(tmp_path, [row(120, "G", "T")])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert one(path).variants[0].tumour.alt_depth == 40
