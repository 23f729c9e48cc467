"""One change written whole by one caller and in pieces by another is one change. Positions are 1-based.

A set of calls merged from several callers can hold a replacement of several bases and, beside it, the substitutions
and the insertion or deletion that make it up. Read as they stand they would be several alterations, and in a tumour
suppressor several hits. A piece is told from another allele by its bases alone: the whole must follow from it by
what the whole has more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from mtorboard.model.variant import Phase, VariantKey
from mtorboard.reading.normalise import Call, position, preference
from mtorboard.reading.phase import of_record
from mtorboard.reading.reference import Reference

_REACH = 20
"""Bases before a replacement in which a piece of it is looked for: a deletion can be aligned that far left."""
_MOST = 4
"""Pieces that are tried together; aligners break a replacement into few."""
_NEAREST = 8
"""Calls that are tried as pieces of one replacement; so many in so little space is noise."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Calls without the pieces of others.

    Args:
        calls: what is left; ``apart``: wholes to be left as they are, because a piece of them stands for itself.
        notes: what was taken for a piece of what.
    """

    calls: tuple[Call, ...]
    apart: tuple[Call, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edit:
    """The bases that change, from ``start0`` on (0-based), without any that both alleles share at their ends."""

    start0: int
    ref: str
    alt: str

    @property
    def end0(self) -> int:
        return self.start0 + len(self.ref)

    @property
    def is_substitution(self) -> bool:
        return len(self.ref) == len(self.alt)

    @property
    def is_replacement(self) -> bool:
        """More than one base, and neither a mere insertion nor a mere deletion."""
        return bool(self.ref and self.alt) and max(len(self.ref), len(self.alt)) > 1

    @property
    def size(self) -> int:
        """Bases that change."""
        if self.is_substitution:
            return sum(old != new for old, new in zip(self.ref, self.alt, strict=True))
        return max(len(self.ref), len(self.alt))


def absorb_parts(calls: Sequence[Call], reference: Reference | None) -> Whole:
    """Leave out each call that is a piece of a longer one: the longer one stands for both.

    A piece whose allele fraction is more than twice that of the whole stays, for most of the molecules that carry
    it do not carry the rest; the two then lie on one chromosome. A call that passed its filters is never left out
    for one that did not.

    Args:
        calls: trimmed calls of one tumour, left-aligned where there is a FASTA. Their order does not matter.
        reference: FASTA for bases between a piece and the whole; without it such a piece is not recognised.
    """
    holders = _holders({call.variant.key for call in calls}, reference)
    if not holders:
        return Whole(tuple(calls))
    by_key: dict[VariantKey, list[Call]] = defaultdict(list)
    for call in sorted(calls, key=lambda call: (position(call.variant), preference(call))):
        by_key[call.variant.key].append(call)
    kept: list[Call] = []
    held: dict[VariantKey, Phase] = {}
    notes: list[str] = []
    for key, group in by_key.items():
        wholes = [whole for holder in sorted(holders.get(key, ())) for whole in by_key[holder]]
        for call in group:
            able = [
                whole
                for whole in wholes
                if (call.variant.filters or not whole.variant.filters)
                and not (
                    call.record and call.record == whole.record
                )  # a caller counts ALTs of one record apart
            ]
            taken = next((whole for whole in able if not _outweighs(call, whole)), None)
            if taken:
                notes.append(f"{_said(call)} is part of {_said(taken)}, and is read with it as one change")
            elif able:
                phase = call.phase or able[0].phase or of_record(able[0].variant.observed)
                kept.append(replace(call, phase=phase))
                held.update((whole.variant.key, phase) for whole in able)
                longer = ", ".join(map(_said, able))
                notes.append(
                    f"{_said(call)} is in more reads alone than as part of {longer}, so both are read"
                )
            else:
                kept.append(call)
    apart = [replace(c, phase=c.phase or held[c.variant.key]) for c in kept if c.variant.key in held]
    return Whole(
        tuple(c for c in kept if c.variant.key not in held), tuple(apart), tuple(dict.fromkeys(notes))
    )


def _outweighs(part: Call, whole: Call) -> bool:
    """Whether more molecules carry the part alone than carry the whole, as far as both fractions are known."""
    alone, together = part.variant.tumour.vaf, whole.variant.tumour.vaf
    if part.variant.filters or alone is None or together is None:
        return False
    return alone - together > together


def _said(call: Call) -> str:
    vaf = call.variant.tumour.vaf
    return call.variant.observed if vaf is None else f"{call.variant.observed} (VAF {vaf:.2f})"


def _holders(
    keys: Collection[VariantKey], reference: Reference | None
) -> Mapping[VariantKey, set[VariantKey]]:
    """Return, for each key that is a piece of others, these."""
    holders: dict[VariantKey, set[VariantKey]] = defaultdict(set)
    wholes = [key for key in keys if not key.is_snv and _edit(key).is_replacement]
    edits = {key: _edit(key) for key in keys} if wholes else {}
    for whole in wholes:
        edit = edits[whole]
        near = [
            key
            for key, other in edits.items()
            if key.contig == whole.contig
            and edit.start0 - _REACH <= other.start0
            and other.end0 <= edit.end0
            and (other.size < edit.size or not other.is_replacement)
        ]
        near.sort(key=lambda key: (abs(edits[key].start0 - edit.start0), key))
        for piece in _pieces(whole, near[:_NEAREST], reference):
            holders[piece].add(whole)
    return holders


def _pieces(whole: VariantKey, near: Sequence[VariantKey], reference: Reference | None) -> set[VariantKey]:
    """Return the keys that are, alone or together, pieces of the replacement ``whole``."""
    found: set[VariantKey] = set()
    for number in range(1, min(len(near), _MOST) + 1):
        for some in combinations(near, number):
            if not found.issuperset(some) and _are_pieces(some, whole, reference):
                found.update(some)
    return found


def _are_pieces(some: Sequence[VariantKey], whole: VariantKey, reference: Reference | None) -> bool:
    """Whether ``whole`` is what ``some`` do and a rest, and no base of it is changed twice on that way.

    The rest is nothing, or substitutions beside an insertion or deletion, or the other way round: a single
    insertion or deletion that leaves another length than the whole leaves another reading frame, and is no piece.
    """
    start0 = min(key.pos for key in (*some, whole)) - 1
    bases = _bases(start0, (*some, whole), reference)
    edits = sorted((_edit(key) for key in some), key=lambda edit: (edit.start0, edit.end0))
    goal = _edit(whole)
    if bases is None or any(one.end0 > other.start0 for one, other in pairwise(edits)):
        return False
    rest = _shortest(0, _changed(bases, start0, edits), _changed(bases, start0, [goal]))
    if not rest.size:
        return len(edits) > 1  # one alone would be the whole in another spelling
    if sum(edit.size for edit in edits) + rest.size > goal.size:
        return False
    mere = not rest.ref or not rest.alt
    return rest.is_substitution or (mere and all(edit.is_substitution for edit in edits))


def _bases(start0: int, keys: Iterable[VariantKey], reference: Reference | None) -> str | None:
    """The bases from ``start0`` on that the keys span; ``N`` where nobody knows, ``None`` where they differ."""
    keys = tuple(keys)
    length = max(key.end for key in keys) - start0
    known = list(reference.bases(keys[0].contig, start0, start0 + length) if reference else "N" * length)
    for key in keys:
        for at, base in enumerate(key.ref, start=key.pos - 1 - start0):
            if base == "N":
                continue
            if known[at] not in ("N", base):
                return None
            known[at] = base
    return "".join(known)


def _changed(bases: str, start0: int, edits: Sequence[_Edit]) -> str:
    """The bases with the edits made, which are in order and do not overlap."""
    made, at = "", 0
    for edit in edits:
        made += bases[at : edit.start0 - start0] + edit.alt
        at = edit.end0 - start0
    return made + bases[at:]


def _edit(key: VariantKey) -> _Edit:
    return _shortest(key.pos - 1, key.ref, key.alt)


def _shortest(start0: int, ref: str, alt: str) -> _Edit:
    """Cut what both alleles share at their left end, as an anchor base, then at their right."""
    while ref and alt and ref[0] == alt[0]:
        start0, ref, alt = start0 + 1, ref[1:], alt[1:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return _Edit(start0, ref, alt)
