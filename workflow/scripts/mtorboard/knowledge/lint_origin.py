"""Computed tables against what a person entered or an authority published: a second statement of the same facts.

``resources/build`` holds the curator's input of alleles.tsv and an extract of MANE for genes.tsv. It is not part
of an installed package; without it the linter says what was not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mtorboard.knowledge.coding import parse_c
from mtorboard.knowledge.findings import Finding, Say, sayer
from mtorboard.knowledge.lint_sheet import cell_problems, numbered_rows
from mtorboard.knowledge.tables import Row

ALLELES = "alleles.input.tsv"
MANE = "mane.input.tsv"
_JUDGED = ("class", "effect", "drug_scope", "labels", "note", "source", "verified")
_NAMED = ("hgnc_id", "mane_select", "ensembl_transcript", "ensembl_gene")
_RESIDUE = re.compile(r"([A-Z])(\d+)([A-Z*](?:/[A-Z*])*)")
_UNCHECKED = "; bases unchecked"
"""What the build adds to the source of a row whose bases no reference holds."""


def lint_origin(
    root: Path, alleles: Sequence[tuple[int, Row]], genes: Sequence[tuple[int, Row]]
) -> list[Finding]:
    """Compare alleles and genes with what they were made from.

    Args:
        root: folder that holds ``build/``.
        alleles: (line, row) of alleles.tsv; ``genes``: of genes.tsv.

    Returns:
        the findings; one of severity ``info`` for each source that is not there.

    Raises:
        KnowledgeError: a source has rows of another length than its header.
    """
    found: list[Finding] = []
    for table, name, check, rows in (
        ("alleles.tsv", ALLELES, _alleles, alleles),
        ("genes.tsv", MANE, _genes, genes),
    ):
        path = root / "build" / name
        if path.is_file():
            found += check([row for _, row in numbered_rows(path)], rows)
        else:
            text = f"was not compared with {name}, which is not part of this installation"
            found.append(Finding(table, "", "info", text))
    return found


def _alleles(entered: Sequence[Row], rows: Sequence[tuple[int, Row]]) -> Iterator[Finding]:
    by_gene: dict[str, list[tuple[Row, frozenset[str]]]] = {}
    for line in entered:
        changes = frozenset(changes_of(line["change"]))
        by_gene.setdefault(line["gene"], []).append((line, changes))
        for text in (text for cell in line.values() for text in cell_problems(cell)):
            yield sayer(ALLELES, f"{line['gene']} {line['change']}")("", text)
    made: set[tuple[str, str]] = set()
    for number, row in rows:
        say = sayer("alleles.tsv", f"line {number}")
        names = {row["hgvs_p"], row["hgvs_c"]} - {""}
        lines = [line for line, changes in by_gene.get(row["gene"], ()) if changes & names and _by(line, row)]
        made |= {(row["gene"], name) for name in names}
        if lines:
            yield from _least_different(row, lines, say)
        else:
            yield say("allele_id", f"no line of {ALLELES} makes {row['allele_id']}")
    for gene, lines_of_gene in by_gene.items():
        for _, changes in lines_of_gene:
            for change in sorted(changes):
                if (gene, change) not in made:
                    yield sayer("alleles.tsv", gene)("allele_id", f"{change} of {ALLELES} has no row")


def changes_of(change: str) -> Iterator[str]:
    """Protein changes or the c. name that a line of the input stands for: ``E545K/G`` is E545K and E545G."""
    match = _RESIDUE.fullmatch(change)
    if match is None:
        yield change.rpartition("@")[2]
    else:
        yield from (f"{match[1]}{match[2]}{new}" for new in match[3].split("/"))


def _by(line: Row, row: Row) -> bool:
    """Whether a line makes a row's kind of change: ``snv`` makes single bases only."""
    change = parse_c(row["hgvs_c"])
    return line["ways"] != "snv" or (change is not None and change.kind == "snv")


def _least_different(row: Row, lines: Sequence[Row], say: Say) -> Iterator[Finding]:
    """Findings for the line that fits best."""
    written = {**row, "source": row["source"].removesuffix(_UNCHECKED)}
    differing = [[column for column in _JUDGED if written[column] != line[column]] for line in lines]
    columns, line = min(zip(differing, lines, strict=True), key=lambda pair: len(pair[0]))
    for column in columns:
        yield say(column, f"'{row[column]}', but {ALLELES} has '{line[column]}'")


def _genes(published: Sequence[Row], rows: Sequence[tuple[int, Row]]) -> Iterator[Finding]:
    mane = {row["symbol"]: row for row in published}
    for number, row in rows:
        say = sayer("genes.tsv", f"line {number}")
        if row["symbol"] not in mane:
            yield say("symbol", f"{row['symbol']} is not in {MANE}")
            continue
        for column in _NAMED:
            if row[column] != mane[row["symbol"]][column]:
                yield say(column, f"'{row[column]}', but MANE has '{mane[row['symbol']][column]}'")
