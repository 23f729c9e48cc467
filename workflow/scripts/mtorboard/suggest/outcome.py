"""What the evaluation of a condition gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

from mtorboard.model.enums import Verification
from mtorboard.model.truth import Truth


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition's truth with its reasons.

    Args:
        truth: TRUE, FALSE or UNKNOWN.
        because: sentences that made it TRUE or FALSE; of an UNKNOWN condition those parts that do hold.
        missing: ids of facts that could still change it; empty unless UNKNOWN.
        grounds: arms and genes whose findings made it TRUE, or could make an UNKNOWN one TRUE.
        checked: how well the rows of the drugs that made it TRUE were checked.
    """

    truth: Truth
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    grounds: frozenset[str] = frozenset()
    checked: frozenset[Verification] = frozenset()


def holds(*because: str, grounds: Iterable[str] = (), checked: Iterable[Verification] = ()) -> Outcome:
    """A leaf that is TRUE."""
    return Outcome(Truth.TRUE, because, (), frozenset(grounds), frozenset(checked))


def fails(*because: str) -> Outcome:
    """A leaf that is FALSE."""
    return Outcome(Truth.FALSE, because)


def lacks(*missing: str, grounds: Iterable[str] = ()) -> Outcome:
    """A leaf that is UNKNOWN for want of these facts."""
    return Outcome(Truth.UNKNOWN, (), unique(missing), frozenset(grounds))


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Drop repetitions, keep the order."""
    return tuple(dict.fromkeys(items))


def combine(truth: Truth, parts: Iterable[Outcome]) -> Outcome:
    """Join the reasons of the parts that speak for the joint truth.

    A part speaks for a TRUE or FALSE whole when it has that truth. Of an UNKNOWN whole the TRUE parts give
    reasons, the UNKNOWN ones what is missing, and both give grounds; FALSE parts can no longer matter.
    """
    speaking = [
        part
        for part in parts
        if part.truth is truth or (part.truth is Truth.TRUE and truth is not Truth.FALSE)
    ]
    certain = [part.because for part in speaking if part.truth is not Truth.UNKNOWN]
    open_ = [part.missing for part in speaking if part.truth is Truth.UNKNOWN]
    return Outcome(
        truth,
        unique(chain.from_iterable(certain)),
        unique(chain.from_iterable(open_)),
        frozenset().union(*(part.grounds for part in speaking)),
        frozenset().union(*(part.checked for part in speaking)),
    )


def least_checked(levels: Collection[Verification]) -> Verification | None:
    """Return the least checked of several levels, ``None`` of none."""
    worst_first = (Verification.UNVERIFIED, Verification.JUDGEMENT, Verification.VERIFIED)
    return next((level for level in worst_first if level in levels), None)
