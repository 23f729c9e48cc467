"""Laboratory results -> fields of the sidecar, by the reference limits that each laboratory states itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtorboard.errors import InputError, MtorboardError, Problems
from mtorboard.reading.clinical.codes import codes
from mtorboard.reading.clinical.wording import said
from mtorboard.reading.suggestions import did_you_mean, one_of

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """``abnormal`` and ``normal`` are fields of the sidecar with their value; ``notes`` say what was not used."""

    abnormal: dict[str, Any] = field(default_factory=dict)
    normal: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def check_labs(entries: Sequence[Entry], where: str) -> None:
    """Refuse entries whose value cannot be understood.

    Args:
        entries: ``labs`` of a document that follows ``clinical.schema.json``; ``where``: how errors name it.

    Raises:
        Problems: entries without a value or result, or with a unit that is missing or unknown.
    """
    problems = [
        InputError(what, where=f"{where}, labs[{number}]", todo=todo)
        for number, entry in enumerate(entries, start=1)
        for what, todo in _faults(entry)
    ]
    if problems:
        raise Problems(list[MtorboardError](problems))


def judge_labs(entries: Sequence[Entry], report_date: dt.date | None) -> Judged:
    """Return what the newest usable result of each test says.

    Args:
        entries: checked by :func:`check_labs`.
        report_date: results after it are refused, those older than their limit are not used.
    """
    notes: list[str] = []
    newest: dict[str, tuple[str, bool]] = {}
    for entry in sorted(entries, key=lambda item: str(item["date"])):
        test = entry["test"]
        reason = _unusable(entry, report_date)
        if reason:
            notes.append(f"Laboratory result {test}: {reason}; not used.")
            continue
        day, bad = newest.get(test, ("", False))
        # Two results of one day: the abnormal one calls for more care.
        newest[test] = (entry["date"], _is_bad(entry) or (bad and day == entry["date"]))
    abnormal: dict[str, Any] = {}
    normal: dict[str, Any] = {}
    for name, meaning in codes()["fields"].items():
        own = {test for test in newest if codes()["tests"][test]["field"] == name}
        if any(newest[test][1] for test in own):
            abnormal[name] = meaning["abnormal"]
        elif any(set(tests) <= own for tests in meaning["enough"]):
            normal[name] = meaning["normal"]
        elif own:
            lists = one_of(" with ".join(tests) for tests in meaning["enough"])
            notes.append(f"Laboratory results: {name} needs {lists}; not said from {', '.join(sorted(own))}.")
    return Judged(abnormal, normal, tuple(notes))


def merge_labs(document: Mapping[str, Any], judged: Judged) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the document with what the results say, and notes.

    Where a field was given too and says something else, the one that calls for care is kept and a note says so.
    What was given as "unknown" says nothing against a result.
    """
    merged, notes = dict(document), list(judged.notes)
    for name, value in (*judged.abnormal.items(), *judged.normal.items()):
        given, usual = document.get(name), codes()["fields"][name]["normal"]
        if given in (None, "unknown"):
            merged[name] = value
        elif given == usual != value or (value == usual != given):
            merged[name] = value if given == usual else given
            notes.append(
                f"{name}: {said(given)} contradicts the laboratory results, which say {said(value)}; "
                f"{said(merged[name])} asks for care and counts."
            )
    return merged, tuple(notes)


def _faults(entry: Entry) -> Iterator[tuple[str, str]]:
    test = codes()["tests"][entry["test"]]
    if test["bad"] == "positive":
        if entry.get("result") is None:
            yield "'result' is missing", "Write positive or negative"
        return
    if entry.get("value") is None:
        yield "'value' is missing", "Write the number that the laboratory states"
    unit = entry.get("unit")
    if unit not in test["units"]:
        what = (
            "'unit' is missing"
            if unit is None
            else f"the unit is not known{did_you_mean(unit, test['units'])}"
        )
        yield what, f"Write {one_of(test['units'])}"


def _unusable(entry: Entry, report_date: dt.date | None) -> str | None:
    """Why a result says nothing, ``None`` when it does."""
    test, day = codes()["tests"][entry["test"]], dt.date.fromisoformat(entry["date"])
    if report_date is None:
        return "without a report date its age is not known"
    if day > report_date:
        return f"dated after the report ({day})"
    if (report_date - day).days > codes()["max_age_days"][test["age"]]:
        return f"too old ({day})"
    if test["bad"] != "positive" and entry.get(_limit(test)) is None:
        return f"its laboratory's reference limit '{_limit(test)}' is not given"
    return None


def _limit(test: Mapping[str, Any]) -> str:
    return "high" if test["bad"] == "above" else "low"


def _is_bad(entry: Entry) -> bool:
    test = codes()["tests"][entry["test"]]
    if test["bad"] == "positive":
        return bool(entry["result"] == "positive")
    value, limit = entry["value"], entry[_limit(test)]
    return bool(value > limit * test.get("times", 1) if test["bad"] == "above" else value < limit)
