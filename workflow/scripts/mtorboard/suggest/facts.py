"""The fact sheet: everything known of one tumour and patient, and how one fact of it is set.

A fact that can be missing has an id (docs/rules.md, section "Facts"). ``None``, NOT_ASSESSED and UNKNOWN are
"not known" throughout; nothing here turns them into "no".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.knowledge.limits import Limits
from mtorboard.knowledge.records import Gene, TumourType
from mtorboard.knowledge.ruleset import current_code, tumour_type_lineage
from mtorboard.model.alteration import ACTIONABLE_CLASSES, STRUCTURAL, Alteration
from mtorboard.model.clinical import Clinical
from mtorboard.model.copying import changed
from mtorboard.model.enums import (
    AlterationClass,
    Arm,
    ArmCondition,
    Clonality,
    Consequence,
    Effect,
    GeneStatus,
    Naming,
    Role,
    Zygosity,
)
from mtorboard.model.state import ArmState, GeneState, PathwayState
from mtorboard.pathway.genes import combined_clonality, combined_zygosity
from mtorboard.suggest.sidecar import DRUG_LISTS, fields_settled, supposed

PURITY = "purity"
"""Tumour purity: one fact that settles second copies and clonality of all altered genes at once."""
ACTIVE = frozenset({ArmCondition.ACTIVE_CONFIRMED, ArmCondition.ACTIVE_LIKELY})


@dataclass(frozen=True, slots=True)
class Finding:
    """What a gene is supposed to carry when a missing fact is tried out; ``class_`` ``None``: nothing."""

    class_: AlterationClass | None = None
    zygosity: Zygosity = Zygosity.UNKNOWN
    clonality: Clonality = Clonality.CLONAL
    allele_id: str = ""
    label: str = ""
    codons: tuple[int, int] | None = None
    consequence: Consequence = Consequence.MISSENSE


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All that rules can ask about one tumour and patient.

    Args:
        genes: state by symbol; a gene that is not in it was not assessed.
        arms: state by arm.
        alterations: by gene, in a fixed order.
        table: the gene table: which arm a gene belongs to, its role.
        inside: the genes of each arm.
        required: those of them that a negative of the arm requires.
        clinical: the sidecar.
        tumour_type: code in use, ``None`` when not given or unknown.
        lineage: that code, its ancestors and their groups.
        types: the tumour types.
        region: region whose licences hold.
        report_date: the day from which days are counted.
        limits: where receptors count, and for how long evidence goes without a review.
        purity_given: whether tumour purity was given.
        settled: lists of drugs that are supposed to be whole: a name in them that is not recognised is none of
            those that rules ask for.
    """

    genes: Mapping[str, GeneState]
    arms: Mapping[Arm, ArmState]
    alterations: Mapping[str, tuple[Alteration, ...]]
    table: Mapping[str, Gene]
    inside: Mapping[Arm, tuple[str, ...]]
    required: Mapping[Arm, tuple[str, ...]]
    clinical: Clinical
    tumour_type: str | None
    lineage: frozenset[str] | None
    types: Mapping[str, TumourType]
    region: str
    report_date: dt.date
    limits: Limits
    purity_given: bool
    settled: frozenset[str] = frozenset()

    def gene(self, symbol: str) -> GeneState:
        """Return a gene's state; NOT_ASSESSED for a gene that the tables do not know."""
        return self.genes.get(symbol) or GeneState(symbol, GeneStatus.NOT_ASSESSED, "")

    def arm_of(self, symbol: str) -> Arm | None:
        """Return the arm that a gene belongs to."""
        gene = self.table.get(symbol)
        return gene.arm if gene else None

    def members(self, arm: Arm) -> tuple[str, ...]:
        """Return the genes that a negative of the arm requires: the marked ones, or all where none is."""
        return self.required.get(arm, ())

    def unread(self, symbol: str) -> tuple[str, ...]:
        """Return the fact that is missing before a gene's sequence bears a negative, or nothing."""
        state = self.gene(symbol)
        if state.status in (GeneStatus.NOT_DETECTED, GeneStatus.NOT_DETECTED_SNV_ONLY):
            return ()
        unsure = state.status is GeneStatus.NOT_ASSESSED or state.hotspots_callable is not True
        return (f"assessed.{symbol}",) if unsure else ()

    def unlooked(self, symbol: str) -> tuple[str, ...]:
        """Return the fact that is missing before a gene without a finding counts as looked at, or nothing."""
        state = self.gene(symbol)
        if state.status in (GeneStatus.ALTERED, GeneStatus.NOT_DETECTED):
            return ()
        if state.status is GeneStatus.NOT_DETECTED_SNV_ONLY:
            return (f"deletions.{symbol}",)
        if unread := self.unread(symbol):
            return unread
        gene = self.table.get(symbol)
        suppressor = gene is not None and gene.role is Role.TSG
        return (f"deletions.{symbol}",) if suppressor and state.deletions_assessed is not True else ()

    def hidden(self, arm: Arm) -> tuple[str, ...]:
        """Return what is missing before the arm's unaltered genes count as looked at."""
        members = self.members(arm)
        if members:
            return tuple(fact for symbol in members for fact in self.unlooked(symbol))
        state = self.arms.get(arm)
        known = state is not None and state.state in (*ACTIVE, ArmCondition.NOT_DETECTED)
        return () if known else (f"assessed.{arm}",)

    def is_active(self, arm: Arm) -> bool:
        """Whether an alteration that counts was found in the arm."""
        state = self.arms.get(arm)
        return state is not None and state.state in ACTIVE

    def settled_by_purity(self, symbol: str) -> bool:
        """Whether purity is what keeps an altered gene's second copy or clonality from being known.

        Purity is weighed with read counts or with a loss of all copies; of ends of rearrangements it tells nothing.
        """
        state = self.gene(symbol)
        known = state.zygosity is not Zygosity.UNKNOWN and state.clonality is not Clonality.UNKNOWN
        if self.purity_given or known or state.status is not GeneStatus.ALTERED:
            return False
        return any(
            item.counts and (item.alt_depth is not None or item.consequence is Consequence.COPY_LOSS)
            for item in self.alterations.get(symbol, ())
            if item.consequence not in STRUCTURAL
        )


def fact_sheet(
    pathway: PathwayState,
    clinical: Clinical,
    *,
    tumour_type: str | None,
    region: str,
    report_date: dt.date,
    genes: Mapping[str, Gene],
    types: Mapping[str, TumourType],
    limits: Limits,
    purity_given: bool = False,
) -> FactSheet:
    """Lay everything that rules can ask on one sheet.

    The sample sheet's ``tumour_type`` goes before the sidecar's. An unknown code has no lineage, as none.
    """
    code = tumour_type or clinical.tumour_type
    by_gene: dict[str, list[Alteration]] = {}
    for alteration in sorted(pathway.alterations, key=lambda item: (item.gene, item.key, item.hgvs_c or "")):
        by_gene.setdefault(alteration.gene, []).append(alteration)
    inside: dict[Arm, tuple[str, ...]] = {}
    for gene in genes.values():
        if gene.arm is not None:
            inside[gene.arm] = (*inside.get(gene.arm, ()), gene.symbol)
    return FactSheet(
        genes=pathway.genes,
        arms=pathway.arms,
        alterations={symbol: tuple(found) for symbol, found in by_gene.items()},
        table=genes,
        inside=inside,
        required=_required(inside, genes),
        clinical=clinical,
        tumour_type=current_code(code, types),
        lineage=tumour_type_lineage(code, types),
        types=types,
        region=region,
        report_date=report_date,
        limits=limits,
        purity_given=purity_given,
    )


def _required(
    inside: Mapping[Arm, tuple[str, ...]], genes: Mapping[str, Gene]
) -> Mapping[Arm, tuple[str, ...]]:
    """The marked genes of each arm, or all where none is."""
    marked = {
        arm: tuple(symbol for symbol in symbols if genes[symbol].required_for_negative)
        for arm, symbols in inside.items()
    }
    return {arm: marked[arm] or symbols for arm, symbols in inside.items()}


def with_fact(sheet: FactSheet, fact: str, value: Any) -> FactSheet:
    """Return the sheet with one fact set.

    Args:
        sheet: the sheet as it is.
        fact: id of the fact.
        value: as the record holds it: a :class:`Finding` for ``assessed`` and ``deletions``, a Zygosity or
            Clonality, a code, a sidecar field's value, a Transplant, or a tuple of medications, therapies or
            immunosuppressants, which completes what is listed; for ``purity`` what it shows, each as a fact
            (``zygosity.TSC2``) and its value.

    Raises:
        ValueError: no such fact.
    """
    head, _, item = fact.partition(".")
    if head == "tumour_type":
        lineage = tumour_type_lineage(value, sheet.types)
        return changed(sheet, tumour_type=current_code(value, sheet.types), lineage=lineage)
    if head in ("assessed", "deletions"):
        return with_finding(sheet, item, value)
    if head in ("zygosity", "clonality"):
        return _with_allelic_state(sheet, head, item, value)
    if head == PURITY:
        for shown, state in value:
            sheet = with_fact(sheet, shown, state)
        return sheet
    settled = sheet.settled | (DRUG_LISTS & {fact})
    return changed(sheet, clinical=supposed(sheet.clinical, fact, value), settled=settled)


def touched(sheet: FactSheet, fact: str) -> frozenset[str]:
    """Return the roots (as leaves declare what they read) that setting a fact changes."""
    head, _, item = fact.partition(".")
    if head in ("assessed", "deletions", "zygosity", "clonality"):
        if item in Arm.__members__:
            return frozenset({f"arm.{item}", *(f"gene.{gene}" for gene in _arm_genes(sheet, Arm(item)))})
        return frozenset({f"gene.{item}", f"arm.{sheet.arm_of(item)}"})
    if head == PURITY:
        return frozenset().union(*(touched(sheet, shown) for shown in purity_facts(sheet)))
    if fact == "transplant":
        return frozenset({"transplant", "clinical.transplant_recipient"})
    return frozenset(
        {f"clinical.{field}" for field in fields_settled(item)} if head == "clinical" else {head}
    )


def purity_facts(sheet: FactSheet) -> frozenset[str]:
    """Return the facts that purity settles: second copy and clonality of genes that want it, and of their arms."""
    genes = [symbol for symbol in sheet.table if sheet.settled_by_purity(symbol)]
    items = {*genes, *(sheet.arm_of(symbol) or symbol for symbol in genes)}
    return frozenset(f"{what}.{item}" for what in ("zygosity", "clonality") for item in items)


def with_finding(sheet: FactSheet, symbol: str, finding: Finding) -> FactSheet:
    """Return the sheet with a gene looked at completely, altered as ``finding`` says or not at all."""
    state = sheet.gene(symbol)
    looked = changed(state, hotspots_callable=True, deletions_assessed=True)
    if finding.class_ is not None:
        found = (*sheet.alterations.get(symbol, ()), _supposed(symbol, finding, finding.class_))
        sheet = changed(sheet, alterations={**sheet.alterations, symbol: found})
    if finding.class_ not in ACTIONABLE_CLASSES:
        if looked.status not in (GeneStatus.ALTERED, GeneStatus.VUS_ONLY):
            looked = changed(looked, status=GeneStatus.NOT_DETECTED)
        return _with_gene(sheet, looked)
    earlier = [state] if state.status is GeneStatus.ALTERED else []
    zygosity = combined_zygosity([finding.zygosity, *(item.zygosity for item in earlier)])
    clonality = combined_clonality([finding.clonality, *(item.clonality for item in earlier)])
    looked = changed(looked, status=GeneStatus.ALTERED, zygosity=zygosity, clonality=clonality)
    return _with_gene(sheet, looked)


def with_biomarker(sheet: FactSheet, biomarker: str) -> FactSheet:
    """Return the sheet with an arm or gene altered in an unspecified way, unless it is altered already."""
    unspecified = Finding(AlterationClass.LIKELY, clonality=Clonality.UNKNOWN)
    if biomarker in Arm.__members__:
        arm = Arm(biomarker)
        if sheet.is_active(arm):
            return sheet
        return _with_arm(sheet, ArmState(arm, ArmCondition.ACTIVE_LIKELY, (), ""))
    altered = sheet.gene(biomarker).status is GeneStatus.ALTERED
    return sheet if altered else with_finding(sheet, biomarker, unspecified)


def without_biomarkers(sheet: FactSheet, biomarkers: Iterable[str]) -> FactSheet:
    """Return the sheet as if these arms and genes had been looked at completely and nothing found."""
    for biomarker in biomarkers:
        is_arm = biomarker in Arm.__members__
        symbols = _arm_genes(sheet, Arm(biomarker)) if is_arm else (biomarker,)
        for symbol in symbols:
            clean = GeneState(
                symbol,
                GeneStatus.NOT_DETECTED,
                "",
                hotspots_callable=True,
                deletions_assessed=True,
            )
            sheet = _with_gene(changed(sheet, alterations={**sheet.alterations, symbol: ()}), clean)
        if is_arm:
            sheet = _with_arm(sheet, ArmState(Arm(biomarker), ArmCondition.NOT_DETECTED, symbols, ""))
    return sheet


def biomarker_roots(sheet: FactSheet, biomarkers: Iterable[str]) -> frozenset[str]:
    """Return the roots that changing these arms and genes touches."""
    return frozenset().union(*(touched(sheet, f"assessed.{biomarker}") for biomarker in biomarkers))


def _with_gene(sheet: FactSheet, state: GeneState) -> FactSheet:
    """Put a gene's state on the sheet and work its arm out again."""
    sheet = changed(sheet, genes={**sheet.genes, state.gene: state})
    arm = sheet.arm_of(state.gene)
    if arm is None:
        return sheet
    altered = [sheet.gene(symbol) for symbol in _arm_genes(sheet, arm)]
    altered = [item for item in altered if item.status is GeneStatus.ALTERED]
    if not altered:
        condition = ArmCondition.NOT_ASSESSED if sheet.hidden(arm) else ArmCondition.NOT_DETECTED
        return _with_arm(sheet, ArmState(arm, condition, (), ""))
    losses = [item.zygosity for item in altered if sheet.table[item.gene].role is Role.TSG]
    before = sheet.arms.get(arm)
    condition = before.state if before and before.state in ACTIVE else ArmCondition.ACTIVE_LIKELY
    genes = tuple(item.gene for item in altered)
    clonality = combined_clonality(item.clonality for item in altered)
    return _with_arm(sheet, ArmState(arm, condition, genes, "", combined_zygosity(losses), clonality))


def _with_arm(sheet: FactSheet, state: ArmState) -> FactSheet:
    return changed(sheet, arms={**sheet.arms, state.arm: state})


def _with_allelic_state(sheet: FactSheet, what: str, item: str, value: Any) -> FactSheet:
    unknown = Zygosity.UNKNOWN if what == "zygosity" else Clonality.UNKNOWN
    is_arm = item in Arm.__members__
    arm = sheet.arms.get(Arm(item)) if is_arm else None
    symbols = _arm_genes(sheet, Arm(item)) if is_arm else (item,)
    for symbol in symbols:
        state = sheet.gene(symbol)
        if state.status is GeneStatus.ALTERED and getattr(state, what) is unknown:
            sheet = _with_gene(sheet, changed(state, **{what: value}))
    return sheet if arm is None else _with_arm(sheet, changed(arm, **{what: value}))


def _arm_genes(sheet: FactSheet, arm: Arm) -> tuple[str, ...]:
    return sheet.inside.get(arm, ())


def _supposed(symbol: str, finding: Finding, class_: AlterationClass) -> Alteration:
    """An alteration that was not found but is tried out; it never reaches a report."""
    return Alteration(
        gene=symbol,
        key="",
        hgvs_g="",
        hgvs_c=None,
        hgvs_p=None,
        transcript="",
        consequence=finding.consequence,
        class_=class_,
        effect=Effect.UNKNOWN,
        naming=Naming.COORDINATES,
        codons=finding.codons,
        allele_id=finding.allele_id,
        labels=frozenset({finding.label} if finding.label else ()),
        zygosity=finding.zygosity,
        clonality=finding.clonality,
    )
