"""What the tables hold on one gene, rule or allele, as text for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.records import Allele, Gene, Provenance, Rule, SafetyRule
from mtorboard.model.assessment import Statement


def show(name: str, knowledge: Knowledge) -> str:
    """Return everything known under a name.

    Args:
        name: gene symbol, rule id, allele id, or ``GENE:change`` with a c. or one-letter p. name; case is ignored.
        knowledge: the loaded tables.

    Raises:
        KnowledgeError: nothing has that name.
    """
    wanted = name.strip().upper()
    tables, base = knowledge.tables, knowledge.rulebase
    lines: Iterable[str] = ()
    if wanted in tables.genes:
        lines = _gene(tables.genes[wanted], knowledge)
    elif wanted.upper() in (ids := {key.upper(): key for key in (*base.rules, *base.safety)}):
        key = ids[wanted]
        lines = (
            _rule(base.rules[key], knowledge) if key in base.rules else _safety(base.safety[key], knowledge)
        )
    else:
        found = [allele for allele in tables.alleles if _is_called(allele, wanted)]
        lines = (line for allele in found for line in (*_allele(allele), ""))
    text = "\n".join(lines).rstrip()
    if not text:
        raise KnowledgeError(
            f"nothing is called '{name}'",
            todo="give a gene (TSC2), a rule (R05, SAF01) or an allele (TSC2:R611W, TSC2:c.1831C>T)",
        )
    return text


def _is_called(allele: Allele, wanted: str) -> bool:
    names = {allele.allele_id, f"{allele.gene}:{allele.hgvs_c}", f"{allele.gene}:{allele.hgvs_p}"}
    return wanted in {name.upper() for name in names}


def _gene(gene: Gene, knowledge: Knowledge) -> Iterator[str]:
    tables = knowledge.tables
    yield f"{gene.symbol}  {gene.hgnc_id}  {gene.role}, arm {gene.arm or 'none'}, altered by {gene.direction}"
    yield f"  transcript   {gene.mane_select} = {gene.ensembl_transcript}, {gene.protein_length} residues"
    yield f"  same protein {', '.join(gene.equivalents) or '-'}"
    if gene.numbering_note:
        yield f"  numbering    {gene.numbering_note}"
    for build, transcripts in tables.transcripts.items():
        place = transcripts[gene.symbol]
        first, last = place.exons[0][0] + 1, place.exons[-1][1]
        yield f"  {build}       {place.contig}:{first}-{last}, strand {'+' if place.strand > 0 else '-'}"
    yield from _provenance(gene.provenance)
    for region in tables.regions.get(gene.symbol, ()):
        yield f"  {region.region_id}: {region.kind} -> {region.class_} {region.effect}. {region.note}".rstrip()
    alleles = [allele for allele in tables.alleles if allele.gene == gene.symbol]
    yield f"  {len(alleles)} alleles: {', '.join(_short(allele) for allele in alleles)}"
    rules = [rule.rule_id for rule in knowledge.rulebase.rules.values() if _speaks_of(rule.when, gene)]
    yield f"  rules that ask for it: {', '.join(rules) or '-'}"


def _short(allele: Allele) -> str:
    return f"{allele.hgvs_p or allele.hgvs_c} {allele.class_}"


def _speaks_of(condition: Any, gene: Gene) -> bool:
    """True if a condition tree names the gene or its arm anywhere."""
    if isinstance(condition, dict):
        return any(_speaks_of(value, gene) for value in condition.values())
    if isinstance(condition, list):
        return any(_speaks_of(value, gene) for value in condition)
    return condition in (gene.symbol, gene.arm) or str(condition).startswith(f"{gene.symbol}:")


def _allele(allele: Allele) -> Iterator[str]:
    yield f"{allele.allele_id}  {allele.class_}, {allele.effect}"
    for build, key in allele.keys.items():
        yield f"  {build}  {key.contig}:{key.pos} {key.ref}>{key.alt}"
    if allele.drug_scope:
        yield f"  resists  {allele.drug_scope}"
    if allele.labels:
        yield f"  on the label lists of  {', '.join(sorted(allele.labels))}"
    if allele.note:
        yield f"  note     {allele.note}"
    yield from _provenance(allele.provenance)


def _rule(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    yield f"{rule.rule_id}  {rule.title}  [{rule.class_}]"
    yield f"  {rule.text}"
    yield f"  drugs     {', '.join(knowledge.rulebase.drugs[drug].name for drug in rule.drugs) or '-'}"
    yield f"  tiers     AMP {rule.amp}, ESCAT {rule.escat}, CIViC {rule.civic}"
    yield "  when"
    yield from _condition(rule.when)
    yield from _statements("for", rule.evidence_for)
    yield from _statements("against", rule.evidence_against)
    yield f"  headline  {rule.headline or '-'}; suppresses {', '.join(rule.suppresses) or '-'}"
    yield from _standing(rule, knowledge)


def _safety(rule: SafetyRule, knowledge: Knowledge) -> Iterator[str]:
    yield f"{rule.rule_id}  {rule.title}  [{rule.severity}]"
    yield f"  {rule.text}"
    yield f"  not provided: {rule.if_unknown or '-'}"
    yield "  when"
    yield from _condition(rule.when)
    yield from _standing(rule, knowledge)


def _condition(condition: Any) -> Iterator[str]:
    dumped = yaml.safe_dump(condition, sort_keys=False, default_flow_style=None, width=100)
    yield from (f"    {line}" for line in dumped.splitlines())


def _statements(word: str, statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        cited = ", ".join(statement.citations) or "no citation"
        yield f"  {word:8}  {statement.text} [{cited}; {statement.verification}]"


def _standing(rule: Rule | SafetyRule, knowledge: Knowledge) -> Iterator[str]:
    yield f"  evidence of {rule.evidence_date}, review due {rule.review_due}, {rule.verification}"
    yield f"  signed off by {rule.signed_off_by or 'nobody yet'}"
    for citation_id in rule.citations:
        citation = knowledge.rulebase.citations[citation_id]
        yield f"  {citation.kind} {citation.identifier}: {citation.title} {citation.year}".rstrip()


def _provenance(provenance: Provenance) -> Iterator[str]:
    signed = provenance.signed_off_by or "nobody yet"
    yield f"  source   {provenance.source} ({provenance.verified}, {provenance.date}; signed off by {signed})"
