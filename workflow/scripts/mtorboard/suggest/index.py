"""Rules made ready for evaluation: compiled once for a rule base, used for every sample."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from mtorboard.knowledge.base import RuleBase, Tables
from mtorboard.knowledge.records import Allele, Rule
from mtorboard.knowledge.vocabulary import walk
from mtorboard.model.assessment import Change
from mtorboard.model.enums import RuleClass, Severity
from mtorboard.model.truth import Truth
from mtorboard.suggest.columns import Masks
from mtorboard.suggest.conditions import Compiler, Node, World
from mtorboard.suggest.drugs import DrugIndex
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.ladder import is_liftable, is_protected, ladder
from mtorboard.suggest.outcome import Outcome
from mtorboard.suggest.parts import parts
from mtorboard.suggest.review import is_withheld
from mtorboard.suggest.words import Words

_OF_ALTERATIONS = frozenset({"allele", "label", "codons"})
"""Leaves that ask what an alteration is; of all others the states of genes and arms say enough."""
BLOCKING = (Severity.STOP, Severity.HOLD)


class Kept:
    """What was worked out for one tumour and holds for others that are equal in what it hangs on.

    ``tokens`` stand for parts of fact sheets. ``trials``, ``alone``, ``together`` and ``settling`` are what values
    of facts do, by what they hang on; ``live`` are the leaves that can matter; ``changes`` whole answers;
    ``outcomes`` what conditions that do not ask the genome give.
    """

    def __init__(self) -> None:
        self.outcomes: dict[Hashable, dict[Node, Outcome]] = {}
        self.settling: dict[Hashable, Any] = {}
        self.live: dict[Hashable, tuple[Node, ...]] = {}
        self.tokens: dict[Hashable, int] = {}
        self.trials: dict[Hashable, Any] = {}
        self.alone: dict[Hashable, Masks] = {}
        self.together: dict[Hashable, Truth] = {}
        self.changes: dict[Hashable, tuple[Change, ...]] = {}
        self._sizes: tuple[tuple[dict[Any, Any], int], ...] = (
            (self.tokens, 20_000),
            (self.trials, 20_000),
            (self.alone, 50_000),
            (self.together, 100_000),
            (self.settling, 20_000),
            (self.changes, 1_024),
            (self.live, 1_024),
            (self.outcomes, 64),
        )

    def clear(self) -> None:
        """Forget everything: tokens mean nothing once they are gone, so all goes together."""
        for kept, _ in self._sizes:
            kept.clear()

    def trim(self) -> None:
        """Forget what has become too much: a cohort repeats itself, the rest must not fill the memory."""
        if len(self.tokens) > self._sizes[0][1]:
            self.clear()
        for kept, most in self._sizes:
            if len(kept) > most:
                kept.clear()

    def beside_genome(self, sheet: FactSheet) -> dict[Node, Outcome]:
        """Return the outcomes of conditions that ask nothing of the genome, in tumours equal in all else."""
        key = (sheet.clinical, sheet.tumour_type, sheet.region, sheet.report_date)
        return self.outcomes.setdefault(key, {})

    def token(self, part: Hashable) -> int:
        """Return a number that equal parts share."""
        return self.tokens.setdefault(part, len(self.tokens))


class RuleIndex:
    """A rule base with its conditions compiled.

    Args:
        rulebase: rules, drugs, tumour types, texts.
        tables: genes and alleles.

    Raises:
        KnowledgeError: a condition is malformed or names a rule that does not exist.
    """

    def __init__(self, rulebase: RuleBase, tables: Tables) -> None:
        self.rulebase = rulebase
        self.tables = tables
        self.words = Words(rulebase.texts)
        self.drugs = DrugIndex(rulebase.drugs)
        compiler = Compiler(rulebase, self.drugs, self.words)
        self.rules: Mapping[str, Node] = {name: compiler.rule(name) for name in sorted(rulebase.rules)}
        self.safety: Mapping[str, Node] = {
            name: compiler.compile(rule.when, name) for name, rule in sorted(rulebase.safety.items())
        }
        self.already_used: Mapping[str, Node] = {
            name: compiler.compile({"prior_therapy": {"any_of": list(rule.already_used), "progressed": True}})
            for name, rule in rulebase.rules.items()
            if rule.already_used
        }
        self.nots: tuple[Rule, ...] = tuple(
            rule for _, rule in sorted(rulebase.rules.items()) if rule.class_ is RuleClass.NOT
        )
        self.deciding: frozenset[str] = frozenset(
            name for name, rule in rulebase.rules.items() if rule.headline is not None or rule.suppresses
        )
        self.blocking: Mapping[str, Node] = {
            name: self.safety[name]
            for name, rule in sorted(rulebase.safety.items())
            if rule.severity in BLOCKING
        }
        self.disputes: Mapping[str, tuple[tuple[Rule, str], ...]] = {
            name: tuple(
                (against, mark)
                for against in self.nots
                for mark in sorted(rule.biomarkers & against.biomarkers)
            )
            for name, rule in rulebase.rules.items()
            if rule.headline is not None and is_liftable(rule, rule.class_)
        }
        self.suppressing: Mapping[str, tuple[str, ...]] = {
            name: tuple(
                target
                for target in rule.suppresses
                if (other := rulebase.rules.get(target)) and not is_protected(other, other.class_)
            )
            for name, rule in sorted(rulebase.rules.items())
            if rule.suppresses
        }
        self.ladder = ladder(rulebase.rules.values())
        self.kept = Kept()
        self._findings = tuple(node for node in compiler.leaves if node.key in _OF_ALTERATIONS)
        self.alleles: Mapping[str, Allele] = {allele.allele_id: allele for allele in tables.alleles}
        conditions = [rule.when for rule in rulebase.rules.values()]
        conditions += [rule.when for rule in rulebase.safety.values()]
        self.leaves: tuple[tuple[str, Any], ...] = tuple(leaf for tree in conditions for leaf in walk(tree))
        self.tumour_types_asked = frozenset(
            name for key, value in self.leaves if key == "tumour_type" for name in value
        )

    def parts(self, world: World) -> Mapping[str, int]:
        """Return a token for every root of a fact sheet: all that rules can tell of it, equal where equal.

        Names of variants, reasons and notes are no part of it, so tumours of a cohort can be equal. Of what exactly
        an alteration is, the leaves that ask for it tell.
        """
        told: dict[str, list[Hashable]] = {}
        for leaf in self._findings:
            outcome = world.outcome(leaf)
            for root in leaf.reads:
                told.setdefault(root, []).append((outcome.truth._value_, outcome.grounds))
        return {
            root: self.kept.token((root, part, *told.get(root, ())))
            for root, part in parts(world.sheet).items()
        }

    def withheld(self, sheet: FactSheet) -> frozenset[str]:
        """Return the rules that are so long past their review, on the report's day, that they suggest nothing."""
        months, day = sheet.limits.review_withheld_months, sheet.report_date
        return frozenset(name for name, rule in self.rulebase.rules.items() if is_withheld(rule, day, months))

    def telling(self, is_refuted: Callable[[Node], bool]) -> Iterator[Node]:
        """Yield what decides or disputes the headline, or decides a STOP or HOLD.

        Of a rule whose condition is refuted whatever is missing, nothing tells anything.
        """
        for name in sorted(self.deciding | {rule.rule_id for rule in self.nots}):
            if not is_refuted(self.rules[name]):
                yield self.rules[name]
                if name in self.deciding and name in self.already_used:
                    yield self.already_used[name]
        yield from self.blocking.values()


_latest: list[RuleIndex] = []


def rule_index(rulebase: RuleBase, tables: Tables) -> RuleIndex:
    """Return the index of a rule base; the latest one is kept, since a run has but one."""
    if not _latest or _latest[0].rulebase is not rulebase or _latest[0].tables is not tables:
        _latest[:] = [RuleIndex(rulebase, tables)]
    return _latest[0]
