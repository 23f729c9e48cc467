"""``mtorboard knowledge``: lint, show and seal the curated tables."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from mtorboard.errors import ConfigError, KnowledgeError
from mtorboard.knowledge import load, resources_root
from mtorboard.knowledge.lint import lint
from mtorboard.knowledge.show import show
from mtorboard.knowledge.versions import FOLDERS, write_versions
from mtorboard.model.enums import Build


def execute(options: argparse.Namespace) -> int:
    """Run one action; return 0, or 1 when the linter found an error."""
    return {"lint": _lint, "show": _show, "seal": _seal}[options.action](options)


def _lint(options: argparse.Namespace) -> int:
    fasta = {Build.GRCH37: options.fasta_grch37, Build.GRCH38: options.fasta_grch38}
    findings = lint(
        _root(options),
        fasta={build: path for build, path in fasta.items() if path},
        today=_date(options.date) if options.date else None,
    )
    for finding in findings:
        print(f"{finding.severity}\t{finding.table}\t{finding.where}\t{finding.text}")
    errors = sum(finding.severity == "error" for finding in findings)
    print(f"{errors} error(s), {len(findings) - errors} warning(s)", file=sys.stderr)
    return 1 if errors else 0


def _show(options: argparse.Namespace) -> int:
    print(show(options.name, load(_root(options))))
    return 0


def _seal(options: argparse.Namespace) -> int:
    root = _root(options)
    errors = [finding for finding in lint(root, sealed=False) if finding.severity == "error"]
    if errors:
        raise KnowledgeError(
            f"the tables hold {len(errors)} error(s)",
            why="A seal says that the tables agree with one another",
            todo="run 'mtorboard knowledge lint' and correct them first",
        )
    for table in write_versions(root, options.release, _date(options.date).isoformat()):
        print(table)
    return 0


def _root(options: argparse.Namespace) -> Path:
    """The tables to work on: those of ``--root``, else the ones in use."""
    if options.root is None:
        return resources_root()
    root: Path = options.root
    if not all((root / part).is_dir() for part in FOLDERS):
        raise ConfigError(
            "is no folder of curated tables",
            where=str(root),
            why="Tables lie in its folders 'knowledge' and 'panel'",
            todo="give --root the folder that holds both, as resources/ of a checkout",
        )
    return root


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"'{text}' is no date", todo="write it as YYYY-MM-DD") from error
