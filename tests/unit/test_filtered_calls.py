"""A curated allele that the caller filtered: shown with its name and its filter, interpreted nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toy_panel import FORMATS, write_vcf

from mtorboard.cli.main import main

KRAS_G12D = "12 25245350 . C T . {filters} . GT:AD:DP 0/1:60,40:100"


def run(folder: Path, filters: str, *options: str) -> dict[str, Any]:
    """Run one made-up KRAS call on GRCh38 with everything callable; return report.json."""
    path = write_vcf(folder, [KRAS_G12D.format(filters=filters)], columns=("T",), header=FORMATS)
    settings = (
        "--build",
        "GRCh38",
        "--region",
        "US",
        "--report-date",
        "2026-11-22",
        "--assay",
        "panel_full_genes",
    )
    assert main(["run", str(path), "--outdir", str(folder / "out"), *settings, *options]) == 0
    document: dict[str, Any] = json.loads((folder / "out" / "calls" / "report.json").read_text())
    return document


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    folder = tmp_path_factory.mktemp("filtered")
    return run(folder, "strand_bias;weak_evidence"), (folder / "out" / "calls" / "report.html").read_text()


def test_report_json_shows_it_with_class_name_and_filters(filtered: tuple[dict[str, Any], str]) -> None:
    (item,) = filtered[0]["alterations"]
    assert (item["gene"], item["hgvs_p"], item["class"]) == ("KRAS", "p.Gly12Asp", "HOTSPOT")
    assert (item["filtered"], item["counts"]) == (["strand_bias", "weak_evidence"], False)
    assert (
        "Filtered by the caller (strand_bias, weak_evidence): shown, not interpreted." in item["reasons"][0]
    )


def test_the_funnel_counts_it_under_each_of_its_filters(filtered: tuple[dict[str, Any], str]) -> None:
    step = next(
        step for step in filtered[0]["funnel"] if step["step"] == "calls that passed the caller's filters"
    )
    assert step == {
        "step": "calls that passed the caller's filters",
        "in": 1,
        "out": 0,
        "reasons": {"strand_bias": 1, "weak_evidence": 1},
    }


def test_no_gene_and_no_arm_rests_on_it_and_none_is_called_clean(
    filtered: tuple[dict[str, Any], str],
) -> None:
    document = filtered[0]
    assert document["genes"]["KRAS"]["status"] not in {"ALTERED", "NOT_DETECTED", "NOT_DETECTED_SNV_ONLY"}
    assert "filtered by the caller" in document["genes"]["KRAS"]["why"]
    assert not document["arms"]["B_MAPK"]["state"].startswith("ACTIVE")


def test_the_page_shows_it_with_its_filters(filtered: tuple[dict[str, Any], str]) -> None:
    page = filtered[1]
    assert "p.Gly12Asp" in page
    assert "failed filter: strand_bias, weak_evidence" in page
    assert "not interpreted" in page


def test_the_same_call_unfiltered_makes_the_gene_altered(tmp_path: Path) -> None:
    document = run(tmp_path, "PASS")
    assert document["genes"]["KRAS"]["status"] == "ALTERED"
    assert document["alterations"][0]["counts"] is True
