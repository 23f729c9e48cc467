"""Facts that are missing: what they are called, who asks for them, and whether they contradict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS
from mtorboard.model.assessment import MissingFact
from mtorboard.suggest.clinical_leaves import unrecognised
from mtorboard.suggest.facts import PURITY, FactSheet, purity_facts
from mtorboard.suggest.index import RuleIndex


def missing_facts(
    index: RuleIndex, sheet: FactSheet, needs: Mapping[str, Iterable[str]]
) -> tuple[MissingFact, ...]:
    """Return the missing facts by id, each with the rules (``needs``: facts by rule id) that ask for it."""
    needed_by: dict[str, list[str]] = {}
    for rule, facts in sorted(needs.items()):
        for fact in facts:
            needed_by.setdefault(fact, []).append(rule)
    return tuple(
        MissingFact(fact, tuple(rules), missing_text(index, sheet, fact))
        for fact, rules in sorted(needed_by.items())
    )


def with_purity(sheet: FactSheet, needs: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return what each rule needs, with tumour purity where that is what keeps a second copy or clonality open."""
    settled = purity_facts(sheet)
    return {
        rule: (*facts, PURITY) if settled and not settled.isdisjoint(facts) else tuple(facts)
        for rule, facts in needs.items()
    }


def missing_text(index: RuleIndex, sheet: FactSheet, fact: str) -> str:
    """Return the sentence that says a fact is missing, contradictory, or a list with a name that is not known."""
    if _contradictory(sheet, fact):
        name = fact_name(index, sheet, fact)
        return index.words.say("fact_contradictory", "", name=name)
    if names := unrecognised_only(index, sheet, fact):
        name, item = fact_name(index, sheet, fact), ", ".join(names)
        return index.words.say("fact_unrecognised", "", name=name, item=item)
    return index.words.fact(fact, _missing_part(sheet, fact), fact_item(index, sheet, fact))


def _missing_part(sheet: FactSheet, fact: str) -> str:
    if fact == "tumour_type" and sheet.tumour_type is not None:
        return "coarse"
    known = sheet.purity_given and fact.partition(".")[0] in ("zygosity", "clonality")
    return "missing_with_purity" if known else "missing"


def unrecognised_only(index: RuleIndex, sheet: FactSheet, fact: str) -> tuple[str, ...]:
    """Return the names for which alone a list of drugs is missing; none where the list itself is not whole."""
    return () if fact in sheet.clinical.incomplete else unrecognised(sheet, fact, index.drugs)


def fact_name(index: RuleIndex, sheet: FactSheet, fact: str) -> str:
    """Return what a fact is called."""
    return index.words.fact(fact, "name", fact_item(index, sheet, fact))


def fact_item(index: RuleIndex, sheet: FactSheet, fact: str) -> str:
    """Return the drugs of a prior therapy; elsewhere nothing, the fact's own last part serves."""
    head, _, rest = fact.partition(".")
    if head != "prior_therapies" or not rest:
        return ""
    therapies = sheet.clinical.prior_therapies or ()
    return " + ".join(map(index.drugs.shown, therapies[int(rest.partition(".")[0]) - 1].drugs))


def _contradictory(sheet: FactSheet, fact: str) -> bool:
    field = fact.removeprefix("clinical.")
    fields = next((names for names in RECEPTOR_FIELDS.values() if field in names), (field,))
    return any(name in sheet.clinical.invalid for name in fields)
