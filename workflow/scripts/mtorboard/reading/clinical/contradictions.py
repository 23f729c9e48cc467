"""Fields of the sidecar that contradict each other, and what the rest implies.

Contradictory fields are treated as unknown and named in ``invalid``, with one exception: a fact that makes the
report more careful (a date of surgery, a transplant, a pregnancy) stays, and only what denies it is dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mtorboard.model.clinical import Clinical
from mtorboard.reading.clinical.wording import said

LOW_PERCENT, POSITIVE_PERCENT = 1, 10
"""ER and PR: under 1 % of cells is negative, 1 to 10 % low positive (ASCO/CAP 2020, PMID 31928404)."""

RECENT_DAYS = 28
"""Days for which the safety rules ask after major surgery; a transplantation is one."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Fields that are treated as unknown; ``clause`` says what contradicts what, with the values as given."""

    fields: tuple[str, ...]
    clause: str

    @property
    def sentence(self) -> str:
        """The clause, and what follows from it."""
        verb = "is" if len(self.fields) == 1 else "are"
        return f"{self.clause}; {' and '.join(self.fields)} {verb} not used."


Check = Callable[[Clinical, dt.date | None], Iterator[Clash]]


def resolve(clinical: Clinical, report_date: dt.date | None = None) -> Clinical:
    """Set contradictory fields to unknown, name them in ``invalid`` and ``notes``, then add what the rest implies.

    Args:
        clinical: facts as given.
        report_date: day of the report; a past event that is dated after it is invalid.
    """
    clashes = (
        *_dates(clinical, report_date),
        *(clash for check in _CHECKS for clash in check(clinical, report_date)),
    )
    invalid = sorted({name for clash in clashes for name in clash.fields})
    transplant = clinical.transplant
    if transplant is not None and "transplant.date" in invalid:
        transplant = replace(transplant, date=None)
    dropped: dict[str, Any] = {name: None for name in invalid if "." not in name}
    notes = (*(clash.sentence for clash in clashes), *clinical.notes)
    kept = replace(clinical, **{"transplant": transplant, **dropped}, invalid=tuple(invalid), notes=notes)
    return _implied(kept, report_date)


def contradicted(clinical: Clinical, field: str, report_date: dt.date | None = None) -> frozenset[str]:
    """Return the fields that :func:`resolve` would drop for what they and ``field`` say of each other."""
    checks = _CHECKS_OF.get(field, ())
    return frozenset(name for one in checks for clash in one(clinical, report_date) for name in clash.fields)


def weighed_against(field: str) -> frozenset[str]:
    """Return the fields that a field can contradict, itself among them; none for most."""
    return frozenset(name for one in _CHECKS_OF.get(field, ()) for name in _CHECKS[one])


def _implied(clinical: Clinical, report_date: dt.date | None) -> Clinical:
    """Add what follows from other facts, and nothing that is merely likely.

    A dated surgery was done, without surgery no surgical wound is open, a described transplant makes a recipient,
    and pregnancy is no question in a man or after the menopause. Germline results are taken out where consent is
    refused.
    """
    recipient, done, healed = clinical.transplant_recipient, clinical.surgery_done, clinical.wound_healed
    if recipient is None and clinical.transplant is not None:
        recipient = None if "transplant_recipient" in clinical.invalid else True
    if done is None and clinical.surgery_date is not None and report_date is not None:
        done = None if "surgery_done" in clinical.invalid else True
    if healed is None and done is False and "wound_healed" not in clinical.invalid:
        healed = True
    pregnancy = clinical.pregnancy
    if pregnancy is None and (clinical.sex == "male" or clinical.menopausal_status == "postmenopausal"):
        pregnancy = "not_applicable"
    # Nothing that was found in the germline may be named against the patient's will, so it is not handed on.
    germline = None if clinical.germline_consent is False else clinical.germline
    return replace(
        clinical,
        transplant_recipient=recipient,
        surgery_done=done,
        wound_healed=healed,
        pregnancy=pregnancy,
        germline=germline,
    )


def _entry(given: Clinical, name: str) -> str:
    """``sex: male``: a field, or a part of one, as the sidecar holds it."""
    value: Any = given
    for part in name.split("."):
        value = getattr(value, part)
    return f"{name}: {said(value)}"


def _both(given: Clinical, *names: str) -> Clash:
    """None of the fields can be believed."""
    return Clash(names, f"{' and '.join(_entry(given, name) for name in names)} contradict each other")


def _denied(given: Clinical, name: str, by: str) -> Clash:
    """The field denies what calls for care, which stays."""
    return Clash((name,), f"{_entry(given, name)} contradicts {_entry(given, by)}")


def _late(given: Clinical, name: str) -> Clash:
    return Clash((name,), f"{_entry(given, name)} lies after the report")


def _dates(given: Clinical, report_date: dt.date | None) -> Iterator[Clash]:
    if report_date is None:
        return
    if given.surgery_date is not None and given.surgery_date > report_date:
        yield _late(given, "surgery_date")
    if given.transplant and given.transplant.date is not None and given.transplant.date > report_date:
        yield _late(given, "transplant.date")


def _hormone_receptors(given: Clinical) -> Iterator[Clash]:
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
            yield _both(given, f"{marker}_status", f"{marker}_percent")


def _her2(given: Clinical) -> Iterator[Clash]:
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
        told = [name for name in ("her2_status", "her2_ihc", "her2_ish") if getattr(given, name)]
        yield _both(given, *told)


def _sex(given: Clinical) -> Iterator[Clash]:
    expecting = given.pregnancy in ("pregnant", "breastfeeding", "possible")
    if given.sex == "male" and expecting:
        yield _denied(given, "sex", by="pregnancy")
    if given.sex == "male" and given.menopausal_status is not None:
        yield _both(given, "sex", "menopausal_status")
    if given.menopausal_status == "postmenopausal" and expecting:
        yield _denied(given, "menopausal_status", by="pregnancy")


def _disease(given: Clinical) -> Iterator[Clash]:
    if given.resectable and given.disease_extent == "locally_advanced_unresectable":
        yield _both(given, "resectable", "disease_extent")
    if given.stage == "IV" and given.disease_extent == "localised":
        yield _both(given, "stage", "disease_extent")


def _therapies(given: Clinical) -> Iterator[Clash]:
    if given.systemic_lines is None or given.prior_therapies is None:
        return
    advanced = any(therapy.setting == "metastatic" for therapy in given.prior_therapies)
    none_listed = not given.prior_therapies and given.systemic_lines > 0
    if none_listed or (advanced and given.systemic_lines == 0):
        yield _both(given, "systemic_lines", "prior_therapies")


def _surgery(given: Clinical, report_date: dt.date | None) -> Iterator[Clash]:
    if given.surgery_done is not False:
        return
    if given.surgery_date is not None:
        yield _denied(given, "surgery_done", by="surgery_date")
    if given.wound_healed is False:
        yield _denied(given, "surgery_done", by="wound_healed")
    day = given.transplant.date if given.transplant else None
    if day and report_date and 0 <= (report_date - day).days <= RECENT_DAYS:
        yield _denied(given, "surgery_done", by="transplant.date")


def _transplant(given: Clinical) -> Iterator[Clash]:
    if given.transplant is not None and given.transplant_recipient is False:
        yield _denied(given, "transplant_recipient", by="transplant")


def _germline(given: Clinical) -> Iterator[Clash]:
    """Nothing found and a variant in one gene; against the patient's will not even that is said."""
    findings = () if given.germline_consent is False else given.germline or ()
    empty = {finding.gene for finding in findings if finding.classification == "none_found"}
    found = {finding.gene for finding in findings if finding.classification != "none_found"}
    if both := ", ".join(sorted(empty & found)):
        yield Clash(("germline",), f"germline: nothing found and a variant contradict each other in {both}")


_CHECKS: Mapping[Check, tuple[str, ...]] = {
    lambda given, _: _hormone_receptors(given): ("er_status", "er_percent", "pr_status", "pr_percent"),
    lambda given, _: _her2(given): ("her2_status", "her2_ihc", "her2_ish"),
    lambda given, _: _sex(given): ("sex", "pregnancy", "menopausal_status"),
    lambda given, _: _disease(given): ("resectable", "disease_extent", "stage"),
    lambda given, _: _therapies(given): ("systemic_lines", "prior_therapies"),
    _surgery: ("surgery_done", "surgery_date", "wound_healed", "transplant"),
    lambda given, _: _transplant(given): ("transplant", "transplant_recipient"),
    lambda given, _: _germline(given): ("germline",),
}
"""What is weighed against each other, in the order of the notes, with the fields that each check reads."""
_CHECKS_OF: Mapping[str, tuple[Check, ...]] = {
    field: tuple(check for check, read in _CHECKS.items() if field in read)
    for fields in _CHECKS.values()
    for field in fields
}
