"""One line of a VCF as plain text fields. Positions are 1-based.

Text is kept because it is exact: a vector's length, a missing value and a percent sign all survive, whatever
the header declares about the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_MISSING = frozenset({"", "."})
_PASSED = frozenset({"PASS", "."})


@dataclass(frozen=True, slots=True)
class Record:
    """A VCF record.

    Args:
        contig: name as the file writes it; ``pos``: 1-based.
        filters: FILTER values other than PASS and ``.``.
        info: INFO by key, flags as an empty string; ``samples``: FORMAT fields by column and key.
        columns: number of sample columns in the file, read here or not.
        id: the record's ID, by which breakends name their mates.
    """

    contig: str
    pos: int
    ref: str
    alts: tuple[str, ...]
    filters: tuple[str, ...] = ()
    info: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: int = 1
    id: str = ""

    def format(self, column: str | None) -> Mapping[str, str]:
        """Return the FORMAT fields of ``column`` that have a value; empty for ``None``."""
        return self.samples.get(column, {}) if column is not None else {}


def parse_record(line: str, columns: Sequence[str], wanted: Sequence[str | None] = ()) -> Record:
    """Split a VCF line.

    Args:
        line: the record's text.
        columns: sample columns of the file, in order; only those in ``wanted`` are split.
    """
    fields = line.rstrip("\r\n").split("\t")
    contig, pos, id_, ref, alt, _, filters, info = fields[:8]
    keys = fields[8].split(":") if len(fields) > 8 else []
    samples = {
        name: {k: v for k, v in zip(keys, text.split(":"), strict=False) if v not in _MISSING}
        for name, text in zip(columns, fields[9:], strict=False)
        if name in wanted
    }
    return Record(
        contig=contig,
        pos=int(pos),
        ref=ref.upper(),
        alts=() if alt == "." else tuple(alt.upper() if alt.isalpha() else alt for alt in alt.split(",")),
        filters=() if filters in _PASSED else tuple(name for name in filters.split(";") if name != "PASS"),
        info=_info(info),
        samples=samples,
        columns=len(columns),
        id=id_,
    )


def _info(text: str) -> dict[str, str]:
    if text in _MISSING:
        return {}
    pairs = (item.partition("=") for item in text.split(";") if item)
    return {key: value for key, equals, value in pairs if not equals or value not in _MISSING}
