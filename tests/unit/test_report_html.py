"""report.html: what must be seen first is first; nothing is dropped, nothing fetched, all legible."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
import time
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from report_cases import CITATIONS, ROOT, TEXTS, run_facts, sample_facts
from report_situations import SITUATIONS, breast_pik3ca, nothing_found, panel_without_tsc, pecoma_with_hold

from mtorboard.errors import InputError, KnowledgeError
from mtorboard.knowledge import load
from mtorboard.knowledge.records import Citation
from mtorboard.model import enums
from mtorboard.report.document import failed_report
from mtorboard.report.html import make, render
from mtorboard.report.view import (
    alteration_groups,
    genes_by_status,
    overdue,
    row_groups,
    safety_groups,
    sources,
)

VOID = {"meta", "br", "path", "circle", "link", "img", "input", "hr"}
WORDS = TEXTS["report"]
EXPECTED = ROOT / "tests" / "golden" / "expected"
STYLE = (ROOT / "workflow/scripts/mtorboard/report/templates/style.css").read_text(encoding="utf-8")


class Page(HTMLParser):
    """A page as its text, its elements with attributes, and the text inside each kind of element."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[tuple[tuple[str, ...], str]] = []
        self.feed(source)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.pieces.append((tuple(self.open), data))

    def text(self, *, inside: str = "", outside: str = "style") -> str:
        hidden = {"style", "script", outside}
        kept = (t for path, t in self.pieces if (not inside or inside in path) and not hidden & set(path))
        return re.sub(r"\s+", " ", " ".join(kept))


def page(document: dict[str, Any]) -> Page:
    return Page(render(document, TEXTS, CITATIONS))


def failed() -> dict[str, Any]:
    error = InputError("truncated", where="a.vcf.gz", why="Calls are missing", todo="copy it again")
    return failed_report(sample_facts("a", "IDC"), run_facts(), [error])


ALL = {**SITUATIONS, "failed": failed}


@pytest.fixture(params=ALL)
def any_page(request: pytest.FixtureRequest) -> Page:
    return page(ALL[request.param]())


# What comes first


def test_stop_and_hold_stand_above_the_summary_and_are_never_folded_away() -> None:
    shown = page(breast_pik3ca())
    text = shown.text(outside="details")
    flags = [text.index(f["text"]) for f in breast_pik3ca()["assessment"]["safety"]]
    assert flags == sorted(flags)
    assert (
        text.index(TEXTS["severities"]["STOP"])
        < text.index(TEXTS["severities"]["HOLD"])
        < text.index(breast_pik3ca()["assessment"]["headline"]["text"])
    )


def test_stop_comes_before_hold_whatever_the_order_of_the_flags() -> None:
    document = breast_pik3ca()
    document["assessment"]["safety"].reverse()
    kinds = [flag["severity"] for flag in safety_groups(document["assessment"]["safety"])["blocking"]]
    assert kinds == ["STOP", "HOLD"]


def test_the_summary_says_that_a_hold_is_in_force() -> None:
    sentence = WORDS["safety"]["in_force"].format(flags=TEXTS["severities"]["HOLD"])
    assert sentence in page(pecoma_with_hold()).text()
    assert WORDS["safety"]["in_force"].split("{")[0] not in page(nothing_found()).text()


def test_without_stop_or_hold_the_facts_that_were_not_checked_are_counted() -> None:
    text = page(panel_without_tsc()).text()
    assert WORDS["safety"]["none_raised"] in text
    assert WORDS["safety"]["unchecked"].format(count=2) in text


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_first_page_keeps_its_order(situation: str) -> None:
    document = SITUATIONS[situation]()
    source = render(document, TEXTS, CITATIONS)
    blocks = [
        "safety",
        "summary",
        "strategies",
        "leading",
        "change",
        "missing",
        "findings",
        "variants",
        "large",
        "arms",
        "genes",
        "rules",
        "evidence",
        "vus",
        "gaps",
        *(["funnel"] if document["funnel"] else []),
        "provenance",
        "limits",
        "signoff",
    ]
    places = [source.index(f'id="{name}"') for name in blocks]
    assert places == sorted(places)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_three_strategies_stand_side_by_side_whatever_the_headline(situation: str) -> None:
    document = SITUATIONS[situation]()
    text = page(document).text()
    places = [text.index(TEXTS["strategies"][name]["name"], text.index(WORDS["sections"]["strategies"]))
              for name in enums.StrategyName]  # fmt: skip
    assert places == sorted(places)
    for strategy in document["assessment"]["strategies"].values():
        assert all(sentence in text for sentence in (*strategy["for"], *strategy["against"]))


def test_a_gene_that_nobody_looked_at_is_named_before_the_rules_and_not_called_unaltered() -> None:
    text = page(panel_without_tsc()).text()
    gap = WORDS["states"]["gap"].format(names="MTOR, TSC1, TSC2")
    assert text.index(gap) < text.index(WORDS["sections"]["large"])
    groups = genes_by_status(panel_without_tsc()["genes"], [str(status) for status in enums.GeneStatus])
    assert groups["NOT_DETECTED"] == ["KRAS", "PIK3CA"]
    assert groups["NOT_DETECTED_SNV_ONLY"] == ["PTEN"]


def test_evidence_against_stands_in_the_same_block_as_the_evidence_for() -> None:
    source = render(pecoma_with_hold(), TEXTS, CITATIONS)
    for start, end in (('<article class="card lead">', "</article>"), ('id="R05"', "</details>")):
        block = source[source.index(start) : source.index(end, source.index(start))]
        assert "39 % (95 % CI 22-58)" in block
        assert "Single arm, 31 patients" in block


def test_at_most_three_rows_carry_the_summary_and_the_rest_is_counted() -> None:
    document = pecoma_with_hold()
    first = document["assessment"]["rows"][0]
    document["assessment"]["rows"] = [copy.deepcopy(first) | {"rule": f"R9{n}"} for n in range(5)]
    document["assessment"]["headline"]["rules"] = [f"R9{n}" for n in range(5)]
    groups = row_groups(document["assessment"])
    assert (len(groups["leading"]), len(groups["standing"])) == (3, 2)
    assert WORDS["row"]["more"].format(count=2) in page(document).text()


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_row_that_is_not_known_to_apply_does_not_read_as_a_finding(situation: str) -> None:
    document = SITUATIONS[situation]()
    text, words = page(document).text(), WORDS["row"]
    rows = document["assessment"]["rows"]
    leading = row_groups(document["assessment"])["leading"]
    for row in rows:
        supposed = text.count(f"{words['supposed']} {row['text']}")
        assert supposed == (0 if row["truth"] == "TRUE" else 1 + (row in leading)), row["rule"]
    known = [row["truth"] == "TRUE" for row in rows if row["because"]]
    assert (text.count(words["because"]), text.count(words["known"])) == (
        known.count(True),
        known.count(False),
    )


# Nothing is dropped


def sentences(document: dict[str, Any]) -> list[str]:
    said = document["assessment"]
    found = [said["headline"]["text"], *document["limits"], *document["notes"]]
    for row in said["rows"]:
        found += [row["text"], row["title"], *row["because"], *row["cautions"], *row["notes"]]
        found += [item["text"] for item in (*row["evidence_for"], *row["evidence_against"])]
    for flag in said["safety"]:
        found += [flag["text"], flag["title"], *flag["because"]]
    found += [item["text"] for item in (*said["missing"], *said["what_would_change"])]
    for item in document["alterations"]:
        found += [
            item["gene"],
            item["key"],
            item["hgvs_c"],
            item["hgvs_p"],
            *item["reasons"],
            *item["filtered"],
        ]
    for name, state in (
        *document["genes"].items(),
        *((WORDS["words"]["arm"][a], s) for a, s in document["arms"].items()),
    ):
        found += [name, state["why"]]
    for step in document["funnel"]:
        found += [step["step"], *(f"{reason}: {count}" for reason, count in step["reasons"].items())]
    return found + [item["name"] for item in document["provenance"]["inputs"]]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_everything_the_json_says_is_on_the_page(situation: str) -> None:
    document = SITUATIONS[situation]()
    text = page(document).text()
    assert [sentence for sentence in sentences(document) if sentence not in text] == []


def test_every_row_flag_and_alteration_is_in_exactly_one_group() -> None:
    for situation in SITUATIONS.values():
        document = situation()
        said = document["assessment"]
        for groups, whole in (
            (row_groups(said), said["rows"]),
            (safety_groups(said["safety"]), said["safety"]),
            (alteration_groups(document["alterations"]), document["alterations"]),
        ):
            assert sum(map(len, groups.values())) == len(whole)


def test_a_suppressed_row_is_folded_with_the_rule_that_did_it() -> None:
    shown = page(pecoma_with_hold())
    assert WORDS["row"]["suppressed_by"].format(rules="R05") in shown.text(inside="details")
    assert "Limited evidence outside PEComa." not in shown.text(outside="details")


def test_a_hotspot_on_too_few_reads_is_not_among_the_alterations_that_matter() -> None:
    groups = alteration_groups(breast_pik3ca()["alterations"])
    assert [item["gene"] for item in groups["findings"]] == ["PIK3CA"]
    assert [item["gene"] for item in groups["uncertain"]] == ["KRAS"]


def test_a_hotspot_that_is_not_interpreted_is_named_on_the_first_page_beside_the_genes() -> None:
    text = page(breast_pik3ca()).text()
    named = f"{WORDS['sections']['uncertain']}: KRAS p.Gly12Asp"
    assert text.index(named) < text.index(WORDS["sections"]["large"])
    assert f"{WORDS['sections']['uncertain']}:" not in page(pecoma_with_hold()).text()


def test_a_resistance_allele_matters_although_it_does_not_make_its_gene_altered() -> None:
    item = breast_pik3ca()["alterations"][0] | {"class": "RESISTANCE", "counts": False}
    assert alteration_groups([item])["findings"] == [item]


def test_unverified_unsigned_and_judged_statements_are_marked() -> None:
    text = page(pecoma_with_hold()).text()
    for mark in (WORDS["words"]["verification"]["UNVERIFIED"], WORDS["words"]["verification"]["JUDGEMENT"]):
        assert mark in text
    assert WORDS["row"]["unsigned"] in text
    assert WORDS["row"]["signed"].format(name="A. Curator") in page(breast_pik3ca()).text()


def test_a_safety_rule_past_its_review_says_so() -> None:
    assert WORDS["row"]["overdue"].format(date="2026-01") in page(pecoma_with_hold()).text()
    assert overdue("2026-10", "2026-11-22")
    assert not overdue("2026-11", "2026-11-22")
    assert not overdue("", "2026-11-22")


def test_a_failed_sample_says_what_failed_and_what_to_do() -> None:
    text = page(failed()).text()
    for words in (
        "truncated",
        "a.vcf.gz",
        "Calls are missing",
        "copy it again",
        WORDS["failed"]["statement"],
    ):
        assert words in text


# Sources


def test_sources_are_numbered_once_and_linked() -> None:
    found = sources(pecoma_with_hold()["assessment"], CITATIONS, WORDS["links"])
    assert [source["number"] for source in found.values()] == [1, 2]
    assert found["NCT02494570"]["href"] == "https://clinicaltrials.gov/study/NCT02494570"
    assert found["LABEL:everolimus"]["href"] == ""


def test_a_registered_number_stands_with_its_register_and_a_plain_source_alone() -> None:
    assert sources(breast_pik3ca()["assessment"], CITATIONS, WORDS["links"])["PMID:31091374"]["label"] == (
        "PMID 31091374"
    )
    found = sources(pecoma_with_hold()["assessment"], CITATIONS, WORDS["links"])
    assert (found["NCT02494570"]["label"], found["LABEL:everolimus"]["label"]) == (
        "NCT02494570",
        "everolimus",
    )


def test_a_source_that_is_not_in_the_table_is_shown_as_it_stands() -> None:
    found = sources(pecoma_with_hold()["assessment"], {}, WORDS["links"])
    assert found["NCT02494570"]["label"] == "NCT02494570"


def test_an_identifier_cannot_leave_the_address_of_its_site() -> None:
    bad = {"NCT02494570": Citation("NCT02494570", "NCT", 'x"?a=javascript:', "", "")}
    assert sources(pecoma_with_hold()["assessment"], bad, WORDS["links"])["NCT02494570"]["href"] == (
        "https://clinicaltrials.gov/study/x%22%3Fa%3Djavascript%3A"
    )


# The page as a page


def test_the_page_fetches_nothing(any_page: Page) -> None:
    assert not {tag for tag, _ in any_page.elements} & {
        "img",
        "link",
        "iframe",
        "object",
        "base",
        "form",
    }
    assert not {name for _, attributes in any_page.elements for name in attributes if name.startswith("on")}
    assert "url(" not in any_page.source
    assert "@import" not in any_page.source
    assert "default-src 'none'" in any_page.source


def test_the_page_runs_one_script_and_the_policy_names_it_by_its_digest(any_page: Page) -> None:
    (said,) = re.findall(r"<script>(.*?)</script>", any_page.source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(said.encode()).digest()).decode()
    policy = next(a["content"] for _, a in any_page.elements if a.get("http-equiv"))
    assert f"script-src 'sha256-{digest}';" in (policy or "")
    assert "unsafe-inline" not in (policy or "").partition("script-src")[2]
    assert "unsafe-eval" not in (policy or "")


def test_every_page_carries_the_research_use_line_and_a_repeated_footer(any_page: Page) -> None:
    assert any_page.text().count(WORDS["research_use"]) >= 2
    assert WORDS["research_use"] in any_page.text(inside="footer")
    assert re.search(r"\.foot \{ display: table-footer-group", STYLE)


def test_a_report_is_a_draft_until_signed() -> None:
    assert WORDS["draft"] in page(nothing_found()).text(inside="footer")


def test_anchors_are_unique_and_resolve(any_page: Page) -> None:
    ids = [attributes["id"] for _, attributes in any_page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {
        a["href"] for tag, a in any_page.elements if tag == "a" and (a.get("href") or "").startswith("#")
    }
    assert {f"#{name}" for name in ids} >= targets


def test_two_flags_of_one_rule_and_a_strategy_rule_that_did_not_speak_leave_no_broken_anchor() -> None:
    document = pecoma_with_hold()
    document["assessment"]["safety"].append(document["assessment"]["safety"][0])
    document["assessment"]["strategies"]["MTOR_MONOTHERAPY"]["rules"].append("R99")
    shown = page(document)
    ids = [attributes["id"] for _, attributes in shown.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert ("a", {"href": "#R99"}) not in shown.elements
    assert "R99" in shown.text()


def test_headings_do_not_skip_a_level(any_page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in any_page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_shapes_are_hidden_from_screen_readers_because_words_stand_beside_them(any_page: Page) -> None:
    assert all(a.get("aria-hidden") == "true" for tag, a in any_page.elements if tag == "svg")


def test_a_report_with_three_hundred_alterations_stays_under_400_kilobytes() -> None:
    document = pecoma_with_hold()
    vus = document["alterations"][1]
    document["alterations"] = [vus | {"key": f"GRCh38:1:{n}:G:A"} for n in range(300)]
    assert len(render(document, TEXTS, CITATIONS).encode()) < 400_000


def test_a_page_takes_less_than_60_milliseconds_once_the_templates_are_compiled() -> None:
    document = pecoma_with_hold()
    render(document, TEXTS, CITATIONS)
    took = []
    for _ in range(3):
        start = time.process_time()
        render(document, TEXTS, CITATIONS)
        took.append(time.process_time() - start)
    assert min(took) < 0.06


@pytest.mark.slow
def test_a_page_of_the_demo_stays_under_40_milliseconds_and_400_kilobytes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rulebase = load().rulebase
    documents = [json.loads(path.read_text()) for path in sorted(EXPECTED.glob("*/report.json"))]
    figures = {}
    for document in documents:
        page = make(document, rulebase)
        took = []
        for _ in range(5):
            start = time.process_time()
            make(document, rulebase)
            took.append(time.process_time() - start)
        figures[document["sample"]["id"]] = (1000 * min(took), len(page.encode()) / 1000)
    with capsys.disabled():
        for name, (milliseconds, kilobytes) in figures.items():
            print(f"\n{name:32} {milliseconds:5.1f} ms {kilobytes:5.0f} kB", end="")
    assert len(figures) >= 15
    assert max(milliseconds for milliseconds, _ in figures.values()) < 40
    assert max(kilobytes for _, kilobytes in figures.values()) < 400


def test_a_text_that_is_not_there_is_named() -> None:
    sections = {key: value for key, value in WORDS["sections"].items() if key != "limits"}
    with pytest.raises(KnowledgeError, match="limits"):
        render(nothing_found(), TEXTS | {"report": WORDS | {"sections": sections}}, CITATIONS)
