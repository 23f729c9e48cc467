"""What was looked at in one sample, gene by gene and hotspot codon by hotspot codon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mtorboard.errors import BuildError
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.evidence import Coverage, Depth, DepthLevel, GeneCallability, HotspotCodon
from mtorboard.model.power import depth_needed, detectable_vaf
from mtorboard.model.sample import SampleSpec
from mtorboard.model.thresholds import Thresholds
from mtorboard.reading.callability.assays import Assay, find_assay, stated_bases
from mtorboard.reading.callability.bases import NOT_SAID, Bases, wanted
from mtorboard.reading.callability.files import read_bases

WRONG_BUILD_SHARE = 0.1
"""A file that covers so much more of the genes' coding bases on the other build was made for that build."""
_MEANS = "a mean depth says nothing of single bases"
_CTDNA = "ctdna"
_PLASMA = "how much of the DNA in plasma is the tumour's is not given, so no depth is known to be enough"
_IMPURE = "so few tumour cells leave a heterozygous change in fewer reads than a call needs"


def read_coverage(
    spec: SampleSpec,
    transcripts: Mapping[str, Transcript],
    hotspot_codons: Mapping[str, tuple[int, ...]],
    assays: Mapping[str, Assay],
    *,
    thresholds: Thresholds,
    other_build: Mapping[str, Transcript] | None = None,
    specimen: str | None = None,
) -> Coverage:
    """Work out what was looked at in one sample.

    A file decides which bases were callable; the assay's entry then only says whether deletions were called.
    Without a file the entry stands for both. Deletions count as called only where the sample has a
    copy-number file: without one their calls were not seen, whatever the assay can do.

    Args:
        spec: its row: ``callable_bed``, ``assay``, ``purity``, ``copy_number``.
        transcripts: pinned transcripts of the sample's build, by gene.
        hotspot_codons: codons (1-based) that a negative statement on a gene needs, by gene.
        assays: as :func:`read_assays` gives them.
        thresholds: depths, reads and probability that a callable base needs.
        other_build: pinned transcripts of the other build, to notice a file that was made for it.
        specimen: what the DNA is of, as the sidecar names it. Of plasma without a purity no measured depth earns a
            negative; what a laboratory states of its assay stands.

    Returns:
        An entry for every gene that the file or the assay speaks of; empty where neither is given.

    Raises:
        InputError: unknown assay; a file that cannot be read, holds nothing, or names contigs otherwise.
        BuildError: a file that fits the other build.
    """
    assay = find_assay(spec, assays)
    sources = (f"assay {assay.name}",) if assay is not None else ()
    if spec.callable_bed is not None:
        measure = _measure(spec, transcripts, other_build or {}, thresholds, assay, specimen)
        genes = {
            gene: measure.gene(t, hotspot_codons.get(gene, ())) for gene, t in sorted(transcripts.items())
        }
        return Coverage(genes, (spec.callable_bed.name, *sources))
    if assay is None:
        return Coverage()
    deletions = spec.copy_number is not None
    stated = {
        gene: _stated(transcript, hotspot_codons.get(gene, ()), assay, deletions=deletions)
        for gene, transcript in sorted(transcripts.items())
    }
    return Coverage({gene: found for gene, found in stated.items() if found is not None}, sources)


def without(
    coverage: Coverage, unread: Iterable[tuple[str, int, int]], transcripts: Mapping[str, Transcript]
) -> Coverage:
    """Take back what is said of a gene in whose coding sequence the file has a record that could not be read.

    Args:
        coverage: as read.
        unread: contig, start and end (0-based half-open) of such records.
        transcripts: by gene, on the build of both.
    """
    places, genes = tuple(unread), dict(coverage.genes)
    for gene, seen in coverage.genes.items():
        transcript = transcripts[gene]
        codons = (
            transcript.codon_of(pos)
            for contig, start0, end0 in places
            if contig == transcript.contig
            for pos in range(start0 + 1, end0 + 1)
            if transcript.contains(pos)
        )
        if found := [codon for codon in codons if codon is not None]:
            note = f"a record at codon {min(found)} has no call or cannot be read"
            genes[gene] = replace(seen, coding_share=None, note=note)
    return replace(coverage, genes=genes)


def required_depth(thresholds: Thresholds, purity: float | None) -> int | None:
    """Reads from which a base is callable in a tumour of a purity (over 0 up to 1; ``None``: not known).

    At least ``depth_low``. With purity p a heterozygous change of all tumour cells is expected in p/2 of the
    reads where two copies are present, and must have been seen with ``detection_probability``.

    Returns:
        ``None`` when p/2 lies under the fraction that a call needs: then no depth earns a negative.
    """
    if purity is None:
        return thresholds.depth_low
    if purity / 2 < thresholds.min_vaf:
        return None
    needed = depth_needed(purity / 2, thresholds.min_alt_reads, thresholds.detection_probability)
    return max(thresholds.depth_low, needed)


def _measure(
    spec: SampleSpec,
    transcripts: Mapping[str, Transcript],
    other_build: Mapping[str, Transcript],
    thresholds: Thresholds,
    assay: Assay | None,
    specimen: str | None,
) -> _Measure:
    path = spec.callable_bed
    assert path is not None  # noqa: S101 - the caller looked; this tells the type checker
    build = next(iter(transcripts.values())).build
    spans = wanted((*transcripts.values(), *other_build.values()))
    bases = read_bases(path, spec, build, spans, thresholds.reference_quality)
    if bases and other_build:
        _check_build(bases, path.name, transcripts, other_build)
    deletions_by = assay if spec.copy_number is not None else None
    return _Measure(bases, path.name, deletions_by, thresholds, spec.purity, specimen == _CTDNA)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A sample's file with everything its bases are held against. ``bases`` is ``None`` for means."""

    bases: Bases | None
    name: str
    assay: Assay | None
    thresholds: Thresholds
    purity: float | None
    plasma: bool

    def gene(self, transcript: Transcript, codons: Sequence[int]) -> GeneCallability:
        """Say of one gene what was callable."""
        deletions = self.assay is not None and self.assay.calls_deletions(transcript.gene)
        source = f"{self.name}; deletions: assay {self.assay.name}" if deletions and self.assay else self.name
        if self.bases is None:
            return GeneCallability(None, tuple(sorted(codons)), deletions, source, note=_MEANS)
        measured = self.bases.measured
        if measured and self.plasma and self.purity is None:
            return GeneCallability(None, tuple(sorted(codons)), deletions, source, note=_PLASMA)
        needed = required_depth(self.thresholds, self.purity) if measured else 1
        if needed is None:
            return GeneCallability(None, tuple(sorted(codons)), deletions, source, note=_IMPURE)
        values = sorted(self.bases.of(transcript))
        share = sum(value >= needed for value in values) / len(values)
        reached = values[int((1 - self.thresholds.coding_share) * len(values) + 1e-9)]
        hotspots = [self._codon(transcript, codon, needed) for codon in sorted(codons)]
        return GeneCallability(
            coding_share=share,
            hotspots_missing=tuple(item.codon for item in hotspots if not item.callable),
            deletions_assessed=deletions,
            source=source,
            hotspots=tuple(hotspots) if measured else (),
            coding=self._depth(reached, needed) if measured else None,
            depth_needed=needed if measured else None,
        )

    def _codon(self, transcript: Transcript, codon: int, needed: int) -> HotspotCodon:
        """A codon is as callable as its least-read base."""
        assert self.bases is not None  # noqa: S101 - asked for above; this tells the type checker
        positions = transcript.codon_positions(codon)
        lowest = min(self.bases.over(transcript.contig, pos - 1, pos)[0] for pos in positions)
        depth = self._depth(lowest, needed) if self.bases.measured else None
        return HotspotCodon(codon, lowest >= needed, depth)

    def _depth(self, reads: int, needed: int) -> Depth | None:
        if reads == NOT_SAID:
            return None
        limits = self.thresholds
        level = DepthLevel.OK if reads >= limits.depth_ok else DepthLevel.LOW
        seen = detectable_vaf(reads, limits.min_alt_reads, limits.detection_probability)
        vaf = None if seen is None else max(seen, limits.min_vaf)
        clone = None if vaf is None or self.purity is None else 2 * vaf / self.purity
        return Depth(
            reads,
            level if reads >= needed else DepthLevel.NOT_ANALYZABLE,
            vaf,
            clone if clone is not None and clone <= 1 else None,
        )


def _stated(
    transcript: Transcript, codons: Sequence[int], assay: Assay, *, deletions: bool
) -> GeneCallability | None:
    """Say of one gene what the assay says; ``None``: nothing."""
    stated = stated_bases(transcript, assay, codons)
    if stated is None:
        return None
    bases = Bases(wanted([transcript]), measured=False)
    for start0, end0 in stated:
        bases.add(transcript.contig, start0, end0, 1)
    values = bases.of(transcript)
    missing = [
        codon
        for codon in sorted(codons)
        if NOT_SAID in (bases.over(transcript.contig, p - 1, p)[0] for p in transcript.codon_positions(codon))
    ]
    return GeneCallability(
        coding_share=sum(value != NOT_SAID for value in values) / len(values),
        hotspots_missing=tuple(missing),
        deletions_assessed=deletions and assay.calls_deletions(transcript.gene),
        source=f"assay {assay.name}",
    )


def _check_build(
    bases: Bases, name: str, transcripts: Mapping[str, Transcript], other_build: Mapping[str, Transcript]
) -> None:
    here, there = (_mean_share(bases, on_build.values()) for on_build in (transcripts, other_build))
    if there - here > WRONG_BUILD_SHARE:
        build, other = (next(iter(on_build.values())).build for on_build in (transcripts, other_build))
        raise BuildError(
            f"lies on {other} rather than {build}",
            where=name,
            why=f"It covers {there:.0%} of the genes' coding bases on {other} but {here:.0%} on {build}",
            todo=f"Give a file on {build}",
        )


def _mean_share(bases: Bases, transcripts: Iterable[Transcript]) -> float:
    found = [bases.of(transcript) for transcript in transcripts]
    shares = [sum(value > 0 for value in values) / len(values) for values in found]
    return sum(shares) / len(shares) if shares else 0.0
