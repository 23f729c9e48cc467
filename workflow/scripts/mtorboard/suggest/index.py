"""Rules made ready for evaluation: compiled once for a rule base, used for every sample."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.knowledge.base import RuleBase, Tables
from mtorboard.knowledge.records import Allele, Rule
from mtorboard.knowledge.vocabulary import walk
from mtorboard.model.assessment import Change
from mtorboard.model.enums import RuleClass, Severity
from mtorboard.suggest.conditions import Compiler, Node, World
from mtorboard.suggest.drugs import DrugIndex
from mtorboard.suggest.facts import identity
from mtorboard.suggest.words import Words

_OF_ALTERATIONS = frozenset({"allele", "label", "codons"})
"""Leaves that ask what an alteration is; of all others the states of genes and arms say enough."""
BLOCKING = (Severity.STOP, Severity.HOLD)


@dataclass(frozen=True, slots=True)
class Affected:
    """Rules that some roots reach: those that decide the headline, and safety rules that say STOP or HOLD."""

    rules: tuple[str, ...]
    blocking: tuple[str, ...]


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
        compiler = Compiler(rulebase.rules, self.drugs, self.words)
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
        self.kept_changes: dict[Hashable, tuple[Change, ...]] = {}
        self._affected: dict[frozenset[str], Affected] = {}
        self._findings = tuple(node for node in compiler.leaves if node.key in _OF_ALTERATIONS)
        self.alleles: Mapping[str, Allele] = {allele.allele_id: allele for allele in tables.alleles}
        conditions = [rule.when for rule in rulebase.rules.values()]
        conditions += [rule.when for rule in rulebase.safety.values()]
        self.leaves: tuple[tuple[str, Any], ...] = tuple(leaf for tree in conditions for leaf in walk(tree))
        self.tumour_types_asked = frozenset(
            name for key, value in self.leaves if key == "tumour_type" for name in value
        )

    def identity(self, world: World) -> Hashable:
        """Return all that rules can tell of a tumour and patient: equal ones get equal answers."""
        outcomes = (world.outcome(node) for node in self._findings)
        return identity(world.sheet), tuple((item.truth._value_, item.grounds) for item in outcomes)

    def affected(self, roots: frozenset[str]) -> Affected:
        """Return the rules that read one of the roots: no other can change with them."""
        if roots not in self._affected:

            def reached(nodes: Mapping[str, Node]) -> set[str]:
                return {name for name, node in nodes.items() if not node.reads.isdisjoint(roots)}

            rules = reached(self.rules) | reached(self.already_used)
            self._affected[roots] = Affected(
                tuple(sorted(rules & self.deciding)), tuple(sorted(reached(self.blocking)))
            )
        return self._affected[roots]


_latest: list[RuleIndex] = []


def rule_index(rulebase: RuleBase, tables: Tables) -> RuleIndex:
    """Return the index of a rule base; the latest one is kept, since a run has but one."""
    if not _latest or _latest[0].rulebase is not rulebase or _latest[0].tables is not tables:
        _latest[:] = [RuleIndex(rulebase, tables)]
    return _latest[0]
