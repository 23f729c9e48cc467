"""The worked cases: from reads, purity and copies to zygosity, cell fraction and arms."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from genomics_examples import HOTSPOT, KNOWN, THRESHOLDS, alteration, tables

from mtorboard.allelic import complete
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import AlterationClass, Arm, ArmCondition, Clonality, Effect, Zygosity
from mtorboard.model.evidence import Coverage, Segment
from mtorboard.pathway import pathway_state

LOF = AlterationClass.LIKELY_LOF
BIALLELIC, MONOALLELIC, UNKNOWN = Zygosity.BIALLELIC, Zygosity.MONOALLELIC, Zygosity.UNKNOWN
CONFIRMED, LIKELY = ArmCondition.ACTIVE_CONFIRMED, ArmCondition.ACTIVE_LIKELY


class Case(NamedTuple):
    """One tumour: its hits (gene, class, VAF) at 300 reads, purity, copies of the first, and what is expected."""

    hits: tuple[tuple[str, AlterationClass, float], ...]
    purity: float
    copies: tuple[int, int]
    zygosity: tuple[Zygosity, ...]
    ccf: tuple[float, ...]
    arms: dict[Arm, ArmCondition]


TSC2_KRAS = {Arm.A_TSC: LIKELY, Arm.B_MAPK: CONFIRMED}
CASES = {
    "TSC2 truncation at p/2, KRAS clonal": Case(
        (("TSC2", LOF, 0.34), ("KRAS", HOTSPOT, 0.36)),
        0.70,
        (2, 1),
        (MONOALLELIC, MONOALLELIC),
        (0.97, 1.0),
        TSC2_KRAS,
    ),
    "the same with TSC2 at p/(2-p) and one copy left": Case(
        (("TSC2", LOF, 0.54), ("KRAS", HOTSPOT, 0.36)),
        0.70,
        (1, 0),
        (BIALLELIC, MONOALLELIC),
        (1.0, 1.0),
        TSC2_KRAS,
    ),
    "the same with TSC2 at p and both copies alike": Case(
        (("TSC2", LOF, 0.70),), 0.70, (2, 0), (BIALLELIC,), (1.0,), {Arm.A_TSC: LIKELY}
    ),
    "two PTEN hits of unknown phase": Case(
        (("PTEN", HOTSPOT, 0.35), ("PTEN", LOF, 0.33)),
        0.70,
        (2, 1),
        (UNKNOWN, UNKNOWN),
        (1.0, 0.94),
        {Arm.A_PI3K: CONFIRMED, Arm.B_MAPK: ArmCondition.NOT_ASSESSED},
    ),
    "PEComa with TSC2 at p/(2-p) and one copy left": Case(
        (("TSC2", KNOWN, 0.61),), 0.75, (1, 0), (BIALLELIC,), (1.0,), {Arm.A_TSC: CONFIRMED}
    ),
}


def completed(case: Case) -> tuple[Alteration, ...]:
    first = case.hits[0][0]
    hits = [
        alteration(
            gene,
            class_,
            reads=(round(300 * vaf), 300),
            pos=number,
            contig="16" if gene == first else "12",
            effect=Effect.GOF if gene == "KRAS" else Effect.LOF,
            somatic=True,
        )
        for number, (gene, class_, vaf) in enumerate(case.hits, start=1)
    ]
    total, minor = case.copies
    return complete(
        hits,
        segments=(Segment("12", 0, 1000, 2, 1), Segment("16", 0, 1000, total, minor)),
        purity=case.purity,
        clinical=Clinical(),
        genes=tables().genes,
        transcripts={},
        thresholds=THRESHOLDS,
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_worked_case_has_its_zygosity_cell_fraction_and_arms(case: Case) -> None:
    by_gene = sorted(completed(case), key=lambda item: int(item.key.split(":")[2]))
    assert tuple(item.zygosity for item in by_gene) == case.zygosity
    assert {item.clonality for item in by_gene} == {Clonality.CLONAL}
    for item, ccf in zip(by_gene, case.ccf, strict=True):
        assert item.ccf == pytest.approx(ccf, abs=0.01)
        assert item.ccf_interval is not None
        assert item.ccf_interval[0] <= item.ccf <= item.ccf_interval[1]
    arms = pathway_state(by_gene, Coverage(), tables(), THRESHOLDS).arms
    assert {arm: arms[arm].state for arm in case.arms} == case.arms
    first = arms[next(iter(case.arms))]
    assert first.zygosity is case.zygosity[0]
