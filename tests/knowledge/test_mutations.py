"""How much of a slip of the hand the linter finds in any curated table, without the help of the seal."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from mutations import FILES, Cell, Content, many_cells, spoil, table_of
from real_data import RESOURCES

from mtorboard.knowledge.findings import Finding
from mtorboard.knowledge.kept import read_yaml
from mtorboard.knowledge.lint import lint
from mtorboard.knowledge.lint_lists import lint_lists
from mtorboard.knowledge.lint_rows import Context, change_problems
from mtorboard.knowledge.lint_rules import lint_rules
from mtorboard.knowledge.lint_sheet import cell_problems, numbered_rows, schema_problems
from mtorboard.knowledge.tables import Row
from mtorboard.knowledge.transcripts import load_transcripts
from mtorboard.knowledge.versions import stale, write_versions
from mtorboard.model.enums import Build

SEED, MUTATIONS = 20261122, 500

WITHOUT_MEANING = {
    "note": "free words for a curator; stray spaces and references in it are checked",
    "numbering_note": "free words for a curator",
    "name": "a tumour type's name in words; codes decide. Of a drug it is checked against the id",
    "synonyms": "brand names and other spellings, which nothing else repeats",
    "title": "free words; names and numbers in them are cells of their own here",
    "text": "as title",
    "if_unknown": "as title",
    "evidence_for.text": "as title",
    "evidence_against.text": "as title",
}
"""Columns that no machine can hold against anything, with the reason; all others count."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the curated files, of what they were made from, and a seal over them as they are."""
    copy = tmp_path_factory.mktemp("mutations") / "resources"
    for folder in ("knowledge", "panel", "build"):
        shutil.copytree(RESOURCES / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    write_versions(copy, "2026.11.0", "2026-11-22")
    return copy


def errors(root: Path) -> list[Finding]:
    return [finding for finding in lint(root, sealed=False) if finding.severity == "error"]


def one_at_a_time(root: Path, rng: random.Random) -> Iterator[tuple[Cell, object]]:
    """Spoil one cell after another for ever, every table as often as every other; the last one is put back."""
    contents = many_cells(root)
    tables: dict[str, list[Cell]] = defaultdict(list)
    alike: dict[tuple[str, str], list[object]] = defaultdict(list)
    for cell in (cell for content in contents.values() for cell in content.cells):
        alike[table_of(cell.file), cell.column].append(cell.value)
        if cell.column not in WITHOUT_MEANING:
            tables[table_of(cell.file)].append(cell)
    while True:
        table = rng.choice(sorted(tables))
        cell = rng.choice(tables[table])
        new = spoil(cell, alike[table, cell.column], rng)
        if new != cell.value:
            yield from spoilt(root, contents[cell.file], cell, new)


def spoilt(root: Path, content: Content, cell: Cell, new: object) -> Iterator[tuple[Cell, object]]:
    path = root / cell.file
    before = path.read_bytes()
    path.write_text(content.render(cell, new), encoding="utf-8")
    try:
        yield cell, new
    finally:
        path.write_bytes(before)


@pytest.mark.slow
def test_of_500_spoilt_cells_over_95_percent_are_found_without_the_seal_and_all_with_it(root: Path):
    assert errors(root) == []
    rng = random.Random(SEED)  # noqa: S311 - a seed, not a secret
    counts: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    missed, unsealed = [], []
    cells = one_at_a_time(root, rng)
    for _, (cell, new) in zip(range(MUTATIONS), cells, strict=False):
        found = bool(errors(root))
        counts[table_of(cell.file)][cell.column].append(found)
        if not found:
            missed.append(f"{table_of(cell.file)} {cell.column}: {cell.value!r} -> {new!r}")
        if (cell.file, "was edited without a new version") not in stale(root):
            unsealed.append(cell)
    cells.close()
    share = weighted(counts, root)
    print(report(counts, missed), f"were every cell as likely as any other: {100 * share:.1f} %", sep="\n")
    assert unsealed == []
    assert share > 0.95
    assert len(missed) < 0.1 * MUTATIONS


def weighted(counts: dict[str, dict[str, list[bool]]], root: Path) -> float:
    """Share that would be found if any cell of any table were as likely as any other."""
    sizes: dict[str, int] = defaultdict(int)
    for content in many_cells(root).values():
        sizes[table_of(content.file)] += sum(cell.column not in WITHOUT_MEANING for cell in content.cells)
    shares = {
        table: [found for column in columns.values() for found in column] for table, columns in counts.items()
    }
    caught = sum(sizes[table] * sum(found) / len(found) for table, found in shares.items())
    return caught / sum(sizes[table] for table in shares)


def report(counts: dict[str, dict[str, list[bool]]], missed: list[str]) -> str:
    lines = [f"caught {MUTATIONS - len(missed)} of {MUTATIONS} ({100 - 100 * len(missed) / MUTATIONS:.1f} %)"]
    for table, columns in sorted(counts.items()):
        held = [found for column in columns.values() for found in column]
        lines.append(f"{table}: {sum(held)} of {len(held)}")
        lines += [f"  {name}: {sum(held)} of {len(held)}" for name, held in sorted(columns.items())]
    return "\n".join([*lines, "not found:", *missed])


@pytest.mark.parametrize("file", FILES)
def test_a_spoilt_cell_of_any_file_breaks_the_seal(root: Path, file: str):
    content = many_cells(root)[file]
    rng = random.Random(SEED)  # noqa: S311
    cells = [cell for cell in content.cells if cell.column in WITHOUT_MEANING] or content.cells
    for cell in rng.sample(cells, min(20, len(cells))):
        new = spoil(cell, [], rng)
        for _ in spoilt(root, content, cell, new):
            assert new == cell.value or (file, "was edited without a new version") in stale(root)


def context() -> Context:
    panel = {b: load_transcripts(RESOURCES / "panel" / f"transcripts.{b}.json", b) for b in Build}
    return Context(panel, {})


OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}


def slips(row: Row) -> Iterator[tuple[str, Row]]:
    """Every way to get one base, codon, position, residue, build or gene of a change wrong."""
    for column in ("key37", "key38"):
        contig, pos, ref, alt = row[column].split(":")
        for at, base in enumerate(ref):
            wrong = ref[:at] + OTHER[base] + ref[at + 1 :]
            # Of a deletion only the bases tell whether the deleted ones are right; both keys say them.
            yield f"base {at + 1} of REF of {column}", {**row, column: f"{contig}:{pos}:{wrong}:{alt}"}
        for at, base in enumerate(alt):
            wrong = alt[:at] + OTHER[base] + alt[at + 1 :]
            if wrong != ref:
                yield f"base {at + 1} of ALT of {column}", {**row, column: f"{contig}:{pos}:{ref}:{wrong}"}
        for step in (-1, 1, 10, 100):
            yield (
                f"position of {column} by {step}",
                {**row, column: f"{contig}:{int(pos) + step}:{ref}:{alt}"},
            )
        yield f"chromosome of {column}", {**row, column: f"{int(contig) % 22 + 1}:{pos}:{ref}:{alt}"}
    if row["key37"] != row["key38"]:
        yield "the other build", {**row, "key37": row["key38"], "key38": row["key37"]}
        yield "GRCh37 for GRCh38", {**row, "key38": row["key37"]}
    for at, character in enumerate(row["codons"]):
        if character in OTHER:
            wrong = row["codons"][:at] + OTHER[character] + row["codons"][at + 1 :]
            yield f"base {at + 1} of the codons", {**row, "codons": wrong}
    if row["hgvs_p"]:
        digits = "".join(filter(str.isdigit, row["hgvs_p"].split("_")[0]))
        for step in (-1, 1, 3):
            moved = row["hgvs_p"].replace(digits, str(int(digits) + step), 1)
            if "del" not in row["hgvs_p"] or abs(step) > 1:
                yield f"codon by {step}", {**row, "hgvs_p": moved}
    if row["codons"]:
        yield "the residue", {**row, "hgvs_p": ("A" if row["hgvs_p"][0] != "A" else "G") + row["hgvs_p"][1:]}
        yield (
            "the new residue",
            {**row, "hgvs_p": row["hgvs_p"][:-1] + ("W" if row["hgvs_p"][-1] != "W" else "A")},
        )


@pytest.mark.parametrize("table", ["alleles", "stop_gained"])
def test_a_wrong_base_codon_position_or_build_in_any_row_is_found(table: str):
    """Every row, every way, by the row alone: no reference, no other row."""
    known = context()
    missed = []
    rows = [row for _, row in numbered_rows(RESOURCES / "knowledge" / f"{table}.tsv")]
    for row in rows:
        assert list(change_problems(row, known)) == []
        for what, wrong in slips(row):
            if not any(schema_problems(table, wrong)) and not any(change_problems(wrong, known)):
                missed.append(f"{row['gene']} {row['hgvs_c']}: {what}")
    assert missed == []


def reference_slips(number: str) -> Iterator[str]:
    """A PubMed or trial number with a digit too few or too many, a letter, or a space in it."""
    yield from (f"{number}1" if len(number) > 7 else f"{number}12", number[:5], f"{number[:3]}O{number[3:]}")
    yield from (f"x{number}", f"{number[:4]} {number[4:]}")


@pytest.mark.parametrize("slip", range(5))
def test_a_wrong_pubmed_or_trial_number_in_any_citation_is_found(root: Path, slip: int):
    content = many_cells(root)["knowledge/citations.tsv"]
    kinds = {cell.path[0]: cell.value for cell in content.cells if cell.column == "kind"}
    cells = [c for c in content.cells if c.column == "identifier" and kinds[c.path[0]] in ("PMID", "NCT")]
    path = root / "knowledge" / "citations.tsv"
    before = path.read_bytes()
    for cell in cells:
        content.lines[cell.path[0]][cell.path[1]] = list(reference_slips(cell.value))[slip]
    path.write_text("".join("\t".join(line) + "\n" for line in content.lines), encoding="utf-8")
    found = {finding.where for finding in lint_lists(root / "knowledge") if finding.table == "citations.tsv"}
    path.write_bytes(before)
    ids = {cell.path[0]: content.lines[cell.path[0]][0] for cell in cells}
    assert len(cells) > 50
    assert [
        n for n, name in ids.items() if not any(f"line {n + 1}," in at or name in at for at in found)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "PMID 252955",
        "PMID 25295501x",
        "PMID:252955012",
        "PMC12",
        "NCT0123456",
        "NCT012345678",
        "doi:11.1/x",
        "rs0",
    ],
)
def test_a_reference_of_a_wrong_form_is_found_in_any_cell(text: str):
    assert cell_problems(f"as {text}, in vitro")


@pytest.mark.parametrize(
    "text",
    ["PMID 25295501", "PMC3137505", "NCT01234567", "doi:10.1186/s13023-017-0581-9 table 4", "rs1073123"],
)
def test_a_reference_of_the_right_form_is_not(text: str):
    assert cell_problems(f"as {text}, in vitro") == ()


def misspelt(name: str) -> str:
    """One letter doubled: what a hand does, and no name of any table."""
    return name[:2] + name[1] + name[2:]


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("rules.yaml", "drugs"),
        ("rules.yaml", "citations"),
        ("rules.yaml", "biomarkers"),
        ("rules.yaml", "already_used"),
        ("rules.yaml", "tumour_type"),
        ("rules.yaml", "gene"),
        ("rules.yaml", "arm"),
        ("rules.yaml", "allele"),
        ("rules.yaml", "field"),
        ("safety.yaml", "citations"),
        ("safety.yaml", "any_of"),
        ("safety.yaml", "field"),
        ("safety.yaml", "organ"),
    ],
)
def test_a_misspelt_name_in_any_rule_is_found_with_what_was_meant(root: Path, file: str, part: str):
    """All rules at once: in each that has such a name, its first one is misspelt."""
    rows = read_yaml(root / "knowledge" / file, list)
    spoilt_rules = {row["id"] for row in rows if misspell(row, part)}
    assert spoilt_rules
    path = root / "knowledge" / file
    before = path.read_bytes()
    path.write_text(
        Content(file, document=rows).render(Cell(file, "", (0, "id"), ""), rows[0]["id"]), "utf-8"
    )
    found = lint_rules(root)
    path.write_bytes(before)
    hinted = {finding.where.split(",")[0] for finding in found if "did you mean" in finding.text}
    assert spoilt_rules - hinted == set()


def misspell(node: object, part: str) -> bool:
    """Misspell the first name under the key ``part``; whether there was one."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == part and isinstance(value, str):
                node[key] = misspelt(value)
                return True
            if key == part and isinstance(value, list) and value and isinstance(value[0], str):
                value[0] = misspelt(value[0])
                return True
            if misspell(value, part):
                return True
    elif isinstance(node, list):
        return any(misspell(child, part) for child in node)
    return False
