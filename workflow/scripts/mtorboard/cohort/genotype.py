"""What one tumour shows of each gene, small enough to keep ten thousand of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from mtorboard.model.enums import AlterationClass, Effect, GeneStatus, Zygosity


class Finding(StrEnum):
    """What a gene shows; an altered gene is told apart by the direction of its alterations."""

    GAIN = "GAIN"
    LOSS = "LOSS"
    OTHER = "OTHER"
    VUS_ONLY = "VUS_ONLY"
    NOT_DETECTED = "NOT_DETECTED"
    NOT_DETECTED_SNV_ONLY = "NOT_DETECTED_SNV_ONLY"
    NOT_ASSESSED = "NOT_ASSESSED"


ALTERED = (Finding.GAIN, Finding.LOSS, Finding.OTHER)


class GeneCell(NamedTuple):
    """One gene in one tumour.

    Args:
        gene: HGNC symbol.
        finding: ``OTHER`` is altered with no one direction.
        zygosity: of an altered gene; UNKNOWN for all others.
        resistance: a resistance allele was seen beside; it alters no arm.
        assessed: the sequence was looked at as far as an absence needs it, so the gene counts among those that
            could have been found altered. An alteration may be seen where that is not so.
    """

    gene: str
    finding: Finding
    zygosity: Zygosity
    resistance: bool
    assessed: bool


Genotype = tuple[GeneCell, ...]

# Many tumours, few different cells: each is kept once.
_kept = cache(GeneCell)


def genotype(document: Mapping[str, Any]) -> Genotype:
    """Return what each gene of a report document shows, in the document's order; empty for a FAILED one."""
    found = {(item["gene"], item["key"]): item for item in document["alterations"]}
    return tuple(
        _cell(gene, state, [found[gene, key] for key in state["alterations"] if (gene, key) in found])
        for gene, state in document["genes"].items()
    )


def _cell(gene: str, state: Mapping[str, Any], shown: Sequence[Mapping[str, Any]]) -> GeneCell:
    """The cell of a gene of which these alterations are shown."""
    status = GeneStatus(state["status"])
    altered = status is GeneStatus.ALTERED
    return _kept(
        gene,
        _direction(shown) if altered else Finding(status.value),
        Zygosity(state["zygosity"]) if altered else Zygosity.UNKNOWN,
        any(item["class"] == AlterationClass.RESISTANCE for item in shown),
        state["hotspots_callable"] is True and status is not GeneStatus.NOT_ASSESSED,
    )


def _direction(shown: Sequence[Mapping[str, Any]]) -> Finding:
    effects = {item["effect"] for item in shown if item["counts"]}
    if effects == {Effect.GOF}:
        return Finding.GAIN
    return Finding.LOSS if effects == {Effect.LOF} else Finding.OTHER
