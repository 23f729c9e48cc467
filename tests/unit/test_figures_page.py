"""The figures on the page: well-formed, said in words, the same each time, small, proof against hostile text."""

from __future__ import annotations

import re
import time
from typing import Any
from xml.etree import ElementTree

import pytest
from figure_cases import FACTS, altered, report, state, vus
from report_cases import CITATIONS, ROOT, TEXTS
from report_situations import SITUATIONS

from mtorboard.report.html import render

TEMPLATES = ROOT / "workflow/scripts/mtorboard/report/templates"
WORDS = TEXTS["report"]["figures"]
SVG = re.compile(r"<svg class=\"fig\".*?</svg>", re.DOTALL)


def page(document: dict[str, Any]) -> str:
    return render(document, TEXTS, CITATIONS, FACTS)


def drawings(source: str) -> list[ElementTree.Element]:
    """The figures as XML; what stands for itself beside a word is left out."""
    found = [ElementTree.fromstring(svg) for svg in SVG.findall(source)]  # noqa: S314 - our own page
    return [svg for svg in found if svg.get("aria-hidden") != "true"]


def texts(svg: ElementTree.Element) -> list[str]:
    return ["".join(item.itertext()) for item in svg.iter("text")]


def lung() -> dict[str, Any]:
    """TSC2 lost on both copies, KRAS and MTOR gained, many more changes than are drawn."""
    reads = {"vaf": 0.54, "alt_depth": 108, "depth": 200}
    many = [altered("TSC2", f"p.Arg{n}Ter", n, key=str(n)) for n in range(10, 1800, 60)]
    document = report(
        altered("TSC2", expected_vaf=[state(0.54, copies=1), state(0.35)], zygosity="BIALLELIC", **reads),
        altered("KRAS", "p.Gly12Asp", 12, effect="GOF", expected_vaf=[state(0.35, inherited=1)], **reads),
        altered("MTOR", "p.Ser2215Tyr", 2215, effect="GOF", vaf=None),
        vus("MTOR", "p.Phe2108Leu", 2108, **{"class": "RESISTANCE"}),
        vus("AKT1"),
        *many,
        **dict.fromkeys(("TSC2", "KRAS", "MTOR"), "ALTERED"),
    )
    document["genes"]["TSC2"]["zygosity"] = "BIALLELIC"
    return document


def crowded() -> dict[str, Any]:
    """Every gene altered in many places: the most that is ever drawn."""
    states = [state(0.1 * number) for number in range(1, 8)]
    items = [
        altered(
            gene, f"p.Arg{n}TrpfsTer{n}", n, key=f"{gene}{n}", expected_vaf=states, alt_depth=80, depth=200
        )
        for gene in FACTS.lengths
        for n in range(5, 150, 10)
    ]
    return report(*items, **dict.fromkeys(FACTS.lengths, "ALTERED"))


ALL = {**SITUATIONS, "lung": lung, "crowded": crowded}


@pytest.fixture(params=ALL, scope="module")
def source(request: pytest.FixtureRequest) -> str:
    return page(ALL[request.param]())


def test_every_figure_is_well_formed_and_says_in_words_what_it_shows(source: str) -> None:
    found = drawings(source)
    assert found
    for svg in found:
        assert svg.get("role") == "img"
        title, summary = svg.find("title"), svg.find("desc")
        assert title is not None
        assert summary is not None
        assert svg.get("aria-labelledby") == f"{title.get('id')} {summary.get('id')}"
        assert len((title.text or "").strip()) > 5
        assert len((summary.text or "").strip()) > 5


def test_ids_are_unique_on_the_whole_page(source: str) -> None:
    ids = re.findall(r"\sid=\"([^\"]*)\"", source)
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched_and_nothing_refers_to_ink_elsewhere(source: str) -> None:
    assert "url(" not in source
    assert not re.search(r"<(?:image|use|foreignObject|animate)", source)
    assert not any("<script" in svg for svg in SVG.findall(source))


def test_no_number_of_a_drawing_has_more_than_one_decimal(source: str) -> None:
    for svg in SVG.findall(source):
        for value in re.findall(r"\s(?:d|x|y|width|height|transform|cx|cy|r)=\"([^\"]*)\"", svg):
            assert not re.search(r"\.\d\d|e-|nan|inf", value), value


def test_the_same_report_gives_the_same_bytes() -> None:
    assert page(lung()) == page(lung())


def test_a_page_without_figure_facts_has_no_figures() -> None:
    assert 'class="fig"' not in render(lung(), TEXTS, CITATIONS)


def test_the_network_tells_altered_genes_and_their_copies_in_its_description() -> None:
    summary = drawings(page(lung()))[0].findtext("desc") or ""
    states, marks = WORDS["network"]["states"], WORDS["network"]["marks"]
    assert f"{states['LOSS']}: TSC2 ({marks['BIALLELIC']})." in summary
    assert f"{states['GAIN']}: MTOR ({marks['RESISTANCE']}), KRAS." in summary


def test_every_gene_of_the_network_is_a_text() -> None:
    shown = texts(drawings(page(lung()))[0])
    for node in FACTS.network.nodes:
        assert WORDS["network"]["nodes"][node.node_id] in shown
        assert set(node.genes) <= set(shown)


def test_the_changes_of_a_protein_are_texts() -> None:
    found = {svg.findtext("title"): texts(svg) for svg in drawings(page(lung()))}
    assert "p.Gly12Asp" in found["KRAS: 188 residues"]
    assert {"1", "2549", "p.Ser2215Tyr"} <= set(found["MTOR: 2549 residues"])


def test_what_was_observed_and_expected_is_said_with_the_answer() -> None:
    source = page(lung())
    (summary,) = [
        s for svg in drawings(source) if (s := svg.findtext("desc") or "").startswith("TSC2 p.Arg611Trp: obs")
    ]
    assert "observed 54 %" in summary
    assert TEXTS["report"]["words"]["zygosity"]["BIALLELIC"] in summary
    assert "somatic, the one copy left: 54 %" in summary
    assert "p 0.50" in summary


def test_where_no_state_fits_no_probability_is_printed() -> None:
    item = altered("TSC2", expected_vaf=[state(0.1)], vaf=0.9, alt_depth=180, depth=200)
    source = page(report(item, TSC2="ALTERED"))
    assert WORDS["expectation"]["misfit"] in source
    assert "p 0.50" not in source


def test_without_purity_the_figure_says_so() -> None:
    assert WORDS["expectation"]["no_purity"] in page(report(altered("TSC2"), purity=None, TSC2="ALTERED"))


def test_nothing_to_draw_is_said() -> None:
    source = page(report())
    assert WORDS["lollipop"]["none"] in source
    assert WORDS["expectation"]["none"] in source


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</svg></title>",
        "{{ 7 * 7 }}",
        "&lt;b&gt;",
        "{x}",
    ],
)
def test_hostile_text_is_shown_as_text(hostile: str) -> None:
    reads = {"expected_vaf": [state(0.5)], "vaf": 0.5, "alt_depth": 100, "depth": 200}
    item = altered("TSC2", hostile, 611, **reads)
    source = page(report(item, altered("TSC2", hostile, None, hgvs_c=None), TSC2="ALTERED"))
    assert source.count("<script") == 1  # the page's own
    assert "<img" not in source
    figures = drawings(source)
    assert any(hostile in (svg.findtext("desc") or "") for svg in figures)
    shown = {text for svg in figures for text in texts(svg)}
    assert hostile in shown or any(hostile.startswith(text[:-1]) for text in shown if text.endswith("\u2026"))


def test_a_mark_that_reverses_reading_is_made_visible() -> None:
    source = page(report(altered("TSC2", "p.\u202eArg"), TSC2="ALTERED"))
    assert "\u202e" not in source
    assert "[U+202E]" in source


def test_the_figures_of_the_most_crowded_report_stay_under_120_kilobytes() -> None:
    figures = len(page(crowded()).encode()) - len(render(crowded(), TEXTS, CITATIONS).encode())
    assert figures < 120_000


def test_every_class_that_is_drawn_has_a_style() -> None:
    style = (TEMPLATES / "figures.css").read_text(encoding="utf-8")
    for template in ("figures.html", "figure_shapes.html"):
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        for name in re.findall(r"class=\"(fig-[a-z-]+)", text):
            assert f".{name}" in style or name == "fig-legend", name


@pytest.mark.slow
def test_figures_take_under_ten_milliseconds_of_a_page() -> None:
    def took(facts: Any) -> float:
        times = []
        for _ in range(7):
            start = time.process_time()
            render(document, TEXTS, CITATIONS, facts)
            times.append(time.process_time() - start)
        return min(times)

    document = lung()
    took(FACTS)
    assert took(FACTS) - took(None) < 0.010
