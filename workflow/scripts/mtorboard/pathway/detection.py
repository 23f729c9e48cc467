"""What was callable, and what the depth of reads would have shown, in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from mtorboard.classify.words import listed, percent
from mtorboard.model.evidence import Depth, DepthLevel, GeneCallability
from mtorboard.model.thresholds import Thresholds


def missing_hotspots(seen: GeneCallability) -> str:
    """Name the hotspot codons (1-based) that were not callable, with the fewest reads where those are known."""
    word = "codon" if len(seen.hotspots_missing) == 1 else "codons"
    reads = [item.depth.reads for item in seen.hotspots if item.depth and not item.callable]
    why = f" (as few as {min(reads)} reads; this tumour needs {seen.depth_needed})" if reads else ""
    return f"hotspot {word} {listed(_runs(seen.hotspots_missing))} not callable{why}"


def power(seen: GeneCallability, thresholds: Thresholds) -> str:
    """Say what would have been seen at the least-read hotspot codon and in the coding sequence as a whole.

    Returns:
        A sentence with a leading blank; empty where no depths were measured.
    """
    places: dict[Depth, list[str]] = {}
    codons = [(item.depth.reads, item.codon, item.depth) for item in seen.hotspots if item.depth]
    if codons:
        _, codon, depth = min(codons, key=lambda found: found[:2])
        places.setdefault(depth, []).append(f"at hotspot codon {codon}, the least read,")
    if seen.coding and seen.coding.level is not DepthLevel.NOT_ANALYZABLE:
        share = percent(thresholds.coding_share)
        places.setdefault(seen.coding, []).append(f"in {share} of coding bases")
    if not places:
        return ""
    surely = percent(thresholds.detection_probability)
    shown = [_shown(" and ".join(where), depth) for depth, where in places.items()]
    return f" With {surely} probability would have been seen: {'; '.join(shown)}."


def _runs(codons: Sequence[int]) -> list[str]:
    """Codons, those of three or more in a row as ``102 to 114``."""
    runs: list[list[int]] = []
    for codon in codons:
        if runs and codon == runs[-1][-1] + 1:
            runs[-1].append(codon)
        else:
            runs.append([codon])
    return [
        text
        for run in runs
        for text in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(codon) for codon in run])
    ]


def _shown(where: str, depth: Depth) -> str:
    low = ", a low depth" if depth.level is DepthLevel.LOW else ""
    reads = f"{where} (at least {depth.reads} reads{low})"
    if depth.detectable_vaf is None:
        return f"{reads} no change"
    clone = depth.detectable_clone
    cells = (
        f", or a clone of {_upwards(clone)} of tumour cells with one of two copies altered" if clone else ""
    )
    return f"{reads} a change in {_upwards(depth.detectable_vaf)} of reads{cells}"


def _upwards(share: float) -> str:
    """Write a share (0 to 1) as whole percent, rounded up: less than what is printed may have been missed."""
    return f"{ceil(share * 100 - 1e-9)} %"
