"""The domain's frozen records as plain JSON types, and back: the same record, field by field.

Fields that hold their default are left out. Reading is strict: a field that the record does not have, or a value of
another type, is an error, since a record that is only half understood must not be judged.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from mtorboard.model.enums import Build
from mtorboard.model.variant import VariantKey

Record = TypeVar("Record")
_PLAIN = frozenset({str, int, float, bool})


def pack(value: Any) -> Any:
    """Return a record (or a value of one) in JSON types; a variant's key as its text, sets sorted."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, VariantKey):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        held = ((name, getattr(value, name), default) for name, default in _defaults(value.__class__))
        return {name: pack(item) for name, item, default in held if item != default}
    if isinstance(value, Mapping):
        return {str(key): pack(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(pack(item) for item in value)
    if isinstance(value, tuple):
        return [pack(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def unpack(kind: type[Record], value: Any) -> Record:
    """Return the record of class ``kind`` that :func:`pack` gave ``value`` for.

    Raises:
        ValueError: ``value`` does not hold such a record; the message names the field, never its content.
    """
    return cast(Record, _unpacked(kind, value, kind.__name__))


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, _default(field)) for field in fields(kind))


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _unpacked(hint: Any, value: Any, where: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in inner:
            return None
        (hint,) = (option for option in inner if option is not type(None))
        return _unpacked(hint, value, where)
    if origin is Literal:
        return _held(value in inner, value, where)
    if origin in (tuple, frozenset):
        _held(isinstance(value, list), value, where)
        several = origin is frozenset or inner[-1] is Ellipsis
        kinds = [inner[0]] * len(value) if several else list(inner)
        _held(len(kinds) == len(value), value, where)
        return origin(_unpacked(one, item, where) for one, item in zip(kinds, value, strict=True))
    if origin is not None:
        _held(isinstance(value, dict), value, where)
        return {
            _unpacked(inner[0], key, where): _unpacked(inner[1], item, f"{where}.{key}")
            for key, item in value.items()
        }
    return _single(hint, value, where)


def _single(kind: type, value: Any, where: str) -> Any:
    if is_dataclass(kind) and kind is not VariantKey:
        hints = _hints(kind)
        _held(isinstance(value, dict) and value.keys() <= hints.keys(), value, where)
        needed = {name for name, default in _defaults(kind) if default is MISSING}
        _held(needed <= value.keys(), value, where)
        return kind(**{name: _unpacked(hints[name], item, f"{where}.{name}") for name, item in value.items()})
    if kind is float:
        return float(_held(type(value) in (int, float), value, where))
    read = _FROM_TEXT.get(kind, kind if issubclass(kind, Enum) else None)
    if read is None:
        return _held(type(value) is kind, value, where)
    try:
        return read(_held(isinstance(value, str), value, where))
    except ValueError:
        raise _otherwise(where) from None


def _key(text: str) -> VariantKey:
    build, contig, position, ref, alt = text.split(":")
    return VariantKey(Build(build), contig, int(position), ref, alt)


_FROM_TEXT: Mapping[type, Callable[[str], Any]] = {VariantKey: _key, dt.date: dt.date.fromisoformat}


def _held(right: bool, value: Any, where: str) -> Any:
    if not right:
        raise _otherwise(where)
    return value


def _otherwise(where: str) -> ValueError:
    return ValueError(f"{where} is not as this version writes it")
