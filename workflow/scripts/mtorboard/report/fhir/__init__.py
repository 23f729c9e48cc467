"""report.fhir.json: a FHIR R4 Bundle after HL7's Genomics Reporting guide 3.0.0, checked by fhir.resources.

The bundle holds a DiagnosticReport and what it refers to: the specimen, the program as a device, an Observation
(Variant, and Molecular Consequence) for each alteration that passed its filters, a Therapeutic Implication for each
row that rests on alterations and stands, one Observation for the answer with the three strategies and one for the
states of the genes, and a DetectedIssue for each safety flag. Everything is preliminary: nobody has signed it.

The models are those of R4B, which the library keeps up; the elements used here are the same in R4.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from mtorboard.errors import ReportError
from mtorboard.knowledge.base import RuleBase
from mtorboard.report.fhir import answers, variants
from mtorboard.report.fhir.codes import Element, known, profile

Json = Mapping[str, Any]
_SUPPORTING = "http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo"


def make(document: Json, rulebase: RuleBase) -> str:
    """Return the content of report.fhir.json.

    Raises:
        ReportError: the bundle does not follow FHIR; the message names the places and never a value.
    """
    bundle = bundle_of(document, rulebase)
    try:
        checked = Bundle.model_validate(bundle)
    except ValueError as error:  # pydantic's; its text holds values, which are clinical
        places = sorted({".".join(map(str, fault["loc"])) for fault in getattr(error, "errors", list)()})
        raise ReportError(
            f"the FHIR bundle breaks the standard at {', '.join(places[:5]) or 'an unknown place'}",
            where=f"sample {document['sample']['id']}",
            why="Another system could misread it",
            todo="this is a fault of the program or of a table: please report it with the versions",
        ) from None
    return json.dumps(json.loads(checked.model_dump_json()), indent=1, ensure_ascii=False) + "\n"


def bundle_of(document: Json, rulebase: RuleBase) -> Element:
    """Return the bundle as JSON, not yet checked. The same document gives the same bundle, ids included."""
    return _Bundle(document, rulebase).whole()


class _Bundle:
    """A bundle in the making: resources by address, in the order in which they were added."""

    def __init__(self, document: Json, rulebase: RuleBase) -> None:
        self._document, self._texts, self._citations = document, rulebase.texts, rulebase.citations
        self._words = rulebase.texts["report"]["fhir"]
        # One name space a sample: the same resource has the same address whenever the report is made again.
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:mtorboard:{document['sample']['id']}")
        self._entries: list[Element] = []

    def whole(self) -> Element:
        """Return the bundle: the DiagnosticReport first, then what it refers to."""
        specimen = self._add("specimen", self._specimen())
        device = self._add("device", self._device())
        common = {"specimen": specimen, "device": device}
        results, issues = [], []
        if self._document["status"] == "OK":
            results = list(self._results(common))
            issues = list(self._issues())
        report = self._add("report", self._report(specimen, results, issues))
        self._entries.insert(0, self._entries.pop())
        identifier = {"system": "urn:ietf:rfc:3986", "value": report["reference"]}
        return {
            "resourceType": "Bundle",
            "identifier": identifier,
            "type": "collection",
            "entry": self._entries,
        }

    def _results(self, common: Json) -> Iterator[Element]:
        """Observations, each added and referred to."""
        document, assessment = self._document, self._document["assessment"]
        build, words = document["sample"]["build"], self._texts["report"]
        yield self._observe("answer", answers.summary(assessment, self._texts), common)
        yield self._observe("genes", answers.gene_states(document["genes"], self._texts), common)
        found: dict[str, list[Element]] = {}
        for item in document["alterations"]:
            if item["filtered"]:
                continue
            hgnc_id = document["genes"].get(item["gene"], {}).get("hgnc_id")
            content = variants.variant(item, hgnc_id, build, words)
            reference = self._observe(f"variant {item['gene']} {item['key']}", content, common)
            yield reference
            if item["counts"] or item["class"] == "RESISTANCE":
                found.setdefault(item["gene"], []).append(reference)
            content = variants.consequence(item, words) | {"derivedFrom": [reference]}
            yield self._observe(f"consequence {item['gene']} {item['key']}", content, common)
        for row in assessment["rows"]:
            basis = [reference for gene in row["grounds"] for reference in found.get(gene, ())]
            if basis and row["truth"] == "TRUE" and not row["suppressed_by"] and row["class"] != "INFO":
                content = answers.implication(row, document["sample"], self._citations, self._texts)
                yield self._observe(row["rule"], content | {"derivedFrom": basis}, common)

    def _issues(self) -> Iterator[Element]:
        for number, flag in enumerate(self._document["assessment"]["safety"]):
            content = answers.issue(flag, self._texts) | {"identifiedDateTime": self._document["report_date"]}
            yield self._add(f"issue {number} {flag['rule']}", content)

    def _report(self, specimen: Element, results: list[Element], issues: Iterable[Element]) -> Element:
        document = self._document
        done = document["status"] == "OK"
        said = (
            answers.conclusion(document["assessment"], self._texts)
            if done
            else [error["text"] for error in document["errors"]]
        )
        content = {
            "resourceType": "DiagnosticReport",
            "meta": profile("genomic-report"),
            "extension": [{"url": _SUPPORTING, "valueReference": item} for item in issues],
            "status": "preliminary" if done else "cancelled",
            "category": [known("genetics")],
            "code": known("report"),
            "subject": self._subject(),
            "effectiveDateTime": document["report_date"],
            "specimen": [specimen],
            "result": results,
            "conclusion": " ".join((self._texts["research_use"], *said)),
        }
        return {name: value for name, value in content.items() if value != []}

    def _observe(self, name: str, content: Element, common: Json) -> Element:
        """Add an Observation with what all of them have in common."""
        observation = {
            "resourceType": "Observation",
            "status": "preliminary",
            "category": [known("laboratory"), known("genetics")],
            "subject": self._subject(),
            "effectiveDateTime": self._document["report_date"],
            **content,
            **common,
        }
        return self._add(name, {key: value for key, value in observation.items() if value != []})

    def _subject(self) -> Element:
        """The patient in words: the input knows a sample, not a person."""
        return {"display": self._words["subject"].format(sample=self._document["sample"]["id"])}

    def _specimen(self) -> Element:
        identifier = {"system": "urn:mtorboard:sample", "value": self._document["sample"]["id"]}
        return {
            "resourceType": "Specimen",
            "meta": profile("specimen"),
            "identifier": [identifier],
            "subject": self._subject(),
        }

    def _device(self) -> Element:
        provenance = self._document["provenance"]
        knowledge = provenance["knowledge"]
        versions = {
            "program": provenance["version"],
            "knowledge": f"{knowledge['version']} {knowledge['sha256']}",
        }
        return {
            "resourceType": "Device",
            "deviceName": [{"name": self._texts["report"]["product"], "type": "model-name"}],
            "version": [
                {"type": {"text": self._words["versions"][kind]}, "value": value}
                for kind, value in versions.items()
            ],
            "note": [{"text": self._texts["research_use"]}],
        }

    def _add(self, name: str, resource: Element) -> Element:
        """Add a resource under an address that follows from the sample and its name; return a reference to it."""
        address = uuid.uuid5(self._space, name)
        entry = {"fullUrl": f"urn:uuid:{address}", "resource": {**resource, "id": str(address)}}
        self._entries.append(entry)
        return {"reference": entry["fullUrl"]}
