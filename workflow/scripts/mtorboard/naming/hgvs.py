"""HGVS c. and p. descriptions as small records, so that two spellings of one change compare equal.

Read are the spellings of VEP, SnpEff, bcftools csq, MAF files and ferro-hgvs: one and three letters, ``*``,
``Ter`` and ``X`` for the stop, ``%3D``, parentheses, ``fs`` with and without its distance, ``delC`` and
``del``. Written is one form. Nomenclature: https://hgvs-nomenclature.org (version 21). Positions are 1-based.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mtorboard.knowledge.coding import THREE_LETTERS, in_one_letter

_SUBSTITUTION = re.compile(r"([A-Z*])(\d+)([A-Z*=?])")
_SILENT_RANGE = re.compile(r"([A-Z*])(\d+)_([A-Z*])(\d+)=")
_FRAMESHIFT = re.compile(r"([A-Z*])(\d+)([A-Z*]?)fs(?:[*X]?(\d+|\?)?)?")
_EXTENSION = re.compile(r"\*(\d+)([A-Z]?)ext[*X]?(\d+|\?)?")
_RANGE = re.compile(r"([A-Z*])(\d+)(?:_([A-Z*])(\d+))?(delins|del|dup|ins)([A-Z*]*)")

_POSITION = r"[-*]?\d+(?:[-+]\d+)?"
_CODING_SUBSTITUTION = re.compile(rf"({_POSITION})([ACGT])>([ACGT])")
_CODING_RANGE = re.compile(rf"({_POSITION})(?:_({_POSITION}))?(del[ACGT]*ins|del|dup|ins|inv)([ACGT]*|\d*)")
_CODING_SAME = re.compile(rf"({_POSITION})(?:_({_POSITION}))?[ACGT]*=")


class ProteinKind(StrEnum):
    """What happens to the protein."""

    SUBSTITUTION = "substitution"
    NONSENSE = "nonsense"
    SILENT = "silent"
    FRAMESHIFT = "fs"
    DELETION = "del"
    DUPLICATION = "dup"
    INSERTION = "ins"
    DELINS = "delins"
    EXTENSION = "ext"
    START = "start"


@dataclass(frozen=True, slots=True)
class ProteinChange:
    """A p. description. Residues are in one letter, ``*`` for the stop.

    Args:
        kind: what happens.
        first: first residue named, 1-based, with its letter ``first_aa``; ``last`` and ``last_aa`` likewise.
        new: new residues: of a substitution or ``delins``, inserted ones, or the first new one of a
            frameshift or extension (empty in the short form ``fs``).
        distance: residues to the new stop of a frameshift or extension (``fsTer9`` is 9); ``None`` when not
            said.
    """

    kind: ProteinKind
    first: int
    first_aa: str
    last: int
    last_aa: str
    new: str = ""
    distance: int | None = None

    @property
    def text(self) -> str:
        """The description in three letters without parentheses: ``p.Lys267ArgfsTer9``, ``p.Leu12=``."""
        where = f"{THREE_LETTERS[self.first_aa]}{self.first}"
        if self.last != self.first:
            where += f"_{THREE_LETTERS[self.last_aa]}{self.last}"
        new = "".join(THREE_LETTERS[residue] for residue in self.new)
        distance = "" if self.distance is None else str(self.distance)
        match self.kind:
            case ProteinKind.SUBSTITUTION | ProteinKind.NONSENSE:
                change = new
            case ProteinKind.SILENT:
                change = "="
            case ProteinKind.START:
                change = "?"
            case ProteinKind.FRAMESHIFT:
                change = f"{new}fs" + (f"Ter{distance or '?'}" if new else "")
            case ProteinKind.EXTENSION:
                change = f"{new}extTer{distance or '?'}"
            case _:
                change = f"{self.kind}{new}"
        return f"p.{where}{change}"

    @property
    def new_stop(self) -> int | None:
        """1-based codon of the first stop of the altered protein where the change brings a new one."""
        if self.kind is ProteinKind.FRAMESHIFT:
            return None if self.distance is None else self.first + self.distance - 1
        if "*" not in self.new:
            return None
        start = self.last if self.kind is ProteinKind.INSERTION else self.first
        return start + self.new.index("*")


@dataclass(frozen=True, slots=True)
class CodingChange:
    """A c. description: ``first`` and ``last`` as written (``2967-1``, ``*12``), forward on the transcript.

    ``kind`` is ``>``, ``del``, ``dup``, ``ins``, ``delins``, ``inv`` or ``=``; ``ref`` is kept only for
    ``>``.
    """

    kind: str
    first: str
    last: str
    ref: str = ""
    new: str = ""

    @property
    def text(self) -> str:
        """The description without accession and without deleted bases: ``c.800del``."""
        where = self.first if self.first == self.last else f"{self.first}_{self.last}"
        return f"c.{where}{self.ref}{self.kind}{self.new}"


def _bare(text: str, axis: str) -> str:
    """Drop accession, axis letter and parentheses, and decode ``%3D``."""
    decoded = text.strip().replace("%3D", "=").replace("%3d", "=")
    after = decoded.rpartition(f"{axis}.")[2]
    return after.replace("(", "").replace(")", "").strip()


@lru_cache(maxsize=4096)
def parse_protein(text: str | None) -> ProteinChange | None:
    """Read a p. description in any usual spelling.

    ``None`` for an empty field, for one that names no residue (``p.?``, ``p.0``, ``p.=``), for MAF's splice
    form (``p.X55_splice``) and for anything not understood.
    """
    if not text:
        return None
    body = in_one_letter(_bare(text, "p"))
    for pattern, build in (
        (_SUBSTITUTION, _substitution),
        (_SILENT_RANGE, _silent_range),
        (_FRAMESHIFT, _frameshift),
        (_EXTENSION, _extension),
        (_RANGE, _range),
    ):
        if match := pattern.fullmatch(body):
            return build(match)
    return None


def _substitution(match: re.Match[str]) -> ProteinChange | None:
    residue, at, new = match[1], int(match[2]), match[3]
    if new in ("=", residue):
        return ProteinChange(ProteinKind.SILENT, at, residue, at, residue)
    if (residue, at) == ("M", 1):  # whatever stands there now, it is not known where translation starts
        return ProteinChange(ProteinKind.START, at, residue, at, residue)
    if new == "?":
        return None
    if residue == "*":
        return ProteinChange(ProteinKind.EXTENSION, at, residue, at, residue, new)
    new = "*" if new == "X" else new
    kind = ProteinKind.NONSENSE if new == "*" else ProteinKind.SUBSTITUTION
    return ProteinChange(kind, at, residue, at, residue, new)


def _silent_range(match: re.Match[str]) -> ProteinChange:
    return ProteinChange(ProteinKind.SILENT, int(match[2]), match[1], int(match[4]), match[3])


def _frameshift(match: re.Match[str]) -> ProteinChange:
    residue, at = match[1], int(match[2])
    return ProteinChange(ProteinKind.FRAMESHIFT, at, residue, at, residue, match[3], _number(match[4]))


def _extension(match: re.Match[str]) -> ProteinChange:
    at = int(match[1])
    return ProteinChange(ProteinKind.EXTENSION, at, "*", at, "*", match[2], _number(match[3]))


def _range(match: re.Match[str]) -> ProteinChange:
    kind = ProteinKind(match[5])
    last = int(match[4] or match[2])
    # Bases after "del" and "dup" only repeat what the range says.
    new = match[6] if kind in (ProteinKind.INSERTION, ProteinKind.DELINS) else ""
    return ProteinChange(kind, int(match[2]), match[1], last, match[3] or match[1], new)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


@lru_cache(maxsize=4096)
def parse_coding(text: str | None) -> CodingChange | None:
    """Read a c. description in any usual spelling; ``None`` for an empty field or one not understood."""
    if not text:
        return None
    body = _bare(text, "c")
    if match := _CODING_SUBSTITUTION.fullmatch(body):
        return CodingChange(">", match[1], match[1], match[2], match[3])
    if match := _CODING_SAME.fullmatch(body):
        return CodingChange("=", match[1], match[2] or match[1])
    if match := _CODING_RANGE.fullmatch(body):
        kind = "delins" if match[3].endswith("ins") and match[3] != "ins" else match[3]
        new = match[4] if kind in ("ins", "delins") else ""
        return CodingChange(kind, match[1], match[2] or match[1], "", new)
    return None


def same_protein(one: ProteinChange | None, other: ProteinChange | None) -> bool:
    """Whether two p. descriptions say the same up to style.

    The short ``fs`` equals any frameshift there, and the stop that HGVS writes where the first new codon of a
    shifted frame is one; an insertion of the residues before it equals their duplication.
    """
    if one is None or other is None:
        return one is other
    if (one.first_aa, one.first) == (other.first_aa, other.first):
        kinds = {one.kind, other.kind}
        if kinds <= {ProteinKind.FRAMESHIFT, ProteinKind.NONSENSE} and len(kinds) == 2:
            shift = one if one.kind is ProteinKind.FRAMESHIFT else other
            return shift.distance in (None, 1) and shift.new in ("", "*")
        if kinds in ({ProteinKind.FRAMESHIFT}, {ProteinKind.EXTENSION}):
            return _agree(one.new, other.new) and _agree(one.distance, other.distance)
    return one == other or _same_copy(one, other) or _same_copy(other, one)


def _agree(one: str | int | None, other: str | int | None) -> bool:
    return one == other or not one or not other


def _same_copy(inserted: ProteinChange, copied: ProteinChange) -> bool:
    return (
        inserted.kind is ProteinKind.INSERTION
        and copied.kind is ProteinKind.DUPLICATION
        and inserted.first == copied.last
        and len(inserted.new) == copied.last - copied.first + 1
        and inserted.new.startswith(copied.first_aa)
        and inserted.new.endswith(copied.last_aa)
    )


def same_coding(one: CodingChange | None, other: CodingChange | None) -> bool:
    """Whether two c. descriptions say the same up to style; an inversion may be spelled as a ``delins``."""
    if one is None or other is None:
        return one is other
    if {one.kind, other.kind} == {"inv", "delins"}:
        return (one.first, one.last) == (other.first, other.last)
    return one == other
