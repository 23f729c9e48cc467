"""The genome build: contig lengths, header words, declaration, and every disagreement between them."""

from __future__ import annotations

import pytest

from mtorboard.errors import BuildError
from mtorboard.model.enums import Build
from mtorboard.reading.build import detect_build, parse_build
from mtorboard.reading.contigs import assemblies, contig_rank, other_build, plain_contig

B37, B38 = Build.GRCH37, Build.GRCH38
TSC2_37, TSC2_38 = "##contig=<ID=16,length=90354753>", "##contig=<ID=chr16,length=90338345>"
LIFTED = "##liftOverChainFile=/chains/hg19Tohg38.over.chain.gz"


def detect(*lines: str, declared: Build | None = None) -> Build:
    return detect_build(lines, declared, where="sample S1, calls.vcf")


def refusal(*lines: str, declared: Build | None = None) -> str:
    with pytest.raises(BuildError) as caught:
        detect(*lines, declared=declared)
    return caught.value.render()


@pytest.mark.parametrize(
    ("line", "build"),
    [
        (TSC2_37, B37),
        (TSC2_38, B38),
        ("##contig=<ID=chrX,length=155270560,assembly=hg19>", B37),
        ("##contig=<ID=NC_000016.9>", B37),
        ("##contig=<ID=NC_000016.10,length=90338345>", B38),
        ("##contig=<ID=7,assembly=b37>", B37),
        ("##reference=file:///ref/human_g1k_v37_decoy.fasta", B37),
        ("##reference=/data/Homo_sapiens_assembly38/hg38.fa", B38),
        ("##reference=file:///ref/Homo_sapiens_assembly19.fasta", B37),
        ("##reference=/ref/Homo_sapiens_assembly38.fasta", B38),
        ("##assembly=GRCh38", B38),
        ('##VEP="v106" cache="/x/104_GRCh37" assembly="GRCh37.p13"', B37),
    ],
)
def test_one_line_tells(line: str, build: Build) -> None:
    assert detect(line) is build


def test_declared_where_the_header_says_nothing() -> None:
    assert detect("##contig=<ID=16>", declared=B38) is B38


def test_a_lift_over_line_names_both_builds_and_tells_nothing() -> None:
    assert detect(LIFTED, declared=B38) is B38
    assert "not known" in refusal(LIFTED)


def test_nothing_known_says_which_option_to_set() -> None:
    message = refusal("##source=caller")
    assert "`build` column" in message
    assert "--build" in message


def test_lengths_against_declared() -> None:
    assert "GRCh37, but GRCh38 is declared" in refusal(TSC2_37, declared=B38)


def test_words_against_declared() -> None:
    assert "speaks of GRCh38, but GRCh37 is declared" in refusal("##reference=hg38.fa", declared=B37)


def test_lengths_against_words_need_a_declaration() -> None:
    assert "contigs are those of GRCh37, but its header speaks of GRCh38" in refusal(
        TSC2_37, "##reference=hg38.fa"
    )
    assert detect(TSC2_37, "##reference=hg38.fa", declared=B37) is B37


def test_contigs_of_both_builds() -> None:
    assert "both builds" in refusal(TSC2_37, "##contig=<ID=17,length=83257441>")


def test_contigs_of_another_genome_even_when_declared() -> None:
    assert "fit neither" in refusal("##contig=<ID=chr16,length=96330374>", declared=B38)


def test_decoys_and_the_mitochondrion_do_not_vote() -> None:
    lines = ("##contig=<ID=chrM,length=16571>", "##contig=<ID=hs37d5_x,length=5>", TSC2_38)
    assert detect(*lines) is B38


@pytest.mark.parametrize(
    "text",
    ["37", "19", "hg19", "GRCh37", "GRCh37.p13", "GRCh37-lite", "b37", "hs37d5", "human_g1k_v37", " grch37 "],
)
def test_names_of_37(text: str) -> None:
    assert parse_build(text) is B37


@pytest.mark.parametrize("text", ["38", "hg38", "GRCh38", "GRCh38.p14", "GRCh38.d1.vd1"])
def test_names_of_38(text: str) -> None:
    assert parse_build(text) is B38


@pytest.mark.parametrize("text", ["", "36", "hg18", "mm10", "T2T", "hg19 lifted to hg38", "GRCh3", "137"])
def test_other_names(text: str) -> None:
    assert parse_build(text) is None


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("chr16", "16"),
        ("16", "16"),
        ("CHR16", "16"),
        ("NC_000016.10", "16"),
        ("chrX", "X"),
        ("x", "X"),
        ("23", "X"),
        ("NC_000024.10", "Y"),
        ("chr16_KI270853v1_alt", "16_KI270853v1_alt"),
    ],
)
def test_plain_names(name: str, plain: str) -> None:
    assert plain_contig(name) == plain


def test_the_contig_table_is_whole() -> None:
    for build, total in ((B37, 3_095_677_412), (B38, 3_088_269_832)):
        table = assemblies()[build]
        assert len(table.lengths) == len(set(table.accessions.values())) == 24
        assert sum(table.lengths.values()) == total
        assert all(plain_contig(name) == contig for contig, name in table.accessions.items())
    shared = set(assemblies()[B37].accessions.values()) & set(assemblies()[B38].accessions.values())
    assert not shared


def test_no_length_belongs_to_one_chromosome_of_both_builds() -> None:
    both = [assemblies()[build].lengths for build in Build]
    assert not [contig for contig in both[0] if both[0][contig] == both[1][contig]]


def test_chromosomes_sort_as_people_count() -> None:
    assert sorted(["X", "10", "2", "MT", "Y", "1"], key=contig_rank) == ["1", "2", "10", "X", "Y", "MT"]


def test_the_other_build() -> None:
    assert [other_build(build) for build in (B37, B38)] == [B38, B37]
