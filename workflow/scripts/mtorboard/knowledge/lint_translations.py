"""Linter of translations: a text that the English file has and a translation lacks would be a gap in a report."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.findings import Finding, sayer
from mtorboard.knowledge.lint_prose import forbidden
from mtorboard.knowledge.ruleset import ENGLISH, languages, load_texts
from mtorboard.knowledge.vocabulary import nearest


def lint_translations(folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with each ``texts.<language>.yaml``: its keys and placeholders must be the English ones.

    Args:
        folder: ``knowledge/``.
    """
    english = dict(_texts(load_texts(folder, ENGLISH), ""))
    for lang in languages(folder):
        if lang == ENGLISH:
            continue
        table = f"texts.{lang}.yaml"
        try:
            translated = dict(_texts(load_texts(folder, lang), ""))
        except KnowledgeError as error:
            yield Finding(table, "", "error", error.render())
            continue
        for where, what in _problems(english, translated):
            yield Finding(table, where, "error", what)
        said = translated.get("report.language")
        if said != lang:
            yield Finding(table, "report.language", "error", f"must be '{lang}', as the file's name says")
        yield from forbidden(sayer(table, ""), ((where, str(text)) for where, text in translated.items()))


def _problems(english: Mapping[str, Any], translated: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in english.keys() - translated.keys():
        yield key, "is not translated"
    for key in translated.keys() - english.keys():
        yield key, f"is not in texts.yaml{nearest(key, tuple(english))}"
    for key in english.keys() & translated.keys():
        original, text = english[key], translated[key]
        if isinstance(original, str) != isinstance(text, str):
            yield key, "is text in one file and not in the other"
        elif isinstance(original, str):
            yield from ((key, what) for what in _text_problems(original, text))


def _text_problems(original: str, text: str) -> Iterator[str]:
    if original.strip() and not text.strip():
        yield "is empty"
    try:
        used, wanted = _placeholders(text), _placeholders(original)
    except ValueError as error:
        yield f"the braces do not match: {error}"
        return
    if used != wanted:
        names = (", ".join(sorted(f"{{{name}}}" for name in found)) or "none" for found in (used, wanted))
        yield "uses the placeholders {}, the English text {}".format(*names)


def _placeholders(text: str) -> Counter[str]:
    return Counter(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)


def _texts(node: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Every leaf by its path; the items of a list by their number."""
    if isinstance(node, Mapping):
        items: Any = node.items()
    elif isinstance(node, list):
        items = enumerate(node, start=1)
    else:
        yield where, node
        return
    for key, value in items:
        yield from _texts(value, f"{where}.{key}".strip("."))
