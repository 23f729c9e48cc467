"""What was looked at, gene by gene: the figures behind "no alteration detected", and what nobody looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]


def codon_ranges(codons: Iterable[int]) -> list[str]:
    """Return codons (1-based) as ``12-13`` and ``61``, ascending."""
    spans: list[list[int]] = []
    for codon in sorted(codons):
        if spans and codon == spans[-1][1] + 1:
            spans[-1][1] = codon
        else:
            spans.append([codon, codon])
    return [f"{first}-{last}" if last > first else str(first) for first, last in spans]


def weakest(state: Json) -> Json | None:
    """Return the hotspot codon of a gene that was read least, ``None`` where no depth was measured."""
    seen = state.get("callability")
    measured = [item for item in seen["hotspots"] if item["depth"]] if seen else []
    return min(measured, key=lambda item: (item["depth"]["reads"], item["codon"]), default=None)


def gaps(genes: Mapping[str, Json]) -> dict[str, Any]:
    """Return what was not assessed.

    Args:
        genes: of a report document, by symbol.

    Returns:
        ``genes``: symbols by reason; ``hotspots``: codon ranges (1-based) that were not callable, by symbol, of
        genes that were looked at; ``deletions``: symbols of genes whose deletions were not looked for.
    """
    unseen: dict[str, list[str]] = {}
    hotspots: dict[str, list[str]] = {}
    deletions: list[str] = []
    for gene, state in sorted(genes.items()):
        if state["status"] == "NOT_ASSESSED":
            unseen.setdefault(state["why"], []).append(gene)
        elif state["deletions_assessed"] is False:
            deletions.append(gene)
        seen = state.get("callability")
        if seen and seen["hotspots_missing"]:
            hotspots[gene] = codon_ranges(seen["hotspots_missing"])
    return {"genes": unseen, "hotspots": hotspots, "deletions": deletions}
