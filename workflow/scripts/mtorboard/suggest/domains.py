"""Which values a missing fact could take: those of the clinical schema, or what the rules tell apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mtorboard.knowledge.ruleset import finer_names, tumour_type_lineage
from mtorboard.knowledge.vocabulary import DATE_FIELDS, as_names
from mtorboard.model.clinical import Medication, PriorTherapy, Transplant
from mtorboard.model.enums import AlterationClass, Arm, Clonality, Consequence, Role, Zygosity
from mtorboard.schemas import load_schema
from mtorboard.suggest.clinical_leaves import drug_fits
from mtorboard.suggest.facts import FactSheet, Finding
from mtorboard.suggest.index import RuleIndex

NONE = "none"
NOTHING = Finding()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a fact could take: its printed form, and what :func:`facts.with_fact` is to set."""

    label: str
    value: Any


class Domains:
    """The values of every fact, from one rule base. Drugs and alleles are represented by one example each."""

    def __init__(self, index: RuleIndex) -> None:
        self._index = index

    def choices(self, fact: str, sheet: FactSheet) -> tuple[Choice, ...]:
        """Return the values of a fact, in a fixed order; empty for a fact that is not varied."""
        head, _, item = fact.partition(".")
        match head:
            case "tumour_type":
                return self._tumour_types if sheet.tumour_type is None else self._finer(sheet.tumour_type)
            case "zygosity":
                return (
                    Choice("BIALLELIC", Zygosity.BIALLELIC),
                    Choice("MONOALLELIC", Zygosity.MONOALLELIC),
                )
            case "clonality":
                return Choice("CLONAL", Clonality.CLONAL), Choice("SUBCLONAL", Clonality.SUBCLONAL)
            case "deletions":
                lost = Finding(AlterationClass.LIKELY_LOF, Zygosity.BIALLELIC)
                return Choice("NOT_DETECTED", NOTHING), Choice("BIALLELIC", lost)
            case "assessed":
                return () if item in Arm.__members__ else self._findings(item, sheet)
            case "germline":
                return Choice("pathogenic", "pathogenic"), Choice("none_found", "none_found")
            case "clinical":
                return self._clinical(item, sheet)
            case "medications":
                return self._medications
            case "prior_therapies":
                return self._therapy_part(item) if item else self._therapies
            case "transplant":
                return self._transplant_part(item, sheet) if item else self._transplants
        return ()

    @cached_property
    def _leaves(self) -> Mapping[str, tuple[Any, ...]]:
        """All that rules ask, by leaf, each once."""
        found: dict[str, dict[str, Any]] = {}
        for key, value in self._index.leaves:
            found.setdefault(key, {})[repr(value)] = value
        return {key: tuple(value for _, value in sorted(values.items())) for key, values in found.items()}

    @cached_property
    def _tumour_types(self) -> tuple[Choice, ...]:
        types = self._index.rulebase.tumour_types
        return tuple(Choice(code, code) for code, row in sorted(types.items()) if not row.successor)

    def _finer(self, code: str) -> tuple[Choice, ...]:
        """The codes below one that names no histology."""
        types = self._index.rulebase.tumour_types
        below = (choice for choice in self._tumour_types if choice.label != code)
        return tuple(choice for choice in below if code in (tumour_type_lineage(choice.label, types) or ()))

    @cached_property
    def _kinds(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        types, asked = self._index.rulebase.tumour_types, self._index.tumour_types_asked
        return {
            choice.label: (
                (tumour_type_lineage(choice.label, types) or frozenset()) & asked,
                finer_names(choice.label, types) & asked,
            )
            for choice in self._tumour_types
        }

    def kind(self, tumour_type: Choice) -> tuple[frozenset[str], frozenset[str]]:
        """Return all that rules tell of a tumour type: what they ask for of its lineage and of finer codes."""
        return self._kinds[tumour_type.label]

    def _findings(self, symbol: str, sheet: FactSheet) -> tuple[Choice, ...]:
        gene = sheet.table.get(symbol)
        if gene is not None and gene.role is Role.TSG:
            general = [
                Choice(state.value, Finding(AlterationClass.LIKELY_LOF, state))
                for state in (Zygosity.BIALLELIC, Zygosity.MONOALLELIC)
            ]
        else:
            general = [
                Choice(state.value, Finding(AlterationClass.LIKELY, clonality=state))
                for state in (Clonality.CLONAL, Clonality.SUBCLONAL)
            ]
        return (Choice("NOT_DETECTED", NOTHING), *general, *self._named_findings(symbol))

    def _named_findings(self, symbol: str) -> Iterator[Choice]:
        """One choice for each allele, label and codon range of the gene that rules ask for."""
        for name in sorted({name for value in self._asked("allele") for name in value}):
            if name.partition(":")[0] == symbol:
                known = self._index.alleles.get(name)
                class_ = known.class_ if known else AlterationClass.HOTSPOT
                yield Choice(name, Finding(class_, allele_id=name))
        for value in self._asked("label"):
            if symbol in value["genes"]:
                label = value["list"]
                yield Choice(f"{label} list", Finding(AlterationClass.HOTSPOT, label=label))
        for value in self._asked("codons"):
            if value["gene"] == symbol:
                span = (value["first"], value["last"])
                terms = as_names(value.get("consequence", ()))
                choice = ", ".join((f"codons {span[0]}-{span[1]}", *terms))
                consequence = Consequence(terms[0]) if terms else Consequence.MISSENSE
                found = Finding(AlterationClass.HOTSPOT, codons=(span[0], span[0]), consequence=consequence)
                yield Choice(choice, found)

    def _clinical(self, field: str, sheet: FactSheet) -> tuple[Choice, ...]:
        if field in DATE_FIELDS:
            return tuple(
                Choice(f"{choice.label} days", sheet.report_date - dt.timedelta(days=choice.value))
                for choice in self._intervals("days_since", field)
            )
        schema = load_schema("clinical")["properties"].get(field, {})
        if "enum" in schema:
            return tuple(Choice(value, value) for value in schema["enum"] if value is not None)
        if "boolean" in schema.get("type", ()):
            return Choice("true", True), Choice("false", False)
        return tuple(self._intervals("clinical", field))

    def _intervals(self, leaf: str, field: str) -> Iterator[Choice]:
        """The stretches of whole numbers from 0 that rules tell apart, each by its first number."""
        questions = [value for value in self._asked(leaf) if value["field"] == field]
        yield from _stretches(questions, "")

    @cached_property
    def _medications(self) -> tuple[Choice, ...]:
        found = [Choice(NONE, ())]
        for value in self._asked("medication"):
            drugs = sorted(self._index.rulebase.drugs.items())
            example = next((drug for _, drug in drugs if drug_fits(drug, value)), None)
            if example is not None:
                found.append(Choice(_drug_label(value), (Medication(example.name),)))
        return _distinct(found)

    @cached_property
    def _therapies(self) -> tuple[Choice, ...]:
        found = [Choice(NONE, ())]
        rules = self._index.rulebase.rules.values()
        used = [
            {"any_of": list(rule.already_used), "progressed": True} for rule in rules if rule.already_used
        ]
        for value in (*self._asked("prior_therapy"), *used):
            example = self._index.drugs.example(value["any_of"]) if "any_of" in value else None
            if "any_of" in value and example is None:
                continue
            name = example.name if example else "?"
            setting = as_names(value["setting"])[0] if "setting" in value else None
            therapy = PriorTherapy((name,), setting, value.get("progressed"))
            found.append(Choice(_therapy_label(value), (therapy,)))
        return _distinct(found)

    def _therapy_part(self, item: str) -> tuple[Choice, ...]:
        if item.endswith(".progressed"):
            return Choice("true", True), Choice("false", False)
        settings = {s for v in self._asked("prior_therapy") if "setting" in v for s in as_names(v["setting"])}
        return tuple(Choice(setting, setting) for setting in sorted(settings))

    @cached_property
    def _transplants(self) -> tuple[Choice, ...]:
        found = [Choice(NONE, None)]
        for organ in sorted(
            {organ for value in self._asked("transplant") for organ in value.get("organ", ())}
        ):
            found.append(Choice(organ, Transplant(organ)))
            for name, drugs in self._immunosuppressants():
                found.append(Choice(f"{organ}, {name}", Transplant(organ, immunosuppressants=drugs)))
        return tuple(found)

    def _transplant_part(self, item: str, sheet: FactSheet) -> tuple[Choice, ...]:
        if item == "immunosuppressants":
            return (Choice(NONE, ()), *(Choice(name, drugs) for name, drugs in self._immunosuppressants()))
        return tuple(
            Choice(f"{choice.label} days", sheet.report_date - dt.timedelta(days=choice.value))
            for choice in _stretches(self._asked("transplant"), "days_")
        )

    def _immunosuppressants(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        asked = {name for value in self._asked("transplant") for name in value.get("immunosuppressant", ())}
        for name in sorted(asked):
            example = self._index.drugs.example((name,))
            if example is not None:
                yield name, (example.name,)

    def _asked(self, leaf: str) -> tuple[Any, ...]:
        return self._leaves.get(leaf, ())


_latest: list[tuple[RuleIndex, Domains]] = []


def domains_of(index: RuleIndex) -> Domains:
    """Return the domains of a rule base; the latest ones are kept, as its index is."""
    if not _latest or _latest[0][0] is not index:
        _latest[:] = [(index, Domains(index))]
    return _latest[0][1]


def _stretches(questions: Iterable[Mapping[str, Any]], prefix: str) -> Iterator[Choice]:
    starts = {0}
    for value in questions:
        starts |= {value[key] for key in (f"{prefix}at_least",) if key in value}
        starts |= {int(value[key]) + 1 for key in (f"{prefix}at_most",) if key in value}
        starts |= {int(item) for item in value.get("in", ()) if isinstance(item, int)}
        starts |= {int(item) + 1 for item in value.get("in", ()) if isinstance(item, int)}
        if isinstance(value.get("is"), int):
            starts |= {value["is"], value["is"] + 1}
    ordered = sorted(starts)
    for start, after in zip(ordered, [*ordered[1:], None], strict=True):
        last = None if after is None else after - 1
        label = f"{start}+" if last is None else str(start) if last == start else f"{start}-{last}"
        yield Choice(label, start)


def _drug_label(value: Mapping[str, Any]) -> str:
    if "any_of" in value:
        return " or ".join(value["any_of"])
    parts = [
        *as_names(value.get("strength", ())),
        value.get("interaction", ""),
        "P-gp" if "pgp" in value else "",
    ]
    return " ".join(part for part in parts if part)


def _therapy_label(value: Mapping[str, Any]) -> str:
    parts = [" or ".join(value["any_of"]) if "any_of" in value else "any"]
    if "progressed" in value:
        parts.append("progressed" if value["progressed"] else "not progressed")
    if "setting" in value:
        parts.append(" or ".join(as_names(value["setting"])))
    return ", ".join(parts)


def _distinct(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple({choice.label: choice for choice in choices}.values())
