"""Checks of the conditions of rules in themselves: every name exists, and no part is what it cannot be meant to be.

A condition has no second copy, but three things tell a slip: parts that exclude one another, a connective inside
its like, and parts that nearly are an idiom of many rules. Its words are the fourth: see ``lint_words``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mtorboard.knowledge.findings import Finding, Say
from mtorboard.knowledge.vocabulary import as_names, nearest, walk

IDIOM = 3
"""A part of conditions that stands in this many places is an idiom: what nearly is it, is a slip."""

_LONG = 2
"""From so many names on a list is a part of its own."""

_EXCLUSIVE = {"arm": "arm", "gene": "gene", "receptor": "marker", "clinical": "field"}
"""Leaves of which two in one ``all`` exclude or repeat each other, by the key that says what they ask about."""


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a rule may name.

    ``arms``: genes by arm. ``lengths``: amino acids by gene. ``regions``: those that a configuration can name.
    ``ways``: by allele id, all alleles of the same protein change. ``listed``: genes by
    companion-diagnostic list.
    """

    genes: frozenset[str]
    alleles: frozenset[str]
    drugs: frozenset[str]
    tumour_types: frozenset[str]
    rules: frozenset[str]
    citations: frozenset[str]
    clinical: Mapping[str, Any]
    arms: Mapping[str, frozenset[str]]
    ways: Mapping[str, frozenset[str]]
    listed: Mapping[str, frozenset[str]]
    lengths: Mapping[str, int]
    regions: frozenset[str]


def unknown(say: Say, where: str, given: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    """A finding for every given name that is not a known one, with the nearest that is."""
    options = frozenset(known)
    for name in given:
        if name not in options:
            yield say(where, f"'{name}' is not known{nearest(name, options)}")


def condition_problems(
    say: Say, when: Mapping[str, Any], names: Names, *, may_speak_of_tests: bool
) -> Iterator[Finding]:
    """Names of a condition that no table has, and parts that cannot be meant."""
    for key, value in walk(when):
        yield from _leaf(say, key, value, names)
        if key == "unassessed" and not may_speak_of_tests:
            yield say(key, "speaks of the test, not of the tumour: for INFO rules only")
    yield from _contradictions(say, when)


def _leaf(say: Say, key: str, value: Any, names: Names) -> Iterator[Finding]:
    match key:
        case "tumour_type":
            yield from unknown(say, key, value, names.tumour_types)
        case "region":
            yield from unknown(say, key, value, names.regions)
        case "gene" | "low_confidence" | "possible_germline" | "germline":
            yield from unknown(say, key, as_names(value["gene"]), names.genes)
        case "codons":
            yield from _codons(say, value, names)
        case "arm":
            yield from _genes_of_arm(say, value, names)
        case "label":
            yield from unknown(say, key, (value["list"],), names.listed)
            if value["list"] in names.listed and set(value["genes"]) != names.listed[value["list"]]:
                yield say(key, f"alleles of {', '.join(sorted(names.listed[value['list']]))} are on the list")
        case "unassessed":
            yield from unknown(say, key, value, names.genes)
        case "allele":
            yield from _alleles(say, value, names)
        case "rule":
            yield from unknown(say, key, (value,), names.rules)
        case "drug_listed":
            yield from unknown(say, key, value, names.drugs)
        case "prior_therapy" | "medication":
            yield from unknown(say, key, value.get("any_of", ()), names.drugs)
            settings = names.clinical["prior_therapies"]["items"]["properties"]["setting"]["enum"]
            yield from unknown(say, key, as_names(value.get("setting", ())), map(str, settings))
        case "transplant":
            yield from unknown(say, key, value.get("immunosuppressant", ()), names.drugs)
            organs = [organ for organ in names.clinical["transplant"]["properties"]["organ"]["enum"] if organ]
            yield from unknown(say, key, value.get("organ", ()), organs)
            if len(value.get("organ", ())) == len(organs) - 1:
                yield say(key, "names all organs but one")
        case "clinical":
            yield from _clinical_values(say, value, names.clinical)
    for listed in _lists(value):
        if len(set(listed)) < len(listed):
            yield say(key, f"names one thing twice: {', '.join(listed)}")
    if key == "low_confidence" and not any(
        set(as_names(value["gene"])) == held for held in names.arms.values()
    ):
        yield say(key, "the genes are not those of one arm")


def _genes_of_arm(say: Say, value: Mapping[str, Any], names: Names) -> Iterator[Finding]:
    """Genes that are asked for in an arm are its own."""
    own = names.arms[value["arm"]]
    home = {gene: arm for arm, genes in names.arms.items() for gene in genes}
    for gene in value.get("genes", ()):
        if gene in names.genes and gene not in own:
            yield say("arm", f"{gene} is a gene of {home.get(gene, 'no arm')}, not of {value['arm']}")
        else:
            yield from unknown(say, "arm", (gene,), own)


def _codons(say: Say, value: Mapping[str, Any], names: Names) -> Iterator[Finding]:
    yield from unknown(say, "codons", (value["gene"],), names.genes)
    if value["first"] > value["last"]:
        yield say("codons", f"no codon lies between {value['first']} and {value['last']}")
    length = names.lengths.get(value["gene"], value["last"])
    if value["last"] > length:
        yield say("codons", f"{value['gene']} has {length} codons, none is {value['last']}")


def _alleles(say: Say, given: Sequence[str], names: Names) -> Iterator[Finding]:
    """Every way to a protein change is meant: the board reads the change, not the base."""
    yield from unknown(say, "allele", given, names.alleles)
    for name in given:
        for missing in sorted(names.ways.get(name, frozenset()) - set(given)):
            yield say("allele", f"'{missing}' is the same protein change as {name} and is not listed")


def _clinical_values(say: Say, value: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Finding]:
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


def _contradictions(say: Say, when: Mapping[str, Any]) -> Iterator[Finding]:
    """An ``all`` that asks two things of one fact, an ``any`` that a tumour type alone fulfils, useless nests."""
    for key, children in parts(when):
        leaves = [next(iter(child.items())) for child in children]
        if any(name == key for name, _ in leaves):
            yield say(key, f"'{key}' inside '{key}' says nothing: was the other one meant?")
        if len(children) < 2:
            yield say(key, f"'{key}' of one part says nothing")
        if key == "all":
            asked = Counter(
                (name, str(value[_EXCLUSIVE[name]])) for name, value in leaves if name in _EXCLUSIVE
            )
            yield from (
                say("all", f"asks {n} things of {' '.join(what)}") for what, n in asked.items() if n > 1
            )
            for name in ("tumour_type", "rule", "allele", "codons"):
                if sum(leaf == name for leaf, _ in leaves) > 1:
                    yield say("all", f"more than one {name} cannot hold at once")
        elif any(name == "tumour_type" for name, _ in leaves) and not all(
            "tumour_type" in json.dumps(child) for child in children
        ):
            yield say("any", "the tumour type alone would be enough")


def parts(when: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Yield (connective, children) of every ``all`` and ``any`` of a condition."""
    key, value = next(iter(when.items()))
    if key == "not":
        yield from parts(value)
    elif key in ("all", "any", "at_least"):
        children = value["of"] if key == "at_least" else value
        if key != "at_least":
            yield key, children
        for child in children:
            yield from parts(child)


def asserted(when: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (key, value) of every leaf that is not under a ``not``."""
    key, value = next(iter(when.items()))
    if key in ("all", "any"):
        for child in value:
            yield from asserted(child)
    elif key == "at_least":
        for child in value["of"]:
            yield from asserted(child)
    elif key != "not":
        yield key, value


def idiom_problems(conditions: Sequence[tuple[Say, Mapping[str, Any]]]) -> Iterator[Finding]:
    """Parts of conditions that differ in one word from a part that many rules share.

    Args:
        conditions: how to speak of each rule, and its condition.
    """
    found = [
        (say, _words({key: list(children)}))
        for say, when in conditions
        for key, children in parts(when)
        if len(children) > 1
    ]
    found += [
        (say, (key, *names))
        for say, when in conditions
        for key, value in walk(when)
        for names in _lists(value)
    ]
    counts = Counter(words for _, words in found)
    idioms = [words for words, count in counts.items() if count >= IDIOM]
    for say, words in found:
        if counts[words] < IDIOM:
            for idiom in idioms:
                whole = words[0] in ("all", "any") or (words[0], len(words)) == (idiom[0], len(idiom))
                if whole and _one_apart(words, idiom):
                    text = f"'{' '.join(words)}' is nearly '{' '.join(idiom)}', which {counts[idiom]} rules share"
                    yield say("when", text)


def _lists(value: Any) -> Iterator[tuple[str, ...]]:
    """Lists of names in a leaf that are long enough to be recognised."""
    held = value.values() if isinstance(value, Mapping) else (value,)
    yield from (tuple(map(str, names)) for names in held if isinstance(names, list) and len(names) >= _LONG)


def _words(condition: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w.>*:+-]+", json.dumps(condition)))


def _one_apart(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether one word changed, added or left out makes the two the same."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if at is None:
        return True
    rest = (first[at + 1 :], second[at + 1 :])
    return rest[0] == rest[1] or first[at:] == rest[1] or rest[0] == second[at:]
