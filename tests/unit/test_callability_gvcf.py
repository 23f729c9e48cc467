"""Reference blocks of a gVCF, as GATK, DRAGEN and Strelka2 write them. Positions in the file are 1-based."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from callability_toy import SEQUENCED, codon0, coverage, file

from mtorboard.errors import InputError, TumourColumnError
from mtorboard.model.enums import Build
from mtorboard.model.evidence import GeneCallability
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.callability.files import check_callable

CODON_12 = codon0("FWD", 12)
HEADER = """\
##fileformat=VCFv4.2
##FILTER=<ID=LowGQX,Description="low">
##INFO=<ID=END,Number=1,Type=Integer,Description="end">
##INFO=<ID=BLOCKAVG_min30p3a,Number=0,Type=Flag,Description="minima">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="depth">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="lowest depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="quality">
##FORMAT=<ID=GQX,Number=1,Type=Integer,Description="quality">
##contig=<ID=chr1,length=248956422>
##contig=<ID=chr12,length=133275309>
"""
FIXED = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT"


def block(start0: int, end0: int, call: str, **more: str) -> str:
    """A reference block on chr12, 0-based half-open as the other files here; ``call``: ``KEYS VALUES``."""
    given = {"alt": "<NON_REF>", "filters": ".", "info": ""} | more
    info = f"END={end0}" + (f";{given['info']}" if given["info"] else "")
    return f"chr12 {start0 + 1} . A {given['alt']} . {given['filters']} {info} {call}"


def gvcf(folder: Path, *rows: str, columns: str = "T1", name: str = "t.g.vcf") -> Path:
    body = "".join(f"{row}\n".replace(" ", "\t") for row in (f"{FIXED} {columns}", *rows))
    return file(folder, HEADER + body, name)


def fwd(path: Path, **more: object) -> GeneCallability:
    return coverage(path, **more).genes["FWD"]


GATK = "GT:DP:GQ:MIN_DP 0/0:90:99:80"


def test_a_block_counts_with_its_lowest_depth(tmp_path: Path) -> None:
    found = fwd(gvcf(tmp_path, block(900, 2200, GATK)))
    assert (found.coding_share, found.hotspots_missing) == (1.0, ())
    assert found.coding is not None
    assert found.coding.reads == 80


def test_a_gap_between_blocks_over_codon_12_is_a_missing_hotspot(tmp_path: Path) -> None:
    rows = block(900, CODON_12 - 5, GATK), block(CODON_12 + 15, 2200, GATK)
    found = fwd(gvcf(tmp_path, *rows))
    assert found.hotspots_missing == (12, 13)
    assert found.coding_share == pytest.approx(1 - 20 / SEQUENCED)


@pytest.mark.parametrize(
    "row",
    [
        block(900, 2200, "GT:DP:GQ 0/0:90:99"),
        block(900, 2200, "GT:DP:GQ:MIN_DP 0/0:90:99:29"),
        block(900, 2200, "GT:DP:GQ:MIN_DP 0/0:90:19:80"),
        block(900, 2200, "GT:DP:GQX:MIN_DP 0/0:90:5:80"),
        block(900, 2200, GATK, filters="LowGQX"),
        block(900, 2200, "GT:GQ 0/0:99"),
        block(900, 2200, "GT:DP:GQ:MIN_DP ./.:.:.:."),
    ],
    ids=["average", "shallow", "poor", "poor GQX", "filtered", "no depth", "no call"],
)
def test_blocks_that_prove_nothing(tmp_path: Path, row: str) -> None:
    found = fwd(gvcf(tmp_path, row))
    assert (found.coding_share, found.hotspots_missing) == (0.0, (12, 13, 61))


def test_strelka_says_that_its_values_are_minima(tmp_path: Path) -> None:
    row = block(900, 2200, "GT:GQX:DP 0/0:45:60", alt=".", filters="PASS", info="BLOCKAVG_min30p3a")
    assert fwd(gvcf(tmp_path, row)).coding_share == 1.0


def test_single_positions_need_no_minimum(tmp_path: Path) -> None:
    rows = [f"chr12 {pos0 + 1} . A <NON_REF> . . . GT:DP:GQ 0/0:44:60" for pos0 in range(900, 2200)]
    found = fwd(gvcf(tmp_path, *rows))
    assert found.coding_share == 1.0
    assert found.coding is not None
    assert found.coding.reads == 44


def test_a_called_variant_was_looked_at_whatever_its_genotype_quality(tmp_path: Path) -> None:
    rows = (
        block(900, CODON_12, GATK),
        f"chr12 {CODON_12 + 1} . AGG A,<NON_REF> . . . GT:DP:GQ 0/1:71:3",
        block(CODON_12 + 3, 2200, GATK),
    )
    found = fwd(gvcf(tmp_path, *rows))
    assert found.hotspots_missing == ()
    assert found.hotspots[0].depth is not None
    assert found.hotspots[0].depth.reads == 71


def test_an_index_gives_the_same_answer(tmp_path: Path) -> None:
    path = gvcf(tmp_path, block(900, CODON_12, GATK), block(CODON_12 + 1, 2200, GATK), name="t.g.vcf")
    packed = tmp_path / "t.g.vcf.gz"
    pysam.tabix_compress(str(path), str(packed))
    pysam.tabix_index(str(packed), preset="vcf")
    assert fwd(packed).hotspots == fwd(path).hotspots
    assert fwd(packed).hotspots_missing == (12,)


def test_a_vcf_of_variants_alone_is_refused(tmp_path: Path) -> None:
    row = f"chr12 {CODON_12 + 1} . A C . PASS . GT:DP:GQ 0/1:71:99"
    with pytest.raises(InputError, match="no reference blocks"):
        coverage(gvcf(tmp_path, row))


def test_the_tumour_is_chosen_by_name_among_several_columns(tmp_path: Path) -> None:
    path = gvcf(tmp_path, block(900, 2200, f"{GATK} 0/0:9:99:8"), columns="N1 T1")
    assert fwd(path, tumor="N1").coding_share == 1.0
    assert fwd(path, tumor="T1").coding_share == 0.0
    with pytest.raises(TumourColumnError, match="cannot be told"):
        coverage(path)


def test_the_gvcf_of_the_normal_is_refused(tmp_path: Path) -> None:
    path = gvcf(tmp_path, block(900, 2200, GATK), columns="N1")
    with pytest.raises(TumourColumnError):
        coverage(path, tumor="T1", normal="N1")
    spec = SampleSpec("P1", Path("v.vcf"), tumor="T1", normal="N1", callable_bed=path)
    with pytest.raises(TumourColumnError):
        check_callable(spec, Build.GRCH38)


def test_a_single_column_of_another_name_is_the_tumour(tmp_path: Path) -> None:
    """Strelka2's somatic VCF calls it TUMOR, the gVCF of the same reads by its own name."""
    path = gvcf(tmp_path, block(900, 2200, GATK))
    assert fwd(path, tumor="TUMOR", normal="NORMAL").coding_share == 1.0


def test_a_damaged_gvcf_is_one_clear_message(tmp_path: Path) -> None:
    path = gvcf(tmp_path, block(900, 2200, GATK), "chr12\tx\tbroken")
    with pytest.raises(InputError, match="truncated or has a malformed record"):
        coverage(path)
