"""How alterations and numbers are put into sentences; shared by the rooms that explain themselves."""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.model.alteration import Alteration


def describe(alteration: Alteration) -> str:
    """Name an alteration for a person: gene, c. name and p. name, or its key where it has no name."""
    name = alteration.hgvs_c or alteration.key
    protein = f" ({alteration.hgvs_p})" if alteration.hgvs_p else ""
    return f"{alteration.gene} {name}{protein}"


def percent(share: float) -> str:
    """Write a share (0 to 1) as a percentage with at most one decimal: ``0.034`` -> ``3.4 %``.

    Cut off, never rounded up: what lies under a threshold must not be printed as the threshold.
    """
    tenths = int(share * 1000 + 1e-9)
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths / 10:.1f} %"


def listed(items: Iterable[object]) -> str:
    """Join items as ``a, b and c``."""
    words = [str(item) for item in items]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
