"""States of genes and pathway arms in one tumour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Arm, ArmCondition, Clonality, GeneStatus, Zygosity
from mtorboard.model.evidence import GeneCallability


@dataclass(frozen=True, slots=True)
class GeneState:
    """Status of a gene with the sentence that earns it.

    ``hotspots_callable`` and ``deletions_assessed`` are ``None`` when nothing was said about them, as is
    ``callability``, which holds the figures behind ``why``.
    """

    gene: str
    status: GeneStatus
    why: str
    alterations: tuple[str, ...] = ()
    hotspots_callable: bool | None = None
    deletions_assessed: bool | None = None
    zygosity: Zygosity = Zygosity.UNKNOWN
    clonality: Clonality = Clonality.UNKNOWN
    callability: GeneCallability | None = None


@dataclass(frozen=True, slots=True)
class ArmState:
    """State of an arm; ``genes`` are those that decide it, ``unassessed`` those nobody looked at."""

    arm: Arm
    state: ArmCondition
    genes: tuple[str, ...]
    why: str
    zygosity: Zygosity = Zygosity.UNKNOWN
    clonality: Clonality = Clonality.UNKNOWN
    unassessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathwayState:
    """Everything the genome says, in the form that rules read."""

    genes: Mapping[str, GeneState]
    arms: Mapping[Arm, ArmState]
    alterations: tuple[Alteration, ...]
