"""PyYAML without its guesses. YAML 1.1 turns more into numbers, dates and truth values than people expect.

Here a date stays text, a number with a leading zero stays text, a key is text, and a key given twice is refused
instead of losing the first value silently.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from mtorboard.errors import MtorboardError

MAX_DEPTH = 50
"""Blocks within blocks; ours hold five."""


class _Loader(yaml.CSafeLoader):
    """PyYAML's safe loader without its guesses."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own


def _unique_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(
                None, None, "has a key that is not text", key_node.start_mark
            )
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, "has a key twice", key_node.start_mark)
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_Loader.add_constructor("tag:yaml.org,2002:map", _unique_mapping)
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE", list("yYnNtTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?", list("-+0123456789.")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


def parse(text: str, error: type[MtorboardError], where: str) -> object:
    """Return the content of a YAML text; of an empty one ``{}``.

    Raises:
        MtorboardError: of class ``error``, naming ``where``: it is not plain YAML.
    """
    try:
        return _parsed(text)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise _not_yaml(problem, error, where) from None


def _parsed(text: str) -> object:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):  # a few lines of aliases can unfold to gigabytes
            raise yaml.constructor.ConstructorError(problem="holds a YAML alias")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:  # the loader would run out of stack, and take the whole process with it
            raise yaml.constructor.ConstructorError(problem="is nested too deeply")
    content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    return {} if content is None else content


def _not_yaml(problem: Exception, error: type[MtorboardError], where: str) -> MtorboardError:
    """Say where YAML stopped; the parser's own words may quote the content, so only ours are passed on."""
    mark = getattr(problem, "problem_mark", None)
    at = f", line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
    if isinstance(problem, yaml.constructor.ConstructorError):
        what = "holds a YAML tag" if "tag" in str(problem.problem) else str(problem.problem)
        return error(what, where=where + at, todo="Use text for keys, plain values, and give every key once")
    return error("is not valid YAML", where=where + at, todo="Check the indentation, colons and quotes there")
