"""What the blocks of the page are made of: callability, gaps, copy number as read, room on the first page."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import CITATIONS, TEXTS
from report_situations import SITUATIONS, breast_pik3ca, panel_without_tsc, pecoma_with_hold

from mtorboard.report import firstpage, view
from mtorboard.report.callability import codon_ranges, gaps, weakest
from mtorboard.report.files import validate
from mtorboard.report.html import render

WORDS = TEXTS["report"]


def depth(reads: int, level: str = "OK") -> dict[str, Any]:
    return {"reads": reads, "level": level, "detectable_vaf": 0.05, "detectable_clone": None}


def measured(document: dict[str, Any], gene: str) -> dict[str, Any]:
    """The document with depths of three hotspot codons of a gene, one of them too shallow."""
    document["genes"][gene] |= {
        "hotspots_callable": False,
        "callability": {
            "source": "depths.per-base.bed.gz",
            "note": "",
            "coding_share": 0.9713,
            "depth_needed": 30,
            "coding": depth(212),
            "hotspots_missing": [13, 12],
            "hotspots": [
                {"codon": 61, "callable": True, "depth": depth(310)},
                {"codon": 12, "callable": False, "depth": depth(5, "NOT_ANALYZABLE")},
                {"codon": 13, "callable": False, "depth": None},
            ],
        },
    }
    validate(document)
    return document


# Callability


def test_codons_in_a_row_are_a_range() -> None:
    assert codon_ranges([61, 13, 12, 11]) == ["11-13", "61"]
    assert codon_ranges([]) == []


def test_the_least_read_hotspot_is_the_one_with_the_fewest_measured_reads() -> None:
    least = weakest(measured(pecoma_with_hold(), "KRAS")["genes"]["KRAS"])
    assert least
    assert (least["codon"], least["depth"]["reads"]) == (12, 5)
    assert weakest(pecoma_with_hold()["genes"]["KRAS"]) is None


def test_depths_and_missing_hotspots_stand_beside_the_gene_and_among_the_gaps() -> None:
    page = render(measured(pecoma_with_hold(), "KRAS"), TEXTS, CITATIONS)
    levels = WORDS["words"]["depth_level"]
    figures = WORDS["callability"]
    for text in (
        "97.1 %",
        figures["coding"].format(reads=212, level=levels["OK"]),
        figures["missing"].format(codons="12-13"),
        figures["weakest"].format(codon=12, reads=5, level=levels["NOT_ANALYZABLE"], needed=30),
        "KRAS 12-13",
    ):
        assert text in page


def test_a_stored_report_whose_genes_have_no_figures_is_shown_without_them() -> None:
    document = pecoma_with_hold()
    for state in document["genes"].values():
        state.pop("callability", None)
    validate(document)
    assert "KRAS" in render(document, TEXTS, CITATIONS)


def test_gaps_are_genes_by_reason_hotspots_and_deletions_each_gene_once() -> None:
    found = gaps(measured(panel_without_tsc(), "KRAS")["genes"])
    assert sorted(name for names in found["genes"].values() for name in names) == ["MTOR", "TSC1", "TSC2"]
    assert found["hotspots"] == {"KRAS": ["12-13"]}
    assert not set(found["deletions"]) & {"MTOR", "TSC1", "TSC2"}


def test_a_panel_without_a_gap_says_so() -> None:
    document = SITUATIONS["nothing_found"]()
    for state in document["genes"].values():
        state |= {"status": "NOT_DETECTED", "deletions_assessed": True}
    page = render(document, TEXTS, CITATIONS)
    assert WORDS["gaps"]["none"] in page
    assert WORDS["gaps"]["statement"] not in page


# Structural variants and copy number

READ = {
    "purity": None,
    "variants": [],
    "coverage": {"sources": [], "seen": [], "asked": {}},
    "clinical": {},
    "copy_number": {
        "segments": [
            {"contig": "9", "start": 0, "end": 1000, "total_cn": 2, "minor_cn": 1},
            {"contig": "16", "start": 99, "end": 200, "total_cn": 1, "minor_cn": 0, "subclonal": True},
            {"contig": "17", "start": 5, "end": 10, "total_cn": 2, "minor_cn": 1},
        ],
        "genes": {"PTEN": -2},
        "notes": ["Not allele-specific."],
    },
    "structural": [
        {"build": "GRCh38", "kind": "DEL", "somatic": True, "imprecise": True,
         "one": {"contig": "16", "pos": 100, "side": "LEFT"},
         "other": {"contig": "16", "pos": 900, "side": "RIGHT"},
         "tumour": {"alt_depth": 20, "depth": 50}},
        {"build": "GRCh38", "kind": "SGL", "one": {"contig": "9", "pos": 7}, "other": None, "tumour": {}},
    ],
}  # fmt: skip


def test_copy_number_is_grouped_by_copies_with_places_counted_from_one() -> None:
    known = view.copies_as_read(READ)
    assert known
    assert known["places"] == [
        {"copies": 1, "minor": 0, "subclonal": True, "places": ["16:100-200"]},
        {"copies": 2, "minor": 1, "subclonal": False, "places": ["9:1-1000", "17:6-10"]},
    ]


def test_what_was_read_is_on_the_page_and_what_was_not_given_or_kept_is_told_apart() -> None:
    given_, not_given, not_kept = (
        render(pecoma_with_hold() | {"read": read}, TEXTS, CITATIONS)
        for read in (READ, READ | {"copy_number": None, "structural": None}, None)
    )
    for text in ("16:100-200", "PTEN -2", "Not allele-specific.", "16:100 – 16:900", "20 / 50", "9:7"):
        assert text in given_
    words = WORDS["large"]
    assert (words["copies"] in given_, words["junctions"] in given_) == (True, True)
    assert (words["no_copies"] in not_given, words["no_junctions"] in not_given) == (True, True)
    assert words["not_kept"] in not_kept
    assert words["no_copies"] not in not_kept


def test_a_structural_variant_that_matters_is_on_the_first_page_and_has_its_table() -> None:
    document = pecoma_with_hold()
    event = document["alterations"][0] | {
        "key": "GRCh38:16:100:DEL:16:900",
        "hgvs_g": "NC_000016.10:g.101_899del",
        "hgvs_c": None,
        "hgvs_p": None,
        "consequence": "feature_truncation",
    }
    document["alterations"].append(event)
    page = render(document, TEXTS, CITATIONS)
    first, _, detail = page.partition('<nav class="contents"')
    assert event["hgvs_g"] in first
    table = detail[detail.index('id="large"') : detail.index('id="arms"')]
    assert event["key"] in table
    assert WORDS["words"]["consequence"]["feature_truncation"] in table
    assert view.large(document["alterations"]) == [event]
    assert event not in view.small(document["alterations"])


# The first page


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_limit_never_grows_on_the_way_to_the_barest_page(situation: str) -> None:
    document = SITUATIONS[situation]()
    heights = [firstpage.height(document, step) for step in firstpage.LADDER]
    assert heights == sorted(heights, reverse=True)


@given(
    flags=st.integers(0, 20),
    rows=st.integers(1, 3),
    alterations=st.integers(0, 60),
    length=st.integers(0, 400),
)
def test_no_stop_or_hold_is_left_out_however_much_there_is(
    flags: int, rows: int, alterations: int, length: int
) -> None:
    document = breast_pik3ca()
    said = document["assessment"]
    blocking = [flag for flag in said["safety"] if flag["severity"] in ("STOP", "HOLD")]
    said["safety"] = [flag | {"text": f"Flag {n}. {'x' * length}"} for n in range(flags) for flag in blocking]
    said["headline"]["rules"] = said["headline"]["rules"][:rows]
    document["alterations"] = document["alterations"][:1] * alterations
    first, _, _ = render(document, TEXTS, CITATIONS).partition('<nav class="contents"')
    assert [n for n in range(flags) if first.count(f"Flag {n}. ") != len(blocking)] == []


def test_cautions_and_notes_of_a_leading_row_are_on_the_first_page() -> None:
    document = pecoma_with_hold()
    row = document["assessment"]["rows"][0]
    assert row["rule"] in document["assessment"]["headline"]["rules"]
    row |= {"cautions": ["A bypass is altered."], "notes": ["Holds in US only."], "evidence_against": []}
    first, _, _ = render(document, TEXTS, CITATIONS).partition('<nav class="contents"')
    assert "A bypass is altered." in first
    assert "Holds in US only." in first
    lead = first[first.index('<article class="card lead">') : first.index("</article>")]
    assert WORDS["row"]["no_against"] not in lead


def test_what_the_first_page_leaves_out_is_counted_and_linked() -> None:
    document = breast_pik3ca()
    document["alterations"] = [
        copy.deepcopy(document["alterations"][0]) | {"key": f"GRCh38:3:{n}:A:G"} for n in range(20)
    ]
    shown = firstpage.limits(document).findings
    first, _, detail = render(document, TEXTS, CITATIONS).partition('<nav class="contents"')
    assert f'<a href="#variants">{WORDS["more"].format(count=20 - shown)}</a>' in first
    assert detail.count("GRCh38:3:") == 20


# Sign-off


def test_a_signed_report_names_its_reviewers_and_is_no_draft() -> None:
    signature = {"role": "Pharmacy", "reviewer": "A. Reviewer", "date": "2026-11-23", "comment": "seen"}
    document = pecoma_with_hold() | {"sign_off": [signature]}
    validate(document)
    page = render(document, TEXTS, CITATIONS)
    for text in ("A. Reviewer", "2026-11-23", "seen"):
        assert text in page
    assert WORDS["draft"] not in page
    assert page.count("Pharmacy") == 1
    unsigned = render(pecoma_with_hold(), TEXTS, CITATIONS)
    assert f'<div class="watermark" data-word="{WORDS["draft"]}">' in unsigned
