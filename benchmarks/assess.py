"""What one assessment costs: CPU milliseconds of `assess` alone, on the demo, on tumours of which next to nothing
known, and on published tumours of which the type is known.

``first`` is the first assessment of a tumour in a process, with nothing kept from another; ``in turn`` is one pass
over all of them, as a run makes it, so that what tumours have in common is worked out once.
"""

from __future__ import annotations

import gc
import gzip
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from mtorboard.model.assessment import Assessment
from mtorboard.model.clinical import Clinical
from mtorboard.model.dossier import Dossier
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Coverage
from mtorboard.model.sample import SampleSpec
from mtorboard.model.state import PathwayState
from mtorboard.model.variant import AnnotatedVariant
from mtorboard.reading.config import load_settings
from mtorboard.reading.result import ReadResult
from mtorboard.reading.sheet import read_sheet
from mtorboard.report.dossier import dossier_of
from mtorboard.run.context import Context
from mtorboard.run.interpret import interpret, read_whole_maf
from mtorboard.run.judge import states
from mtorboard.suggest import assess
from mtorboard.suggest.index import rule_index

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", ROOT.parent / "shared" / "data"))
MAF = SHARED / "maf" / "tcga_mc3.panel.GRCh37.maf.gz"
WORST_MS, MEAN_MS = 50.0, 5.0
"""What is aimed at: any tumour by itself, and the mean of a cohort of which the type alone is known."""
EVERY = 5
TYPES = (
    None,
    "IDC",
    "UEC",
    "PAAD",
    "CCRCC",
    "CSCC",
    "PRAD",
    "MEL",
    "NSCLC",
    "BLCA",
    "PECOMA",
    "THAP",
    "COAD",
)
COHORTS = {
    "ACC": "ACC", "CESC": "CESC", "CHOL": "CHOL", "DLBC": "DLBCLNOS", "ESCA": "ESCA", "GBM": "GB",
    "HNSC": "HNSC", "KICH": "CHRCC", "KIRC": "CCRCC", "KIRP": "PRCC", "LAML": "AML", "LIHC": "HCC",
    "MESO": "PLMESO", "OV": "HGSOC", "PAAD": "PAAD", "PRAD": "PRAD", "READ": "READ", "TGCT": "NSGCT",
    "THCA": "THPA", "THYM": "THYM", "UCS": "UCS", "UVM": "UM",
}  # fmt: skip
"""OncoTree codes of the MAF's cohorts; the others have none that fits all of their tumours."""


class Case(NamedTuple):
    """What is assessed."""

    name: str
    pathway: PathwayState
    clinical: Clinical
    tumour_type: str | None


class Cost(NamedTuple):
    """CPU milliseconds of one case: by itself, and in its turn."""

    case: Case
    first: float
    in_turn: float


@cache
def context() -> Context:
    """The configuration as shipped."""
    settings = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    paths = {key: str(ROOT / settings[key]) for key in ("samples", "assays")}
    with tempfile.TemporaryDirectory() as outdir:
        return Context(load_settings({**settings, **paths, "outdir": outdir}))


def case_of(name: str, dossier: Dossier) -> Case:
    """The states of a tumour that was read."""
    pathway, _ = states(dossier, context().knowledge, context().settings.thresholds)
    return Case(name, pathway, dossier.clinical, dossier.tumour_type)


def demo() -> Iterator[Case]:
    """The bundled cohort."""
    for spec, document in interpret(read_sheet(ROOT / "resources" / "demo" / "samples.tsv"), context()):
        yield case_of(spec.sample, dossier_of(document))


def hardly_known() -> Iterator[Case]:
    """A tumour of which nothing was read, without and with its type."""
    for code in TYPES:
        yield case_of(code or "nothing known", _dossier((), code))


def published() -> Iterator[Case]:
    """Every ``EVERY``-th tumour of the shared MAF, with its type where its cohort has one."""
    with gzip.open(MAF, "rt", encoding="utf-8") as text:
        rows = [line.rstrip("\n").split("\t") for line in text]
    barcode, cohort = rows[0].index("Tumor_Sample_Barcode"), rows[0].index("cohort")
    types = {row[barcode]: COHORTS.get(row[cohort]) for row in rows[1:]}
    namer = context().namer(Build.GRCH37)
    tumours = read_whole_maf(MAF, SampleSpec("all", MAF, build=Build.GRCH37), context())
    for name, read in list(tumours.items())[::EVERY]:
        if isinstance(read, ReadResult):
            named = (AnnotatedVariant(variant, found) for variant, found in namer.name_all(read.variants))
            yield case_of(name, _dossier(named, types[name]))


def _dossier(variants: Iterable[AnnotatedVariant], code: str | None) -> Dossier:
    return Dossier(Build.GRCH37, tuple(variants), Coverage(), Clinical(), code)


def cost(cases: Sequence[Case]) -> list[Cost]:
    """Assess every case by itself, then all in turn; searches for garbage among the cases are kept out of it."""
    gc.collect()
    gc.freeze()
    first = [alone(case) for case in cases]
    _forget()
    return [Cost(case, cold, timed(case)) for case, cold in zip(cases, first, strict=True)]


def alone(case: Case) -> float:
    """CPU milliseconds of one case, nothing kept from another."""
    _forget()
    return timed(case)


def timed(case: Case) -> float:
    """CPU milliseconds of one case."""
    began = time.process_time()
    assessed(case)
    return (time.process_time() - began) * 1000


def assessed(case: Case) -> Assessment:
    """Assess one case by the bundled knowledge."""
    known, settings = context().knowledge, context().settings
    return assess(
        case.pathway,
        case.clinical,
        tumour_type=case.tumour_type,
        region=settings.region,
        report_date=settings.report_date,
        rulebase=known.rulebase,
        tables=known.tables,
    )


def _forget() -> None:
    known = context().knowledge
    rule_index(known.rulebase, known.tables).kept.clear()


def line(name: str, costs: Sequence[Cost]) -> str:
    """One line of the table."""
    first, turn = [item.first for item in costs], [item.in_turn for item in costs]
    figures = (statistics.median(first), statistics.mean(first), max(first), statistics.mean(turn))
    return f"{name:32}{len(costs):8}" + "".join(f"{figure:10.1f}" for figure in figures)


def main() -> None:
    """Print the table."""
    assessed(next(hardly_known()))
    print(
        f"{'CPU ms of one assessment':32}{'tumours':>8}{'median':>10}{'mean':>10}{'worst':>10}{'in turn':>10}"
    )
    groups = {"demo cohort": list(demo()), "nothing read, with and without type": list(hardly_known())}
    if MAF.is_file():
        found = list(published())
        groups["published, type known"] = [case for case in found if case.tumour_type]
        groups["published, type not known"] = [case for case in found if not case.tumour_type]
    for name, cases in groups.items():
        print(line(name, cost(cases)))


if __name__ == "__main__":
    main()
