"""Annotations that a VCF already carries: VEP's CSQ, SnpEff's ANN, bcftools csq's BCSQ - for one allele only.

An annotation is used when the record says which ALT it describes. Where that cannot be told (abbreviated or
colliding allele names, records split after annotation) it is dropped with a note: coordinates still decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mtorboard.model.variant import FileAnnotation
from mtorboard.reading.population import highest, is_population_field
from mtorboard.reading.record import Record

_VEP_HEADER = re.compile(r'##INFO=<ID=(CSQ|ANN|vep),.*Format: ?([^">]+)"')
_SNPEFF_HEADER = re.compile(r"##INFO=<ID=ANN,.*Functional annotations: ?'([^']+)'")
_BCSQ_HEADER = "##INFO=<ID=BCSQ,"
_VEP_VERSION = re.compile(r'##VEP="?(v?[\w.]+)')
_SNPEFF_VERSION = re.compile(r'##SnpEffVersion="?([\w.]+)')
_BCSQ_RESIDUE = re.compile(r"(?P<codon>\d+)(?P<old>[A-Z*])(?:>(?P=codon)(?P<new>[A-Z*]))?")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")

Entry = Mapping[str, str]
AMBIGUOUS = "annotation not used where the record does not tell which allele it describes"
COMPOUND = "bcftools csq annotation of several records together not used"


@dataclass(frozen=True, slots=True)
class AlleleAnnotation:
    """What the file says of one allele; ``population_af`` is the highest that the annotation gives."""

    annotations: tuple[FileAnnotation, ...] = ()
    population_af: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotationReader:
    """Reads the annotations that a header declares; made by :meth:`of`.

    ``vep``: INFO key and field names; ``snpeff``: field names; ``source``: what to print.
    """

    vep: tuple[str, tuple[str, ...]] | None
    snpeff: tuple[str, ...]
    bcsq: bool
    source: str

    @classmethod
    def of(cls, lines: Iterable[str]) -> AnnotationReader:
        """Find out from the ``##`` lines which annotations there are and how they are laid out."""
        vep: tuple[str, tuple[str, ...]] | None = None
        snpeff: tuple[str, ...] = ()
        bcsq = False
        versions: dict[str, str] = {}
        for line in lines:
            if match := _VEP_HEADER.match(line):
                vep = (match[1], _names(match[2]))
            elif match := _SNPEFF_HEADER.match(line):
                snpeff = _names(match[1])
            elif match := _VEP_VERSION.match(line):
                versions["VEP"] = match[1]
            elif match := _SNPEFF_VERSION.match(line):
                versions["SnpEff"] = match[1]
            bcsq = bcsq or line.startswith(_BCSQ_HEADER)
        found = [f"VEP {versions.get('VEP', '')}".strip() + f" ({vep[0]})"] if vep else []
        found += [f"SnpEff {versions.get('SnpEff', '')}".strip() + " (ANN)"] if snpeff else []
        found += ["bcftools csq (BCSQ)"] if bcsq else []
        return cls(vep, snpeff, bcsq, ", ".join(found))

    def read(self, record: Record, index: int) -> AlleleAnnotation:
        """Return the annotations of the ``index``-th ALT (from 0) of ``record``, in the file's order."""
        parts = []
        if self.vep:
            parts.append(_read_vep(record, index, *self.vep))
        if self.snpeff:
            parts.append(_read_snpeff(record, index, self.snpeff))
        if self.bcsq:
            parts.append(_read_bcsq(record, index))
        frequencies = [part.population_af for part in parts if part.population_af is not None]
        return AlleleAnnotation(
            tuple(annotation for part in parts for annotation in part.annotations),
            max(frequencies, default=None),
            tuple(note for part in parts for note in part.notes),
        )


def strip_accession(name: str) -> str | None:
    """Return an HGVS name without its accession, percent-decoded; ``None`` for an empty one.

    VEP writes ``ENSP00000384442.3:p.Lys657%3D`` for ``p.Lys657=``.
    """
    name = _PERCENT.sub(lambda match: chr(int(match[1], 16)), name)
    return (name.rsplit(":", 1)[-1] if name not in {".", "-"} else "") or None


def vep_alleles(ref: str, alts: Sequence[str]) -> list[str]:
    """Name the ALTs as VEP does: a base that all alleles begin with is cut off when one of them is an indel.

    Nothing left is ``-``. ``*`` and symbolic alleles take no part.
    """
    plain = [alt for alt in alts if alt.isalpha()]
    cut = any(len(alt) != len(ref) for alt in plain) and {alt[0] for alt in plain} == {ref[0]}
    return [(alt[1:] or "-") if cut and alt.isalpha() else alt for alt in alts]


def minimal_alleles(ref: str, alts: Sequence[str]) -> list[str]:
    """Name the ALTs as VEP's ``--minimal`` does: each trimmed for itself, from the left, then the right."""
    return [_minimal(ref, alt) if alt.isalpha() else alt for alt in alts]


def _minimal(ref: str, alt: str) -> str:
    while ref and alt and ref[0] == alt[0]:
        ref, alt = ref[1:], alt[1:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return alt or "-"


def _full_alleles(_: str, alts: Sequence[str]) -> list[str]:
    """Name the ALTs as SnpEff does: whole, as they stand in the record."""
    return list(alts)


Style = Callable[[str, Sequence[str]], list[str]]


def _of_allele(
    entries: Sequence[Entry], record: Record, index: int, styles: Sequence[Style]
) -> tuple[list[Entry], bool]:
    """Return the entries that describe the allele, and whether it was left unclear which do.

    ALLELE_NUM decides where it fits the record; else the first way of naming that explains the labels.
    """
    numbers = {entry.get("ALLELE_NUM", "") for entry in entries}
    if numbers <= {str(number + 1) for number in range(len(record.alts))} and numbers:
        mine = [entry for entry in entries if entry["ALLELE_NUM"] == str(index + 1)]
        if len(record.alts) > 1 or len({entry.get("Allele") for entry in entries}) == 1:
            return mine, False
    labels = {entry.get("Allele", "").upper() for entry in entries}
    if len(record.alts) == 1 < len(labels) and len(record.alts[0]) != len(record.ref):
        return [], True  # split after annotation: a shortened indel may bear another allele's name
    named = [style(record.ref, record.alts) for style in styles]
    names = next((names for names in named if labels <= set(names)), None) or next(
        (names for names in named if labels & set(names)), None
    )
    if names is None or names.count(names[index]) > 1:
        return [], bool(entries)
    return [entry for entry in entries if entry.get("Allele", "").upper() == names[index]], False


def _read_vep(record: Record, index: int, key: str, names: Sequence[str]) -> AlleleAnnotation:
    entries = _entries(record.info.get(key, ""), names)
    mine, unclear = _of_allele(entries, record, index, (vep_alleles, minimal_alleles))
    annotations = tuple(
        FileAnnotation(
            source="CSQ",
            gene=entry.get("SYMBOL", ""),
            transcript=entry.get("Feature", ""),
            terms=_terms(entry.get("Consequence", "")),
            hgvs_c=strip_accession(entry.get("HGVSc", "")),
            hgvs_p=strip_accession(entry.get("HGVSp", "")),
        )
        for entry in mine
        if entry.get("Feature_type", "Transcript") in {"Transcript", ""}
    )
    fields = [name for name in names if is_population_field(name, in_csq=True)]
    frequency = highest(entry.get(name, "") for entry in mine for name in fields)
    return _one_each(annotations, frequency, unclear)


def _read_snpeff(record: Record, index: int, names: Sequence[str]) -> AlleleAnnotation:
    entries = [
        {**entry, "Allele": entry.get(names[0], "")} for entry in _entries(record.info.get("ANN", ""), names)
    ]
    mine, unclear = _of_allele(entries, record, index, (_full_alleles,))
    annotations = tuple(
        FileAnnotation(
            source="ANN",
            gene=entry.get("Gene_Name", ""),
            transcript=entry.get("Feature_ID", ""),
            terms=_terms(entry.get("Annotation", "")),
            hgvs_c=strip_accession(entry.get("HGVS.c", "")),
            hgvs_p=strip_accession(entry.get("HGVS.p", "")),
        )
        for entry in mine
        if entry.get("Feature_Type", "transcript") == "transcript"
    )
    return _one_each(annotations, None, unclear)


def _one_each(
    annotations: tuple[FileAnnotation, ...], frequency: float | None, unclear: bool
) -> AlleleAnnotation:
    """Make one annotation of each transcript.

    SnpEff gives effects of one change apart: their terms are put together. Two different c. names on one
    transcript are of two alleles that bear the same label, so which is meant cannot be told.
    """
    merged: dict[str, FileAnnotation] = {}
    for annotation in annotations:
        first = merged.setdefault(annotation.transcript, annotation)
        if unclear or first.hgvs_c != annotation.hgvs_c:
            return AlleleAnnotation(notes=(AMBIGUOUS,))
        terms = tuple(dict.fromkeys(first.terms + annotation.terms))
        hgvs_p = first.hgvs_p or annotation.hgvs_p
        merged[annotation.transcript] = replace(first, terms=terms, hgvs_p=hgvs_p)
    notes = (AMBIGUOUS,) if unclear else ()
    return AlleleAnnotation(tuple(merged.values()), None if unclear else frequency, notes)


_BCSQ_FIELDS = ("consequence", "gene", "transcript", "biotype", "strand", "protein", "dna")


def _read_bcsq(record: Record, index: int) -> AlleleAnnotation:
    """bcftools csq: ``missense|KRAS|ENST00000311936|protein_coding|-|12G>12D|25398284C>T``.

    The last field names the allele and stands only beside coding changes; ``a+b`` describes records together,
    ``@position`` points to another record. A splice region has an entry of its own beside what the change does.
    """
    own = f"{record.pos}{record.ref}>{record.alts[index]}"
    notes: list[str] = []
    annotations: list[FileAnnotation] = []
    for entry in _entries(record.info.get("BCSQ", ""), _BCSQ_FIELDS):
        change = entry.get("dna", "")
        if entry["consequence"].startswith("@") or "+" in change:
            notes.append(COMPOUND)
        elif change == own or (not change and len(record.alts) == 1):
            annotations.append(
                FileAnnotation(
                    source="BCSQ",
                    gene=entry.get("gene", ""),
                    transcript=entry.get("transcript", ""),
                    terms=_terms(entry["consequence"].lstrip("*")),
                    hgvs_p=_bcsq_protein(entry.get("protein", "")),
                )
            )
        elif not change:
            notes.append(AMBIGUOUS)
    merged = _one_each(tuple(annotations), None, unclear=False)
    return replace(merged, notes=tuple(dict.fromkeys(notes)))


def _bcsq_protein(text: str) -> str | None:
    """Write ``12G>12D`` as ``p.G12D`` and ``12G`` as ``p.G12=``; ``None`` for changes of several residues."""
    match = _BCSQ_RESIDUE.fullmatch(text)
    return f"p.{match['old']}{match['codon']}{match['new'] or '='}" if match else None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("|"))


def _entries(text: str, names: Sequence[str]) -> list[dict[str, str]]:
    return [dict(zip(names, item.split("|"), strict=False)) for item in text.split(",") if item]


def _terms(text: str) -> tuple[str, ...]:
    return tuple(term for term in text.split("&") if term)
