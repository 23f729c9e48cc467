"""The whole linter: tables, rules and seals together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from mtorboard.knowledge.findings import Finding
from mtorboard.knowledge.lint_figures import lint_figures
from mtorboard.knowledge.lint_rules import lint_rules
from mtorboard.knowledge.lint_tables import lint_tables
from mtorboard.knowledge.versions import VERSIONS
from mtorboard.model.enums import Build


def lint(
    root: Path,
    *,
    fasta: Mapping[Build, Path] | None = None,
    today: dt.date | None = None,
    sealed: bool = True,
) -> list[Finding]:
    """Lint everything curated.

    Args:
        root: folder that holds ``knowledge/`` and ``panel/``.
        fasta: reference FASTA of any build, to compare bases with.
        today: the day from which a review counts as due; ``None`` checks no reviews.
        sealed: whether a file that differs from its digest in VERSIONS.tsv is an error.

    Returns:
        Findings, tables before rules before figures; empty when all is well.
    """
    found = [*lint_tables(root, fasta), *lint_rules(root, today), *lint_figures(root / "knowledge")]
    return [item for item in found if sealed or item.table != VERSIONS.name]
