"""Fields of the sidecar that contradict each other, and what the rest implies.

Contradictory fields are treated as unknown and named in ``invalid``, with one exception: a fact that makes the
report more careful (a date of surgery, a transplant, a pregnancy) stays, and only what denies it is dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from mtorboard.model.clinical import Clinical

Check = Callable[[Clinical], Iterator[str]]

LOW_PERCENT, POSITIVE_PERCENT = 1, 10
"""ER and PR: under 1 % of cells is negative, 1 to 10 % low positive (ASCO/CAP 2020, PMID 31928404)."""


def resolve(clinical: Clinical, report_date: dt.date | None = None) -> Clinical:
    """Set contradictory fields to unknown, name them in ``invalid``, then add what the rest implies.

    Args:
        clinical: facts as given.
        report_date: day of the report; a past event that is dated after it is invalid.
    """
    checks: tuple[Check, ...] = (
        lambda given: _dates(given, report_date),
        _hormone_receptors,
        _her2,
        _sex,
        _disease,
        _therapies,
        _surgery,
        _transplant,
        _germline,
    )
    invalid = sorted({name for one in checks for name in one(clinical)})
    transplant = clinical.transplant
    if transplant is not None and "transplant.date" in invalid:
        transplant = replace(transplant, date=None)
    dropped: dict[str, Any] = {name: None for name in invalid if "." not in name}
    kept = replace(clinical, **{"transplant": transplant, **dropped}, invalid=tuple(invalid))
    return _implied(kept, report_date)


def _implied(clinical: Clinical, report_date: dt.date | None) -> Clinical:
    """Add what follows from other facts, and nothing that is merely likely.

    A dated surgery was done, without surgery no surgical wound is open, a described transplant makes a recipient.
    Germline results are taken out where consent to them is refused.
    """
    recipient, done, healed = clinical.transplant_recipient, clinical.surgery_done, clinical.wound_healed
    if recipient is None and clinical.transplant is not None:
        recipient = None if "transplant_recipient" in clinical.invalid else True
    if done is None and clinical.surgery_date is not None and report_date is not None:
        done = None if "surgery_done" in clinical.invalid else True
    if healed is None and done is False and "wound_healed" not in clinical.invalid:
        healed = True
    # Nothing that was found in the germline may be named against the patient's will, so it is not handed on.
    germline = None if clinical.germline_consent is False else clinical.germline
    return replace(
        clinical, transplant_recipient=recipient, surgery_done=done, wound_healed=healed, germline=germline
    )


def _dates(given: Clinical, report_date: dt.date | None) -> Iterator[str]:
    if report_date is None:
        return
    if given.surgery_date is not None and given.surgery_date > report_date:
        yield "surgery_date"
    if given.transplant and given.transplant.date is not None and given.transplant.date > report_date:
        yield "transplant.date"


def _hormone_receptors(given: Clinical) -> Iterator[str]:
    for marker in ("er", "pr"):
        status, percent = getattr(given, f"{marker}_status"), getattr(given, f"{marker}_percent")
        if status is None or percent is None:
            continue
        agrees = {
            "negative": percent < LOW_PERCENT,
            "low": LOW_PERCENT <= percent <= POSITIVE_PERCENT,
            "positive": percent >= LOW_PERCENT,
        }
        if not agrees[status]:
            yield from (f"{marker}_status", f"{marker}_percent")


def _her2(given: Clinical) -> Iterator[str]:
    """ASCO/CAP (J Clin Oncol 36(20), 2018): IHC 3+ or amplified ISH is positive; ISH decides on 2+.

    IHC 3+ beside ISH without amplification is for the pathologist to settle: a contradiction.
    """
    ihc, ish, status = given.her2_ihc, given.her2_ish, given.her2_status
    negative = ihc != "3+" and ish != "amplified"
    agrees = {
        None: True,
        "positive": ihc == "3+" or ish == "amplified" or (ihc in (None, "2+") and ish is None),
        "negative": negative,
        "low": negative and ihc != "0",
    }
    if not agrees[status] or (ihc == "3+" and ish == "not_amplified"):
        yield from (name for name in ("her2_status", "her2_ihc", "her2_ish") if getattr(given, name))


def _sex(given: Clinical) -> Iterator[str]:
    expecting = given.pregnancy in ("pregnant", "breastfeeding", "possible")
    if given.sex == "male" and expecting:
        yield "sex"
    if given.sex == "male" and given.menopausal_status is not None:
        yield from ("sex", "menopausal_status")
    if given.menopausal_status == "postmenopausal" and expecting:
        yield "menopausal_status"


def _disease(given: Clinical) -> Iterator[str]:
    if given.resectable and given.disease_extent == "locally_advanced_unresectable":
        yield from ("resectable", "disease_extent")
    if given.stage == "IV" and given.disease_extent == "localised":
        yield from ("stage", "disease_extent")


def _therapies(given: Clinical) -> Iterator[str]:
    if given.systemic_lines is None or given.prior_therapies is None:
        return
    advanced = any(therapy.setting == "metastatic" for therapy in given.prior_therapies)
    none_listed = not given.prior_therapies and given.systemic_lines > 0
    if none_listed or (advanced and given.systemic_lines == 0):
        yield from ("systemic_lines", "prior_therapies")


def _surgery(given: Clinical) -> Iterator[str]:
    if given.surgery_done is False and (given.surgery_date is not None or given.wound_healed is False):
        yield "surgery_done"


def _transplant(given: Clinical) -> Iterator[str]:
    if given.transplant is not None and given.transplant_recipient is False:
        yield "transplant_recipient"


def _germline(given: Clinical) -> Iterator[str]:
    findings = given.germline or ()
    empty = {finding.gene for finding in findings if finding.classification == "none_found"}
    if any(finding.gene in empty and finding.classification != "none_found" for finding in findings):
        yield "germline"
