"""What the clinic knows about a patient -> :class:`Clinical`.

Three forms: a YAML file with the fields of ``clinical.schema.json``, a GA4GH Phenopacket version 2, and the same
fields as columns of the sample sheet, alone or beside a file. What is left out or empty is ``None``, not provided.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtorboard.errors import InputError, Problems
from mtorboard.model.clinical import Clinical
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.clinical.contradictions import resolve
from mtorboard.reading.clinical.files import Given, read_given
from mtorboard.reading.clinical.record import record_of

__all__ = ["clinical_of", "preflight_notes", "read_clinical", "remarks", "resolve"]


def clinical_of(spec: SampleSpec, report_date: dt.date | None) -> Clinical:
    """Return what a sample's sidecar and its columns of the sheet say together; without both all is unknown.

    Args:
        spec: its row.
        report_date: day of the report; what is dated after it is invalid, and the age of results counts to it.

    Raises:
        InputError: the sidecar cannot be read.
        Problems: unknown fields, unusable values, fields on which sidecar and sheet differ; no value is repeated.
    """
    given = read_given(spec.clinical, report_date) if spec.clinical else Given({}, "")
    if spec.clinical_cells:
        given = _with_cells(given, spec)
    return _finish(given, report_date)


def read_clinical(path: Path, *, report_date: dt.date | None = None) -> Clinical:
    """Read and check a sidecar file; arguments and errors as of :func:`clinical_of`."""
    return _finish(read_given(path, report_date), report_date)


def remarks(clinical: Clinical) -> tuple[str, ...]:
    """Return sentences for the page: what contradicts itself, and what was not read or not used."""
    return tuple(f"Clinical data: {text}" for text in clinical.notes)


def preflight_notes(clinical: Clinical) -> tuple[str, ...]:
    """Return what preflight says: field names and numbers, never a clinical value."""
    notes = [f"{field}: contradicts another field, read as unknown" for field in clinical.invalid]
    if clinical.notes:
        notes.append(f"clinical data: {len(clinical.notes)} remark(s), which the report prints")
    return tuple(notes)


def _with_cells(given: Given, spec: SampleSpec) -> Given:
    from mtorboard.reading.clinical.cells import document_of_cells, place  # noqa: PLC0415 - most sheets have none

    cells = document_of_cells(spec)
    document, incomplete = dict(given.document), set(given.incomplete)
    mine, theirs = record_of(cells), record_of(given.document)
    differing = []
    for field, value in cells.items():
        if field in incomplete:  # the sheet's list is whole: what the other source knows beside it is added
            document[field] = [*value, *(item for item in document[field] if item not in value)]
            incomplete.discard(field)
        elif document.get(field) is None:
            document[field] = value
        elif getattr(mine, field) != getattr(theirs, field):
            differing.append(field)
    if differing:
        raise Problems(
            [
                InputError(
                    f"'{field}' has one value here and another in the sidecar",
                    where=f"{place(spec, field)} and {given.where}, {field}",
                    why="One of them may be another patient's",
                    todo="Correct one of them, or leave it out",
                )
                for field in differing
            ]
        )
    return replace(given, document=document, incomplete=tuple(sorted(incomplete)))


def _finish(given: Given, report_date: dt.date | None) -> Clinical:
    document: dict[str, Any] = given.document
    notes = given.notes
    if document.get("labs"):
        from mtorboard.reading.clinical.labs import check_labs, judge_labs, merge_labs  # noqa: PLC0415 - rarely given

        check_labs(document["labs"], given.where)
        document, found = merge_labs(document, judge_labs(document["labs"], report_date))
        notes = (*notes, *found)
    clinical = record_of(document)
    if clinical.germline and clinical.germline_consent is not False:
        from mtorboard.reading.clinical.germline import check_germline  # noqa: PLC0415 - most give no results

        notes = (*notes, *check_germline(clinical.germline, given.where))
    return resolve(replace(clinical, incomplete=given.incomplete, notes=notes), report_date)
