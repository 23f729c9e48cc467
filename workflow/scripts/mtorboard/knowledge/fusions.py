"""Fusions of oncogenes (fusions.tsv): which part of the gene a junction must keep to be a candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mtorboard.knowledge.records import Provenance
from mtorboard.model.enums import AlterationClass, Effect, Verification


class Part(StrEnum):
    """Part of a gene, as it is read: the one that leads or the one that follows."""

    FIVE_PRIME = "FIVE_PRIME"
    THREE_PRIME = "THREE_PRIME"


@dataclass(frozen=True, slots=True)
class Fusion:
    """A row of fusions.tsv.

    Args:
        kept: part of the gene that the junction keeps.
        first_codon: first of the codons (1-based, on the pinned transcript) in which the last kept codon of a 5'
            part, or the first of a 3' part, must lie; ``last_codon``: last of them.
        partner: part that the partner must give; ``None``: any sequence will do.
        says: what such a junction keeps and loses, as it follows "the junction".
    """

    fusion_id: str
    gene: str
    kept: Part
    first_codon: int
    last_codon: int
    partner: Part | None
    says: str
    class_: AlterationClass
    effect: Effect
    note: str
    provenance: Provenance


def parse_fusion(row: Mapping[str, str]) -> Fusion:
    """Read a row of fusions.tsv; raises KeyError or ValueError for a cell that cannot be read."""
    return Fusion(
        fusion_id=row["fusion_id"],
        gene=row["gene"],
        kept=Part(row["kept"]),
        first_codon=int(row["first_codon"]),
        last_codon=int(row["last_codon"]),
        partner=None if row["partner"] == "ANY" else Part(row["partner"]),
        says=row["says"],
        class_=AlterationClass(row["class"]),
        effect=Effect(row["effect"]),
        note=row["note"],
        provenance=Provenance(
            row["source"], Verification(row["verified"]), row["date"], row["signed_off_by"]
        ),
    )


def fusion_problems(
    lines: Iterable[tuple[int, Mapping[str, str]]], genes: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[int, str, str]]:
    """(line, column, text) of every row that contradicts itself or its gene.

    Args:
        lines: rows of fusions.tsv that follow its schema; ``genes``: rows of genes.tsv by symbol.
    """
    seen: set[str] = set()
    for line, row in lines:
        gene = genes.get(row["gene"])
        if gene is None or gene["role"] != "ONC":
            yield line, "gene", f"{row['gene']} is no oncogene of the gene table"
            continue
        first, last = int(row["first_codon"]), int(row["last_codon"])
        if not first <= last < int(gene["protein_length"]):
            yield line, "last_codon", f"{first}-{last} do not lie inside the protein"
        if (row["class"] == "VUS") is not (row["effect"] == "UNKNOWN"):
            yield line, "effect", f"{row['effect']} does not go with {row['class']}"
        if row["fusion_id"].split(":")[0] != row["gene"] or row["fusion_id"] in seen:
            yield line, "fusion_id", f"{row['fusion_id']} is of another gene, or stands twice"
        seen.add(row["fusion_id"])
