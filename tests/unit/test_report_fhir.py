"""report.fhir.json: valid FHIR, everything refers to something, and nothing unassessed can be read as negative."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from report_cases import run_facts, sample_facts

from mtorboard.errors import InputError, ReportError
from mtorboard.knowledge import load
from mtorboard.model.enums import Consequence, Severity
from mtorboard.report.document import failed_report
from mtorboard.report.fhir import make
from mtorboard.report.fhir.codes import table
from mtorboard.report.fhir.variants import variant

EXPECTED = Path(__file__).resolve().parents[1] / "golden" / "expected"
SAMPLES = sorted(path.parent.name for path in EXPECTED.glob("*/report.json"))
RULEBASE = load().rulebase
PROFILE = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"


def document_of(sample: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXPECTED / sample / "report.json").read_text(encoding="utf-8"))
    return document


def bundle_of(document: Mapping[str, Any]) -> dict[str, Any]:
    bundle: dict[str, Any] = json.loads(make(document, RULEBASE))
    return bundle


def resources(bundle: Mapping[str, Any], kind: str, profile: str = "") -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]
    return [item for item in found if not profile or item.get("meta") == {"profile": [PROFILE + profile]}]


def references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in references(item)]
    if not isinstance(node, dict):
        return []
    own = [node["reference"]] if isinstance(node.get("reference"), str) else []
    return own + [found for value in node.values() for found in references(value)]


def component(observation: Mapping[str, Any], code: str) -> dict[str, Any]:
    (found,) = [
        item
        for item in observation["component"]
        if any(coding["code"] == code for coding in item["code"].get("coding", ()))
    ]
    return found


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_bundle_is_valid_refers_only_to_itself_and_comes_out_the_same_twice(sample: str) -> None:
    document = document_of(sample)
    text = make(document, RULEBASE)
    assert text == make(document_of(sample), RULEBASE)
    bundle = json.loads(text)
    Bundle.model_validate(bundle)
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    assert set(references(bundle)) <= set(addresses)
    assert bundle["entry"][0]["resource"]["resourceType"] == "DiagnosticReport"
    assert set(bundle["entry"][0]["resource"]) >= {"result", "specimen", "conclusion"}


@pytest.mark.parametrize("sample", SAMPLES)
def test_everything_is_preliminary_and_for_research_use(sample: str) -> None:
    bundle = bundle_of(document_of(sample))
    (report,) = resources(bundle, "DiagnosticReport", "genomic-report")
    states = {item["status"] for kind in ("Observation", "DetectedIssue") for item in resources(bundle, kind)}
    assert {report["status"], *states} == {"preliminary"}
    assert report["conclusion"].startswith(RULEBASE.texts["research_use"])


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_gene_that_nobody_looked_at_has_no_value_but_a_reason(sample: str) -> None:
    document = document_of(sample)
    (states,) = [
        item
        for item in resources(bundle_of(document), "Observation")
        if item["code"]["text"] == RULEBASE.texts["report"]["fhir"]["genes"]
    ]
    said = {item["code"]["coding"][0]["display"]: item for item in states["component"]}
    assert said.keys() == document["genes"].keys()
    for gene, state in document["genes"].items():
        assert said[gene]["code"]["coding"][0]["code"] == state["hgnc_id"]
        missing = said[gene].get("dataAbsentReason", {}).get("coding", [{}])[0].get("code")
        assert (missing == "not-performed") == (state["status"] == "NOT_ASSESSED")
        assert ("valueCodeableConcept" in said[gene]) == (state["status"] != "NOT_ASSESSED")


@pytest.mark.parametrize("sample", SAMPLES)
def test_only_rows_that_hold_stand_and_rest_on_alterations_become_implications(sample: str) -> None:
    document = document_of(sample)
    bundle = bundle_of(document)
    implications = resources(bundle, "Observation", "therapeutic-implication")
    variants = {f"urn:uuid:{item['id']}" for item in resources(bundle, "Observation", "variant")}
    said = {item["note"][0]["text"].split(",")[0] for item in implications}
    standing = {
        row["rule"]
        for row in document["assessment"]["rows"]
        if row["truth"] == "TRUE" and not row["suppressed_by"]
    }
    assert said <= standing
    for item in implications:
        derived = {reference["reference"] for reference in item["derivedFrom"]}
        assert derived
        assert derived <= variants


def test_the_variants_of_an_implication_are_those_that_its_rule_names() -> None:
    bundle = bundle_of(document_of("Lung-biallelic-TSC2-KRAS-G12D"))
    genes = {
        f"urn:uuid:{item['id']}": component(item, "48018-6")["valueCodeableConcept"]["text"]
        for item in resources(bundle, "Observation", "variant")
    }
    (bypass,) = [
        item
        for item in resources(bundle, "Observation", "therapeutic-implication")
        if item["note"][0]["text"].startswith("R35,")
    ]
    assert {genes[item["reference"]] for item in bypass["derivedFrom"]} == {"TSC2", "KRAS"}


def test_a_variant_carries_codes_names_and_reads() -> None:
    bundle = bundle_of(document_of("Lung-biallelic-TSC2-KRAS-G12D"))
    (kras,) = [
        item
        for item in resources(bundle, "Observation", "variant")
        if component(item, "48018-6")["valueCodeableConcept"]["coding"][0]["code"] == "HGNC:6407"
    ]
    coded = {
        code: component(kras, code)["valueCodeableConcept"]["coding"][0]["code"]
        for code in ("62374-4", "48004-6", "48005-3", "51958-7", "48013-7", "81290-9", "48002-0", "48019-4")
    }
    assert coded == {
        "62374-4": "LA14029-5",
        "48004-6": "NM_004985.5:c.35G>A",
        "48005-3": "p.Gly12Asp",
        "51958-7": "NM_004985.5",
        "48013-7": "NC_000012.11",
        "81290-9": "NC_000012.11:g.25398284C>T",
        "48002-0": "LA6684-0",
        "48019-4": "SO:0001483",
    }
    assert component(kras, "81258-6")["valueQuantity"]["value"] == 0.36
    assert component(kras, "82121-5")["valueQuantity"]["value"] == 72
    assert component(kras, "69551-0")["valueString"] == "T"
    assert component(kras, "81254-5")["valueRange"]["low"]["value"] == 25398284


def test_what_stops_or_holds_comes_first_in_the_conclusion_and_as_an_issue() -> None:
    document = document_of("Kidney-surgery-ten-days-ago")
    bundle = bundle_of(document)
    (report,) = resources(bundle, "DiagnosticReport")
    flags = document["assessment"]["safety"]
    issues = resources(bundle, "DetectedIssue")
    assert len(issues) == len(flags)
    high = [flag for flag in flags if flag["severity"] in (Severity.STOP, Severity.HOLD)]
    assert high
    assert sum(issue["severity"] == "high" for issue in issues) == len(high)
    said = report["conclusion"]
    assert said.index(high[0]["title"]) < said.index(document["assessment"]["headline"]["text"])
    assert len(report["extension"]) == len(issues)


def test_a_filtered_call_is_no_finding() -> None:
    document = document_of("Lung-biallelic-TSC2-KRAS-G12D")
    for item in document["alterations"]:
        item["filtered"] = ["weak_evidence"]
    bundle = bundle_of(document)
    assert not resources(bundle, "Observation", "variant")
    assert not resources(bundle, "Observation", "therapeutic-implication")


def test_a_suppressed_row_is_not_handed_on() -> None:
    document = document_of("Lung-biallelic-TSC2-KRAS-G12D")
    for row in document["assessment"]["rows"]:
        row["suppressed_by"] = ["R16"]
    assert not resources(bundle_of(document), "Observation", "therapeutic-implication")


def test_a_failed_sample_gives_a_cancelled_report_that_says_why() -> None:
    document = failed_report(sample_facts("S-1", "LUAD"), run_facts(), [InputError("not a VCF")])
    bundle = bundle_of(document)
    (report,) = resources(bundle, "DiagnosticReport")
    assert report["status"] == "cancelled"
    assert "not a VCF" in report["conclusion"]
    assert "result" not in report
    assert not resources(bundle, "Observation")


def test_what_fhir_forbids_is_refused_without_printing_values() -> None:
    document = document_of("Only-VUS")
    document["report_date"] = "yesterday, of patient Meier"
    with pytest.raises(ReportError) as caught:
        make(document, RULEBASE)
    assert "effectiveDateTime" in str(caught.value)
    assert "Meier" not in str(caught.value)


@pytest.mark.parametrize(
    ("ref", "alt", "term"),
    [
        ("C", "T", "SO:0001483"),
        ("CC", "AA", "SO:0002007"),
        ("C", "CAT", "SO:0000667"),
        ("CAT", "C", "SO:0000159"),
        ("CAT", "GG", "SO:1000032"),
    ],
)
def test_the_type_of_a_change_follows_from_its_alleles(ref: str, alt: str, term: str) -> None:
    item = document_of("Only-VUS")["alterations"][0] | {"key": f"GRCh38:7:100:{ref}:{alt}"}
    found = variant(item, "HGNC:1", "GRCh38", RULEBASE.texts["report"])
    assert component(found, "48019-4")["valueCodeableConcept"]["coding"][0]["code"] == term
    end = component(found, "81254-5")["valueRange"]["high"]["value"]
    assert end == 100 + len(ref) - 1


def test_every_consequence_has_its_sequence_ontology_term() -> None:
    assert table()["consequence"].keys() == {str(term) for term in Consequence}
    numbers = [entry[1] for entry in table()["consequence"].values()]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("SO:") and len(number) == 10 for number in numbers)
