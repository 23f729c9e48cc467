"""Read the samples' reports for the cohort view: one in memory at a time, and only if it is as written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtorboard.errors import ReportError
from mtorboard.report.files import read_report

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a sample's report lies.

    Args:
        path: its report.json.
        sha256: digest in hex that the run noted when it wrote the file; ``None``: nobody noted one.
    """

    path: Path
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A sample whose report cannot be used: it stays in the cohort, as FAILED.

    Args:
        sample: named after its folder.
        error: what is wrong, in one paragraph.
    """

    sample: str
    error: str


def read_documents(sources: Iterable[Stored | Document]) -> Iterator[Document | Unreadable]:
    """Yield each sample's report, in the order given.

    A file with the digest that was noted when it was validated and written is that document, so it is not
    validated again; a file without a noted digest is.

    Args:
        sources: files, or documents already in memory (taken as they are).
    """
    for source in sources:
        if not isinstance(source, Stored):
            yield source
            continue
        try:
            yield _as_written(source.path, source.sha256) if source.sha256 else read_report(source.path)
        except ReportError as error:
            yield Unreadable(source.path.parent.name, error.render())


def _as_written(path: Path, sha256: str) -> Document:
    """Return a report whose bytes have the digest noted for it.

    Raises:
        ReportError: the file cannot be read, or is not the one that the run wrote.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReportError(
            "not a readable report.json",
            where=str(path),
            why=error.strerror or type(error).__name__,
            todo="run the sample again",
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ReportError(
            "the report.json is not the one that the run wrote",
            where=str(path),
            why="It was changed afterwards, so nothing in it can be relied on",
            todo="run the sample again",
        )
    document: Document = json.loads(content)
    return document
