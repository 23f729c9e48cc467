"""Rules made ready for evaluation: compiled once for a rule base, used for every sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtorboard.knowledge.base import RuleBase, Tables
from mtorboard.knowledge.records import Allele, Rule
from mtorboard.knowledge.vocabulary import walk
from mtorboard.model.enums import RuleClass
from mtorboard.suggest.conditions import Compiler, Node
from mtorboard.suggest.drugs import DrugIndex
from mtorboard.suggest.words import Words


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
        self.deciding: tuple[Node, ...] = (*self.rules.values(), *self.already_used.values())
        self.alleles: Mapping[str, Allele] = {allele.allele_id: allele for allele in tables.alleles}
        conditions = [rule.when for rule in rulebase.rules.values()]
        conditions += [rule.when for rule in rulebase.safety.values()]
        self.leaves: tuple[tuple[str, Any], ...] = tuple(leaf for tree in conditions for leaf in walk(tree))
        self.tumour_types_asked = frozenset(
            name for key, value in self.leaves if key == "tumour_type" for name in value
        )


_latest: list[RuleIndex] = []


def rule_index(rulebase: RuleBase, tables: Tables) -> RuleIndex:
    """Return the index of a rule base; the latest one is kept, since a run has but one."""
    if not _latest or _latest[0].rulebase is not rulebase or _latest[0].tables is not tables:
        _latest[:] = [RuleIndex(rulebase, tables)]
    return _latest[0]
