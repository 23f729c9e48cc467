"""What the rules said, as Observations and DetectedIssues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtorboard.knowledge.records import Citation
from mtorboard.report.fhir.codes import Element, component, concept, known, profile, table
from mtorboard.report.view import address

Json = Mapping[str, Any]
_ARTIFACT = "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact"


def implication(row: Json, tumour_type: Json, citations: Mapping[str, Citation], texts: Json) -> Element:
    """Return the content of a Therapeutic Implication of a row that holds and that no other row removed.

    Drugs, disease and levels of evidence are given in words: no register of drugs or levels is claimed. What
    speaks against stands in the same resource as what speaks for.

    Args:
        row: of the document's assessment.
        tumour_type: the document's sample.
        citations: citations.tsv by id.
        texts: content of texts.yaml.
    """
    words = texts["report"]["fhir"]
    components = [component("medication", valueCodeableConcept={"text": name}) for name in row["drug_names"]]
    if tumour_type["tumour_type"]:
        components.append(component("context", valueCodeableConcept=_tumour_type(tumour_type)))
    tiers = {name: tier for name, tier in row["tiers"].items() if tier not in ("", "-")}
    components += [
        component("evidence", valueCodeableConcept={"text": words["tiers"][name].format(tier=tier)})
        for name, tier in tiers.items()
    ]
    components.append({"code": {"text": words["kind"]}, "valueString": texts["classes"][row["class"]]})
    return {
        "meta": profile("therapeutic-implication"),
        "extension": list(_artifacts(row["citations"], citations, texts["report"]["links"])),
        "code": known("implication"),
        "component": components,
        "note": [{"text": text} for text in _sentences(row, texts)],
    }


def issue(flag: Json, texts: Json) -> Element:
    """Return the content of a DetectedIssue of a safety flag; STOP and HOLD are of high severity."""
    reasons = "; ".join(flag["because"])
    return {
        "resourceType": "DetectedIssue",
        "status": "preliminary",
        "severity": table()["severity"][flag["severity"]],
        "code": {"text": _flag_title(flag, texts)},
        "detail": f"{flag['text']} ({reasons})" if reasons else flag["text"],
    }


def conclusion(assessment: Json, texts: Json) -> list[str]:
    """Return the sentences of the report's conclusion: what stops or holds first, then the headline."""
    blocking = [
        _flag_title(flag, texts) for flag in assessment["safety"] if flag["severity"] in ("STOP", "HOLD")
    ]
    return [*(f"{title}." for title in blocking), assessment["headline"]["text"]]


def summary(assessment: Json, texts: Json) -> Element:
    """Return the content of an Observation of the answer: headline, the three strategies, what is missing."""
    words = texts["report"]["fhir"]
    strategies = [
        {
            "code": {"text": texts["strategies"][name]["name"]},
            "valueCodeableConcept": {"text": texts["verdicts"][strategy["verdict"]]},
        }
        for name, strategy in assessment["strategies"].items()
    ]
    missing = [
        {"code": {"text": words["missing"]}, "valueString": item["text"]} for item in assessment["missing"]
    ]
    return {
        "code": {"text": words["answer"]},
        "valueCodeableConcept": {"text": texts["headline_words"][assessment["headline"]["code"]]},
        "component": strategies + missing,
        "note": [{"text": assessment["headline"]["text"]}],
    }


def gene_states(genes: Mapping[str, Json], texts: Json) -> Element:
    """Return the content of an Observation with a component a gene: its state, or that nobody looked.

    A gene that was not assessed has no value and the reason ``not-performed``: no reader of the bundle can take
    it for one without an alteration.
    """
    return {
        "code": {"text": texts["report"]["fhir"]["genes"]},
        "component": [_gene_state(symbol, state, texts) for symbol, state in genes.items()],
    }


def _flag_title(flag: Json, texts: Json) -> str:
    return f"{texts['severities'][flag['severity']]}: {flag['title'] or flag['rule']}"


def _gene_state(symbol: str, state: Json, texts: Json) -> Element:
    gene = concept("hgnc", state["hgnc_id"], symbol) if state.get("hgnc_id") else {"text": symbol}
    if state["status"] == "NOT_ASSESSED":
        return {"code": gene, "dataAbsentReason": known("not_performed")}
    return {
        "code": gene,
        "valueCodeableConcept": {"text": texts["report"]["words"]["gene_status"][state["status"]]},
    }


def _tumour_type(sample: Json) -> Element:
    """Return the tumour type; codes of our own (MTB_...) are in words alone."""
    code, name = sample["tumour_type"], sample["tumour_type_name"] or sample["tumour_type"]
    return {"text": name} if code.startswith("MTB_") else concept("oncotree", code, name)


def _sentences(row: Json, texts: Json) -> Iterator[str]:
    """What the row says, what it rests on, what speaks for and what against, and whether it was checked."""
    words = texts["report"]["row"]
    verification = texts["report"]["words"]["verification"][row["verification"]]
    yield f"{row['rule']}, {verification}: {row['title']}. {row['text']}"
    if row["because"]:
        yield f"{words['because']}: {'; '.join(row['because'])}"
    yield from (f"{words['for']}: {item['text']}" for item in row["evidence_for"])
    yield from (f"{words['against']}: {item['text']}" for item in row["evidence_against"])
    yield from (f"{words['against']}: {text}" for text in row["cautions"])
    yield from row["notes"]


def _artifacts(
    ids: Sequence[str], citations: Mapping[str, Citation], links: Mapping[str, str]
) -> Iterator[Element]:
    for name in ids:
        citation = citations.get(name)
        artifact: Element = {"type": "citation", "display": citation.title if citation else name}
        if citation and (url := address(citation, links)):
            artifact["url"] = url
        elif citation:
            artifact["citation"] = citation.identifier
        yield {"url": _ARTIFACT, "valueRelatedArtifact": artifact}
