"""Copies of frozen records are what dataclasses.replace makes."""

from __future__ import annotations

import dataclasses

import pytest

from mtorboard.model.copying import changed
from mtorboard.model.enums import Arm, ArmCondition, Clonality, GeneStatus, Zygosity
from mtorboard.model.state import ArmState, GeneState

STATES = (
    GeneState("TSC2", GeneStatus.ALTERED, "why"),
    ArmState(Arm.A_TSC, ArmCondition.ACTIVE_LIKELY, (), ""),
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
def test_a_copy_has_the_new_values_and_all_others_of_the_record(state: GeneState | ArmState) -> None:
    values = {"zygosity": Zygosity.BIALLELIC, "clonality": Clonality.CLONAL}
    made = changed(state, **values)
    assert made == dataclasses.replace(state, **values)
    assert state.zygosity is Zygosity.UNKNOWN
