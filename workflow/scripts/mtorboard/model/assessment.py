"""What the rules said: rows, safety flags, strategies, the headline, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.model.enums import Headline, RuleClass, Severity, StrategyName, Verdict, Verification
from mtorboard.model.truth import Truth


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of evidence with its citations and whether it was checked."""

    text: str
    citations: tuple[str, ...] = ()
    verification: Verification = Verification.VERIFIED


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain from the findings to a row: a part of its condition, and what it rests on.

    Args:
        leaf: the part as the rule writes it.
        truth: of this part by itself.
        reads: roots of the facts that it read (``tumour_type``, ``clinical.stage``, ``gene.TSC2``, ``arm.A_TSC``).
        alterations: keys of those that stand behind it.
        because: sentences that made it TRUE or FALSE.
        missing: ids of facts that keep it UNKNOWN.
        rules: therapy rules that it asks and that are TRUE or UNKNOWN: their rows go on from here.
    """

    leaf: Mapping[str, Any]
    truth: Truth
    reads: tuple[str, ...] = ()
    alterations: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A therapy rule that spoke: TRUE, or UNKNOWN with the facts that are missing.

    ``because`` are the facts that made it so, ``grounds`` the genes and arms among them; ``missing`` are fact
    ids; ``suppressed_by`` rule ids; ``trace`` the parts of its condition, in the order in which they are written.
    ``cautions`` are sentences of RES and NOT rows printed beside a row that they do not remove. ``withheld``: its
    review is so long overdue that it suggests nothing; ``class_`` is INFO then, and a note says why.
    """

    rule: str
    class_: RuleClass
    truth: Truth
    drugs: tuple[str, ...]
    text: str
    amp: str
    escat: str
    civic: str
    evidence_for: tuple[Statement, ...]
    evidence_against: tuple[Statement, ...]
    citations: tuple[str, ...]
    because: tuple[str, ...]
    grounds: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    suppressed_by: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    verification: Verification = Verification.VERIFIED
    signed_off_by: str = ""
    evidence_date: str = ""
    review_due: str = ""
    withheld: bool = False
    trace: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyFlag:
    """A safety rule that spoke.

    ``missing`` is set where the flag is raised because a fact is not provided; ``notes`` say that its review is
    overdue.
    """

    rule: str
    severity: Severity
    text: str
    because: tuple[str, ...]
    citations: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    verification: Verification = Verification.VERIFIED
    notes: tuple[str, ...] = ()
    trace: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that was not provided or not assessed and that some rule asks for."""

    fact: str
    needed_by: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """The headline that a value of a missing fact would give, with values of other facts where it takes those."""

    fact: str
    value: str
    headline: Headline
    text: str
    with_: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy's verdict with what speaks for it and against it."""

    verdict: Verdict
    for_: tuple[str, ...]
    against: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer for one sample.

    ``headline_verification``: how the least checked of the rows that carry the headline was checked; ``None``: no
    row carries it.
    """

    headline: Headline
    headline_text: str
    strategies: Mapping[StrategyName, Strategy]
    rows: tuple[Row, ...]
    safety: tuple[SafetyFlag, ...]
    missing: tuple[MissingFact, ...]
    what_would_change: tuple[Change, ...]
    headline_verification: Verification | None = None
