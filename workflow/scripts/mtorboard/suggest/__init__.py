"""From what is known of one tumour and patient to the answer: rules, safety, headline, what would change it."""

from __future__ import annotations

import datetime as dt

from mtorboard.knowledge.base import RuleBase, Tables
from mtorboard.model.assessment import Assessment
from mtorboard.model.clinical import Clinical
from mtorboard.model.state import PathwayState
from mtorboard.suggest.conditions import World
from mtorboard.suggest.domains import domains_of
from mtorboard.suggest.facts import fact_sheet
from mtorboard.suggest.headline import decide
from mtorboard.suggest.index import rule_index
from mtorboard.suggest.missing import missing_facts, with_purity
from mtorboard.suggest.precedence import standings
from mtorboard.suggest.rows import headline_text, printed, verification
from mtorboard.suggest.safety import open_questions, safety_flags
from mtorboard.suggest.strategies import strategies
from mtorboard.suggest.what_if import what_would_change

__all__ = ["assess"]


def assess(
    pathway: PathwayState,
    clinical: Clinical,
    *,
    tumour_type: str | None,
    region: str,
    report_date: dt.date,
    rulebase: RuleBase,
    tables: Tables,
    purity_given: bool = False,
) -> Assessment:
    """Say what the evidence says of an mTOR inhibitor for one tumour.

    Args:
        pathway: states of genes and arms, with the alterations.
        clinical: the sidecar; ``None`` in it is "not provided".
        tumour_type: code of the sample sheet, which goes before the sidecar's; an unknown code counts as none,
            the caller reports it.
        region: region whose licences hold (``"US"``, ``"EU"``).
        report_date: the day from which days are counted.
        rulebase: rules, drugs, tumour types and texts.
        tables: genes (arm, role, what a negative requires) and alleles.
        purity_given: whether tumour purity was given, without which second copies and clonality stay unknown.

    Returns:
        Rows by rule id (TRUE and UNKNOWN ones, also those that another rule removed), safety flags gravest
        first, the headline, the three strategies, what is missing and what would change the headline.

    Raises:
        KnowledgeError: a rule's condition is malformed.
    """
    index = rule_index(rulebase, tables)
    sheet = fact_sheet(
        pathway,
        clinical,
        tumour_type=tumour_type,
        region=region,
        report_date=report_date,
        genes=tables.genes,
        types=rulebase.tumour_types,
        limits=rulebase.limits,
        purity_given=purity_given,
    )
    world = World(sheet, shared=index.kept.beside_genome(sheet))
    rows = standings(index, world)
    decision = decide(rows)
    needs = open_questions(index, world)
    needs |= {row.rule.rule_id: row.missing for row in rows if row.missing and row.stands}
    missing = missing_facts(index, sheet, with_purity(sheet, needs))
    named = strategies(index, sheet.lineage, rows)
    return Assessment(
        headline=decision.headline,
        headline_text=headline_text(index, sheet, decision, rows, named),
        headline_verification=verification(decision),
        strategies=named,
        rows=tuple(printed(index, world, row) for row in rows),
        safety=safety_flags(index, world),
        missing=missing,
        what_would_change=what_would_change(
            index, domains_of(index), world, decision.headline, (fact.fact for fact in missing)
        ),
    )
