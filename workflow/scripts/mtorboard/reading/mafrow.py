"""The columns of a MAF, in the flavours of TCGA, the GDC, vcf2maf and cBioPortal, and what one row says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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

_REQUIRED = ("barcode", "contig", "start", "ref", "alt2")
_MISSING = frozenset({"", ".", "na", "n/a", "nan", "none", "unknown"})
_OF_RECORD = 5
_LONGEST_MISSING = max(map(len, _MISSING))
_SEPARATORS = re.compile(r"[;,&|]")


@dataclass(frozen=True, slots=True)
class MafColumns:
    """Where the columns are: index by role, the columns of population frequencies, and how many there are."""

    at: dict[str, int]
    population: tuple[int, ...]
    count: int

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
        return cls(at, population, len(titles))

    def row(self, line: str) -> MafRow:
        """Return a row over the fields of ``line``."""
        return MafRow(self, line.rstrip("\r\n").split("\t"))


@dataclass(frozen=True, slots=True)
class MafRow:
    """One row. ``get`` gives the text of a role's column, empty for a missing value or a missing column."""

    columns: MafColumns
    fields: Sequence[str]

    def get(self, role: str) -> str:
        """Return the column's text without the words for "missing"."""
        index = self.columns.at.get(role)
        if index is None or index >= len(self.fields):
            return ""
        text = self.fields[index].strip()
        return "" if len(text) <= _LONGEST_MISSING and text.lower() in _MISSING else text

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
        index = self.columns.at.get(role, len(self.fields))
        text = self.fields[index].strip().upper() if index < len(self.fields) else ""
        return "?" if text.lower() in _MISSING else text.strip("-")

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
        names = (name.strip() for name in _SEPARATORS.split(self.get("filter")))
        return tuple(name for name in names if name and name != "PASS" and name not in accepted)

    def reads(self, sample: str) -> ReadSupport:
        """Return the reads of the tumour (``"t"``) or the normal (``"n"``).

        Reference and alternate counts give the depth; a depth column stands in only where one is missing, and a
        column of fractions only where there are no counts.
        """
        names = [f"{sample}_ref_count", f"{sample}_alt_count", f"{sample}_depth", f"{sample}_vaf"]
        ref, alt, depth = (_count(self.get(f"{sample}_{name}")) for name in ("ref", "alt", "depth"))
        if alt is not None and ref is not None:
            return ReadSupport(ref + alt, alt, alt / (ref + alt) if ref + alt else None, ",".join(names[:2]))
        if alt is not None and depth is not None and alt <= depth:
            return ReadSupport(depth, alt, alt / depth if depth else None, ",".join(names[1:3]))
        if alt is not None and depth is not None:
            alt = None  # more reads than the depth: one of the two is not what its title says
        vaf = highest([self.get(f"{sample}_vaf")])
        given = [
            name for name, value in zip(names, (None, alt, depth, vaf), strict=True) if value is not None
        ]
        return ReadSupport(depth, alt, vaf, ",".join(given))

    def annotation(self) -> FileAnnotation | None:
        """Return the row's annotation, ``None`` when it names neither transcript nor consequence."""
        hgvs_c = _without_accession(self.get("hgvs_c"))
        terms = tuple(term for term in _SEPARATORS.split(self.get("terms")) if term)
        terms = terms or so_terms(self.get("class"), hgvs_c)
        transcript = self.get("transcript")
        if not transcript and not terms:
            return None
        hgvs_p = _without_accession(self.get("hgvs_p"))
        return FileAnnotation("MAF", self.get("gene"), transcript, terms, hgvs_c, hgvs_p)

    def population_af(self) -> float | None:
        """Return the highest population frequency of the row, 0 to 1."""
        texts = [self.fields[index] for index in self.columns.population if index < len(self.fields)]
        return highest(text for text in texts if text not in _MISSING)


def _without_accession(name: str) -> str | None:
    return name.rsplit(":", 1)[-1].replace("%3D", "=").replace("%3d", "=") or None


def _count(text: str) -> int | None:
    """Return a whole, non-negative number; spreadsheets and R write ``12.0``."""
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() else None
