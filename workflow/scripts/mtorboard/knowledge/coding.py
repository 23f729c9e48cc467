"""The genetic code and the few forms of c. names that the curated tables use.

Bases may be IUPAC codes (``N``, ``R``, ``Y``) where a curated codon's base was not read from a reference.
CDS positions are linear as in :mod:`mtorboard.knowledge.transcripts`; genomic positions are 1-based.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from mtorboard.knowledge.transcripts import Transcript

BASES = "TCAG"
IUPAC = {"A": "A", "C": "C", "G": "G", "T": "T", "R": "AG", "Y": "CT", "N": "ACGT"}
_AMINO_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODE = dict(zip(("".join(codon) for codon in product(BASES, repeat=3)), _AMINO_ACIDS, strict=True))
"""The standard genetic code (NCBI translation table 1); ``*`` is a stop."""

THREE_LETTERS = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly",
    "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser",
    "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "U": "Sec", "X": "Xaa", "*": "Ter",
}  # fmt: skip
_ONE_LETTER = {three: one for one, three in THREE_LETTERS.items()}
_RESIDUE_NAME = re.compile("|".join(_ONE_LETTER))

_COMPLEMENT = str.maketrans("ACGTRYN", "TGCAYRN")

Kind = Literal["snv", "delins", "del"]


def in_one_letter(text: str) -> str:
    """The text with every three-letter residue name (``Ter`` too) in one letter."""
    return _RESIDUE_NAME.sub(lambda match: _ONE_LETTER[match[0]], text)


def reverse_complement(bases: str) -> str:
    """The same bases read from the other strand."""
    return bases.translate(_COMPLEMENT)[::-1]


def on_genome(bases: str, strand: int) -> str:
    """Transcript bases as the genome's forward strand has them."""
    return bases if strand > 0 else reverse_complement(bases)


@cache
def translate(codon: str) -> str | None:
    """Amino acid in one letter; ``None`` when unread bases leave more than one, or it is no codon."""
    if len(codon) != 3 or any(base not in IUPAC for base in codon):
        return None
    found = {CODE["".join(bases)] for bases in product(*(IUPAC[base] for base in codon))}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class CChange:
    """A c. name taken apart: linear CDS positions with intron offsets; ``ref`` is empty where c. omits it."""

    kind: Kind
    first: int
    first_offset: int
    last: int
    last_offset: int
    ref: str
    alt: str

    @property
    def codon(self) -> int:
        """Codon (1-based) of the first base, if that is a coding one."""
        return (self.first + 2) // 3

    def interval(self, transcript: Transcript) -> tuple[int, int]:
        """First and last genomic position (1-based, ascending) that the change covers.

        Raises:
            KnowledgeError: the transcript has no such position.
        """
        ends = (
            transcript.genomic(self.first, self.first_offset),
            transcript.genomic(self.last, self.last_offset),
        )
        return min(ends), max(ends)


_POSITION = r"(-?)(\d+)([+-]\d+)?"
_SNV = re.compile(rf"c\.{_POSITION}([ACGT])>([ACGT])")
_RANGE = re.compile(rf"c\.{_POSITION}_{_POSITION}(?:delins([ACGT]+)|del)")


def parse_c(name: str) -> CChange | None:
    """Take apart ``c.1831C>T``, ``c.2967-1G>T``, ``c.-9C>G``, ``c.34_35delinsTT`` or ``c.5238_5255del``.

    Returns:
        ``None`` for any other form.
    """
    if match := _SNV.fullmatch(name):
        minus, base, offset, ref, alt = match.groups()
        at = _linear(minus, base), int(offset or 0)
        return CChange("snv", *at, *at, ref, alt)
    if match := _RANGE.fullmatch(name):
        minus, base, offset, last_minus, last_base, last_offset, alt = match.groups()
        first = _linear(minus, base), int(offset or 0)
        last = _linear(last_minus, last_base), int(last_offset or 0)
        return CChange("delins" if alt else "del", *first, *last, "", alt or "")
    return None


def _linear(minus: str, digits: str) -> int:
    return 1 - int(digits) if minus else int(digits)


def c_name(codon: int, ref: str, alt: str) -> str:
    """Name the change of one codon (1-based) from bases ``ref`` to ``alt``, as short as it can be."""
    first, last = changed_bases(ref, alt)
    base = 3 * codon - 2
    if first == last:
        return f"c.{base + first}{ref[first]}>{alt[first]}"
    return f"c.{base + first}_{base + last}delins{alt[first : last + 1]}"


def changed_bases(ref: str, alt: str) -> tuple[int, int]:
    """Index (0-based) of the first and the last base in which two codons differ."""
    differing = [index for index in range(3) if ref[index] != alt[index]]
    return differing[0], differing[-1]


@cache
def codon_changes(ref: str) -> tuple[tuple[str, str, int], ...]:
    """Every other codon with its amino acid and how many bases it takes; unread bases stay as they are."""
    found = []
    choices = (BASES if base in BASES else base for base in ref)
    for bases in product(*choices):
        alt = "".join(bases)
        amino_acid = translate(alt)
        if alt != ref and amino_acid is not None:
            found.append((alt, amino_acid, sum(old != new for old, new in zip(ref, alt, strict=True))))
    return tuple(found)
