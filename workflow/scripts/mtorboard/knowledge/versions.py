"""Which version of every knowledge file is in use, and whether the file is still the one versioned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.records import TableVersion
from mtorboard.knowledge.tables import Row, read_table
from mtorboard.provenance import file_digest

VERSIONS = Path("knowledge") / "VERSIONS.tsv"
FOLDERS = ("knowledge", "panel")
"""Folders of ``resources/`` whose files are knowledge."""

HEADER = ("table", "version", "sha256", "source", "licence", "date")
RELEASE = "release"
"""Name of the row that carries the version of the whole knowledge base; its sha256 is that of all files."""


def knowledge_files(root: Path) -> tuple[str, ...]:
    """Knowledge files as paths relative to ``root`` (``resources/``), sorted; VERSIONS.tsv is not one."""
    found = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    names = (path.relative_to(root) for path in found)
    return tuple(sorted(name.as_posix() for name in names if name != VERSIONS and name.name[0] != "."))


def digest(root: Path) -> str:
    """SHA-256 over names and contents of all knowledge files under ``root`` (``resources/``), in hex."""
    return _digest_of((name, file_digest(root / name)) for name in knowledge_files(root))


def _digest_of(files: Iterable[tuple[str, str]]) -> str:
    listing = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(files))
    return hashlib.sha256(listing.encode()).hexdigest()


def load_versions(root: Path) -> tuple[TableVersion, ...]:
    """Rows of VERSIONS.tsv under ``root`` (``resources/``), the release first.

    Raises:
        KnowledgeError: the file is missing, malformed or has no release row.
    """
    versions = tuple(read_table(root / VERSIONS, _parse))
    if not versions or versions[0].table != RELEASE:
        raise KnowledgeError(
            f"the first row is not '{RELEASE}'",
            where=VERSIONS.name,
            why="A report must name the version of the knowledge it rests on",
            todo="Restore the file from a release, or run `mtorboard knowledge seal`",
        )
    return versions


def _parse(row: Row) -> TableVersion:
    return TableVersion(**{column: row[column] for column in HEADER})


def write_versions(root: Path, version: str, date: str) -> tuple[str, ...]:
    """Seal the knowledge files: rewrite VERSIONS.tsv with their present content.

    A file whose content changed (or is new) gets ``version`` and ``date``; an unchanged one keeps its own.
    Source and licence are kept; a new file has them empty, which the linter reports until they are filled in.

    Args:
        root: ``resources/``.
        version: of the release, ``YYYY.MM.N``.
        date: ISO date of the release.

    Returns:
        the names of the files that got the new version.

    Raises:
        KnowledgeError: VERSIONS.tsv is there and malformed.
    """
    known = {row.table: row for row in load_versions(root)} if (root / VERSIONS).exists() else {}
    rows, changed = [], []
    for name in knowledge_files(root):
        sha256, row = file_digest(root / name), known.get(name)
        if row is None or row.sha256 != sha256:
            changed.append(name)
            source, licence = (row.source, row.licence) if row else ("", "")
            row = TableVersion(name, version, sha256, source, licence, date)
        rows.append(row)
    whole = _digest_of((row.table, row.sha256) for row in rows)
    old = known.get(RELEASE)
    source, licence = (old.source, old.licence) if old else ("", "")
    release = (
        old if old and old.sha256 == whole else TableVersion(RELEASE, version, whole, source, licence, date)
    )
    lines = ["\t".join(getattr(row, column) for column in HEADER) for row in (release, *rows)]
    (root / VERSIONS).write_text("\n".join(["\t".join(HEADER), *lines]) + "\n", encoding="utf-8")
    return tuple(changed)


def stale(root: Path) -> tuple[tuple[str, str], ...]:
    """(file, problem) for every knowledge file that VERSIONS.tsv does not describe as it is."""
    known = {row.table: row for row in load_versions(root)}
    present = knowledge_files(root)
    problems = [(name, "is listed but missing") for name in known if name not in (RELEASE, *present)]
    for name in present:
        if name not in known:
            problems.append((name, "has no row"))
        elif known[name].sha256 != file_digest(root / name):
            problems.append((name, "was edited without a new version"))
    if known[RELEASE].sha256 != digest(root):
        problems.append((RELEASE, "the sum over all files differs"))
    return tuple(sorted(problems))
