"""Values of the lists that a patient's history holds: medications, earlier therapies, a transplant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mtorboard.knowledge.records import Drug
from mtorboard.knowledge.vocabulary import as_names, walk
from mtorboard.model.clinical import Medication, PriorTherapy, Transplant
from mtorboard.schemas import load_schema
from mtorboard.suggest.choices import NONE, Choice, Kind, distinct, drug_kinds, stretches
from mtorboard.suggest.clinical_leaves import drug_fits
from mtorboard.suggest.index import RuleIndex

Outcome = tuple[bool | None, str | None]
"""Whether a therapy ended with progression, and its setting."""


def medications(index: RuleIndex) -> tuple[Choice, ...]:
    """Return none, and one drug of each kind that rules tell apart."""
    asked = [value for key, value in index.leaves if key == "medication"]
    asked += [{"any_of": [name]} for name in _asked_of_transplants(index)]
    questions = {_drug_label(value): value for value in asked}
    fits = {label: _fitting(value) for label, value in questions.items()}
    return (
        Choice(NONE, ()),
        *(
            Choice(kind.label, (Medication(kind.drug.name),), (), kind.classes)
            for kind in drug_kinds(index.rulebase.drugs, fits)
        ),
    )


def therapies(index: RuleIndex) -> tuple[Choice, ...]:
    """Return none, and one drug of each kind with each outcome and setting that rules ask of it."""
    asked = [value for key, value in index.leaves if key == "prior_therapy"]
    used = (rule.already_used for rule in index.rulebase.rules.values())
    asked += [{"any_of": list(names), "progressed": True} for names in used if names]
    names = {name for value in asked for name in value.get("any_of", ())}
    found = [Choice(NONE, ())]
    for kind in drug_kinds(index.rulebase.drugs, _by_name(names)):
        own = [value for value in asked if not kind.asked.isdisjoint(value.get("any_of", kind.asked))]
        found += _outcomes(kind, own)
    others = [drug for _, drug in sorted(index.rulebase.drugs.items()) if not drug.is_one_of(names)]
    for drug in others[:1]:  # stands for any therapy that no rule names
        found += _outcomes(Kind("any", drug, frozenset(), ()), [one for one in asked if "any_of" not in one])
    return distinct(found)


def settings(index: RuleIndex) -> tuple[Choice, ...]:
    """Return the settings of a therapy that rules name."""
    asked = (value.get("setting", ()) for key, value in index.leaves if key == "prior_therapy")
    return tuple(Choice(name, name) for name in sorted({name for names in asked for name in as_names(names)}))


def transplants(index: RuleIndex, report_date: dt.date) -> tuple[Choice, ...]:
    """Return none, and each organ that rules name: alone, and with what the same rules ask of it beside.

    That are the stretches of days since the transplantation, and the immunosuppressants.
    """
    found = [Choice(NONE, None)]
    for organ, questions in sorted(_by_organ(index).items()):
        days = list(stretches(questions, "days_")) if _asks(questions, "days_") else []
        names = {name for value in questions for name in value.get("immunosuppressant", ())}
        drugs = list(_immunosuppressants(index, names)) if names else []
        found.append(Choice(organ, Transplant(organ)))
        for since in (None, *days):
            for taken in (None, *drugs):
                if since or taken:
                    found.append(_transplant(organ, since, taken, report_date))
    return tuple(found)


def immunosuppressants(index: RuleIndex) -> tuple[Choice, ...]:
    """Return none that rules ask for, and one drug of each kind that they tell apart."""
    return tuple(_immunosuppressants(index, set(_asked_of_transplants(index))))


def transplant_dates(index: RuleIndex, report_date: dt.date) -> tuple[Choice, ...]:
    """Return the stretches of days since a transplantation that rules tell apart."""
    asked = (value for key, value in index.leaves if key == "transplant")
    return tuple(days_ago(choice, report_date) for choice in stretches(asked, "days_"))


def days_ago(stretch: Choice, report_date: dt.date) -> Choice:
    """Return the date at the near end of a stretch of days before the report."""
    return Choice(f"{stretch.label} days", report_date - dt.timedelta(days=stretch.value))


def _transplant(organ: str, since: Choice | None, taken: Choice | None, report_date: dt.date) -> Choice:
    date = days_ago(since, report_date) if since else None
    told = [part.label if part.label != NONE else "no immunosuppressant" for part in (date, taken) if part]
    within = [organ] if len(told) == 1 else [f"{organ}, {part}" for part in told]
    drugs = taken.value if taken else None
    value = Transplant(organ, date.value if date else None, immunosuppressants=drugs)
    return Choice(", ".join((organ, *told)), value, tuple(within))


def _by_organ(index: RuleIndex) -> Mapping[str, list[Mapping[str, Any]]]:
    """What is asked of transplants, by organ: in every rule that names the organ."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    conditions = [rule.when for rule in index.rulebase.rules.values()]
    conditions += [rule.when for rule in index.rulebase.safety.values()]
    for when in conditions:
        asked = [value for key, value in walk(when) if key == "transplant"]
        for organ in {organ for value in asked for organ in value.get("organ", ())}:
            found.setdefault(organ, []).extend(asked)
    return found


def _asks(questions: Iterable[Mapping[str, Any]], prefix: str) -> bool:
    return any(key.startswith(prefix) for value in questions for key in value)


def _asked_of_transplants(index: RuleIndex) -> list[str]:
    asked = (value.get("immunosuppressant", ()) for key, value in index.leaves if key == "transplant")
    return sorted({name for names in asked for name in names})


def _immunosuppressants(index: RuleIndex, names: Iterable[str]) -> Iterator[Choice]:
    yield Choice(NONE, ())
    for kind in drug_kinds(index.rulebase.drugs, _by_name(names)):
        yield Choice(kind.label, (kind.drug.name,), (), kind.classes)


def _outcomes(kind: Kind, asked: list[Mapping[str, Any]]) -> Iterator[Choice]:
    """A drug with each outcome that is asked of it; where one outcome is asked with and without a setting, with
    a setting that nobody asks for as well.
    """
    outcomes: set[Outcome] = set()
    for value in asked:
        named = as_names(value["setting"]) if "setting" in value else (None,)
        outcomes |= {(value.get("progressed"), setting) for setting in named}
    known = {setting for _, setting in outcomes}
    other = next((name for name in _all_settings() if name not in known), None)
    bare = {progressed for progressed, setting in outcomes if setting is None}
    outcomes |= {(progressed, other) for progressed, setting in outcomes if setting and progressed in bare}
    for progressed, setting in sorted(outcomes, key=str):
        less = {(None, setting), (progressed, None)} & outcomes - {(progressed, setting)}
        within = tuple(_therapy_label(kind.label, one) for one in sorted(less, key=str))
        described = tuple(_therapy_label(name, (progressed, setting)) for name in kind.classes)
        therapy = PriorTherapy((kind.drug.name,), setting, progressed)
        label = _therapy_label(kind.label, (progressed, setting))
        yield Choice(label, (therapy,), within, described, kind.asked)


def _all_settings() -> Iterator[str]:
    therapy = load_schema("clinical")["properties"]["prior_therapies"]["items"]["properties"]
    return (name for name in therapy["setting"]["enum"] if name is not None)


def _therapy_label(drug: str, outcome: Outcome) -> str:
    progressed, setting = outcome
    said = {None: None, True: "progressed", False: "not progressed"}[progressed]
    return ", ".join(part for part in (drug, said, setting) if part)


def _by_name(names: Iterable[str]) -> dict[str, Any]:
    return {name: _fitting({"any_of": [name]}) for name in sorted(names)}


def _fitting(value: Mapping[str, Any]) -> Any:
    def fits(drug: Drug) -> bool:
        return drug_fits(drug, value)

    return fits


def _drug_label(value: Mapping[str, Any]) -> str:
    if "any_of" in value:
        return " or ".join(value["any_of"])
    parts = [
        *as_names(value.get("strength", ())),
        value.get("interaction", ""),
        "P-gp" if "pgp" in value else "",
    ]
    return " ".join(part for part in parts if part)
