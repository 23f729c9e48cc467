"""Digests of code and files, so that a result can name what made it. Standard library only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from mtorboard.schemas import schemas_folder

PACKAGE_ROOT = Path(__file__).resolve().parent
"""The folder of this package."""


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as hex, read in blocks so that memory stays bounded."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def tree_digest(root: Path, patterns: Iterable[str], without: Iterable[str] = ()) -> str:
    """Return one SHA-256 over the names and contents of the files below ``root`` that match ``patterns``.

    Names are relative to ``root`` and sorted, so the digest depends on neither the place nor the file system.
    Files whose names match a pattern of ``without`` (``*`` also stands for further folders) are left out.
    """
    left_out = tuple(without)
    total = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.rglob(pattern) if path.is_file()}):
        if any(fnmatchcase(path.relative_to(root).as_posix(), pattern) for pattern in left_out):
            continue
        total.update(f"{path.relative_to(root).as_posix()}\0{file_digest(path)}\n".encode())
    return total.hexdigest()


def code_digest(without: Iterable[str] = ()) -> str:
    """Return the digest of this package's code and templates and of the schemas, which hold the defaults.

    Args:
        without: files of the package to leave out, as patterns relative to it.
    """
    code = tree_digest(PACKAGE_ROOT, ("*.py", "*.j2", "*.html", "*.css", "*.js"), without)
    return hashlib.sha256(f"{code}\n{tree_digest(schemas_folder(), ('*.json',))}".encode()).hexdigest()
