"""What matters more: which change of the answer, and which fact is more easily got."""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.knowledge.records import SafetyRule
from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS
from mtorboard.model.enums import Headline, Severity

_STAINS = frozenset(
    f"clinical.{field}"
    for fields in (*RECEPTOR_FIELDS.values(), ("mmr_status", "pten_ihc", "p53_status"))
    for field in fields
)
_SEQUENCED = frozenset({"assessed", "deletions", "zygosity", "clonality", "germline"})
_EMPTY_HANDED = (Headline.NO_MTOR_SUGGESTION, Headline.UNDETERMINED)
"""Headlines that change least, in this order, after all others."""


def gain(new: Headline, headline: Headline) -> int:
    """Return how little an answer changes a headline: 0 for a treatment, most where it stays."""
    if new is headline:
        return len(_EMPTY_HANDED) + 1
    return _EMPTY_HANDED.index(new) + 1 if new in _EMPTY_HANDED else 0


def gravity(rules: Iterable[SafetyRule]) -> int:
    """Return 0 where a STOP is raised, 1 for a HOLD, 2 for neither."""
    raised = {rule.severity for rule in rules}
    return next((place for place, one in enumerate((Severity.STOP, Severity.HOLD)) if one in raised), 2)


def effort(fact: str) -> int:
    """Return how easily a fact is got: a field of sample sheet or sidecar 0, a stain 1, a sequencing test 2."""
    if fact.partition(".")[0] in _SEQUENCED:
        return 2
    return int(fact in _STAINS)
