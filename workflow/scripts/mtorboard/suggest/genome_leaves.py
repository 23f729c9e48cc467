"""Leaves that ask the genome: arms, genes, alleles. What was not looked at is UNKNOWN, never FALSE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mtorboard.knowledge.vocabulary import as_names
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Arm, Clonality, Consequence, GeneStatus, Zygosity
from mtorboard.model.truth import Truth, conjunction, disjunction
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.outcome import Outcome, combine, fails, holds, lacks
from mtorboard.suggest.wanted import (
    Wanted,
    in_codons,
    in_too_few_reads,
    of_alleles,
    perhaps_germline,
    with_label,
)
from mtorboard.suggest.words import Words

_WEAK = frozenset({Zygosity.MONOALLELIC.value, Clonality.SUBCLONAL.value})
"""Qualifiers that also say that nothing stronger is there."""


def arm(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{arm, state, zygosity?, clonality?, genes?}``, see docs/rules.md, section "Findings"."""
    name = Arm(value["arm"])
    state = value["state"]
    if "genes" in value:
        asked = {key: value[key] for key in ("zygosity", "clonality") if key in value}
        outcome = gene({"gene": value["genes"], "status": state, **asked}, sheet, words)
        return replace(outcome, grounds=outcome.grounds | {name.value})
    grounds = {name.value, *sheet.members(name)}
    hidden = sheet.hidden(name)
    if state == "ALTERED":
        if not sheet.is_active(name):
            return lacks(*hidden, grounds=grounds) if hidden else fails(_say(words, "not_altered", name))
        found = sheet.arms[name]
        return _qualified(
            value,
            name.value,
            (found.zygosity, found.clonality),
            (*hidden, *(fact for symbol in found.genes for fact in sheet.unread(symbol))),
            (_describe(sheet, words, found.genes), frozenset({name.value, *found.genes})),
        )
    if sheet.is_active(name):
        return fails(*_describe(sheet, words, sheet.arms[name].genes))
    return _negative(state, sheet, words, sheet.members(name), hidden, name.value)


def gene(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{gene, status, zygosity?, clonality?}``: any gene for ALTERED and VUS_ONLY, all for NOT_DETECTED."""
    outcomes = [_gene(symbol, value, sheet, words) for symbol in as_names(value["gene"])]
    join = conjunction if value["status"] == "NOT_DETECTED" else disjunction
    return combine(join(outcome.truth for outcome in outcomes), outcomes)


def allele(value: Iterable[str], sheet: FactSheet, words: Words) -> Outcome:
    """``[allele_id, ...]``: one is present, interpreted and confident, whatever its class."""
    genes = {name.partition(":")[0] for name in value}
    return _present(sorted(genes), of_alleles(value), sheet, words)


def label(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{list, genes}``: a counting alteration carries the companion-diagnostic label."""
    return _present(value["genes"], with_label(value), sheet, words)


def codons(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{gene, first, last, consequence?}``: a counting alteration touches these codons (1-based, inclusive).

    ``consequence``: a Sequence Ontology term or a list of them, of which the alteration's is one.
    """
    return _present((value["gene"],), in_codons(value), sheet, words)


def low_confidence(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{gene}``: a functional alteration was seen in too few reads to count."""
    for symbol in as_names(value["gene"]):
        for item in sheet.alterations.get(symbol, ()):
            if in_too_few_reads(item):
                text = words.say("because", "low_confidence", item=_change(item, words))
                return holds(text, grounds=_grounds(sheet, symbol))
    return fails()


def possible_germline(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{gene}``: a counting alteration is, or may be, germline."""
    for symbol in as_names(value["gene"]):
        for item in sheet.alterations.get(symbol, ()):
            if perhaps_germline(item):
                text = words.say("because", "possible_germline", item=_change(item, words))
                return holds(text, grounds=_grounds(sheet, symbol))
    return fails()


def unassessed(value: Iterable[str], sheet: FactSheet, words: Words) -> Outcome:
    """``[gene, ...]``: one was not looked at, or its deletions were not: of the test, not the tumour."""
    missed = [symbol for symbol in value if sheet.unlooked(symbol)]
    if not missed:
        return fails()
    text = words.say("because", "unassessed", item=", ".join(missed))
    return holds(text, grounds=frozenset().union(*(_grounds(sheet, symbol) for symbol in missed)))


def _gene(symbol: str, value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    state = sheet.gene(symbol)
    hidden = sheet.unlooked(symbol)
    altered = state.status is GeneStatus.ALTERED
    if value["status"] == "ALTERED":
        if not altered:
            missing = lacks(*hidden, grounds=_grounds(sheet, symbol))
            return missing if hidden else fails(words.say("because", "not_altered", item=symbol))
        reason = (_describe(sheet, words, (symbol,)), _grounds(sheet, symbol))
        return _qualified(value, symbol, (state.zygosity, state.clonality), sheet.unread(symbol), reason)
    if altered:
        return fails(*_describe(sheet, words, (symbol,)))
    return _negative(value["status"], sheet, words, (symbol,), hidden, symbol)


def _negative(
    state: str, sheet: FactSheet, words: Words, symbols: Iterable[str], hidden: tuple[str, ...], name: str
) -> Outcome:
    """NOT_DETECTED or VUS_ONLY where nothing that counts was found."""
    if hidden:
        return lacks(*hidden, grounds={name})
    if state == "NOT_DETECTED":
        listed = ", ".join(symbols) or words.value(name)
        return holds(words.say("because", "not_detected", item=listed), grounds={name})
    uncertain = [symbol for symbol in symbols if sheet.gene(symbol).status is GeneStatus.VUS_ONLY]
    if uncertain:
        return holds(words.say("because", "vus_only", item=", ".join(uncertain)), grounds={name, *uncertain})
    return fails(words.say("because", "not_detected", item=words.value(name)))


def _qualified(
    asked: Mapping[str, Any],
    name: str,
    known: tuple[Zygosity, Clonality],
    hidden: tuple[str, ...],
    reason: tuple[tuple[str, ...], frozenset[str]],
) -> Outcome:
    """An altered arm or gene against the zygosity and clonality that are asked for.

    What is ``hidden`` (other genes, unread parts of this one) could hold something stronger: that can make a
    strong qualifier TRUE and a weak one FALSE, never the other way round.
    """
    truths: list[Truth] = []
    missing: list[str] = []
    for key, value in zip(("zygosity", "clonality"), known, strict=True):
        if key not in asked:
            continue
        if value.value == "UNKNOWN":
            truths.append(Truth.UNKNOWN)
            missing += [f"{key}.{name}", *hidden]
        elif hidden and (value.value == asked[key]) == (asked[key] in _WEAK):
            truths.append(Truth.UNKNOWN)
            missing += hidden
        else:
            truths.append(Truth.of(value.value == asked[key]))
    truth = conjunction(truths)
    because, grounds = reason
    if truth is Truth.UNKNOWN:
        return lacks(*missing, grounds=grounds)
    return holds(*because, grounds=grounds) if truth is Truth.TRUE else fails(*because)


def _present(symbols: Iterable[str], wanted: Wanted, sheet: FactSheet, words: Words) -> Outcome:
    """Whether an alteration that is ``wanted`` was found in the genes; an unread gene leaves it open."""
    found = [item for symbol in symbols for item in sheet.alterations.get(symbol, ()) if wanted(item)]
    grounds = frozenset().union(*(_grounds(sheet, symbol) for symbol in symbols))
    if found:
        own = frozenset().union(*(_grounds(sheet, item.gene) for item in found))
        return holds(*(_finding(item, words) for item in found), grounds=own)
    missing = [fact for symbol in symbols for fact in sheet.unread(symbol)]
    if missing:
        return lacks(*missing, grounds=grounds)
    return fails(words.say("because", "allele_absent", item=", ".join(symbols)))


def _describe(sheet: FactSheet, words: Words, symbols: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        _finding(item, words)
        for symbol in symbols
        for item in sheet.alterations.get(symbol, ())
        if item.counts
    )


def _finding(item: Alteration, words: Words) -> str:
    """``TSC2 c.3412C>T (p.Arg1138Ter), one copy retained, clonal``."""
    details = words.details(item.zygosity.value, item.clonality.value)
    return words.say("because", "finding", gene=item.gene, change=_name(item, words), details=details)


def _change(item: Alteration, words: Words) -> str:
    return f"{item.gene} {_name(item, words)}"


def _name(item: Alteration, words: Words) -> str:
    if item.consequence is Consequence.COPY_LOSS:
        return words.say("because", "deletion")
    plain = item.hgvs_c or item.hgvs_g or item.key
    return f"{plain} ({item.hgvs_p})" if item.hgvs_p and plain else plain or item.allele_id


def _grounds(sheet: FactSheet, symbol: str) -> frozenset[str]:
    arm_ = sheet.arm_of(symbol)
    return frozenset({symbol, arm_.value} if arm_ else {symbol})


def _say(words: Words, key: str, name: Arm) -> str:
    return words.say("because", key, item=words.value(name.value))
