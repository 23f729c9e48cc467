"""Which rows stand and which are removed, and by which rule (docs/rules.md, section "Where rules meet")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mtorboard.knowledge.records import Rule
from mtorboard.model.enums import Headline, RuleClass
from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import World
from mtorboard.suggest.facts import biomarker_roots, with_biomarker, without_biomarkers
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.ladder import is_liftable, is_protected
from mtorboard.suggest.outcome import Outcome, unique


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule that is TRUE or UNKNOWN, and what the other rules did to it.

    Args:
        rule: the rule.
        truth: after the decisions; ``outcome`` is that of the rule's own condition.
        class_: as printed; INFO where the region or an earlier use took the rule's force.
        missing: facts that keep it UNKNOWN.
        removed_by: rules that removed it; empty: it stands.
        cautions: rules whose text is printed on it.
        notes: keys of ``notes`` in texts.yaml that apply.
        withheld: its review is so long overdue that it suggests nothing. In all else it acts as in date: it
            removes what it would remove, and keeps its place before the rows below it.
    """

    rule: Rule
    outcome: Outcome
    truth: Truth
    class_: RuleClass
    missing: tuple[str, ...] = ()
    removed_by: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    withheld: bool = False

    @property
    def stands(self) -> bool:
        """Whether no other rule removed it."""
        return not self.removed_by

    @property
    def headline(self) -> Headline | None:
        """The headline that it carries: none for a row that lost its force."""
        lost = self.class_ is RuleClass.INFO and self.rule.class_ is not RuleClass.INFO
        return None if lost or not self.stands else self.rule.headline

    @property
    def is_protected(self) -> bool:
        """Licensed and matched rows, and other-drug-first rows, are never removed."""
        return is_protected(self.rule, self.class_)


def standings(index: RuleIndex, world: World) -> tuple[Standing, ...]:
    """Return every therapy rule that is TRUE or UNKNOWN, by rule id, with what the others did to it."""
    return spoken_against(index, world, named_suppression(index, world))


def named_suppression(index: RuleIndex, world: World) -> tuple[Standing, ...]:
    """Return the rows as their own conditions and the rules that name them leave them."""
    region, withheld = world.sheet.region, index.withheld(world.sheet)
    rows = {}
    for name, node in index.rules.items():
        used = index.already_used.get(name)
        outcome = world.outcome(node)
        if outcome.truth is not Truth.FALSE:
            row = own_row(index.rulebase.rules[name], outcome, world.outcome(used) if used else None, region)
            rows[name] = replace(row, withheld=True) if name in withheld else row
    return named(rows)


def spoken_against(index: RuleIndex, world: World, rows: Iterable[Standing]) -> tuple[Standing, ...]:
    """Remove limited rows that rest on nothing but biomarkers that a NOT rule speaks against."""
    return tuple(
        _lifted(index, world, row) if row.stands and is_liftable(row.rule, row.class_) else row
        for row in rows
    )


def own_row(rule: Rule, outcome: Outcome, used: Outcome | None, region: str) -> Standing:
    """Return the row by itself: its condition (not FALSE), the region, whether its drugs were already used.

    ``used`` is the outcome of "its drugs were used with progression", ``None`` where that takes no force.
    """
    if rule.regions and region not in rule.regions:
        notes, class_ = ("other_region",), RuleClass.INFO
    elif used is not None and used.truth is Truth.TRUE:
        notes, class_ = ("already_used",), RuleClass.INFO
    else:
        row = Standing(rule, outcome, outcome.truth, rule.class_, outcome.missing)
        return row if used is None or used.truth is Truth.FALSE else _doubted(row, used.missing)
    return Standing(rule, outcome, outcome.truth, class_, outcome.missing, notes=notes)


def named(rows: Mapping[str, Standing]) -> tuple[Standing, ...]:
    """Apply ``suppresses`` and ``cautions_on``: TRUE removes, UNKNOWN makes UNKNOWN, protected rows stay."""
    found = dict(rows)
    for name, actor in rows.items():
        if actor.class_ is RuleClass.INFO and actor.rule.class_ is not RuleClass.INFO:
            continue
        for target in actor.rule.suppresses:
            if target in found:
                found[target] = _suppressed(found[target], name, actor.outcome)
        for target in actor.rule.cautions_on:
            if target in found and actor.outcome.truth is Truth.TRUE:
                found[target] = _cautioned(found[target], name)
    return tuple(found.values())


def _suppressed(row: Standing, by: str, outcome: Outcome) -> Standing:
    if row.is_protected:
        return _cautioned(row, by) if outcome.truth is Truth.TRUE else row
    if outcome.truth is Truth.TRUE:
        return replace(row, removed_by=unique((*row.removed_by, by)))
    return _doubted(row, outcome.missing)


def _lifted(index: RuleIndex, world: World, row: Standing) -> Standing:
    marks = row.rule.biomarkers & row.outcome.grounds
    for rule in index.nots:
        shared = sorted(marks & rule.biomarkers)
        if not shared or (rule.regions and world.sheet.region not in rule.regions):
            continue
        against = {
            mark: outcome for mark in shared if (outcome := _against(index, world, rule, mark)) is not None
        }
        if against:
            row = _after(index, world, row, rule, against)
    return row


def with_altered(world: World, mark: str) -> World:
    """Return the world with an arm or gene altered in an unspecified way, unless it is altered already."""
    return world.suppose(
        ("with", mark), lambda sheet: with_biomarker(sheet, mark), biomarker_roots(world.sheet, (mark,))
    )


def _against(index: RuleIndex, world: World, rule: Rule, mark: str) -> Outcome | None:
    """What the NOT rule says if the biomarker is altered; ``None`` when it does not speak of it then."""
    outcome = with_altered(world, mark).outcome(index.rules[rule.rule_id])
    return outcome if mark in outcome.grounds and outcome.truth is not Truth.FALSE else None


def _after(
    index: RuleIndex, world: World, row: Standing, rule: Rule, against: Mapping[str, Outcome]
) -> Standing:
    """The row after one NOT rule: removed if nothing is left to stand on, in doubt if the NOT rule is."""
    sure = [mark for mark, outcome in against.items() if outcome.truth is Truth.TRUE]
    if sure and _left(index, world, row, sure) is Truth.FALSE:
        return replace(row, removed_by=unique((*row.removed_by, rule.rule_id)))
    if len(against) > len(sure) and _left(index, world, row, against) is Truth.FALSE:
        return _doubted(row, unique(fact for outcome in against.values() for fact in outcome.missing))
    return row


def _left(index: RuleIndex, world: World, row: Standing, marks: Iterable[str]) -> Truth:
    gone = tuple(marks)
    without = world.suppose(
        ("without", gone),
        lambda sheet: without_biomarkers(sheet, gone),
        biomarker_roots(world.sheet, gone),
    )
    return without.outcome(index.rules[row.rule.rule_id]).truth


def _doubted(row: Standing, missing: Iterable[str]) -> Standing:
    added = [fact for fact in missing if fact not in row.missing]
    if row.truth is Truth.UNKNOWN and not added:
        return row
    return replace(row, truth=Truth.UNKNOWN, missing=(*row.missing, *added))


def _cautioned(row: Standing, by: str) -> Standing:
    return replace(row, cautions=unique((*row.cautions, by)))
