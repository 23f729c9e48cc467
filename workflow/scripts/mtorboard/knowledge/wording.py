"""The texts that the engine needs from texts.yaml, with the placeholders that each may use (docs/rules.md)."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Any

from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS, nearest
from mtorboard.model.enums import Headline, RuleClass, Severity, StrategyName, Verdict

_ITEM = ("item",)
TEMPLATES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "headlines": {
        code.value: ("drugs", "titles", "missing") if code is Headline.UNDETERMINED else ("drugs", "titles")
        for code in Headline
    },
    "headlines_licensed": dict.fromkeys(("MTOR_MONOTHERAPY", "MTOR_PLUS_ENDOCRINE"), ("titles", "drugs")),
    "headline_words": {code.value: () for code in Headline},
    "headline_notes": {
        "no_strategy": (),
        "named": ("titles",),
        "resistance": ("titles",),
        "more": ("count",),
        "withheld": ("title", "date"),
        "unverified": ("rules",),
        "judgement": ("rules",),
    },
    "verdicts": {verdict.value: () for verdict in Verdict},
    "classes": {class_.value: () for class_ in RuleClass},
    "severities": {severity.value: () for severity in Severity},
    "strategy_notes": {"suppressed": ("rule", "title", "by", "text")},
    "changes": {
        "headline": ("case", "headline"),
        "flags": ("case", "flags"),
        "both": ("case", "headline", "flags"),
        "and": ("one", "other"),
        "is": ("fact", "value"),
        "such_as": ("value", "drug"),
        "others": ("value",),
    },
    "purity_shows": dict.fromkeys(("BIALLELIC", "MONOALLELIC", "CLONAL", "SUBCLONAL"), _ITEM),
    "notes": {
        "other_region": ("regions",),
        "already_used": ("drugs",),
        "review_due": ("date",),
        "withheld": ("date", "months"),
        "caution": ("rule", "text"),
        "unverified": (),
    },
    "unrecognised": {"medication": ("name",), "therapy": ("name",)},
    "because": {
        "finding": ("gene", "change", "details"),
        "deletion": (),
        "not_detected": _ITEM,
        "vus_only": _ITEM,
        "not_altered": _ITEM,
        "unassessed": _ITEM,
        "allele_absent": _ITEM,
        "low_confidence": _ITEM,
        "possible_germline": _ITEM,
        "tumour_type": ("name", "code"),
        "region": ("region",),
        "clinical": ("name", "value"),
        "settled": ("name", "by"),
        "receptor": ("name", "value"),
        "germline": _ITEM,
        "germline_none": _ITEM,
        "prior_therapy": ("drugs", "outcome"),
        "prior_therapy_none": ("drugs", "outcome"),
        "medication": ("drug", "route"),
        "medication_none": ("drug", "route"),
        "transplant": ("organ", "details"),
        "transplant_none": (),
        "days_since": ("name", "days"),
        "days_never": ("name",),
    },
    "details": dict.fromkeys(
        (
            "BIALLELIC",
            "MONOALLELIC",
            "CLONAL",
            "SUBCLONAL",
            "progressed",
            "not_progressed",
            "route_not_stated",
        ),
        (),
    ),
    "receptors": dict.fromkeys(RECEPTOR_FIELDS, ()),
    "specimens": {"ctdna": (), "blood": ()},
}
"""Section, key, placeholders."""

PREFIXES = (
    "assessed",
    "deletions",
    "zygosity",
    "clonality",
    "germline",
    "prior_therapies.progressed",
    "prior_therapies.setting",
)
"""Fact entries that stand for many facts; ``{item}`` is the gene, the arm or the drugs."""
WITH_PURITY = ("zygosity", "clonality")
"""Of these the sentence that they are missing is another where purity is given."""
WHOLE_FACTS = (
    "tumour_type",
    "purity",
    "medications",
    "prior_therapies",
    "transplant",
    "transplant.immunosuppressants",
    "transplant.date",
)


def wording_problems(
    texts: Mapping[str, Any], fields: frozenset[str], tumour_types: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield (key, what) for every missing text and every placeholder that nothing fills.

    Args:
        texts: content of texts.yaml.
        fields: sidecar fields that rules ask for.
        tumour_types: codes and groups that a sentence may be kept for.
    """
    for section, keys in TEMPLATES.items():
        for key, allowed in keys.items():
            yield from _template(_entry(texts, section, key), f"{section}.{key}", allowed)
    yield from _template(texts.get("fact_contradictory"), "fact_contradictory", ("name",))
    yield from _template(texts.get("fact_unrecognised"), "fact_unrecognised", ("name", *_ITEM))
    for name in StrategyName:
        entry = _entry(texts, "strategies", name.value)
        for part in ("name", "none", "unknown"):
            yield from _template(_entry(entry, part), f"strategies.{name}.{part}", ())
        always = _entry(entry, "against")
        if not isinstance(always, list) or not all(isinstance(item, str) for item in always):
            yield f"strategies.{name}.against", "must be a list of sentences"
        for tumour_type, sentences in (_entry(entry, "against_in") or {}).items():
            if tumour_type not in tumour_types:
                hint = nearest(tumour_type, tumour_types)
                yield f"strategies.{name}.against_in.{tumour_type}", f"is no tumour type or group{hint}"
            if not isinstance(sentences, list):
                yield f"strategies.{name}.against_in.{tumour_type}", "must be a list of sentences"
    for fact in (*PREFIXES, *WHOLE_FACTS, *sorted(f"clinical.{field}" for field in fields)):
        allowed = _ITEM if fact in PREFIXES else ()
        for part in ("name", "missing", *(("coarse",) if fact == "tumour_type" else ())):
            yield from _template(_entry(texts, "facts", fact, part), f"facts.{fact}.{part}", allowed)
    for fact in WITH_PURITY:
        yield from _template(
            _entry(texts, "facts", fact, "missing_with_purity"), f"facts.{fact}.missing_with_purity", _ITEM
        )
    for section in ("values", "values_beside", "clauses"):
        if not isinstance(texts.get(section), Mapping):
            yield section, "must be a mapping"
    for fact in texts.get("clauses") or {}:
        for value, text in (_entry(texts, "clauses", fact) or {}).items():
            yield from _template(text, f"clauses.{fact}.{value}", ("item", "value"))


def _entry(texts: Any, *path: str) -> Any:
    for key in path:
        texts = texts.get(key) if isinstance(texts, Mapping) else None
    return texts


def _template(text: Any, key: str, allowed: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not isinstance(text, str) or not text.strip():
        yield key, "the text is missing"
        return
    try:
        used = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError as error:
        yield key, f"the braces do not match: {error}"
        return
    for field in sorted(used - set(allowed)):
        yield key, f"nothing fills {{{field}}}{nearest(field, allowed)}"
