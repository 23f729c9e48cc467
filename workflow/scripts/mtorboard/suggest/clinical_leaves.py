"""Leaves that ask sidecar, tumour type and region. What is not provided is UNKNOWN, never "no"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from mtorboard.knowledge.records import Drug
from mtorboard.knowledge.ruleset import finer_names
from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS, as_names
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy
from mtorboard.model.enums import Verification
from mtorboard.model.truth import Truth, conjunction, disjunction
from mtorboard.suggest.drugs import DrugIndex
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.outcome import Outcome, combine, fails, holds, lacks
from mtorboard.suggest.receptors import receptor as receptor_status
from mtorboard.suggest.settled import SETTLED_BY, settled, unsettled
from mtorboard.suggest.sidecar import IMMUNOSUPPRESSANTS, MEDICATIONS, PRIOR_THERAPIES, listed
from mtorboard.suggest.words import Words

_NEVER_HAPPENED = {"surgery_date": "surgery_done"}
"""Fields whose False says that the event of a date field has not happened."""
_PATHOGENIC = frozenset({"pathogenic", "likely_pathogenic"})


def tumour_type(value: Iterable[str], sheet: FactSheet, words: Words) -> Outcome:
    """``[code or group, ...]``: the tumour type, an ancestor or a group of them is in the list.

    Where the code names no histology and a finer one could be in the list, it is not known.
    """
    if sheet.lineage is None or sheet.tumour_type is None:
        return lacks("tumour_type")
    coarse = "HISTOLOGY" not in sheet.lineage and sheet.lineage.isdisjoint(value)
    if coarse and not finer_names(sheet.tumour_type, sheet.types).isdisjoint(value):
        return lacks("tumour_type")
    name = sheet.types[sheet.tumour_type].name
    text = words.say("because", "tumour_type", name=name, code=sheet.tumour_type)
    return fails(text) if sheet.lineage.isdisjoint(value) else holds(text)


def region(value: Iterable[str], sheet: FactSheet, words: Words) -> Outcome:
    """``[region, ...]``: the configured region is in the list."""
    text = words.say("because", "region", region=sheet.region)
    return holds(text) if sheet.region in value else fails(text)


def clinical(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{field, is | in | at_least | at_most}``: the sidecar's field has that value."""
    field = value["field"]
    fact = f"clinical.{field}"
    given = _provided(sheet.clinical, field)
    if given is None:
        return _settled(value, sheet, words)
    text = words.say("because", "clinical", name=words.fact(fact, "name"), value=words.value(given))
    return holds(text) if _fits(given, value) else fails(text)


def receptor(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{marker, is}``: see docs/rules.md, section "Receptors"."""
    marker = value["marker"]
    status = receptor_status(sheet.clinical, marker, sheet.limits)
    if status is None:
        return lacks(f"clinical.{RECEPTOR_FIELDS[marker][0]}")
    shown = "low" if "low" in status else next(iter(status))
    name = words.say("receptors", marker, name=marker)
    text = words.say("because", "receptor", name=name, value=words.value(shown))
    return holds(text) if value["is"] in status else fails(text)


def germline(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{gene}``: a pathogenic or likely pathogenic germline variant of one of the genes is reported."""
    results = sheet.clinical.germline or ()
    outcomes = []
    for symbol in as_names(value["gene"]):
        own = [item.classification for item in results if item.gene == symbol]
        if not _PATHOGENIC.isdisjoint(own):
            outcomes.append(holds(words.say("because", "germline", item=symbol)))
        elif own:
            outcomes.append(fails(words.say("because", "germline_none", item=symbol)))
        else:
            outcomes.append(lacks(f"germline.{symbol}"))
    return combine(disjunction(item.truth for item in outcomes), outcomes)


def prior_therapy(value: Mapping[str, Any], sheet: FactSheet, words: Words, drugs: DrugIndex) -> Outcome:
    """``{any_of?, progressed?, setting?}``: one prior therapy matches all that is asked."""
    therapies = sheet.clinical.prior_therapies
    if therapies is None:
        return lacks(PRIOR_THERAPIES)
    settled = PRIOR_THERAPIES in sheet.settled
    outcomes = [
        _therapy(number, therapy, value, words, drugs, settled)
        for number, therapy in enumerate(therapies, start=1)
    ]
    truth = disjunction(item.truth for item in outcomes)
    if truth is Truth.FALSE:
        if PRIOR_THERAPIES in sheet.clinical.incomplete:
            return lacks(PRIOR_THERAPIES)
        asked = words.values(value.get("any_of", ["any"]))
        return fails(words.say("because", "prior_therapy_none", drugs=asked, outcome=""))
    return combine(truth, outcomes)


def medication(value: Mapping[str, Any], sheet: FactSheet, words: Words, drugs: DrugIndex) -> Outcome:
    """``{any_of | interaction, strength? | pgp}``: a current drug matches by a route that matters.

    What is taken against rejection is taken: a drug is a drug, whichever list names it.
    """
    current = [*(sheet.clinical.medications or ())]
    current += [Medication(name) for name in listed(sheet.clinical, IMMUNOSUPPRESSANTS)]
    found = [
        (item, drug)
        for item in current
        for drug in drugs.resolve(item.name)
        if route_matters(item, drug) and drug_fits(drug, value)
    ]
    if found:
        by_route = {drug.drug_id for item, drug in found if item.route}
        said = {
            _medication_text(item, drug, words)
            for item, drug in found
            if item.route or drug.drug_id not in by_route
        }
        return holds(*sorted(said), checked={level for _, drug in found for level in _checked(drug, value)})
    if not _is_whole(sheet, MEDICATIONS, drugs):
        return lacks(MEDICATIONS)
    asked = [name for key in ("any_of", "strength", "interaction") for name in as_names(value.get(key, ()))]
    return fails(words.say("because", "medication_none", drug=words.values(asked), route=""))


def transplant(value: Mapping[str, Any], sheet: FactSheet, words: Words, drugs: DrugIndex) -> Outcome:
    """``{organ?, immunosuppressant?, days_at_least?, days_at_most?}``: the transplant meets all of them."""
    given = sheet.clinical.transplant
    if given is None:
        none = sheet.clinical.transplant_recipient is False
        return fails(words.say("because", "transplant_none")) if none else lacks("transplant")
    parts: list[Truth] = []
    missing: list[str] = []
    details = ""
    if "organ" in value:
        parts.append(Truth.of(given.organ in value["organ"]))
    if "immunosuppressant" in value:
        takes = _immunosuppressed(sheet.clinical, value["immunosuppressant"], drugs)
        details += f", {', '.join(takes)}" if takes else ""
        open_ = () if takes else _open_lists(sheet, drugs)
        parts.append(Truth.TRUE if takes else Truth.UNKNOWN if open_ else Truth.FALSE)
        missing += open_
    if "days_at_least" in value or "days_at_most" in value:
        inside = None if given.date is None else _in_days(given.date, sheet.report_date, value, "days_")
        parts.append(Truth.of(inside))
        missing += ["transplant.date"] if given.date is None else []
    truth = conjunction(parts)
    if truth is Truth.UNKNOWN:
        return lacks(*missing)
    text = words.say("because", "transplant", organ=words.value(given.organ), details=details)
    return holds(text) if truth is Truth.TRUE else fails(text)


def days_since(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """``{field, at_least?, at_most?}``: whole days from the date to ``report_date``, both ends included."""
    field = value["field"]
    name = words.fact(f"clinical.{field}", "name")
    date = _provided(sheet.clinical, field)
    if date is None:
        never = _provided(sheet.clinical, _NEVER_HAPPENED.get(field, "")) is False
        if never and field not in sheet.clinical.invalid:
            return fails(words.say("because", "days_never", name=name))
        return lacks(f"clinical.{field}")
    days = (sheet.report_date - date).days
    text = words.say("because", "days_since", name=name, days=str(days))
    return holds(text) if _in_days(date, sheet.report_date, value) else fails(text)


def drug_fits(drug: Drug, value: Mapping[str, Any]) -> bool:
    """Whether a drug is what a ``medication`` leaf asks for."""
    if "any_of" in value and not drug.is_one_of(value["any_of"]):
        return False
    if "interaction" in value and drug.interaction != value["interaction"]:
        return False
    if "strength" in value and drug.strength not in as_names(value["strength"]):
        return False
    return drug.pgp or "pgp" not in value


def route_matters(item: Medication, drug: Drug) -> bool:
    """Whether the drug reaches the blood by its route; a route that is not stated counts as systemic."""
    return item.route is None or item.route.casefold() not in drug.ignored_routes


def _settled(value: Mapping[str, Any], sheet: FactSheet, words: Words) -> Outcome:
    """The leaf of a field that is not provided: what another fact says of it, or both facts are missing."""
    fact = f"clinical.{value['field']}"
    other = SETTLED_BY.get(value["field"])
    truth = settled(value, sheet.clinical)
    if other is None or truth is Truth.UNKNOWN:
        return lacks(fact, *unsettled(value["field"], sheet.clinical))
    text = words.say("because", "settled", name=words.fact(fact, "name"), by=words.fact(other, "name"))
    return holds(text) if truth is Truth.TRUE else fails(text)


def unrecognised(sheet: FactSheet, fact: str, drugs: DrugIndex) -> tuple[str, ...]:
    """Return the names in a list of drugs that are not recognised: any drug could hide behind them."""
    names = () if fact in sheet.settled else listed(sheet.clinical, fact)
    return tuple(sorted({part for name in names for part in drugs.unknown(name)}))


def _is_whole(sheet: FactSheet, fact: str, drugs: DrugIndex) -> bool:
    """Whether a list of drugs bears a "not taken": it is given, complete, and every name in it is known."""
    given, graft = sheet.clinical, sheet.clinical.transplant
    names = graft.immunosuppressants if fact == IMMUNOSUPPRESSANTS and graft else given.medications
    return names is not None and fact not in given.incomplete and not unrecognised(sheet, fact, drugs)


def _open_lists(sheet: FactSheet, drugs: DrugIndex) -> tuple[str, ...]:
    """Lists in which an immunosuppressant could still hide: it may stand among the medications as well."""
    return tuple(fact for fact in (IMMUNOSUPPRESSANTS, MEDICATIONS) if not _is_whole(sheet, fact, drugs))


def _therapy(
    number: int,
    therapy: PriorTherapy,
    value: Mapping[str, Any],
    words: Words,
    drugs: DrugIndex,
    settled: bool,
) -> Outcome:
    """One therapy; ``settled``: names that are not recognised are none of those that are asked for."""
    parts: list[Truth] = []
    missing: list[str] = []
    if "any_of" in value and not any(drugs.matching(name, value["any_of"]) for name in therapy.drugs):
        if settled or not any(map(drugs.unknown, therapy.drugs)):
            return fails()
        parts.append(Truth.UNKNOWN)
        missing.append(PRIOR_THERAPIES)
    for key in ("progressed", "setting"):
        if key not in value:
            continue
        given = getattr(therapy, key)
        wanted = as_names(value[key]) if key == "setting" else (value[key],)
        parts.append(Truth.of(None if given is None else given in wanted))
        missing += [f"{PRIOR_THERAPIES}.{number}.{key}"] if given is None else []
    truth = conjunction(parts)
    if truth is Truth.UNKNOWN:
        return lacks(*missing)
    outcome = "progressed" if therapy.progressed else "not_progressed"
    shown = "" if therapy.progressed is None else words.details(outcome)
    named = " + ".join(map(drugs.shown, therapy.drugs))
    text = words.say("because", "prior_therapy", drugs=named, outcome=shown)
    return holds(text) if truth is Truth.TRUE else fails(text)


def _checked(drug: Drug, value: Mapping[str, Any]) -> tuple[Verification, ...]:
    """How well what is asked of a drug was checked; that a curator put it into a class takes nothing away."""
    level = drug.provenance.verified
    return () if "any_of" in value and level is Verification.JUDGEMENT else (level,)


def _medication_text(item: Medication, drug: Drug, words: Words) -> str:
    stated = words.details("route_not_stated") if drug.ignored_routes else ""
    route = f", {words.value(item.route)}" if item.route else stated
    return words.say("because", "medication", drug=drug.name, route=route)


def _immunosuppressed(clinical_: Clinical, wanted: Iterable[str], drugs: DrugIndex) -> tuple[str, ...]:
    given = clinical_.transplant.immunosuppressants if clinical_.transplant else None
    asked = frozenset(wanted)
    found = {drug.name for written in given or () for drug in drugs.matching(written, asked)}
    for item in clinical_.medications or ():
        found |= {drug.name for drug in drugs.matching(item.name, asked) if route_matters(item, drug)}
    return tuple(sorted(found))


def _provided(clinical_: Clinical, field: str) -> Any:
    """Return a sidecar field's value, ``None`` when it is not provided or contradictory."""
    return None if not field or field in clinical_.invalid else getattr(clinical_, field)


def _fits(given: Any, value: Mapping[str, Any]) -> bool:
    if "is" in value:
        return bool(given == value["is"])
    if "in" in value:
        return bool(given in value["in"])
    return bool(value.get("at_least", given) <= given <= value.get("at_most", given))


def _in_days(date: dt.date, report_date: dt.date, value: Mapping[str, Any], prefix: str = "") -> bool:
    days = (report_date - date).days
    least = value.get(f"{prefix}at_least", 0)
    return bool(least <= days <= value.get(f"{prefix}at_most", days))
