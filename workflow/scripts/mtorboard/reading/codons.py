"""Neighbouring substitutions in one codon are one change of the protein: join them. Positions are 1-based.

BRAF V600K written as two substitutions is neither V600M nor V600E. Substitutions of one codon are joined
when they lie on one molecule: "phased" when the genotypes say so, "assumed" when nothing is said and their
VAFs are alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.variant import ReadSupport, Variant, VariantKey
from mtorboard.reading.normalise import Call, position, trim
from mtorboard.reading.reference import Reference

_CODON = 3


@dataclass(frozen=True, slots=True)
class Joined:
    """The variants after joining, how many went into another, and what could not be settled."""

    variants: tuple[Variant, ...]
    absorbed: int
    notes: tuple[str, ...]


def join_codons(
    calls: Sequence[Call],
    transcripts: Iterable[Transcript],
    reference: Reference | None,
    *,
    vaf_tolerance: float | None,
) -> Joined:
    """Join the substitutions of each codon that lie on one molecule.

    Args:
        calls: deduplicated calls of one tumour. Calls that failed filters are left alone.
        transcripts: the panel's transcripts on the calls' build.
        reference: FASTA for a base between two substitutions; without it such a pair stays apart.
        vaf_tolerance: largest difference of VAFs (0 to 1) of unphased calls; ``None`` joins phased ones only.
    """
    replaced: dict[VariantKey, Variant | None] = {}
    notes: list[str] = []
    for (gene, codon), group in sorted(_by_codon(calls, transcripts).items()):
        clusters = _clusters(group, vaf_tolerance)
        for cluster in clusters:
            outcome = _join(cluster, reference)
            if isinstance(outcome, str):
                notes.append(f"{gene} codon {codon}: {outcome}")
                continue
            first, *others = (call.variant.key for call in cluster)
            replaced[first] = outcome
            replaced.update(dict.fromkeys(others))
        if not clusters:
            notes.append(f"{gene} codon {codon}: {len(group)} substitutions not known to lie on one molecule")
    after = [replaced.get(call.variant.key, call.variant) for call in calls]
    variants = sorted((variant for variant in after if variant is not None), key=position)
    return Joined(tuple(variants), len(calls) - len(variants), tuple(dict.fromkeys(notes)))


def _by_codon(
    calls: Iterable[Call], transcripts: Iterable[Transcript]
) -> Mapping[tuple[str, int], list[Call]]:
    """Group substitutions that lie whole in one codon, by gene and codon; only groups of two or more."""
    groups: dict[tuple[str, int], list[Call]] = defaultdict(list)
    transcripts = tuple(transcripts)
    for call in calls:
        key = call.variant.key
        if call.variant.filters or len(key.ref) != len(key.alt) or len(key.ref) > _CODON:
            continue
        for transcript in transcripts:
            if transcript.contig == key.contig and transcript.contains(key.pos):
                codons = {transcript.codon_of(pos) for pos in range(key.pos, key.end + 1)}
                codon = codons.pop() if len(codons) == 1 else None
                if codon is not None:
                    groups[transcript.gene, codon].append(call)
    return {name: group for name, group in groups.items() if len(group) > 1}


def _clusters(group: Sequence[Call], tolerance: float | None) -> list[list[Call]]:
    """Return the sets of two or more calls that hang together by pairs on one molecule."""
    clusters = [[call] for call in group]
    for one, other in combinations(group, 2):
        if _relation(one, other, tolerance):
            mine = next(cluster for cluster in clusters if one in cluster)
            theirs = next(cluster for cluster in clusters if other in cluster)
            if mine is not theirs:
                mine.extend(theirs)
                clusters.remove(theirs)
    return [cluster for cluster in clusters if len(cluster) > 1]


def _relation(one: Call, other: Call, tolerance: float | None) -> str:
    """``"phased"`` or ``"assumed"`` for two calls on one molecule, ``""`` when it is not known."""
    if one.phase and other.phase and one.phase.block == other.phase.block:
        return "phased" if one.phase.copies & other.phase.copies else ""
    fractions = one.variant.tumour.vaf, other.variant.tumour.vaf
    if tolerance is None or fractions[0] is None or fractions[1] is None:
        return ""
    return "assumed" if abs(fractions[0] - fractions[1]) <= tolerance else ""


def _join(cluster: list[Call], reference: Reference | None) -> Variant | str:
    """Return the joined variant, or the reason why there is none."""
    cluster.sort(key=lambda call: call.variant.key.pos)
    relations = {_relation(one, other, 1.0) for one, other in combinations(cluster, 2)}
    keys = [call.variant.key for call in cluster]
    if "" in relations or any(one.end >= other.pos for one, other in pairwise(keys)):
        return "substitutions that exclude one another, left apart"
    if keys[-1].end - keys[0].pos >= _CODON:
        return "substitutions on both sides of an intron, left apart"
    ref = alt = ""
    for key in keys:
        gap = key.pos - keys[0].pos - len(ref)
        between = (
            reference.bases(key.contig, key.pos - 1 - gap, key.pos - 1) if reference and gap else "N" * gap
        )
        if "N" in between:
            return "two substitutions around a base that only a reference FASTA knows, left apart"
        ref, alt = ref + between + key.ref, alt + between + key.alt
    joined = trim(keys[0].build, keys[0].contig, keys[0].pos, ref, alt)
    phase = "phased" if relations == {"phased"} else "assumed"
    return _variant(joined, [call.variant for call in cluster], phase)


def _variant(key: VariantKey, parts: Sequence[Variant], phase: str) -> Variant:
    """Make the joined variant: reads of the least supported part, and no annotation of a part."""
    normals = [part.normal for part in parts if part.normal is not None]
    return Variant(
        key=key,
        sample=parts[0].sample,
        tumour=_least([part.tumour for part in parts]),
        normal=_least(normals) if len(normals) == len(parts) else None,
        somatic=True if all(part.somatic for part in parts) else None,
        observed=" + ".join(part.observed for part in parts),
        joined_from=tuple(part.key for part in parts),
        phase=phase,
    )


def _least(supports: Sequence[ReadSupport]) -> ReadSupport:
    """Return the support with the lowest VAF; an unknown one first, for then the joined reads are unknown."""
    return min(supports, key=lambda support: -1.0 if support.vaf is None else support.vaf)
