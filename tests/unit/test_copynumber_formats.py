"""Each caller's own file: recognised by its columns, copies and intervals as that caller means them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from copynumber_files import (
    ASCAT,
    B37,
    B38,
    CAVEMAN,
    CBIOPORTAL,
    CNVKIT_CALL,
    CNVKIT_SEGMENTS,
    CNVKIT_WITHOUT_ALLELES,
    DRAGEN,
    EVERY_FORMAT,
    FACETS,
    FACETS_SUITE,
    GATK_CALLED,
    GATK_HEAD,
    GATK_MODELLED,
    GISTIC,
    PURPLE,
    PURPLE_COLUMNS,
    SEQUENZA,
    purple_row,
    read,
    read_file,
    tabbed,
    write,
)

from mtorboard.errors import BuildError, InputError
from mtorboard.model.evidence import CopyNumber, Segment, Stretch
from mtorboard.reading.copynumber.formats import catalogue
from mtorboard.reading.copynumber.lines import Line, text_lines

ROOT = Path(__file__).parents[2]


def said(found: CopyNumber, words: str) -> bool:
    return any(re.search(words, note) for note in found.notes)


# -- segment callers


def test_purple_copies_are_rounded_and_one_based(tmp_path: Path) -> None:
    assert read(tmp_path, PURPLE, build=B38).segments == (
        Segment("10", 0, 87_000_000, 2, 1),
        Segment("10", 87_000_000, 88_500_000, 0, 0),
        Segment("12", 0, 133_275_309, 8, 1, subclonal=True),
        Segment("16", 0, 36_000_000, 1, 0),
    )


@pytest.mark.parametrize(
    ("copies", "minor", "expected"),
    [
        ("1.75", "0.75", (2, 1, False)),
        ("1.74", "0.98", (2, 1, True)),  # too far from two copies in every cell
        ("2.02", "0.40", (2, None, False)),  # which minor copy number is open, the total is not
        ("0.40", "0.00", (0, 0, True)),
        ("-0.20", "-0.10", (0, 0, False)),
        ("3.01", "1.98", (3, 1, False)),
    ],
)
def test_a_fractional_copy_number_is_whole_only_within_a_quarter(
    tmp_path: Path, copies: str, minor: str, expected: tuple[int, int | None, bool]
) -> None:
    (segment,) = read(tmp_path, tabbed(PURPLE_COLUMNS, purple_row("16 1 99", copies, minor))).segments
    assert (segment.total_cn, segment.minor_cn, segment.subclonal) == expected


def test_copies_far_below_zero_are_noise_and_counted(tmp_path: Path) -> None:
    rows = (purple_row("16 1 99", "-0.9", "-0.4"), purple_row("16 100 200", "2", "1"))
    found = read(tmp_path, tabbed(PURPLE_COLUMNS, *rows))
    assert found.segments == (Segment("16", 99, 200, 2, 1),)
    assert said(found, r"PURPLE\): 1 of 2 lines are not used \(1: copies below zero\)")


def test_an_older_purple_header_begins_with_a_hash_and_names_ploidy(tmp_path: Path) -> None:
    old = "#" + PURPLE.replace("AlleleCopyNumber", "AllelePloidy")
    assert read(tmp_path, old).segments == read(tmp_path, PURPLE).segments


def test_ascat_copies_are_added_and_the_other_tumour_is_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, ASCAT).segments == (
        Segment("10", 45_677, 87_000_000, 2, 1),
        Segment("10", 87_000_099, 88_500_000, 0, 0),
        Segment("16", 60_290, 36_000_000, 1, 0),
    )


def test_ascat_raw_segments_with_row_names_are_read_too(tmp_path: Path) -> None:
    raw = tabbed(
        "sample chr startpos endpos nMajor nMinor nAraw nBraw", "1 T1 16 60291 36000000 1 0 1.04 0.02"
    )
    assert read(tmp_path, raw).segments == (Segment("16", 60_290, 36_000_000, 1, 0),)


def test_a_cell_too_many_at_the_end_does_not_move_the_others(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not as many cells"):
        read(tmp_path, FACETS.replace("0.68\t1\t0\n", "0.68\t1\t0\t\n"))


def test_the_sanger_table_without_a_header_gives_the_tumours_copies(tmp_path: Path) -> None:
    assert read(tmp_path, CAVEMAN).segments == (
        Segment("10", 45_999, 133_797_000, 2, 1),
        Segment("16", 59_999, 36_000_000, 1, 0),
        Segment("X", 59_999, 155_000_000, 1, 0),
    )


def test_facets_lesser_copies_may_be_unknown_and_missing_totals_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, FACETS)
    assert found.segments == (
        Segment("10", 45_999, 133_797_000, 2, 1),
        Segment("12", 189_999, 133_275_000, 3, None),
        Segment("16", 59_999, 36_000_000, 1, 0),
    )
    assert said(found, r"FACETS\): 1 of 4 lines are not used \(1: copies not given\)")


def test_a_facets_segment_of_fewer_cells_than_the_tumour_has_is_marked(tmp_path: Path) -> None:
    by_contig = {segment.contig: segment.subclonal for segment in read(tmp_path, FACETS, purity=0.7).segments}
    assert by_contig == {"10": False, "12": True, "16": False}


def test_a_cell_fraction_where_nothing_is_changed_says_nothing(tmp_path: Path) -> None:
    balanced = FACETS.replace("46000\t133797000\t1\t2\t1", "46000\t133797000\t0.2\t2\t1")
    assert not read(tmp_path, balanced, purity=0.7).segments[0].subclonal


def test_facets_suite_names_positions_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path, FACETS_SUITE).segments == (Segment("16", 59_999, 36_000_000, 1, 0),)


def test_facets_with_commas_is_read_too(tmp_path: Path) -> None:
    assert read(tmp_path, FACETS.replace("\t", ",")).segments == read(tmp_path, FACETS).segments


def test_sequenza_in_quotation_marks_with_missing_alleles(tmp_path: Path) -> None:
    found = read(tmp_path, SEQUENZA)
    assert found.segments == (
        Segment("12", 10_230, 133_000_000, 3, None),
        Segment("16", 10_230, 36_000_000, 2, 0),
    )
    assert said(found, "1 of 3 lines are not used")


def test_cnvkit_calls_are_zero_based_and_bins_without_reads_are_no_deletion(tmp_path: Path) -> None:
    found = read(tmp_path, CNVKIT_CALL)
    assert found.segments == (
        Segment("10", 0, 87_000_000, 2, 1),
        Segment("10", 87_000_000, 88_500_000, 0, 0),
        Segment("12", 190_000, 133_275_000, 3, None),
        Segment("16", 60_000, 36_000_000, 1, 0),
    )
    assert said(found, r"1: no reads there")
    assert said(found, r"CNVkit call\): Unless the calls were made with tumour purity")


def test_cnvkit_calls_without_alleles_leave_the_minor_copies_unknown(tmp_path: Path) -> None:
    assert read(tmp_path, CNVKIT_WITHOUT_ALLELES).segments == (Segment("16", 60_000, 36_000_000, 1, None),)


# -- log ratios


def test_a_log_ratio_without_purity_says_nothing(tmp_path: Path) -> None:
    for text in (CNVKIT_SEGMENTS, GATK_CALLED, GATK_MODELLED):
        found = read(tmp_path, text)
        assert (found.segments, found.kept) == ((), ())
        assert said(found, "a log ratio, and tumour purity is not given")


def test_with_purity_a_log_ratio_shows_a_lost_gene_or_one_that_is_left_and_no_number(tmp_path: Path) -> None:
    found = read(tmp_path, CNVKIT_SEGMENTS, purity=0.95)
    assert found.segments == (Segment("10", 87_000_000, 88_500_000, 0, 0),)
    assert found.kept == (Stretch("10", 0, 87_000_000),)
    assert said(found, "1: a log ratio on a sex chromosome")
    assert said(found, "1: a log ratio that leaves open whether a copy is left")


def test_at_low_purity_the_same_log_ratio_would_need_fewer_reads_than_normal_cells_give(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, CNVKIT_SEGMENTS, purity=0.4)
    assert Segment("10", 87_000_000, 88_500_000, 0, 0) not in found.segments


def test_gatk_segments_are_one_based_and_their_whole_posterior_must_agree(tmp_path: Path) -> None:
    called = read(tmp_path, GATK_CALLED, purity=0.95, build=B38)
    assert called.segments == (Segment("10", 87_000_000, 88_500_000, 0, 0),)
    assert called.kept == (Stretch("10", 0, 87_000_000),)
    modelled = read(tmp_path, GATK_MODELLED, purity=0.95, build=B38)
    assert (modelled.segments, modelled.kept) == ((), (Stretch("10", 0, 87_000_000),))


def test_the_contigs_of_a_gatk_file_must_be_those_of_the_samples_build(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="contigs are those of GRCh38, but GRCh37"):
        read(tmp_path, GATK_CALLED, build=B37)
    strange = GATK_HEAD.replace("133797422", "62393753").replace("90338345", "100")
    with pytest.raises(BuildError, match="fit neither"):
        read(tmp_path, GATK_CALLED.replace(GATK_HEAD, strange), build=B38)


# -- DRAGEN


def test_dragen_segments_begin_after_pos_and_filtered_ones_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, DRAGEN, build=B38)
    assert found.segments == (
        Segment("10", 86_999_999, 88_500_000, 0, 0),
        Segment("16", 9_999, 36_000_000, 2, 0),
        Segment("16", 40_000_000, 50_000_000, 3, 1, subclonal=True),
    )
    assert said(found, r"2 of 5 lines are not used \(1: copies not given; 1: failed filters\)")
    assert said(found, "gains and losses alone")


def test_dragen_with_neutral_segments_says_what_lies_between(tmp_path: Path) -> None:
    neutral = "chr16\t51000000\tDRAGEN:REF\tN\t.\t90\tPASS\tEND=52000000\tGT:SM:CN:MCN\t./.:1.0:2:1\n"
    found = read(tmp_path, DRAGEN + neutral)
    assert Segment("16", 51_000_000, 52_000_000, 2, 1) in found.segments
    assert not said(found, "gains and losses alone")


@pytest.mark.parametrize("line", ["##EstimatedTumorPurity=NA", "##OverallPloidy=2.0"])
def test_dragen_copies_of_a_mixture_are_not_those_of_the_tumour(tmp_path: Path, line: str) -> None:
    found = read(tmp_path, DRAGEN.replace("##EstimatedTumorPurity=0.650000", line))
    assert found.segments == ()
    assert said(found, "5: copies of a mixture, because tumour purity is not known")


def test_the_vcf_of_another_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="DRAGEN did not write"):
        read(tmp_path, DRAGEN.replace("##source=DRAGEN_CNV", "##source=CNVkit"))


def test_the_contigs_of_a_dragen_file_must_be_those_of_the_samples_build(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="contigs are those of GRCh38"):
        read(tmp_path, DRAGEN, build=B37)


# -- calls by gene


def test_calls_by_gene_keep_the_genes_asked_for_and_no_call_is_no_call(tmp_path: Path) -> None:
    found = read(tmp_path, CBIOPORTAL, genes=("TSC2", "PTEN", "KRAS", "NF1"))
    assert found.genes == {"TSC2": -2, "PTEN": -1, "KRAS": 2}
    assert said(found, r"1 of 4 lines are not used \(1: no clear call\)")
    assert said(found, "Deletions of single exons")


def test_gistic_names_its_columns_otherwise_and_adds_to_symbols(tmp_path: Path) -> None:
    assert read(tmp_path, GISTIC).genes == {"PTEN": -2, "TSC2": 0}


def test_between_a_shallow_and_a_deep_loss_nothing_is_said(tmp_path: Path) -> None:
    assert "TSC2" not in read(tmp_path, CBIOPORTAL.replace("7249\t0\t-2", "7249\t0\t-1.5")).genes


def test_a_gene_with_two_different_calls_has_none(tmp_path: Path) -> None:
    found = read(tmp_path, CBIOPORTAL + "TSC2\t7249\t0\t0\n")
    assert "TSC2" not in found.genes
    assert said(found, "1: another call than before for the same gene")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (tabbed("Hugo_Symbol Entrez_Gene_Id", "TSC2 7249"), "has no column of a sample"),
        (tabbed("Hugo_Symbol T1"), "holds no genes"),
        (tabbed("Hugo_Symbol T1", "TSC2 -2 0"), "line 2: has not as many cells"),
        (tabbed("Hugo_Symbol Sample_Id Value", "TSC2 T1 -2"), "none named T1: Sample_Id, Value"),
    ],
)
def test_a_table_by_gene_that_cannot_be_read_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, text)


def test_continuous_values_by_gene_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2: holds a value that is not a call from -2 to 2"):
        read(tmp_path, CBIOPORTAL.replace("7249\t0\t-2", "7249\t0\t-0.35"))


# -- what holds for all


@pytest.mark.parametrize("text", EVERY_FORMAT.values(), ids=EVERY_FORMAT)
def test_line_ends_compression_and_a_byte_order_mark_do_no_harm(tmp_path: Path, text: str) -> None:
    plain = read(tmp_path, text, purity=0.7)
    assert read(tmp_path, text.replace("\n", "\r\n") + "\r\n", purity=0.7) == plain
    assert read(tmp_path, text, purity=0.7, name="x.gz") == plain
    assert read(tmp_path, "\ufeff" + text, purity=0.7) == plain


@pytest.mark.parametrize("text", EVERY_FORMAT.values(), ids=EVERY_FORMAT)
def test_the_name_of_the_file_says_nothing(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text, name="S.purple.cnv.somatic.tsv") == read(tmp_path, text, name="a.vcf")


@pytest.mark.parametrize("name", ["ASCAT", "cBioPortal"])
def test_a_file_of_several_tumours_must_name_this_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="holds 2 samples, none named T7"):
        read(tmp_path, EVERY_FORMAT[name], sample="T7")
    assert read(tmp_path, EVERY_FORMAT[name], sample="T7", tumor="T1") == read(tmp_path, EVERY_FORMAT[name])


def test_the_only_sample_of_a_file_is_taken_and_named_if_the_sheet_calls_it_otherwise(tmp_path: Path) -> None:
    found = read(tmp_path, DRAGEN, sample="T7")
    assert found.segments == read(tmp_path, DRAGEN).segments
    assert said(found, "The file's only sample is called T1")


def test_every_format_is_documented_with_its_columns() -> None:
    text = (ROOT / "docs" / "formats.md").read_text()
    for name in catalogue().names:
        assert f"| {name} |" in text, name
    document = yaml.safe_load((ROOT / "resources/formats/copy_number.yaml").read_text())
    for entry in document["formats"]:
        row = next(line for line in text.splitlines() if line.startswith(f"| {entry['name']} |"))
        for column in entry["header"]:
            assert f"`{column}`" in row, (entry["name"], column)


def test_a_cohorts_table_is_read_once_and_a_changed_one_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def counted(path: Path) -> Iterator[Line]:
        opened.append(path)
        return text_lines(path)

    monkeypatch.setattr("mtorboard.reading.copynumber.genes.text_lines", counted)
    path = write(tmp_path, CBIOPORTAL, "cohort.txt")
    calls = [read_file(path, genes=("PTEN",), sample=name).genes for name in ("T0", "T1", "T0")]
    assert calls == [{"PTEN": -2}, {"PTEN": -1}, {"PTEN": -2}]
    assert len(opened) == 1
    path.write_text(CBIOPORTAL + "PTEN\t5728\t-2\t2\n")
    assert read_file(path, genes=("PTEN",), sample="T1").genes == {}
