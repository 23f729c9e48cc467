"""From what was looked at to gene and arm states, with the shipped knowledge and depths of a made-up panel."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from mtorboard.allelic import genes_with_copy_number
from mtorboard.knowledge import load
from mtorboard.knowledge.base import Knowledge
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Arm, ArmCondition, Build, GeneStatus, Role
from mtorboard.model.sample import SampleSpec
from mtorboard.model.state import GeneState, PathwayState
from mtorboard.model.thresholds import Thresholds
from mtorboard.pathway import hotspot_codons, pathway_state
from mtorboard.reading.callability.assays import read_assays
from mtorboard.reading.callability.bases import sequenced
from mtorboard.reading.callability.coverage import read_coverage
from mtorboard.report.document import RunFacts, SampleFacts, build_report
from mtorboard.schemas import load_schema
from mtorboard.suggest import assess

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "config/config.yaml").read_text())
THRESHOLDS = Thresholds(**CONFIG["thresholds"])
ABSENT = {GeneStatus.NOT_DETECTED, GeneStatus.NOT_DETECTED_SNV_ONLY}
Row = tuple[str, int, int, int]


@cache
def knowledge() -> Knowledge:
    return load()


def panel(depth: int = 800) -> list[Row]:
    """Every coding base and splice site of the panel at one depth: contig, start (0-based), end, reads."""
    transcripts = knowledge().tables.transcripts[Build.GRCH38].values()
    return sorted((t.contig, start, end, depth) for t in transcripts for start, end in sequenced(t))


def with_hole(rows: Iterable[Row], contig: str, start: int, end: int, depth: int) -> list[Row]:
    """The same with another depth in ``start`` to ``end`` (0-based half-open)."""
    cut: list[Row] = []
    for row in rows:
        name, first, last, reads = row
        if name != contig or last <= start or first >= end:
            cut.append(row)
            continue
        parts = ((first, start, reads), (max(first, start), min(last, end), depth), (end, last, reads))
        cut += [(name, a, b, n) for a, b, n in parts if a < b]
    return cut


def read(folder: Path, rows: Iterable[Row] | None, **more: Any) -> PathwayState:
    """Gene and arm states of a tumour without any variant."""
    path = None
    if rows is not None:
        path = folder / "depth.bedgraph"
        lines = "".join(f"chr{contig}\t{start}\t{end}\t{depth}\n" for contig, start, end, depth in rows)
        path.write_text(f"track type=bedGraph\n{lines}")
    tables = knowledge().tables
    coverage = read_coverage(
        SampleSpec("P1", Path("v.vcf"), callable_bed=path, **more),
        tables.transcripts[Build.GRCH38],
        hotspot_codons(tables),
        read_assays(ROOT / "config/assays.yaml"),
        thresholds=THRESHOLDS,
        other_build=tables.transcripts[Build.GRCH37],
    )
    looked_at = genes_with_copy_number(None, tables.transcripts[Build.GRCH38])
    return pathway_state([], coverage, tables, THRESHOLDS, copy_number_genes=looked_at)


def kras12() -> int:
    """Lowest position (0-based) of KRAS codon 12 on GRCh38."""
    return min(knowledge().tables.transcripts[Build.GRCH38]["KRAS"].codon_positions(12)) - 1


def document(pathway: PathwayState) -> Mapping[str, Any]:
    base, date = knowledge(), dt.date(2026, 11, 22)
    assessment = assess(
        pathway,
        Clinical(),
        tumour_type="PECOMA",
        region="EU",
        report_date=date,
        rulebase=base.rulebase,
        tables=base.tables,
    )
    run = RunFacts(date, "EU", base.rulebase, base.version, base.sha256)
    return build_report(SampleFacts("P1", Build.GRCH38), run, pathway=pathway, assessment=assessment)


def test_a_gene_with_a_hole_of_twenty_bases_over_codon_12_is_not_assessed_although_its_mean_depth_is_800(
    tmp_path: Path,
) -> None:
    rows = with_hole(panel(850), "12", kras12() - 8, kras12() + 12, 0)
    bases = [row for row in rows if row[0] == "12"]
    assert (
        sum((end - start) * depth for _, start, end, depth in bases) / sum(b - a for _, a, b, _ in bases)
        > 800
    )
    found = read(tmp_path, rows)
    kras = found.genes["KRAS"]
    assert kras.status is GeneStatus.NOT_ASSESSED
    assert "hotspot codons 11 to 13 not callable (as few as 0 reads; this tumour needs 30)" in kras.why
    assert kras.callability is not None
    assert kras.callability.coding_share is not None
    assert kras.callability.coding_share > THRESHOLDS.coding_share
    assert found.genes["NRAS"].status is GeneStatus.NOT_DETECTED
    mapk = found.arms[Arm.B_MAPK]
    assert mapk.state is ArmCondition.NOT_ASSESSED
    assert mapk.why.startswith("Not assessed: KRAS was not callable where it matters.")


@pytest.mark.parametrize("assay", [None, "exome_with_copy_number"])
@pytest.mark.parametrize("measured", [False, True], ids=["stated", "measured"])
def test_without_copy_number_every_suppressor_is_free_of_small_variants_at_best(
    tmp_path: Path, assay: str | None, measured: bool
) -> None:
    """Also where the assay calls deletions: its calls were not handed in."""
    found = read(tmp_path, panel() if measured else None, assay=assay)
    genes = knowledge().tables.genes
    suppressors = [found.genes[symbol] for symbol, gene in genes.items() if gene.role is Role.TSG]
    looked = measured or assay is not None
    expected = GeneStatus.NOT_DETECTED_SNV_ONLY if looked else GeneStatus.NOT_ASSESSED
    assert {state.status for state in suppressors} == {expected}
    assert all("Deletions were not assessed" in state.why for state in suppressors) or not looked


def test_the_report_says_which_suggestions_missing_copy_number_touches(tmp_path: Path) -> None:
    report = document(read(tmp_path, panel()))
    missing = {item["fact"]: item for item in report["assessment"]["missing"]}
    for gene in ("TSC1", "TSC2", "PTEN", "NF1"):
        assert missing[f"deletions.{gene}"]["needed_by"], gene
    why = report["arms"]["A_TSC"]["why"]
    assert "deletions of TSC1 and TSC2 were not assessed, so this arm cannot be called unaltered" in why


def test_the_same_with_copy_number_is_not_detected(tmp_path: Path) -> None:
    found = read(tmp_path, panel(), assay="exome_with_copy_number", copy_number=Path("copies.tsv"))
    assert found.genes["TSC2"].status is GeneStatus.NOT_DETECTED
    assert found.arms[Arm.B_MAPK].state is ArmCondition.NOT_DETECTED


@pytest.mark.parametrize(
    ("depth", "purity", "words"),
    [
        (76, None, "(at least 76 reads, a low depth) a change in 10 % of reads."),
        (
            76,
            0.8,
            "a change in 10 % of reads, or a clone of 25 % of tumour cells with one of two copies altered.",
        ),
        (850, 0.5, "(at least 850 reads) a change in 5 % of reads, or a clone of 20 % of tumour cells"),
    ],
)
def test_a_negative_says_what_its_depth_would_have_shown(
    tmp_path: Path, depth: int, purity: float | None, words: str
) -> None:
    why = read(tmp_path, panel(depth), purity=purity).genes["NRAS"].why
    assert (
        "With 95 % probability would have been seen: at hotspot codon 12, the least read, and in 95 % of"
        in why
    )
    assert words in why


def test_a_thinner_place_over_a_hotspot_is_told_apart_from_the_rest(tmp_path: Path) -> None:
    rows = with_hole(panel(), "12", kras12(), kras12() + 3, 40)
    why = read(tmp_path, rows).genes["KRAS"].why
    assert (
        "at hotspot codon 12, the least read, (at least 40 reads, a low depth) a change in 19 % of reads; "
        in why
    )
    assert "in 95 % of coding bases (at least 800 reads) a change in 5 % of reads." in why


def test_an_impure_tumour_of_a_shallow_exome_has_no_negatives(tmp_path: Path) -> None:
    """At purity 20 % four reads are expected from forty: one tumour in two would be missed."""
    found = read(tmp_path, panel(40), purity=0.2, assay="exome_with_copy_number")
    assert {gene.status for gene in found.genes.values()} == {GeneStatus.NOT_ASSESSED}
    assert "this tumour needs 76" in found.genes["KRAS"].why


def test_the_figures_reach_the_report_and_follow_its_schema(tmp_path: Path) -> None:
    rows = with_hole(panel(), "12", kras12(), kras12() + 3, 40)
    report = document(read(tmp_path, rows, purity=0.8))
    jsonschema_rs.validator_for(load_schema("report")).validate(report)
    kras = report["genes"]["KRAS"]["callability"]
    assert kras["depth_needed"] == 30
    twelve = next(item for item in kras["hotspots"] if item["codon"] == 12)
    assert twelve == {
        "codon": 12,
        "callable": True,
        "depth": {"reads": 40, "level": "LOW", "detectable_vaf": 0.183, "detectable_clone": 0.4575},
    }
    assert json.loads(json.dumps(report)) == report
    assert document(read(tmp_path, None))["genes"]["KRAS"]["callability"] is None


def test_one_base_less_never_earns_an_absence(tmp_path: Path) -> None:
    """Taking depth away anywhere in a gene leaves its status as it is, or withholds the absence."""
    whole = read(tmp_path, panel()).genes
    for symbol in ("KRAS", "TSC2", "PIK3CA"):
        place = knowledge().tables.transcripts[Build.GRCH38][symbol]
        for start, end in sequenced(place)[::5]:
            less: GeneState = read(tmp_path, with_hole(panel(), place.contig, start, end, 0)).genes[symbol]
            assert less.status is GeneStatus.NOT_ASSESSED or less.status is whole[symbol].status


def test_the_negative_of_an_arm_needs_the_genes_that_the_gene_table_marks(tmp_path: Path) -> None:
    table = ROOT / "resources/knowledge/genes.tsv"
    with table.open(encoding="utf-8") as handle:
        marked = [
            row for row in csv.DictReader(handle, delimiter="\t") if row["required_for_negative"] == "true"
        ]
    for row in marked[::4]:
        place = knowledge().tables.transcripts[Build.GRCH38][row["symbol"]]
        hole = with_hole(panel(), place.contig, place.start0, place.end0, 0)
        found = read(tmp_path, hole, assay="exome_with_copy_number", copy_number=Path("copies.tsv"))
        if row["arm"]:
            assert found.arms[Arm(row["arm"])].state is ArmCondition.NOT_ASSESSED, row["symbol"]
