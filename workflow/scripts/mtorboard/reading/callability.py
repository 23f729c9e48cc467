"""Where a variant would have been found: a BED of callable bases, the word of the laboratory, or both.

A measured BED decides which bases were callable; the assay's entry then only adds whether deletions would
have been reported. Without a BED the assay's entry stands for both. Without either nothing is known, and no
gene may be called "not detected". BED intervals are 0-based and half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtorboard.errors import BuildError, InputError, Problems
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.evidence import Coverage, GeneCallability
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.bed import Intervals, read_bed
from mtorboard.reading.structured import check, read_yaml
from mtorboard.reading.suggestions import did_you_mean

WRONG_BUILD_SHARE = 0.1
"""A BED that covers so much more of the genes' coding bases on the other build was made for that build."""


@dataclass(frozen=True, slots=True)
class Assay:
    """What an assay looks at. ``None`` in ``covered`` or ``deletions_called`` is ``all``.

    Args:
        name: entry of the assays file.
        covered: genes whose coding bases are all callable; ``None``: every gene.
        hotspots_only: genes of which these codons (1-based) alone are callable; ``None``: all hotspot codons.
        deletions_called: covered genes whose deletions would have been reported; ``None``: all of them.
    """

    name: str
    covered: frozenset[str] | None
    hotspots_only: Mapping[str, frozenset[int] | None]
    deletions_called: frozenset[str] | None

    def covers(self, gene: str) -> bool:
        """Whether all coding bases of ``gene`` are callable."""
        return self.covered is None or gene in self.covered

    def calls_deletions(self, gene: str) -> bool:
        """Whether a deletion of ``gene`` would have been reported."""
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
    return Assay(name, genes("covered"), hotspots, genes("deletions_called"))


def _contradictions(assay: Assay) -> Iterable[str]:
    both = sorted(gene for gene in assay.hotspots_only if assay.covers(gene))
    if both:
        yield f"'covered' and 'hotspots_only' both hold {', '.join(both)}"
    if assay.deletions_called is not None and assay.covered is not None:
        beyond = assay.deletions_called - assay.covered
        if beyond:
            yield f"'deletions_called' holds {', '.join(sorted(beyond))}, not in 'covered'"


def read_coverage(
    spec: SampleSpec,
    transcripts: Mapping[str, Transcript],
    hotspot_codons: Mapping[str, tuple[int, ...]],
    assays: Mapping[str, Assay],
    *,
    other_build: Mapping[str, Transcript] | None = None,
) -> Coverage:
    """Work out what was looked at in one sample.

    Args:
        spec: its row: ``callable_bed`` and ``assay``.
        transcripts: pinned transcripts of the sample's build, by gene.
        hotspot_codons: codons (1-based) that a negative statement on a gene needs, by gene.
        assays: as :func:`read_assays` gives them.
        other_build: pinned transcripts of the other build, to notice a BED that was made for it.

    Returns:
        An entry for every gene that the BED or the assay speaks of; empty where neither is given.

    Raises:
        InputError: unknown assay; a BED that cannot be read, holds no intervals, or names contigs otherwise.
        BuildError: a BED that fits the other build.
    """
    assay = find_assay(spec, assays)
    if spec.callable_bed is not None:
        bed = _read_bed(spec.callable_bed, transcripts, other_build or {})
        if other_build:
            _check_build(bed, spec.callable_bed, transcripts, other_build)
        genes = {
            gene: _measured(transcript, hotspot_codons.get(gene, ()), bed, spec.callable_bed.name, assay)
            for gene, transcript in sorted(transcripts.items())
        }
    elif assay is not None:
        genes = {
            gene: stated
            for gene, transcript in sorted(transcripts.items())
            if (stated := _stated(transcript, hotspot_codons.get(gene, ()), assay)) is not None
        }
    else:
        return Coverage()
    bed_source = (spec.callable_bed.name,) if spec.callable_bed is not None else ()
    return Coverage(genes, bed_source + ((f"assay {assay.name}",) if assay is not None else ()))


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


def _measured(
    transcript: Transcript, codons: Sequence[int], bed: Intervals, source: str, assay: Assay | None
) -> GeneCallability:
    deletions = assay is not None and assay.calls_deletions(transcript.gene)
    contig = transcript.contig
    return GeneCallability(
        coding_share=_coding_share(transcript, bed),
        hotspots_missing=tuple(
            codon
            for codon in sorted(codons)
            if not all(bed.covered(contig, pos - 1, pos) for pos in transcript.codon_positions(codon))
        ),
        deletions_assessed=deletions,
        source=f"{source}; deletions: assay {assay.name}" if deletions and assay is not None else source,
    )


def _coding_share(transcript: Transcript, bed: Intervals) -> float:
    return (
        sum(bed.covered(transcript.contig, start0, end0) for start0, end0 in transcript.coding_intervals())
        / transcript.cds_length
    )


def _stated(transcript: Transcript, codons: Sequence[int], assay: Assay) -> GeneCallability | None:
    source = f"assay {assay.name}"
    if assay.covers(transcript.gene):
        deletions = assay.calls_deletions(transcript.gene)
        return GeneCallability(1.0, (), deletions_assessed=deletions, source=source)
    if transcript.gene not in assay.hotspots_only:
        return None
    callable_codons = assay.hotspots_only[transcript.gene] or frozenset(codons)
    return GeneCallability(
        coding_share=min(1.0, 3 * len(callable_codons) / transcript.cds_length),
        hotspots_missing=tuple(sorted(set(codons) - callable_codons)),
        source=source,
    )


def _read_bed(
    path: Path, transcripts: Mapping[str, Transcript], other_build: Mapping[str, Transcript]
) -> Intervals:
    everywhere = (*transcripts.values(), *other_build.values())
    build = next(iter(transcripts.values())).build
    return read_bed(path, build, {transcript.contig for transcript in everywhere})


def _check_build(
    bed: Intervals, path: Path, transcripts: Mapping[str, Transcript], other_build: Mapping[str, Transcript]
) -> None:
    here, there = (_mean_share(bed, on_build.values()) for on_build in (transcripts, other_build))
    if there - here > WRONG_BUILD_SHARE:
        build, other = (next(iter(on_build.values())).build for on_build in (transcripts, other_build))
        raise BuildError(
            f"lies on {other} rather than {build}",
            where=path.name,
            why=f"It covers {there:.0%} of the genes' coding bases on {other} but {here:.0%} on {build}",
            todo=f"Give a BED of callable bases on {build}",
        )


def _mean_share(bed: Intervals, transcripts: Iterable[Transcript]) -> float:
    shares = [_coding_share(transcript, bed) for transcript in transcripts]
    return sum(shares) / len(shares) if shares else 0.0
