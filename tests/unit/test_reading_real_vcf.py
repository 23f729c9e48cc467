"""Real VCFs of six callers: exact calls, and cyvcf2 as an independent reader of alleles and depths."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy_panel import (
    B37,
    B38,
)

from mtorboard.errors import ReferenceError  # noqa: A004 - the field's word for it
from mtorboard.knowledge import resources_root
from mtorboard.knowledge.transcripts import Locus, load_transcripts, loci
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.contigs import assemblies
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import ReadResult, ReadSettings
from mtorboard.reading.vcf import read_vcf

SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared real data are not there")


@pytest.fixture(scope="module")
def panel() -> dict[str, object]:
    root = resources_root() / "panel"
    genes = {build: load_transcripts(root / f"transcripts.{build}.json", build) for build in Build}
    return {
        "loci_by_build": {build: loci(genes[build].values()) for build in Build},
        "transcripts_by_build": genes,
        "settings": ReadSettings(frozenset({"PASS"}), None, 10, 0.02),
    }


@pytest.fixture(scope="module")
def references() -> Iterator[dict[Build, Reference]]:
    opened = {build: Reference.open(SHARED / "reference" / f"panel.{build}.fa.gz", build) for build in Build}
    yield opened
    for reference in opened.values():
        reference.close()


def read_real(panel: dict[str, object], name: str, build: Build | None, **named: object) -> ReadResult:
    named.setdefault("reference_by_build", {})
    return read_vcf(SampleSpec("R", SHARED / "vcf" / name, build=build), **panel, **named)  # type: ignore[arg-type]


@real
def test_real_mutect2_with_vep(panel: dict[str, object], references: dict[Build, Reference]) -> None:
    result = read_real(panel, "A25.mutect2.vep.GRCh37.vcf.gz", None, reference_by_build=references)
    assert (result.build, result.tumour_column, result.normal_column) == (B37, "A25", "N1")
    assert result.annotation_source == "VEP v106 (CSQ)"
    assert result.funnel[0].entered == 1428
    filtered, passed, tp53 = result.variants
    assert (str(tp53.key), tp53.filters, tp53.somatic) == ("GRCh37:17:7577098:T:A", (), True)
    assert (str(filtered.key), filtered.filters) == ("GRCh37:1:115252185:C:T", ("t_lod",))
    assert (str(passed.key), passed.filters, passed.somatic) == ("GRCh37:9:135781273:T:A", (), True)
    assert passed.tumour == ReadSupport(26, 13, 0.5, "FORMAT/AD")
    assert passed.normal == ReadSupport(36, 0, 0.0, "FORMAT/AD")
    annotation = next(a for a in passed.annotations if a.transcript == "ENST00000298552")
    assert (annotation.gene, annotation.hgvs_p, annotation.terms) == (
        "TSC1",
        "p.Glu564Asp",
        ("missense_variant",),
    )


@real
def test_real_consensus_calls(panel: dict[str, object], references: dict[Build, Reference]) -> None:
    breast = read_real(panel, "T001-BRCA.grch38.vcf.gz", B38, reference_by_build=references)
    keys = [str(variant.key) for variant in breast.variants]
    assert keys == ["GRCh38:3:179234297:A:G", "GRCh38:17:7673806:C:T"]
    assert breast.variants[0].tumour == ReadSupport(74, 31, 31 / 74, "FORMAT/ADT")
    assert breast.variants[0].normal == ReadSupport(142, source="FORMAT/DPC")
    colon = read_real(panel, "T001-COAD.grch38.vcf.gz", B38, reference_by_build=references)
    found = {str(variant.key): variant.tumour.alt_depth for variant in colon.variants}
    assert len(found) == 10
    assert found["GRCh38:7:140753336:A:T"] == 17
    assert colon.funnel[0].entered == 3313


@real
def test_real_consensus_calls_on_the_wrong_build(
    panel: dict[str, object], references: dict[Build, Reference]
) -> None:
    with pytest.raises(ReferenceError, match="likely on GRCh38, whose FASTA all REF alleles fit"):
        read_real(panel, "T001-COAD.grch38.vcf.gz", B37, reference_by_build=references)


@real
def test_real_strelka(panel: dict[str, object], references: dict[Build, Reference]) -> None:
    result = read_real(panel, "vcf2maf_test_strelka.GRCh37.vcf", B37, reference_by_build=references)
    variant = result.variants[0]
    assert (str(variant.key), variant.somatic) == ("GRCh37:7:140453136:A:T", True)
    assert variant.tumour == ReadSupport(259, 191, 191 / 259, "FORMAT/AU,TU tier 1")
    assert len(result.variants) == 1


@real
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "mutect",
            [
                ("GRCh37:4:143040503:C:T", ("REJECT",), (1, 1)),
                ("GRCh37:19:18279816:A:G", ("REJECT",), (17, 5)),
                ("GRCh37:19:40753619:G:T", ("REJECT",), (3, 2)),
            ],
        ),
        ("varscan", [("GRCh37:12:133210985:C:T", (), (230, 116))]),
    ],
)
def test_real_mutect_and_varscan(panel: dict[str, object], name: str, expected: list[object]) -> None:
    result = read_real(panel, f"vcf2maf_test_{name}.GRCh37.vcf", B37)
    found = [(str(v.key), v.filters, (v.tumour.depth, v.tumour.alt_depth)) for v in result.variants]
    assert found == expected
    assert (result.tumour_column, result.normal_column) == ("TUMOR", "NORMAL")
    assert result.funnel[0].entered == 500


@real
@pytest.mark.parametrize("name", ["tcga_mc3.GRCh37.vcf.gz", "tcga_mc3.snpeff.GRCh37.vcf.gz"])
def test_real_mc3_variants_are_already_normal(
    panel: dict[str, object], references: dict[Build, Reference], name: str
) -> None:
    result = read_real(panel, name, None, reference_by_build=references)
    assert result.funnel[0].entered == 1332
    for variant in result.variants:
        assert variant.observed == ":".join(str(variant.key).split(":")[1:])
        assert bool(variant.annotations) is ("snpeff" in name)


EVERY = [
    ("A25.mutect2.vep.GRCh37.vcf.gz", None, "A25"),
    ("tcga_mc3.GRCh37.vcf.gz", None, "TUMOR"),
    ("vcf2maf_test_mutect.GRCh37.vcf", B37, "TUMOR"),
    ("vcf2maf_test_varscan.GRCh37.vcf", B37, "TUMOR"),
    ("vcf2maf_test_strelka.GRCh37.vcf", B37, "TUMOR"),
    ("T001-COAD.grch38.vcf.gz", B38, None),
]


def whole_genome() -> dict[Build, list[Locus]]:
    return {
        build: [Locus(contig, contig, 0, length) for contig, length in assemblies()[build].lengths.items()]
        for build in Build
    }


@real
@pytest.mark.parametrize(("name", "build", "tumour"), EVERY)
def test_cyvcf2_sees_the_same_alleles_and_depths(
    panel: dict[str, object], name: str, build: Build | None, tumour: str | None
) -> None:
    cyvcf2 = pytest.importorskip("cyvcf2")
    named = dict(panel) | {"loci_by_build": whole_genome()}
    result = read_real(named, name, build)
    ours = {variant.observed: variant for variant in result.variants}
    file = cyvcf2.VCF(str(SHARED / "vcf" / name))
    column = file.samples.index(tumour) if tumour else 0
    seen = 0
    for record in file:
        for index, alt in enumerate(record.ALT):
            variant = ours.get(f"{record.CHROM}:{record.POS}:{record.REF}:{alt}")
            if variant is None:
                continue
            seen += 1
            reads = variant.tumour
            if reads.source == "FORMAT/AD":
                depths = [int(value) for value in record.format("AD")[column]]
                assert (reads.depth, reads.alt_depth) == (sum(depths), depths[index + 1])
            elif reads.source == "FORMAT/RD,AD":
                alt_depth, ref_depth = (int(record.format(key)[column][0]) for key in ("AD", "RD"))
                assert (reads.depth, reads.alt_depth) == (alt_depth + ref_depth, alt_depth)
            elif reads.source.endswith("U tier 1"):
                assert reads.alt_depth == int(record.format(f"{alt}U")[column][0])
            elif reads.source == "FORMAT/TAR,TIR tier 1":
                tiers = str(record).rstrip().split("\t")
                fields = dict(zip(tiers[8].split(":"), tiers[9 + column].split(":"), strict=True))
                assert reads.alt_depth == int(fields["TIR"].split(",")[0])
                assert reads.depth == reads.alt_depth + int(fields["TAR"].split(",")[0])
            elif reads.source == "FORMAT/ADT":
                assert reads.depth is not None
                assert reads.depth <= int(record.format("DPT")[column][0])  # DPT counts other bases too
                assert reads.vaf == pytest.approx(float(record.INFO["TVAF"]), abs=1e-5)
            else:
                pytest.fail(f"unexpected source {reads.source}")
    assert seen == len(ours) > 0
