"""The headline: one answer from all rows (docs/rules.md, "The headline")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtorboard.model.enums import Headline, RuleClass
from mtorboard.model.truth import Truth
from mtorboard.suggest.precedence import Standing

_FIRST = (Headline.OTHER_PATHWAY_FIRST, Headline.LABEL_INDICATION, Headline.IMMUNOSUPPRESSION_SWITCH)
_MATCHED = frozenset({RuleClass.LABEL, RuleClass.M1})


@dataclass(frozen=True, slots=True)
class Decision:
    """The headline with the rows that decided it.

    Args:
        headline: the answer.
        carried_by: TRUE rows that carry it; empty for NO_MTOR_SUGGESTION and where only UNKNOWN rows spoke.
        open_rows: UNKNOWN rows that keep the answer UNDETERMINED.
    """

    headline: Headline
    carried_by: tuple[Standing, ...] = ()
    open_rows: tuple[Standing, ...] = ()


def decide(rows: Iterable[Standing]) -> Decision:
    """Return the headline that the rows give.

    The highest level with a TRUE row decides, unless a row of a higher level is UNKNOWN: then, and when no
    row is TRUE but one is UNKNOWN, the answer is UNDETERMINED. An UNKNOWN row of the same level does not
    topple a TRUE one. Nothing TRUE and nothing UNKNOWN is NO_MTOR_SUGGESTION: a normal, complete answer.

    Levels: 1 other drug first, licence, change of immunosuppression, licensed or matched monotherapy; 2 with
    endocrine therapy; 3 monotherapy on limited evidence, or a single hit that could become one; 4 with a MEK
    inhibitor, in a trial; 5 what must be known before "no suggestion" may be said.
    """
    carrying = [row for row in rows if row.headline is not None]
    certain = [row for row in carrying if row.truth is Truth.TRUE]
    open_ = [row for row in carrying if row.truth is Truth.UNKNOWN]
    best = min(map(_order, certain), default=None)
    higher = tuple(row for row in open_ if best is None or level(row) < best[0])
    if higher:
        return Decision(Headline.UNDETERMINED, (), higher)
    if best is None:
        return Decision(Headline.NO_MTOR_SUGGESTION)
    carried_by = tuple(row for row in certain if _order(row) == best)
    headline = carried_by[0].headline or Headline.NO_MTOR_SUGGESTION
    beside = tuple(row for row in open_ if level(row) == best[0])
    return Decision(headline, carried_by, beside if headline is Headline.UNDETERMINED else ())


def level(row: Standing) -> int:
    """Return the level of a row that carries a headline, 1 (highest) to 5."""
    match row.headline:
        case Headline.OTHER_PATHWAY_FIRST | Headline.LABEL_INDICATION | Headline.IMMUNOSUPPRESSION_SWITCH:
            return 1
        case Headline.MTOR_PLUS_ENDOCRINE:
            return 2
        case Headline.MTOR_MONOTHERAPY:
            return 1 if row.rule.class_ in _MATCHED else 3
        case Headline.MTOR_PLUS_MEK_TRIAL:
            return 4
        case _:
            return 5 if row.rule.class_ is RuleClass.INFO else 3


def _order(row: Standing) -> tuple[int, int]:
    """Level, then the order inside it: as in the table of levels, a definite headline before UNDETERMINED."""
    if row.headline is Headline.UNDETERMINED:
        return level(row), len(_FIRST) + 1
    return level(row), _FIRST.index(row.headline) if row.headline in _FIRST else len(_FIRST)
