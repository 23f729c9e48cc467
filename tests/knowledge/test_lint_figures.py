"""The linter of the figures' data: every slip of a domain or of the drawn network is found, and named."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from real_data import RESOURCES

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.figures import FigureFacts
from mtorboard.knowledge.kept import read_yaml
from mtorboard.knowledge.lint_figures import lint_figures

KNOWLEDGE = RESOURCES / "knowledge"
NETWORK: dict[str, Any] = read_yaml(KNOWLEDGE / "network.yaml", dict)
FILES = ("genes.tsv", "drugs.tsv", "domains.tsv", "texts.yaml", "network.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(KNOWLEDGE / name, tmp_path / name)
    return tmp_path


def test_the_shipped_figures_are_clean() -> None:
    assert lint_figures(KNOWLEDGE) == []


# Domains


def edited(folder: Path, line: int, column: int, cell: str) -> list[str]:
    path = folder / "domains.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[line].split("\t")
    cells[column] = cell
    lines[line] = "\t".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [finding.text for finding in lint_figures(folder)]


@pytest.mark.parametrize(
    ("line", "column", "cell", "said"),
    [
        (1, 0, "TSC1:302-431", "gene and codons make it TSC1:302-430"),
        (1, 1, "TSC9", "TSC9 is not in genes.tsv"),
        (1, 3, "301", "302 to 301 is not within"),
        (2, 3, "1165", "721 to 1165 is not within"),
        (2, 2, "430", "begins before the domain above it ends, at 430"),
        (4, 1, "TSC1", "1531 to 1758 is not within"),
        (7, 1, "TSC1", "TSC1 stands apart"),
    ],
)
def test_a_slip_in_a_domain_is_found(folder: Path, line: int, column: int, cell: str, said: str) -> None:
    assert any(said in text for text in edited(folder, line, column, cell))


# The network


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> list[str]:
    content = copy.deepcopy(NETWORK)
    change(content)
    (folder / "network.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return [f"{finding.where}: {finding.text}" for finding in lint_figures(folder)]


def node(content: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (item for item in content["nodes"] if item["id"] == name)
    return cast(dict[str, Any], found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda n: n.pop("size"), '"size" is a required property'),
        (lambda n: n["links"][0].update(acts="activates"), '"activates" is not one of'),
        (lambda n: n["nodes"].append(n["nodes"][0]), "RTK: is the id of two things"),
        (lambda n: node(n, "TSC")["genes"].pop(), "TSC2: is a gene of A_TSC and not drawn"),
        (lambda n: node(n, "AKT")["genes"].append("TSC2"), "TSC2: is drawn twice"),
        (lambda n: n["links"][0].update(to="PI4K"), "'PI4K' is no node"),
        (lambda n: n["drugs"][3].update(target="MTORC2"), "'MTORC2' is no node"),
        (lambda n: n["drugs"][3].update(classes=["rapalogs"]), "'rapalogs' is no class of drugs.tsv"),
        (lambda n: node(n, "ER").update(box=[486, 560, 70, 45]), "ER: reaches out of the drawing"),
        (lambda n: node(n, "ER").update(box=[486, 300, 70, 45]), "lies on ER"),
        (lambda n: n["links"][0].update(path=[[285, 78], [285, 110]]), "RTK to PI3K: (285, 110) is not on"),
        (lambda n: n["links"][0].update(path=[[285, 78], [300, 112]]), "neither level nor upright"),
        (
            lambda n: n["links"][0].update(path=[[285, 78], [285, 200], [285, 112]]),
            "RTK to PI3K: crosses PI3K",
        ),
        (
            lambda n: n["nodes"].append({"id": "NEW", "box": [600, 400, 60, 26]}),
            "NEW: has no word in texts.yaml",
        ),
        (lambda n: n["drugs"].pop(), "ENDOCRINE: has a word in texts.yaml"),
    ],
)
def test_a_slip_in_the_network_is_found(
    folder: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    assert any(said in text for text in changed(folder, change))


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "network.yaml").write_text("size: [1]\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"network\.yaml"):
        _ = FigureFacts(folder).network
    (folder / "domains.tsv").unlink()
    with pytest.raises(KnowledgeError, match=r"domains\.tsv"):
        _ = FigureFacts(folder).domains


def test_facts_are_read_only_when_they_are_asked_for(tmp_path: Path) -> None:
    assert FigureFacts(tmp_path) == FigureFacts(tmp_path)
