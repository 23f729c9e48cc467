"""Chromosome names and lengths: one plain name for each chromosome, whatever the file calls it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge import resources_root
from mtorboard.model.enums import Build

_REFSEQ = re.compile(r"NC_0000(\d\d)\.\d+$", re.IGNORECASE)
_NUMBERED_SEX = {"23": "X", "24": "Y"}
"""RefSeq, PLINK and cBioPortal number X and Y."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """Lengths (bases) and RefSeq accessions of the primary contigs of one build, by plain name."""

    lengths: Mapping[str, int]
    accessions: Mapping[str, str]


@lru_cache(maxsize=1024)
def plain_contig(name: str) -> str:
    """Return a contig's plain name: ``chr16``, ``16`` and ``NC_000016.10`` are ``16``; ``23`` is ``X``.

    Other sequences (``chr16_KI270853v1_alt``, ``GL000191.1``) keep their own name, so they never equal a
    chromosome.
    """
    refseq = _REFSEQ.match(name)
    if refseq:
        name = str(int(refseq[1]))
    elif name[:3].lower() == "chr":
        name = name[3:]
    name = _NUMBERED_SEX.get(name, name)
    return name.upper() if len(name) == 1 else name


def contig_rank(contig: str) -> tuple[int, str]:
    """Sort key that puts chromosomes in their usual order: 1 ... 22, X, Y, then the rest by name."""
    return (int(contig) if contig.isdigit() else {"X": 23, "Y": 24}.get(contig, 25), contig)


@cache
def assemblies() -> Mapping[Build, Assembly]:
    """Read ``resources/panel/contigs.tsv`` once.

    Raises:
        KnowledgeError: the table is missing or malformed.
    """
    path = resources_root() / "panel" / "contigs.tsv"
    lengths: dict[Build, dict[str, int]] = {build: {} for build in Build}
    accessions: dict[Build, dict[str, str]] = {build: {} for build in Build}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in [line for line in lines if line and not line.startswith("#")][1:]:
            build, contig, length, accession = line.split("\t")
            lengths[Build(build)][contig] = int(length)
            accessions[Build(build)][contig] = accession
    except (OSError, ValueError) as error:
        raise KnowledgeError(
            f"cannot be used ({error})",
            where=path.name,
            why="Without contig lengths the genome build of a file cannot be told",
            todo="Restore resources/panel from a release",
        ) from error
    return MappingProxyType({build: Assembly(lengths[build], accessions[build]) for build in Build})


def other_build(build: Build) -> Build:
    """Return GRCh38 for GRCh37 and the other way round."""
    return Build.GRCH38 if build is Build.GRCH37 else Build.GRCH37
