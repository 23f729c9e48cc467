"""The linter finds any single wrong cell of the coordinate tables, with and without a reference."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from real_data import RESOURCES, shared_data

from mtorboard.knowledge.lint_tables import lint_tables
from mtorboard.knowledge.tables import table_rows
from mtorboard.knowledge.versions import write_versions
from mtorboard.model.enums import Build

ALLELES = [row for _, row in table_rows(RESOURCES / "knowledge" / "alleles.tsv")]
STOPS = [row for _, row in table_rows(RESOURCES / "knowledge" / "stop_gained.tsv")]
REGIONS = [row for _, row in table_rows(RESOURCES / "knowledge" / "regions.tsv")]
GENES = [row for _, row in table_rows(RESOURCES / "knowledge" / "genes.tsv")]


def write(path: Path, rows: list[dict[str, str]], header: dict[str, str]) -> None:
    lines = ["\t".join(header), *("\t".join(row[column] for column in header) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Project:
    """A copy of the tables that tests may spoil."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("knowledge", "panel"):
            shutil.copytree(RESOURCES / folder, root / folder)
        self.seal()

    def seal(self) -> None:
        write_versions(self.root, "2026.11.0", "2026-11-22")

    def texts(self, table: str, fasta: dict[Build, Path] | None = None) -> list[str]:
        found = lint_tables(self.root, fasta)
        return [f"{finding.where}: {finding.text}" for finding in found if finding.table == table]

    def change(self, table: str, row_id: str, **cells: str | Callable[[str], str]) -> list[str]:
        """Change cells of the row whose first cell or c. name is ``row_id``; return what is found there."""
        path = self.root / "knowledge" / f"{table}.tsv"
        rows = [row for _, row in table_rows(path)]
        chosen = [row for row in rows if row_id in (next(iter(row.values())), row.get("hgvs_c"))]
        assert len(chosen) == 1, f"{row_id} names {len(chosen)} rows"
        for column, value in cells.items():
            chosen[0][column] = value if isinstance(value, str) else value(chosen[0][column])
        write(path, rows, rows[0])
        line = f"line {rows.index(chosen[0]) + 2}, "
        return [text for text in self.texts(f"{table}.tsv") if text.startswith(line)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "resources")


def test_coordinate_tables_of_the_project_have_no_finding():
    tables = {"genes.tsv", "alleles.tsv", "regions.tsv", "stop_gained.tsv"}
    assert [finding for finding in lint_tables(RESOURCES) if finding.table in tables] == []


def test_coordinate_tables_of_the_project_agree_with_the_reference_bases():
    folder = shared_data("reference")
    found = lint_tables(RESOURCES, {build: folder / f"panel.{build}.fa.gz" for build in Build})
    assert [finding for finding in found if finding.table != "VERSIONS.tsv"] == []


def test_edited_table_without_a_new_version_is_an_error(project: Project):
    assert project.texts("VERSIONS.tsv") == []
    path = project.root / "knowledge" / "alleles.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("VERIFIED", "JUDGEMENT", 1), encoding="utf-8")
    found = project.texts("VERSIONS.tsv")
    assert any("knowledge/alleles.tsv was edited without a new version" in text for text in found)


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"key38": "7:140753337:A:T"}, "is 7:140753336:A:T on GRCh38"),
        ({"key37": "7:140753336:A:T"}, "is 7:140453136:A:T on GRCh37"),
        ({"key38": "7:140753336:T:A"}, "is 7:140753336:A:T on GRCh38"),
        ({"key38": "9:140753336:A:T"}, "is 7:140753336:A:T on GRCh38"),
        ({"hgvs_c": "c.1798T>A"}, "not c.1798T>A"),
        ({"hgvs_p": "V640E"}, "is V600E, not V640E"),
        ({"codons": "GTG>GCG"}, "is V600A, not V600E"),
        ({"allele_id": "BRAF:V600E:c.1799T>G"}, "make it BRAF:V600E:c.1799T>A"),
        ({"gene": "NRAS"}, "on NM_002524.5 is"),
        ({"class": "BENIGN"}, "BENIGN in BRAF goes with NEUTRAL"),
        ({"effect": "LOF"}, "HOTSPOT in BRAF goes with GOF"),
        ({"verified": "YES"}, "YES"),
        ({"date": "2026-02-30"}, "is no date"),
        ({"source": ""}, "source"),
        ({"drug_scope": "everolimus"}, "everolimus"),
        ({"labels": "alpelsib"}, "alpelsib"),
    ],
)
def test_wrong_cell_of_braf_v600e_is_found(project: Project, cells: dict[str, str], word: str):
    assert any(word in text for text in project.change("alleles", "BRAF:V600E:c.1799T>A", **cells))


def test_both_keys_of_the_other_build_are_found(project: Project):
    row = next(row for row in ALLELES if row["allele_id"] == "TSC2:R611W:c.1831C>T")
    found = project.change("alleles", row["allele_id"], key37=row["key38"], key38=row["key37"])
    assert any("line" in text and "key37" in text for text in found)
    assert any("key38" in text for text in found)


def test_stop_in_an_oncogene_must_be_a_passenger(project: Project):
    found = project.change("alleles", "NRAS:Q61*:c.181C>T", **{"class": "HOTSPOT", "effect": "GOF"})
    assert any("a stop does not activate an oncogene" in text for text in found)


def test_resistance_without_what_it_resists_is_found(project: Project):
    found = project.change("alleles", "MTOR:A2034V:c.6101C>T", drug_scope="")
    assert any("must say what it resists" in text for text in found)


def test_one_protein_change_judged_in_two_ways_is_found(project: Project):
    cells = {"class": "VUS", "effect": "UNKNOWN"}
    found = project.change("alleles", "STK11:F354L:c.1060T>C", **cells)
    found += project.texts("alleles.tsv")
    assert any("STK11 F354L is" in text for text in found)


def test_change_in_two_rows_is_found(project: Project):
    path = project.root / "knowledge" / "alleles.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert any("already stands in line 2" in text for text in project.texts("alleles.tsv"))


@pytest.mark.parametrize("key", ["16:2088293:CCGGCTCCGCCACATCAAG:C", "16:2088292:CCGGCTCCGCCACATCAAGG:C"])
def test_deletion_moved_or_lengthened_on_one_build_is_found(project: Project, key: str):
    assert project.change("alleles", "TSC2:H1746_R1751del:c.5238_5255del", key38=key)


def test_deletion_that_is_not_left_aligned_is_found_with_a_reference(project: Project):
    folder = shared_data("reference")
    shifted = {"key38": "16:2088293:CGGCTCCGCCACATCAAGC:C", "key37": "16:2138294:CGGCTCCGCCACATCAAGC:C"}
    project.change("alleles", "TSC2:H1746_R1751del:c.5238_5255del", **shifted)
    found = project.texts("alleles.tsv", {Build.GRCH38: folder / "panel.GRCh38.fa.gz"})
    assert any("is not left-aligned" in text for text in found)


def test_wrong_base_in_every_cell_of_a_row_is_found_with_a_reference(project: Project):
    """CTG instead of GTG as codon 600, consistently: only the bases contradict it."""
    path = project.root / "knowledge" / "alleles.tsv"
    rows = [row for row in ALLELES if not (row["gene"] == "BRAF" and "600" in row["hgvs_p"])]
    liar = dict(next(row for row in ALLELES if row["allele_id"] == "BRAF:V600E:c.1799T>A"))
    liar |= {
        "hgvs_p": "L600*",
        "hgvs_c": "c.1799T>A",
        "codons": "TTG>TAG",
        "allele_id": "BRAF:L600*:c.1799T>A",
    }
    liar |= {"class": "PASSENGER", "effect": "UNKNOWN"}
    write(path, [*rows, liar], liar)
    line = f"line {len(rows) + 2}, "
    assert not [text for text in project.texts("alleles.tsv") if text.startswith(line)]
    fasta = {Build.GRCH37: shared_data("reference") / "panel.GRCh37.fa.gz"}
    assert any("codon 600 is GTG on GRCh37" in text for text in project.texts("alleles.tsv", fasta))


@pytest.mark.parametrize(
    ("row_id", "cells", "word"),
    [
        ("TSC2:truncation:c.2838-2966", {"first_c": "2839"}, "is not an exon"),
        ("TSC2:truncation:c.2838-2966", {"first_codon": "947"}, "is codons 946 to 989"),
        ("TSC2:splice:c.2967", {"first_c": "2968", "last_c": "2968"}, "not beside a splice site"),
        ("PTEN:truncation:376-403", {"last_codon": "404"}, "does not lie in 1 to 403"),
        ("PTEN:truncation:376-403", {"first_codon": "375"}, "make it PTEN:truncation:375-403"),
        ("PTEN:truncation:376-403", {"class": "LIKELY"}, "an exception is VUS"),
        ("KRAS:residue:12", {"first_codon": "14", "last_codon": "14"}, "no functional allele"),
        ("KRAS:residue:12", {"last_codon": "13"}, "a hotspot residue is one codon"),
        ("KRAS:residue:12", {"effect": "LOF"}, "LIKELY or HOTSPOT with GOF"),
        ("KRAS:residue:12", {"tumours": ""}, "needs its number of tumours"),
        ("KRAS:residue:12", {"gene": "KRA"}, "is not in genes.tsv"),
        ("BRAF:inframe:486-494", {"last_codon": ""}, "given together or not at all"),
        ("BRAF:inframe:592-604", {"first_codon": "490", "region_id": "BRAF:inframe:490-604"}, "overlaps"),
    ],
)
def test_wrong_cell_of_a_region_is_found(project: Project, row_id: str, cells: dict[str, str], word: str):
    assert any(word in text for text in project.change("regions", row_id, **cells))


@pytest.mark.parametrize(
    ("row_id", "cells", "word"),
    [
        ("TSC2", {"mane_select": "NM_000548.4"}, "pins NM_000548.5"),
        ("TSC2", {"protein_length": "1784"}, "gives 1807 residues"),
        ("TSC2", {"direction": "GOF"}, "is not altered by GOF"),
        ("TSC2", {"arm": ""}, "has an arm unless"),
        ("CTNNB1", {"required_for_negative": "true"}, "decides no negative"),
        ("TSC2", {"required_for_negative": "false"}, "list of required genes says otherwise"),
        ("TSC2", {"arm": "A_MTOR"}, "own list of genes does not hold TSC2"),
        ("NPRL3", {"builds": "GRCh37;GRCh38"}, "the panel places it on GRCh38"),
        ("KRAS", {"equivalents": "ENST00000256078"}, "Ensembl twin"),
        ("KRAS", {"symbol": "KRAS2"}, "has no transcript"),
        ("NRAS", {"hgnc_id": "HGNC:6407"}, "already stands"),
    ],
)
def test_wrong_cell_of_a_gene_is_found(project: Project, row_id: str, cells: dict[str, str], word: str):
    assert any(word in text for text in project.change("genes", row_id, **cells))


def test_missing_stop_of_a_listed_codon_is_found(project: Project):
    path = project.root / "knowledge" / "stop_gained.tsv"
    tca = next(row for row in STOPS if row["codons"] == "TCA>TAA")
    write(path, [row for row in STOPS if row is not tca], tca)
    assert any(tca["hgvs_c"] in text for text in project.texts("stop_gained.tsv"))


def test_missing_codon_of_the_stops_is_found_with_a_reference(project: Project):
    path = project.root / "knowledge" / "stop_gained.tsv"
    write(path, [row for row in STOPS if row["hgvs_p"] != "R1138*"], STOPS[0])
    assert project.texts("stop_gained.tsv") == []
    fasta = {Build.GRCH38: shared_data("reference") / "panel.GRCh38.fa.gz"}
    assert any("c.3412C>T makes a stop" in text for text in project.texts("stop_gained.tsv", fasta))


def test_exon_moved_by_one_base_on_one_build_is_found(project: Project):
    path = project.root / "panel" / "transcripts.GRCh37.json"
    text = path.read_text(encoding="utf-8")
    assert text.count("25398207") == 1  # KRAS exon 2, first base
    path.write_text(text.replace("25398207", "25398208"), encoding="utf-8")
    assert lint_tables(project.root)[0].severity == "error"


def test_missing_table_is_a_finding_and_no_crash(project: Project):
    (project.root / "knowledge" / "regions.tsv").unlink()
    assert [(found.table, found.severity) for found in lint_tables(project.root)] == [
        ("regions.tsv", "error")
    ]


CHARACTERS = "ACGTRKWQ*0123456789:>-+_.cdelins"
TOLD_TWICE = ("gene", "hgvs_c", "hgvs_p", "codons", "key37", "key38")


def one_character_changed(
    data: st.DataObject, row: dict[str, str], columns: tuple[str, ...]
) -> dict[str, str]:
    column = data.draw(st.sampled_from([name for name in columns if row[name]]), label="column")
    at = data.draw(st.integers(0, len(row[column]) - 1), label="place")
    new = data.draw(st.sampled_from(CHARACTERS), label="character")
    assume(row[column][at] != new)
    return row | {column: row[column][:at] + new + row[column][at + 1 :]}


def findings_of(root: Path, table: str, row: dict[str, str]) -> list[str]:
    """Findings of one row that stands alone in its table."""
    write(root / "knowledge" / f"{table}.tsv", [row], row)
    return [
        found.text
        for found in lint_tables(root)
        if found.table == f"{table}.tsv" and "line 2," in found.where
    ]


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of one row each; the rows of the other tables are few, so that a lint is quick."""
    root = tmp_path_factory.mktemp("lint") / "resources"
    project = Project(root)
    write(root / "knowledge" / "alleles.tsv", ALLELES[:1], ALLELES[0])
    write(root / "knowledge" / "stop_gained.tsv", STOPS[:1], STOPS[0])
    write(root / "knowledge" / "regions.tsv", REGIONS[:1], REGIONS[0])
    project.seal()
    return root


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), row=st.sampled_from(ALLELES))
def test_any_single_wrong_character_of_an_allele_is_found_without_a_reference(spoilt: Path, data, row):
    changed = one_character_changed(data, row, ("allele_id", *TOLD_TWICE))
    assert findings_of(spoilt, "alleles", row) == []
    assert findings_of(spoilt, "alleles", changed)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), row=st.sampled_from(STOPS))
def test_any_single_wrong_character_of_a_stop_is_found_without_a_reference(spoilt: Path, data, row):
    assert findings_of(spoilt, "stop_gained", one_character_changed(data, row, TOLD_TWICE))
