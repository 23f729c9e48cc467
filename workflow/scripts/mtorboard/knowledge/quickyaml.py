"""Read a curator's YAML in a third of the time, as the same values: loading is most of a small sample's work.

PyYAML's loader builds a node for every word and then an object for every node. Here the values are built from
the parser's events. What a word means (a number, a date, true) is still decided by PyYAML's own rules, once a
word; whatever goes beyond plain lists and mappings (anchors, tags, merge keys) is left to PyYAML altogether.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

_TEXT = "tag:yaml.org,2002:str"
_MERGE = "<<"
_NO_KEY = object()
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_FRAME = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


class _NotPlainError(Exception):
    """The document holds more than lists, mappings and scalars."""


def parse(data: bytes) -> Any:
    """Return what ``yaml.load(data, yaml.CSafeLoader)`` returns.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    try:
        return _built(data)
    except _NotPlainError:
        return yaml.load(data, Loader=yaml.CSafeLoader)


def _built(data: bytes) -> Any:
    loader: Any = yaml.CSafeLoader(data)
    next_event, meaning = loader.get_event, _meanings(loader)
    documents: list[Any] = []
    open_: list[tuple[Any, Any]] = []  # what is around the value being built, each with its pending key
    into: Any = documents
    key: Any = _NO_KEY
    while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
        if kind in _ENDS:
            value = into
            into, key = open_.pop()
        elif kind in _FRAME:
            continue
        elif kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            raise _NotPlainError
        elif kind is yaml.ScalarEvent:
            value = meaning(event.value) if event.implicit[0] else event.value
        else:
            open_.append((into, key))
            into, key = {} if kind is yaml.MappingStartEvent else [], _NO_KEY
            continue
        if type(into) is list:
            into.append(value)
        elif key is not _NO_KEY:
            into[key] = value
            key = _NO_KEY
        elif isinstance(value, (list, dict)) or value == _MERGE:
            raise _NotPlainError
        else:
            key = value
    if len(documents) != 1:
        raise _NotPlainError
    return documents[0]


def _meanings(loader: Any) -> Callable[[str], Any]:
    """Return what gives an unquoted word its value by PyYAML's rules; a word is resolved once."""
    known: dict[str, Any] = {}

    def meaning(word: str) -> Any:
        if word not in known:
            tag = loader.resolve(yaml.ScalarNode, word, (True, False))
            known[word] = word if tag == _TEXT else loader.construct_object(yaml.ScalarNode(tag, word))
        return known[word]

    return meaning
