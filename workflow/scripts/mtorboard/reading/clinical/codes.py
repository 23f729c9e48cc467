"""What laboratory tests and ontology terms mean: ``resources/formats/clinical_codes.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge import resources_root
from mtorboard.reading.structured import read_yaml


@cache
def codes() -> Mapping[str, Any]:
    """Return the file's blocks ``max_age_days``, ``tests``, ``fields`` and ``terms``, read once.

    Raises:
        KnowledgeError: the file is missing or malformed.
    """
    path = resources_root() / "formats" / "clinical_codes.yaml"
    document = read_yaml(path, KnowledgeError)
    if not isinstance(document, dict) or not {"max_age_days", "tests", "fields", "terms"} <= document.keys():
        raise KnowledgeError(
            "lacks a block",
            where=path.name,
            why="No laboratory result could be judged",
            todo="Restore resources/formats from a release",
        )
    return document


def value_of(term: Mapping[str, Any] | None, kind: str) -> Any:
    """Return what a term (``id`` and perhaps ``label``) stands for, ``None`` when that cannot be told for sure.

    Args:
        term: ontology class of a phenopacket.
        kind: block of ``terms``: ``specimen``, ``stage``, ``route``, ``tuberous_sclerosis``, ``progression`` or
            ``result``.
    """
    entry = codes()["terms"][kind].get((term or {}).get("id"))
    if entry is None or not _agrees(term or {}, entry["words"], entry.get("from_memory", False)):
        return None
    return entry["value"]


def test_of(assay: Mapping[str, Any]) -> str | None:
    """Return the name of the laboratory test that a phenopacket's ``assay`` (a LOINC term) stands for."""
    system, _, code = assay["id"].partition(":")
    if system.upper() != "LOINC":
        return None
    for name, test in codes()["tests"].items():
        if code in test["loinc"] and _agrees(assay, test["words"], needs_label=False):
            return str(name)
    return None


def _agrees(term: Mapping[str, Any], words: list[str], needs_label: bool) -> bool:
    """Whether the label says what the code says: one of the words, as whole words."""
    label = term.get("label")
    if not label:
        return not needs_label
    return any(re.search(rf"\b{re.escape(word)}\b", label.casefold()) for word in words)
