"""Fields of the sidecar as cells of the sample sheet: ``clinical.FIELD``."""

from __future__ import annotations

import re
from typing import Any

from mtorboard.errors import InputError, MtorboardError, Problems
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.clinical.record import with_route
from mtorboard.reading.sheet import CLINICAL, DRUG_LISTS
from mtorboard.reading.structured import check
from mtorboard.schemas import load_schema

_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


def document_of_cells(spec: SampleSpec) -> dict[str, Any]:
    """Return the cells of a row as a sidecar's document.

    A list is separated by ``;``; ``none`` alone is an empty one. A medicine's route stands behind it in brackets;
    the drugs of one earlier therapy are joined by ``+``.

    Raises:
        Problems: cells whose value the field does not take; sample and column are named, values never repeated.
    """
    document: dict[str, Any] = {}
    problems: list[MtorboardError] = []
    for field, cell in spec.clinical_cells:
        value = _value(field, cell)
        where = place(spec, field)
        problems += [
            InputError(fault.what, where=where, todo=fault.todo)
            for fault in check({field: value}, "clinical", where, InputError)
        ]
        document[field] = value
    if problems:
        raise Problems(problems)
    return document


def place(spec: SampleSpec, field: str) -> str:
    """Return how errors name a cell."""
    return f"sample {spec.sample}, column {CLINICAL}{field}"


def _value(field: str, cell: str) -> Any:
    """The cell's value; text that cannot be one is left for the schema to refuse."""
    if field in DRUG_LISTS:
        return _drugs(field, cell)
    types = load_schema("clinical")["properties"][field].get("type", ())
    if "boolean" in types:
        return _TRUTH.get(cell.lower(), cell)
    if "integer" in types and re.fullmatch(r"[0-9]{1,9}", cell, re.ASCII):
        return int(cell)
    if "number" in types and re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell, re.ASCII):
        return float(cell)
    return cell


def _drugs(field: str, cell: str) -> list[Any]:
    if cell.lower() == "none":
        return []
    entries = [entry.strip() for entry in cell.split(";")]
    if field == "medications":
        return [with_route(entry) for entry in entries]
    return [{"drugs": [drug.strip() for drug in entry.split("+")]} for entry in entries]
