"""Everything curated: load it, lint it, say which version it is."""

from __future__ import annotations

from pathlib import Path

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.tables import load_tables
from mtorboard.knowledge.versions import digest, load_versions

_PACKAGE = Path(__file__).resolve().parents[1]


def resources_root() -> Path:
    """Folder that holds ``knowledge/`` and ``panel/``: inside an installed wheel, or beside the checkout.

    Raises:
        KnowledgeError: neither is there.
    """
    for root in (_PACKAGE / "data", _PACKAGE.parents[2] / "resources"):
        if (root / "knowledge").is_dir():
            return root
    raise KnowledgeError(
        "the knowledge tables are not there",
        where=str(_PACKAGE.name),
        why="Nothing can be interpreted without them",
        todo="Install mtorboard from a wheel or run it from a checkout with its resources folder",
    )


def load(root: Path | None = None, lang: str = "en") -> Knowledge:
    """Load all knowledge.

    Args:
        root: folder that holds ``knowledge/`` and ``panel/``; default: :func:`resources_root`.
        lang: language of the texts.

    Raises:
        ConfigError: there are no texts in that language.
        KnowledgeError: a file is missing or malformed.
    """
    from mtorboard.knowledge.ruleset import load_rules  # noqa: PLC0415 - who needs only transcripts pays no YAML

    root = root or resources_root()
    versions = load_versions(root)
    return Knowledge(
        tables=load_tables(root / "knowledge", root / "panel"),
        rulebase=load_rules(root / "knowledge", lang),
        versions=versions,
        version=versions[0].version,
        sha256=digest(root),
    )
