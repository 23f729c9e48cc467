"""The clinical sidecar. Every field is optional; ``None`` is "not provided", never "no"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriorTherapy:
    """A therapy already given. ``drugs`` as written; ``progressed`` on or after it."""

    drugs: tuple[str, ...]
    setting: str | None = None
    progressed: bool | None = None


@dataclass(frozen=True, slots=True)
class Medication:
    """A current drug as written, with its route (``"oral"``, ``"topical"``, ...) where given."""

    name: str
    route: str | None = None


@dataclass(frozen=True, slots=True)
class GermlineFinding:
    """A germline test result. ``classification``: pathogenic, likely_pathogenic, vus, benign, none_found."""

    gene: str
    classification: str
    hgvs_c: str | None = None


@dataclass(frozen=True, slots=True)
class Transplant:
    """A solid-organ transplant. ``immunosuppressants`` ``None``: not stated."""

    organ: str
    date: dt.date | None = None
    immunosuppressants: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Clinical:
    """Facts about the patient and the disease that no VCF holds.

    Enumerated strings are checked by ``clinical.schema.json``; dates are calendar dates.
    ``invalid`` names fields that were given but contradict each other: they are treated as unknown.
    ``incomplete`` names lists of which the source does not say that they are whole: what they hold is known, what
    they do not hold is unknown. ``notes`` are sentences for the page on what was not read and why.
    """

    tumour_type: str | None = None
    specimen: str | None = None
    age_years: int | None = None
    sex: str | None = None
    menopausal_status: str | None = None
    stage: str | None = None
    disease_extent: str | None = None
    progressive: bool | None = None
    resectable: bool | None = None
    approved_options_exhausted: bool | None = None
    systemic_lines: int | None = None
    risk_group: str | None = None
    differentiation: str | None = None
    functional_tumour: bool | None = None
    er_status: str | None = None
    er_percent: float | None = None
    pr_status: str | None = None
    pr_percent: float | None = None
    her2_status: str | None = None
    her2_ihc: str | None = None
    her2_ish: str | None = None
    pten_ihc: str | None = None
    p53_status: str | None = None
    mmr_status: str | None = None
    pole_status: str | None = None
    tsc_diagnosis: bool | None = None
    germline: tuple[GermlineFinding, ...] | None = None
    germline_consent: bool | None = None
    prior_therapies: tuple[PriorTherapy, ...] | None = None
    transplant: Transplant | None = None
    transplant_recipient: bool | None = None
    surgery_date: dt.date | None = None
    surgery_done: bool | None = None
    wound_healed: bool | None = None
    surgery_planned: bool | None = None
    immediate_surgery: bool | None = None
    medications: tuple[Medication, ...] | None = None
    stomatitis: bool | None = None
    lipids: str | None = None
    glucose: str | None = None
    lung_disease: bool | None = None
    active_infection: bool | None = None
    hepatitis_b: str | None = None
    live_vaccine_planned: bool | None = None
    pregnancy: str | None = None
    angioedema_history: bool | None = None
    renal_function: str | None = None
    child_pugh: str | None = None
    bilirubin_elevated: bool | None = None
    cytopenia: bool | None = None
    radiotherapy: bool | None = None
    hiv: bool | None = None
    invalid: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
