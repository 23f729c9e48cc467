"""Does the file itself say that an allele is somatic? Only germline tests can say "germline"."""

from __future__ import annotations

from mtorboard.model.variant import ReadSupport
from mtorboard.reading.record import Record

_SOMATIC_STATUS = {"SS": frozenset({"2"}), "STATUS": frozenset({"somatic", "strongsomatic", "likelysomatic"})}


def says_somatic(record: Record, tumour: str | None) -> bool:
    """Whether the caller says so: INFO/SOMATIC, SS=2 (VarScan, Mutect 1), STATUS=StrongSomatic (VarDict)."""
    if "SOMATIC" in record.info:
        return record.info["SOMATIC"].lower() not in {"0", "false", "no"}
    return any(
        fields.get(key, "").lower() in values
        for fields in (record.info, record.format(tumour))
        for key, values in _SOMATIC_STATUS.items()
    )


def absent_from_normal(normal: ReadSupport | None, *, min_depth: int, max_vaf: float) -> bool:
    """Whether a matched normal was read deeply enough and does not carry the allele.

    Args:
        min_depth: reads that the normal needs; ``max_vaf``: highest fraction (0 to 1) taken for noise.
    """
    if normal is None or normal.depth is None or normal.vaf is None:
        return False
    return normal.depth >= min_depth and normal.vaf <= max_vaf
