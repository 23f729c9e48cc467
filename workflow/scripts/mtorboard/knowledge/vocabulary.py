"""The closed vocabulary of conditions: which keys there are and what each takes. Described in docs/rules.md.

Python checks the shape at every load, so that a misspelt key never becomes a rule that silently holds;
the linter checks the words that refer to other tables.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Arm, Clonality, Consequence, Zygosity

CONNECTIVES = ("all", "any", "not", "at_least")
STATES = ("ALTERED", "VUS_ONLY", "NOT_DETECTED")
_QUALIFIERS = {
    "zygosity": (Zygosity.BIALLELIC.value, Zygosity.MONOALLELIC.value),
    "clonality": (Clonality.CLONAL.value, Clonality.SUBCLONAL.value),
}
_ARMS = tuple(arm.value for arm in Arm)
STRUCTURED_FIELDS = (
    *("germline", "prior_therapies", "transplant", "medications", "tumour_type"),
    *("invalid", "incomplete", "notes"),
)
"""Fields of the sidecar that have leaves of their own, and what is known about the sidecar itself."""
DATE_FIELDS = ("surgery_date",)
PLAIN_FIELDS = tuple(
    field.name
    for field in dataclasses.fields(Clinical)
    if field.name not in STRUCTURED_FIELDS and field.name not in DATE_FIELDS
)
DRUG_WORDS: Mapping[str, tuple[str, ...]] = {
    "interaction": ("CYP3A4_INHIBITOR", "CYP3A4_INDUCER"),
    "strength": ("STRONG", "MODERATE", "WEAK"),
}
"""Words of drugs.tsv that a condition on a medication may ask for."""

RECEPTOR_FIELDS: Mapping[str, tuple[str, ...]] = {
    "ER": ("er_status", "er_percent"),
    "PR": ("pr_status", "pr_percent"),
    "HER2": ("her2_status", "her2_ihc", "her2_ish"),
}
"""Fields that decide each marker; the first is the one that is asked for when the marker is unknown."""


@dataclass(frozen=True, slots=True)
class LeafShape:
    """What a leaf takes.

    Args:
        form: ``"names"`` (a list of names), ``"name"`` (one name) or ``"mapping"``.
        keys: allowed keys of a mapping, each with its closed list of values, or ``()`` where it has none.
        required: keys that must be there; ``one_of``: at least one of these must be there, too.
    """

    form: str
    keys: Mapping[str, tuple[Any, ...]] = dataclasses.field(default_factory=dict)
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


def _mapping(
    keys: Mapping[str, tuple[Any, ...]], required: tuple[str, ...] = (), one_of: tuple[str, ...] = ()
) -> LeafShape:
    return LeafShape("mapping", keys, required, one_of)


NAMES = LeafShape("names")
LEAVES: Mapping[str, LeafShape] = {
    "tumour_type": NAMES,
    "arm": _mapping({"arm": _ARMS, "state": STATES, "genes": (), **_QUALIFIERS}, ("arm", "state")),
    "gene": _mapping({"gene": (), "status": STATES, **_QUALIFIERS}, ("gene", "status")),
    "allele": NAMES,
    "label": _mapping({"list": (), "genes": ()}, ("list", "genes")),
    "codons": _mapping(
        {"gene": (), "first": (), "last": (), "consequence": tuple(term.value for term in Consequence)},
        ("gene", "first", "last"),
    ),
    "low_confidence": _mapping({"gene": ()}, ("gene",)),
    "possible_germline": _mapping({"gene": ()}, ("gene",)),
    "unassessed": NAMES,
    "clinical": _mapping(
        {"field": PLAIN_FIELDS, "is": (), "in": (), "at_least": (), "at_most": ()},
        ("field",),
        ("is", "in", "at_least", "at_most"),
    ),
    "receptor": _mapping(
        {"marker": tuple(RECEPTOR_FIELDS), "is": ("positive", "low", "negative")}, ("marker", "is")
    ),
    "germline": _mapping({"gene": ()}, ("gene",)),
    "prior_therapy": _mapping({"any_of": (), "progressed": (True, False), "setting": ()}),
    "medication": _mapping(
        {
            "any_of": (),
            **DRUG_WORDS,
            "pgp": (True,),
        },
        one_of=("any_of", "interaction", "pgp"),
    ),
    "transplant": _mapping(
        {"organ": (), "immunosuppressant": (), "days_at_least": (), "days_at_most": ()},
        one_of=("organ", "immunosuppressant", "days_at_least", "days_at_most"),
    ),
    "days_since": _mapping(
        {"field": DATE_FIELDS, "at_least": (), "at_most": ()}, ("field",), ("at_least", "at_most")
    ),
    "region": NAMES,
    "rule": LeafShape("name"),
    "drug_listed": NAMES,
}


def as_names(value: Any) -> tuple[str, ...]:
    """Return a name or a list of names as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


def walk(condition: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every leaf of a well-formed condition as (key, value), in the order in which it is written."""
    key, value = next(iter(condition.items()))
    if key in ("all", "any"):
        for child in value:
            yield from walk(child)
    elif key == "not":
        yield from walk(value)
    elif key == "at_least":
        for child in value["of"]:
            yield from walk(child)
    else:
        yield key, value


def problems(condition: Any, where: str = "when") -> Iterator[tuple[str, str]]:
    """Yield (where, what) for everything that is not a condition of the vocabulary."""
    if not isinstance(condition, Mapping) or len(condition) != 1:
        yield where, "a condition is a mapping with exactly one key"
        return
    key, value = next(iter(condition.items()))
    where = f"{where}.{key}"
    if key in ("all", "any"):
        yield from _children(value, where)
    elif key == "not":
        yield from problems(value, where)
    elif key == "at_least":
        if not isinstance(value, Mapping) or set(value) != {"count", "of"}:
            yield where, "at_least takes count and of"
            return
        if not isinstance(value["count"], int) or isinstance(value["count"], bool) or value["count"] < 1:
            yield where, "count is a whole number from 1"
        yield from _children(value["of"], where)
    elif key in LEAVES:
        yield from _leaf(key, value, where)
    else:
        yield where, f"'{key}' is no condition{nearest(str(key), (*CONNECTIVES, *LEAVES))}"


def nearest(word: str, options: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` for the option nearest to ``word``, or ``""``.

    Case does not count, and the same letters in another order are nearer than anything else (``VI`` is ``IV``).
    """
    folded, letters = {option.casefold(): option for option in sorted(options)}, sorted(word.casefold())
    found = [option for option in folded if sorted(option) == letters]
    found = found or difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f" (did you mean '{folded[found[0]]}'?)" if found else ""


def _children(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, list) or not value:
        yield where, "a list of conditions is needed"
        return
    for number, child in enumerate(value):
        yield from problems(child, f"{where}[{number}]")


def _leaf(key: str, value: Any, where: str) -> Iterator[tuple[str, str]]:
    shape = LEAVES[key]
    if shape.form == "name":
        if not isinstance(value, str):
            yield where, f"{key} takes one name"
    elif shape.form == "names":
        if not _is_names(value):
            yield where, f"{key} takes a list of names"
    elif not isinstance(value, Mapping):
        yield where, f"{key} takes a mapping"
    else:
        yield from _keys(key, value, where, shape)
        yield from _numbers(value, where)


def _keys(key: str, value: Mapping[str, Any], where: str, shape: LeafShape) -> Iterator[tuple[str, str]]:
    for name, content in value.items():
        if name not in shape.keys:
            yield where, f"{key} has no '{name}'{nearest(str(name), shape.keys)}"
            continue
        allowed = shape.keys[name]
        given = content if isinstance(content, list) and name in ("strength", "consequence") else [content]
        for item in given:
            if allowed and not any(item is option or item == option for option in allowed):
                hint = nearest(str(item), [str(option) for option in allowed])
                yield where, f"{name} cannot be '{item}'{hint}"
        if name in ("any_of", "genes", "organ", "immunosuppressant", "in") and not _is_list(content):
            yield where, f"{name} takes a list"
        if name in ("gene", "setting") and not (isinstance(content, str) or _is_names(content)):
            yield where, f"{name} takes a name or a list of names"
    for name in shape.required:
        if name not in value:
            yield where, f"{key} needs '{name}'"
    if shape.one_of and not any(name in value for name in shape.one_of):
        yield where, f"{key} needs one of {', '.join(shape.one_of)}"


def _numbers(value: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    for name in ("at_least", "at_most", "days_at_least", "days_at_most", "first", "last"):
        number = value.get(name, 0)
        if isinstance(number, bool) or not isinstance(number, int | float):
            yield where, f"{name} takes a number"
    if {"is", "in"} <= set(value):
        yield where, "is and in exclude each other"


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_names(value: Any) -> bool:
    return _is_list(value) and all(isinstance(item, str) for item in value)
