"""The checked content of a sidecar -> :class:`Clinical`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from mtorboard.model.clinical import Clinical, GermlineFinding, Medication, PriorTherapy, Transplant
from mtorboard.schemas import load_schema


def record_of(document: Mapping[str, Any]) -> Clinical:
    """Return the record of a document that follows ``clinical.schema.json``; its ``labs`` are judged elsewhere."""
    builders: dict[str, Callable[[Any], Any]] = {
        "surgery_date": dt.date.fromisoformat,
        "germline": lambda entries: tuple(map(_germline, entries)) or None,
        "prior_therapies": lambda entries: tuple(map(_therapy, entries)),
        "medications": lambda entries: tuple(map(_medication, entries)),
        "transplant": _transplanted,
        "er_percent": float,
        "pr_percent": float,
        "tumour_type": lambda text: text.strip(),
    }
    values = {
        item.name: builders.get(item.name, lambda value: value)(document[item.name])
        for item in fields(Clinical)
        if document.get(item.name) is not None
    }
    return Clinical(**values)


def with_route(entry: str) -> str | dict[str, str]:
    """Return ``clotrimazole (topical)`` as name and route; brackets that hold no route belong to the name."""
    items = load_schema("clinical")["properties"]["medications"]["items"]
    routes = [route for route in items["properties"]["route"]["enum"] if route]
    found = re.fullmatch(rf"(.*\S)\s*\(\s*({'|'.join(routes)})\s*\)", entry.strip(), re.IGNORECASE)
    return {"name": found[1], "route": found[2].lower()} if found else entry


def _germline(entry: dict[str, Any]) -> GermlineFinding:
    return GermlineFinding(entry["gene"].strip().upper(), entry["classification"], entry.get("hgvs_c"))


def _therapy(entry: dict[str, Any]) -> PriorTherapy:
    return PriorTherapy(
        tuple(drug.strip() for drug in entry["drugs"]), entry.get("setting"), entry.get("progressed")
    )


def _medication(entry: str | dict[str, Any]) -> Medication:
    entry = with_route(entry) if isinstance(entry, str) else entry
    if isinstance(entry, str):
        return Medication(entry.strip())
    return Medication(entry["name"].strip(), entry.get("route"))


def _transplanted(entry: dict[str, Any]) -> Transplant:
    day, drugs = entry.get("date"), entry.get("immunosuppressants")
    return Transplant(
        organ=entry["organ"],
        date=dt.date.fromisoformat(day) if day is not None else None,
        immunosuppressants=tuple(drug.strip() for drug in drugs) if drugs is not None else None,
    )
