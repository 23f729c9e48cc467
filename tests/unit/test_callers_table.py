"""Each caller as it writes: recognised by its header, and its fraction, depths and strands where it puts them."""

from __future__ import annotations

from pathlib import Path

import pysam.bcftools
import pytest
from toy_panel import FORMATS, read, snv, write_vcf

from mtorboard.knowledge import resources_root
from mtorboard.knowledge.tables import table_rows
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers import disagreement, normal_reads, recognise, tumour_reads, tumour_strands
from mtorboard.reading.callers.reads import OF_CONTROL, READS
from mtorboard.reading.callers.strands import STRANDS
from mtorboard.reading.callers.table import COMMON, callers, common
from mtorboard.reading.record import Record, parse_record

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = ReadSupport()

Case = tuple[str, str, str, ReadSupport, tuple[int, int, int, int] | None]
"""A header line, FORMAT ids of the header, ``REF ALT INFO FORMAT values``, and what must be read."""

CASES: dict[str, Case] = {
    "Mutect2": (
        '##GATKCommandLine=<ID=Mutect2,CommandLine="Mutect2 --tumor-sample T",Version="4.1.8.1">',
        "GT,AD,AF,DP,F1R2,F2R1,SB",
        "C T DP=102;TLOD=40.1 GT:AD:AF:DP:F1R2:F2R1:SB 0/1:60,40:0.392:100:30,20:30,20:31,29,22,18",
        ReadSupport(100, 40, 0.4, "FORMAT/AD"),
        (31, 29, 22, 18),
    ),
    "Mutect 1": (
        '##MuTect="analysis_type=MuTect tumor_sample_name=T"',
        "AD,BQ,DP,FA,GQ,GT,PL,SS",
        "C G SOMATIC;VT=SNP GT:AD:BQ:DP:FA:SS 0/1:175,30:31:206:0.146:2",
        ReadSupport(205, 30, 30 / 205, "FORMAT/AD"),
        None,
    ),
    "Strelka 2": (
        "##source=strelka",
        "DP,FDP,SDP,SUBDP,AU,CU,GU,TU",
        "G T NT=ref;QSS=60;SOMATIC DP:FDP:SDP:SUBDP:AU:CU:GU:TU 92:1:0:0:0,1:0,0:56,64:35,36",
        ReadSupport(91, 35, 35 / 91, "FORMAT/GU,TU tier 1"),
        None,
    ),
    "VarDict": (
        "##source=VarDict_v1.8.2",
        "GT,DP,VD,AD,ALD,RD,AF,BIAS,SBF,ODDRATIO",
        "C T STATUS=StrongSomatic;DP=125;AF=0.2 GT:DP:VD:ALD:RD:AD:AF:SBF 0/1:125:25:12,13:40,50:90,25:0.2:1",
        ReadSupport(125, 25, 0.2, "FORMAT/VD,DP"),
        (40, 50, 12, 13),
    ),
    "VarScan 2": (
        "##source=VarScan2",
        "GT,GQ,DP,RD,AD,FREQ,DP4",
        "A G DP=208;SS=2 GT:GQ:DP:RD:AD:FREQ:DP4 0/1:.:91:56:35:38.46%:31,25,16,19",
        ReadSupport(91, 35, 35 / 91, "FORMAT/RD,AD"),
        (31, 25, 16, 19),
    ),
    "Ion Torrent (TVC)": (
        '##source="tvc 5.12-11 (35c9114f) - Torrent Variant Caller"',
        "GT,GQ,DP,FDP,RO,FRO,AO,FAO,AF,SAR,SAF,SRF,SRR,FSAR,FSAF,FSRF,FSRR",
        "C T AF=0.1 GT:FDP:RO:FRO:AO:FAO:AF:FSAR:FSAF:FSRF:FSRR 0/1:1000:850:900:140:100:0.1:45:55:460:440",
        ReadSupport(1000, 100, 0.1, "FORMAT/FAO,FDP"),
        (460, 440, 55, 45),
    ),
    "FreeBayes": (
        "##source=freeBayes v1.3.6",
        "GT,DP,AD,RO,QR,AO,QA,GL",
        "C T AF=0.5;SRF=20;SRR=22;SAF=9;SAR=11 GT:DP:AD:RO:QR:AO:QA 0/1:62:42,20:42:1500:20:700",
        ReadSupport(62, 20, 20 / 62, "FORMAT/RO,AO"),
        (20, 22, 9, 11),
    ),
    "LoFreq": (
        "##source=lofreq call -f ref.fa -o calls.vcf tumour.bam",
        "",
        "C T DP=104;AF=0.25;SB=3;DP4=38,37,12,13 - -",
        ReadSupport(100, 25, 0.25, "INFO/DP4"),
        (38, 37, 12, 13),
    ),
    "Octopus": (
        "##octopus=<version=0.7.4>",
        "GT,GQ,DP,MQ,PS,PQ,AD,ADP,AF",
        "C T SOMATIC GT:DP:AD:ADP:AF 0|0|1:120:80,20:100:0.8,0.2",
        ReadSupport(100, 20, 0.2, "FORMAT/AD"),
        None,
    ),
    "DeepSomatic": (
        '##FILTER=<ID=GERMLINE,Description="Non somatic variants">',
        "GT,GQ,DP,AD,VAF,PL",
        "C T . GT:GQ:DP:AD:VAF:PL 1/1:30:50:30,20:0.4:30,33,0",
        ReadSupport(50, 20, 0.4, "FORMAT/AD"),
        None,
    ),
    "DRAGEN": (
        '##DRAGENCommandLine=<ID=dragen,Version="SW: 07.021.624.3.10.4">',
        "GT,SQ,AD,AF,DP,F1R2,F2R1,SB,MB",
        "C T DP=100 GT:SQ:AD:AF:F1R2:F2R1:DP:SB:MB 0/1:20.1:75,25:0.250:40,12:35,13:100:38,37,12,13:20,55,10,15",
        ReadSupport(100, 25, 0.25, "FORMAT/AD"),
        (38, 37, 12, 13),
    ),
    "Pisces (TSO500)": (
        "##source=Pisces 5.2.9.23",
        "GT,GQ,AD,DP,VF,NL,SB,NC,US",
        "C T DP=200 GT:GQ:AD:DP:VF:NL:SB:NC 0/1:100:100,50:200:0.25:20:-84.3:0.01",
        ReadSupport(200, 50, 0.25, "FORMAT/AD,DP"),
        None,
    ),
    "MuSE": (
        '##MuSE_version="v2.1"',
        "GT,DP,AD,BQ,SS",
        "C T SOMATIC GT:DP:AD:BQ:SS 0/1:81:60,20:36,35:2",
        ReadSupport(80, 20, 0.25, "FORMAT/AD"),
        None,
    ),
    "consensus set": (
        "",
        "GT,DPT,DPC,ADT,ADC,AL",
        "C T TVAF=0.25;TDP=40 GT:DPC:DPT:ADC:ADT:AL 0/1:26:40:.,.:30,10:1,4",
        ReadSupport(40, 10, 0.25, "FORMAT/ADT"),
        None,
    ),
}


def header(case: Case) -> list[str]:
    ids = [
        f'##FORMAT=<ID={name},Number=.,Type=String,Description="d">' for name in case[1].split(",") if name
    ]
    return [
        "##fileformat=VCFv4.2",
        *ids,
        *filter(None, [case[0]]),
        '##INFO=<ID=CSQ,Description="##source=VarDict">',
    ]


def record_of(text: str, columns: int = 1) -> tuple[Record, str | None]:
    ref, alt, info, keys, values = text.split(" ")
    names = ["T", *(f"other{number}" for number in range(columns - 1))] if keys != "-" else []
    tail = f"\t{keys}" + f"\t{values}" * len(names) if names else ""
    return parse_record(f"1\t100\t.\t{ref}\t{alt}\t.\tPASS\t{info}{tail}", names, names), names[
        0
    ] if names else None


@pytest.mark.parametrize("name", CASES)
def test_a_caller_is_recognised_by_its_header(name: str) -> None:
    assert recognise(header(CASES[name])).name == name


@pytest.mark.parametrize("name", CASES)
def test_its_fraction_depths_and_strands_are_read_where_it_puts_them(name: str) -> None:
    caller = recognise(header(CASES[name]))
    record, column = record_of(CASES[name][2])
    assert tumour_reads(record, 0, column, caller) == CASES[name][3]
    assert tumour_strands(record, 0, column, caller) == CASES[name][4]
    assert disagreement(record, 0, column, CASES[name][3]) == ""


BY_FORMAT = [
    "Mutect 1",
    "Strelka 2",
    "VarDict",
    "VarScan 2",
    "Ion Torrent (TVC)",
    "FreeBayes",
    "Octopus",
    "MuSE",
]


@pytest.mark.parametrize("name", [*BY_FORMAT, "Pisces (TSO500)", "consensus set"])
def test_a_caller_is_recognised_by_its_format_where_its_header_line_was_lost(name: str) -> None:
    assert recognise(header(("", *CASES[name][1:]))).name == name


@pytest.mark.parametrize("name", CASES)
def test_without_any_header_the_fields_alone_give_the_same_alternate_reads(name: str) -> None:
    record, column = record_of(CASES[name][2])
    found, expected = tumour_reads(record, 0, column), CASES[name][3]
    assert recognise([]) is common()
    assert found.alt_depth == expected.alt_depth
    assert found.depth is not None


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("spoilt", [".", "1,2,3,4,5,6,7", "-1", "-2147483648,4", "nan", "x", "1.5,2", "300%"])
def test_spoilt_fields_are_not_known_and_never_zero(name: str, spoilt: str) -> None:
    ref, alt, info, keys, _ = CASES[name][2].split(" ")
    spoilt_info = ";".join(f"{item.split('=')[0]}={spoilt}" for item in info.split(";"))
    fields = (
        ":".join(["0/1", *[spoilt] * keys.count(":")]) if keys.startswith("GT") else ":".join([spoilt] * 8)
    )
    record, column = record_of(f"{ref} {alt} {spoilt_info} {keys} {fields if keys != '-' else '-'}")
    assert tumour_reads(record, 0, column, recognise(header(CASES[name]))) == UNKNOWN
    assert tumour_strands(record, 0, column, recognise(header(CASES[name]))) is None


def test_strelka_indels_are_recognised_by_their_own_fields() -> None:
    caller = recognise(
        [f'##FORMAT=<ID={name},Number=2,Type=Integer,Description="d">' for name in ("TAR", "TIR")]
    )
    record, column = record_of("CA C SOMATIC DP:TAR:TIR:TOR 50:30,31:10,12:5,5")
    assert caller.name == "Strelka 2"
    assert tumour_reads(record, 0, column, caller) == ReadSupport(40, 10, 0.25, "FORMAT/TAR,TIR tier 1")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("##source=HaplotypeCaller", "HaplotypeCaller"),
        ("##GATKCommandLine.HaplotypeCaller=<ID=HaplotypeCaller,Version=3.8>", "HaplotypeCaller"),
        ('##GATKCommandLine=<ID=GenotypeGVCFs,CommandLine="GenotypeGVCFs">', "HaplotypeCaller"),
        ("##DeepVariant_version=1.6.0", "DeepVariant"),
        ("##bcftools_callCommand=call -mv; Date=x", "bcftools call"),
    ],
)
def test_germline_callers_are_told(line: str, name: str) -> None:
    found = recognise([line])
    assert (found.name, found.calls) == (name, "germline")


def test_deepsomatic_is_not_taken_for_the_germline_caller_that_it_is_built_on() -> None:
    lines = ["##DeepVariant_version=1.8.0", CASES["DeepSomatic"][0]]
    assert recognise(lines).name == recognise(lines[::-1]).name == "DeepSomatic"


def test_the_caller_before_a_filter_or_annotator_is_taken() -> None:
    lines = ['##VEP="v110"', "##bcftools_viewCommand=view -f PASS", "##source=Mutect2", "##SnpEffVersion=5.1"]
    assert recognise(lines).name == "Mutect2"


def test_a_structural_caller_of_a_like_name_is_not_octopus() -> None:
    assert recognise(["##source=octopusV"]).name == COMMON


# --- where two numbers could be meant ---------------------------------------------------------------------------


def test_flow_corrected_counts_beat_the_raw_ones_so_a_hotspot_without_a_call_has_no_reads() -> None:
    record, column = record_of("C T . GT:DP:FDP:RO:FRO:AO:FAO 0/0:500:480:450:480:50:0")
    assert tumour_reads(record, 0, column) == ReadSupport(480, 0, 0.0, "FORMAT/FAO,FDP")


def test_pisces_depth_is_dp_because_an_overlapping_allele_has_its_own_record() -> None:
    caller = recognise(["##source=Pisces 5.2.9.23"])
    record, column = record_of("C T . GT:AD:DP:VF 1/2:0,50:100:0.5")
    assert tumour_reads(record, 0, column, caller).vaf == 0.5


def test_vardict_depth_counts_reads_of_other_alleles() -> None:
    record, column = record_of("C T . DP:VD:AD:AF 100:20:60,20:0.2")
    assert tumour_reads(record, 0, column, recognise(["##source=VarDict"])).vaf == 0.2


def test_lofreq_fraction_of_info_is_read_for_lofreq_alone() -> None:
    record, column = record_of("C T DP=200;AF=0.3 - -")
    assert tumour_reads(record, 0, column, recognise(["##source=lofreq call"])) == ReadSupport(
        200, None, 0.3, "INFO/AF,DP"
    )
    assert tumour_reads(record, 0, column) == UNKNOWN


def test_more_alternate_reads_than_depth_are_not_known() -> None:
    record, column = record_of("C T . VD:DP 50:40")
    assert tumour_reads(record, 0, column) == ReadSupport(40, source="FORMAT/DP")


def test_several_alts_have_their_own_strands_only_where_the_field_tells_them_apart() -> None:
    fields = "C T,G . SB:FSRF:FSRR:FSAF:FSAR 9,9,9,9:30:31:5,6:7,8"
    record, column = record_of(fields)
    assert tumour_strands(record, 1, column) == (30, 31, 6, 8)
    without, column = record_of("C T,G . SB 9,9,9,9")
    assert tumour_strands(without, 0, column) is None


def test_strands_of_info_are_not_read_beside_a_second_column() -> None:
    text = "C T SRF=20;SRR=22;SAF=9;SAR=11;DP4=1,2,3,4 GT 0/1"
    (alone, column), (beside, _) = record_of(text), record_of(text, columns=2)
    assert tumour_strands(alone, 0, column) == (1, 2, 3, 4)
    assert tumour_strands(beside, 0, column) is None


def test_counts_of_named_samples_in_info() -> None:
    info = "tumor_ac=2,20;tumor_dp=100;normal_ac=0,1;normal_dp=50"
    record, column = record_of(f"C T,G {info} GT 0/2", columns=2)
    assert tumour_reads(record, 1, column) == ReadSupport(100, 20, 0.2, "INFO/tumor_ac,tumor_dp")
    assert normal_reads(record, 1, None, column) == ReadSupport(50, 1, 0.02, "INFO/normal_ac,normal_dp")


def test_a_split_that_left_ad_whole_gives_no_count_rather_than_a_wrong_one(tmp_path: Path) -> None:
    """bcftools splits AD only where the header says Number=R; many tools declare a dot."""
    row = "1 120 . C G,T . PASS . GT:AD:DP 1/2:50,30,20:100"
    found = {}
    for number in (".", "R"):
        header = FORMATS.replace("ID=AD,Number=R", f"ID=AD,Number={number}") + "##contig=<ID=1>\n"
        whole = write_vcf(tmp_path, [row], header=header)
        split = tmp_path / "split.vcf"
        split.write_text(str(pysam.bcftools.norm("-m-", str(whole))))
        found[number] = [(v.tumour.alt_depth, v.tumour.depth) for v in read(split).variants]
    assert found["."] == [(None, 100), (None, 100)]
    assert {alt for alt, _ in found["R"]} == {30, 20}


def test_an_allele_in_every_read_is_a_call_like_any_other(tmp_path: Path) -> None:
    (variant,) = read(write_vcf(tmp_path, [snv(120, "1/1:0,50")])).variants
    assert (variant.tumour, variant.filters) == (ReadSupport(50, 50, 1.0, "FORMAT/AD"), ())


# --- what a reader of the report is told --------------------------------------------------------------------------


def test_the_report_says_that_a_germline_caller_wrote_the_file(tmp_path: Path) -> None:
    path = write_vcf(tmp_path, [snv(120, "0/1:6,4")], header=FORMATS + "##source=HaplotypeCaller\n")
    (note,) = read(path).notes
    assert note.startswith("written by HaplotypeCaller, a caller of germline variants")


def test_counts_and_fraction_that_disagree_are_noted_and_the_counts_used(tmp_path: Path) -> None:
    formats = FORMATS + '##FORMAT=<ID=AF,Number=A,Type=Float,Description="f">\n'
    rows = [snv(120, "0/1:90,10:0.4", keys="GT:AD:AF"), snv(124, "0/1:90,10:0.12", keys="GT:AD:AF")]
    result = read(write_vcf(tmp_path, rows, header=formats))
    assert [variant.tumour.vaf for variant in result.variants] == [0.1, 0.1]
    assert result.notes == (
        "FORMAT/AF and FORMAT/AD give different allele fractions; the counted reads are used (1x)",
    )


def test_strands_reach_the_variant(tmp_path: Path) -> None:
    formats = FORMATS + '##FORMAT=<ID=SB,Number=4,Type=Integer,Description="s">\n'
    rows = [snv(120, "0/1:60,40:31,29,22,18", keys="GT:AD:SB")]
    assert read(write_vcf(tmp_path, rows, header=formats)).variants[0].strands == (31, 29, 22, 18)


# --- the table itself -------------------------------------------------------------------------------------------


def test_every_caller_of_the_table_has_a_case() -> None:
    assert {c.name for c in callers() if c.calls != "germline"} == {*CASES, COMMON}


def test_every_way_is_used_and_the_common_order_needs_no_caller() -> None:
    assert {way for caller in callers() for way in caller.reads} == READS.keys() - OF_CONTROL.keys()
    assert {way for caller in callers() for way in caller.strands} == set(STRANDS)
    assert callers()[-1] is common()
    assert "INFO/AF,DP" not in common().reads


def test_the_documentation_shows_the_table() -> None:
    text = (ROOT / "docs" / "callers.md").read_text()
    for _, row in table_rows(resources_root() / "formats" / "callers.tsv"):
        line = next(
            line for line in text.splitlines() if line.startswith(f"| {row['caller']} | {row['calls']} |")
        )
        known, reads, strands, note, source = line.replace(r"\|", "¦").split("|")[3:8]
        assert all(f"`{ids}`" in known for ids in row["formats"].split("|") if ids)
        assert (
            row["header"].replace("|", "¦") or "FORMAT" if row["header"] or row["formats"] else "–"
        ) in known
        assert [way.strip(" `") for way in reads.split("`, `")] == row["reads"].split()
        assert [way.strip(" `") for way in strands.split("`, `")] == (row["strands"].split() or ["–"])
        assert (note.strip(), source.strip()) == (row["note"] or "–", row["source"])
