"""``mtorboard knowledge``: lint, show, compare and seal the curated tables."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from mtorboard.errors import ConfigError, KnowledgeError
from mtorboard.knowledge import load, resources_root
from mtorboard.knowledge.diff import differences, in_words
from mtorboard.knowledge.lint import lint
from mtorboard.knowledge.show import show
from mtorboard.knowledge.versions import FOLDERS, digest, load_versions, write_versions
from mtorboard.model.enums import Build


def execute(options: argparse.Namespace) -> int:
    """Run one action; return 0, or 1 when the linter found an error or two releases differ."""
    actions = {"lint": _lint, "show": _show, "diff": _diff, "seal": _seal}
    return actions[options.action](options)


def _lint(options: argparse.Namespace) -> int:
    fasta = {Build.GRCH37: options.fasta_grch37, Build.GRCH38: options.fasta_grch38}
    findings = lint(
        _root(options),
        fasta={build: path for build, path in fasta.items() if path},
        today=_date(options.date) if options.date else None,
    )
    for finding in findings:
        print(f"{finding.severity}\t{finding.table}\t{finding.where}\t{finding.text}")
    errors, warnings = (sum(one.severity == kind for one in findings) for kind in ("error", "warning"))
    print(f"{errors} error(s), {warnings} warning(s)", file=sys.stderr)
    return 1 if errors else 0


def _show(options: argparse.Namespace) -> int:
    print(show(options.name, load(_root(options))))
    return 0


def _diff(options: argparse.Namespace) -> int:
    roots = [_folder(path) for path in (options.old, options.new)]
    changes = differences(*roots)
    versions = " -> ".join(load_versions(root)[0].version for root in roots)
    print(f"knowledge {versions}: {len(changes) or 'no'} difference(s)")
    for line in in_words(changes):
        print(line)
    if options.reports:
        from mtorboard.run.compare import reports_in_words  # noqa: PLC0415 - only where reports are given

        for line in reports_in_words(options.reports, digest(roots[0]), load(roots[1])):
            print(line)
    return 1 if changes else 0


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
    return resources_root() if options.root is None else _folder(options.root)


def _folder(given: Path) -> Path:
    """The folder with tables: the one given, a checkout's resources or an installed package's data."""
    for root in (given, given / "resources", given / "data"):
        if all((root / part).is_dir() for part in FOLDERS):
            return root
    raise ConfigError(
        "is no folder of curated tables",
        where=str(given),
        why="Tables lie in its folders 'knowledge' and 'panel'",
        todo="give the folder that holds both, as resources/ of a checkout",
    )


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"'{text}' is no date", todo="write it as YYYY-MM-DD") from error
