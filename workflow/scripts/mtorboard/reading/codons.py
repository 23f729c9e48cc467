"""One change of the protein is one variant, whatever the records: codon by codon. Positions are 1-based.

BRAF V600K written as two substitutions is neither V600M nor V600E. Substitutions of one codon are joined
when they lie on one molecule: "phased" when the genotypes say so, "assumed" when nothing is said and their
VAFs are alike. A substitution over the border of two codons is the other way round: two changes of the
protein in one record, each of which may be a known one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.variant import ReadSupport, Variant, VariantKey
from mtorboard.reading.normalise import Call, position, trim
from mtorboard.reading.phase import of_record
from mtorboard.reading.reference import Reference

_CODON = 3
_SPLIT = 2


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
    after = [replaced.get(call.variant.key, phased(call)) for call in calls]
    variants = sorted((variant for variant in after if variant is not None), key=position)
    return Joined(tuple(variants), len(calls) - len(variants), tuple(dict.fromkeys(notes)))


@dataclass(frozen=True, slots=True)
class Split:
    """The calls after splitting, and what was split."""

    calls: tuple[Call, ...]
    notes: tuple[str, ...]


def split_codons(
    calls: Sequence[Call], transcripts: Iterable[Transcript], reference: Reference | None
) -> Split:
    """Split each substitution that changes two codons into one call for each, known to lie on one molecule.

    Longer replacements are most often inversions or conversions and stay whole. So does what the file has
    named where nothing else could name the parts.

    Args:
        calls: trimmed calls of one tumour.
        transcripts: the panel's transcripts on the calls' build.
        reference: FASTA whose bases can name the parts.
    """
    transcripts = tuple(transcripts)
    parts: list[Call] = []
    notes: list[str] = []
    for call in calls:
        keys = _codon_keys(call.variant.key, transcripts)
        if len(keys) != _SPLIT or (call.variant.annotations and not _knows(reference, call.variant.key)):
            parts.append(call)
            continue
        notes.append(f"{call.variant.observed} changes two codons and is read as two substitutions")
        phase = call.phase or of_record(call.variant.observed)
        parts += [Call(replace(call.variant, key=key, annotations=()), phase) for key in keys]
    return Split(tuple(parts), tuple(notes))


def _knows(reference: Reference | None, key: VariantKey) -> bool:
    return reference is not None and reference.agrees(key) is True


def _codon_keys(key: VariantKey, transcripts: Iterable[Transcript]) -> list[VariantKey]:
    """The changed codons of a substitution of two coding bases or more, each as a key; else nothing."""
    if len(key.ref) != len(key.alt) or key.is_snv:
        return []
    for transcript in transcripts:
        if transcript.contig != key.contig or not transcript.contains(key.pos):
            continue
        codons = [transcript.codon_of(pos) for pos in range(key.pos, key.end + 1)]
        if None in codons:
            return []
        bounds = [codons.index(codon) for codon in dict.fromkeys(codons)] + [len(codons)]
        return [
            trim(key.build, key.contig, key.pos + start, key.ref[start:end], key.alt[start:end])
            for start, end in pairwise(bounds)
            if key.ref[start:end] != key.alt[start:end]
        ]
    return []


def phased(call: Call) -> Variant:
    """Return a call's variant with the phase of its genotype."""
    return replace(call.variant, haplotype=call.phase) if call.phase else call.variant


def _by_codon(
    calls: Iterable[Call], transcripts: Iterable[Transcript]
) -> Mapping[tuple[str, int], list[Call]]:
    """Group substitutions that lie whole in one codon, by gene and codon; only groups of two or more."""
    groups: dict[tuple[str, int], list[Call]] = defaultdict(list)
    small = [call for call in calls if not call.variant.filters and _is_small(call.variant.key)]
    on_contig = Counter(call.variant.key.contig for call in small)
    transcripts = [transcript for transcript in transcripts if on_contig[transcript.contig] > 1]
    for call in small:
        key = call.variant.key
        for transcript in transcripts:
            if transcript.contig == key.contig and transcript.contains(key.pos):
                codons = {transcript.codon_of(pos) for pos in range(key.pos, key.end + 1)}
                codon = codons.pop() if len(codons) == 1 else None
                if codon is not None:
                    groups[transcript.gene, codon].append(call)
    return {name: group for name, group in groups.items() if len(group) > 1}


def _is_small(key: VariantKey) -> bool:
    """Whether ``key`` is a substitution that a codon can hold."""
    return len(key.ref) == len(key.alt) <= _CODON


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
    return _variant(joined, [phased(call) for call in cluster], phase)


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
        haplotype=parts[0].haplotype if phase == "phased" else None,
    )


def _least(supports: Sequence[ReadSupport]) -> ReadSupport:
    """Return the support with the lowest VAF; an unknown one first, for then the joined reads are unknown."""
    return min(supports, key=lambda support: -1.0 if support.vaf is None else support.vaf)
