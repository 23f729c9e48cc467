"""Linter of the rules and of the tables that they speak of.

It refuses what the evaluation would silently read past: a name that no table has, a limited row without its
negative evidence, a text that says what a report may not say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.findings import Finding
from mtorboard.knowledge.records import Citation, Rule, TumourType
from mtorboard.knowledge.ruleset import load_rules, read_tsv, read_yaml, split_names
from mtorboard.knowledge.vocabulary import DRUG_WORDS, RECEPTOR_FIELDS, as_names, nearest, problems, walk
from mtorboard.knowledge.wording import wording_problems
from mtorboard.model.enums import Arm, Headline, RuleClass
from mtorboard.schemas import load_schema

_FORBIDDEN = (
    (re.compile(r"\brecommend", re.IGNORECASE), "says 'recommend'; the report summarises evidence"),
    (
        re.compile(r"\b\d[\d.,]*\s?(?:mg|µg|mcg|g|ng|IU)(?:/\w+)?\b|\b(?:mg/m2|ng/mL|mg/kg)\b"),
        "names a dose or a level",
    ),
    (
        re.compile(
            r"\b(?:once|twice|three times)[ -](?:a |per )?(?:daily|day|weekly|week)\b|\btrough\b", re.I
        ),
        "names a schedule or a trough",
    ),
    (re.compile(r"\bOncoKB\b", re.IGNORECASE), "names a restricted database"),
)
_CITATION_FORMS = {"PMID": re.compile(r"[1-9]\d{0,7}"), "NCT": re.compile(r"NCT\d{8}")}
_MAY_SUPPRESS = frozenset({RuleClass.RES, RuleClass.NOT, RuleClass.ALT})


@dataclass(frozen=True, slots=True)
class _Names:
    """Everything that a rule may name."""

    genes: frozenset[str]
    alleles: frozenset[str]
    labels: frozenset[str]
    drugs: frozenset[str]
    tumour_types: frozenset[str]
    rules: frozenset[str]
    citations: frozenset[str]
    clinical: Mapping[str, Any]


def lint_rules(root: Path, today: dt.date | None = None) -> list[Finding]:
    """Lint rules.yaml, safety.yaml, texts.yaml, drugs.tsv, tumour_types.tsv and citations.tsv.

    Args:
        root: folder that holds ``knowledge/``, or that folder itself.
        today: day against which ``review_due`` is held (a warning); ``None``: it is not looked at.

    Returns:
        the findings, in the order of files and rows; empty when all is well.
    """
    folder = root / "knowledge" if (root / "knowledge").is_dir() else root
    findings: list[Finding] = []
    for table in ("rules.yaml", "safety.yaml"):
        try:
            rows = read_yaml(folder / table, list)
        except KnowledgeError as error:
            findings.append(Finding(table, error.where, "error", error.render()))
            continue
        findings += _shape(table, rows)
    if findings:
        return findings
    try:
        base = load_rules(folder)
        names = _names(base, folder)
    except (KnowledgeError, KeyError) as error:
        text = error.render() if isinstance(error, KnowledgeError) else f"column {error} is missing"
        return [Finding("knowledge", "", "error", text)]
    for check in (_therapy_rules, _safety_rules, _other_tables, _texts):
        findings += check(base, names)
    return findings + list(_reviews(base, today))


def _shape(table: str, rows: list[Any]) -> Iterator[Finding]:
    """The JSON Schema, and in its place the vocabulary's own words where a condition is wrong."""
    validator = jsonschema_rs.validator_for(load_schema(f"knowledge/{table.removesuffix('.yaml')}"))
    wrong: set[int] = set()
    for number, row in enumerate(rows):
        if isinstance(row, Mapping):
            for where, what in problems(row.get("when")):
                wrong.add(number)
                yield Finding(table, f"{row.get('id', f'row {number + 1}')}, {where}", "error", what)
    for error in validator.iter_errors(rows):
        path = [str(part) for part in error.instance_path]
        number = int(path[0]) if path else -1
        if number in wrong and path[1:2] == ["when"]:
            continue
        known = isinstance(rows[number], Mapping) if path else False
        name = rows[number].get("id", f"row {number + 1}") if known else f"row {number + 1}"
        yield Finding(table, ", ".join((name, ".".join(path[1:]))), "error", error.message)


def _therapy_rules(base: RuleBase, names: _Names) -> Iterator[Finding]:
    for name, rule in base.rules.items():
        say = _sayer("rules.yaml", name)
        yield from _unknown(say, "drugs", rule.drugs, names.drugs)
        yield from _unknown(say, "already_used", rule.already_used, names.drugs)
        yield from _unknown(say, "suppresses", rule.suppresses, names.rules)
        yield from _unknown(say, "cautions_on", rule.cautions_on, names.rules)
        yield from _unknown(say, "biomarkers", sorted(rule.biomarkers), names.genes | set(Arm.__members__))
        statements = (*rule.evidence_for, *rule.evidence_against)
        cited = [*rule.citations, *(item for one in statements for item in one.citations)]
        yield from _unknown(say, "citations", sorted(set(cited)), names.citations)
        yield from _condition(say, rule.when, names, may_speak_of_tests=rule.class_ is RuleClass.INFO)
        texts = [("title", rule.title), ("text", rule.text), *(("evidence", one.text) for one in statements)]
        yield from _prose(say, texts)
        yield from _sense(say, rule)
    yield from _cycles(base.rules)


def _sense(say: Callable[[str, str], Finding], rule: Rule) -> Iterator[Finding]:
    """What a rule of its class must or must not have."""
    if rule.class_ in (RuleClass.M2, RuleClass.C_MEK) and not rule.evidence_against:
        yield say("evidence_against", f"a rule of class {rule.class_} needs negative evidence")
    if rule.suppresses and rule.class_ not in _MAY_SUPPRESS:
        yield say("suppresses", f"a rule of class {rule.class_} removes no other")
    if rule.headline is Headline.NO_MTOR_SUGGESTION:
        yield say("headline", "NO_MTOR_SUGGESTION is what is left when no row carries a headline")
    if rule.class_ in (RuleClass.NOT, RuleClass.RES) and rule.headline is not None:
        yield say("headline", f"a rule of class {rule.class_} carries no headline")
    if rule.rule_id in rule.suppresses:
        yield say("suppresses", "a rule cannot remove itself")


def _safety_rules(base: RuleBase, names: _Names) -> Iterator[Finding]:
    for name, rule in base.safety.items():
        say = _sayer("safety.yaml", name)
        yield from _unknown(say, "citations", rule.citations, names.citations)
        yield from _condition(say, rule.when, names, may_speak_of_tests=False)
        yield from _prose(say, [(part, getattr(rule, part)) for part in ("title", "text", "if_unknown")])


def _condition(
    say: Callable[[str, str], Finding], when: Mapping[str, Any], names: _Names, *, may_speak_of_tests: bool
) -> Iterator[Finding]:
    for key, value in walk(when):
        match key:
            case "tumour_type":
                yield from _unknown(say, key, value, names.tumour_types)
            case "gene" | "low_confidence" | "possible_germline" | "germline" | "codons":
                yield from _unknown(say, key, as_names(value["gene"]), names.genes)
            case "arm" | "label":
                yield from _unknown(say, key, value.get("genes", ()), names.genes)
            case "unassessed":
                yield from _unknown(say, key, value, names.genes)
                if not may_speak_of_tests:
                    yield say(key, "speaks of the test, not of the tumour: for INFO rules only")
            case "allele":
                yield from _unknown(say, key, value, names.alleles)
            case "rule":
                yield from _unknown(say, key, (value,), names.rules)
            case "prior_therapy" | "medication":
                yield from _unknown(say, key, value.get("any_of", ()), names.drugs)
            case "transplant":
                yield from _unknown(say, key, value.get("immunosuppressant", ()), names.drugs)
                organs = names.clinical["transplant"]["properties"]["organ"]["enum"]
                yield from _unknown(say, key, value.get("organ", ()), frozenset(organs))
            case "clinical":
                yield from _clinical_values(say, value, names.clinical)
        if key == "label":
            yield from _unknown(say, key, (value["list"],), names.labels)


def _clinical_values(
    say: Callable[[str, str], Finding], value: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[Finding]:
    field = schema[value["field"]]
    asked = value.get("in", [value["is"]] if "is" in value else [])
    numbers = "at_least" in value or "at_most" in value
    types = as_names(field.get("type", ()))
    if "enum" in field:
        allowed = [item for item in field["enum"] if item is not None]
        for item in asked:
            if item not in allowed:
                hint = nearest(str(item), [str(option) for option in allowed])
                yield say("clinical", f"{value['field']} is never '{item}'{hint}")
        if numbers:
            yield say("clinical", f"{value['field']} is no number")
    elif "boolean" in types:
        if numbers or any(not isinstance(item, bool) for item in asked):
            yield say("clinical", f"{value['field']} is true or false")
    elif any(isinstance(item, bool) or not isinstance(item, int | float) for item in asked):
        yield say("clinical", f"{value['field']} is a number")


def _other_tables(base: RuleBase, names: _Names) -> Iterator[Finding]:
    for name, drug in base.drugs.items():
        if bool(drug.interaction) != bool(drug.strength):
            yield Finding("drugs.tsv", name, "error", "interaction and strength go together")
        for column, word in (("interaction", drug.interaction), ("strength", drug.strength)):
            if word and word not in DRUG_WORDS[column]:
                yield Finding("drugs.tsv", name, "error", f"{column} '{word}' is not one of the closed list")
    yield from _synonyms(base)
    yield from _parents(base.tumour_types)
    for name, citation in base.citations.items():
        yield from _citation(name, citation)


def _synonyms(base: RuleBase) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for drug in base.drugs.values():
        for name in {word.casefold() for word in (drug.drug_id, drug.name, *drug.synonyms)}:
            other = owner.setdefault(name, drug.drug_id)
            if other != drug.drug_id:
                yield Finding("drugs.tsv", drug.drug_id, "error", f"'{name}' is a name of {other} too")


def _parents(types: Mapping[str, TumourType]) -> Iterator[Finding]:
    for code, row in types.items():
        for part, other in (("parent", row.parent), ("successor", row.successor)):
            if other and other not in types:
                hint = nearest(other, types)
                yield Finding(
                    "tumour_types.tsv", code, "error", f"{part} '{other}' is not in the table{hint}"
                )
        chain = [code]
        while (step := types[chain[-1]].parent) and step in types:
            if step in chain:
                yield Finding(
                    "tumour_types.tsv", code, "error", f"{' <- '.join(chain)} goes round in a circle"
                )
                break
            chain.append(step)


def _citation(name: str, citation: Citation) -> Iterator[Finding]:
    form = _CITATION_FORMS.get(citation.kind)
    if form is not None and not form.fullmatch(citation.identifier):
        yield Finding("citations.tsv", name, "error", f"'{citation.identifier}' is no {citation.kind}")
    if citation.kind not in ("PMID", "NCT", "DOI", "LABEL", "REGULATOR", "CIVIC", "NOTE"):
        yield Finding("citations.tsv", name, "error", f"'{citation.kind}' is no kind of citation")
    if not citation.title:
        yield Finding("citations.tsv", name, "error", "has no title")


def _texts(base: RuleBase, names: _Names) -> Iterator[Finding]:
    fields: set[str] = set()
    conditions = [rule.when for rule in base.rules.values()]
    conditions += [rule.when for rule in base.safety.values()]
    for key, value in (leaf for when in conditions for leaf in walk(when)):
        if key in ("clinical", "days_since"):
            fields.add(value["field"])
        elif key == "receptor":
            fields.add(RECEPTOR_FIELDS[value["marker"]][0])
    for where, what in wording_problems(base.texts, frozenset(fields), names.tumour_types):
        yield Finding("texts.yaml", where, "error", what)
    yield from _prose(_sayer("texts.yaml", ""), _sentences(base.texts, ""))


def _sentences(node: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield where, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _sentences(value, f"{where}.{key}".strip("."))
    elif isinstance(node, list):
        for item in node:
            yield from _sentences(item, where)


def _reviews(base: RuleBase, today: dt.date | None) -> Iterator[Finding]:
    """ISO dates compare as text; a month is over when a later one has begun."""
    if today is None:
        return
    for table, rules in (("rules.yaml", base.rules.values()), ("safety.yaml", base.safety.values())):
        for rule in rules:
            if today.isoformat()[: len(rule.review_due)] > rule.review_due:
                text = f"review was due in {rule.review_due}"
                yield Finding(table, rule.rule_id, "warning", text)


def _cycles(rules: Mapping[str, Rule]) -> Iterator[Finding]:
    asks = {name: [v for k, v in walk(rule.when) if k == "rule"] for name, rule in rules.items()}
    for name in asks:
        reached: set[str] = set()
        waiting = list(asks[name])
        while waiting:
            step = waiting.pop()
            if step not in reached:
                reached.add(step)
                waiting += asks.get(step, [])
        if name in reached:
            yield Finding("rules.yaml", name, "error", "asks for itself through other rules")


def _prose(say: Callable[[str, str], Finding], texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    for where, text in texts:
        for pattern, what in _FORBIDDEN:
            if found := pattern.search(text):
                yield say(where, f"{what}: '{found.group()}'")


def _unknown(
    say: Callable[[str, str], Finding], where: str, given: Iterable[str], known: frozenset[str] | set[str]
) -> Iterator[Finding]:
    for name in given:
        if name not in known:
            yield say(where, f"'{name}' is not known{nearest(name, known)}")


def _sayer(table: str, name: str) -> Callable[[str, str], Finding]:
    return lambda where, text: Finding(
        table, ", ".join(part for part in (name, where) if part), "error", text
    )


def _names(base: RuleBase, folder: Path) -> _Names:
    alleles = list(read_tsv(folder / "alleles.tsv"))
    classes = frozenset(name for drug in base.drugs.values() for name in drug.classes)
    groups = frozenset(name for row in base.tumour_types.values() for name in row.groups)
    return _Names(
        genes=frozenset(row["symbol"] for row in read_tsv(folder / "genes.tsv")),
        alleles=frozenset(row["allele_id"] for row in alleles),
        labels=frozenset(label for row in alleles for label in split_names(row["labels"])),
        drugs=frozenset(base.drugs) | classes,
        tumour_types=frozenset(base.tumour_types) | groups,
        rules=frozenset(base.rules),
        citations=frozenset(base.citations),
        clinical=load_schema("clinical")["properties"],
    )
