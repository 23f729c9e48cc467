"""What rules can tell of a fact sheet, root by root, so that tumours that are equal in it can share answers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from mtorboard.model.enums import Arm
from mtorboard.model.state import GeneState
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.wanted import in_too_few_reads, perhaps_germline


def parts(sheet: FactSheet) -> dict[str, Hashable]:
    """Return what rules can tell of a sheet by root, but for what exactly its alterations are.

    Roots are those of :func:`touched`; all of the sidecar is one part, ``clinical``, with the day from which its
    dates are counted. An arm's part holds its genes' states, of which a supposed finding makes the arm's anew.
    """
    doubts = {
        symbol: frozenset((in_too_few_reads(item), perhaps_germline(item)) for item in found)
        for symbol, found in sheet.alterations.items()
    }
    states = {
        symbol: (*_state(sheet.gene(symbol)), sheet.settled_by_purity(symbol)) for symbol in sheet.table
    }
    told: dict[str, Hashable] = {
        f"gene.{symbol}": (state, doubts.get(symbol, frozenset())) for symbol, state in states.items()
    }
    for arm in Arm:
        state = sheet.arms.get(arm)
        own = state and (state.state._value_, state.genes, state.zygosity._value_, state.clonality._value_)
        told[f"arm.{arm._value_}"] = (own, *(states[symbol] for symbol in sheet.inside.get(arm, ())))
    clinical = replace(sheet.clinical, notes=()) if sheet.clinical.notes else sheet.clinical
    return told | {
        "clinical": (clinical, sheet.report_date),
        "tumour_type": sheet.tumour_type,
        "region": sheet.region,
    }


def _state(state: GeneState) -> tuple[Hashable, ...]:
    return (
        state.status._value_,
        state.hotspots_callable,
        state.deletions_assessed,
        state.zygosity._value_,
        state.clonality._value_,
    )
