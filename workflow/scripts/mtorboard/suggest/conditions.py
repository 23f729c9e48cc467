"""Conditions: trees of the closed vocabulary, evaluated in Kleene's three-valued logic.

A tree is compiled once. Equal parts of all rules become one node, and every node knows what it reads, so that
trying out another value of one fact evaluates again only what that fact can reach.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS, as_names, problems
from mtorboard.model.truth import Truth, at_least, negate
from mtorboard.suggest import clinical_leaves as clinical
from mtorboard.suggest import genome_leaves as genome
from mtorboard.suggest.drugs import DrugIndex
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.outcome import Outcome, combine
from mtorboard.suggest.settled import SETTLED_BY
from mtorboard.suggest.words import Silence, Words

Test = Callable[[FactSheet], Outcome]

PLAIN: Mapping[str, Callable[[Any, FactSheet, Words], Outcome]] = {
    "tumour_type": clinical.tumour_type,
    "region": clinical.region,
    "clinical": clinical.clinical,
    "receptor": clinical.receptor,
    "germline": clinical.germline,
    "days_since": clinical.days_since,
    "arm": genome.arm,
    "gene": genome.gene,
    "allele": genome.allele,
    "label": genome.label,
    "codons": genome.codons,
    "low_confidence": genome.low_confidence,
    "possible_germline": genome.possible_germline,
    "unassessed": genome.unassessed,
}
"""Leaves of a value, a sheet and the wording."""

WITH_DRUGS: Mapping[str, Callable[[Any, FactSheet, Words, DrugIndex], Outcome]] = {
    "prior_therapy": clinical.prior_therapy,
    "medication": clinical.medication,
    "transplant": clinical.transplant,
}
"""Leaves that recognise drugs as well."""
ASKING_RULES = frozenset({"rule", "drug_listed"})
"""Leaves of the vocabulary that stand for the conditions of other rules."""
SILENCE = Silence()


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A compiled condition.

    Args:
        key: connective or leaf.
        written: the condition as a rule writes it.
        children: of a connective.
        count: how many children must be TRUE (all of them for ``all``, one for ``any``).
        test: of a leaf.
        silent: the same without reasons in words.
        reads: roots of the facts that it depends on (``tumour_type``, ``region``, ``clinical.FIELD``,
            ``gene.G``, ``arm.A``, ``germline``, ``prior_therapies``, ``medications``, ``transplant``).
        of_genome: whether genes or arms are among them.
    """

    key: str
    written: Mapping[str, Any]
    children: tuple[Node, ...]
    count: int
    test: Test | None
    silent: Test | None
    reads: frozenset[str]
    of_genome: bool

    def truth_on(self, sheet: FactSheet) -> Truth:
        """Return the truth of a leaf on a sheet."""
        return self.silent(sheet).truth if self.silent else Truth.UNKNOWN

    @property
    def leaves(self) -> Iterator[Node]:
        """The leaves below it, or itself."""
        if self.test is not None:
            yield self
        for child in self.children:
            yield from child.leaves

    @property
    def parts(self) -> Iterator[Node]:
        """What it asks, in the order in which it is written: leaves, and the parts that ask other rules."""
        if self.test is not None or self.key in ASKING_RULES:
            yield self
            return
        for child in self.children:
            yield from child.parts


class Compiler:
    """Compiles conditions over one set of rules, sharing equal parts."""

    def __init__(self, rulebase: RuleBase, drugs: DrugIndex, words: Words) -> None:
        self._rulebase = rulebase
        self._drugs = drugs
        self._words = words
        self._nodes: dict[str, Node] = {}
        self._open: list[str] = []

    @property
    def leaves(self) -> tuple[Node, ...]:
        """All leaves compiled so far."""
        return tuple(node for node in self._nodes.values() if node.test is not None)

    def compile(self, condition: Mapping[str, Any], where: str = "when") -> Node:
        """Return the node of a condition.

        Raises:
            KnowledgeError: a word that the vocabulary lacks, an unknown rule, or rules that ask each other.
        """
        for path, what in problems(condition):
            raise KnowledgeError(what, where=f"{where}, {path}", todo="see docs/rules.md")
        return self._node(condition)

    def rule(self, rule_id: str) -> Node:
        """Return the node of a therapy rule's own condition."""
        if rule_id not in self._rulebase.rules:
            raise KnowledgeError(f"there is no rule '{rule_id}'", where="rules.yaml")
        if rule_id in self._open:
            raise KnowledgeError(f"{' -> '.join([*self._open, rule_id])} ask each other", where="rules.yaml")
        self._open.append(rule_id)
        node = self.compile(self._rulebase.rules[rule_id].when, rule_id)
        self._open.pop()
        return node

    def _node(self, condition: Mapping[str, Any]) -> Node:
        identity = json.dumps(condition, sort_keys=True, default=str)
        if identity not in self._nodes:
            self._nodes[identity] = self._build(condition)
        return self._nodes[identity]

    def _build(self, condition: Mapping[str, Any]) -> Node:
        key, value = next(iter(condition.items()))
        if key in ("all", "any", "at_least"):
            children = tuple(self._node(child) for child in (value["of"] if key == "at_least" else value))
            count = {"all": len(children), "any": 1}.get(key) or value["count"]
            return _connective(condition, children, count)
        if key == "not":
            return _connective(condition, (self._node(value),), 1)
        if key == "rule":
            return _connective(condition, (self.rule(value),), 1)
        if key == "drug_listed":
            listing = (self._node({"rule": name}) for name in self._rulebase.listing(value))
            return _connective(condition, tuple(listing), 1)
        spoken, silent = (self._test(key, value, words) for words in (self._words, SILENCE))
        return _node(condition, (), 0, (spoken, silent), _reads(key, value))

    def _test(self, key: str, value: Any, words: Words) -> Test:
        drugs = self._drugs
        if key in WITH_DRUGS:
            with_drugs = WITH_DRUGS[key]
            return lambda sheet: with_drugs(value, sheet, words, drugs)
        plain = PLAIN[key]
        return lambda sheet: plain(value, sheet, words)


class World:
    """A fact sheet with what was already evaluated on it.

    A world made by :meth:`vary` or :meth:`suppose` evaluates only what its change can reach, and without words.

    Args:
        sheet: what is known.
        base: the world that it was made from; ``changed``: roots in which it differs from that.
        shared: outcomes of nodes that do not read the genome, from a world that is equal in all else.
    """

    def __init__(
        self,
        sheet: FactSheet,
        base: World | None = None,
        changed: frozenset[str] = frozenset(),
        shared: dict[Node, Outcome] | None = None,
    ) -> None:
        self.sheet = sheet
        self._shared = shared
        self._base = base
        self._changed = changed
        self._memo: dict[Node, Outcome] = {}
        self._truths: dict[Node, Truth] = {}
        self._supposed: dict[object, World] = {}

    def outcome(self, node: Node) -> Outcome:
        """Evaluate a node."""
        found = self._memo.get(node)
        if found is None:
            if self._base is not None and node.reads.isdisjoint(self._changed):
                return self._base.outcome(node)
            found = self._memo[node] = self._evaluated(node)
        return found

    def _evaluated(self, node: Node) -> Outcome:
        if self._shared is None or node.of_genome:
            return self._evaluate(node)
        if node not in self._shared:
            self._shared[node] = self._evaluate(node)
        return self._shared[node]

    def truth(self, node: Node) -> Truth:
        """Return the truth that :meth:`outcome` gives, without its reasons and no further than it takes."""
        truth = self._truths.get(node)
        if truth is None:
            if self._base is not None and node.reads.isdisjoint(self._changed):
                truth = self._base.truth(node)
            else:
                truth = self._weigh(node)
            self._truths[node] = truth
        return truth

    def vary(self, sheet: FactSheet, changed: frozenset[str]) -> World:
        """Return the world of a sheet that differs from this one's in what ``changed`` roots read, only."""
        return World(sheet, self, changed)

    def suppose(
        self, name: object, change: Callable[[FactSheet], FactSheet], changed: frozenset[str]
    ) -> World:
        """Return the world in which a change of genes and arms is supposed on top; made once for each name.

        In a varied world it is the base's supposed world, varied: a gene's state hangs on no other gene's, and
        an arm's on that of its genes, whose change names it. So what the variation cannot reach is known.
        """
        if name not in self._supposed:
            sheet = change(self.sheet)
            self._supposed[name] = (
                self.vary(sheet, changed)
                if self._base is None
                else self._base.suppose(name, change, changed).vary(sheet, self._changed)
            )
        return self._supposed[name]

    def _weigh(self, node: Node) -> Truth:
        if node.silent is not None:
            known = self._memo.get(node)
            return known.truth if known else node.truth_on(self.sheet)
        if node.key == "not":
            return negate(self.truth(node.children[0]))
        certain, possible = 0, len(node.children)
        for child in node.children:
            truth = self.truth(child)
            if truth is Truth.TRUE:
                certain += 1
            elif truth is Truth.FALSE:
                possible -= 1
            if certain >= node.count or possible < node.count:
                break
        if certain >= node.count:
            return Truth.TRUE
        return Truth.UNKNOWN if possible >= node.count else Truth.FALSE

    def _evaluate(self, node: Node) -> Outcome:
        test = node.test if self._base is None else node.silent
        if test is not None:
            return test(self.sheet)
        parts: list[Outcome] = []
        for child in node.children:
            parts.append(self.outcome(child))
            if node.key == "all" and parts[-1].truth is Truth.FALSE:
                return parts[-1]
        if node.key == "not":
            inner = parts[0]
            return Outcome(negate(inner.truth), inner.because, inner.missing, inner.grounds)
        return combine(at_least(node.count, [part.truth for part in parts]), parts)


def _connective(written: Mapping[str, Any], children: tuple[Node, ...], count: int) -> Node:
    reads = frozenset().union(*(child.reads for child in children))
    return _node(written, children, count, (None, None), reads)


def _node(
    written: Mapping[str, Any],
    children: tuple[Node, ...],
    count: int,
    tests: tuple[Test | None, Test | None],
    reads: frozenset[str],
) -> Node:
    of_genome = any(root.startswith(("gene.", "arm.")) for root in reads)
    return Node(next(iter(written)), written, children, count, *tests, reads, of_genome)


def _reads(key: str, value: Any) -> frozenset[str]:
    """Return the roots that a leaf depends on; :func:`mtorboard.suggest.facts.touched` is its counterpart."""
    if key == "arm":
        genes = value.get("genes", ())
        return frozenset({f"arm.{value['arm']}", *(f"gene.{gene}" for gene in genes)})
    if key in ("gene", "codons", "low_confidence", "possible_germline"):
        return frozenset(f"gene.{gene}" for gene in as_names(value["gene"]))
    if key == "label":
        return frozenset(f"gene.{gene}" for gene in value["genes"])
    if key == "allele":
        return frozenset(f"gene.{name.partition(':')[0]}" for name in value)
    if key == "unassessed":
        return frozenset(f"gene.{gene}" for gene in value)
    if key == "clinical":
        roots = {f"clinical.{value['field']}", SETTLED_BY.get(value["field"], "")}
        return frozenset(roots - {""})
    if key == "receptor":
        return frozenset(f"clinical.{field}" for field in RECEPTOR_FIELDS[value["marker"]])
    if key == "days_since":
        return frozenset({f"clinical.{value['field']}", "clinical.surgery_done"})
    if key == "transplant":
        taken = {"medications"} if "immunosuppressant" in value else set()
        return frozenset({"transplant", "clinical.transplant_recipient", *taken})
    if key == "medication":
        return frozenset({"medications", "transplant"})
    return frozenset({"prior_therapies" if key == "prior_therapy" else key})
