"""The small variants of a report, for formats whose rows need alleles: each alteration with what was read of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.model.packing import unpack
from mtorboard.model.variant import Variant, VariantKey
from mtorboard.reading.contigs import contig_rank

_WITH_ALLELES = re.compile(r"(GRCh37|GRCh38):[\w.-]+:[0-9]+:[ACGTN]+:[ACGTN]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class SmallVariant:
    """An alteration with alleles.

    Args:
        key: build, contig without ``chr``, 1-based position and alleles.
        alteration: its object of the document.
        variant: what was read of it (reads of the normal, population frequency, phase); reads and filters are the
            alteration's own where the document does not keep what was read.
    """

    key: VariantKey
    alteration: Mapping[str, Any]
    variant: Variant | None


def small_variants(document: Mapping[str, Any]) -> list[SmallVariant]:
    """Return the alterations that have alleles, by chromosome and position; of a FAILED report none.

    Copy-number changes and structural variants have none: their number is what ``alterations`` holds besides.
    """
    variants = as_read(document)
    found = [
        SmallVariant(key, item, variants.get(item["key"]))
        for item in document["alterations"]
        if (key := _key(item["key"])) is not None
    ]
    return sorted(found, key=lambda one: (contig_rank(one.key.contig), one.key, one.alteration["gene"]))


def as_read(document: Mapping[str, Any]) -> dict[str, Variant]:
    """Return what was read of each variant, by its key; empty where the report does not keep it."""
    read = document["read"] or {"variants": ()}
    return {item["variant"]["key"]: unpack(Variant, item["variant"]) for item in read["variants"]}


def _key(text: str) -> VariantKey | None:
    """Return the key with alleles that ``text`` is; keys of whole genes and of junctions are none."""
    return unpack(VariantKey, text) if _WITH_ALLELES.fullmatch(text) else None
