"""What the product says of simulated tumours, set against their truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from tumours import Told, Tumour, distinguishable, draw, tell

from mtorboard.allelic import complete
from mtorboard.knowledge import load
from mtorboard.knowledge.records import Gene
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import Clinical, GermlineFinding
from mtorboard.model.enums import AlterationClass, Consequence, Effect, Naming
from mtorboard.model.evidence import Segment
from mtorboard.model.thresholds import Thresholds

QUESTIONS = ("zygosity", "clonality")
ANSWERS = {"zygosity": ("BIALLELIC", "MONOALLELIC"), "clonality": ("CLONAL", "SUBCLONAL")}
PURITIES, DEPTHS = (0.15, 0.4, 0.7, 0.95), (50, 150, 500, 2001)
_CONFIG = Path(__file__).resolve().parents[2] / "config" / "config.yaml"
THRESHOLDS = Thresholds(**yaml.safe_load(_CONFIG.read_text(encoding="utf-8"))["thresholds"])
_TESTED = Clinical(germline=(GermlineFinding("TSC2", "pathogenic", "c.1A>C"),))


@cache
def genes() -> Mapping[str, Gene]:
    return load().tables.genes


@dataclass
class Score:
    """Counts over many tumours; tables by question, from (truth, answer), (answered, distinguishable) or place."""

    tables: dict[str, Counter[tuple[str, str]]] = field(
        default_factory=lambda: {q: Counter() for q in QUESTIONS}
    )
    answered: dict[str, Counter[bool]] = field(default_factory=lambda: {q: Counter() for q in QUESTIONS})
    places: dict[str, Counter[tuple[int, int, bool]]] = field(
        default_factory=lambda: {q: Counter() for q in QUESTIONS}
    )
    origins: Counter[tuple[str, str]] = field(default_factory=Counter)
    intervals: Counter[bool] = field(default_factory=Counter)

    def right(self, question: str, answer: str | None = None) -> float:
        """Share of the statements (of one answer) that are true."""
        said = {pair: n for pair, n in self.tables[question].items() if pair[1] != "UNKNOWN"}
        said = {pair: n for pair, n in said.items() if answer in (None, pair[1])}
        return sum(n for (truth, word), n in said.items() if truth == word) / max(1, sum(said.values()))

    def said(self, question: str) -> float:
        """Share of all tumours of which something was said."""
        table = self.tables[question]
        return 1 - sum(n for (_, word), n in table.items() if word == "UNKNOWN") / max(1, table.total())

    def called(self, question: str) -> float:
        """Share of the distinguishable tumours of which something was said."""
        counts = self.answered[question]
        return counts[True] / max(1, counts.total())

    def covered(self) -> float:
        """Share of the cell-fraction intervals that hold the true fraction."""
        return self.intervals[True] / max(1, self.intervals.total())


def run(number: int, seed: int, drawn: Mapping[str, Any], told: Mapping[str, Any]) -> Score:
    """Draw, tell, ask and count ``number`` tumours."""
    rng, score = Random(seed), Score()  # noqa: S311 - a simulation wants a seed
    for _ in range(number):
        tumour = draw(rng, **drawn)
        given = tell(tumour, rng, **told)
        found = ask(tumour, given)
        _count(score, tumour, given, found)
    return score


def ask(tumour: Tumour, told: Told) -> Alteration:
    """Let the product complete the one alteration of a tumour."""
    stop = Alteration(
        gene="TSC2",
        key="GRCh38:16:1000:A:C",
        hgvs_g="",
        hgvs_c="c.1A>C",
        hgvs_p=None,
        transcript="",
        consequence=Consequence.STOP_GAINED,
        class_=AlterationClass.LIKELY_LOF,
        effect=Effect.LOF,
        naming=Naming.LIBRARY,
        vaf=tumour.alt / tumour.depth,
        depth=tumour.depth,
        alt_depth=tumour.alt,
        somatic=True if told.sourced and not tumour.germline else None,
    )
    segments = None
    if told.copy_state is not None:
        segments = (Segment("16", 0, 90_000_000, sum(told.copy_state), told.copy_state[1]),)
    (found,) = complete(
        (stop,),
        segments=segments,
        purity=told.purity,
        clinical=_TESTED if told.sourced and tumour.germline else Clinical(),
        genes=genes(),
        transcripts={},
        thresholds=THRESHOLDS,
    )
    return found


def _count(score: Score, tumour: Tumour, told: Told, found: Alteration) -> None:
    for question in QUESTIONS:
        answer = str(getattr(found, question))
        said = answer != "UNKNOWN"
        score.tables[question][getattr(tumour, question), answer] += 1
        if distinguishable(tumour, told, question):
            score.answered[question][said] += 1
            place = _bin(tumour.purity, PURITIES), _bin(tumour.depth, DEPTHS)
            score.places[question][*place, said] += 1
    truth = ("GERMLINE" if tumour.germline else "SOMATIC") if told.sourced else "no source"
    score.origins[truth, str(found.origin)] += 1
    if found.ccf_interval and tumour.mutated == 1 and not tumour.germline:
        low, high = found.ccf_interval
        score.intervals[low <= tumour.ccf <= high] += 1


def _bin(value: float, edges: tuple[float, ...]) -> int:
    return sum(value >= edge for edge in edges[1:-1])


def show(name: str, score: Score) -> str:
    """Lay a score out for a person."""
    lines = [f"\n{name}"]
    for question in QUESTIONS:
        words = (*ANSWERS[question], "UNKNOWN")
        table = score.tables[question]
        lines.append(f"  {question:<13}" + "".join(f"{word:>13}" for word in words) + "   said")
        for truth in sorted({truth for truth, _ in table}):
            row = "".join(f"{table[truth, word]:>13}" for word in words)
            lines.append(f"    {truth:<11}{row}")
        right = "".join(f"{score.right(question, word):>13.4f}" for word in ANSWERS[question])
        lines.append(f"    {'right':<11}{right}{'':13} {score.right(question):.4f} right in all")
        known = score.answered[question].total() / score.tables[question].total()
        lines.append(f"    {score.said(question):.3f} of all were answered; {known:.3f} are distinguishable,")
        lines.append(f"    {score.called(question):.3f} of these were answered; by purity and depth:")
        lines += [f"      {row}" for row in _by_place(score.places[question])]
    lines.append(f"  cell-fraction intervals that hold the truth: {score.covered():.3f}")
    return "\n".join(lines)


def _by_place(places: Counter[tuple[int, int, bool]]) -> list[str]:
    def share(purity: int, depth: int) -> str:
        said, silent = places[purity, depth, True], places[purity, depth, False]
        return f"{said / (said + silent):.2f}" if said + silent else "-"

    depths = range(len(DEPTHS) - 1)
    head = "purity     " + "".join(f"{f'{DEPTHS[d]}-{DEPTHS[d + 1] - 1}':>10}" for d in depths)
    return [head] + [
        f"{PURITIES[p]:.2f}-{PURITIES[p + 1]:.2f}  " + "".join(f"{share(p, d):>10}" for d in depths)
        for p in range(len(PURITIES) - 1)
    ]
