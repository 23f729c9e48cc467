"""Mates and doubles: one of each junction, whichever of its records comes first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

from mtorboard.model.structural import Breakend, StructuralVariant
from mtorboard.reading.contigs import contig_rank


@dataclass(frozen=True, slots=True)
class Call:
    """A junction as one record tells it: ``own`` is the record's end, ``pair`` its id and its mate's."""

    variant: StructuralVariant
    own: Breakend
    filters: tuple[str, ...]
    pair: frozenset[str]


def joined(calls: Iterable[Call]) -> list[Call]:
    """Return each junction once, by place: mates are known by their ids, doubles by their ends.

    A junction is filtered if one of its records is; each record tells how precise its own end is.
    """
    once: dict[Hashable, Call] = {}
    for call in sorted(calls, key=_place):
        key = call.pair or tuple((end.contig, end.pos, end.side) for end in call.variant.ends)
        first = once.get(key)
        once[key] = call if first is None else _both(first, call)
    return list(once.values())


def _both(first: Call, second: Call) -> Call:
    variant, other = first.variant, first.variant.other
    variant = replace(
        variant,
        one=_wider(variant.one, second.own),
        other=_wider(other, second.own) if other else None,
        imprecise=variant.imprecise or second.variant.imprecise,
    )
    return replace(first, variant=variant, filters=tuple(dict.fromkeys((*first.filters, *second.filters))))


def _wider(end: Breakend, own: Breakend) -> Breakend:
    """Return the end with the interval that its own record gives it, where ``own`` is that record's end."""
    if (end.contig, end.pos) != (own.contig, own.pos):
        return end
    return replace(end, slack=(min(end.slack[0], own.slack[0]), max(end.slack[1], own.slack[1])))


def _place(call: Call) -> tuple[object, ...]:
    ends = [(contig_rank(end.contig), end.pos, end.side or "") for end in (*call.variant.ends, call.own)]
    return (*ends, call.variant.kind)
