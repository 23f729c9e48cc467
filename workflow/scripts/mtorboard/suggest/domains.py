"""Which values a missing fact could take: those of the clinical schema, or what the rules tell apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Any

from mtorboard.knowledge.ruleset import finer_names, tumour_type_lineage
from mtorboard.knowledge.vocabulary import DATE_FIELDS, as_names
from mtorboard.model.enums import AlterationClass, Arm, Clonality, Consequence, Role, Zygosity
from mtorboard.schemas import load_schema
from mtorboard.suggest.choices import Choice, stretches
from mtorboard.suggest.facts import FactSheet, Finding
from mtorboard.suggest.given import agrees, may_differ
from mtorboard.suggest.histories import (
    days_ago,
    immunosuppressants,
    medications,
    settings,
    therapies,
    transplant_dates,
    transplants,
)
from mtorboard.suggest.index import RuleIndex

NOTHING = Finding()
_STATES: Mapping[str, tuple[Any, ...]] = {
    "zygosity": (Zygosity.BIALLELIC, Zygosity.MONOALLELIC),
    "clonality": (Clonality.CLONAL, Clonality.SUBCLONAL),
}


class Domains:
    """The values of every fact, from one rule base. Drugs and alleles are represented by one example each."""

    def __init__(self, index: RuleIndex) -> None:
        self._index = index
        self._transplants: dict[tuple[str, dt.date], tuple[Choice, ...]] = {}

    def choices(self, fact: str, sheet: FactSheet) -> tuple[Choice, ...]:
        """Return the values of a fact, in a fixed order; empty for a fact that is not varied.

        A value that the reader of the sidecar would refuse, because it contradicts what is given, is none of them.
        """
        found = self._values(fact, sheet)
        if not may_differ(fact, fact):
            return found
        day = sheet.report_date
        return tuple(choice for choice in found if agrees(sheet.clinical, fact, choice.value, day))

    def _values(self, fact: str, sheet: FactSheet) -> tuple[Choice, ...]:
        head, _, item = fact.partition(".")
        match head:
            case "tumour_type":
                return self._tumour_types if sheet.tumour_type is None else self._finer(sheet.tumour_type)
            case "zygosity" | "clonality":
                return tuple(Choice(state.value, state) for state in _STATES[head])
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
                if item.endswith(".progressed"):
                    return Choice("true", True), Choice("false", False)
                return self._settings if item else self._therapies
            case "transplant":
                return self._transplant(item, sheet)
            case "purity":
                return self._purity(sheet)
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
        """One choice for each change, label and codon range of the gene that rules ask for.

        A rule that names a change of the protein names every way to it, so that one way stands for all.
        """
        ways: dict[str, str] = {}
        for name in sorted({name for value in self._asked("allele") for name in value}, reverse=True):
            if name.partition(":")[0] == symbol:
                ways[":".join(name.split(":")[:2])] = name
        for change, name in sorted(ways.items()):
            known = self._index.alleles.get(name)
            class_ = known.class_ if known else AlterationClass.HOTSPOT
            yield Choice(change, Finding(class_, allele_id=name))
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
            dates = self._intervals("days_since", field)
            return tuple(days_ago(choice, sheet.report_date) for choice in dates)
        schema = load_schema("clinical")["properties"].get(field, {})
        if "enum" in schema:
            return tuple(Choice(value, value) for value in schema["enum"] if value is not None)
        if "boolean" in schema.get("type", ()):
            return Choice("true", True), Choice("false", False)
        return tuple(self._intervals("clinical", field))

    def _intervals(self, leaf: str, field: str) -> Iterator[Choice]:
        """The stretches of whole numbers from 0 that rules tell apart, each by its first number."""
        questions = [value for value in self._asked(leaf) if value["field"] == field]
        yield from stretches(questions)

    @cached_property
    def _medications(self) -> tuple[Choice, ...]:
        return medications(self._index)

    @cached_property
    def _therapies(self) -> tuple[Choice, ...]:
        return therapies(self._index)

    @cached_property
    def _settings(self) -> tuple[Choice, ...]:
        return settings(self._index)

    def _transplant(self, item: str, sheet: FactSheet) -> tuple[Choice, ...]:
        day = sheet.report_date
        if (item, day) not in self._transplants:
            match item:
                case "immunosuppressants":
                    found = immunosuppressants(self._index)
                case "date":
                    found = transplant_dates(self._index, day)
                case _:
                    found = transplants(self._index, day)
            self._transplants[item, day] = found
        return self._transplants[item, day]

    def _purity(self, sheet: FactSheet) -> tuple[Choice, ...]:
        """What purity can show of second copies and clonality, wholly or in part; genes of one arm go together.

        Rules ask for them arm by arm, and of an arm for the strongest that its genes show.
        """
        items: list[tuple[tuple[str, tuple[str, ...], Any], ...]] = []
        for what, arm in self._qualified:
            symbols = [
                symbol
                for symbol in _genes(arm, sheet)
                if sheet.settled_by_purity(symbol)
                and getattr(sheet.gene(symbol), what).value == "UNKNOWN"
                and (what == "clonality" or sheet.table[symbol].role is Role.TSG)
            ]
            if symbols:
                facts = tuple(f"{what}.{symbol}" for symbol in symbols)
                items.append(tuple(("/".join(symbols), facts, state) for state in _STATES[what]))
        return tuple(map(_shown, list(product(*((None, *item) for item in items)))[1:]))

    @cached_property
    def _qualified(self) -> tuple[tuple[str, str], ...]:
        """What rules ask of altered arms, or genes without an arm, beyond that they are altered."""
        found = set()
        for key in ("arm", "gene"):
            for value in self._asked(key):
                genes = self._index.tables.genes
                names = as_names(value["gene"]) if key == "gene" else (value["arm"],)
                owners = {str(genes[name].arm or name) if name in genes else name for name in names}
                found |= {(what, owner) for what in _STATES if what in value for owner in owners}
        return tuple(sorted(found, reverse=True))

    def _asked(self, leaf: str) -> tuple[Any, ...]:
        return self._leaves.get(leaf, ())


_latest: list[tuple[RuleIndex, Domains]] = []


def domains_of(index: RuleIndex) -> Domains:
    """Return the domains of a rule base; the latest ones are kept, as its index is."""
    if not _latest or _latest[0][0] is not index:
        _latest[:] = [(index, Domains(index))]
    return _latest[0][1]


def _genes(owner: str, sheet: FactSheet) -> tuple[str, ...]:
    return sheet.inside.get(Arm(owner), ()) if owner in Arm.__members__ else (owner,)


def _shown(states: tuple[Any, ...]) -> Choice:
    """What purity shows: some of the states, each of some genes; with one state less it says less."""
    known = [state for state in states if state is not None]
    labels = [f"{genes} {value.value}" for genes, _, value in known]
    within = tuple(", ".join(labels[:number] + labels[number + 1 :]) for number in range(len(labels)))
    value = tuple((fact, state) for _, facts, state in known for fact in facts)
    return Choice(", ".join(labels), value, within if len(labels) > 1 else ())
