"""What differs between two releases of the knowledge: row by row and column by column, in words.

Values are compared, not lines of text, so a file that was only sorted, commented or wrapped anew is no difference.
The order inside a cell or a condition is content: reasons and drugs are printed in it. No table is named here, and
no column: whatever a release holds is compared, also by a version of mtorboard that reads other columns.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.kept import read_yaml
from mtorboard.knowledge.ruleset import read_tsv
from mtorboard.knowledge.versions import VERSIONS, knowledge_files

Row = Mapping[str, Any]
"""A row's cells by column; a value that has no column of its own stands under the empty one."""
Key = tuple[str, ...]

_INTRODUCES = ("title", "name", "class", "severity", "effect", "")
"""Columns that are printed of a row which one side alone has."""
_STATED = ("source", "licence")
"""Columns of VERSIONS.tsv that are content; the others follow from the files."""
_LEVELS = 2
_SHOWN_ON_ONE_LINE = 12


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that differs. ``lines`` say how: one a column, or several where a cell holds a list."""

    table: str
    key: str
    what: Literal["added", "removed", "changed"]
    lines: tuple[str, ...]


def differences(old: Path, new: Path) -> list[RowChange]:
    """List the rows that differ, by file and key.

    Args:
        old: folder with ``knowledge/`` and ``panel/``; ``new``: the other.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    names = sorted({VERSIONS.as_posix(), *knowledge_files(old), *knowledge_files(new)})
    return [change for name in names for change in _of_file(name, old / name, new / name)]


def in_words(changes: Iterable[RowChange]) -> Iterator[str]:
    """Yield the lines that tell the changes, grouped by file."""
    by_table: dict[str, list[RowChange]] = {}
    for change in changes:
        by_table.setdefault(change.table, []).append(change)
    for table, rows in by_table.items():
        counts = {what: sum(row.what == what for row in rows) for what in ("added", "removed", "changed")}
        yield f"{table}: {', '.join(f'{count} {what}' for what, count in counts.items() if count)}"
        for row in rows:
            yield f"  {row.what} {row.key}"
            yield from (f"    {line}" for line in row.lines)


def _of_file(name: str, old: Path, new: Path) -> Iterator[RowChange]:
    if name.endswith(".tsv"):
        before, after = _keyed(_table(old), _table(new))
    else:
        before, after = _nested(old), _nested(new)
    for key in sorted(before.keys() | after.keys()):
        was, now, said = before.get(key), after.get(key), " ".join(key)
        if was is None:
            yield RowChange(name, said, "added", _introduced(now or {}))
        elif now is None:
            yield RowChange(name, said, "removed", _introduced(was))
        elif was != now:
            columns = dict.fromkeys((*was, *now))
            lines = (line for column in columns for line in _cell(column, was.get(column), now.get(column)))
            yield RowChange(name, said, "changed", tuple(lines))


def _table(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    rows = list(read_tsv(path))
    if path.name != VERSIONS.name:
        return rows
    return [{column: row[column] for column in ("table", *_STATED) if column in row} for row in rows]


def _keyed(*tables: Sequence[Mapping[str, str]]) -> list[dict[Key, Row]]:
    """Rows by the fewest leading cells that tell them apart in every table; equal rows count once."""
    cells = [[tuple(row.values()) for row in rows] for rows in tables]
    width = 1
    while any(len({key[:width] for key in keys}) < len(set(keys)) for keys in cells):
        width += 1
    return [{tuple(row.values())[:width]: row for row in rows} for rows in tables]


def _nested(path: Path) -> dict[Key, Row]:
    """Rows of a YAML or JSON file: the entries of a list by their id, those of nested mappings two levels down."""
    if not path.is_file():
        return {}
    if path.suffix == ".json":
        try:
            content = json.loads(path.read_bytes())
        except ValueError as error:
            raise KnowledgeError(f"is not JSON: {error}", where=path.name) from None
    else:
        content = read_yaml(path, object)
    if isinstance(content, list):
        named = (row if isinstance(row, Mapping) else {"": row} for row in content)
        return {(str(row["id"] if "id" in row else _flow(row)),): row for row in named}
    rows: dict[Key, dict[str, Any]] = {}
    for place, value in _values(content):
        rows.setdefault(place[:_LEVELS], {})[".".join(place[_LEVELS:])] = value
    return dict(rows)


def _values(value: Any, *place: str) -> Iterator[tuple[Key, Any]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _values(item, *place, str(name))
    else:
        yield place, value


def _introduced(row: Row) -> tuple[str, ...]:
    said = ", ".join(str(row[column]) for column in _INTRODUCES if row.get(column))
    return (said,) if said else ()


def _cell(column: str, old: Any, new: Any) -> Iterator[str]:
    """Say how a cell differs: on one line, or by the lines that went and came."""
    if old == new:
        return
    before, after = _lines(old), _lines(new)
    head = f"{column}: " if column else ""
    if len(before) < 2 and len(after) < 2:
        yield f"{head}{''.join(before) or '(empty)'} -> {''.join(after) or '(empty)'}"
        return
    yield head.rstrip() or "list:"
    yield from (f"  {line}" for line in difflib.ndiff(before, after) if line[0] in "-+")


def _lines(value: Any) -> list[str]:
    """A cell's content as lines of text: a list of short words is one line, any other a line an item."""
    if value is None or value in ("", [], {}):
        return []
    if isinstance(value, Mapping):
        dumped = yaml.safe_dump(value, default_flow_style=False, width=100, allow_unicode=True)
        return dumped.splitlines()
    if isinstance(value, list):
        words = [item if isinstance(item, str) else _flow(item) for item in value]
        short = len(words) <= _SHOWN_ON_ONE_LINE and not any(" " in word for word in words)
        return [", ".join(words)] if short else words
    return [_flow(value) if isinstance(value, bool) else str(value)]


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
