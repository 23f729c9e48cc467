"""Annotations and population frequencies of a VCF go to the allele they describe, or to none."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_panel import (
    read,
    write_vcf,
)

from mtorboard.model.variant import FileAnnotation
from mtorboard.reading.result import ReadResult

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: '
    'Allele|Consequence|SYMBOL|Feature_type|Feature|HGVSc|HGVSp|gnomADe_AF|MAX_AF{extra}">\n'
)
ANN = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | "
    "Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | HGVS.c | HGVS.p' \">\n"
)
BCSQ = '##INFO=<ID=BCSQ,Number=.,Type=String,Description="bcftools csq">\n'


def one_annotated(tmp_path: Path, header: str, record: str, **named: object) -> ReadResult:
    return read(write_vcf(tmp_path, [record], columns=(), header=header), **named)  # type: ignore[arg-type]


def vep(*entries: str) -> str:
    return "CSQ=" + ",".join(entries)


def test_csq_is_decoded_and_stripped_of_accessions(tmp_path: Path) -> None:
    info = vep(
        "T|synonymous_variant&splice_region_variant|TOY|Transcript|NM_1.1|NM_1.1:c.20C>T|NP_1.1:p.Leu7%3D|0.002|0.01"
    )
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . C T . PASS {info}")
    variant = result.variants[0]
    terms = ("synonymous_variant", "splice_region_variant")
    assert variant.annotations == (FileAnnotation("CSQ", "TOY", "NM_1.1", terms, "c.20C>T", "p.Leu7="),)
    assert variant.population_af == 0.01
    assert result.annotation_source == "VEP (CSQ)"


def hgvs(result: ReadResult) -> dict[str, list[str | None]]:
    return {v.key.alt + "/" + v.key.ref: [a.hgvs_c for a in v.annotations] for v in result.variants}


def test_csq_of_a_multi_allelic_indel_goes_to_its_own_allele(tmp_path: Path) -> None:
    info = vep("-|x|TOY|Transcript|NM_1|c.del2||", "A|x|TOY|Transcript|NM_1|c.del1||")
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . CAA C,CA . PASS {info}")
    assert hgvs(result) == {"C/CA": ["c.del1"], "C/CAA": ["c.del2"]}


def test_allele_num_decides_where_labels_collide(tmp_path: Path) -> None:
    info = vep("-|x|TOY|Transcript|NM_1|c.two||||2", "-|x|TOY|Transcript|NM_1|c.one||||1")
    header = CSQ.format(extra="|ALLELE_NUM")
    result = one_annotated(tmp_path, header, f"1 120 . CAA C,CA . PASS {info}")
    assert hgvs(result) == {"C/CA": ["c.two"], "C/CAA": ["c.one"]}


def test_colliding_labels_are_dropped_with_a_note(tmp_path: Path) -> None:
    info = vep("-|x|TOY|Transcript|NM_1|c.a||0.5|", "-|x|TOY|Transcript|NM_1|c.b||0.5|")
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . CAA CA,C . PASS {info}")
    assert all(variant.annotations == () for variant in result.variants)
    assert all(variant.population_af is None for variant in result.variants)
    assert result.notes == (
        "annotation not used where the record does not tell which allele it describes (1x)",
    )


def test_a_record_split_after_annotation_does_not_take_the_other_alleles_name(tmp_path: Path) -> None:
    # CAA>C,CA annotated, then split and shortened: the second allele is CA>C now, and "-" is the first one's label
    info = vep("-|x|TOY|Transcript|NM_1|c.of_the_other||", "A|x|TOY|Transcript|NM_1|c.own||")
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . CA C . PASS {info}")
    assert result.variants[0].annotations == ()


def test_a_split_substitution_keeps_its_own_annotation(tmp_path: Path) -> None:
    info = vep("T|x|TOY|Transcript|NM_1|c.own||", "G|x|TOY|Transcript|NM_1|c.other||")
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . C T . PASS {info}")
    assert hgvs(result) == {"T/C": ["c.own"]}


def test_regulatory_features_are_no_transcripts(tmp_path: Path) -> None:
    info = vep("T|x||RegulatoryFeature|ENSR1||||", "T|y|TOY|Transcript|NM_1|c.1C>T|||")
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . C T . PASS {info}")
    assert [a.transcript for a in result.variants[0].annotations] == ["NM_1"]


def test_snpeff_names_alleles_whole_and_its_effects_of_one_transcript_are_put_together(
    tmp_path: Path,
) -> None:
    info = (
        "ANN=CA|frameshift_variant|HIGH|TOY|g|transcript|NM_1.1|c.20del|p.Leu7fs,"
        "CA|splice_region_variant|LOW|TOY|g|transcript|NM_1.1|c.20del|,"
        "C|stop_gained|HIGH|TOY|g|transcript|NM_1.1|c.20_21del|p.Leu7*,"
        "C|structural_interaction_variant|HIGH|TOY|g|interaction|1ABC|c.x|"
    )
    result = one_annotated(tmp_path, ANN, f"1 120 . CAA C,CA . PASS {info}")
    assert [[(a.terms, a.hgvs_c, a.hgvs_p) for a in v.annotations] for v in result.variants] == [
        [(("frameshift_variant", "splice_region_variant"), "c.20del", "p.Leu7fs")],
        [(("stop_gained",), "c.20_21del", "p.Leu7*")],
    ]


@pytest.mark.parametrize(
    ("entry", "terms"),
    [
        ("missense|TOY|NM_1|protein_coding|+|7L>7F|120C>T", ("missense",)),
        ("*missense|TOY|NM_1|protein_coding|+|7L>7F|120C>T", ("missense",)),
        ("intron|TOY|NM_1|protein_coding", ("intron",)),
        ("missense|TOY|NM_1|protein_coding|+|7L>7F|120C>G", None),
        ("missense|TOY|NM_1|protein_coding|+|7L>7F|120C>T+121A>G", None),
        ("@118", None),
    ],
)
def test_bcsq(tmp_path: Path, entry: str, terms: tuple[str, ...] | None) -> None:
    result = one_annotated(tmp_path, BCSQ, f"1 120 . C T . PASS BCSQ={entry}")
    found = [annotation.terms for annotation in result.variants[0].annotations]
    assert found == ([terms] if terms else [])


def test_bcsq_entries_of_one_transcript_are_put_together_and_their_residues_read(tmp_path: Path) -> None:
    entries = "splice_region|TOY|NM_1|protein_coding,stop_gained|TOY|NM_1|protein_coding|+|7Q>7*|120C>T"
    result = one_annotated(tmp_path, BCSQ, f"1 120 . C T . PASS BCSQ={entries}")
    [annotation] = result.variants[0].annotations
    assert annotation == FileAnnotation(
        "BCSQ", "TOY", "NM_1", ("splice_region", "stop_gained"), None, "p.Q7*"
    )


@pytest.mark.parametrize(
    ("protein", "expected"),
    [("12G>12D", "p.G12D"), ("12G", "p.G12="), ("601KSRWS>601S", None), ("12G>13D", None), ("", None)],
)
def test_bcsq_residues(tmp_path: Path, protein: str, expected: str | None) -> None:
    entry = f"missense|TOY|NM_1|protein_coding|+|{protein}|120C>T"
    result = one_annotated(tmp_path, BCSQ, f"1 120 . C T . PASS BCSQ={entry}")
    assert [a.hgvs_p for a in result.variants[0].annotations] == [expected]


def test_bcsq_of_a_multi_allelic_record_goes_to_its_own_allele(tmp_path: Path) -> None:
    entries = ",".join(
        f"missense|TOY|NM_1|protein_coding|+|7L>7{new}|120C>{alt}" for new, alt in ("FT", "VG")
    )
    result = one_annotated(tmp_path, BCSQ, f"1 120 . C T,G . PASS BCSQ={entries}")
    found = {v.key.alt: [a.hgvs_p for a in v.annotations] for v in result.variants}
    assert found == {"T": ["p.L7F"], "G": ["p.L7V"]}


@pytest.mark.parametrize("text", ["p.Leu7%3D", "p.Leu7%3d", "NP_1.1:p.(Leu7%3D)", "p.Leu7="])
def test_a_percent_sign_is_decoded_whatever_stands_around_it(tmp_path: Path, text: str) -> None:
    info = vep(f"T|synonymous_variant|TOY|Transcript|NM_1|c.21C>T|{text}||")
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . C T . PASS {info}")
    assert [a.hgvs_p for a in result.variants[0].annotations] == [
        text.split(":")[-1].replace("%3D", "=").replace("%3d", "=")
    ]


def test_annotations_beside_an_allele_that_is_no_call_stay_with_theirs(tmp_path: Path) -> None:
    info = vep("T|x|TOY|Transcript|NM_1|c.own||", "<NON_REF>|y|TOY|Transcript|NM_1|||")
    result = one_annotated(tmp_path, CSQ.format(extra=""), f"1 120 . C T,<NON_REF>,* . PASS {info}")
    assert hgvs(result) == {"T/C": ["c.own"]}
    dropped = {reason: number for step in result.funnel for reason, number in step.reasons.items()}
    assert len(dropped) == 2


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("gnomAD_AF=0.2", 0.2),
        ("gnomADg_AF_popmax=0.1;ExAC_AF=0.3", 0.3),
        ("AF_popmax=0.04", 0.04),
        ("1000g2015aug_all=0.05", 0.05),
        ("AF=0.4", None),
        ("gnomAD_AN=1", None),
        ("gnomAD_AC=1", None),
        ("gnomAD_AF=0.1,0.2", None),
        ("gnomAD_AF=.", None),
        ("gnomAD_AF=7", None),
    ],
)
def test_population_frequencies_in_info(tmp_path: Path, info: str, expected: float | None) -> None:
    result = one_annotated(tmp_path, "", f"1 120 . C T . PASS {info}")
    assert result.variants[0].population_af == expected


def test_mutect2s_popaf_is_a_logarithm_where_the_header_says_so(tmp_path: Path) -> None:
    said = (
        '##INFO=<ID=POPAF,Number=A,Type=Float,Description="negative log 10 population allele frequencies">\n'
    )
    assert one_annotated(tmp_path, said, "1 120 . C T . PASS POPAF=2").variants[0].population_af == 0.01
    unsaid = '##INFO=<ID=POPAF,Number=A,Type=Float,Description="population allele frequency">\n'
    assert one_annotated(tmp_path, unsaid, "1 120 . C T . PASS POPAF=2").variants[0].population_af is None
