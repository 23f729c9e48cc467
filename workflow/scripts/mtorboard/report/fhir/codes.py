"""Codes of the FHIR bundle: ``resources/formats/fhir.yaml``, as the elements that FHIR makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge import resources_root
from mtorboard.reading.structured import read_yaml

Element = dict[str, Any]
"""A FHIR element as JSON; the models of the library check it when the bundle is made."""

_BLOCKS = frozenset(
    {"guide", "systems", "codes", "assembly", "origin", "effect", "change_type", "consequence"}
)


@cache
def table() -> Mapping[str, Any]:
    """Return the file's blocks, read once.

    Raises:
        KnowledgeError: the file is missing or malformed.
    """
    path = resources_root() / "formats" / "fhir.yaml"
    document = read_yaml(path, KnowledgeError)
    if not isinstance(document, dict) or not document.keys() >= _BLOCKS:
        raise KnowledgeError(
            "lacks a block",
            where=path.name,
            why="A bundle without its codes could not be read by anybody",
            todo="Restore resources/formats from a release",
        )
    return document


def profile(name: str) -> Element:
    """Return the ``meta`` of a resource that follows a profile of the guide."""
    return {"profile": [table()["guide"] + name]}


def coding(system: str, code: str, display: str) -> Element:
    """Return a Coding; ``system`` is a name of the block ``systems``."""
    return {"system": table()["systems"][system], "code": code, "display": display}


def concept(system: str, code: str, display: str) -> Element:
    """Return a CodeableConcept with one Coding."""
    return {"coding": [coding(system, code, display)], "text": display}


def known(name: str) -> Element:
    """Return the CodeableConcept of a name of the block ``codes``."""
    return concept(*table()["codes"][name])


def valued(block: str, value: str, words: str) -> Element:
    """Return the CodeableConcept of a value of report.json: coded where its block has it, else in words."""
    entry = table()[block].get(value)
    return {"text": words} if entry is None else {"coding": [coding(*entry)], "text": words}


def component(name: str, **value: Any) -> Element:
    """Return a component of an Observation: a name of the block ``codes`` and one ``value[x]``."""
    return {"code": known(name), **value}
