"""Linter of the coordinate tables: genes, transcripts, alleles, regions, computed stops and their versions.

It finds a wrong base, codon, build or c. number in any row without a reference FASTA, because each row tells
its change several times over (see :mod:`mtorboard.knowledge.lint_rows`), and reads bases where it has FASTAs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.coding import c_name, codon_changes, parse_c, translate
from mtorboard.knowledge.findings import Finding
from mtorboard.knowledge.fusions import fusion_problems
from mtorboard.knowledge.lint_origin import lint_origin
from mtorboard.knowledge.lint_panel import lint_panel
from mtorboard.knowledge.lint_regions import region_problems, regions_together
from mtorboard.knowledge.lint_rows import Bases, Context, change_problems
from mtorboard.knowledge.lint_sheet import Sheet
from mtorboard.knowledge.tables import Row
from mtorboard.knowledge.transcripts import Transcript, load_transcripts
from mtorboard.knowledge.versions import VERSIONS, stale
from mtorboard.model.enums import Build
from mtorboard.schemas import load_schema

FUNCTIONAL = frozenset({"KNOWN", "HOTSPOT", "LIKELY", "LIKELY_LOF"})
EFFECTS = {"RESISTANCE": "RES", "BENIGN": "NEUTRAL", "LIKELY_BENIGN": "NEUTRAL"} | {
    "VUS": "UNKNOWN",
    "PASSENGER": "UNKNOWN",
}
"""The one effect that goes with a class that is not functional."""

_USUAL, _ALIKE = 3, 0.93
"""From how many rows on a source is usual, and how like it another one is a slip of the hand."""

Lines = list[tuple[int, Row]]


def lint_tables(root: Path, fasta: Mapping[Build, Path] | None = None) -> list[Finding]:
    """Lint genes, transcripts, alleles, regions, stops, fusions and VERSIONS.tsv.

    Args:
        root: folder that holds ``knowledge/`` and ``panel/``.
        fasta: reference FASTA (with ``.fai``) of any build, to read bases; contigs may be named with or
            without ``chr`` or by RefSeq accession, and may hold ``N`` where they are not known.

    Returns:
        the findings, in the order of tables and lines; empty when all is well.
    """
    try:
        panel = {b: load_transcripts(root / "panel" / f"transcripts.{b}.json", b) for b in Build}
        names = ("genes", "alleles", "regions", "stop_gained", "fusions")
        tables = {name: Sheet(root / "knowledge" / f"{name}.tsv") for name in names}
        versions = _versions(root)
        others = lint_panel(root / "panel")
        others += _further(root)
        others += lint_origin(root, tables["alleles"].lines, tables["genes"].lines)
    except KnowledgeError as error:
        return [Finding(error.where.split(",")[0], error.where, "error", error.render())]
    context = Context(panel, {build: Bases(path) for build, path in (fasta or {}).items()})
    findings = [finding for table in tables.values() for finding in table.findings]
    genes = {row["symbol"]: row for _, row in tables["genes"].lines}
    checks: tuple[tuple[str, Iterator[Problem]], ...] = (
        ("genes.tsv", _genes(tables["genes"].lines, context)),
        ("alleles.tsv", _alleles(tables["alleles"].lines, genes, context)),
        ("alleles.tsv", _alleles_together(tables["alleles"].lines)),
        ("regions.tsv", _regions(tables["regions"].lines, genes, context, tables["alleles"].lines)),
        ("stop_gained.tsv", _stops(tables["stop_gained"].lines, context)),
        ("fusions.tsv", (_at(*problem) for problem in fusion_problems(tables["fusions"].lines, genes))),
        ("stop_gained.tsv", _stops_together(tables["stop_gained"].lines, genes, context)),
        ("alleles.tsv", _codons_together(tables["alleles"].lines, tables["stop_gained"].lines)),
        *((f"{name}.tsv", _sources(tables[name].lines)) for name in ("alleles", "genes", "regions")),
    )
    for table, problems in checks:
        for where, text, severity in problems:
            findings.append(Finding(table, where, severity, text))
    return findings + others + versions


Problem = tuple[str, str, Literal["error", "warning"]]
"""(where, text, severity)."""


def _at(line: int, column: str, text: str) -> Problem:
    return f"line {line}, {column}", text, "error"


def _further(root: Path) -> Iterator[Finding]:
    """Tables that have a schema and no checks of their own."""
    known = ("alleles", "citations", "drugs", "fusions", "genes", "regions", "stop_gained", "tumour_types")
    for path in sorted((root / "knowledge").glob("*.tsv")):
        if path.stem not in (*known, VERSIONS.stem):
            try:
                yield from Sheet(path).findings
            except FileNotFoundError:
                yield Finding(path.name, "", "error", "no schema says what its rows are")


def _versions(root: Path) -> list[Finding]:
    found = Sheet(root / VERSIONS, "versions").findings
    return found + [Finding(VERSIONS.name, name, "error", f"{name} {text}") for name, text in stale(root)]


def _duplicates(lines: Lines, *columns: str) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in lines:
        cells = tuple(row[column] for column in columns)
        if cells in seen:
            yield _at(line, columns[-1], f"{' '.join(cells)} already stands in line {seen[cells]}")
        seen.setdefault(cells, line)


def _genes(lines: Lines, context: Context) -> Iterator[Problem]:
    for column in ("symbol", "hgnc_id", "mane_select", "ensembl_transcript", "ensembl_gene"):
        yield from _duplicates(lines, column)
    owners = Counter(accession for _, row in lines for accession in row["equivalents"].split(";"))
    for line, row in lines:
        for column, text in _gene_problems(row, context.placed(row["symbol"])):
            yield _at(line, column, text)
        for accession in row["equivalents"].split(";"):
            if owners[accession] > 1:
                yield _at(line, "equivalents", f"{accession} is listed more than once")
    symbols = {row["symbol"] for _, row in lines}
    for build, transcripts in context.transcripts.items():
        for gene in sorted(set(transcripts) - symbols):
            yield "panel", f"the transcript of {gene} on {build} has no gene row", "error"


def _gene_problems(row: Row, transcripts: Mapping[Build, Transcript]) -> Iterator[tuple[str, str]]:
    if not transcripts:
        yield "symbol", f"{row['symbol']} has no transcript"
    if ";".join(sorted(transcripts)) != row["builds"]:
        yield "builds", f"the panel places it on {' and '.join(sorted(transcripts)) or 'no build'}"
    for build, transcript in transcripts.items():
        if transcript.accession != row["mane_select"]:
            yield "mane_select", f"{build} pins {transcript.accession}, not {row['mane_select']}"
        if transcript.protein_length != int(row["protein_length"]):
            yield "protein_length", f"the CDS on {build} gives {transcript.protein_length} residues"
    if len({tuple(exon_lengths(transcript)) for transcript in transcripts.values()}) > 1:
        yield "mane_select", "the builds differ in the lengths of exons"
    if len({(transcript.contig, transcript.strand) for transcript in transcripts.values()}) > 1:
        yield "mane_select", "the builds differ in chromosome or strand"
    if row["ensembl_transcript"].split(".")[0] not in row["equivalents"].split(";"):
        yield "equivalents", "the Ensembl twin of the pinned transcript is not listed"
    if row["role"] != "CONTEXT" and (row["role"] == "TSG") != (row["direction"] == "LOF"):
        yield "direction", f"a {row['role']} gene is not altered by {row['direction']}"
    if (row["role"] == "CONTEXT") != (not row["arm"]):
        yield "arm", "a gene has an arm unless its role is CONTEXT"
    if row["arm"] and row["symbol"] not in load_schema("knowledge/genes")["x-arms"].get(row["arm"], ()):
        yield "arm", f"the arm's own list of genes does not hold {row['symbol']}"
    if (row["required_for_negative"] == "true") != (
        row["symbol"] in load_schema("knowledge/genes")["x-required"]
    ):
        yield "required_for_negative", f"the list of required genes says otherwise of {row['symbol']}"
    if row["required_for_negative"] == "true" and not row["arm"]:
        yield "required_for_negative", "a gene without an arm decides no negative"


def exon_lengths(transcript: Transcript) -> Iterator[tuple[int, int]]:
    """(length, coding length) of each exon in transcript order."""
    for start, end in transcript.exons[:: transcript.strand]:
        coding = min(end, transcript.cds_end0) - max(start, transcript.cds_start0)
        yield end - start, max(0, coding)


def _alleles(lines: Lines, genes: Mapping[str, Row], context: Context) -> Iterator[Problem]:
    for columns in (("allele_id",), ("key37",), ("key38",), ("gene", "hgvs_c")):
        yield from _duplicates(lines, *columns)
    for line, row in lines:
        for column, text in change_problems(row, context):
            yield _at(line, column, text)
        parts = (row["gene"], row["hgvs_p"], row["hgvs_c"])
        if row["allele_id"] != (expected := ":".join(part for part in parts if part)):
            yield _at(line, "allele_id", f"gene, protein change and c. name make it {expected}")
        if row["gene"] in genes:
            for column, text in _judgement_problems(row, genes[row["gene"]]):
                yield _at(line, column, text)


def _judgement_problems(row: Row, gene: Row) -> Iterator[tuple[str, str]]:
    class_, effect = row["class"], row["effect"]
    wanted = gene["direction"] if class_ in FUNCTIONAL else EFFECTS[class_]
    if effect != wanted:
        yield "effect", f"{class_} in {gene['symbol']} goes with {wanted}, not {effect}"
    stop = row["hgvs_p"].endswith("*")
    if stop and gene["role"] != "TSG" and class_ != "PASSENGER":
        yield "class", "a stop does not activate an oncogene: PASSENGER"
    if class_ == "PASSENGER" and (not stop or gene["role"] == "TSG"):
        yield "class", "PASSENGER is for a stop in an oncogene"
    if class_ == "RESISTANCE" and not row["drug_scope"]:
        yield "drug_scope", "a resistance allele must say what it resists"
    if row["drug_scope"] and class_ not in FUNCTIONAL | {"RESISTANCE"}:
        yield "drug_scope", f"{class_} resists nothing"
    if row["labels"] and class_ not in FUNCTIONAL:
        yield "labels", f"a companion-diagnostic list does not name a {class_} allele"


def _alleles_together(lines: Lines) -> Iterator[Problem]:
    """Base changes that make one protein change are judged alike: benign there, known here is a slip."""
    judged: dict[tuple[str, str], tuple[int, str]] = {}
    for line, row in lines:
        if not row["hgvs_p"]:
            continue
        first_line, class_ = judged.setdefault((row["gene"], row["hgvs_p"]), (line, row["class"]))
        if class_ != row["class"]:
            text = f"{row['gene']} {row['hgvs_p']} is {class_} in line {first_line} and {row['class']} here"
            yield f"line {line}, class", text, "error"


def _codons_together(*tables: Lines) -> Iterator[Problem]:
    """A codon has one reference, whichever row speaks of it."""
    known: dict[tuple[str, int], str] = {}
    for line, row in (pair for lines in tables for pair in lines):
        change = parse_c(row["hgvs_c"])
        if change is None or not row["codons"]:
            continue
        before = row["codons"].split(">")[0]
        other = known.setdefault((row["gene"], change.codon), before)
        if other != before:
            text = f"{row['gene']} codon {change.codon} is {other} in another row and {before} here"
            yield _at(line, "codons", text)


def _regions(lines: Lines, genes: Mapping[str, Row], context: Context, alleles: Lines) -> Iterator[Problem]:
    yield from _duplicates(lines, "region_id")
    hot = {(row["gene"], row["hgvs_p"][1:-1]) for _, row in alleles if row["class"] in FUNCTIONAL}
    for line, row in lines:
        if row["gene"] not in genes or not (transcripts := context.placed(row["gene"])):
            yield _at(line, "gene", f"{row['gene']} is not in genes.tsv")
            continue
        for column, text in region_problems(row, genes[row["gene"]], next(iter(transcripts.values()))):
            yield _at(line, column, text)
        if row["kind"] == "HOTSPOT_RESIDUE" and (row["gene"], row["first_codon"]) not in hot:
            text = f"no functional allele of alleles.tsv lies at codon {row['first_codon']}"
            yield _at(line, "first_codon", text)
    for line, column, text in regions_together(lines):
        yield _at(line, column, text)


def _sources(lines: Lines) -> Iterator[Problem]:
    """A source that differs by a slip from one that many rows have."""
    counts = Counter(row["source"] for _, row in lines)
    usual = [source for source, count in counts.items() if count >= _USUAL]
    for line, row in lines:
        if counts[row["source"]] == 1:
            for other in usual:
                near = abs(len(row["source"]) - len(other)) <= _USUAL
                if near and SequenceMatcher(None, row["source"], other).ratio() > _ALIKE:
                    yield _at(line, "source", f"'{row['source']}' is nearly '{other}', which many rows have")


def _stops(lines: Lines, context: Context) -> Iterator[Problem]:
    for columns in (("key37",), ("key38",), ("gene", "hgvs_c")):
        yield from _duplicates(lines, *columns)
    for line, row in lines:
        for column, text in change_problems(row, context):
            yield _at(line, column, text)


def _stops_together(lines: Lines, genes: Mapping[str, Row], context: Context) -> Iterator[Problem]:
    """All stops of each gene altered by loss are listed: of listed codons, and of all where bases are known."""
    listed: dict[str, dict[int, str]] = {}
    names: Counter[tuple[str, str]] = Counter()
    for _, row in lines:
        change = parse_c(row["hgvs_c"])
        if change is not None:
            listed.setdefault(row["gene"], {})[change.codon] = row["codons"].split(">")[0]
            names[row["gene"], row["hgvs_c"]] += 1
    suppressors = {symbol for symbol, gene in genes.items() if gene["direction"] == "LOF"}
    for symbol in sorted(set(listed) - suppressors):
        yield symbol, "the table has the stops of genes that are altered by loss of function alone", "error"
    for symbol in sorted(suppressors):
        codons = listed.get(symbol, {}) | _read_codons(symbol, context)
        for codon, before in sorted(codons.items()):
            for name in stops_of(codon, before):
                if not names[symbol, name]:
                    yield (
                        symbol,
                        f"{name} makes a stop of codon {codon} ({before}) and is not listed",
                        "error",
                    )


def _read_codons(symbol: str, context: Context) -> dict[int, str]:
    """Codons of a gene as the first FASTA that knows them has them."""
    found: dict[int, str] = {}
    for build, bases in context.bases.items():
        for transcript in context.of(symbol).values():
            if transcript.build is build:
                read = ((c, bases.codon(transcript, c)) for c in range(1, transcript.protein_length + 1))
                found |= {codon: read_bases for codon, read_bases in read if "N" not in read_bases}
    return found


def stops_of(codon: int, before: str) -> Iterator[str]:
    """c. names of the single bases that turn a codon (1-based) with these bases into a stop."""
    if translate(before) in (None, "*"):
        return
    for after, amino_acid, bases in codon_changes(before):
        if amino_acid == "*" and bases == 1:
            yield c_name(codon, before, after)
