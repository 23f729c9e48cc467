"""What the sidecar says of a receptor, from status, percentage, IHC score and ISH together.

The cut-offs of ER and PR are those of limits.tsv (ASCO/CAP 2020); HER2 is read by ASCO/CAP 2018.
"""

from __future__ import annotations

from mtorboard.knowledge.limits import Limits
from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS
from mtorboard.model.clinical import Clinical

_HORMONE = {
    "positive": frozenset({"positive"}),
    "low": frozenset({"positive", "low"}),
    "negative": frozenset({"negative"}),
}
_HER2 = {
    "positive": frozenset({"positive"}),
    "low": frozenset({"negative", "low"}),
    "negative": frozenset({"negative"}),
}


def receptor(clinical: Clinical, marker: str, limits: Limits) -> frozenset[str] | None:
    """Return what a marker (``ER``, ``PR``, ``HER2``) counts as: a set of positive, low, negative.

    Low ER or PR counts as positive too, low HER2 as negative too.

    Returns:
        ``None`` when it is not provided, equivocal, or the entries contradict each other.
    """
    if any(field in clinical.invalid for field in RECEPTOR_FIELDS[marker]):
        return None
    if marker == "HER2":
        return _her2(clinical.her2_status, clinical.her2_ihc, clinical.her2_ish)
    if marker == "ER":
        return _hormone(clinical.er_status, clinical.er_percent, limits)
    return _hormone(clinical.pr_status, clinical.pr_percent, limits)


def _hormone(status: str | None, percent: float | None, limits: Limits) -> frozenset[str] | None:
    if percent is None:
        return _HORMONE.get(status or "")
    if percent < limits.receptor_positive_percent:
        measured = _HORMONE["negative"]
    else:
        measured = _HORMONE["low" if percent <= limits.receptor_low_percent else "positive"]
    return measured if status is None or status in measured else None


def _her2(status: str | None, ihc: str | None, ish: str | None) -> frozenset[str] | None:
    if (ihc == "3+" and ish == "not_amplified") or (ihc in ("0", "1+") and ish == "amplified"):
        return None
    measured = _measured_her2(ihc, ish)
    if ihc is None and ish == "not_amplified" and status == "low":
        return _HER2["low"]  # low is told by IHC alone, which ISH without amplification leaves open
    if measured is None:
        # No score, or an equivocal one: then the status that pathology gave is all there is.
        return _HER2.get(status or "")
    return measured if status is None or status in measured else None


def _measured_her2(ihc: str | None, ish: str | None) -> frozenset[str] | None:
    if ihc == "3+" or ish == "amplified":
        return _HER2["positive"]
    if ihc == "1+" or (ihc == "2+" and ish == "not_amplified"):
        return _HER2["low"]
    return _HER2["negative"] if ihc == "0" or ish == "not_amplified" else None
