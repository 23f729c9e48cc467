"""What a header says about tumour and normal, in the words of each caller, and when both look swapped."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from toy_panel import FORMATS, read, snv, write_vcf

from mtorboard.errors import TumourColumnError
from mtorboard.reading.columns import Columns, choose_columns

PAIRS = {
    "Mutect2 of GATK 4": ["##tumor_sample=T7", "##normal_sample=N7"],
    "Mutect2's command line alone": [
        '##GATKCommandLine=<ID=Mutect2,CommandLine="Mutect2  --tumor-sample T7 --normal-sample N7 --x">'
    ],
    "Mutect 1": [
        '##MuTect="analysis_type=MuTect tumor_sample_name=T7 bam_tumor_sample_name=null normal_sample_name=N7"'
    ],
    "Sentieon": [
        '##SentieonCommandLine.TNscope=<CommandLine="driver --algo TNscope --tumor_sample T7 --normal_sample N7">'
    ],
    "GATK 3 and the GDC": [
        "##SAMPLE=<ID=TUMOR,SampleName=T7,File=t.bam>",
        "##SAMPLE=<ID=NORMAL,SampleName=N7>",
    ],
    "the GDC's NAME": ["##SAMPLE=<ID=NORMAL,NAME=N7,BAM_ID=1>", "##SAMPLE=<ID=TUMOR,NAME=T7,BAM_ID=2>"],
    "DKFZ": [
        "##SAMPLE=<ID=CONTROL,SampleName=N7,Individual=P>",
        "##SAMPLE=<ID=TUMOR,SampleName=T7,Individual=P>",
    ],
    "MuSE": ['##TUMOR="Sample=T7,File=t.bam"', '##NORMAL="Sample=N7,File=n.bam"'],
    "a pedigree": ["##PEDIGREE=<Derived=T7,Original=N7>"],
}


def choose(
    columns: tuple[str, ...], lines: list[str], tumor: str | None = None, normal: str | None = None
) -> Columns:
    return choose_columns(columns, tumor, normal, lines, where="sample S1, calls.vcf")


def refusal(columns: tuple[str, ...], lines: list[str], tumor: str | None = None) -> str:
    with pytest.raises(TumourColumnError) as caught:
        choose(columns, lines, tumor)
    return caught.value.render()


@pytest.mark.parametrize("lines", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("order", list(permutations(("T7", "N7"))))
def test_both_columns_by_the_header_in_any_order(order: tuple[str, ...], lines: list[str]) -> None:
    assert choose(order, lines) == Columns("T7", "N7")


@pytest.mark.parametrize("order", list(permutations(("TUMOR", "NORMAL"))))
def test_the_sheet_may_give_the_samples_name_where_the_header_says_its_column(order: tuple[str, ...]) -> None:
    lines = PAIRS["GATK 3 and the GDC"]
    assert choose(order, lines) == choose(order, lines, "T7") == choose(order, lines, "T7", "N7")
    assert choose(order, lines) == Columns("TUMOR", "NORMAL")
    assert "it is the normal" in refusal(order, lines, "N7") or "both tumour and normal" in refusal(
        order, lines, "N7"
    )


def test_control_is_a_normal() -> None:
    assert choose(("CONTROL", "TUMOR"), []) == Columns("TUMOR", "CONTROL")
    assert choose(("P1", "Control"), []) == Columns("P1", "Control")


def test_three_columns_need_more_than_a_normal() -> None:
    assert "candidates: A, B" in refusal(("A", "NORMAL", "B"), [])
    assert choose(("A", "NORMAL", "B"), [], "B") == Columns("B", "NORMAL")
    assert choose(("A", "N7", "T7"), PAIRS["a pedigree"]) == Columns("T7", "N7")


def test_two_columns_that_differ_in_case_alone_are_refused() -> None:
    assert "candidates: TUMOR, tumor" in refusal(("tumor", "TUMOR"), [])


def test_a_name_in_another_case_is_refused_with_the_right_one() -> None:
    assert "did you mean 'T7'" in refusal(("T7", "N7"), [], "t7")


def test_a_tumour_that_the_header_does_not_call_one_is_refused() -> None:
    message = refusal(("A", "B"), ["##tumor_sample=B"], "A")
    assert "the header names another; candidates: B" in message


def test_a_renamed_column_is_not_held_against_the_header() -> None:
    assert choose(("T8", "N8"), PAIRS["Mutect2 of GATK 4"], "T8") == Columns("T8", None)


def test_words_inside_descriptions_name_no_sample() -> None:
    line = '##INFO=<ID=X,Number=1,Type=String,Description="tumor_sample=N7 compared">'
    assert "candidates: N7, T7" in refusal(("T7", "N7"), [line])


# --- swapped by the sheet ----------------------------------------------------------------------------------------


def pair(folder: Path, *fields: str) -> Path:
    rows = [snv(110 + 4 * number, text) for number, text in enumerate(fields)]
    return write_vcf(folder, rows, columns=("A", "B"), header=FORMATS)


def test_a_tumour_without_the_alleles_that_its_normal_carries_is_refused(tmp_path: Path) -> None:
    path = pair(tmp_path, "0/1:60,40\t0/0:50,0", "0/1:30,30\t0/0:40,0")
    assert len(read(path, tumor="A", normal="B").variants) == 2
    with pytest.raises(TumourColumnError) as caught:
        read(path, tumor="B", normal="A")
    message = caught.value.render()
    assert (
        "'B' carries 0 alleles of the panel, its normal alone 2: tumour and normal seem to be swapped"
        in message
    )
    assert "sample S1" in message


def test_germline_alleles_in_both_are_no_swap(tmp_path: Path) -> None:
    path = pair(tmp_path, "0/1:30,30\t0/1:25,25", "0/0:60,0\t0/1:25,25")
    assert len(read(path, tumor="A", normal="B").variants) == 1


def test_unknown_reads_are_no_swap(tmp_path: Path) -> None:
    assert read(pair(tmp_path, "0/1:.\t0/1:25,25"), tumor="A", normal="B").variants
