"""Linter of what figures are drawn from: domains inside proteins, a network whose lines meet what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from mtorboard.knowledge.figures import NETWORK, Box, Network, Points, network_from
from mtorboard.knowledge.findings import Finding, sayer
from mtorboard.knowledge.kept import read_yaml
from mtorboard.knowledge.lint_sheet import Sheet, schema_problems
from mtorboard.knowledge.ruleset import split_names
from mtorboard.knowledge.tables import Row, table_rows
from mtorboard.knowledge.vocabulary import nearest


def lint_figures(folder: Path) -> list[Finding]:
    """Lint domains.tsv (its rows' schema is :mod:`lint_tables`'), network.yaml and the words of both.

    Args:
        folder: holds the tables, rules and texts.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    genes = {row["symbol"]: row for _, row in table_rows(folder / "genes.tsv")}
    found = list(_domains(Sheet(folder / "domains.tsv").lines, genes))
    content = read_yaml(folder / NETWORK, dict)
    broken = [Finding(NETWORK, at, "error", text) for at, text in schema_problems("network", content)]
    if broken:
        return found + broken
    network = network_from(content)
    texts = read_yaml(folder / "texts.yaml", dict)
    classes = {name for _, row in table_rows_of(folder / "drugs.tsv") for name in split_names(row["classes"])}
    for where, text in (
        *_members(network, genes, classes),
        *_geometry(network),
        *_words(network, texts),
    ):
        found.append(Finding(NETWORK, where, "error", text))
    return found


def table_rows_of(path: Path) -> Sequence[tuple[int, Row]]:
    """Rows of a table with comments that follow their schema; the others are found elsewhere."""
    return Sheet(path).lines


def _domains(lines: Sequence[tuple[int, Row]], genes: Mapping[str, Row]) -> Iterator[Finding]:
    last: dict[str, int] = {}
    seen: list[str] = []
    for line, row in lines:
        say = sayer("domains.tsv", f"line {line}")
        gene, first, end = row["gene"], int(row["first_codon"]), int(row["last_codon"])
        if row["domain_id"] != f"{gene}:{first}-{end}":
            yield say("domain_id", f"gene and codons make it {gene}:{first}-{end}")
        if gene not in genes:
            yield say("gene", f"{gene} is not in genes.tsv{nearest(gene, genes)}")
            continue
        if not first <= end <= int(genes[gene]["protein_length"]):
            yield say("last_codon", f"{first} to {end} is not within the protein's residues")
        if first <= last.get(gene, 0):
            yield say("first_codon", f"begins before the domain above it ends, at {last[gene]}")
        if gene in seen[:-1] and gene != seen[-1]:
            yield say("gene", f"{gene} stands apart from its other domains")
        last[gene] = end
        seen.append(gene)


Problem = tuple[str, str]
"""(where, text)."""


def _members(network: Network, genes: Mapping[str, Row], classes: set[str]) -> Iterator[Problem]:
    """Every gene of an arm is drawn once; every name leads somewhere."""
    names = [node.node_id for node in network.nodes] + [drug.target_id for drug in network.drugs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield name, "is the id of two things"
    drawn = [gene for node in network.nodes for gene in node.genes]
    for gene in sorted({gene for gene in drawn if drawn.count(gene) > 1}):
        yield gene, "is drawn twice"
    for gene, row in genes.items():
        if row["arm"] and gene not in drawn:
            yield gene, f"is a gene of {row['arm']} and not drawn"
    for link in network.links:
        for name in (link.start, link.end):
            if name not in names:
                yield f"{link.start} to {link.end}", f"'{name}' is no node{nearest(name, names)}"
    for drug in network.drugs:
        if drug.node not in names:
            yield drug.target_id, f"'{drug.node}' is no node{nearest(drug.node, names)}"
        for name in drug.classes:
            if name not in classes:
                yield drug.target_id, f"'{name}' is no class of drugs.tsv{nearest(name, classes)}"


def _geometry(network: Network) -> Iterator[Problem]:
    """Boxes lie inside and apart; a line begins and ends at its boxes and crosses no other."""
    boxes = {node.node_id: node.box for node in network.nodes}
    boxes |= {drug.target_id: drug.box for drug in network.drugs}
    for name, box in boxes.items():
        if box.right > network.width or box.bottom > network.height:
            yield name, "reaches out of the drawing"
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        if _overlap(first, second):
            yield one, f"lies on {other}"
    lines = [(link.start, link.end, link.path) for link in network.links]
    lines += [(drug.target_id, drug.node, drug.path) for drug in network.drugs]
    for start, end, path in lines:
        yield from _line_problems(start, end, path, boxes)


def _line_problems(start: str, end: str, path: Points, boxes: Mapping[str, Box]) -> Iterator[Problem]:
    where = f"{start} to {end}"
    for name, point in ((start, path[0]), (end, path[-1])):
        if name in boxes and not _on_edge(boxes[name], *point):
            yield where, f"({point[0]}, {point[1]}) is not on the edge of {name}"
    for one, other in pairwise(path):
        if one[0] != other[0] and one[1] != other[1]:
            yield where, f"{one} to {other} is neither level nor upright"
        corner = min(one[0], other[0]), min(one[1], other[1])
        piece = Box(*corner, abs(one[0] - other[0]), abs(one[1] - other[1]))
        for name, box in boxes.items():
            if _overlap(piece, box):
                yield where, f"crosses {name}"


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes (or a line, a box without width or height, and a box) have inner points in common."""
    beside = one.right <= other.x or other.right <= one.x
    return not (beside or one.bottom <= other.y or other.bottom <= one.y)


def _on_edge(box: Box, x: float, y: float) -> bool:
    upright = x in (box.x, box.right) and box.y < y < box.bottom
    level = y in (box.y, box.bottom) and box.x < x < box.right
    return upright or level


def _words(network: Network, texts: Mapping[str, Any]) -> Iterator[Problem]:
    words = texts.get("report", {}).get("figures", {}).get("network", {})
    wanted = (
        ("nodes", [node.node_id for node in network.nodes]),
        ("drugs", [drug.target_id for drug in network.drugs]),
    )
    for part, names in wanted:
        given = words.get(part, {})
        for name in names:
            if not given.get(name):
                yield name, f"has no word in texts.yaml, report.figures.network.{part}"
        for name in sorted(set(given) - set(names)):
            yield name, f"has a word in texts.yaml, report.figures.network.{part}, and is not drawn"
