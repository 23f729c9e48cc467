"""The sidecar as a supposed fact changes it, and the drug names that it lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS
from mtorboard.model.clinical import Clinical, GermlineFinding
from mtorboard.model.copying import changed

MEDICATIONS = "medications"
PRIOR_THERAPIES = "prior_therapies"
IMMUNOSUPPRESSANTS = "transplant.immunosuppressants"
DRUG_LISTS = frozenset({MEDICATIONS, PRIOR_THERAPIES, IMMUNOSUPPRESSANTS})
"""Facts that are lists of drugs, as a person wrote their names."""


def listed(clinical: Clinical, fact: str) -> tuple[str, ...]:
    """Return the names in a list of drugs; none where the list is not provided or the fact is no such list."""
    if fact == MEDICATIONS:
        return tuple(item.name for item in clinical.medications or ())
    if fact == PRIOR_THERAPIES:
        return tuple(name for therapy in clinical.prior_therapies or () for name in therapy.drugs)
    if fact == IMMUNOSUPPRESSANTS and clinical.transplant is not None:
        return clinical.transplant.immunosuppressants or ()
    return ()


def renamed(clinical: Clinical, name: Callable[[str], str]) -> Clinical:
    """Return the sidecar with every drug's name replaced."""
    taken, earlier, graft = clinical.medications, clinical.prior_therapies, clinical.transplant
    if taken is not None:
        taken = tuple(replace(item, name=name(item.name)) for item in taken)
    if earlier is not None:
        earlier = tuple(replace(item, drugs=tuple(map(name, item.drugs))) for item in earlier)
    if graft is not None and graft.immunosuppressants is not None:
        graft = replace(graft, immunosuppressants=tuple(map(name, graft.immunosuppressants)))
    return replace(clinical, medications=taken, prior_therapies=earlier, transplant=graft)


def fields_settled(field: str) -> tuple[str, ...]:
    """Return the fields that an answer to one settles: of a receptor that is asked for, all that speak of it."""
    return next((fields for fields in RECEPTOR_FIELDS.values() if fields[0] == field), (field,))


def supposed(clinical: Clinical, fact: str, value: Any) -> Clinical:
    """Return the sidecar with one fact set; a list of drugs is completed, since what it holds stays.

    Raises:
        ValueError: no such fact.
    """
    head, _, item = fact.partition(".")
    if head == "clinical":
        settled = fields_settled(item)
        given = {**dict.fromkeys(settled), item: value}
        contradictory = tuple(field for field in clinical.invalid if field not in settled)
        return changed(clinical, **given, invalid=contradictory)
    if head == "germline":
        return changed(clinical, germline=(*(clinical.germline or ()), GermlineFinding(item, value)))
    if head == PRIOR_THERAPIES and item:
        number, _, part = item.partition(".")
        therapies = list(clinical.prior_therapies or ())
        therapies[int(number) - 1] = replace(therapies[int(number) - 1], **{part: value})
        return changed(clinical, prior_therapies=tuple(therapies))
    if head == "transplant" and item:
        if clinical.transplant is None:
            raise ValueError(fact)
        if fact == IMMUNOSUPPRESSANTS:
            value = (*listed(clinical, fact), *value)
        return changed(clinical, transplant=replace(clinical.transplant, **{item: value}))
    if head == "transplant":
        return changed(clinical, transplant=value, transplant_recipient=value is not None)
    if head in (MEDICATIONS, PRIOR_THERAPIES):
        value = (*(getattr(clinical, head) or ()), *value)
        rest = tuple(field for field in clinical.incomplete if field != head)
        return changed(clinical, incomplete=rest, **{head: value})
    raise ValueError(fact)
