"""A GA4GH Phenopacket version 2 (ISO 4454) as a sidecar: what maps without guessing; the rest is named.

Specification: phenopacket-schema.readthedocs.io. A packet does not say that its list of treatments is whole, so
what it does not list is unknown. Doses are not read. Timestamps may be shifted together for privacy, which is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mtorboard.errors import InputError, MtorboardError, Problems
from mtorboard.reading.clinical.codes import codes, test_of, value_of
from mtorboard.reading.clinical.treatments import read_actions
from mtorboard.reading.clinical.wording import shortened
from mtorboard.reading.structured import check
from mtorboard.reading.suggestions import did_you_mean
from mtorboard.schemas import load_schema

Packet = Mapping[str, Any]

_SEX = {"FEMALE": "female", "MALE": "male"}
_HUMAN = "NCBITaxon:9606"
_NOT_READ = ("phenotypicFeatures", "interpretations", "files")
_CAMEL = re.compile(r"_([a-z])")


@dataclass(slots=True)
class Mapped:
    """What was taken so far. ``unread`` names entries by their place, with the reason."""

    document: dict[str, Any] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    tumours: set[str] = field(default_factory=set)

    def leave(self, where: str, term: Packet | None, reason: str) -> None:
        """Account for an entry that is not read."""
        self.unread.append(f"{where}{_shown(term)}: {reason}")


def read_phenopacket(
    packet: Packet, where: str, report_date: dt.date | None
) -> tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]:
    """Map a phenopacket to the sidecar.

    Args:
        packet: its JSON content; keys in lowerCamelCase, or as the protobuf definition writes them.
        where: how errors name it.
        report_date: the day to which age and running treatments are told; ``None``: neither is.

    Returns:
        A document of ``clinical.schema.json``, its lists that may lack entries, and notes for the page.

    Raises:
        InputError: it is no Phenopacket of version 2 on a human being.
        Problems: parts that are read do not have the form of the specification, or fields of the sidecar stand
            beside them.
    """
    plain: Packet = _plain(packet)
    problems = [*_sidecar_fields(plain, where), *check(plain, "phenopacket", where, InputError)]
    if problems:
        raise Problems(problems)
    _require_usable(plain, where, report_date)
    mapped = Mapped()
    _subject(plain.get("subject", {}), mapped, report_date)
    _diseases(plain.get("diseases", ()), mapped)
    read_actions(plain.get("medicalActions", ()), mapped, report_date)
    _measurements(plain.get("measurements", ()), mapped)
    _biosamples(plain.get("biosamples", ()), mapped)
    for part in _NOT_READ:
        if plain.get(part):
            mapped.unread += [f"{part}: {len(plain[part])}, none of which has a field here"]
    parts = load_schema("phenopacket")["properties"]
    for key in plain:
        if key not in parts:
            mapped.leave(shortened(key), None, f"no part of a phenopacket{did_you_mean(key, parts)}")
    incomplete = tuple(name for name in ("medications", "prior_therapies") if name in mapped.document)
    return mapped.document, incomplete, tuple(_notes(mapped, incomplete))


def _plain(value: Any) -> Any:
    """Keys in lowerCamelCase, without null: protobuf's JSON takes both names and reads null as not given."""
    if isinstance(value, dict):
        return {_camel(str(key)): _plain(item) for key, item in value.items() if item is not None}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _camel(key: str) -> str:
    return _CAMEL.sub(lambda found: found[1].upper(), key)


def _sidecar_fields(packet: Packet, where: str) -> list[MtorboardError]:
    """Fields of the YAML form, which nobody would read here: a file has one form."""
    return [
        InputError(
            f"'{name}' is a field of the sidecar and no part of a phenopacket",
            where=where,
            why="A file is one or the other, so that it would be lost without a word",
            todo="Take it out; a column of the sheet can say it beside the phenopacket",
        )
        for name in load_schema("clinical")["properties"]
        if _camel(name) in packet
    ]


def _require_usable(packet: Packet, where: str, report_date: dt.date | None) -> None:
    subject = packet.get("subject", {})
    if not {"proband", "members"}.isdisjoint(packet):
        raise InputError(
            "holds a family or a cohort",
            where=where,
            why="Which of its persons the sample is from cannot be told",
            todo="Give the phenopacket of the one person",
        )
    if packet["metaData"]["phenopacketSchemaVersion"].partition(".")[0] != "2":
        raise InputError(
            "is not a phenopacket of version 2",
            where=f"{where}, metaData.phenopacketSchemaVersion",
            why="Other versions give the same keys another meaning",
            todo="Convert it to version 2",
        )
    if subject.get("taxonomy", {"id": _HUMAN})["id"] != _HUMAN:
        raise InputError("is not on a human being", where=f"{where}, subject.taxonomy", todo="Check the file")
    if report_date is not None and "dateOfBirth" in subject and day_of(subject["dateOfBirth"]) > report_date:
        raise InputError(
            "lies after the report",
            where=f"{where}, subject.dateOfBirth",
            todo="Correct the date or leave it out",
        )


def _subject(subject: Packet, mapped: Mapped, report_date: dt.date | None) -> None:
    sex = subject.get("sex", "UNKNOWN_SEX")
    if sex in _SEX:
        mapped.document["sex"] = _SEX[sex]
    elif sex != "UNKNOWN_SEX":
        mapped.leave("subject.sex", None, "neither female nor male")
    age = _age(subject, report_date)
    if age is not None and 0 <= age <= 120:
        mapped.document["age_years"] = age
    else:
        for part in ("dateOfBirth", "timeAtLastEncounter"):
            if subject.get(part):
                mapped.leave(f"subject.{part}", None, "no age in years from 0 to 120 follows from it")
    for part in ("vitalStatus", "karyotypicSex"):
        if part in subject:
            mapped.leave(f"subject.{part}", None, "has no field here")


def _age(subject: Packet, report_date: dt.date | None) -> int | None:
    """Whole years on the day of the report where the birth is dated, else at the last encounter."""
    if report_date is not None and "dateOfBirth" in subject:
        born = day_of(subject["dateOfBirth"])
        return report_date.year - born.year - ((report_date.month, report_date.day) < (born.month, born.day))
    duration = subject.get("timeAtLastEncounter", {}).get("age", {}).get("iso8601duration", "")
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:\d+D)?(?:T.*)?", duration, re.ASCII)
    if found is None or not (found[1] or found[2]):
        return None
    return int(found[1] or 0) + int(found[2] or 0) // 12


def _diseases(diseases: list[Packet], mapped: Mapped) -> None:
    present = [disease for disease in diseases if not disease.get("excluded")]
    tuberous: dict[bool, set[str]] = {True: set(), False: set()}
    types: dict[str, list[Packet]] = {}
    for number, disease in enumerate(diseases, start=1):
        where, term = f"diseases[{number}]", disease["term"]
        if kind := value_of(term, "tuberous_sclerosis"):
            tuberous[not disease.get("excluded", False)].add(kind)
            continue
        if disease.get("excluded") or disease.get("resolution"):
            mapped.leave(where, term, "excluded or resolved")
            continue
        system, _, code = term["id"].partition(":")
        if disease.get("diseaseStage") or disease.get("clinicalTnmFinding"):
            mapped.tumours.add(term["id"])
        if system.casefold() == "oncotree" and code:
            mapped.tumours.add(term["id"])
            types.setdefault(code.upper(), []).append(disease)
        else:
            mapped.leave(where, term, "no OncoTree code, so no tumour type is taken from it")
    _tuberous_sclerosis(tuberous[True], tuberous[False], mapped)
    if len(types) == 1:
        ((code, staged),) = types.items()
        mapped.document["tumour_type"] = code
        _stage(staged, mapped)
    elif types:
        mapped.leave("diseases", None, "several OncoTree codes, none of which is taken as the tumour type")
    else:
        _stage(present if len(present) == 1 else [], mapped)


def _tuberous_sclerosis(said: set[str], excluded: set[str], mapped: Mapped) -> None:
    """Each of its types is the disease; it is excluded as a whole only, or with both types."""
    absent = "any" in excluded or {"type 1", "type 2"} <= excluded
    if said and (absent or said & excluded):
        mapped.leave("diseases", None, "tuberous sclerosis is both said and excluded; neither is taken")
    elif said or absent:
        mapped.document["tsc_diagnosis"] = bool(said)
    elif excluded:
        mapped.leave(
            "diseases", None, f"tuberous sclerosis {' '.join(excluded)} is excluded, the other is not"
        )


def _stage(diseases: list[Packet], mapped: Mapped) -> None:
    """The stage, where every stage term of the tumour says the same."""
    terms = [term for disease in diseases for term in disease.get("diseaseStage", ())]
    stages = {value_of(term, "stage") for term in terms}
    if len(stages) == 1 and None not in stages:
        mapped.document["stage"] = stages.pop()
    else:
        for term in terms:
            mapped.leave("diseaseStage", term, "the stage cannot be told for sure")


def _measurements(measurements: list[Packet], mapped: Mapped) -> None:
    labs = []
    for number, measurement in enumerate(measurements, start=1):
        entry = _lab(measurement)
        if isinstance(entry, str):
            mapped.leave(f"measurements[{number}]", measurement["assay"], entry)
        else:
            labs.append(entry)
    if labs:
        mapped.document["labs"] = labs


def _lab(measurement: Packet) -> dict[str, Any] | str:
    """An entry of ``labs``, or why there is none."""
    test, stamp = test_of(measurement["assay"]), measurement.get("timeObserved", {}).get("timestamp")
    if test is None:
        return "not a test that is read, or its label contradicts its code"
    if stamp is None:
        return "it has no date"
    entry = {"test": test, "date": day_of(stamp).isoformat()}
    value, rule = measurement.get("value", {}), codes()["tests"][test]
    if rule["bad"] == "positive":
        result = value_of(value.get("ontologyClass"), "result")
        return "its result cannot be told" if result is None else {**entry, "result": result}
    quantity = value.get("quantity")
    if quantity is None:
        return "it has no number"
    names = (quantity["unit"].get("label", ""), quantity["unit"]["id"].partition(":")[2])
    unit = next((name for name in names if name in rule["units"]), None)
    if unit is None:
        return "its unit is not known"
    limits = quantity.get("referenceRange", {})
    if limits and limits.get("unit", quantity["unit"])["id"] != quantity["unit"]["id"]:
        return "its limits have another unit than its value"
    given = {key: limits[key] for key in ("low", "high") if key in limits}
    if min(quantity["value"], *given.values()) < 0:
        return "its number or a limit is below zero"
    return {**entry, "value": quantity["value"], "unit": unit, **given}


def _biosamples(biosamples: list[Packet], mapped: Mapped) -> None:
    """The specimen, where every biosample is of that kind: which of several was sequenced is not said."""
    kinds = {value_of(biosample.get("sampleType"), "specimen") for biosample in biosamples}
    if len(kinds) == 1 and None not in kinds:
        mapped.document["specimen"] = kinds.pop()
    elif biosamples:
        mapped.leave("biosamples", None, f"{len(biosamples)}, of which no one kind of specimen is known")
    for number, biosample in enumerate(biosamples, start=1):
        if biosample.get("measurements"):
            mapped.leave(
                f"biosamples[{number}].measurements", None, "only those of the packet itself are read"
            )


def _notes(mapped: Mapped, incomplete: tuple[str, ...]) -> list[str]:
    notes = ["the phenopacket's dates are taken as they stand; some sources shift them for privacy."]
    if incomplete:
        lists = " and ".join(incomplete)
        notes.append(
            f"the phenopacket does not say that {lists} are whole: a drug that it does not list is unknown."
        )
    if mapped.unread:
        notes.append(f"not read from the phenopacket ({len(mapped.unread)}): {'; '.join(mapped.unread)}.")
    return notes


def _shown(term: Packet | None) -> str:
    """The term as a person wrote it, shortened and without what cannot be printed."""
    text = shortened((term or {}).get("label", "")) or shortened((term or {}).get("id", ""))
    return f" ({text})" if text else ""


def day_of(timestamp: str) -> dt.date:
    """The calendar day (UTC, as phenopackets write it) of a timestamp that follows the schema."""
    return dt.date.fromisoformat(timestamp[:10])
