"""The headline: one answer from all rows (docs/rules.md, "The headline")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtorboard.model.enums import Headline
from mtorboard.model.truth import Truth
from mtorboard.suggest.ladder import level, order
from mtorboard.suggest.precedence import Standing


@dataclass(frozen=True, slots=True)
class Decision:
    """The headline with the rows that decided it.

    Args:
        headline: the answer.
        carried_by: TRUE rows that carry it; empty for NO_MTOR_SUGGESTION and where only UNKNOWN rows spoke.
        open_rows: UNKNOWN rows that keep the answer UNDETERMINED.
        withheld: TRUE rows that would have carried the answer, but for their overdue review.
    """

    headline: Headline
    carried_by: tuple[Standing, ...] = ()
    open_rows: tuple[Standing, ...] = ()
    withheld: tuple[Standing, ...] = ()


def decide(rows: Iterable[Standing]) -> Decision:
    """Return the headline that the rows give.

    The highest level with a TRUE row decides, unless a row of a higher level is UNKNOWN: then, and when no
    row is TRUE but one is UNKNOWN, the answer is UNDETERMINED. An UNKNOWN row of the same level does not
    topple a TRUE one. Nothing TRUE and nothing UNKNOWN is NO_MTOR_SUGGESTION: a normal, complete answer.

    Levels: 1 other drug first, licence, change of immunosuppression, licensed or matched monotherapy; 2 with
    endocrine therapy; 3 monotherapy on limited evidence, or a single hit that could become one; 4 with a MEK
    inhibitor, in a trial; 5 what must be known before "no suggestion" may be said.

    An overdue row that is withheld never lets another answer appear: the place that decides is found as if all were
    in date, and where nothing but withheld rows stands on it the answer is UNDETERMINED.
    """
    carrying = [row for row in rows if row.headline is not None]
    certain = [row for row in carrying if row.truth is Truth.TRUE]
    open_ = [row for row in carrying if row.truth is Truth.UNKNOWN]
    best = min((order(row.rule) for row in certain), default=None)
    higher = tuple(row for row in open_ if best is None or level(row.rule) < best[0])
    if higher:
        return Decision(Headline.UNDETERMINED, (), higher)
    if best is None:
        return Decision(Headline.NO_MTOR_SUGGESTION)
    deciding = [row for row in certain if order(row.rule) == best]
    carried_by = tuple(row for row in deciding if not row.withheld)
    if not carried_by:
        return Decision(Headline.UNDETERMINED, withheld=tuple(deciding))
    headline = carried_by[0].headline or Headline.NO_MTOR_SUGGESTION
    beside = tuple(row for row in open_ if level(row.rule) == best[0])
    return Decision(headline, carried_by, beside if headline is Headline.UNDETERMINED else ())
