"""Which column of a VCF is the tumour. By name, never by order: every caller orders columns its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtorboard.errors import TumourColumnError
from mtorboard.reading.suggestions import did_you_mean

_TUMOUR_NAMES = frozenset({"tumor", "tumour"})
_NORMAL_NAMES = frozenset({"normal"})
_HEADER_SAMPLE = re.compile(r"##(tumor|normal)_sample=(.+)")
_PEDIGREE = re.compile(r"##PEDIGREE=<(?=.*\b(?:Derived|ID)=([^,>]+))(?=.*\bOriginal=([^,>]+))")
_WHY = "Reading the normal as the tumour hides every finding"
_TODO = (
    "name the tumour's column in the sheet's `tumor` column or with --tumor (and the normal's in `normal`)"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The tumour's column (``None`` for a VCF without sample columns) and the normal's where known."""

    tumour: str | None
    normal: str | None


def choose_columns(
    columns: Sequence[str], tumor: str | None, normal: str | None, lines: Iterable[str], *, where: str
) -> Columns:
    """Choose the tumour's and the normal's column.

    The order of evidence: the sheet's names; the header's ``##tumor_sample``, ``##normal_sample`` (Mutect2)
    and ``##PEDIGREE``; columns called TUMOR or NORMAL; the only column that is not the normal.

    Args:
        columns: sample columns of the VCF.
        tumor: the sheet's tumour column; ``normal``: its normal column.
        lines: the header's ``##`` lines.
        where: sample and file, for the message.

    Raises:
        TumourColumnError: a named column is not there, names contradict each other, or nothing tells.
    """
    for name in (tumor, normal):
        if name is not None and name not in columns:
            raise _absent(name, columns, where)
    lines = tuple(lines)
    header_tumours, header_normals = _from_header(lines, columns)
    normals = {normal} if normal else header_normals or _called(columns, _NORMAL_NAMES)
    if tumor is not None and (tumor == normal or tumor in header_normals):
        raise _unclear(f"column '{tumor}' is given as the tumour, but it is the normal", columns, where)
    if not columns:
        return Columns(None, None)
    rest = {column for column in columns if column not in normals}
    candidates = ({tumor} if tumor else set()) or header_tumours or _called(columns, _TUMOUR_NAMES) or rest
    if len(candidates) != 1:
        raise _unclear("it cannot be told which column is the tumour", sorted(candidates) or columns, where)
    chosen = candidates.pop()
    if chosen in normals:
        raise _unclear(f"column '{chosen}' would be both tumour and normal", columns, where)
    return Columns(chosen, normals.pop() if len(normals) == 1 else None)


def _from_header(lines: Iterable[str], columns: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the tumour and normal columns that the header names and that exist."""
    found: dict[str, set[str]] = {"tumor": set(), "normal": set()}
    for line in lines:
        sample = _HEADER_SAMPLE.match(line)
        pedigree = _PEDIGREE.match(line)
        if sample:
            found[sample[1]].add(sample[2].strip())
        elif pedigree:
            found["tumor"].add(pedigree[1].strip())
            found["normal"].add(pedigree[2].strip())
    return found["tumor"] & set(columns), found["normal"] & set(columns)


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
