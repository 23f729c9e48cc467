"""The linter of lists, panel and sources finds a cell that its row, its table or a second entry contradicts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mutations import Cell, read
from real_data import RESOURCES

from mtorboard.knowledge.findings import Finding
from mtorboard.knowledge.lint_lists import lint_lists
from mtorboard.knowledge.lint_origin import ALLELES, MANE, changes_of, lint_origin
from mtorboard.knowledge.lint_panel import lint_panel
from mtorboard.knowledge.lint_sheet import Sheet


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("lists") / "resources"
    for folder in ("knowledge", "panel", "build"):
        shutil.copytree(RESOURCES / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def with_cell(root: Path, file: str, cell: Cell, new: Any, lint: Callable[[], list[Finding]]) -> list[str]:
    """Findings while one cell holds another value."""
    path = root / file
    before = path.read_bytes()
    path.write_text(read(root, file).render(cell, new), encoding="utf-8")
    try:
        return [f"{finding.where}: {finding.text}" for finding in lint()]
    finally:
        path.write_bytes(before)


def cell_of(root: Path, file: str, row: str, column: str) -> Cell:
    """The cell in the row whose first cell is ``row``."""
    cells = read(root, file).cells
    line = next(cell.path[0] for cell in cells if cell.path[1] == 0 and cell.value == row)
    return next(cell for cell in cells if cell.path[0] == line and cell.column == column)


@pytest.mark.parametrize(
    ("table", "row", "column", "new", "expected"),
    [
        ("citations", "PMID25295501", "identifier", "25295510", "not what the id says"),
        ("citations", "PMID25295501", "kind", "NCT", "kind"),
        ("citations", "PMID25295501", "year", "2041", "year"),
        ("citations", "PMID15800227", "year", "2015", "but the later"),
        ("citations", "PMID25295501", "title", "", "title"),
        ("citations", "FDA20220622", "identifier", "FDA 2022-06-23", "does not spell"),
        ("citations", "FDA20220622", "year", "2021", "not the year"),
        ("citations", "FDA20220622", "kind", "LABEL", "kind"),
        ("citations", "LABEL_SIROLIMUS", "identifier", "everolimus", "does not spell"),
        ("citations", "NCT00414648", "year", "2011", "year"),
        ("drugs", "ketoconazole", "strength", "MODERATE", "strength"),
        ("drugs", "ketoconazole", "interaction", "CYP3A4_INDUCER", "interaction"),
        ("drugs", "ketoconazole", "pgp", "false", "pgp"),
        ("drugs", "ketoconazole", "ignored_routes", "", "ignored_routes"),
        ("drugs", "ketoconazole", "classes", "statin", "name"),
        ("drugs", "ketoconazole", "verified", "UNVERIFIED", "verified"),
        ("drugs", "alpelisib", "interaction", "CYP3A4_INHIBITOR", "interaction"),
        ("drugs", "alpelisib", "classes", "mek_inhibitor", "classes"),
        ("drugs", "alpelisib", "classes", "", "classes"),
        ("drugs", "alpelisib", "drug_id", "alpelsib", "is not how 'alpelisib'"),
        ("drugs", "alpelisib", "synonyms", "Afinitor", "is a name of"),
        ("drugs", "everolimus", "classes", "rapalog;immunosuppressant", "classes"),
        ("drugs", "bevacizumab", "source", "curate", "source"),
        ("tumour_types", "LUAD", "parent", "NSCLX", "did you mean 'NSCLC'"),
        ("tumour_types", "LUAD", "parent", "BREAST", "stands apart"),
        ("tumour_types", "NSCLC", "parent", "LUAD", "goes round in a circle"),
        ("tumour_types", "LUAD", "code", "LUAC", ""),
        ("tumour_types", "LUAD", "groups", "HISTOLOGY", "NSCLC has HISTOLOGY already"),
        ("tumour_types", "LUAD", "groups", "MELANOMA", "list of codes differ"),
        ("tumour_types", "LUAD", "successor", "NSCLC", "successor"),
        ("tumour_types", "LUAD", "project_code", "true", "project_code"),
        ("tumour_types", "LUAD", "source", "OncoTree 2026-06-21", "source"),
        ("tumour_types", "MEL", "groups", "HISTOLOGY", "list of codes differ"),
        ("tumour_types", "NSCLC", "groups", "", "is a HISTOLOGY"),
        ("tumour_types", "LUNG", "groups", "", "stands at each organ"),
        ("tumour_types", "LUAD", "date", "2036-05-21", "far from the dates"),
        ("tumour_types", "LUAD", "signed_off_by", "AB", "signed_off_by"),
    ],
)
def test_a_wrong_cell_of_a_list_is_found(
    root: Path, table: str, row: str, column: str, new: str, expected: str
):
    file = f"knowledge/{table}.tsv"
    folder = root / "knowledge"
    found = with_cell(root, file, cell_of(root, file, row, column), new, lambda: lint_lists(folder))
    # The code of a type without finer ones is guarded by the rules that name it, and by the seal.
    assert any(expected in text for text in found) if expected else found == []


def test_lists_and_panel_of_the_project_have_no_finding(root: Path):
    assert lint_lists(root / "knowledge") == []
    assert lint_panel(root / "panel") == []


def test_any_other_number_in_a_panel_file_is_found(root: Path):
    """Every coordinate of one gene on each build, up and down by one."""
    for build in ("GRCh37", "GRCh38"):
        file = f"panel/transcripts.{build}.json"
        content = read(root, file)
        cells = [c for c in content.cells if isinstance(c.value, int) and "NM_004985.5" in c.path]
        assert len(cells) > 20
        for cell in cells:
            for new in (cell.value - 1, cell.value + 1):
                assert with_cell(root, file, cell, new, lambda: lint_panel(root / "panel")), (cell, new)


@pytest.mark.parametrize(
    ("row", "column", "new", "expected"),
    [
        ("GRCh37", "length", "249250622", "add up to"),
        ("GRCh37", "contig", "2", "stand once each"),
        ("GRCh37", "accession", "NC_000002.10", "is another chromosome"),
        ("GRCh37", "accession", "NC_000001.11", "does not follow"),
        ("GRCh37", "build", "GRCh38", "stand once each"),
        ("GRCh37", "build", "hg19", "build"),
    ],
)
def test_a_wrong_cell_of_the_chromosomes_is_found(root: Path, row: str, column: str, new: str, expected: str):
    cell = cell_of(root, "panel/contigs.tsv", row, column)
    found = with_cell(root, "panel/contigs.tsv", cell, new, lambda: lint_panel(root / "panel"))
    assert any(expected in text for text in found)


@pytest.mark.parametrize(
    ("part", "new", "expected"),
    [
        ("protein", "NP_004976.3", "on GRCh37"),
        ("id", "NM_004985.4", "is not the transcript's name"),
        ("contig", "NC_000012.11", "is no chromosome of GRCh38"),
        ("strand", "+", "not in the order"),
        ("tag", "MANE Plus Clinical", "tag"),
        ("gene_name", "KRAS2", "on GRCh37"),
    ],
)
def test_a_wrong_word_of_a_panel_file_is_found(root: Path, part: str, new: str, expected: str):
    file = "panel/transcripts.GRCh38.json"
    cell = next(c for c in read(root, file).cells if "NM_004985.5" in c.path and c.path[-1] == part)
    found = with_cell(root, file, cell, new, lambda: lint_panel(root / "panel"))
    assert any(expected in text for text in found)


@pytest.mark.parametrize(
    ("table", "row", "column", "new"),
    [
        ("alleles", "TSC2:R611W:c.1831C>T", "class", "LIKELY"),
        ("alleles", "TSC2:R611W:c.1831C>T", "verified", "JUDGEMENT"),
        ("alleles", "TSC2:R611W:c.1831C>T", "source", "ClinVar 2017-04 pathogenic; recurrent CpG missens"),
        ("alleles", "TSC2:R611W:c.1831C>T", "note", "x"),
        ("alleles", "MTOR:A2034V:c.6101C>T", "drug_scope", "atp_site"),
        ("alleles", "PIK3CA:C420R:c.1258T>C", "labels", "capivasertib"),
        ("genes", "TSC2", "hgnc_id", "HGNC:12364"),
        ("genes", "TSC2", "ensembl_gene", "ENSG00000103197.21"),
        ("genes", "TSC2", "ensembl_transcript", "ENST00000219476.8"),
    ],
)
def test_a_cell_that_differs_from_what_was_entered_or_published_is_found(
    root: Path, table: str, row: str, column: str, new: str
):
    file = f"knowledge/{table}.tsv"
    found = with_cell(root, file, cell_of(root, file, row, column), new, lambda: origin(root))
    assert len(found) == 1
    assert f"{column}: '{new}', but" in found[0]


def origin(root: Path) -> list[Finding]:
    alleles, genes = (Sheet(root / "knowledge" / f"{name}.tsv").lines for name in ("alleles", "genes"))
    return lint_origin(root, alleles, genes)


def test_an_entered_change_without_a_row_and_a_row_that_nobody_entered_are_found(root: Path):
    assert origin(root) == []
    alleles, genes = (Sheet(root / "knowledge" / f"{name}.tsv").lines for name in ("alleles", "genes"))
    without = [(line, row) for line, row in alleles if row["hgvs_p"] != "R611W"]
    assert ["R611W" in found.text for found in lint_origin(root, without, genes)] == [True]
    invented = [(line, {**row, "hgvs_p": "R611E"}) for line, row in alleles if row["hgvs_p"] == "R611W"]
    found = lint_origin(root, [*alleles, *invented], genes)
    assert any("makes TSC2:R611W" in one.text for one in found)


def test_what_a_table_was_made_from_may_be_absent_and_is_then_said(root: Path, tmp_path: Path):
    for name in (ALLELES, MANE):
        assert (root / "build" / name).is_file()
    assert [(found.severity, found.table) for found in lint_origin(tmp_path, [], [])] == [
        ("info", "alleles.tsv"),
        ("info", "genes.tsv"),
    ]


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        ("E545K/G/*", ["E545K", "E545G", "E545*"]),
        ("c.34G>T", ["c.34G>T"]),
        ("V422del@c.1_3del", ["c.1_3del"]),
    ],
)
def test_a_line_of_the_input_stands_for_its_changes(change: str, changes: list[str]):
    assert list(changes_of(change)) == changes
