"""Alterations as Observations of the guide's profiles Variant and Molecular Consequence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mtorboard.report.fhir.codes import Element, component, concept, known, profile, table, valued

Json = Mapping[str, Any]


def variant(alteration: Json, hgnc_id: str | None, build: str, words: Json) -> Element:
    """Return the content of a Variant Observation of an alteration that passed its filters.

    Args:
        alteration: of the document; positions in its key are 1-based.
        hgnc_id: ``HGNC:12363``, or ``None`` where the gene is none of the panel's (a fusion's partner).
        build: of the sample.
        words: texts of the report.
    """
    return {
        "meta": profile("variant"),
        "code": known("variant"),
        "valueCodeableConcept": known("present"),
        "component": [*_where(alteration, hgnc_id, build), *_names(alteration), *_reads(alteration, words)],
        "note": [{"text": reason} for reason in alteration["reasons"]],
    }


def consequence(alteration: Json, words: Json) -> Element:
    """Return the content of a Molecular Consequence Observation; it is derived from the variant's."""
    term, effect = alteration["consequence"], alteration["effect"]
    components = [
        *_names(alteration),
        component("feature_consequence", valueCodeableConcept=valued("consequence", term, term)),
    ]
    if effect in table()["effect"]:
        text = words["words"]["effect"][effect]
        components.append(component("functional_effect", valueCodeableConcept=valued("effect", effect, text)))
    return {
        "meta": profile("molecular-consequence"),
        "code": known("consequence_profile"),
        "component": components,
        "note": [{"text": words["words"]["alteration_class"][alteration["class"]]}],
    }


def _where(alteration: Json, hgnc_id: str | None, build: str) -> Iterator[Element]:
    """Gene, assembly, alleles and place."""
    gene = alteration["gene"]
    yield component(
        "gene", valueCodeableConcept=concept("hgnc", hgnc_id, gene) if hgnc_id else {"text": gene}
    )
    yield component("assembly", valueCodeableConcept=valued("assembly", build, build))
    sequence, _, change = alteration["hgvs_g"].partition(":")
    if change:
        yield component("genomic_sequence", valueCodeableConcept=concept("refseq", sequence, sequence))
    parts = alteration["key"].split(":")
    if len(parts) == 5 and _is_bases(parts[3]) and _is_bases(parts[4]):
        _, _, position, ref, alt = parts
        yield component("ref_allele", valueString=ref)
        yield component("alt_allele", valueString=alt)
        yield component("coordinate_system", valueCodeableConcept=known("one_based"))
        low, high = int(position), int(position) + len(ref) - 1
        yield component("start_end", valueRange={"low": {"value": low}, "high": {"value": high}})
        kind = _kind(ref, alt)
        yield component("change_type", valueCodeableConcept=valued("change_type", kind, kind))
    elif parts[-1] == "CN0":
        yield component("copy_number", valueQuantity=_number(0))


def _names(alteration: Json) -> Iterator[Element]:
    """HGVS names. A c. or p. name needs its reference sequence in front (HGVS 21.0)."""
    transcript = alteration["transcript"]
    named = {"genomic_change": alteration["hgvs_g"], "coding_change": _on(transcript, alteration["hgvs_c"])}
    for name, text in named.items():
        if text:
            yield component(name, valueCodeableConcept=concept("hgvs", text, text))
    if alteration["hgvs_p"]:
        text = alteration["hgvs_p"]
        yield component("protein_change", valueCodeableConcept=concept("hgvs", text, text))
    if transcript:
        yield component("transcript", valueCodeableConcept=concept("refseq", transcript, transcript))


def _reads(alteration: Json, words: Json) -> Iterator[Element]:
    """Origin, fraction and depth: what is not known is left out, never zero."""
    origin = alteration["origin"]
    yield component(
        "source_class", valueCodeableConcept=valued("origin", origin, words["words"]["origin"][origin])
    )
    if alteration["vaf"] is not None:
        yield component("allele_fraction", valueQuantity=_number(alteration["vaf"]))
    if alteration["alt_depth"] is not None:
        yield component("allele_depth", valueQuantity=_number(alteration["alt_depth"]))


def _on(transcript: str, name: str | None) -> str | None:
    return f"{transcript}:{name}" if transcript and name else name


def _number(value: float) -> Element:
    """Return a Quantity without a unit (UCUM "1")."""
    return {"value": value, "system": table()["systems"]["ucum"], "code": "1"}


def _is_bases(text: str) -> bool:
    return bool(text) and set(text) <= set("ACGTN")


def _kind(ref: str, alt: str) -> str:
    """Return the kind of change of a normalised pair of alleles."""
    if len(ref) == len(alt):
        return "SNV" if len(ref) == 1 else "MNV"
    if len(ref) == 1 and alt.startswith(ref):
        return "INS"
    return "DEL" if len(alt) == 1 and ref.startswith(alt) else "DELINS"
