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
    "t_vaf": ("tumor_f", "t_vaf"),
    "n_ref": ("n_ref_count",),
    "n_alt": ("n_alt_count",),
    "n_depth": ("n_depth",),
    "filter": ("filter",),
    "status": ("mutation_status",),
}
"""Names of the columns that are read, in lower case, best first. All names are compared without case."""

_REQUIRED = ("barcode", "contig", "start", "ref", "alt2")
_MISSING = frozenset({"", ".", "na", "n/a", "nan", "none", "unknown"})
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
        return "" if text.lower() in _MISSING else text

    def alleles(self) -> tuple[str, str]:
        """Return REF and ALT in upper case, ``""`` for MAF's ``-``, ``"?"`` for a missing one.

        ALT is Tumor_Seq_Allele2, or the first allele where the second repeats the reference or is missing.
        """
        ref, second, first = (self._allele(role) for role in ("ref", "alt2", "alt1"))
        return ref, first if second in {ref, "?"} and first != "?" else second

    def _allele(self, role: str) -> str:
        index = self.columns.at.get(role, len(self.fields))
        text = self.fields[index].strip().upper() if index < len(self.fields) else ""
        return text.strip("-") if text else "?"

    def filters(self, accepted: frozenset[str]) -> tuple[str, ...]:
        """Return the failed filters: those that are neither PASS nor in ``accepted``."""
        names = (name.strip() for name in _SEPARATORS.split(self.get("filter")))
        return tuple(name for name in names if name and name != "PASS" and name not in accepted)

    def reads(self, sample: str) -> ReadSupport:
        """Return the reads of the tumour (``"t"``) or the normal (``"n"``).

        Reference and alternate counts give the depth; a depth column stands in only where one is missing.
        """
        ref, alt, depth = (_count(self.get(f"{sample}_{name}")) for name in ("ref", "alt", "depth"))
        if ref is not None and alt is not None:
            total = ref + alt
            return ReadSupport(
                total, alt, alt / total if total else None, f"{sample}_ref_count,{sample}_alt_count"
            )
        if depth is not None and alt is not None and alt <= depth:
            return ReadSupport(
                depth, alt, alt / depth if depth else None, f"{sample}_alt_count,{sample}_depth"
            )
        vaf = highest([self.get(f"{sample}_vaf")])
        return ReadSupport(depth, None, vaf, f"{sample}_depth") if depth or vaf is not None else ReadSupport()

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
        return highest(self.fields[index] for index in self.columns.population if index < len(self.fields))


def _without_accession(name: str) -> str | None:
    return name.rsplit(":", 1)[-1].replace("%3D", "=") or None


def _count(text: str) -> int | None:
    """Return a whole, non-negative number; spreadsheets and R write ``12.0``."""
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() else None
