"""What the tables hold under a name, as text for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import yaml

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.lookup import Entry, find, suggestions
from mtorboard.knowledge.records import (
    Allele,
    Citation,
    Drug,
    Gene,
    Provenance,
    Rule,
    SafetyRule,
    StopGain,
    TumourType,
)
from mtorboard.knowledge.ruleset import tumour_type_lineage
from mtorboard.knowledge.vocabulary import as_names, walk
from mtorboard.model.assessment import Statement
from mtorboard.model.variant import VariantKey

_WIDTH = 120
_INDENT = 12


def show(name: str, knowledge: Knowledge) -> str:
    """Return everything known under a name.

    Args:
        name: a gene, rule, allele, position, drug, tumour type or source, as :func:`lookup.find` takes it.
        knowledge: the loaded tables.

    Raises:
        KnowledgeError: nothing has that name; it says what is written nearly so.
    """
    entries = find(name, knowledge)
    if not entries:
        near = suggestions(name, knowledge)
        raise KnowledgeError(
            f"nothing is called '{name}'",
            why=f"Nearest: {', '.join(near)}" if near else "",
            todo="give a gene (TSC2), a rule (R05, SAF01), an allele (TSC2:R611W, TSC2:c.1831C>T), a position of "
            "either build (16:2070570:C:T), a drug, a tumour type (CCRCC) or a source (PMID25344362)",
        )
    return "\n\n".join("\n".join(_PRINTERS[type(entry)](entry, knowledge)) for entry in entries)


def _gene(gene: Gene, knowledge: Knowledge) -> Iterator[str]:
    tables = knowledge.tables
    yield f"{gene.symbol}  {gene.hgnc_id}  {gene.role}, arm {gene.arm or 'none'}, altered by {gene.direction}"
    yield from _line(
        "transcript", f"{gene.mane_select} = {gene.ensembl_transcript}, {gene.protein_length} residues"
    )
    yield from _line("equal to", ", ".join(gene.equivalents))
    yield from _line("numbering", gene.numbering_note)
    for build, transcripts in tables.transcripts.items():
        if gene.symbol not in transcripts:
            yield from _line(build.value, "not placed: not assessed on this build")
            continue
        place = transcripts[gene.symbol]
        first, last = place.exons[0][0] + 1, place.exons[-1][1]
        strand = "+" if place.strand > 0 else "-"
        yield from _line(build.value, f"{place.contig}:{first}-{last}, strand {strand}")
    yield from _provenance(gene.provenance)
    for region in tables.regions.get(gene.symbol, ()):
        said = f"{region.region_id}: {region.kind} -> {region.class_} {region.effect}. {region.note}"
        yield from _line("region", said)
    alleles = [f"{_short(one)} {one.class_}" for one in tables.alleles if one.gene == gene.symbol]
    yield from _line("alleles", f"{len(alleles)}: {', '.join(alleles)}" if alleles else "none")
    yield from _asked_by(knowledge, _gene_names(gene))


def _gene_names(gene: Gene) -> set[str]:
    return {gene.symbol, gene.arm.value} if gene.arm else {gene.symbol}


def _short(allele: Allele) -> str:
    return allele.hgvs_p or allele.hgvs_c


def _allele(allele: Allele, knowledge: Knowledge) -> Iterator[str]:
    yield f"{allele.allele_id}  {allele.class_}, {allele.effect}"
    yield from _keys(allele.keys.values())
    yield from _line("resists", allele.drug_scope)
    yield from _line("labels", ", ".join(sorted(allele.labels)))
    yield from _line("note", allele.note)
    yield from _provenance(allele.provenance)
    names = {allele.allele_id, *allele.labels}
    yield from _asked_by(knowledge, names)
    yield from _asked_by(knowledge, _gene_names(knowledge.tables.genes[allele.gene]), "its gene by")


def _stop(stop: StopGain, knowledge: Knowledge) -> Iterator[str]:
    gene = knowledge.tables.genes[stop.gene]
    yield f"{stop.gene}:{stop.hgvs_p}:{stop.hgvs_c}  a stop, computed from the reference; no curated allele"
    yield from _keys(stop.keys.values())
    yield from _line("judged", f"by the rules for truncations of {stop.gene} ({gene.role}) and its regions")


def _drug(drug: Drug, knowledge: Knowledge) -> Iterator[str]:
    yield f"{drug.drug_id}  {drug.name}"
    yield from _line("also", ", ".join(drug.synonyms))
    yield from _line("classes", ", ".join(sorted(drug.classes)))
    acts = [" ".join((drug.strength, drug.interaction)).strip(), "P-gp" if drug.pgp else ""]
    yield from _line("interacts", ", ".join(filter(None, acts)) or "nothing known to this table")
    yield from _line("not by", ", ".join(sorted(drug.ignored_routes)))
    yield from _provenance(drug.provenance)
    rules = knowledge.rulebase.rules.values()
    names = {drug.drug_id, *drug.classes}
    yield from _line("named in", ", ".join(rule.rule_id for rule in rules if drug.drug_id in rule.drugs))
    yield from _line("uses up", ", ".join(rule.rule_id for rule in rules if names & set(rule.already_used)))
    yield from _asked(knowledge, lambda key, value: _asks_for_drug(key, value, names, drug))


def _asks_for_drug(key: str, value: Any, names: set[str], drug: Drug) -> bool:
    if key != "medication" or "interaction" not in value:
        return bool(names & set(_words(value)))
    strengths = as_names(value.get("strength", drug.strength))
    return value["interaction"] == drug.interaction and drug.strength in strengths


def _tumour_type(row: TumourType, knowledge: Knowledge) -> Iterator[str]:
    types = knowledge.rulebase.tumour_types
    yield f"{row.code}  {row.name}{'  (project code)' if row.project_code else ''}"
    yield from _line("also", ", ".join(row.synonyms))
    yield from _line("retired", f"counts as {row.successor}" if row.successor else "")
    chain = [row]
    while chain[-1].parent in types:
        chain.append(types[chain[-1].parent])
    yield from _line("under", ", ".join(one.code for one in chain[1:]))
    lineage = tumour_type_lineage(row.code, types) or frozenset()
    yield from _line("groups", ", ".join(sorted(lineage - set(types))))
    yield from _asked(knowledge, lambda key, value: key == "tumour_type" and not lineage.isdisjoint(value))


def _citation(citation: Citation, knowledge: Knowledge) -> Iterator[str]:
    base = knowledge.rulebase
    yield f"{citation.citation_id}  {citation.kind} {citation.identifier}"
    yield from _line("title", f"{citation.title} {citation.year}".strip())
    cites = [
        rule.rule_id
        for rule in base.rules.values()
        if citation.citation_id
        in {*rule.citations, *(one for said in _evidence(rule) for one in said.citations)}
    ]
    cites += [rule.rule_id for rule in base.safety.values() if citation.citation_id in rule.citations]
    yield from _line("cited by", ", ".join(cites))


def _rule(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    base = knowledge.rulebase
    yield f"{rule.rule_id}  {rule.title}  [{rule.class_}]"
    yield from textwrap.wrap(rule.text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield from _line("drugs", ", ".join(base.drugs[drug].name for drug in rule.drugs))
    yield from _line("tiers", f"AMP {rule.amp}, ESCAT {rule.escat}, CIViC {rule.civic}")
    yield from _line("regions", ", ".join(sorted(rule.regions)))
    yield "  when"
    yield from _condition(rule.when)
    yield from _statements("for", rule.evidence_for)
    yield from _statements("against", rule.evidence_against)
    yield from _line("headline", rule.headline or "none")
    yield from _line(
        "strategies", ", ".join(f"{name} {verdict}" for name, verdict in rule.strategies.items())
    )
    yield from _line("used up by", ", ".join(rule.already_used))
    yield from _line("removes", ", ".join(rule.suppresses))
    yield from _line("removed by", ", ".join(_others(knowledge, rule, "suppresses")))
    yield from _line("cautions", ", ".join(rule.cautions_on))
    yield from _line("cautioned by", ", ".join(_others(knowledge, rule, "cautions_on")))
    yield from _asked(
        knowledge,
        lambda key, value: (
            (key == "rule" and value == rule.rule_id)
            or (key == "drug_listed" and rule.rule_id in base.listing(value))
        ),
    )
    yield from _standing(rule, knowledge)


def _others(knowledge: Knowledge, rule: Rule, field: str) -> list[str]:
    """Rules that name this one in ``suppresses`` or ``cautions_on``."""
    rules = knowledge.rulebase.rules.values()
    return [other.rule_id for other in rules if rule.rule_id in getattr(other, field)]


def _safety(rule: SafetyRule, knowledge: Knowledge) -> Iterator[str]:
    yield f"{rule.rule_id}  {rule.title}  [{rule.severity}]"
    yield from textwrap.wrap(rule.text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield from _line("not given", rule.if_unknown or "listed among the missing facts only")
    yield "  when"
    yield from _condition(rule.when)
    yield from _standing(rule, knowledge)


def _evidence(rule: Rule) -> tuple[Statement, ...]:
    return (*rule.evidence_for, *rule.evidence_against)


def _asked_by(knowledge: Knowledge, names: set[str], what: str = "asked by") -> Iterator[str]:
    """The rules whose condition asks for one of the names."""
    yield from _asked(knowledge, lambda _, value: bool(names & set(_words(value))), what)


def _asked(knowledge: Knowledge, asks: Callable[[str, Any], bool], what: str = "asked by") -> Iterator[str]:
    """The rules with a leaf that ``asks``, by id."""
    base = knowledge.rulebase
    every: list[Rule | SafetyRule] = [*base.rules.values(), *base.safety.values()]
    found = sorted(rule.rule_id for rule in every if any(asks(key, value) for key, value in walk(rule.when)))
    yield from _line(what, ", ".join(found) or "no rule")


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _words(item)
    elif isinstance(value, str | list):
        yield from (str(item) for item in as_names(value))


def _keys(keys: Iterable[VariantKey]) -> Iterator[str]:
    for key in keys:
        yield from _line(key.build.value, f"{key.contig}:{key.pos} {key.ref}>{key.alt}")


def _condition(condition: Any) -> Iterator[str]:
    dumped = yaml.safe_dump(condition, sort_keys=False, default_flow_style=None, width=_WIDTH)
    yield from (f"    {line}" for line in dumped.splitlines())


def _statements(word: str, statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        cited = ", ".join(statement.citations) or "no citation"
        yield from _line(word, f"{statement.text} [{cited}; {statement.verification}]")


def _standing(rule: Rule | SafetyRule, knowledge: Knowledge) -> Iterator[str]:
    yield from _line(
        "evidence",
        f"of {rule.evidence_date}, review due {rule.review_due}, {rule.verification}; "
        f"signed off by {rule.signed_off_by or 'nobody yet'}",
    )
    for citation_id in rule.citations:
        citation = knowledge.rulebase.citations[citation_id]
        yield from _line("source", f"{citation.kind} {citation.identifier}: {citation.title} {citation.year}")


def _provenance(provenance: Provenance) -> Iterator[str]:
    signed = provenance.signed_off_by or "nobody yet"
    yield from _line(
        "source", f"{provenance.source} ({provenance.verified}, {provenance.date}; signed off by {signed})"
    )


def _line(label: str, text: str) -> Iterator[str]:
    """A labelled line, wrapped; nothing where there is nothing to say."""
    if text:
        first, rest = f"  {label:{_INDENT}} ", " " * (_INDENT + 3)
        yield from textwrap.wrap(
            text.strip(), _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )


_PRINTERS: Mapping[type[Entry], Callable[[Any, Knowledge], Iterator[str]]] = {
    Gene: _gene,
    Rule: _rule,
    SafetyRule: _safety,
    Allele: _allele,
    StopGain: _stop,
    Drug: _drug,
    TumourType: _tumour_type,
    Citation: _citation,
}
