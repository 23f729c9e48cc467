"""A variant as an edit of the genome: trimming, sliding through repeats, and the g. name.

An edit's coordinates are 0-based half-open on the forward strand, as in BED.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mtorboard.model.variant import VariantKey

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def reverse_complement(bases: str) -> str:
    """Return ``bases`` as the other strand reads them."""
    return bases.translate(_COMPLEMENT)[::-1]


class SupportsBases(Protocol):
    """What naming needs of a reference FASTA."""

    def bases(self, contig: str, start0: int, end0: int) -> str:
        """Return bases of ``contig`` (without ``chr``): upper case, 0-based half-open, N where unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bases of the genome from ``start0`` (0-based) on."""

    start0: int
    bases: str

    @property
    def end0(self) -> int:
        """Where the stretch ends, exclusive, 0-based."""
        return self.start0 + len(self.bases)

    def part(self, start0: int, end0: int) -> str:
        """Bases from ``start0`` to ``end0`` (0-based half-open); shorter where the stretch ends before."""
        return self.bases[max(0, start0 - self.start0) : max(0, end0 - self.start0)]


@dataclass(frozen=True, slots=True)
class Edit:
    """``deleted`` at ``start0`` is replaced by ``inserted``; nothing more can be trimmed. Forward strand."""

    start0: int
    deleted: str
    inserted: str

    @property
    def end0(self) -> int:
        """End of the deleted bases, exclusive; equals ``start0`` for an insertion."""
        return self.start0 + len(self.deleted)

    @property
    def net(self) -> int:
        """Bases gained (positive) or lost (negative)."""
        return len(self.inserted) - len(self.deleted)

    @property
    def is_snv(self) -> bool:
        """True for a single-base substitution."""
        return len(self.deleted) == 1 == len(self.inserted)

    @property
    def is_insertion(self) -> bool:
        """True when no base is deleted."""
        return not self.deleted

    @property
    def slides(self) -> bool:
        """True for a pure deletion or insertion, which a repeat may allow to be written elsewhere."""
        return bool(self.deleted) != bool(self.inserted)


def edit_of(key: VariantKey) -> Edit:
    """Trim the bases that both alleles of ``key`` share, first at the left, then at the right."""
    ref, alt, start0 = key.ref, key.alt, key.pos - 1
    shared = 0
    while shared < min(len(ref), len(alt)) and ref[shared] == alt[shared]:
        shared += 1
    ref, alt, start0 = ref[shared:], alt[shared:], start0 + shared
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return Edit(start0, ref, alt)


def placements(edit: Edit, around: Stretch) -> tuple[Edit, ...]:
    """Every way to write ``edit`` that gives the same altered sequence, from left to right.

    A deletion or insertion slides through a repeat; anything else stands where it is. Places beyond
    ``around`` are not tried.
    """
    if not edit.slides:
        return (edit,)
    lefts = []
    at = edit
    while (moved := _left(at, around)) is not None:
        lefts.append(at := moved)
    rights = []
    at = edit
    while (moved := _right(at, around)) is not None:
        rights.append(at := moved)
    return (*reversed(lefts), edit, *rights)


def _right(edit: Edit, around: Stretch) -> Edit | None:
    following = around.part(edit.end0, edit.end0 + 1)
    unit = edit.deleted or edit.inserted
    if not following or following == "N" or unit[0] != following:
        return None
    return _rotated(edit, 1, unit[1:] + unit[0])


def _left(edit: Edit, around: Stretch) -> Edit | None:
    before = around.part(edit.start0 - 1, edit.start0) if edit.start0 > around.start0 else ""
    unit = edit.deleted or edit.inserted
    if not before or before == "N" or unit[-1] != before:
        return None
    return _rotated(edit, -1, unit[-1] + unit[:-1])


def _rotated(edit: Edit, by: int, unit: str) -> Edit:
    return Edit(edit.start0 + by, unit if edit.deleted else "", unit if edit.inserted else "")


def copied_range0(edit: Edit, around: Stretch | None, strand: int) -> tuple[int, int] | None:
    """The bases (0-based half-open) that an insertion repeats, if it is a duplication.

    HGVS asks for the copy directly 5' of the insertion as ``strand`` reads. ``None`` for anything else, and
    without bases to compare with.
    """
    if around is None or not edit.is_insertion:
        return None
    length = len(edit.inserted)
    start0 = edit.start0 - length if strand > 0 else edit.start0
    if start0 < around.start0 or around.part(start0, start0 + length) != edit.inserted:
        return None
    return start0, start0 + length


def genomic_text(edit: Edit, copied0: tuple[int, int] | None, offset: int = 0) -> str:
    """Return the g. description without accession: ``g.2080179C>T``.

    A short inversion is written as ``delins``, as tables of tumour alleles do, not as ``inv``.

    Args:
        edit: the edit where it is to be written.
        copied0: what :func:`copied_range0` says of it.
        offset: subtracted from every position, for coordinates local to a stretch.
    """
    first, last = edit.start0 + 1 - offset, edit.end0 - offset
    if copied0:
        return f"g.{_span(copied0[0] + 1 - offset, copied0[1] - offset)}dup"
    if edit.is_insertion:
        return f"g.{last}_{first}ins{edit.inserted}"
    if edit.is_snv:
        return f"g.{first}{edit.deleted}>{edit.inserted}"
    if not edit.inserted:
        return f"g.{_span(first, last)}del"
    return f"g.{_span(first, last)}delins{edit.inserted}"


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}_{last}"


def hgvs_g(accession: str, edit: Edit, around: Stretch | None) -> str:
    """Return the g. name on ``accession``, 3'-most on the forward strand where bases are at hand.

    Without bases an insertion or deletion is named where it was written and a duplication as an insertion.
    """
    if around is not None:
        edit = placements(edit, around)[-1]
    return f"{accession}:{genomic_text(edit, copied_range0(edit, around, 1))}"
