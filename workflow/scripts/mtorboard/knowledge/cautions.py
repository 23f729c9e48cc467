"""Cautions (cautions.tsv): where a call is more often an artefact than elsewhere. They never change a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mtorboard.knowledge.records import Provenance
from mtorboard.model.enums import Verification


class CautionKind(StrEnum):
    """What a caution looks at: a place, an indel at a place, one allele, the reads, or the gene alone."""

    POSITION = "POSITION"
    INDEL = "INDEL"
    ALLELE = "ALLELE"
    DEAMINATION = "DEAMINATION"
    OXIDATION = "OXIDATION"
    STRAND = "STRAND"
    GENE = "GENE"


@dataclass(frozen=True, slots=True)
class Caution:
    """A row of cautions.tsv.

    Args:
        gene: HGNC symbol; empty for every gene.
        first_c: first coding position (1-based, on the pinned transcript) for POSITION and INDEL; ``last_c``: last.
        hgvs_c: c. name for ALLELE.
        below: for DEAMINATION and OXIDATION the allele fraction (0 to 1), for STRAND the probability, under which
            it speaks.
        specimens: kinds of specimen of which it speaks, ``"unknown"`` among them; empty for every one.
        text: the sentence for a report.
    """

    caution_id: str
    kind: CautionKind
    gene: str
    first_c: int | None
    last_c: int | None
    hgvs_c: str
    below: float | None
    specimens: frozenset[str]
    text: str
    provenance: Provenance


def parse_caution(row: Mapping[str, str]) -> Caution:
    """Read a row of cautions.tsv; raises KeyError or ValueError for a cell that cannot be read."""
    return Caution(
        caution_id=row["caution_id"],
        kind=CautionKind(row["kind"]),
        gene=row["gene"],
        first_c=int(row["first_c"]) if row["first_c"] else None,
        last_c=int(row["last_c"]) if row["last_c"] else None,
        hgvs_c=row["hgvs_c"],
        below=float(row["below"]) if row["below"] else None,
        specimens=frozenset(row["specimens"].split()),
        text=row["text"],
        provenance=Provenance(
            row["source"], Verification(row["verified"]), row["date"], row["signed_off_by"]
        ),
    )
