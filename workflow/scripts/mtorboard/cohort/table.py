"""cohort.tsv: what each report says, in one row a sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from mtorboard.cohort.reading import Document, Unreadable
from mtorboard.errors import ReportError
from mtorboard.model.enums import Severity, StrategyName
from mtorboard.report.files import write_atomically
from mtorboard.report.plain import cell, name_cell

_ALTERED = ("ACTIVE_CONFIRMED", "ACTIVE_LIKELY")


@dataclass(frozen=True, slots=True, order=True)
class CohortRow:
    """One sample. Empty text is "not provided" or, in a FAILED row, "not known".

    Args:
        status: OK or FAILED; ``error`` says why it failed.
        headline: code; ``headline_rules`` carry it, ``headline_verification`` is the weakest check of theirs
            (a rule's facts were VERIFIED against their sources, are a JUDGEMENT, or UNVERIFIED).
        mtor_monotherapy, mtor_plus_mek, mtor_plus_endocrine: verdicts of the three strategies.
        safety: gravest severity of its flags; ``blocking``: rules that raised STOP or HOLD.
        genes_altered, arms_altered, arms_not_assessed: names, sorted.
        missing: how many facts that a rule asks for are not known; ``missing_facts`` are their names.
        purity: tumour cell fraction, over 0 up to 1.
        region: whose licences counted.
    """

    sample: str
    status: str
    tumour_type: str = ""
    tumour_type_name: str = ""
    headline: str = ""
    headline_rules: tuple[str, ...] = ()
    headline_verification: str = ""
    safety: str = ""
    blocking: tuple[str, ...] = ()
    mtor_monotherapy: str = ""
    mtor_plus_mek: str = ""
    mtor_plus_endocrine: str = ""
    genes_altered: tuple[str, ...] = ()
    arms_altered: tuple[str, ...] = ()
    arms_not_assessed: tuple[str, ...] = ()
    missing: int | None = None
    missing_facts: tuple[str, ...] = ()
    build: str = ""
    purity: float | None = None
    region: str = ""
    report_date: str = ""
    version: str = ""
    knowledge: str = ""
    error: str = ""


COLUMNS = tuple(field.name for field in fields(CohortRow))


def cohort_row(document: Document | Unreadable) -> CohortRow:
    """Return the row of one valid report document, of status OK or FAILED, or of one that cannot be read."""
    if isinstance(document, Unreadable):
        return CohortRow(document.sample, "FAILED", error=document.error)
    sample, provenance = document["sample"], document["provenance"]
    common: dict[str, Any] = {
        "sample": sample["id"],
        "status": document["status"],
        "tumour_type": sample["tumour_type"] or "",
        "tumour_type_name": sample["tumour_type_name"] or "",
        "build": sample["build"] or "",
        "purity": sample["purity"],
        "region": document["region"],
        "report_date": document["report_date"],
        "version": provenance["version"],
        "knowledge": provenance["knowledge"]["version"],
        "error": " ".join(error["text"] for error in document["errors"]),
    }
    assessment = document["assessment"]
    if assessment is None:
        return CohortRow(**common)
    raised = {flag["severity"] for flag in assessment["safety"]}
    arms, strategies, headline = document["arms"], assessment["strategies"], assessment["headline"]
    return CohortRow(
        **common,
        headline=headline["code"],
        headline_rules=tuple(headline["rules"]),
        headline_verification=headline["verification"] or "",
        safety=next((str(severity) for severity in Severity if severity in raised), ""),
        blocking=tuple(
            flag["rule"]
            for flag in assessment["safety"]
            if flag["severity"] in (Severity.STOP, Severity.HOLD)
        ),
        mtor_monotherapy=strategies[StrategyName.MTOR_MONOTHERAPY]["verdict"],
        mtor_plus_mek=strategies[StrategyName.MTOR_PLUS_MEK]["verdict"],
        mtor_plus_endocrine=strategies[StrategyName.MTOR_PLUS_ENDOCRINE]["verdict"],
        genes_altered=_named(document["genes"], "status", ("ALTERED",)),
        arms_altered=_named(arms, "state", _ALTERED),
        arms_not_assessed=_named(arms, "state", ("NOT_ASSESSED",)),
        missing=len(assessment["missing"]),
        missing_facts=tuple(sorted(item["fact"] for item in assessment["missing"])),
    )


def write_cohort_tsv(rows: Iterable[CohortRow], path: Path) -> Path:
    """Write cohort.tsv: a header, then a row a sample, sorted by sample whatever the order given.

    Lists are joined by ``; ``; empty cells are "not provided". Cells are safe to open in a spreadsheet.

    Raises:
        ReportError: the file cannot be written.
    """
    lines = ["\t".join(COLUMNS), *("\t".join(_cells(row)) for row in sorted(rows, key=by_sample))]
    return write_text(path, "\n".join(lines) + "\n")


def write_text(path: Path, text: str) -> Path:
    """Write a cohort file in one step, making its folder if need be.

    Raises:
        ReportError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


def cannot_write(path: Path, error: OSError) -> ReportError:
    """Return the error that says why a cohort file could not be written."""
    return ReportError(
        "the cohort view cannot be written",
        where=str(path),
        why=error.strerror or type(error).__name__,
        todo="check that the folder is writable and the disk not full",
    )


def by_sample(row: CohortRow) -> tuple[str, str]:
    """Sort key of the cohort's files: the sample's id."""
    return row.sample, row.error


def _named(states: Mapping[str, Any], key: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(name for name, state in states.items() if state[key] in wanted))


def _cells(row: CohortRow) -> Iterator[str]:
    for column in COLUMNS:
        value = getattr(row, column)
        if value is None:
            yield ""
        elif column == "genes_altered":
            yield name_cell("; ".join(value))
        else:
            yield cell("; ".join(value) if isinstance(value, tuple) else str(value))
