"""The allele fractions that the weighed states predict, kept so that a reader can compare them with the reads."""

from __future__ import annotations

from dataclasses import replace

from mtorboard.allelic.context import Context
from mtorboard.allelic.posterior import purity_span, told_states
from mtorboard.allelic.states import State, Weighted
from mtorboard.model.alteration import Alteration, ExpectedVaf

_MOST = 8
"""States that are kept: where copy number is not given some thirty are weighed, most of them next to impossible."""


def with_expected(alteration: Alteration, context: Context, weights: tuple[Weighted, ...]) -> Alteration:
    """Set ``expected_vaf`` to the most probable of the weighed states.

    Args:
        alteration: of one tumour; ``weights``: its states with their probabilities
            (:func:`mtorboard.allelic.posterior.weigh`), empty without purity or read counts.

    Returns:
        The alteration with at most eight states, the most probable first; unchanged where none was weighed.
    """
    chances = told_states(weights, context)
    silent = context.clinical.germline_consent is False
    withheld = silent and any(state.inherited for state, _ in weights)
    ranked = sorted(chances, key=lambda state: (-chances[state], repr(state)))
    expected = (_expected(state, None if withheld else chances[state], context) for state in ranked[:_MOST])
    return replace(alteration, expected_vaf=tuple(expected))


def _expected(state: State, probability: float | None, context: Context) -> ExpectedVaf:
    whole = replace(state, ccf=1.0)
    ends = sorted(whole.expected(purity) for purity in purity_span(context))
    subclonal = state.ccf < 1
    return ExpectedVaf(
        copies=state.copies,
        mutated=state.mutated,
        inherited=state.inherited,
        subclonal=subclonal,
        vaf=whole.expected(context.purity or 0.0),
        low=0.0 if subclonal else ends[0],
        high=ends[1],
        probability=probability,
    )
