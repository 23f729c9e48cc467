"""Linter of the rules and of the tables that they speak of.

It refuses what the evaluation would silently read past: a name that no table has, a limited row without its
negative evidence, a text that says what a report may not say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.findings import Finding, Say, sayer
from mtorboard.knowledge.kept import read_yaml
from mtorboard.knowledge.lint_conditions import (
    Names,
    condition_problems,
    idiom_problems,
    unknown,
)
from mtorboard.knowledge.lint_lists import lint_lists
from mtorboard.knowledge.lint_prose import (
    drug_problems,
    forbidden,
    licence_problems,
    number_problems,
    speaks_of,
    statement_problems,
    trials_of,
    word_problems,
)
from mtorboard.knowledge.lint_sheet import numbered_rows, schema_errors
from mtorboard.knowledge.lint_translations import lint_translations
from mtorboard.knowledge.lint_words import case_problems, limit_problems, safety_problems
from mtorboard.knowledge.records import Rule, SafetyRule
from mtorboard.knowledge.ruleset import load_rules, split_names
from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS, as_names, problems, walk
from mtorboard.knowledge.wording import wording_problems
from mtorboard.model.enums import Arm, RuleClass, StrategyName, Verdict, Verification
from mtorboard.schemas import load_schema

_MAY_SUPPRESS = frozenset({RuleClass.RES, RuleClass.NOT, RuleClass.ALT})
_PROTECTED = frozenset({RuleClass.LABEL, RuleClass.M1, RuleClass.ALT})
_PROSE = ("title", "text", "if_unknown")
_REVIEW_MONTHS = (3, 6, 12)
"""A row is looked at again a quarter, half a year or a year after its evidence was read."""

_REGIONS = {"US": re.compile(r"\bUS\b"), "EU": re.compile(r"\bEU\b|\bEurope")}


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
        findings += lint_lists(folder)
        base = load_rules(folder)
        names = _names(base, folder)
    except (KnowledgeError, KeyError) as error:
        text = error.render() if isinstance(error, KnowledgeError) else f"column {error} is missing"
        return [*findings, Finding("knowledge", "", "error", text)]
    for check in (_therapy_rules, _safety_rules, _texts):
        findings += check(base, names)
    rules = (("rules.yaml", base.rules), ("safety.yaml", base.safety))
    conditions = [(sayer(table, name), rule.when) for table, held in rules for name, rule in held.items()]
    findings += idiom_problems(conditions)
    findings += lint_translations(folder)
    findings += _unused(base)
    findings += _words(base, names)
    return findings + list(_reviews(base, today))


def _shape(table: str, rows: list[Any]) -> Iterator[Finding]:
    """The JSON Schema, and in its place the vocabulary's own words where a condition is wrong."""
    wrong: set[int] = set()
    for number, row in enumerate(rows):
        if isinstance(row, Mapping):
            for where, what in problems(row.get("when")):
                wrong.add(number)
                yield Finding(table, f"{row.get('id', f'row {number + 1}')}, {where}", "error", what)
            yield from _strings(sayer(table, str(row.get("id", f"row {number + 1}"))), row)
    for at, text in schema_errors(table.removesuffix(".yaml"), rows):
        path = [str(part) for part in at]
        number = int(path[0]) if path else -1
        if number in wrong and path[1:2] == ["when"]:
            continue
        known = isinstance(rows[number], Mapping) if path else False
        name = rows[number].get("id", f"row {number + 1}") if known else f"row {number + 1}"
        yield Finding(table, ", ".join((name, ".".join(path[1:]))), "error", text)


def _strings(say: Say, row: Mapping[str, Any]) -> Iterator[Finding]:
    """What no text may say, and stray spaces in anything else."""
    texts = list(_sentences(row, ""))
    yield from forbidden(say, [text for text in texts if text[0].endswith(_PROSE)])
    for where, text in texts:
        if text != " ".join(text.split()) and not where.endswith(_PROSE):
            yield say(where, f"'{text}' has a space too many")


def _therapy_rules(base: RuleBase, names: Names) -> Iterator[Finding]:
    trials = trials_of(base.citations)
    for name, rule in base.rules.items():
        say = sayer("rules.yaml", name)
        yield from unknown(say, "drugs", rule.drugs, names.drugs)
        yield from unknown(say, "already_used", rule.already_used, names.drugs)
        yield from unknown(say, "suppresses", rule.suppresses, names.rules)
        yield from unknown(say, "cautions_on", rule.cautions_on, names.rules)
        yield from unknown(say, "biomarkers", sorted(rule.biomarkers), names.genes | set(names.arms))
        yield from condition_problems(say, rule.when, names, may_speak_of_tests=rule.class_ is RuleClass.INFO)
        if any(key == "drug_listed" for key, _ in walk(rule.when)):
            yield say("when", "'drug_listed' asks what therapy rules list: for safety rules only")
        yield from _sources(say, rule, base, names)
        yield from _sense(say, rule, base)
        yield from _biomarkers(say, rule, base, names)
        yield from _reviewed(say, rule)
        yield from limit_problems(say, rule.when, " ".join((rule.title, rule.text)))
        yield from (say("drugs", text) for text in drug_problems(rule, base))
        for one in (*rule.evidence_for, *rule.evidence_against):
            yield from (say("evidence", text) for text in statement_problems(one, base.citations, trials))
    for name, text in case_problems(base):
        yield sayer("rules.yaml", name)("when", text)
    yield from _cycles(base.rules)


def _sources(say: Say, rule: Rule, base: RuleBase, names: Names) -> Iterator[Finding]:
    """Sources are known, and those of the rule are its statements' or a regulator's decision."""
    statements = (*rule.evidence_for, *rule.evidence_against)
    used = {item for one in statements for item in one.citations}
    yield from unknown(say, "citations", sorted(used | set(rule.citations)), names.citations)
    cited = [base.citations[name] for name in sorted(used | set(rule.citations)) if name in base.citations]
    for row in cited:
        if row.citation_id not in used and row.kind not in ("REGULATOR", "LABEL"):
            yield say("citations", f"no statement rests on {row.citation_id}")
        if row.kind in ("REGULATOR", "LABEL") and not speaks_of(row, rule, base):
            yield say("citations", f"{row.citation_id} is about none of the rule's drugs")
    for text in (rule.text, *(one.text for one in statements)):
        yield from (say("text", problem) for problem in licence_problems(text, cited))


def _sense(say: Say, rule: Rule, base: RuleBase) -> Iterator[Finding]:
    """What a rule of its class must or must not have beyond what the schema says of it."""
    if rule.suppresses and rule.class_ not in _MAY_SUPPRESS:
        yield say("suppresses", f"a rule of class {rule.class_} removes no other")
    if rule.rule_id in (*rule.suppresses, *rule.cautions_on):
        yield say("suppresses", "a rule cannot remove itself or caution itself")
    for name in rule.suppresses:
        if name in base.rules and base.rules[name].class_ in _PROTECTED:
            yield say("suppresses", f"nothing removes {name}: a caution may stand on it")
        if name in rule.cautions_on:
            yield say("suppresses", f"{name} is removed and cautioned")
    for name in rule.never_meets:
        if name not in rule.suppresses:
            yield say("never_meets", f"{name} is not one of the rules that it removes")
    if rule.class_ is RuleClass.RES and rule.suppresses:
        for name in _monotherapies(base):
            if name not in (*rule.suppresses, *rule.cautions_on):
                yield say("cautions_on", f"says nothing of {name}, which suggests an mTOR inhibitor alone")
    for region in sorted(rule.regions):
        if region in _REGIONS and not _REGIONS[region].search(rule.text):
            yield say("regions", f"the text does not name {region}")
    statements = [one.verification for one in (*rule.evidence_for, *rule.evidence_against)]
    if rule.verification is Verification.JUDGEMENT:
        wrong = statements and Verification.JUDGEMENT not in statements
    else:
        wrong = rule.verification not in statements
    if wrong:
        yield say("verified", f"{rule.verification}, but none of its statements is")


def _monotherapies(base: RuleBase) -> Iterator[str]:
    """Rules that give an mTOR inhibitor alone a verdict for it."""
    for name, rule in base.rules.items():
        verdict = rule.strategies.get(StrategyName.MTOR_MONOTHERAPY, Verdict.NOT_SUPPORTED)
        if verdict is not Verdict.NOT_SUPPORTED:
            yield name


def _biomarkers(say: Say, rule: Rule, base: RuleBase, names: Names) -> Iterator[Finding]:
    """A rule rests on what it asks for: on an arm by one of its genes, on a gene by its arm."""
    asked = set(_asked(rule.when, base))
    arms = {arm for arm, genes in names.arms.items() if genes & asked}
    genes = {gene for arm in asked & set(names.arms) for gene in names.arms[Arm(arm)]}
    for name in sorted(rule.biomarkers - asked - arms - genes) if asked else ():
        yield say("biomarkers", f"the condition does not ask for {name}")


def _asked(when: Mapping[str, Any], base: RuleBase, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Arms and genes that a condition asks for, through the rules that it names."""
    for key, value in walk(when):
        if key == "rule" and value in base.rules and value not in seen:
            yield from _asked(base.rules[value].when, base, (*seen, value))
        elif key == "arm":
            yield value["arm"]
        elif key == "receptor" and value["marker"] != "HER2":
            yield Arm.C_ENDO
        elif key == "allele":
            yield from (allele.split(":")[0] for allele in value)
        elif key == "label":
            yield from value["genes"]
        elif isinstance(value, Mapping) and "gene" in value:
            yield from as_names(value["gene"])
        elif key == "clinical" and value["field"].endswith("_ihc"):
            yield value["field"].removesuffix("_ihc").upper()


def _reviewed(say: Say, rule: Rule | SafetyRule) -> Iterator[Finding]:
    months = [12 * int(text[:4]) + int(text[5:7] or 1) for text in (rule.evidence_date, rule.review_due)]
    if months[1] - months[0] not in _REVIEW_MONTHS:
        text = f"a review after {months[1] - months[0]} months is none of {_REVIEW_MONTHS}"
        yield say("review_due", text)


def _safety_rules(base: RuleBase, names: Names) -> Iterator[Finding]:
    for before, after in pairwise(base.safety):
        if before > after:
            yield sayer("safety.yaml", after)("id", f"stands after {before}: safety rules are in order")
    for name, rule in base.safety.items():
        say = sayer("safety.yaml", name)
        yield from unknown(say, "citations", rule.citations, names.citations)
        yield from condition_problems(say, rule.when, names, may_speak_of_tests=False)
        yield from _reviewed(say, rule)
        words = " ".join((rule.title, rule.text, rule.if_unknown))
        yield from limit_problems(say, rule.when, words)
        yield from (say("text", text) for text in number_problems(rule.text))
        yield from safety_problems(say, rule, base)


def _unused(base: RuleBase) -> Iterator[Finding]:
    """A source that nothing cites was meant somewhere."""
    used = {name for rule in base.rules.values() for name in rule.citations}
    used |= {name for rule in base.safety.values() for name in rule.citations}
    for rule in base.rules.values():
        used |= {name for one in (*rule.evidence_for, *rule.evidence_against) for name in one.citations}
    for name in base.citations:
        if name not in used:
            yield Finding("citations.tsv", name, "error", "no rule cites it")


def _words(base: RuleBase, names: Names) -> Iterator[Finding]:
    """Names of genes, drugs and changes in prose, each against all others."""
    texts: list[tuple[Finding, str]] = []
    for name, rule in base.rules.items():
        prose = (rule.title, rule.text, *(one.text for one in (*rule.evidence_for, *rule.evidence_against)))
        texts.append((sayer("rules.yaml", name)("text", ""), " ".join(prose)))
    for name, flag in base.safety.items():
        texts.append((sayer("safety.yaml", name)("text", ""), f"{flag.title} {flag.text} {flag.if_unknown}"))
    changes = frozenset(name.split(":")[1] for name in names.alleles)
    for at, what in word_problems([text for _, text in texts], changes, names.genes):
        yield replace(texts[at][0], text=what)


def _texts(base: RuleBase, names: Names) -> Iterator[Finding]:
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
    yield from forbidden(sayer("texts.yaml", ""), _sentences(base.texts, ""))


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


def _names(base: RuleBase, folder: Path) -> Names:
    alleles = [row for _, row in numbered_rows(folder / "alleles.tsv")]
    genes = [row for _, row in numbered_rows(folder / "genes.tsv")]
    same: dict[tuple[str, str], set[str]] = defaultdict(set)
    listed: dict[str, set[str]] = defaultdict(set)
    for row in alleles:
        same[row["gene"], row["hgvs_p"] or row["hgvs_c"]].add(row["allele_id"])
        for name in split_names(row["labels"]):
            listed[name].add(row["gene"])
    classes = frozenset(name for drug in base.drugs.values() for name in drug.classes)
    groups = frozenset(name for row in base.tumour_types.values() for name in row.groups)
    return Names(
        genes=frozenset(row["symbol"] for row in genes),
        alleles=frozenset(row["allele_id"] for row in alleles),
        drugs=frozenset(base.drugs) | classes,
        tumour_types=frozenset(base.tumour_types) | groups,
        rules=frozenset(base.rules),
        citations=frozenset(base.citations),
        clinical=load_schema("clinical")["properties"],
        arms={arm: frozenset(row["symbol"] for row in genes if row["arm"] == arm) for arm in Arm},
        ways={name: frozenset(ways) for ways in same.values() for name in ways},
        listed={name: frozenset(found) for name, found in listed.items()},
        lengths={
            row["symbol"]: int(row["protein_length"]) for row in genes if row["protein_length"].isdigit()
        },
        regions=frozenset(load_schema("config")["properties"]["region"]["enum"]),
    )
