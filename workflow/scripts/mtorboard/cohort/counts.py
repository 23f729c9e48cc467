"""What the cohort page counts: summaries by tumour type, genes among those assessed, facts not provided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from mtorboard.cohort.genotype import ALTERED, Finding, Genotype
from mtorboard.cohort.table import CohortRow
from mtorboard.model.enums import Arm

TYPES_SHOWN = 20
FACTS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class GeneCount:
    """One gene over a cohort.

    Args:
        arm: code, empty for a gene of none.
        assessed: tumours in which it was looked at as far as an absence needs it.
        altered: tumours of these in which it is altered.
        beyond: tumours in which it is altered though nobody can say that it was looked at in full; they count
            in no percentage, because their unaltered like are not known.
        vus, resistance, unassessed: tumours with variants of unknown significance only; with a resistance
            allele; of which nothing can be said.
    """

    gene: str
    arm: str
    altered: int
    assessed: int
    beyond: int
    vus: int
    resistance: int
    unassessed: int


def gene_counts(genotypes: Iterable[Genotype], arms: Mapping[str, str]) -> list[GeneCount]:
    """Count every gene: arms in their own order, in an arm the gene most often altered first.

    Args:
        genotypes: of tumours that did not fail.
        arms: code of a gene's arm, by symbol; genes without one come last.
    """
    cells = Counter(chain.from_iterable(genotypes))
    by_gene: dict[str, Counter[str]] = {}
    for cell, count in cells.items():
        altered = cell.finding in ALTERED
        holds = {
            "altered": altered and cell.assessed,
            "assessed": cell.assessed,
            "beyond": altered and not cell.assessed,
            "vus": cell.finding is Finding.VUS_ONLY,
            "resistance": cell.resistance,
            "unassessed": cell.finding is Finding.NOT_ASSESSED,
        }
        found = by_gene.setdefault(cell.gene, Counter(dict.fromkeys(holds, 0)))
        found.update({name: count for name, true in holds.items() if true})
    rows = [GeneCount(gene, arms.get(gene, ""), **found) for gene, found in by_gene.items()]
    order = {str(arm): place for place, arm in enumerate(Arm)}
    return sorted(rows, key=lambda row: (order.get(row.arm, len(order)), -row.altered - row.beyond, row.gene))


@dataclass(frozen=True, slots=True)
class TypeCount:
    """Samples of one tumour type: by headline code (``FAILED`` for those without), and all.

    ``name`` is empty where no type was provided, and ``None`` for the rarer ones together, ``types`` of them.
    """

    name: str | None
    by_headline: Mapping[str, int]
    total: int
    types: int = 1


def type_counts(rows: Sequence[CohortRow]) -> list[TypeCount]:
    """Count samples by tumour type and headline, the commonest type first; the rarer ones are put together."""
    by_type: dict[str, Counter[str]] = {}
    for row in rows:
        by_type.setdefault(row.tumour_type_name or row.tumour_type, Counter())[row.headline or "FAILED"] += 1
    counts = [TypeCount(name, found, found.total()) for name, found in by_type.items()]
    counts.sort(key=lambda count: (-count.total, count.name))
    shown, rest = counts[:TYPES_SHOWN], counts[TYPES_SHOWN:]
    if rest:
        together: Counter[str] = Counter()
        for count in rest:
            together.update(count.by_headline)
        shown.append(TypeCount(None, together, together.total(), len(rest)))
    return shown


def missing_counts(rows: Iterable[CohortRow]) -> list[tuple[str, int]]:
    """Return the facts that are missing in the most samples, with their number."""
    counts = Counter(fact for row in rows for fact in row.missing_facts)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FACTS_SHOWN]
