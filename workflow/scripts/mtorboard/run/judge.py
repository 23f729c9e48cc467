"""From everything read of one tumour and patient to the answer, by the knowledge that is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from mtorboard.allelic import complete, genes_with_copy_number
from mtorboard.classify import classify
from mtorboard.knowledge.base import Knowledge
from mtorboard.model.alteration import Alteration
from mtorboard.model.assessment import Assessment
from mtorboard.model.dossier import Dossier
from mtorboard.model.sample import FunnelStep
from mtorboard.model.state import PathwayState
from mtorboard.model.thresholds import Thresholds
from mtorboard.pathway import pathway_state
from mtorboard.suggest import assess


class Judged(NamedTuple):
    """States and assessment of one tumour, and the account of its structural variants that make no alteration."""

    pathway: PathwayState
    assessment: Assessment
    structural: tuple[FunnelStep, ...]


def judge(
    dossier: Dossier, knowledge: Knowledge, *, thresholds: Thresholds, region: str, report_date: dt.date
) -> Judged:
    """Classify, complete, and weigh what was read.

    Args:
        dossier: variants, copy number, structural variants, callability and clinical facts, on its build.
        knowledge: tables and rules.
        thresholds: limits of classification, allelic state and absence.
        region: region whose licences hold; ``report_date``: the day from which days are counted.

    Raises:
        KnowledgeError: a table or rule is malformed.
    """
    pathway, account = states(dossier, knowledge, thresholds)
    assessment = assess(
        pathway,
        dossier.clinical,
        tumour_type=dossier.tumour_type,
        region=region,
        report_date=report_date,
        rulebase=knowledge.rulebase,
        tables=knowledge.tables,
        purity_given=dossier.purity is not None,
    )
    return Judged(pathway, assessment, account)


def states(
    dossier: Dossier, knowledge: Knowledge, thresholds: Thresholds
) -> tuple[PathwayState, tuple[FunnelStep, ...]]:
    """Classify and complete what was read: all that the rules read of the genome.

    Returns:
        The states, and the account of structural variants that make no alteration.
    """
    tables = knowledge.tables
    transcripts, copy_number = tables.transcripts[dossier.build], dossier.copy_number
    structural, account = _structural(dossier, knowledge, thresholds)
    completed = complete(
        (
            *(
                classify(variant, tables, thresholds, dossier.clinical.specimen)
                for variant in dossier.variants
            ),
            *structural,
        ),
        segments=copy_number.segments if copy_number else None,
        purity=dossier.purity,
        clinical=dossier.clinical,
        genes=tables.genes,
        transcripts=transcripts,
        thresholds=thresholds,
        gene_calls=copy_number.genes if copy_number else None,
    )
    pathway = pathway_state(
        completed,
        dossier.coverage,
        tables,
        thresholds,
        copy_number_genes=genes_with_copy_number(copy_number, transcripts),
    )
    return pathway, account


def _structural(
    dossier: Dossier, knowledge: Knowledge, thresholds: Thresholds
) -> tuple[tuple[Alteration, ...], tuple[FunnelStep, ...]]:
    """Judge what the structural variants do to the genes, before their allelic state is known.

    Returns:
        Alterations, and the account of the variants that make none; neither where no variants were given.
    """
    if dossier.structural is None:
        return (), ()
    from mtorboard.classify.structural import structural_alterations  # noqa: PLC0415 - most samples have none

    small = (item.variant.key for item in dossier.variants if not item.variant.filters)
    found = structural_alterations(dossier.structural, knowledge.tables, thresholds, small=small)
    return found.alterations, (found.step,)


def limits_of(texts: Mapping[str, Any]) -> list[str]:
    """What no report of this version can say: the standing statements, then rules and parts not evaluated."""
    limits = texts["limits"]
    rules = [limits["not_yet_line"].format(**row) for row in limits["rules_not_yet"]]
    parts = [f"{row['rule']}: {row['reason']}" for row in limits["partial"]]
    return [*limits["statements"], *rules, *parts]
