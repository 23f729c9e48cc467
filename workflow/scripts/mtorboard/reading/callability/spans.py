"""Stretches of the genome: 0-based half-open, by contig without ``chr``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Spans = Mapping[str, Sequence[tuple[int, int]]]
"""Disjoint ascending spans by plain contig."""


def merged(spans: Iterable[tuple[str, int, int]], gap: int = 0) -> dict[str, list[tuple[int, int]]]:
    """Join spans (contig, start0, end0) that overlap, touch or lie at most ``gap`` bases apart."""
    joined: dict[str, list[tuple[int, int]]] = {}
    for contig, start0, end0 in sorted(spans):
        known = joined.setdefault(contig, [])
        if known and start0 <= known[-1][1] + gap:
            known[-1] = (known[-1][0], max(known[-1][1], end0))
        else:
            known.append((start0, end0))
    return joined
