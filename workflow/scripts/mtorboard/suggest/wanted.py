"""Which alterations the leaves of the genome ask for: what decides a leaf is what its trace names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mtorboard.knowledge.vocabulary import as_names
from mtorboard.model.alteration import ACTIONABLE_CLASSES, Alteration
from mtorboard.model.enums import Origin

Wanted = Callable[[Alteration], bool]


def of_alleles(value: Iterable[str]) -> Wanted:
    """``allele``: one of the ids, interpreted and confident, whatever its class."""
    ids = frozenset(value)
    return lambda item: item.allele_id in ids and not item.filtered and not item.low_confidence


def with_label(value: Mapping[str, Any]) -> Wanted:
    """``label``: counting, and on the companion-diagnostic list."""
    return lambda item: value["list"] in item.labels and item.counts


def in_codons(value: Mapping[str, Any]) -> Wanted:
    """``codons``: counting, touching these codons, and of one of the terms where terms are given."""
    terms = as_names(value.get("consequence", ()))

    def touches(item: Alteration) -> bool:
        span = item.codons
        inside = span is not None and span[0] <= value["last"] and span[1] >= value["first"]
        return inside and (not terms or item.consequence.value in terms) and item.counts

    return touches


def in_too_few_reads(item: Alteration) -> bool:
    """``low_confidence``: functional, and seen in too few reads to count."""
    return item.low_confidence and not item.filtered and item.class_ in ACTIONABLE_CLASSES


def perhaps_germline(item: Alteration) -> bool:
    """``possible_germline``: counting, and germline or perhaps so."""
    return item.counts and (item.possible_germline or item.origin is Origin.GERMLINE)
