"""Colours that can be read by everybody, and a word for every code that the page prints."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from report_cases import ROOT, TEXTS

from mtorboard.model import enums

WORDS = TEXTS["report"]
STYLE = (ROOT / "workflow/scripts/mtorboard/report/templates/style.css").read_text(encoding="utf-8")


def colours(block: str) -> dict[str, tuple[float, ...]]:
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6});", block)
    return {name: tuple(int(value[i : i + 2], 16) / 255 for i in (0, 2, 4)) for name, value in found}


def luminance(colour: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa_in_both_colour_schemes(scheme: str) -> None:
    blocks = re.findall(r":root \{.*?\}", STYLE, re.DOTALL)
    palette = colours(blocks[0]) | (colours(blocks[1]) if scheme == "dark" else {})
    plain = product(("ink", "muted", "link", "for", "against", "stop", "hold"), ("bg", "card"))
    boxed = [
        (ink, f"{box}-bg") for box in ("stop", "hold", "caution") for ink in (box, "ink", "muted", "link")
    ]
    poor = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in (*plain, *boxed)}
    assert {pair: round(ratio, 2) for pair, ratio in poor.items() if ratio < 4.5} == {}


# Words


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (TEXTS["headline_words"], enums.Headline),
        (TEXTS["verdicts"], enums.Verdict),
        (TEXTS["severities"], enums.Severity),
        (TEXTS["classes"], enums.RuleClass),
        (TEXTS["strategies"], enums.StrategyName),
        (WORDS["words"]["verification"], enums.Verification),
        (WORDS["words"]["gene_status"], enums.GeneStatus),
        (WORDS["words"]["arm"], enums.Arm),
        (WORDS["words"]["arm_condition"], enums.ArmCondition),
        (WORDS["words"]["alteration_class"], enums.AlterationClass),
        (WORDS["words"]["effect"], enums.Effect),
        (WORDS["words"]["zygosity"], enums.Zygosity),
        (WORDS["words"]["clonality"], enums.Clonality),
        (WORDS["words"]["origin"], enums.Origin),
        (WORDS["words"]["naming"], enums.Naming),
        (WORDS["words"]["consequence"], enums.Consequence),
    ],
)
def test_every_code_has_a_word(words: dict[str, Any], vocabulary: type[StrEnum]) -> None:
    assert {str(code) for code in vocabulary} <= set(words)


def test_the_wording_summarises_evidence_and_neither_advises_nor_doses() -> None:
    text = str(WORDS).lower()
    assert not re.search(r"recommend|activated|\bmg\b|ng/ml|once daily|trough", text)
