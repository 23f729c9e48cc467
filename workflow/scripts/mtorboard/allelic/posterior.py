"""How probable the reads make each allelic state of an alteration."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log

from mtorboard.allelic.context import Context, read_interval
from mtorboard.allelic.origin import germline_tested_negative, in_normal
from mtorboard.allelic.states import State, Weighted, possible_states
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Origin

_PURITIES = 5
"""Purities, evenly spread over the tolerance, that stand for the true one."""

_CLONE, _SUBCLONE = 1.0, 0.0


def weigh(alteration: Alteration, context: Context) -> tuple[Weighted, ...]:
    """Return the possible states of an alteration with their probabilities, which sum to one.

    Germline states are weighed where a source names them, and in tumour suppressors where none excludes them.

    Returns:
        Nothing without purity, without usable read counts, and where copy number says that no copy is left.
    """
    alt, depth = alteration.alt_depth, alteration.depth
    if context.purity is None or alt is None or depth is None or read_interval(alteration) is None:
        return ()
    seen = in_normal(alteration, context)
    excluded = not context.is_suppressor(alteration.gene) or germline_tested_negative(alteration, context)
    asked = alteration.possible_germline or not excluded
    states = possible_states(
        context.segment_at(alteration),
        somatic=alteration.origin is not Origin.GERMLINE and not seen,
        germline=alteration.origin is Origin.GERMLINE
        or seen
        or (asked and alteration.origin is Origin.UNKNOWN),
    )
    precision = context.thresholds.read_precision
    return posterior((alt, depth), states, purities=purity_span(context), precision=precision)


def purity_span(context: Context) -> tuple[float, float]:
    """Lowest and highest purity (over 0 up to 1) that the given one allows."""
    purity, tolerance = context.purity or 0.0, context.thresholds.purity_tolerance
    return max(0.01, purity - tolerance), min(1.0, purity + tolerance)


def posterior(
    reads: tuple[int, int], states: Iterable[Weighted], *, purities: tuple[float, float], precision: float
) -> tuple[Weighted, ...]:
    """Weigh states by Bayes' rule.

    Reads scatter more than a binomial count. As in a beta-binomial of the given precision, whose variance is
    ``(precision + n) / (precision + 1)`` times the binomial one, the log-likelihood of n reads is divided by
    that (a quasi-likelihood: McCullagh and Nelder, Generalized Linear Models, 1989, chapter 9).

    Args:
        reads: with the allele, and all at the site.
        states: with prior weights.
        purities: ends of the span (over 0 up to 1) in which the true purity lies, every value equally likely.
        precision: of the beta-binomial count.

    Returns:
        The same states with probabilities that sum to one.
    """
    alt, depth = reads
    scale = (precision + 1) / (precision + depth)
    with_allele, without = scale * alt, scale * (depth - alt)
    lowest, highest = purities
    spread = [lowest + (highest - lowest) * step / (_PURITIES - 1) for step in range(_PURITIES)]
    found: list[tuple[State, float, list[float]]] = []
    for state, weight in states:
        logs = []
        for purity in spread:
            vaf = state.expected(purity)
            logs.append(with_allele * log(vaf) + without * log(1 - vaf))
        found.append((state, weight, logs))
    best = max((max(logs) for _, _, logs in found), default=0.0)
    likely = [(state, weight * sum([exp(value - best) for value in logs])) for state, weight, logs in found]
    total = sum(weight for _, weight in likely)
    return tuple((state, weight / total) for state, weight in likely)


def told_states(weights: Iterable[Weighted], context: Context) -> dict[State, float]:
    """Add up the probabilities of states that a reader cannot tell apart: subclones of any size are one.

    States of normal cells are left out where the patient refused germline findings.

    Returns:
        States with their probabilities, clonal ones with a cell fraction of 1, subclones with 0.
    """
    silent, clonal = context.clinical.germline_consent is False, context.thresholds.clonal_ccf
    chances: dict[State, float] = {}
    for state, weight in weights:
        if not (silent and state.inherited):
            alike = _CLONE if state.ccf >= clonal else _SUBCLONE
            told = State(state.copies, state.mutated, state.inherited, alike)
            chances[told] = chances.get(told, 0.0) + weight
    return chances


def chance(probability: float) -> str:
    """Write a probability for a person, cut off and never as certainty: ``0.973`` -> ``0.97``."""
    return "over 0.99" if probability > 0.99 else f"{int(probability * 100) / 100:.2f}"
