"""How much of each block fits on the first printed page, which holds the answer and everything that may stop it.

A page cannot be measured without a browser, so heights are estimated from the lengths of texts, for the narrower
and the shorter of A4 and Letter at once. The browser tests hold the estimate against real pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mtorboard.report import view

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """Most items of each block on the first page. What is left out is counted and linked there.

    Args:
        points: sentences for, and sentences against, each strategy.
        evidence: statements for, and statements against, each leading row.
        changes: missing facts that could change the answer; ``missing``: missing facts.
        findings: alterations that matter.
        caution_texts: cautions in full, else by title. STOP and HOLD have no limit.
    """

    points: int
    evidence: int
    changes: int
    missing: int
    findings: int
    caution_texts: bool


LADDER = (
    Limits(points=2, evidence=3, changes=5, missing=8, findings=8, caution_texts=True),
    Limits(points=2, evidence=2, changes=4, missing=6, findings=8, caution_texts=True),
    Limits(points=1, evidence=2, changes=4, missing=5, findings=6, caution_texts=True),
    Limits(points=1, evidence=1, changes=3, missing=4, findings=6, caution_texts=True),
    Limits(points=1, evidence=1, changes=3, missing=3, findings=4, caution_texts=False),
    Limits(points=1, evidence=1, changes=2, missing=2, findings=3, caution_texts=False),
    Limits(points=0, evidence=1, changes=2, missing=2, findings=3, caution_texts=False),
    Limits(points=0, evidence=1, changes=1, missing=1, findings=2, caution_texts=False),
    Limits(points=0, evidence=0, changes=1, missing=1, findings=2, caution_texts=False),
)
"""From the fullest page to the barest: the weightiest items of each block stay longest."""

_HEIGHT = 728.0
"""Points (1/72 inch) between the margins of Letter, without the foot."""
_LINE = 10.4
"""Points of a line of small print."""
_LEAD = 26
"""Characters for the words before the text of a row that is not known to apply."""
_WIDE, _BESIDE, _HALF, _THIRD = 126, 98, 59, 36
"""Characters that a line of A4 surely takes: whole, beside a STOP's name, half and a third of the page."""


def limits(document: Json) -> Limits:
    """Return the fullest limits with which the first page of a report of status OK is one page.

    A report with more STOP and HOLD flags than a page holds gets the barest limits, and a second page.
    """
    return next((step for step in LADDER if height(document, step) <= _HEIGHT), LADDER[-1])


def height(document: Json, step: Limits) -> float:
    """Return the height, in points (1/72 inch), that the first page of a report would need with these limits."""
    return _fixed(document) + _variable(document, step)


def _lines(texts: Iterable[str], width: int) -> int:
    return sum(-(-len(text) // width) for text in texts)


def _fixed(document: Json) -> float:
    """Height of what no limit shortens: patient line, STOP and HOLD, headline, genes without a finding."""
    assessment = document["assessment"]
    blocking = view.safety_groups(assessment["safety"])["blocking"]
    texts = [f"{flag['title']} {flag['text']}" for flag in blocking]
    causes = [" " * 40 + "; ".join(flag["because"]) for flag in blocking]
    genes = view.genes_by_status(document["genes"], view.QUIET)
    return (
        52
        + 18 * _lines([document["sample"]["id"]], 60)
        + (16 + 14 * len(blocking) + 11.5 * _lines(texts + causes, _BESIDE))
        + (44 if blocking else 32)
        + 14.5 * _lines([assessment["headline"]["text"]], 92)
        + 50
        + _LINE * _lines((" " * 60 + ", ".join(names) for names in genes.values()), _WIDE)
    )


def _variable(document: Json, step: Limits) -> float:
    """Height of the blocks that ``step`` limits."""
    assessment = document["assessment"]
    return (
        _cautions(assessment, step)
        + 36
        + max(_strategy(item, step) for item in assessment["strategies"].values())
        + sum(_row(row, step) for row in view.row_groups(assessment)["leading"])
        + max(_changes(assessment, step), _missing(assessment, step))
        + sum(map(_finding, view.alteration_groups(document["alterations"])["findings"][: step.findings]))
    )


def _cautions(assessment: Json, step: Limits) -> float:
    groups = view.safety_groups(assessment["safety"])
    height = 0.0
    if groups["cautions"]:
        texts = [f"{flag['title']} {flag['text']}    " for flag in groups["cautions"]]
        names = "   ".join(flag["title"] for flag in groups["cautions"])
        height += 25 + _LINE * _lines(texts if step.caution_texts else [names], _WIDE)
    if groups["unprovided"]:
        height += 25 + _LINE * _lines(["   ".join(flag["title"] for flag in groups["unprovided"])], _WIDE)
    return height


def _side(texts: Sequence[str], most: int, width: int) -> float:
    """Height of one side of an argument: the first texts, and a line that counts the others."""
    rest = len(texts) > most
    return _LINE * (_lines(texts[:most], width) + (not texts)) + most + 10 * rest


def _strategy(strategy: Json, step: Limits) -> float:
    return 22 + sum(_side(strategy[side], step.points, _THIRD) for side in ("for", "against"))


def _row(row: Json, step: Limits) -> float:
    head = _lines([row["title"] + " " * 52], 116)
    sides = (
        _side([item["text"] + "     " for item in row[side]], step.evidence, _HALF)
        for side in ("evidence_for", "evidence_against")
    )
    lead = 0 if row["truth"] == "TRUE" else _LEAD
    said = _lines([*row["cautions"], " " * lead + row["text"] + "     ", *row["notes"]], _WIDE)
    return 16 + 11.5 * head + _LINE * said + max(sides)


def _changes(assessment: Json, step: Limits) -> float:
    changes = view.changes_by_fact(assessment)
    texts = [change["outcomes"][0]["text"] + " " * 15 for change in changes[: step.changes]]
    return 30 + _LINE * _lines(texts or [""], _HALF) + 10 * (len(changes) > step.changes)


def _missing(assessment: Json, step: Limits) -> float:
    groups = view.missing_groups(assessment)
    texts = [item["text"] for item in groups["deciding"] + groups["other"]]
    return 30 + _LINE * _lines(texts[: step.missing], _HALF) + 10 * (len(texts) > step.missing)


def _finding(item: Json) -> float:
    """Height of an alteration: two lines, and what its narrow columns say beyond."""
    labels = _lines([" " * 30 + ", ".join(item["labels"])], 38) if item["labels"] else 0
    return 22 + _LINE * max(labels, int(item["possible_germline"]), len(item["hgvs_p"] or "") // 30)
