"""The laboratory's word: which genes, exons and hotspot codons an assay looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtorboard.errors import InputError, Problems
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.callability.bases import sequenced
from mtorboard.reading.structured import check, read_yaml
from mtorboard.reading.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Assay:
    """What an assay looks at. ``None`` in ``covered`` or ``deletions_called`` is ``all``.

    Args:
        name: entry of the assays file.
        covered: genes whose coding bases are all callable; ``None``: every gene.
        hotspots_only: genes of which these codons (1-based) alone are callable; ``None``: all hotspot codons.
        deletions_called: covered genes whose deletions the copy-number file would list; ``None``: all of them.
        exons: genes of which these exons (1-based, of the pinned transcript) alone are callable.
    """

    name: str
    covered: frozenset[str] | None
    hotspots_only: Mapping[str, frozenset[int] | None]
    deletions_called: frozenset[str] | None
    exons: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def covers(self, gene: str) -> bool:
        """Whether all coding bases of ``gene`` are callable."""
        return self.covered is None or gene in self.covered

    def calls_deletions(self, gene: str) -> bool:
        """Whether the copy-number file would list a deletion of ``gene``."""
        return self.covers(gene) and (self.deletions_called is None or gene in self.deletions_called)


def read_assays(path: Path) -> dict[str, Assay]:
    """Read the assays file (YAML, ``assays.schema.json``), by name.

    Raises:
        InputError: the file cannot be read, or is not YAML.
        Problems: unknown keys, unusable values and entries that contradict themselves, all together.
    """
    document = read_yaml(path, InputError)
    problems = check(document, "assays", path.name, InputError)
    if not problems:
        assert isinstance(document, dict)  # noqa: S101 - the schema says so; this tells the type checker
        assays = {str(name): _assay(str(name), entry) for name, entry in document.items()}
        problems = [
            InputError(
                what, where=f"{path.name}, {name}", todo="List each gene in the list that is true of it"
            )
            for name, assay in assays.items()
            for what in _contradictions(assay)
        ]
    if problems:
        raise Problems(problems)
    return assays


def _assay(name: str, entry: Mapping[str, Any]) -> Assay:
    def genes(key: str) -> frozenset[str] | None:
        listed = entry.get(key, [])
        return None if listed == "all" else frozenset(listed)

    hotspots = {
        gene: None if codons == "all" else frozenset(codons)
        for gene, codons in entry.get("hotspots_only", {}).items()
    }
    exons = {gene: frozenset(numbers) for gene, numbers in entry.get("exons", {}).items()}
    return Assay(name, genes("covered"), hotspots, genes("deletions_called"), exons)


def _contradictions(assay: Assay) -> Iterable[str]:
    lists = {"hotspots_only": assay.hotspots_only.keys(), "exons": assay.exons.keys()}
    for key, genes in lists.items():
        if both := sorted(gene for gene in genes if assay.covers(gene)):
            yield f"'covered' and '{key}' both hold {', '.join(both)}"
    if both := sorted(lists["hotspots_only"] & lists["exons"]):
        yield f"'hotspots_only' and 'exons' both hold {', '.join(both)}"
    if assay.deletions_called is not None and assay.covered is not None:
        beyond = assay.deletions_called - assay.covered
        if beyond:
            yield f"'deletions_called' holds {', '.join(sorted(beyond))}, not in 'covered'"


def find_assay(spec: SampleSpec, assays: Mapping[str, Assay]) -> Assay | None:
    """Return the sample's assay, ``None`` where its row names none.

    Raises:
        InputError: there is no assay of that name.
    """
    if spec.assay is None or spec.assay in assays:
        return assays[spec.assay] if spec.assay is not None else None
    raise InputError(
        f"there is no assay '{spec.assay}'{did_you_mean(spec.assay, assays)}",
        where=f"sample {spec.sample}",
        why="What an unknown assay covers is not known, so no gene could be called 'not detected'",
        todo="Correct the sheet's column 'assay', or add an entry to the assays file",
    )


def stated_bases(
    transcript: Transcript, assay: Assay, hotspots: Iterable[int]
) -> list[tuple[int, int]] | None:
    """What an assay says is callable of a gene: 0-based half-open stretches; ``None``: nothing.

    Args:
        hotspots: the gene's hotspot codons (1-based), which ``hotspots_only: all`` stands for.

    Raises:
        InputError: the assay names an exon or codon that the pinned transcript does not have.
    """
    gene = transcript.gene
    if assay.covers(gene):
        return sequenced(transcript)
    if gene in assay.exons:
        exons = transcript.exons[:: transcript.strand]
        _require(assay, transcript, "exon", assay.exons[gene], len(exons))
        spans = [exons[number - 1] for number in assay.exons[gene]]
        return [(start0 - 2, end0 + 2) for start0, end0 in spans]
    if gene in assay.hotspots_only:
        codons = assay.hotspots_only[gene] or frozenset(hotspots)
        _require(assay, transcript, "codon", codons, transcript.protein_length + 1)
        return [(pos - 1, pos) for codon in codons for pos in transcript.codon_positions(codon)]
    return None


def _require(assay: Assay, transcript: Transcript, what: str, numbers: Iterable[int], last: int) -> None:
    beyond = max(numbers, default=0)
    if beyond > last:
        raise InputError(
            f"{what} {beyond} of {transcript.gene} does not exist",
            where=f"assay {assay.name}",
            why=f"The pinned transcript {transcript.accession} has {last} {what}s",
            todo=f"Count {what}s on that transcript, the first one being 1",
        )
