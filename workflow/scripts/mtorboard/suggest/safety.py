"""Safety flags: what blocks or complicates the start of an mTOR inhibitor, whatever the genome says."""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.knowledge.records import SafetyRule
from mtorboard.model.assessment import SafetyFlag
from mtorboard.model.enums import Severity
from mtorboard.model.truth import Truth
from mtorboard.suggest.clinical_leaves import unrecognised
from mtorboard.suggest.conditions import World
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.missing import missing_text, unrecognised_only
from mtorboard.suggest.outcome import least_checked
from mtorboard.suggest.review import is_overdue
from mtorboard.suggest.sidecar import IMMUNOSUPPRESSANTS, MEDICATIONS, PRIOR_THERAPIES
from mtorboard.suggest.trace import trace

UNRECOGNISED_MEDICATION = "UNRECOGNISED_MEDICATION"
UNRECOGNISED_THERAPY = "UNRECOGNISED_THERAPY"
_GRAVEST_FIRST = tuple(Severity)


def safety_flags(index: RuleIndex, world: World) -> tuple[SafetyFlag, ...]:
    """Return all flags, STOP before HOLD before CAUTION before INFO, then by rule id.

    A rule that is UNKNOWN raises a CAUTION with its ``if_unknown`` text and says which facts are missing. A drug
    name that nothing in the drug table answers to is a flag of its own: it was not checked. Where a rule is UNKNOWN
    for such names alone these flags stand in its place, since nothing is "not provided". A rule whose review is
    overdue speaks all the same, and says so.
    """
    flags = [
        flag
        for name, rule in index.rulebase.safety.items()
        if (flag := _flag(index, world, name, rule)) is not None
    ]
    flags += _unrecognised(index, world)
    return tuple(sorted(flags, key=lambda flag: (_GRAVEST_FIRST.index(flag.severity), flag.rule, flag.text)))


def blocking(index: RuleIndex, world: World) -> frozenset[str]:
    """Return the ids of the STOP and HOLD rules that are TRUE."""
    return frozenset(name for name, node in index.blocking.items() if world.truth(node) is Truth.TRUE)


def open_questions(index: RuleIndex, world: World) -> dict[str, tuple[str, ...]]:
    """Return the missing facts of every safety rule that is UNKNOWN, by rule id."""
    outcomes = {name: world.outcome(node) for name, node in index.safety.items()}
    return {name: item.missing for name, item in outcomes.items() if item.truth is Truth.UNKNOWN}


def _flag(index: RuleIndex, world: World, name: str, rule: SafetyRule) -> SafetyFlag | None:
    node = index.safety[name]
    outcome = world.outcome(node)
    overdue = is_overdue(rule.review_due, world.sheet.report_date)
    notes = (index.words.say("notes", "review_due", date=rule.review_due),) if overdue else ()
    if outcome.truth is Truth.TRUE:
        checked = least_checked({rule.verification, *outcome.checked}) or rule.verification
        return SafetyFlag(
            name,
            rule.severity,
            rule.text,
            outcome.because,
            rule.citations,
            (),
            checked,
            notes,
            trace(world, node),
        )
    named = all(unrecognised_only(index, world.sheet, fact) for fact in outcome.missing)
    if outcome.truth is Truth.UNKNOWN and rule.if_unknown and not named:
        because = tuple(missing_text(index, world.sheet, fact) for fact in outcome.missing)
        return SafetyFlag(
            name,
            Severity.CAUTION,
            rule.if_unknown,
            because,
            rule.citations,
            outcome.missing,
            rule.verification,
            notes,
            trace(world, node),
        )
    return None


def _unrecognised(index: RuleIndex, world: World) -> Iterable[SafetyFlag]:
    for rule, severity, key, facts in (
        (UNRECOGNISED_MEDICATION, Severity.CAUTION, "medication", (MEDICATIONS, IMMUNOSUPPRESSANTS)),
        (UNRECOGNISED_THERAPY, Severity.INFO, "therapy", (PRIOR_THERAPIES,)),
    ):
        names = {name for fact in facts for name in unrecognised(world.sheet, fact, index.drugs)}
        for name in sorted(names):
            yield SafetyFlag(rule, severity, index.words.say("unrecognised", key, name=name), ())
