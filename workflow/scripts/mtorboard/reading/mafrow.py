"""The columns of a MAF, in the flavours of TCGA, the GDC, vcf2maf and cBioPortal, and what one row says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mtorboard.errors import InputError
from mtorboard.model.variant import FileAnnotation, ReadSupport
from mtorboard.reading.mafclasses import so_terms
from mtorboard.reading.population import highest, is_population_field

_NAMES = {
    "gene": ("hugo_symbol",),
    "contig": ("chromosome",),
    "start": ("start_position",),
    "ref": ("reference_allele",),
    "alt1": ("tumor_seq_allele1",),
    "alt2": ("tumor_seq_allele2",),
    "barcode": ("tumor_sample_barcode",),
    "normal": ("matched_norm_sample_barcode",),
    "build": ("ncbi_build",),
    "class": ("variant_classification",),
    "terms": ("consequence",),
    "hgvs_c": ("hgvsc",),
    "hgvs_p": ("hgvsp", "hgvsp_short"),
    "hgvs_p_short": ("hgvsp_short",),
    "transcript": ("transcript_id", "feature"),
    "t_ref": ("t_ref_count",),
    "t_alt": ("t_alt_count",),
    "t_depth": ("t_depth",),
    "t_vaf": ("tumor_f", "t_vaf", "i_tumor_f", "t_af", "tumor_vaf"),
    "n_ref": ("n_ref_count",),
    "n_alt": ("n_alt_count",),
    "n_depth": ("n_depth",),
    "n_vaf": ("n_vaf", "n_af", "normal_vaf"),
    "filter": ("filter",),
    "status": ("mutation_status",),
    "region": ("vcf_region",),
}
"""Names of the columns that are read, in lower case, best first. All names are compared without case."""

_PLACE = frozenset({"barcode", "contig", "start", "ref", "alt2", "build", "gene"})
"""Roles that tell whose a row is and where it lies."""
_REQUIRED = ("barcode", "contig", "start", "ref", "alt2")
_MISSING = frozenset({"", ".", "na", "n/a", "nan", "none", "unknown"})
_OF_RECORD = 5
_LONGEST_MISSING = max(map(len, _MISSING))
_COUNTED = {sample: f"{sample}_ref_count,{sample}_alt_count" for sample in "tn"}
_MEMO = 16_384
"""Answers that are kept: the words of a MAF, and the variants of many tumours, come again and again."""
_SEPARATORS = re.compile(r"[;,&|]")


@dataclass(frozen=True, slots=True)
class MafColumns:
    """Where the columns are: index by role, those that place a row, and the columns of population frequencies."""

    at: dict[str, int]
    place: dict[str, int]
    population: tuple[int, ...]

    @classmethod
    def of(cls, header: str, where: str) -> MafColumns:
        """Find the columns in the header line; of several with one name the first counts.

        Raises:
            InputError: a column that cannot be done without is not there.
        """
        titles = [title.strip() for title in header.rstrip("\r\n").split("\t")]
        first: dict[str, int] = {}
        for index, title in enumerate(titles):
            first.setdefault(title.lower(), index)
        at = {
            role: next(first[name] for name in names if name in first)
            for role, names in _NAMES.items()
            if any(name in first for name in names)
        }
        absent = [_NAMES[role][0] for role in _REQUIRED if role not in at]
        if absent:
            raise InputError(
                f"has no column {', '.join(absent)}",
                where=where,
                why="A MAF row without it cannot be placed",
                todo="give a tab-separated MAF with its header line (GDC, vcf2maf or cBioPortal)",
            )
        population = tuple(index for index, title in enumerate(titles) if is_population_field(title))
        place = {role: index for role, index in at.items() if role in _PLACE}
        return cls(at, place, population)

    def row(self, line: str) -> MafRow:
        """Return the row of a whole ``line``."""
        fields = line.rstrip("\r\n").split("\t")
        known = len(fields)
        population = tuple(fields[index] for index in self.population if index < known)
        return MafRow(_texts(fields, self.at), population)

    def head(self, line: str) -> MafRow | None:
        """Return what a ``line`` says of its place alone, split no further; ``None`` where it ends before it.

        Most rows of a large MAF are of other genes.
        """
        last = max(self.place.values())
        fields = line.split("\t", last + 1)
        return MafRow(_texts(fields, self.place), ()) if len(fields) > last else None


def _texts(fields: Sequence[str], at: Mapping[str, int]) -> dict[str, str]:
    known = len(fields)
    return {role: _given(fields[index]) for role, index in at.items() if index < known}


@dataclass(frozen=True, slots=True)
class MafRow:
    """What one row says: text by role, empty where missing, and the columns of population frequencies."""

    texts: Mapping[str, str]
    population: tuple[str, ...]

    def get(self, role: str) -> str:
        """Return the text of a role's column, empty for a missing value or a missing column."""
        return self.texts.get(role, "")

    def alleles(self) -> tuple[str, tuple[str, ...]]:
        """Return REF and the ALTs in upper case, ``""`` for MAF's ``-``, ``"?"`` for a missing one.

        Tumor_Seq_Allele2 is the ALT that counts and names of the row speak of, and comes first; Tumor_Seq_Allele1
        repeats the reference or the ALT, or stands in for a second allele that is missing or the reference. Where
        it is a third allele, the tumour has two ALTs.
        """
        ref, second, first = self._allele("ref"), self._allele("alt2"), self._allele("alt1")
        alts = [alt for alt in dict.fromkeys((second, first)) if alt not in (ref, "?")]
        return ref, tuple(alts) or (second,)

    def _allele(self, role: str) -> str:
        return self.get(role).upper().strip("-") if self.get(role) else "?"

    def anchor(self, pos: int, ref: str, alt: str) -> str:
        """Return the base at ``pos`` (1-based) before the indel ``ref`` -> ``alt``, as vcf_region gives it.

        That column of the GDC is the VCF record, ``contig:pos:id:ref:alt``. Empty where it is another change.
        """
        parts = self.get("region").upper().split(":")
        if len(parts) != _OF_RECORD or not parts[1].isdigit():
            return ""
        shared, there = pos - int(parts[1]) + 1, parts[3]
        same = (
            there[:shared] == one[:shared] and there[shared:] == ref and one[shared:] == alt
            for one in parts[4].split(",")
        )
        return there[shared - 1] if 0 < shared <= len(there) and any(same) else ""

    def filters(self, accepted: frozenset[str]) -> tuple[str, ...]:
        """Return the failed filters: those that are neither PASS nor in ``accepted``."""
        return _failed(self.get("filter"), accepted)

    def reads(self, sample: str) -> ReadSupport:
        """Return the reads of the tumour (``"t"``) or the normal (``"n"``).

        Reference and alternate counts give the depth; a depth column stands in only where one is missing, and a
        column of fractions only where there are no counts.
        """
        ref, alt = _count(self.get(f"{sample}_ref")), _count(self.get(f"{sample}_alt"))
        if alt is not None and ref is not None:
            return ReadSupport(ref + alt, alt, alt / (ref + alt) if ref + alt else None, _COUNTED[sample])
        depth = _count(self.get(f"{sample}_depth"))
        if alt is not None and depth is not None and alt <= depth:
            source = f"{sample}_alt_count,{sample}_depth"
            return ReadSupport(depth, alt, alt / depth if depth else None, source)
        if alt is not None and depth is not None:
            alt = None  # more reads than the depth: one of the two is not what its title says
        vaf = highest([self.get(f"{sample}_vaf")])
        found = {"alt_count": alt, "depth": depth, "vaf": vaf}
        source = ",".join(f"{sample}_{name}" for name, value in found.items() if value is not None)
        return ReadSupport(depth, alt, vaf, source)

    def annotation(self) -> FileAnnotation | None:
        """Return the row's annotation, ``None`` when it names neither transcript nor consequence."""
        texts = map(self.get, ("gene", "transcript", "terms", "class", "hgvs_c"))
        return _annotation(*texts, self.get("hgvs_p") or self.get("hgvs_p_short"))

    def population_af(self) -> float | None:
        """Return the highest population frequency of the row, 0 to 1."""
        given = [text for text in self.population if text not in _MISSING]
        return highest(given) if given else None


@lru_cache(maxsize=_MEMO)
def _given(text: str) -> str:
    text = text.strip()
    return "" if len(text) <= _LONGEST_MISSING and text.lower() in _MISSING else text


@lru_cache(maxsize=_MEMO)
def _failed(text: str, accepted: frozenset[str]) -> tuple[str, ...]:
    names = (name.strip() for name in _SEPARATORS.split(text))
    return tuple(name for name in names if name and name != "PASS" and name not in accepted)


@lru_cache(maxsize=_MEMO)
def _annotation(
    gene: str, transcript: str, words: str, classification: str, c_name: str, p_name: str
) -> FileAnnotation | None:
    hgvs_c = _without_accession(c_name)
    terms = tuple(term for term in _SEPARATORS.split(words) if term) or so_terms(classification, hgvs_c)
    if not transcript and not terms:
        return None
    return FileAnnotation("MAF", gene, transcript, terms, hgvs_c, _without_accession(p_name))


def _without_accession(name: str) -> str | None:
    return name.rsplit(":", 1)[-1].replace("%3D", "=").replace("%3d", "=") or None


def _count(text: str) -> int | None:
    """Return a whole, non-negative number; spreadsheets and R write ``12.0``."""
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() else None
