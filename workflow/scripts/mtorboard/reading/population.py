"""Population allele frequencies that a file carries, by the names that annotators give them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from mtorboard.reading.record import Record

_NAME = re.compile(
    r"(max_af"  # VEP: highest of 1000 Genomes, ESP and gnomAD
    r"|(afr|amr|eas|eur|sas|aa|ea)_af"  # VEP: 1000 Genomes and ESP populations
    r"|(gnomad|exac)[a-z]*(_[a-z0-9]+)*_(af|all)(_[a-z]+)?"  # VEP, vcfanno, ANNOVAR, MAF columns
    r"|(gnomad|exac)[a-z]*_af"
    r"|af_(popmax|grpmax)"
    r"|(1000g|1kg|esp6500)[a-z0-9]*_(all|af|[a-z]{3}_af))$",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"(^|_)(an|ac|nhom\w*)($|_)", re.IGNORECASE)
_GLOBAL_IN_CSQ = "AF"
"""In VEP's fields ``AF`` is 1000 Genomes; in INFO or FORMAT it may be the tumour's own fraction."""

_POPAF = re.compile(r"##INFO=<ID=POPAF,[^>]*negative", re.IGNORECASE)


def is_population_field(name: str, *, in_csq: bool = False) -> bool:
    """Whether a field of this name holds a population's allele frequency."""
    if in_csq and name == _GLOBAL_IN_CSQ:
        return True
    return bool(_NAME.match(name)) and not _COUNTS.search(name)


def has_log_popaf(lines: Iterable[str]) -> bool:
    """Whether the header declares Mutect2's POPAF, minus the decimal logarithm of a population frequency."""
    return any(map(_POPAF.match, lines))


def highest(texts: Iterable[str]) -> float | None:
    """Return the highest of frequencies written as text (``0.01``, ``0.01&0.02``), 0 to 1, or ``None``."""
    values = (_frequency(part) for text in texts for part in text.replace(",", "&").split("&"))
    return max((value for value in values if value is not None), default=None)


def from_info(record: Record, index: int, *, log_popaf: bool) -> float | None:
    """Return the highest population frequency in INFO for the ``index``-th ALT (from 0).

    A field that does not have exactly one value an ALT is passed over.
    """
    texts = [
        values[index]
        for name, text in record.info.items()
        if is_population_field(name) and len(values := text.split(",")) == len(record.alts)
    ]
    found = highest(texts)
    logs = record.info.get("POPAF", "").split(",") if log_popaf else []
    exponent = _frequency(logs[index], top=math.inf) if len(logs) == len(record.alts) else None
    candidates = [
        value for value in (found, None if exponent is None else 10**-exponent) if value is not None
    ]
    return max(candidates, default=None)


def _frequency(text: str, top: float = 1.0) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= top and math.isfinite(value) else None
