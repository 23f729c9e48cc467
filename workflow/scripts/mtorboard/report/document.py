"""report.json: the one document that every format is rendered from (schema: report.schema.json)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtorboard import __version__
from mtorboard.errors import MtorboardError, Problems
from mtorboard.knowledge.base import RuleBase
from mtorboard.model.alteration import Alteration, ExpectedVaf
from mtorboard.model.assessment import Assessment, Link, Row, SafetyFlag, Statement
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Depth, GeneCallability
from mtorboard.model.sample import FunnelStep, InputFile
from mtorboard.model.state import ArmState, GeneState, PathwayState
from mtorboard.report.jsontypes import AsWritten, plain_object
from mtorboard.report.leading import leading_rules
from mtorboard.report.plain import encodable

SCHEMA_VERSION = "1.0"
_DIGITS = 4
"""Decimals of measured fractions: more would be noise, and differ between machines."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is the same for every sample of a run.

    Args:
        report_date: from the configuration; no clock is read.
        region: licensing region, e.g. ``"US"``.
        rulebase: rule titles, drug names and names of tumour types.
        knowledge_version: version of the knowledge release; ``knowledge_sha256``: digest of its files.
        parameters: settings that shape the answer; paths in it are printed without their folder.
        hgnc: HGNC id by gene symbol.
    """

    report_date: dt.date
    region: str
    rulebase: RuleBase
    knowledge_version: str
    knowledge_sha256: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    hgnc: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """What identifies a sample. ``None`` is "not provided"; ``purity`` is over 0 up to 1."""

    sample: str
    build: Build | None = None
    tumour_type: str | None = None
    purity: float | None = None
    inputs: Sequence[InputFile] = ()


def build_report(
    sample: SampleFacts,
    run: RunFacts,
    *,
    pathway: PathwayState,
    assessment: Assessment,
    funnel: Sequence[FunnelStep] = (),
    limits: Sequence[str] = (),
    notes: Sequence[str] = (),
    read: Mapping[str, Any] | None = None,
) -> Document:
    """Return the report of a sample that was worked through, as plain JSON types.

    Args:
        sample: identity, build, tumour type, purity and input files.
        run: date, region, knowledge and parameters.
        pathway: genes, arms and alterations (``key`` positions 1-based, on ``sample.build``).
        assessment: what the rules said.
        funnel: what was dropped on the way, and why.
        limits: sentences on what this report cannot say; ``notes``: remarks on this sample's input.
        read: what the judgement rested on (:func:`mtorboard.report.dossier.kept`).

    Returns:
        A document of status OK; the same input gives an equal document.
    """
    alterations = sorted(pathway.alterations, key=lambda item: (not item.counts, item.gene, item.key))
    document = _frame(sample, run)
    document |= {
        "status": "OK",
        "funnel": [_step(step) for step in funnel],
        "alterations": [_alteration(item) for item in alterations],
        "genes": {gene: _gene(state, run.hgnc.get(gene)) for gene, state in sorted(pathway.genes.items())},
        "arms": {str(arm): _arm(state) for arm, state in sorted(pathway.arms.items())},
        "assessment": _assessment(assessment, run.rulebase),
        "limits": list(limits),
        "notes": list(notes),
        "read": read,
    }
    return plain_object(document)


def failed_report(
    sample: SampleFacts, run: RunFacts, errors: Sequence[MtorboardError], *, notes: Sequence[str] = ()
) -> Document:
    """Return the report of a sample that could not be worked through: status FAILED, with every error.

    A :class:`~mtorboard.errors.Problems` among ``errors`` is taken apart. Nothing is said of genes or arms.
    """
    document = _frame(sample, run)
    document |= {
        "status": "FAILED",
        "errors": [_error(error) for error in _each(errors)],
        "notes": list(notes),
    }
    return plain_object(document)


def _frame(sample: SampleFacts, run: RunFacts) -> Document:
    """Return what both kinds of report have, with everything else empty."""
    known = run.rulebase.tumour_types.get(sample.tumour_type or "")
    return {
        "schema_version": SCHEMA_VERSION,
        "research_use_only": True,
        "report_date": run.report_date.isoformat(),
        "region": run.region,
        "errors": [],
        "sample": {
            "id": sample.sample,
            "tumour_type": sample.tumour_type,
            "tumour_type_name": known.name if known else None,
            "build": sample.build,
            "purity": _round(sample.purity),
        },
        "provenance": {
            "version": __version__,
            "knowledge": {"version": run.knowledge_version, "sha256": run.knowledge_sha256},
            "inputs": [
                {"role": item.role, "name": item.name, "sha256": item.sha256} for item in sample.inputs
            ],
            "parameters": run.parameters,
        },
        "funnel": [],
        "alterations": [],
        "genes": {},
        "arms": {},
        "assessment": None,
        "limits": [],
        "notes": [],
        "read": None,
    }


def _each(errors: Iterable[MtorboardError]) -> Iterable[MtorboardError]:
    for error in errors:
        if isinstance(error, Problems):
            yield from _each(error.problems)
        else:
            yield error


def _error(error: MtorboardError) -> Document:
    return {
        "kind": type(error).__name__,
        "what": error.what,
        "where": error.where,
        "why": error.why,
        "todo": error.todo,
        "text": error.render(),
    }


def _step(step: FunnelStep) -> Document:
    return {"step": step.step, "in": step.entered, "out": step.left, "reasons": step.reasons}


def _alteration(item: Alteration) -> Document:
    weighed = {"expected_vaf": [_expected(state) for state in item.expected_vaf]} if item.expected_vaf else {}
    return weighed | {
        "gene": item.gene,
        "key": item.key,
        "hgvs_g": item.hgvs_g,
        "hgvs_c": item.hgvs_c,
        "hgvs_p": item.hgvs_p,
        "transcript": item.transcript,
        "consequence": item.consequence,
        "class": item.class_,
        "effect": item.effect,
        "naming": item.naming,
        "codons": item.codons,
        "allele_id": item.allele_id,
        "drug_scope": item.drug_scope,
        "labels": item.labels,
        "vaf": _round(item.vaf),
        "depth": item.depth,
        "alt_depth": item.alt_depth,
        "zygosity": item.zygosity,
        "origin": item.origin,
        "possible_germline": item.possible_germline,
        "clonality": item.clonality,
        "ccf": _round(item.ccf),
        "ccf_interval": item.ccf_interval and [_round(bound) for bound in item.ccf_interval],
        "somatic": item.somatic,
        "low_confidence": item.low_confidence,
        "filtered": item.filtered,
        "counts": item.counts,
        "reasons": item.reasons,
    }


def _expected(state: ExpectedVaf) -> Document:
    return {
        "copies": state.copies,
        "mutated": state.mutated,
        "inherited": state.inherited,
        "subclonal": state.subclonal,
        "vaf": _round(state.vaf),
        "low": _round(state.low),
        "high": _round(state.high),
        "probability": _round(state.probability),
    }


def _gene(state: GeneState, hgnc_id: str | None) -> Document:
    return {
        "hgnc_id": hgnc_id,
        "status": state.status,
        "why": state.why,
        "alterations": state.alterations,
        "hotspots_callable": state.hotspots_callable,
        "deletions_assessed": state.deletions_assessed,
        "zygosity": state.zygosity,
        "clonality": state.clonality,
        "callability": state.callability and _callability(state.callability),
    }


def _callability(seen: GeneCallability) -> Document:
    return {
        "source": seen.source,
        "note": seen.note,
        "coding_share": _round(seen.coding_share),
        "depth_needed": seen.depth_needed,
        "coding": seen.coding and _depth(seen.coding),
        "hotspots_missing": seen.hotspots_missing,
        "hotspots": [
            {"codon": item.codon, "callable": item.callable, "depth": item.depth and _depth(item.depth)}
            for item in seen.hotspots
        ],
    }


def _depth(depth: Depth) -> Document:
    return {
        "reads": depth.reads,
        "level": depth.level,
        "detectable_vaf": depth.detectable_vaf,
        "detectable_clone": _round(depth.detectable_clone),
    }


def _arm(state: ArmState) -> Document:
    return {
        "state": state.state,
        "genes": state.genes,
        "why": state.why,
        "zygosity": state.zygosity,
        "clonality": state.clonality,
        "unassessed": state.unassessed,
    }


def _assessment(assessment: Assessment, base: RuleBase) -> Document:
    return {
        "headline": {
            "code": assessment.headline,
            "text": assessment.headline_text,
            "rules": leading_rules(assessment, base.rules),
            "verification": assessment.headline_verification,
        },
        "strategies": {
            str(name): {
                "verdict": item.verdict,
                "for": item.for_,
                "against": item.against,
                "rules": item.rules,
            }
            for name, item in assessment.strategies.items()
        },
        "rows": [_row(row, base) for row in assessment.rows],
        "safety": [_flag(flag, base) for flag in assessment.safety],
        "missing": [
            {"fact": item.fact, "needed_by": item.needed_by, "text": item.text} for item in assessment.missing
        ],
        "what_would_change": [
            {"fact": item.fact, "value": item.value, "headline": item.headline, "text": item.text}
            | ({"with": [{"fact": fact, "value": value} for fact, value in item.with_]} if item.with_ else {})
            for item in assessment.what_would_change
        ],
    }


def _row(row: Row, base: RuleBase) -> Document:
    rule = base.rules.get(row.rule)
    return {
        "rule": row.rule,
        "title": rule.title if rule else "",
        "class": row.class_,
        "truth": row.truth,
        "drugs": row.drugs,
        "drug_names": [base.drugs[drug].name if drug in base.drugs else drug for drug in row.drugs],
        "text": row.text,
        "tiers": {"amp": row.amp, "escat": row.escat, "civic": row.civic},
        "evidence_for": [_statement(item) for item in row.evidence_for],
        "evidence_against": [_statement(item) for item in row.evidence_against],
        "citations": row.citations,
        "condition": AsWritten(rule.when if rule else {}),
        "trace": [_link(link) for link in row.trace],
        "because": row.because,
        "grounds": row.grounds,
        "missing": row.missing,
        "suppressed_by": row.suppressed_by,
        "cautions": row.cautions,
        "notes": row.notes,
        "verification": row.verification,
        "signed_off_by": row.signed_off_by,
        "evidence_date": row.evidence_date,
        "review_due": row.review_due,
        "withheld": row.withheld,
    }


def _flag(flag: SafetyFlag, base: RuleBase) -> Document:
    rule = base.safety.get(flag.rule)
    # A drug that nobody knows is a flag without a rule; its title is a text.
    title = rule.title if rule else base.texts["unrecognised"]["titles"][flag.rule]
    return {
        "rule": flag.rule,
        "title": title,
        "severity": flag.severity,
        "text": flag.text,
        "because": flag.because,
        "condition": AsWritten(rule.when if rule else {}),
        "trace": [_link(link) for link in flag.trace],
        "citations": flag.citations,
        "missing": flag.missing,
        "notes": flag.notes,
        "verification": flag.verification,
        "signed_off_by": rule.signed_off_by if rule else "",
        "review_due": rule.review_due if rule else "",
    }


def _link(link: Link) -> AsWritten:
    """What a part of a condition rests on; empty lists are left out, since most are."""
    held = {
        "reads": link.reads,
        "alterations": link.alterations,
        "because": tuple(map(encodable, link.because)),
        "missing": link.missing,
        "rules": link.rules,
    }
    told = {name: list(found) for name, found in held.items() if found}
    return AsWritten({"leaf": link.leaf, "truth": link.truth.value} | told)


def _statement(item: Statement) -> Document:
    return {"text": item.text, "citations": item.citations, "verification": item.verification}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
