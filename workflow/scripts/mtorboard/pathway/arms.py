"""The state of each pathway arm, from its genes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mtorboard.classify.words import describe, listed
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.records import Gene
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import AlterationClass, Arm, ArmCondition, Clonality, GeneStatus, Role, Zygosity
from mtorboard.model.state import ArmState, GeneState
from mtorboard.pathway.genes import combined_clonality, combined_zygosity

_CONFIRMED = frozenset({AlterationClass.KNOWN, AlterationClass.HOTSPOT})


def arm_states(
    alterations: Iterable[Alteration], genes: Mapping[str, GeneState], tables: Tables
) -> dict[Arm, ArmState]:
    """Give every arm its state.

    The first that holds: a counting alteration makes the arm ACTIVE_CONFIRMED (KNOWN or HOTSPOT) or
    ACTIVE_LIKELY; a required gene whose sequence was not assessed makes it NOT_ASSESSED, even where another
    carries a variant of uncertain significance; then VUS_ONLY, NOT_DETECTED_SNV_ONLY and NOT_DETECTED.
    Required are the genes with ``required_for_negative``, or all genes of an arm that marks none.

    Args:
        alterations: completed ones of one tumour.
        genes: states of all genes of the gene table.
        tables: the gene table says which gene is of which arm.

    Returns:
        States by arm, in the order of :class:`Arm`. Zygosity is that of the altered tumour suppressors alone
        (one biallelic loss is enough, one retained copy only if all say so); clonality is that of all
        counting alterations (one clonal is enough, subclonal only if all are).
    """
    counting = [item for item in alterations if item.counts]
    return {arm: _arm(arm, counting, genes, tables) for arm in Arm}


def _arm(arm: Arm, counting: list[Alteration], genes: Mapping[str, GeneState], tables: Tables) -> ArmState:
    members = {symbol: gene for symbol, gene in tables.genes.items() if gene.arm is arm}
    if not members:
        why = "Not assessed: no gene of this arm is in the knowledge table of this version."
        return ArmState(arm, ArmCondition.NOT_ASSESSED, (), why)
    deciding = [item for item in counting if item.gene in members]
    unassessed = tuple(symbol for symbol in members if not _sequence_assessed(genes[symbol]))
    if deciding:
        return _altered(arm, deciding, members, unassessed)
    return _not_altered(arm, members, genes, unassessed)


def _altered(
    arm: Arm, deciding: list[Alteration], members: Mapping[str, Gene], unassessed: tuple[str, ...]
) -> ArmState:
    confirmed = any(item.class_ in _CONFIRMED for item in deciding)
    losses = [item for item in deciding if members[item.gene].role is Role.TSG]
    zygosity = combined_zygosity(item.zygosity for item in losses)
    clonality = combined_clonality(item.clonality for item in deciding)
    why = f"Altered: {listed(describe(item) for item in deciding)}."
    if losses:
        why += f" {_ZYGOSITY_WORDS[zygosity]}"
    return ArmState(
        arm,
        ArmCondition.ACTIVE_CONFIRMED if confirmed else ArmCondition.ACTIVE_LIKELY,
        tuple(symbol for symbol in members if any(item.gene == symbol for item in deciding)),
        f"{why} {_CLONALITY_WORDS[clonality]}",
        zygosity,
        clonality,
        unassessed,
    )


def _not_altered(
    arm: Arm, members: Mapping[str, Gene], genes: Mapping[str, GeneState], unassessed: tuple[str, ...]
) -> ArmState:
    required = [symbol for symbol, gene in members.items() if gene.required_for_negative] or list(members)
    missing = [symbol for symbol in required if symbol in unassessed]
    with_vus = [symbol for symbol in members if genes[symbol].status is GeneStatus.VUS_ONLY]
    points_only = [s for s in required if members[s].role is Role.TSG and not genes[s].deletions_assessed]
    seen = f" Variants of uncertain significance in {listed(with_vus)}." if with_vus else ""
    if missing:
        state, deciding = ArmCondition.NOT_ASSESSED, missing
        why = f"Not assessed: {_unearned(missing, genes)}.{seen}"
    elif with_vus:
        state, deciding = ArmCondition.VUS_ONLY, with_vus
        why = f"Nothing but variants of uncertain significance, in {listed(with_vus)}."
        if points_only:
            why += f" Deletions of {listed(points_only)} were not assessed."
    elif points_only:
        state, deciding = ArmCondition.NOT_DETECTED_SNV_ONLY, points_only
        why = (
            f"No small variant found; deletions of {listed(points_only)} were not assessed, "
            "so this arm cannot be called unaltered."
        )
    else:
        state, deciding = ArmCondition.NOT_DETECTED, required
        why = f"No alteration found in {listed(required)}."
    others = [symbol for symbol in unassessed if symbol not in missing]
    if others:
        why += f" Not looked at either: {listed(others)}."
    return ArmState(arm, state, tuple(deciding), why, unassessed=unassessed)


def _unearned(missing: list[str], genes: Mapping[str, GeneState]) -> str:
    """Why nothing can be said of these genes, those with one reason together."""
    reasons = {
        None: "nothing says that {} {was} covered",
        False: "{} {was} not callable where it matters",
        True: "what was seen in {} is not confirmed",
    }
    found = {
        text: [symbol for symbol in missing if genes[symbol].hotspots_callable is looked]
        for looked, text in reasons.items()
    }
    return "; ".join(
        text.format(listed(symbols), was="was" if len(symbols) == 1 else "were")
        for text, symbols in found.items()
        if symbols
    )


def _sequence_assessed(state: GeneState) -> bool:
    """Whether the gene's sequence bears a statement: it was callable and holds nothing unconfirmed."""
    if state.status is GeneStatus.ALTERED:
        return True
    return bool(state.hotspots_callable) and state.status is not GeneStatus.NOT_ASSESSED


_ZYGOSITY_WORDS = {
    Zygosity.BIALLELIC: "Both copies are altered or lost.",
    Zygosity.MONOALLELIC: "One copy is apparently retained.",
    Zygosity.UNKNOWN: "Whether the second copy is retained is not known.",
}
_CLONALITY_WORDS = {
    Clonality.CLONAL: "Clonal.",
    Clonality.SUBCLONAL: "Subclonal.",
    Clonality.UNKNOWN: "Clonality not known.",
}
