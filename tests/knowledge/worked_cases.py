"""The worked cases of tests/cases: read, built and judged. Not a test module: tests build on it."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mtorboard.knowledge import load
from mtorboard.knowledge.base import Knowledge
from mtorboard.model.alteration import Alteration
from mtorboard.model.assessment import Assessment
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import (
    AlterationClass,
    Clonality,
    Consequence,
    Effect,
    Naming,
    Zygosity,
)
from mtorboard.model.evidence import Coverage, GeneCallability
from mtorboard.model.state import PathwayState
from mtorboard.model.thresholds import Thresholds
from mtorboard.pathway import pathway_state
from mtorboard.reading.clinical import read_clinical
from mtorboard.suggest import assess

REPOSITORY = Path(__file__).resolve().parents[2]
CASES = REPOSITORY / "tests" / "cases"
REPORT_DATE = dt.date(2026, 11, 22)
THRESHOLDS = Thresholds(
    **yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))["thresholds"]
)

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """A case or one of its twins. ``family``: the case with its twins, which differ from it in a few facts."""

    family: str
    name: str
    case: Case

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"


@cache
def knowledge() -> Knowledge:
    return load()


@cache
def situations() -> tuple[Situation, ...]:
    """Every case and each of its twins, in the order of the files."""
    return tuple(situation for path in sorted(CASES.glob("*.yaml")) for situation in _of_file(path))


def _of_file(path: Path) -> Iterator[Situation]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as handle:
        for number, case in enumerate(yaml.load_all(handle, loader), start=1):
            family = f"{path.stem}.{number}" if number > 1 else path.stem
            twins = case.pop("twins", [])
            yield Situation(family, case["name"], case)
            for twin in twins:
                both = {
                    "clinical": {**case["clinical"], **twin.get("clinical", {})},
                    "expect": _expected(case["expect"], twin.get("expect", {})),
                }
                yield Situation(family, twin["name"], {**case, **twin, **both})


def _expected(case: Case, twin: Case) -> Case:
    """What a twin expects: what it says of a rule goes before what its case says is out."""
    both = {**case, **twin}
    for out, keys in (
        ("rules_out", ("rules_in", "rules_unknown", "rules_removed")),
        ("safety_out", ("safety_in", "safety_unprovided")),
    ):
        if out not in twin:
            both[out] = set(case.get(out, ())).difference(*(twin.get(key, ()) for key in keys))
    return both


def facts(case: Case) -> dict[str, str]:
    """What a case says, fact by fact: two situations that differ in one key differ in one thing."""
    found = {key: repr(case[key]) for key in ("tumour_type", "region", "looked_at")}
    for row in case["alterations"]:
        known = found.get(row["gene"], "")
        found[row["gene"]] = f"{known}{sorted(row.items())!r}"
    clinical = dict(case["clinical"])
    clinical |= {key: f"{days} days ago" for key, days in clinical.pop("days_ago", {}).items()}
    return found | {f"clinical.{key}": repr(value) for key, value in clinical.items() if value is not None}


def assessment(case: Case) -> Assessment:
    """Judge a case; the same case is judged once."""
    return judged(case)[1]


_judged: dict[int, tuple[PathwayState, Assessment, Case]] = {}
"""By identity; the case is kept with it, so that no other can take its place."""


def judged(case: Case) -> tuple[PathwayState, Assessment]:
    """What the genome of a case says, and what the rules make of it."""
    if id(case) not in _judged:
        found = [_alteration(row, number) for number, row in enumerate(case["alterations"], start=1)]
        state = pathway_state(found, coverage(case["looked_at"]), knowledge().tables, THRESHOLDS)
        answer = assess(
            state,
            clinical(case),
            tumour_type=case["tumour_type"],
            region=case["region"],
            report_date=REPORT_DATE,
            rulebase=knowledge().rulebase,
            tables=knowledge().tables,
        )
        _judged[id(case)] = (state, answer, case)
    return _judged[id(case)][:2]


def clinical(case: Case) -> Clinical:
    """The sidecar of a case, read from a file as a run reads it."""
    sidecar = {key: value for key, value in case["clinical"].items() if key != "days_ago"}
    for field, days in case["clinical"].get("days_ago", {}).items():
        day = (REPORT_DATE - dt.timedelta(days=days)).isoformat()
        outer, _, inner = field.partition(".")
        sidecar[outer] = {**sidecar[outer], inner: day} if inner else day
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clinical.yaml")
        path.write_text(yaml.safe_dump(sidecar), encoding="utf-8")
        return read_clinical(path, report_date=REPORT_DATE)


def _alteration(row: Mapping[str, Any], number: int) -> Alteration:
    """A completed alteration; its key is invented, no rule reads it."""
    return Alteration(
        gene=row["gene"],
        key=f"GRCh38:1:{number}:A:C",
        hgvs_g="",
        hgvs_c=row["c"],
        hgvs_p=row["p"],
        transcript="",
        consequence=_consequence(row),
        codons=tuple(row["codons"]) if "codons" in row else None,
        class_=AlterationClass(row["class"]),
        effect=Effect(row["effect"]),
        naming=Naming.LIBRARY,
        allele_id=row.get("allele_id", ""),
        labels=frozenset(row.get("labels", ())),
        vaf=row["vaf"],
        depth=300,
        alt_depth=round(300 * row["vaf"]),
        zygosity=Zygosity(row.get("zygosity", "UNKNOWN")),
        clonality=Clonality(row.get("clonality", "UNKNOWN")),
        possible_germline=row.get("possible_germline", False),
        low_confidence=row.get("low_confidence", False),
        somatic=True,
    )


def _consequence(row: Mapping[str, Any]) -> Consequence:
    if "consequence" in row:
        return Consequence(row["consequence"])
    return Consequence.STOP_GAINED if row["p"].endswith("Ter") else Consequence.MISSENSE


def coverage(looked_at: Any) -> Coverage:
    limits = {} if looked_at == "all" else looked_at
    genes = {
        symbol: GeneCallability(
            coding_share=1.0,
            deletions_assessed=symbol not in limits.get("deletions_not_assessed", ()),
            source="case",
        )
        for symbol in knowledge().tables.genes
        if symbol not in limits.get("not_assessed", ())
    }
    return Coverage(genes, ("case",))
