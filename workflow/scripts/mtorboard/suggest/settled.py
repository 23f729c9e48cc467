"""What other facts say of a sidecar field that is not provided, where they leave no choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtorboard.model.clinical import Clinical
from mtorboard.model.truth import Truth

SETTLED_BY: Mapping[str, str] = {
    "stage": "clinical.disease_extent",
    "menopausal_status": "clinical.sex",
    "systemic_lines": "prior_therapies",
}
"""The fact that can settle a field which is not provided: localised disease is not stage IV, a man is in none of
the menopausal states, and earlier therapies tell whether there was a line for advanced disease."""


def settled(value: Mapping[str, Any], clinical: Clinical) -> Truth:
    """Return what other facts say of a ``clinical`` leaf whose field is not provided; UNKNOWN: they leave it open.

    Args:
        value: ``{field, is | in | at_least | at_most}``, as in docs/rules.md.
        clinical: the sidecar, without that field.
    """
    field = value["field"]
    if field in clinical.invalid:
        return Truth.UNKNOWN
    if field == "stage" and clinical.disease_extent == "localised" and _asked(value) == {"IV"}:
        return Truth.FALSE
    if field == "menopausal_status" and clinical.sex == "male":
        return Truth.FALSE
    return _lines(value, clinical) if field == "systemic_lines" else Truth.UNKNOWN


def unsettled(field: str, clinical: Clinical) -> tuple[str, ...]:
    """Return the missing facts that could settle a field which is not provided."""
    other = SETTLED_BY.get(field)
    if other is None:
        return ()
    if other != "prior_therapies":
        return (other,) if getattr(clinical, other.removeprefix("clinical.")) is None else ()
    if clinical.prior_therapies is None or other in clinical.incomplete:
        return (other,)
    open_ = (number for number, item in enumerate(clinical.prior_therapies, start=1) if item.setting is None)
    return tuple(f"prior_therapies.{number}.setting" for number in open_)


def _asked(value: Mapping[str, Any]) -> set[Any]:
    return {value["is"]} if "is" in value else set(value.get("in", ()))


def _lines(value: Mapping[str, Any], clinical: Clinical) -> Truth:
    """A therapy for metastatic disease was at least one line; a whole list without one, none."""
    therapies = clinical.prior_therapies
    if therapies is None:
        return Truth.UNKNOWN
    settings = {therapy.setting for therapy in therapies}
    least, most = value.get("at_least", 0), value.get("at_most")
    if "metastatic" in settings:
        if most is not None:
            return Truth.FALSE if most < 1 else Truth.UNKNOWN
        return Truth.TRUE if least <= 1 else Truth.UNKNOWN
    if None in settings or "prior_therapies" in clinical.incomplete:
        return Truth.UNKNOWN
    return Truth.of(least == 0)
