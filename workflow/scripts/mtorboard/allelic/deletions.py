"""Homozygous deletions of tumour suppressors, and which genes the copy number covers at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mtorboard.allelic.context import Context
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import AlterationClass, Consequence, Effect, Naming, Origin, Zygosity
from mtorboard.model.evidence import Segment


def homozygous_deletions(context: Context) -> tuple[Alteration, ...]:
    """Make an alteration of every stretch of zero copies that touches a suppressor's coding exons.

    A whole coding exon without copies is LIKELY_LOF and BIALLELIC. A stretch that ends inside the only exons
    it touches is a VUS, because segment ends are not break points.

    The key is ``build:contig:start-end:CN0`` with the stretch's first and last base, 1-based.
    """
    found = [
        _deletion(transcript, start, end)
        for gene, transcript in sorted(context.transcripts.items())
        if context.is_suppressor(gene)
        for start, end in _without_copies(context.segments or (), transcript.contig)
        if _overlaps(transcript, start, end)
    ]
    return tuple(found)


def genes_with_copy_number(
    segments: Collection[Segment] | None, transcripts: Mapping[str, Transcript]
) -> frozenset[str]:
    """Name the genes whose every coding base lies in a segment: those whose deletions were looked for.

    A gap over a gene (no informative positions) is no statement about it.

    Args:
        segments: 0-based half-open, of the transcripts' build; ``None`` when no copy number was given.
        transcripts: by gene, of one build.
    """
    return frozenset(gene for gene, transcript in transcripts.items() if _covered(transcript, segments or ()))


def _covered(transcript: Transcript, segments: Collection[Segment]) -> bool:
    spans = [(s.start, s.end) for s in segments if s.contig == transcript.contig]
    merged = _merged(spans)
    return all(
        any(low <= start and end <= high for low, high in merged)
        for start, end in transcript.coding_intervals()
    )


def _without_copies(segments: Collection[Segment], contig: str) -> list[tuple[int, int]]:
    return _merged([(s.start, s.end) for s in segments if s.contig == contig and s.total_cn == 0])


def _merged(spans: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join 0-based half-open spans that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _overlaps(transcript: Transcript, start0: int, end0: int) -> bool:
    return any(low < end0 and start0 < high for low, high in transcript.coding_intervals())


def _deletion(transcript: Transcript, start0: int, end0: int) -> Alteration:
    exons = transcript.coding_intervals()
    whole = sum(start0 <= low and high <= end0 for low, high in exons)
    span = f"{start0 + 1}-{end0}"
    if whole:
        class_, effect, zygosity = AlterationClass.LIKELY_LOF, Effect.LOF, Zygosity.BIALLELIC
        reason = f"No copy is left of {whole} of {len(exons)} coding exons: homozygous deletion."
    else:
        class_, effect, zygosity = AlterationClass.VUS, Effect.UNKNOWN, Zygosity.UNKNOWN
        reason = "A stretch without copies ends inside a coding exon; whether an exon is lost is not certain."
    return Alteration(
        gene=transcript.gene,
        key=f"{transcript.build}:{transcript.contig}:{span}:CN0",
        hgvs_g=f"{transcript.contig_accession}:g.(?_{start0 + 1})_({end0}_?)del",
        hgvs_c=None,
        hgvs_p=None,
        transcript=transcript.accession,
        consequence=Consequence.COPY_LOSS,
        class_=class_,
        effect=effect,
        naming=Naming.COORDINATES,
        zygosity=zygosity,
        origin=Origin.UNKNOWN,
        reasons=(reason, "Copies are those of the tumour as the copy-number caller gives them."),
    )
