"""A small world for tests of the suggest room: seven genes, five tumour types, six drugs, and rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from mtorboard.knowledge.base import RuleBase, Tables
from mtorboard.knowledge.limits import Limits
from mtorboard.knowledge.records import Drug, Gene, Provenance, TumourType
from mtorboard.knowledge.ruleset import rule_from, safety_from
from mtorboard.model.alteration import Alteration
from mtorboard.model.assessment import Assessment, Row
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import (
    AlterationClass,
    Arm,
    Build,
    Clonality,
    Consequence,
    Effect,
    GeneStatus,
    Naming,
    Role,
    Verification,
    Zygosity,
)
from mtorboard.model.state import GeneState, PathwayState
from mtorboard.pathway.arms import arm_states
from mtorboard.suggest import assess
from mtorboard.suggest.conditions import World
from mtorboard.suggest.facts import FactSheet, fact_sheet
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.outcome import Outcome

TODAY = dt.date(2026, 11, 22)
PROVENANCE = Provenance("test", Verification.VERIFIED, "2026-11-22", "")
_GENES = {
    "TSC1": (Role.TSG, Arm.A_TSC),
    "TSC2": (Role.TSG, Arm.A_TSC),
    "MTOR": (Role.ONC, Arm.A_MTOR),
    "PIK3CA": (Role.ONC, Arm.A_PI3K),
    "PTEN": (Role.TSG, Arm.A_PI3K),
    "KRAS": (Role.ONC, Arm.B_MAPK),
    "NF1": (Role.TSG, Arm.B_MAPK),
}
GENES = {
    name: Gene(name, "", role, arm, Effect.LOF, "", "", "", (), 0, frozenset(Build), True, "", PROVENANCE)
    for name, (role, arm) in _GENES.items()
}
LIMITS = Limits(receptor_positive_percent=1, receptor_low_percent=10, review_withheld_months=12)
TABLES = Tables(GENES, {}, (), {}, {}, {}, {})
TYPES = {
    "TISSUE": TumourType("TISSUE", "Tissue", "", False, (), "", frozenset()),
    "LUNG": TumourType("LUNG", "Lung", "TISSUE", False, (), "", frozenset({"SOLID"})),
    "LUAD": TumourType("LUAD", "Lung adenocarcinoma", "LUNG", False, (), "", frozenset({"HISTOLOGY"})),
    "COAD": TumourType(
        "COAD", "Colon adenocarcinoma", "TISSUE", False, (), "", frozenset({"SOLID", "GUT", "HISTOLOGY"})
    ),
    "OLDLUAD": TumourType("OLDLUAD", "Retired", "TISSUE", False, (), "LUAD", frozenset()),
}


def _drug(
    name: str, classes: str = "", interaction: str = "", strength: str = "", synonyms: str = ""
) -> Drug:
    return Drug(
        name.lower(),
        name,
        tuple(synonyms.split(";")) if synonyms else (),
        frozenset(classes.split(";")) if classes else frozenset(),
        interaction,
        strength,
        False,
        frozenset({"topical"}) if interaction else frozenset(),
        PROVENANCE,
    )


DRUGS = {
    drug.drug_id: drug
    for drug in (
        _drug("Everolimus", "rapalog", synonyms="Afinitor;RAD-001"),
        _drug("Ketoconazole", "azole", "CYP3A4_INHIBITOR", "STRONG", "Nizoral"),
        _drug("Rifampicin", "", "CYP3A4_INDUCER", "STRONG"),
        _drug("Tacrolimus", "calcineurin_inhibitor"),
        _drug("Letrozole", "nsai;endocrine"),
        _drug("Alpelisib", "pi3k_inhibitor"),
    )
}


def rule(rule_id: str, class_: str, when: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """A therapy rule as rules.yaml would hold it."""
    plain = {
        "id": rule_id,
        "title": f"Title of {rule_id}",
        "class": class_,
        "when": when,
        "text": f"Text of {rule_id}.",
        "tiers": {"amp": "III", "escat": "III", "civic": "-"},
        "evidence_against": [{"text": f"Against {rule_id}.", "verified": "VERIFIED"}],
        "evidence_date": "2026-01",
        "review_due": "2027-01",
        "verified": "VERIFIED",
        "signed_off_by": "",
    }
    return {**plain, **more}


def safety(rule_id: str, severity: str, when: Mapping[str, Any], if_unknown: str = "") -> Mapping[str, Any]:
    """A safety rule as safety.yaml would hold it."""
    return {
        "id": rule_id,
        "title": f"Title of {rule_id}",
        "severity": severity,
        "when": when,
        "text": f"Text of {rule_id}.",
        "if_unknown": if_unknown,
        "evidence_date": "2026-01",
        "review_due": "2027-01",
        "verified": "VERIFIED",
        "signed_off_by": "",
    }


def rulebase(*rules: Mapping[str, Any], flags: Iterable[Mapping[str, Any]] = ()) -> RuleBase:
    """A rule base over the small world, without any texts."""
    therapy = [rule_from(row) for row in rules]
    harm = [safety_from(row) for row in flags]
    return RuleBase(
        {one.rule_id: one for one in therapy},
        {one.rule_id: one for one in harm},
        DRUGS,
        TYPES,
        {},
        {},
        LIMITS,
    )


def altered(
    gene: str,
    zygosity: Zygosity = Zygosity.UNKNOWN,
    clonality: Clonality = Clonality.CLONAL,
    *,
    class_: AlterationClass = AlterationClass.KNOWN,
    **more: Any,
) -> Alteration:
    """An alteration that counts, unless ``class_`` or ``more`` say otherwise."""
    plain: dict[str, Any] = {
        "gene": gene,
        "key": f"GRCh38:1:1:A:{gene}",
        "hgvs_g": "",
        "hgvs_c": "c.1A>C",
        "hgvs_p": "p.Met1Leu",
        "transcript": "",
        "consequence": Consequence.MISSENSE,
        "class_": class_,
        "effect": Effect.LOF,
        "naming": Naming.LIBRARY,
        "zygosity": zygosity,
        "clonality": clonality,
    }
    return Alteration(**{**plain, **more})


def tumour(
    *found: Alteration, unread: Iterable[str] = (), no_copy_number: Iterable[str] = ()
) -> PathwayState:
    """A tumour, all genes looked at but for ``unread`` ones and deletions of ``no_copy_number`` ones."""
    unread, no_copy_number = set(unread), set(no_copy_number)
    states = {}
    for symbol, gene in GENES.items():
        own = [item for item in found if item.gene == symbol]
        counting = [item for item in own if item.counts]
        suppressor = gene.role is Role.TSG
        if counting:
            status = GeneStatus.ALTERED
        elif any(item.class_ is AlterationClass.VUS for item in own):
            status = GeneStatus.VUS_ONLY
        elif symbol in unread:
            status = GeneStatus.NOT_ASSESSED
        elif suppressor and symbol in no_copy_number:
            status = GeneStatus.NOT_DETECTED_SNV_ONLY
        else:
            status = GeneStatus.NOT_DETECTED
        states[symbol] = GeneState(
            symbol,
            status,
            "",
            alterations=tuple(item.key for item in own),
            hotspots_callable=None if symbol in unread else True,
            deletions_assessed=symbol not in (unread | no_copy_number),
            zygosity=counting[0].zygosity if counting else Zygosity.UNKNOWN,
            clonality=counting[0].clonality if counting else Clonality.UNKNOWN,
        )
    return PathwayState(states, arm_states(found, states, TABLES), tuple(found))


def sheet(
    pathway: PathwayState | None = None,
    clinical: Clinical | None = None,
    *,
    tumour_type: str | None = "LUAD",
    region: str = "US",
) -> FactSheet:
    """A fact sheet of the small world."""
    return fact_sheet(
        pathway or tumour(),
        clinical or Clinical(),
        tumour_type=tumour_type,
        region=region,
        report_date=TODAY,
        genes=GENES,
        types=TYPES,
        limits=LIMITS,
    )


def evaluate(when: Mapping[str, Any], facts: FactSheet, *others: Mapping[str, Any]) -> Outcome:
    """Evaluate one condition; ``others`` are rules that it may ask for."""
    index = RuleIndex(rulebase(*others, rule("R99", "INFO", when)), TABLES)
    return World(facts).outcome(index.rules["R99"])


def answer(
    rules: RuleBase,
    pathway: PathwayState | None = None,
    clinical: Clinical | None = None,
    *,
    tumour_type: str | None = "LUAD",
    region: str = "US",
) -> Assessment:
    """The whole assessment in the small world."""
    return assess(
        pathway or tumour(),
        clinical or Clinical(),
        tumour_type=tumour_type,
        region=region,
        report_date=TODAY,
        rulebase=rules,
        tables=TABLES,
    )


def rows(assessment: Assessment) -> dict[str, Row]:
    """Rows by rule id."""
    return {row.rule: row for row in assessment.rows}
