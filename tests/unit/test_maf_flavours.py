"""MAFs as TCGA, cBioPortal, GENIE and MSK write them: alleles, counts, builds, and what is said of bad rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_panel import B37, B38, MAF_COLUMNS, read_tumours, write_maf

from mtorboard.errors import InputError, TumourColumnError
from mtorboard.model.enums import Build
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.kind import kind_of
from mtorboard.reading.mafrow import MafColumns
from mtorboard.reading.result import ReadResult

GENIE = [
    *(
        "Hugo_Symbol",
        "Entrez_Gene_Id",
        "Center",
        "NCBI_Build",
        "Chromosome",
        "Start_Position",
        "End_Position",
    ),
    *("Strand", "Consequence", "Variant_Classification", "Variant_Type", "Reference_Allele"),
    *("Tumor_Seq_Allele1", "Tumor_Seq_Allele2", "Tumor_Sample_Barcode", "Matched_Norm_Sample_Barcode"),
    *("Mutation_Status", "t_ref_count", "t_alt_count", "n_ref_count", "n_alt_count", "HGVSc", "HGVSp"),
    *("HGVSp_Short", "Transcript_ID", "RefSeq", "FILTER"),
]
FLAVOURS = {
    "GENIE, without a normal": (
        GENIE,
        "TOY 1 MSK GRCh37 1 120 120 + missense_variant Missense_Mutation SNP G G T T1 NA NA 60 40 NA NA "
        "ENST1:c.20G>T p.Gly7Val p.G7V ENST1 NM_1.1 PASS",
        (ReadSupport(100, 40, 0.4, "t_ref_count,t_alt_count"), None, None, "c.20G>T"),
    ),
    "MSK-IMPACT, with a normal": (
        GENIE,
        "TOY 1 . GRCh37 1 120 120 + . Missense_Mutation SNP G . T T1 N1 SOMATIC 60 40 50 0 . . p.G7V . . .",
        (
            ReadSupport(100, 40, 0.4, "t_ref_count,t_alt_count"),
            ReadSupport(50, 0, 0.0, "n_ref_count,n_alt_count"),
            True,
            None,
        ),
    ),
    "cBioPortal, without counts and c. names": (
        ["Hugo_Symbol", "NCBI_Build", *GENIE[4:6], *GENIE[9:15], "HGVSp_Short"],
        "TOY hg19 chr1 120 Missense_Mutation SNP G G T T1 p.G7V",
        (ReadSupport(), None, None, None),
    ),
    "Oncotator, a fraction alone": (
        [*MAF_COLUMNS[:7], "NCBI_Build", "i_tumor_f"],
        "TOY 1 120 G T T1 Missense_Mutation 37 0.4",
        (ReadSupport(None, None, 0.4, "t_vaf"), None, None, None),
    ),
}


def ok(result: object) -> ReadResult:
    assert isinstance(result, ReadResult), str(result)
    return result


@pytest.mark.parametrize(("columns", "row", "expected"), FLAVOURS.values(), ids=FLAVOURS)
@pytest.mark.parametrize("name", ["calls.maf", "calls.txt.gz"])
def test_a_flavour(
    tmp_path: Path,
    columns: list[str],
    row: str,
    expected: tuple[ReadSupport, ReadSupport | None, bool | None, str | None],
    name: str,
) -> None:
    path = write_maf(tmp_path, [row], columns, name)
    assert kind_of(path) == "maf"
    (variant,) = ok(read_tumours(path, build=None)["T1"]).variants
    found = (variant.tumour, variant.normal, variant.somatic, variant.annotations[0].hgvs_c)
    assert found == expected
    assert (variant.key.build, variant.key.pos, variant.key.ref, variant.key.alt) == (B37, 120, "G", "T")


@pytest.mark.parametrize(
    ("told", "build"),
    [
        ("37", B37),
        ("hg19", B37),
        ("GRCh37", B37),
        ("GRCh37.p13", B37),
        ("38", B38),
        ("hg38", B38),
        ("GRCh38", B38),
    ],
)
def test_every_spelling_of_a_build(tmp_path: Path, told: str, build: Build) -> None:
    pos = 120 if build is B37 else 100_120
    path = write_maf(tmp_path, [f"TOY 1 {pos} G T T1 Silent 6 4 {told}"], [*MAF_COLUMNS, "NCBI_Build"])
    assert ok(read_tumours(path, build=None)["T1"]).build is build


# --- the two alleles ---------------------------------------------------------------------------------------------

ALLELES = {
    "the first repeats the reference": ("G", "G", "T", [("G", "T", 40)]),
    "the first repeats the second": ("G", "T", "T", [("G", "T", 40)]),
    "the first is missing": ("G", ".", "T", [("G", "T", 40)]),
    "the second repeats the reference": ("G", "T", "G", [("G", "T", 40)]),
    "the second is missing": ("G", "T", "NA", [("G", "T", 40)]),
    "two alternates: the counts are the second's": ("G", "A", "T", [("G", "A", None), ("G", "T", 40)]),
    "an insertion on both": ("-", "CC", "CC", [("N", "NCC", 40)]),
    "a deletion on both": ("GA", "-", "-", [("NGA", "N", 40)]),
    "a substitution beside a deletion": ("G", "-", "T", [("NG", "N", None), ("G", "T", 40)]),
}


@pytest.mark.parametrize(("ref", "first", "second", "expected"), ALLELES.values(), ids=ALLELES)
def test_tumor_seq_alleles(
    tmp_path: Path, ref: str, first: str, second: str, expected: list[tuple[str, str, int | None]]
) -> None:
    columns = [*MAF_COLUMNS, "Tumor_Seq_Allele1", "HGVSc"]
    path = write_maf(
        tmp_path, [f"TOY 1 120 {ref} {second} T1 Missense_Mutation 60 40 {first} c.20N>N"], columns
    )
    result = ok(read_tumours(path)["T1"])
    assert sorted((v.key.ref, v.key.alt, v.tumour.alt_depth) for v in result.variants) == sorted(
        expected, key=lambda item: item[:2]
    )
    # a name of the row is never given to the allele that it does not speak of
    assert [bool(v.annotations) for v in result.variants] == [
        v.tumour.alt_depth == 40 for v in result.variants
    ]
    assert result.funnel[1].left == len(expected)


def test_a_junk_first_allele_is_counted_and_harms_nothing(tmp_path: Path) -> None:
    columns = [*MAF_COLUMNS, "Tumor_Seq_Allele1"]
    result = ok(read_tumours(write_maf(tmp_path, ["TOY 1 120 G T T1 Silent 60 40 0"], columns))["T1"])
    assert len(result.variants) == 1
    assert result.funnel[1].reasons == {"REF or ALT is not made of A, C, G and T": 1}


# --- counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "values", "expected"),
    [
        ("t_alt_count t_vaf", "40 0.4", ReadSupport(None, 40, 0.4, "t_alt_count,t_vaf")),
        ("t_alt_count", "40", ReadSupport(None, 40, None, "t_alt_count")),
        ("t_depth", "0", ReadSupport(0, None, None, "t_depth")),
        ("t_depth t_vaf", "100 0.4", ReadSupport(100, None, 0.4, "t_depth,t_vaf")),
        ("t_vaf", "40", ReadSupport()),
        ("t_vaf", "-0.1", ReadSupport()),
        ("t_vaf", "nan", ReadSupport()),
        ("t_ref_count t_alt_count t_vaf", "60 40 0.9", ReadSupport(100, 40, 0.4, "t_ref_count,t_alt_count")),
        ("t_alt_count t_depth t_vaf", "40 30 0.4", ReadSupport(30, None, 0.4, "t_depth,t_vaf")),
        ("t_ref_count t_alt_count", "6.5 4", ReadSupport(None, 4, None, "t_alt_count")),
    ],
)
def test_counts_that_are_not_whole_are_not_known(columns: str, values: str, expected: ReadSupport) -> None:
    titles = [*MAF_COLUMNS[:7], *columns.split()]
    row = MafColumns.of("\t".join(titles), "x.maf").row(
        "\t".join(["TOY", "1", "1", "A", "T", "T1", "x", *values.split()])
    )
    assert row.reads("t") == expected


NORMAL = [*MAF_COLUMNS, "n_ref_count", "n_alt_count"]


def test_counts_swapped_between_tumour_and_normal_fail_that_tumour_alone(tmp_path: Path) -> None:
    rows = [f"TOY 1 {pos} G T bad Silent 50 0 60 40" for pos in (110, 120)]
    rows += [f"TOY 1 {pos} G T good Silent 60 40 50 0" for pos in (110, 120)]
    results = read_tumours(write_maf(tmp_path, rows, NORMAL))
    assert isinstance(results["bad"], TumourColumnError)
    assert "carries 0 alleles of the panel, its normal alone 2" in results["bad"].render()
    assert len(ok(results["good"]).variants) == 2


@pytest.mark.parametrize("name", ["ENSP1.1:p.Gly7%3D", "p.Gly7%3d", "p.Gly7="])
def test_an_escaped_equals_sign_is_decoded(tmp_path: Path, name: str) -> None:
    path = write_maf(tmp_path, [f"TOY 1 120 G T T1 Silent 60 40 {name}"], [*MAF_COLUMNS, "HGVSp"])
    assert ok(read_tumours(path)["T1"]).variants[0].annotations[0].hgvs_p == "p.Gly7="


# --- rows that cannot be used ------------------------------------------------------------------------------------


@pytest.mark.parametrize("barcode", ["", ".", "NA"])
def test_a_row_without_a_barcode_could_be_any_tumours(tmp_path: Path, barcode: str) -> None:
    path = write_maf(tmp_path, ["TOY 1 120 G T T1 Silent 6 4", f"TOY\t1\t120\tG\tT\t{barcode}\tSilent\t6\t4"])
    with pytest.raises(InputError, match="row without Tumor_Sample_Barcode"):
        read_tumours(path)


def test_missing_positions_fail_that_tumour_alone(tmp_path: Path) -> None:
    rows = ["TOY 1 NA G T bad Silent 6 4", "TOY 1 120 G T good Silent 6 4"]
    results = read_tumours(write_maf(tmp_path, rows))
    assert "Start_Position is not a number" in str(results["bad"])
    assert ok(results["good"]).variants


def test_a_gene_without_a_name_is_placed_by_its_position(tmp_path: Path) -> None:
    assert ok(read_tumours(write_maf(tmp_path, ["Unknown 1 120 G T T1 Silent 6 4"]))["T1"]).variants
