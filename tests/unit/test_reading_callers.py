"""Depth and VAF of each caller's fields; what is not whole is None, never zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers import normal_reads, tumour_reads
from mtorboard.reading.record import Record, parse_record
from mtorboard.reading.somatic import absent_from_normal, says_somatic

NOTHING = ReadSupport()


def record(
    fields: dict[str, str], *, ref: str = "C", alts: str = "T", info: str = ".", columns: int = 1
) -> Record:
    """A record whose tumour column T has the FORMAT ``fields``."""
    names = ["T", *(f"other{number}" for number in range(columns - 1))]
    keys, values = ":".join(fields), ":".join(fields.values())
    line = f"1\t100\t.\t{ref}\t{alts}\t.\tPASS\t{info}\t{keys}" + f"\t{values}" * columns
    return parse_record(line, names, ["T"])


def tumour(
    fields: dict[str, str],
    index: int = 0,
    *,
    ref: str = "C",
    alts: str = "T",
    info: str = ".",
    columns: int = 1,
) -> ReadSupport:
    return tumour_reads(record(fields, ref=ref, alts=alts, info=info, columns=columns), index, "T")


def test_mutect2_counts_come_from_ad_not_from_its_shrunken_af() -> None:
    assert tumour({"GT": "0/1", "AD": "1,1", "AF": "0.5", "DP": "2"}) == ReadSupport(2, 1, 0.5, "FORMAT/AD")
    assert tumour({"AD": "30,10", "AF": "0.26", "DP": "44"}) == ReadSupport(40, 10, 0.25, "FORMAT/AD")


def test_mutect1_ad_with_fa() -> None:
    found = tumour({"GT": "0", "AD": "175,30", "DP": "206", "FA": "0.146"})
    assert (found.depth, found.alt_depth, found.vaf) == (205, 30, pytest.approx(30 / 205))


def test_strelka_snv_takes_tier_one_of_the_two_bases() -> None:
    fields = {"DP": "92", "AU": "0,1", "CU": "0,0", "GU": "56,64", "TU": "35,35"}
    assert tumour(fields, ref="G", alts="T") == ReadSupport(91, 35, 35 / 91, "FORMAT/GU,TU tier 1")


def test_strelka_snv_with_no_tier_one_read_has_zero_because_it_was_counted() -> None:
    fields = {"DP": "20", "AU": "0,2", "CU": "20,20", "GU": "0,0", "TU": "0,0"}
    assert tumour(fields, ref="C", alts="A") == ReadSupport(20, 0, 0.0, "FORMAT/CU,AU tier 1")


def test_strelka_indel_tar_is_the_reference_and_tir_the_indel() -> None:
    fields = {"DP": "50", "TAR": "30,31", "TIR": "10,12", "TOR": "5,5"}
    assert tumour(fields, ref="CA", alts="C") == ReadSupport(40, 10, 0.25, "FORMAT/TAR,TIR tier 1")


def test_varscan_ad_is_one_number_and_freq_a_percentage() -> None:
    fields = {"GT": "0/1", "DP": "91", "RD": "56", "AD": "35", "FREQ": "38.46%", "DP4": "31,25,16,19"}
    assert tumour(fields) == ReadSupport(91, 35, 35 / 91, "FORMAT/RD,AD")


@pytest.mark.parametrize("freq", ["18.47%", "18,47%"])
def test_percent_alone_is_a_fraction_not_a_count(freq: str) -> None:
    assert tumour({"FREQ": freq, "DP": "100"}) == ReadSupport(
        100, None, pytest.approx(0.1847), "FORMAT/FREQ,DP"
    )


def test_a_bare_freq_above_one_is_not_known() -> None:
    assert tumour({"FREQ": "18.47", "DP": "100"}) == ReadSupport(100, source="FORMAT/DP")


def test_vardict_with_a_split_ad_falls_back_to_vd() -> None:
    assert tumour({"AD": "30,10,5", "VD": "10", "DP": "40", "AF": "0.25"}).source == "FORMAT/VD,DP"


def test_freebayes_multi_allelic_takes_its_own_element() -> None:
    fields = {"RO": "50", "AO": "30,20", "DP": "101"}
    assert tumour(fields, 0, alts="T,G") == ReadSupport(100, 30, 0.3, "FORMAT/RO,AO")
    assert tumour(fields, 1, alts="T,G") == ReadSupport(100, 20, 0.2, "FORMAT/RO,AO")


def test_multi_allelic_ad_takes_its_own_element() -> None:
    assert tumour({"AD": "10,20,70"}, 1, alts="T,G") == ReadSupport(100, 70, 0.7, "FORMAT/AD")


def test_dp4_of_the_column() -> None:
    assert tumour({"DP4": "10,20,4,6"}) == ReadSupport(40, 10, 0.25, "FORMAT/DP4")


def test_dp4_in_info_counts_only_where_it_is_of_one_column() -> None:
    assert tumour({"GT": "0/1"}, info="DP4=10,20,4,6") == ReadSupport(40, 10, 0.25, "INFO/DP4")
    assert tumour({"GT": "0/1"}, info="DP4=10,20,4,6", columns=2) == NOTHING


def test_consensus_text_depths_in_format() -> None:
    fields = {"GT": "0/1", "DPC": "237", "DPT": "144", "ADC": ".,.", "ADT": "112,32"}
    assert tumour(fields) == ReadSupport(144, 32, 32 / 144, "FORMAT/ADT")


def test_consensus_depths_in_info_when_format_has_none() -> None:
    found = tumour({"GT": "0/1", "ADT": "."}, info="TVAF=0.25;TDP=40")
    assert found == ReadSupport(40, None, 0.25, "INFO/TVAF,INFO/TDP")


def test_a_population_af_in_info_is_not_a_vaf() -> None:
    assert tumour({"GT": "0/1"}, info="AF=0.31;DP=300") == NOTHING


@pytest.mark.parametrize(
    "fields",
    [
        {"AD": "30"},
        {"AD": "30,10,5"},
        {"AD": "30,."},
        {"AD": "."},
        {"AD": "-1,10"},
        {"AD": "-2147483648,10"},
        {"AD": "30,10.5"},
        {"AU": "0,0", "CU": "2", "GU": "0,0", "TU": "4,4"},
        {"AF": "0.2,0.3"},
        {"AF": "-0.2"},
        {"AF": "nan"},
        {"RO": "5"},
        {"AO": "5"},
        {"DP4": "1,2,3"},
    ],
)
def test_an_unwhole_vector_is_not_known(fields: dict[str, str]) -> None:
    assert tumour(fields) == NOTHING


def test_no_reads_at_all_have_no_fraction() -> None:
    assert tumour({"AD": "0,0"}) == ReadSupport(0, 0, None, "FORMAT/AD")


def test_the_control_of_a_consensus_column_is_the_normal() -> None:
    site = record({"DPC": "237", "DPT": "144", "ADC": ".,.", "ADT": "112,32"})
    assert normal_reads(site, 0, None, "T") == ReadSupport(237, source="FORMAT/DPC")


def test_no_normal_is_none() -> None:
    assert normal_reads(record({"AD": "1,2"}), 0, None, "T") is None


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=5), st.data())
def test_counts_and_fraction_always_fit_together(depths: list[int], data: st.DataObject) -> None:
    alts = ["T", "G", "A", "TT"][: len(depths) - 1]
    index = data.draw(st.integers(0, len(alts) - 1))
    found = tumour({"AD": ",".join(map(str, depths))}, index, alts=",".join(alts))
    assert found.depth == sum(depths)
    assert found.alt_depth == depths[index + 1]
    assert found.vaf is None if found.depth == 0 else found.vaf == found.alt_depth / found.depth


@given(st.lists(st.text("0123456789.,-%x", max_size=4), max_size=4))
def test_no_text_makes_it_crash_or_gives_a_vaf_outside_zero_to_one(parts: list[str]) -> None:
    for key in ("AD", "AF", "FREQ", "DP4", "RO", "VD"):
        found = tumour({key: ",".join(parts) or ".", "DP": "10"})
        assert found.vaf is None or 0 <= found.vaf <= 1


@pytest.mark.parametrize("info", ["SOMATIC", "SS=2", "STATUS=StrongSomatic", "STATUS=LikelySomatic"])
def test_the_caller_says_somatic(info: str) -> None:
    assert says_somatic(record({"GT": "0/1"}, info=info), "T")


@pytest.mark.parametrize("info", [".", "SS=1", "SS=3", "STATUS=Germline", "SOMATIC=0", "SOMATICSCORE=9"])
def test_nothing_says_somatic(info: str) -> None:
    assert not says_somatic(record({"GT": "0/1"}, info=info), "T")


def test_mutect1_says_somatic_in_format() -> None:
    assert says_somatic(record({"GT": "0/1", "SS": "2"}), "T")


@pytest.mark.parametrize(
    ("normal", "expected"),
    [
        (ReadSupport(50, 0, 0.0), True),
        (ReadSupport(50, 1, 0.02), True),
        (ReadSupport(50, 25, 0.5), False),
        (ReadSupport(9, 0, 0.0), False),
        (ReadSupport(50), False),
        (None, False),
    ],
)
def test_a_normal_says_somatic_only_when_deep_and_clean(normal: ReadSupport | None, expected: bool) -> None:
    assert absent_from_normal(normal, min_depth=10, max_vaf=0.02) is expected
