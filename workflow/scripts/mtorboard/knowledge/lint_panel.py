"""Linter of resources/panel: pinned transcripts and chromosomes tell one story on both builds.

Exons are 0-based half-open on the genome and 1-based inclusive on the transcript, as cdot writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.findings import Finding, Say, sayer
from mtorboard.knowledge.lint_sheet import Sheet, schema_problems
from mtorboard.knowledge.tables import Row
from mtorboard.model.enums import Build
from mtorboard.schemas import load_schema

_SEX = {"X": 23, "Y": 24}
_CHROMOSOMES = 24
_NUMBER, _FIRST, _LAST = 2, 3, 4
"""Places in an exon: its number (0-based, in transcript order), and where it lies on the transcript."""


def lint_panel(folder: Path) -> list[Finding]:
    """Lint contigs.tsv and the transcripts of both builds.

    Args:
        folder: ``resources/panel``.

    Returns:
        the findings; empty when all is well.

    Raises:
        KnowledgeError: contigs.tsv cannot be read.
    """
    sheet = Sheet(folder / "contigs.tsv")
    rows = [row for _, row in sheet.lines]
    found = [*sheet.findings, *_contigs(rows)]
    accessions = {build: {row["accession"] for row in rows if row["build"] == build} for build in Build}
    documents = {build: _read(folder / f"transcripts.{build}.json") for build in Build}
    for build, document in documents.items():
        table = f"transcripts.{build}.json"
        found += [Finding(table, where, "error", text) for where, text in schema_problems("panel", document)]
        if document.get("genome_builds") != [build.value]:
            found.append(Finding(table, "genome_builds", "error", f"the file is of {build}"))
        for name, entry in document.get("transcripts", {}).items():
            found += _transcript(name, entry, build, accessions[build], sayer(table, name))
    return found + list(_both_builds(documents))


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"cannot be read ({error})", where=path.name) from None
    return content


def _contigs(rows: Sequence[Row]) -> Iterator[Finding]:
    """Chromosomes 1-22, X and Y once a build; names, accessions and the published sum of lengths agree."""
    totals = load_schema("knowledge/contigs")["x-total"]
    for build in Build:
        held = {row["contig"]: row for row in rows if row["build"] == build}
        total = sum(int(row["length"]) for row in held.values())
        if len(held) != _CHROMOSOMES or sum(row["build"] == build for row in rows) != _CHROMOSOMES:
            yield Finding("contigs.tsv", build, "error", "chromosomes 1-22, X and Y stand once each")
        elif total != totals[build]:
            text = f"the lengths add up to {total}, not {totals[build]}: one of them is wrong"
            yield Finding("contigs.tsv", f"{build}, length", "error", text)
    replaced = {row["contig"]: row["accession"] for row in rows if row["build"] == Build.GRCH37}
    for row in rows:
        number, version = (int(part) for part in row["accession"].removeprefix("NC_").split("."))
        say = sayer("contigs.tsv", f"{row['build']} {row['contig']}")
        if number != _SEX.get(row["contig"]) and str(number) != row["contig"]:
            yield say("accession", f"{row['accession']} is another chromosome")
        # Every chromosome's record got a new version when GRCh38 replaced GRCh37.
        before = f"NC_{number:06d}.{version - 1}"
        if row["build"] == Build.GRCH38 and replaced.get(row["contig"], before) != before:
            yield say("accession", f"{row['accession']} does not follow {replaced[row['contig']]} of GRCh37")


def _transcript(
    name: str, entry: Mapping[str, Any], build: Build, accessions: set[str], say: Say
) -> Iterator[Finding]:
    try:
        placed = entry["genome_builds"][build.value]
        exons = sorted(placed["exons"], key=lambda exon: exon[_NUMBER])
        bounds = (placed["cds_start"], placed["cds_end"])
        codons = (entry["start_codon"], entry["stop_codon"])
    except (KeyError, TypeError, IndexError):
        return  # the schema says what is missing
    if entry["id"] != name:
        yield say("id", f"'{entry['id']}' is not the transcript's name")
    if placed["contig"] not in accessions:
        yield say("contig", f"{placed['contig']} is no chromosome of {build}")
    after = 1
    for number, exon in enumerate(exons):
        if (
            exon[_NUMBER] != number
            or exon[_FIRST] != after
            or exon[_LAST] - exon[_FIRST] != exon[1] - exon[0] - 1
        ):
            yield say(
                "exons", f"exon {number}: {exon} does not follow or is not as long as on the transcript"
            )
        after = exon[_LAST] + 1
    forward = placed["strand"] == "+"
    if [exon[0] for exon in exons] != sorted((exon[0] for exon in exons), reverse=not forward):
        yield say("strand", f"exons are not in the order of strand {placed['strand']}")
    if not forward:
        bounds = (bounds[1] - 1, bounds[0])
    expected = (_offset(exons, bounds[0], forward), _offset(exons, bounds[1] - forward, forward))
    if expected[0] != codons[0] or expected[1] is None or expected[1] + 1 != codons[1]:
        yield say("start_codon", f"the CDS begins and ends at {expected}, the codons are at {codons}")


def _offset(exons: Sequence[Sequence[int]], pos0: int, forward: bool) -> int | None:
    """Place (0-based) on the transcript of a genomic position (0-based)."""
    for exon in exons:
        if exon[0] <= pos0 < exon[1]:
            return exon[_FIRST] - 1 + (pos0 - exon[0] if forward else exon[1] - 1 - pos0)
    return None


def _both_builds(documents: Mapping[Build, Mapping[str, Any]]) -> Iterator[Finding]:
    """What does not depend on the build is the same on both."""
    here, there = (documents[build].get("transcripts", {}) for build in (Build.GRCH38, Build.GRCH37))
    if documents[Build.GRCH38].get("cdot_version") != documents[Build.GRCH37].get("cdot_version"):
        yield Finding("transcripts.GRCh38.json", "cdot_version", "error", "differs between the builds")
    for name in sorted(set(here) & set(there)):
        for part in ("gene_name", "id", "protein", "biotype", "start_codon", "stop_codon"):
            if here[name].get(part) != there[name].get(part):
                text = f"{here[name].get(part)} on GRCh38 and {there[name].get(part)} on GRCh37"
                yield Finding("transcripts.GRCh38.json", f"{name}, {part}", "error", text)
