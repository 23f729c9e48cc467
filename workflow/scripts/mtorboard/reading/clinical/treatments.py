"""Medical actions of a phenopacket -> current medicines and earlier therapies of the tumour, by their time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mtorboard.reading.clinical.codes import value_of
from mtorboard.reading.entries import Entry

if TYPE_CHECKING:
    from mtorboard.reading.clinical.phenopacket import Mapped

Packet = Mapping[str, Any]

RUNNING, ENDED = "running", "ended"
_OTHERS = ("procedure", "radiationTherapy", "therapeuticRegimen")


def read_actions(actions: Iterable[Packet], mapped: Mapped, report_date: dt.date | None) -> None:
    """Put running treatments into ``medications``, ended ones that name the tumour into ``prior_therapies``.

    Args:
        actions: ``medicalActions``; doses and schedules in them are not looked at.
        mapped: takes the entries, and names those that are not read; its ``tumours`` are known already.
        report_date: day to which "running" is told.
    """
    for number, action in enumerate(actions, start=1):
        where, treatment = f"medicalActions[{number}]", action.get("treatment")
        if treatment is None:
            kind = next((name for name in _OTHERS if name in action), "no action")
            term = _without_dose(_term_of(action.get(kind)))
            mapped.leave(where, term, f"{kind} is not read; give its fields by hand")
            continue
        name = treatment["agent"].get("label", "").strip() or treatment["agent"]["id"].strip()
        state = _state(action, treatment, report_date) if name else "it names no drug"
        if state == RUNNING:
            mapped.document.setdefault("medications", []).append(_medication(name, treatment, where, mapped))
        elif state == ENDED and action.get("treatmentTarget", {}).get("id") in mapped.tumours:
            mapped.document.setdefault("prior_therapies", []).append(_therapy(name, action))
        else:
            ended = "it has ended, and not for this tumour as far as is said"
            mapped.leave(where, _without_dose(treatment["agent"]), ended if state == ENDED else state)


def _state(action: Packet, treatment: Packet, report_date: dt.date | None) -> str:
    """``running``, ``ended``, or why it cannot be told."""
    spans = [dose["interval"] for dose in treatment.get("doseIntervals", ()) if dose.get("interval")]
    stopped = "treatmentTerminationReason" in action
    if report_date is None:
        return "without a report date its time cannot be told"
    if not spans:
        if stopped:
            return ENDED
        listed = treatment.get("drugType") == "EHR_MEDICATION_LIST"
        return RUNNING if listed else "its time is not given"
    today = report_date.isoformat()
    if all(span.get("start", "")[:10] > today for span in spans):
        return "it begins after the report"
    open_ended = any(
        span.get("end", today)[:10] >= today and span.get("start", "")[:10] <= today for span in spans
    )
    if not open_ended:
        return ENDED
    return "it was stopped, yet a span reaches the report" if stopped else RUNNING


def _medication(name: str, treatment: Packet, where: str, mapped: Mapped) -> dict[str, str]:
    term = treatment.get("routeOfAdministration")
    route = value_of(term, "route")
    if term is not None and route is None:
        mapped.leave(f"{where}.routeOfAdministration", term, "not known; the drug counts as systemic")
    return {"name": name} if route is None else {"name": name, "route": route}


def _therapy(name: str, action: Packet) -> dict[str, Any]:
    said = (action.get("treatmentTerminationReason"), action.get("responseToTreatment"))
    progressed = any(value_of(term, "progression") for term in said)
    return {"drugs": [name], "progressed": True} if progressed else {"drugs": [name]}


def _without_dose(term: Packet | None) -> Packet | None:
    """The term as it may be printed: labels of drug codes hold strengths ("Ketoconazole 200 MG Oral Tablet")."""
    label = (term or {}).get("label", "")
    return {**(term or {}), "label": Entry(label).without_doses({})} if label.strip() else term


def _term_of(part: Packet | None) -> Packet | None:
    """The term that names an action of another kind."""
    for key in ("code", "modality", "ontologyClass"):
        if part and key in part:
            found: Packet = part[key]
            return found
    return None
