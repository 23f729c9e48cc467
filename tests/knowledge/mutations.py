"""Every cell of the curated files, and ways in which a hand can spoil one.

A cell of a TSV is a cell; a cell of a YAML file is a leaf, or a connective of a condition; a cell of the panel is
a leaf of its JSON. Files are taken as they are: nothing here knows how many rows there are.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

TABLES = ("alleles", "citations", "drugs", "genes", "regions", "stop_gained", "tumour_types")
FILES = (
    *(f"knowledge/{name}.tsv" for name in TABLES),
    "knowledge/rules.yaml",
    "knowledge/safety.yaml",
    "panel/contigs.tsv",
    "panel/transcripts.GRCh37.json",
    "panel/transcripts.GRCh38.json",
)
CONNECTIVES = {"all": "any", "any": "all"}
NUMBER = re.compile(r"\d+(?:\.\d+)?")

Path_ = tuple[Any, ...]


@dataclass(frozen=True)
class Cell:
    """One cell: where it stands, what kind it is (``column``) and what it holds.

    ``path`` leads to it: (line 0-based, column) in a TSV, keys and indexes elsewhere. ``column`` is the same for
    all cells that a curator fills in the same way.
    """

    file: str
    column: str
    path: Path_
    value: Any


@dataclass
class Content:
    """A file read so that one cell can be written anew."""

    file: str
    lines: list[list[str]] = field(default_factory=list)
    document: Any = None
    cells: list[Cell] = field(default_factory=list)

    def render(self, cell: Cell, new: Any) -> str:
        """The file's text with ``cell`` holding ``new`` (``None``: an item of a list is left out)."""
        if self.lines:
            lines = [list(line) for line in self.lines]
            lines[cell.path[0]][cell.path[1]] = new
            return "".join("\t".join(line) + "\n" for line in lines)
        document = json.loads(json.dumps(self.document))
        owner = document
        for key in cell.path[:-1]:
            owner = owner[key]
        last = cell.path[-1]
        if cell.column.endswith("connective"):
            owner[new] = owner.pop(last)
        elif new is None:
            del owner[last]
        else:
            owner[last] = new
        if self.file.endswith(".json"):
            return json.dumps(document)
        return str(yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False))


def read(root: Path, file: str) -> Content:
    """Read one file of ``resources/``."""
    text = (root / file).read_text(encoding="utf-8")
    content = Content(file)
    if file.endswith(".tsv"):
        content.lines = [line.split("\t") for line in text.splitlines()]
        content.cells = list(_tsv_cells(file, content.lines))
    else:
        content.document = json.loads(text) if file.endswith(".json") else yaml.safe_load(text)
        content.cells = list(_leaves(file, content.document, (), ""))
    return content


def _tsv_cells(file: str, lines: list[list[str]]) -> Iterator[Cell]:
    header: list[str] = []
    for number, cells in enumerate(lines):
        if cells[0].startswith("#"):
            continue
        if not header:
            header = cells
            continue
        for at, value in enumerate(cells):
            yield Cell(file, header[at], (number, at), value)


def _leaves(file: str, node: Any, path: Path_, column: str) -> Iterator[Cell]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in CONNECTIVES and "when" in path:
                yield Cell(file, "when.connective", (*path, key), key)
            # Keys of one level say what a leaf is; connectives and accessions only where it stands.
            silent = key in (*CONNECTIVES, "not", "of", "transcripts") or path[-1:] == ("transcripts",)
            silent = silent or str(key).startswith("GRCh")
            name = column if silent else f"{column}.{key}".strip(".")
            yield from _leaves(file, value, (*path, key), name)
    elif isinstance(node, list):
        for at, value in enumerate(node):
            exon = len(path) >= 2 and path[-2] == "exons"
            yield from _leaves(file, value, (*path, at), f"{column}[{at}]" if exon else column)
    elif node is not None:
        yield Cell(file, column, path, node)
        if isinstance(node, str) and " " in node and NUMBER.search(node):
            yield Cell(file, f"{column} (numbers)", path, node)


def many_cells(root: Path) -> dict[str, Content]:
    """Every file with its cells."""
    return {file: read(root, file) for file in FILES}


def table_of(file: str) -> str:
    """``knowledge/rules.yaml`` -> ``rules``; both builds of the panel are one table."""
    return Path(file).name.split(".")[0]


def spoil(cell: Cell, others: Sequence[Any], rng: random.Random) -> Any:
    """Another value for a cell, as a slip of the hand makes it; ``others``: what its column holds elsewhere.

    Returns:
        the new value, ``None`` for an item to leave out of its list; the old one where nothing can be done.
    """
    if cell.column.endswith("connective"):
        return CONNECTIVES[cell.value]
    if isinstance(cell.value, bool):
        return not cell.value
    if isinstance(cell.value, int | float):
        return rng.choice((cell.value + 1, cell.value - 1, int(_digit(str(cell.value), rng))))
    if cell.column.endswith("(numbers)"):
        return _digit(cell.value, rng)
    if not cell.value:
        choices = [value for value in others if value]
        return rng.choice(choices) if choices else "x"
    if cell.column == "date":
        return rng.choice(_dates_that_cannot_be(cell.value))
    ways: list[Callable[[], Any]] = [
        lambda: _letter(cell.value, rng),
        lambda: _drop(cell.value, rng),
        lambda: _space(cell.value, rng),
        lambda: None if isinstance(cell.path[-1], int) and not cell.file.endswith(".tsv") else "",
    ]
    different = sorted({value for value in others if isinstance(value, str) and value != cell.value} - {""})
    if different:
        ways += 2 * [lambda: rng.choice(different)]
    if NUMBER.search(cell.value):
        ways += 2 * [lambda: _digit(cell.value, rng)]
    new = rng.choice(ways)()
    return cell.value if _same_number(cell.value, new) else new


def _dates_that_cannot_be(day: str) -> tuple[str, ...]:
    """Another day of the recent past contradicts nothing, so dates are spoilt so that they are none."""
    year, month, date = day.split("-")
    return (
        f"{year}-13-{date}",
        f"{year}-{month}-32",
        f"{year}-{month}",
        f"{int(year) + 10}-{month}-{date}",
        "",
    )


def _digit(text: str, rng: random.Random) -> str:
    """One digit up or down."""
    at = rng.choice([at for at, character in enumerate(text) if character.isdigit()])
    return text[:at] + str((int(text[at]) + rng.choice((1, 9))) % 10) + text[at + 1 :]


def _letter(text: str, rng: random.Random) -> str:
    places = [at for at, character in enumerate(text) if character.isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    alphabet = "ACGT" if text[at] in "ACGT" else "abcdefghijklmnopqrstuvwxyz"
    new = rng.choice([letter for letter in alphabet if letter.casefold() != text[at].casefold()])
    return text[:at] + (new.upper() if text[at].isupper() else new) + text[at + 1 :]


def _drop(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _space(text: str, rng: random.Random) -> str:
    at = rng.choice((0, len(text), text.find(" ") + 1))
    return f"{text[:at]} {text[at:]}"


def _same_number(old: str, new: Any) -> bool:
    try:
        return float(old) == float(new)
    except (TypeError, ValueError):
        return False
