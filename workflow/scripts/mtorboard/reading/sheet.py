"""The sample sheet, and which samples are worked together. Standard library only: every job reads it.

The sheet is tab-separated text with a header line. ``#`` begins a comment line; blank lines, spaces around
cells, Windows line ends and a byte-order mark do no harm. A cell that is empty, ``.`` or ``NA`` is not given.
``samples.schema.json`` holds the columns with their patterns and permitted values. Columns ``clinical.FIELD`` hold
fields of the sidecar; their names are checked here, their values where the sidecar is read.

Relative paths start at the sheet's folder, whatever the working directory: a sheet moves with its files, and
one row can never mean two files.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from mtorboard.errors import ConfigError, MtorboardError, Problems
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.suggestions import did_you_mean, one_of
from mtorboard.schemas import load_schema

NOT_GIVEN = frozenset({"", ".", "NA"})
CLINICAL = "clinical."
DRUG_LISTS = ("medications", "prior_therapies")
SMALL_COHORT = 16
"""Up to this many samples each is a job of its own: the results come one by one and nothing is waited for."""

Row = tuple[int, dict[str, str]]
"""Line number (from 1) and the given cells by column."""


def read_sheet(path: Path) -> tuple[SampleSpec, ...]:
    """Read a sample sheet, in the order of its lines.

    Args:
        path: tab-separated UTF-8 text; see the module for its form.

    Raises:
        ConfigError: when there is no such file, or it is not text.
        Problems: everything that is wrong with its header and rows, together.
    """
    lines = list(_lines(path))
    if not lines:
        raise _problem(
            "holds no header line",
            path.name,
            todo=f"Give it a header with the columns {one_of(_columns())} and one line a sample",
        )
    header = _header(lines[0], path.name)
    problems: list[MtorboardError] = []
    rows: list[Row] = []
    for number, cells in lines[1:]:
        if len(cells) > len(header):
            problems.append(_problem("has more cells than the header", f"{path.name}, line {number}"))
            continue
        given = {name: cell for name, cell in zip(header, cells, strict=False) if cell not in NOT_GIVEN}
        rows.append((number, given))
        problems += _row_problems(given, f"{path.name}, line {number}")
    problems += _repeated(rows, path.name)
    if not rows and not problems:
        problems.append(_problem("lists no samples", path.name, todo="Add one line for each sample"))
    if problems:
        raise Problems(problems)
    return tuple(_spec(given, path.parent) for _, given in rows)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines that are neither blank nor comments: number from 1, stripped cells."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _problem(
            f"cannot be read ({error.strerror})",
            str(path),
            why="Without a sample sheet there is nothing to do",
            todo="Set 'samples' in the configuration to the sheet's path",
        ) from error
    except UnicodeDecodeError as error:
        raise _problem("is not UTF-8 text", path.name, todo="Save it as tab-separated UTF-8 text") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, [cell.strip() for cell in line.split("\t")]


def _header(line: tuple[int, list[str]], name: str) -> list[str]:
    number, cells = line
    while cells and not cells[-1]:
        cells = cells[:-1]
    where = f"{name}, line {number}"
    columns = _columns(clinical=any(cell.startswith(CLINICAL) for cell in cells))
    problems: list[MtorboardError] = [
        _problem(
            f"unknown column '{cell}'{did_you_mean(cell, columns)}",
            where,
            why="A column that nobody reads would be lost in silence",
            todo="The cells of a line are separated by tabs"
            if {",", ";", " "} & set(cell)
            else f"The columns are {one_of([*_columns(), 'clinical.FIELD'])}",
        )
        for cell in cells
        if cell not in columns
    ]
    problems += [
        _problem(f"column '{cell}' stands twice", where, todo="Keep one of them")
        for cell in sorted({cell for cell in cells if cells.count(cell) > 1 and cell in columns})
    ]
    problems += [
        _problem(f"column '{column}' is missing", where, todo="Add the column")
        for column in load_schema("samples")["required"]
        if column not in cells
    ]
    if problems:
        raise Problems(problems)
    return cells


def _row_problems(given: Mapping[str, str], where: str) -> Iterator[MtorboardError]:
    schema = load_schema("samples")
    for column in schema["required"]:
        if column not in given:
            yield _problem(f"'{column}' is empty", where, todo="Fill the cell or remove the line")
    for column, cell in given.items():
        rule = schema["properties"].get(column, {})
        fault = _fault(cell, rule)
        if fault:
            # Ids and builds are repeated, a patient's values are not; ascii() shows what cannot be seen.
            named = {"pattern", "enum"} & set(rule)
            shown = f" '{cell if cell.isprintable() else ascii(cell)[1:-1]}'" if named else ""
            yield _problem(f"{column}{shown} {fault[0]}", where, todo=fault[1])


def _fault(cell: str, rule: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a column's schema has against a cell, and what to do; ``None`` if nothing."""
    if not cell.isprintable():
        return "holds characters that cannot be printed", "Type the cell again"
    if "pattern" in rule and not re.fullmatch(rule["pattern"], cell):
        return (
            "cannot be a file name",
            "Use at most 100 letters, digits, '.', '_' and '-', the first a letter or digit",
        )
    if cell in rule.get("not", {}).get("enum", ()):
        return "is a name that the results use themselves", "Choose another id"
    if "enum" in rule and cell not in rule["enum"]:
        return f"is not known{did_you_mean(cell, rule['enum'])}", f"Write {one_of(rule['enum'])}"
    if rule.get("type") == "number":
        number = _number(cell)
        if number is None or not rule["exclusiveMinimum"] < number <= rule["maximum"]:
            low, high = rule["exclusiveMinimum"], rule["maximum"]
            return "is out of range", f"Write a number over {low} and up to {high}, such as 0.6 for 60 %"
    return None


def _number(cell: str) -> float | None:
    """The decimal number in a cell; ``float`` alone would also take ``1_0`` and ``nan``."""
    return float(cell) if re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", cell, re.ASCII) else None


def _repeated(rows: Iterable[Row], name: str) -> Iterator[MtorboardError]:
    """Ids that name the same folder of results, also where a file system does not tell case apart."""
    first: dict[str, tuple[int, str]] = {}
    for number, given in rows:
        sample = given.get("sample", "")
        line, earlier = first.setdefault(sample.lower(), (number, sample))
        if sample and line != number:
            same = "stands twice" if sample == earlier else f"differs from '{earlier}' in case alone"
            yield _problem(
                f"sample '{sample}' {same}",
                f"{name}, line {number}",
                why=f"It is also in line {line}, and both would write the same report",
                todo="Give every sample an id of its own",
            )


def _spec(given: Mapping[str, str], folder: Path) -> SampleSpec:
    def file(column: str) -> Path | None:
        return folder / given[column] if column in given else None

    return SampleSpec(
        sample=given["sample"],
        variants=folder / given["variants"],
        tumor=given.get("tumor"),
        normal=given.get("normal"),
        build=Build(given["build"]) if "build" in given else None,
        tumour_type=given.get("tumour_type"),
        purity=float(given["purity"]) if "purity" in given else None,
        clinical=file("clinical"),
        copy_number=file("copy_number"),
        callable_bed=file("callable"),
        structural=file("structural"),
        assay=given.get("assay"),
        batch=given.get("batch"),
        clinical_cells=tuple(
            (column.removeprefix(CLINICAL), cell)
            for column, cell in sorted(given.items())
            if column.startswith(CLINICAL)
        ),
    )


def _columns(*, clinical: bool = False) -> list[str]:
    """Names of the columns; the sidecar's schema is read for a sheet with columns of that kind alone."""
    columns = list(load_schema("samples")["properties"])
    return [*columns, *(f"{CLINICAL}{field}" for field in clinical_columns())] if clinical else columns


def clinical_columns() -> list[str]:
    """Fields of the sidecar that one cell can hold: plain values, and the lists of drugs."""
    return [
        field
        for field, rule in load_schema("clinical")["properties"].items()
        if field in DRUG_LISTS
        or (field != "tumour_type" and not {"array", "object"} & set(rule.get("type", ())))
    ]


def _problem(what: str, where: str, *, why: str = "", todo: str = "") -> ConfigError:
    return ConfigError(what, where=where, why=why, todo=todo)


def bucket(sample: str, buckets: int) -> str:
    """Return the name of the sample's bucket among ``buckets``; it depends on nothing else."""
    number = int.from_bytes(hashlib.sha256(sample.encode()).digest()[:8], "big") % buckets
    return f"bucket-{number:04d}-of-{buckets}"


def chunks(
    specs: Iterable[SampleSpec],
    chunk_size: int | Literal["auto"] = "auto",
    *,
    only: Iterable[str | int] = (),
) -> dict[str, tuple[str, ...]]:
    """Share the samples out into chunks, each the work of one job.

    A sample with a ``batch`` is in the chunk of that name. The others are spread over hash buckets, never
    over slices of a sorted list: one sample more or less changes one chunk, as long as the number of buckets
    stays. That number is a power of two, so it changes only when the cohort doubles (with ``auto`` when it is
    four times as large: buckets and samples in a bucket grow alike).

    Args:
        specs: rows of the sheet.
        chunk_size: aim for this many samples a chunk; 1 makes each sample a chunk.
        only: ids of the samples to work; empty for all. They are shared out as if the sheet held no others, in
            chunks of other names, so that a look at a few leaves the chunks of the whole cohort alone.

    Returns:
        Sorted sample ids by chunk name, sorted by name. Names are safe as file names and do not depend on the
        order of the sheet.

    Raises:
        Problems: ids of ``only`` that are not in the sheet.
    """
    wanted = {str(sample) for sample in only}
    chosen = _chosen(specs, wanted)
    part = "only-" if wanted else ""
    buckets = _buckets(sum(spec.batch is None for spec in chosen), chunk_size)
    found: dict[str, list[str]] = {}
    for spec in chosen:
        if spec.batch is not None:
            name = f"{part}batch-{spec.batch}"
        elif buckets is None:
            name = f"sample-{spec.sample}"
        else:
            name = part + bucket(spec.sample, buckets)
        found.setdefault(name, []).append(spec.sample)
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _chosen(specs: Iterable[SampleSpec], only: Collection[str]) -> list[SampleSpec]:
    by_id = {spec.sample: spec for spec in specs}
    absent = sorted(set(only) - by_id.keys())
    if absent:
        todo = "Correct the id; one that looks like a number needs quotes in YAML"
        raise Problems(
            [
                _problem(
                    f"sample '{sample}' is not in the sheet{did_you_mean(sample, by_id)}", "only", todo=todo
                )
                for sample in absent
            ]
        )
    return [spec for spec in by_id.values() if not only or spec.sample in only]


def _buckets(samples: int, chunk_size: int | Literal["auto"]) -> int | None:
    """Number of buckets, a power of two; ``None`` for a chunk a sample."""
    if chunk_size == 1 or (chunk_size == "auto" and samples <= SMALL_COHORT):
        return None
    # Starting a job costs as much as fifty samples: a large cohort's chunk holds 64 times as many as there are
    # chunks. A small one still keeps the cores of a laptop busy.
    wanted = max(4.0, math.sqrt(samples) / 8) if chunk_size == "auto" else samples / chunk_size
    return 1 << max(0, math.ceil(math.log2(wanted))) if wanted > 1 else 1
