"""The chain behind a row, link by link: what a leaf of its condition read, and what it made of that.

It is laid open for the rows and flags that are printed, from what their evaluation left behind.
"""

from __future__ import annotations

from mtorboard.model.alteration import Alteration
from mtorboard.model.assessment import Link
from mtorboard.model.enums import AlterationClass, Arm
from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.outcome import unique
from mtorboard.suggest.wanted import (
    Wanted,
    in_codons,
    in_too_few_reads,
    of_alleles,
    perhaps_germline,
    with_label,
)

_OF_STATES = frozenset({"arm", "gene"})


def trace(world: World, node: Node) -> tuple[Link, ...]:
    """Return the links of a condition that is printed, in the order in which its leaves are written.

    A part that asks other rules names those that are TRUE or UNKNOWN, each of which has a row with a trace of its
    own; where all are FALSE it says why.
    """
    return tuple(_of_rules(world, part) if part.children else _of_leaf(world, part) for part in node.parts)


def _of_rules(world: World, part: Node) -> Link:
    asked = (part,) if part.key == "rule" else part.children
    speaking = tuple(rule.written["rule"] for rule in asked if world.truth(rule) is not Truth.FALSE)
    outcome = world.outcome(part)
    return Link(part.written, outcome.truth, because=() if speaking else outcome.because, rules=speaking)


def _of_leaf(world: World, part: Node) -> Link:
    outcome = world.outcome(part)
    return Link(
        part.written,
        outcome.truth,
        tuple(sorted(part.reads)),
        _behind(world.sheet, part) if part.of_genome else (),
        outcome.because,
        outcome.missing,
    )


def _behind(sheet: FactSheet, leaf: Node) -> tuple[str, ...]:
    """The keys of the alterations that a leaf of the genome speaks of."""
    if leaf.key == "unassessed":
        return ()  # it asks what was looked at, not what was found
    wanted = _wanted(sheet, leaf)
    return unique(
        item.key
        for symbol in _genes(sheet, leaf)
        for item in sheet.alterations.get(symbol, ())
        if wanted(item)
    )


def _genes(sheet: FactSheet, leaf: Node) -> tuple[str, ...]:
    named = sorted(root.removeprefix("gene.") for root in leaf.reads if root.startswith("gene."))
    return tuple(named) if named else sheet.inside.get(Arm(leaf.written["arm"]["arm"]), ())


def _wanted(sheet: FactSheet, leaf: Node) -> Wanted:
    value = leaf.written[leaf.key]
    if leaf.key in _OF_STATES:
        return lambda item: (
            item.counts or ("VUS_ONLY" in value.values() and _is_of_unknown_significance(sheet, item))
        )
    match leaf.key:
        case "allele":
            return of_alleles(value)
        case "label":
            return with_label(value)
        case "codons":
            return in_codons(value)
        case "low_confidence":
            return in_too_few_reads
    return perhaps_germline


def _is_of_unknown_significance(sheet: FactSheet, item: Alteration) -> bool:
    """Whether it is one of those that make its gene VUS_ONLY, which not all of that class do."""
    return item.class_ is AlterationClass.VUS and item.key in sheet.gene(item.gene).alterations
