"""Checks of conditions against the words of their rules: a reader decides by these, the program by those.

Limits, tumour types, genes, alleles, drugs, organs and facts that a condition asks for stand in the text as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.findings import Finding, Say
from mtorboard.knowledge.lint_conditions import asserted
from mtorboard.knowledge.records import Rule, SafetyRule
from mtorboard.knowledge.vocabulary import DRUG_WORDS, as_names, walk

_LIMITS = ("at_least", "at_most", "days_at_least", "days_at_most")
_MONTH = 30
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12}
_FEW = {
    0: re.compile(r"untreated|within|\bno\b|\bnot\b"),
    1: re.compile(r"\bone\b|previous|relapsed|after|infant|\bfirst\b"),
}
"""How a text says that a limit is zero or one."""

_MANY = 3
"""From so many names on a list may stand for something that the words call otherwise."""

_FEW_NAMES = {"gene": _MANY, "transplant": 1, "prior_therapy": _MANY}
_GENERAL = ("SOLID", "HISTOLOGY", "TISSUE")
_EVERYWHERE = (
    "tumour",
    "cancer",
    "carcinoma",
    "adenocarcinoma",
    "malignant",
    "cell",
    "type",
    "code",
    "project",
)
"""Groups, and words of tumour types, that say too little to be looked for."""


def limit_problems(say: Say, when: Mapping[str, Any], text: str) -> Iterator[Finding]:
    """Limits of a condition that its rule's words do not state: days as such or as months, ages, numbers."""
    stated = {int(number) for number in re.findall(r"\d+", text)}
    stated |= {number for word, number in _WORDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    for key, value in walk(when):
        limits = _limits(value)
        if len(limits) == 2 and list(limits.values()) != sorted(limits.values()):
            yield say(key, f"nothing lies between {' and '.join(map(str, limits.values()))}")
        for name, limit in limits.items():
            # "within 30 days" of a transplantation is at most 29, "the first 3 months" at most 90.
            ways = {limit} | ({limit + 1, limit // _MONTH} if name == "days_at_most" else set())
            few = _FEW.get(limit)
            if not (few.search(text.casefold()) if few else stated & ways):
                yield say(key, f"the limit {limit} is not stated in the text")
    for codons in (value for key, value in walk(when) if key == "codons"):
        if codons["first"] == codons["last"] and not re.search(rf"{codons['first']}(?!\d)", text):
            yield say("codons", f"the text does not name codon {codons['first']}")


def _limits(value: Any) -> dict[str, int]:
    return {name: value[name] for name in _LIMITS if isinstance(value, Mapping) and name in value}


def case_problems(base: RuleBase) -> Iterator[tuple[str, str]]:
    """(rule, text) where the condition and the words of a therapy rule differ about what is asked for."""
    for name, rule in base.rules.items():
        leaves = list(asserted(rule.when))
        text = f"{rule.title} {rule.text}".casefold()
        for key, value in leaves:
            for what in _unnamed(key, value, rule, base):
                yield name, f"the text does not name {what}"
        asked = {value["is"] for key, value in leaves if key == "receptor" and value["marker"] == "HER2"}
        named = set(re.findall(r"her2-(\w+)", rule.title.casefold()))
        if asked != named and "triple-negative" not in text and not any(key == "rule" for key, _ in leaves):
            yield name, f"HER2 is asked to be {sorted(asked)}, the title says {sorted(named)}"


def _unnamed(key: str, value: Any, rule: Rule, base: RuleBase) -> list[str]:
    """Names of a leaf that the words of its rule do not have."""
    text = f"{rule.title} {rule.text}".casefold()
    if key == "tumour_type":
        missing = [code for code in value if not _type_named(code, text, base)]
        # A long list of which none is named stands for something else, such as a syndrome.
        return missing if len(missing) < max(len(value), _MANY) else []
    if key == "allele":
        evidence = " ".join(one.text for one in (*rule.evidence_for, *rule.evidence_against)).casefold()
        changes = {allele.split(":")[1] for allele in value}
        return sorted(change for change in changes if change.casefold() not in text + evidence)
    names: tuple[str, ...] = ()
    if (
        key == "gene"
        and value["status"] == "NOT_DETECTED"
        and not re.search(r"\b[Nn]o\b|without", rule.title)
    ):
        return [f"that {value['gene']} is not altered"]
    if key == "gene" and value["status"] == "ALTERED":
        names = as_names(value["gene"])
    elif key == "transplant":
        names = tuple(value.get("organ", ()))
    elif key == "prior_therapy":
        names = as_names(value.get("setting", ()))
    return (
        [name for name in names if name.casefold() not in text]
        if len(names) <= _FEW_NAMES.get(key, 0)
        else []
    )


def _type_named(code: str, text: str, base: RuleBase) -> bool:
    """Whether a word of a tumour type's name, or of a type in a group, begins a word of the text."""
    rows = [row for row in base.tumour_types.values() if code == row.code or code in row.groups]
    words = {
        word[:5]
        for row in rows
        for word in re.findall(r"[a-z]{4,}", " ".join((row.name, *row.synonyms)).casefold())
        if word not in _EVERYWHERE
    }
    return code in _GENERAL or any(re.search(rf"\b{word}", text) for word in words)


def safety_problems(say: Say, rule: SafetyRule, base: RuleBase) -> Iterator[Finding]:
    """What a safety rule asks for and its words do not say: rules by their drugs, drugs, organs, regions, facts."""
    text = " ".join((rule.title, rule.text, rule.if_unknown)).casefold()
    limits = {
        limit + one for _, value in walk(rule.when) for limit in _limits(value).values() for one in (0, 1)
    }
    for number in re.findall(r"(\d+)(?= (?:to \d+ )?days)", rule.title):
        if int(number) not in limits:
            yield say("title", f"the condition has no limit of {number} days")
    for key, value in asserted(rule.when):
        if key == "rule" and value in base.rules and not _shares_drugs(rule, base.rules[value], base):
            yield say("rule", f"{value} has none of the drugs that the text speaks of")
        elif key == "drug_listed":
            for name in value:
                if not base.listing((name,)):
                    yield say(key, f"no rule lists {name}")
                if not _stems(name.split("_"), text):
                    yield say(key, f"the text does not name {name}")
        elif key == "medication":
            yield from _interaction(say, value, rule.title.casefold())
            title = {
                drug.drug_id for drug in base.drugs.values() if drug.name.casefold() in rule.title.casefold()
            }
            for name in sorted(title - set(value.get("any_of", title))):
                yield say("medication", f"the title names {name}, which is not asked for")
            for name in value.get("any_of", ()):
                if not _stems(name.split("_"), text):
                    yield say("medication", f"the text does not name {name}")
        elif key == "transplant" and len(value.get("organ", ())) == 1 and value["organ"][0] not in text:
            yield say("transplant", f"the text does not name the {value['organ'][0]}")
        elif key == "region" and not all(re.search(rf"\b{name.casefold()}", text) for name in value):
            yield say("region", f"the text does not name {' or '.join(value)}")
        elif key == "clinical":
            if isinstance(value.get("is"), bool) and value["is"] == bool(re.search(r"\bnot\b", rule.title)):
                yield say("clinical", f"the title does not say that {value['field']} is {value['is']}")
            name = base.texts["facts"].get(f"clinical.{value['field']}", {}).get("name", "")
            if not _stems([*re.findall(r"\w{4,}", name), *value["field"].split("_")], text):
                yield say("clinical", f"the text does not speak of '{name}'")


def _interaction(say: Say, asked: Mapping[str, Any], title: str) -> Iterator[Finding]:
    """Direction and strengths of an interaction stand in the title: a STOP hangs on them."""
    if "interaction" in asked and asked["interaction"].rpartition("_")[2].casefold() not in title:
        yield say("medication", f"the title does not speak of {asked['interaction']}")
    strengths = set(as_names(asked.get("strength", ())))
    named = {word for word in DRUG_WORDS["strength"] if re.search(rf"\b{word.casefold()}\b", title)}
    if strengths != named:
        yield say("medication", f"strengths {sorted(strengths)}, but the title names {sorted(named)}")


def _shares_drugs(rule: SafetyRule, other: Rule, base: RuleBase) -> bool:
    """Whether a rule lists a drug that a safety rule names, or one of a class in its title, or it names none."""
    words, title = f"{rule.title} {rule.text}".casefold(), rule.title.casefold()
    named = {drug.drug_id for drug in base.drugs.values() if re.search(rf"\b{drug.name.casefold()}", words)}
    classes = {name for drug in base.drugs.values() for name in drug.classes if _all_stems(name, title)}
    listed = {name for drug in other.drugs if drug in base.drugs for name in base.drugs[drug].classes}
    speaks = any(_all_stems(name, other.text.casefold()) for name in classes)
    return bool(named & set(other.drugs) or classes & listed or speaks) or not (named or classes)


def _stems(words: Iterable[str], text: str) -> bool:
    return any(word.casefold()[:5] in text for word in words)


def _all_stems(name: str, text: str) -> bool:
    return all(word[:6] in text for word in name.split("_"))
