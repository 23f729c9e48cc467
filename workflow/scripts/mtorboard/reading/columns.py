"""Which column of a VCF is the tumour. By name, never by order: every caller orders columns its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtorboard.errors import TumourColumnError
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.suggestions import did_you_mean

_TUMOUR_NAMES = frozenset({"tumor", "tumour"})
_NORMAL_NAMES = frozenset({"normal", "control"})
_HEADER_SAMPLE = re.compile(r"##(tumor|normal)_sample=(.+)")
_COMMAND = re.compile(r"\b(tumor|normal)[-_]samples?(?:[-_]name)?[= ]([^\s\",>]+)")
_PEDIGREE = re.compile(r"##PEDIGREE=<(?=.*\b(?:Derived|ID)=([^,>]+))(?=.*\bOriginal=([^,>]+))")
_SAMPLE = re.compile(r"##SAMPLE=<(?=.*\bID=([^,>]+))(?=.*\b(?:SampleName|NAME)=([^,>]+))")
_ROLE_LINE = re.compile(r"##(TUMOR|NORMAL)=\"?Sample=([^,\"]+)")
_OTHER_LINES = ("##contig=", "##INFO=", "##FORMAT=", "##FILTER=")
_WHY = "Reading the normal as the tumour hides every finding"
_TODO = (
    "name the tumour's column in the sheet's `tumor` column or with --tumor (and the normal's in `normal`)"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The tumour's column (``None`` for a VCF without sample columns) and the normal's where known."""

    tumour: str | None
    normal: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a header says: columns of tumours and normals, and columns by a sample's other name."""

    tumours: set[str]
    normals: set[str]
    columns: dict[str, str]


def choose_columns(
    columns: Sequence[str], tumor: str | None, normal: str | None, lines: Iterable[str], *, where: str
) -> Columns:
    """Choose the tumour's and the normal's column.

    The order of evidence: the sheet's names; the header (``##tumor_sample`` and ``##normal_sample``,
    ``##PEDIGREE``, ``##SAMPLE``, the caller's command line); columns called TUMOR, NORMAL or CONTROL; the only
    column that is not the normal. A sheet may give the sample's name where ``##SAMPLE`` says which column it is.

    Args:
        columns: sample columns of the VCF.
        tumor: the sheet's tumour column; ``normal``: its normal column.
        lines: the header's ``##`` lines.
        where: sample and file, for the message.

    Raises:
        TumourColumnError: a named column is not there, names contradict each other, or nothing tells.
    """
    told = _told(lines, columns)
    tumor, normal = (_column(name, columns, told, where) for name in (tumor, normal))
    normals = {normal} if normal else told.normals or _called(columns, _NORMAL_NAMES)
    if tumor is not None and (tumor == normal or tumor in told.normals):
        raise _unclear(f"column '{tumor}' is given as the tumour, but it is the normal", columns, where)
    if tumor is not None and told.tumours and tumor not in told.tumours:
        what = f"column '{tumor}' is given as the tumour, but the header names another"
        raise _unclear(what, sorted(told.tumours), where)
    if not columns:
        return Columns(None, None)
    rest = {column for column in columns if column not in normals}
    candidates = ({tumor} if tumor else set()) or told.tumours or _called(columns, _TUMOUR_NAMES) or rest
    if len(candidates) != 1:
        raise _unclear("it cannot be told which column is the tumour", sorted(candidates) or columns, where)
    chosen = candidates.pop()
    if chosen in normals:
        raise _unclear(f"column '{chosen}' would be both tumour and normal", columns, where)
    return Columns(chosen, normals.pop() if len(normals) == 1 else None)


@dataclass(slots=True)
class SwapGuard:
    """Counts alleles that the tumour carries, and those that only its normal does: more of these is a swap."""

    tumours: int = 0
    normals: int = 0

    def see(self, tumour: ReadSupport, normal: ReadSupport | None) -> None:
        """Count one allele; what is not known counts for neither."""
        if tumour.alt_depth or tumour.vaf:
            self.tumours += 1
        elif tumour.alt_depth == 0 and normal and normal.alt_depth:
            self.normals += 1

    def check(self, tumour: str | None, *, where: str) -> None:
        """Refuse a tumour that looks like the normal.

        Raises:
            TumourColumnError: more alleles are in the normal alone than in the tumour.
        """
        if self.normals > self.tumours:
            raise TumourColumnError(
                f"'{tumour}' carries {self.tumours} alleles of the panel, its normal alone {self.normals}: "
                "tumour and normal seem to be swapped",
                where=where,
                why=_WHY,
                todo="correct the names of tumour and normal; if they are right, take out the calls without a "
                "read in the tumour",
            )


def _column(name: str | None, columns: Sequence[str], told: _Told, where: str) -> str | None:
    """Return the column of a name that the sheet gives."""
    if name is None or name in columns:
        return name
    if name in told.columns:
        return told.columns[name]
    raise _absent(name, columns, where)


def _told(lines: Iterable[str], columns: Sequence[str]) -> _Told:
    """Return the tumour and normal columns that the header names and that exist."""
    found: dict[str, set[str]] = {"tumor": set(), "normal": set()}
    by_name: dict[str, str] = {}
    for line in lines:
        if line.startswith(_OTHER_LINES):
            continue
        named = [*_HEADER_SAMPLE.findall(line), *_COMMAND.findall(line)]
        if pedigree := _PEDIGREE.match(line):
            named += [("tumor", pedigree[1]), ("normal", pedigree[2])]
        if sample := _SAMPLE.match(line) or _ROLE_LINE.match(line):
            label, name = sample.groups()
            named += [("tumor", name)] * (label.lower() in _TUMOUR_NAMES)
            named += [("normal", name)] * (label.lower() in _NORMAL_NAMES)
            by_name[name] = label
        for role, name in named:
            found[role].add(name.strip())
    columns_of = {name: label for name, label in by_name.items() if label in columns}
    return _Told(found["tumor"] & set(columns), found["normal"] & set(columns), columns_of)


def _called(columns: Iterable[str], names: frozenset[str]) -> set[str]:
    return {column for column in columns if column.lower() in names}


def _absent(name: str, columns: Sequence[str], where: str) -> TumourColumnError:
    there = f"the file's columns are: {', '.join(columns)}" if columns else "the file has no sample columns"
    return TumourColumnError(
        f"no column named '{name}'{did_you_mean(name, columns)}", where=where, why=there, todo=_TODO
    )


def _unclear(what: str, candidates: Iterable[str], where: str) -> TumourColumnError:
    return TumourColumnError(
        f"{what}; candidates: {', '.join(candidates)}", where=where, why=_WHY, todo=_TODO
    )
