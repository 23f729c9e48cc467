"""Which leaves can matter at all, however the missing facts turn out: what the others settle is passed over."""

from __future__ import annotations

from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import Node, World
from mtorboard.suggest.index import RuleIndex


def live_leaves(index: RuleIndex, world: World, varied: frozenset[str]) -> tuple[Node, ...]:
    """Return the leaves that some values of the varied facts could make decide the headline, a STOP or a HOLD.

    A part that asks no varied fact has one truth in all supposed worlds. Where that alone settles what it is a
    part of, the other parts are passed over. Parts that ask the genome count as varied: biomarkers are supposed.

    Args:
        index: the rules.
        world: the sample as it is.
        varied: roots beside the genome that are touched by the facts that are tried.
    """
    found: list[Node] = []
    seen: set[Node] = set()
    open_ = list(index.telling(lambda node: _is_refuted(world, node, varied)))
    while open_:
        node = open_.pop()
        if node in seen or _is_settled(world, node, varied):
            continue
        seen.add(node)
        if node.test is not None:
            found.append(node)
        open_ += node.children
    return tuple(found)


def _is_refuted(world: World, node: Node, varied: frozenset[str]) -> bool:
    return _is_settled(world, node, varied) and world.truth(node) is Truth.FALSE


def _is_settled(world: World, node: Node, varied: frozenset[str]) -> bool:
    """Whether a node has one truth whatever the varied facts are."""
    if not node.of_genome and node.reads.isdisjoint(varied):
        return True
    if node.key == "not" or not node.children:
        return False
    fixed = [
        world.truth(child)
        for child in node.children
        if not child.of_genome and child.reads.isdisjoint(varied)
    ]
    certain, refuted = fixed.count(Truth.TRUE), fixed.count(Truth.FALSE)
    return certain >= node.count or len(node.children) - refuted < node.count
