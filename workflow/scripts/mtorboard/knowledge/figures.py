"""What the figures of a report are drawn from: the network, protein domains, lengths and hotspot codons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.kept import read_yaml
from mtorboard.knowledge.tables import Row, read_table, table_rows
from mtorboard.knowledge.transcripts import Transcript, load_transcripts
from mtorboard.model.enums import Build, Verification

NETWORK = "network.yaml"
Points = tuple[tuple[float, float], ...]
"""Corners of a line in units of the drawing, x to the right, y downwards."""

_RESIDUE = re.compile(r"[A-Z](\d+)")


class Box(NamedTuple):
    """A rectangle in units of the drawing: left upper corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """y of the lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Domain:
    """A row of domains.tsv; codons 1-based, both ends belong to the domain."""

    gene: str
    first_codon: int
    last_codon: int
    name: str
    verified: Verification


@dataclass(frozen=True, slots=True)
class Node:
    """A protein or a family of proteins with its genes; without genes it is drawn as a name alone."""

    node_id: str
    box: Box
    genes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One node acts on another. ``feedback``: against the direction of the others."""

    start: str
    end: str
    inhibits: bool
    feedback: bool
    path: Points
    verified: Verification


@dataclass(frozen=True, slots=True)
class DrugTarget:
    """Drug classes (of drugs.tsv) that act on a node."""

    target_id: str
    node: str
    classes: tuple[str, ...]
    box: Box
    path: Points


@dataclass(frozen=True, slots=True)
class Network:
    """The network of network.yaml, in the order of the file."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    drugs: tuple[DrugTarget, ...]


@dataclass(frozen=True)
class FigureFacts:
    """The facts of the figures, each read when it is first asked for: a run that draws nothing pays nothing.

    Args:
        root: folder of ``network.yaml``, ``domains.tsv``, ``genes.tsv``, ``alleles.tsv`` and ``regions.tsv``; the
            folder ``panel`` of the transcripts lies beside it.

    Raises:
        KnowledgeError: on first use, a file is missing or malformed.
    """

    root: Path

    @cached_property
    def network(self) -> Network:
        """The network as it is drawn."""
        content = read_yaml(self.root / NETWORK, dict)
        try:
            return network_from(content)
        except (KeyError, TypeError, ValueError) as error:
            raise KnowledgeError(
                f"cannot be read ({error})",
                where=NETWORK,
                why="The figure of the network is drawn from it",
                todo="Mend the file; `mtorboard knowledge lint` lists its problems",
            ) from error

    @cached_property
    def domains(self) -> Mapping[str, tuple[Domain, ...]]:
        """Domains by gene, in the order of the table."""
        found: dict[str, tuple[Domain, ...]] = {}
        for domain in read_table(self.root / "domains.tsv", parse_domain):
            found[domain.gene] = (*found.get(domain.gene, ()), domain)
        return found

    @cached_property
    def lengths(self) -> Mapping[str, int]:
        """Residues of the protein of each gene's pinned transcript."""
        rows = table_rows(self.root / "genes.tsv")
        return {row["symbol"]: int(row["protein_length"]) for _, row in rows}

    @cached_property
    def transcripts(self) -> Mapping[Build, Mapping[str, Transcript]]:
        """Pinned transcripts by build and gene."""
        panel = self.root.parent / "panel"
        return {build: load_transcripts(panel / f"transcripts.{build}.json", build) for build in Build}

    @cached_property
    def hotspots(self) -> Mapping[str, tuple[int, ...]]:
        """Hotspot codons (1-based) by gene: of curated alleles and of residues where others count too."""
        found: dict[str, set[int]] = {}
        for _, row in table_rows(self.root / "alleles.tsv"):
            if row["class"] == "HOTSPOT" and (residue := _RESIDUE.match(row["hgvs_p"])):
                found.setdefault(row["gene"], set()).add(int(residue[1]))
        for _, row in table_rows(self.root / "regions.tsv"):
            if row["kind"] == "HOTSPOT_RESIDUE":
                found.setdefault(row["gene"], set()).add(int(row["first_codon"]))
        return {gene: tuple(sorted(codons)) for gene, codons in found.items()}


def parse_domain(row: Row) -> Domain:
    """Read a row of domains.tsv; raises KeyError or ValueError for a cell that cannot be read."""
    return Domain(
        gene=row["gene"],
        first_codon=int(row["first_codon"]),
        last_codon=int(row["last_codon"]),
        name=row["name"],
        verified=Verification(row["verified"]),
    )


def network_from(content: Mapping[str, Any]) -> Network:
    """Build the network from the content of network.yaml.

    Raises:
        KeyError, TypeError, ValueError: it does not follow network.schema.json.
    """
    width, height = content["size"]
    return Network(
        width=width,
        height=height,
        nodes=tuple(
            Node(item["id"], Box(*item["box"]), tuple(item.get("genes", ()))) for item in content["nodes"]
        ),
        links=tuple(
            Link(
                start=item["from"],
                end=item["to"],
                inhibits=item["acts"] == "inhibits",
                feedback=item.get("feedback", False),
                path=_points(item["path"]),
                verified=Verification(item["verified"]),
            )
            for item in content["links"]
        ),
        drugs=tuple(
            DrugTarget(
                item["id"], item["target"], tuple(item["classes"]), Box(*item["box"]), _points(item["path"])
            )
            for item in content["drugs"]
        ),
    )


def _points(path: Sequence[Sequence[float]]) -> Points:
    return tuple((x, y) for x, y in path)
