"""Genes, transcripts, alleles, regions and computed stops, read from their files into one frozen record.

Loading checks only what it must to build the records; whether the rows are true is the linter's work
(:mod:`mtorboard.knowledge.lint_tables`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.cautions import parse_caution
from mtorboard.knowledge.fusions import parse_fusion
from mtorboard.knowledge.records import Allele, Gene, Provenance, Region, StopGain
from mtorboard.knowledge.transcripts import Transcript, load_transcripts
from mtorboard.model.enums import AlterationClass, Arm, Build, Effect, Role, Verification
from mtorboard.model.variant import VariantKey

Row = Mapping[str, str]
Record = TypeVar("Record")

KEY_COLUMNS = {Build.GRCH37: "key37", Build.GRCH38: "key38"}
"""Columns that hold a row's key on each build, as ``contig:pos:ref:alt`` (pos 1-based, no ``chr``)."""


def load_tables(root_knowledge: Path, root_panel: Path) -> Tables:
    """Read genes, transcripts of both builds, alleles, regions, stops, cautions and fusions.

    Args:
        root_knowledge: folder of ``genes.tsv``, ``alleles.tsv``, ``regions.tsv``, ``stop_gained.tsv``,
            ``cautions.tsv`` and ``fusions.tsv``.
        root_panel: folder of ``transcripts.GRCh37.json`` and ``transcripts.GRCh38.json``.

    Raises:
        KnowledgeError: a file is missing or a row cannot be read; it names file and line.
    """
    alleles = read_table(root_knowledge / "alleles.tsv", parse_allele)
    stops = StopTable(root_knowledge / "stop_gained.tsv")
    genes = read_table(root_knowledge / "genes.tsv", parse_gene)
    regions: dict[str, list[Region]] = {}
    for region in read_table(root_knowledge / "regions.tsv", parse_region):
        regions.setdefault(region.gene, []).append(region)
    return Tables(
        genes={gene.symbol: gene for gene in genes},
        transcripts=_transcripts(root_panel),
        alleles=tuple(alleles),
        alleles_by_key={key: allele for allele in alleles for key in allele.keys.values()},
        alleles_by_c={(allele.gene, allele.hgvs_c): allele for allele in alleles},
        regions={gene: tuple(found) for gene, found in regions.items()},
        stop_gains=stops,
        stop_genes=stops.genes,
        cautions=tuple(read_table(root_knowledge / "cautions.tsv", parse_caution)),
        fusions=tuple(read_table(root_knowledge / "fusions.tsv", parse_fusion)),
    )


def _transcripts(root_panel: Path) -> dict[Build, dict[str, Transcript]]:
    return {build: load_transcripts(root_panel / f"transcripts.{build}.json", build) for build in Build}


def read_table(path: Path, parse: Callable[[Row], Record]) -> list[Record]:
    """Read a TSV with a header into records.

    Raises:
        KnowledgeError: the file is missing, a row has another number of cells than the header, or ``parse``
            cannot read a cell.
    """
    return [_record(parse, path, number, row) for number, row in table_rows(path)]


def _record(parse: Callable[[Row], Record], path: Path, number: int, row: Row) -> Record:
    try:
        return parse(row)
    except KeyError as error:
        raise _unreadable(path, number, f"no column or word {error}") from error
    except ValueError as error:
        raise _unreadable(path, number, str(error)) from error


class StopTable(Mapping[VariantKey, StopGain]):
    """stop_gained.tsv by key of either build. A row is made a record when it is asked for: of thousands, few are.

    Args:
        path: the table.

    Raises:
        KnowledgeError: the file is missing, has no key columns or a row of another number of cells; on look-up,
            a row that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        (_, self._header), *rows = _cells(path)
        self._rows: dict[Build, dict[str, tuple[int, list[str]]]] = {}
        for build, column in KEY_COLUMNS.items():
            if column not in self._header:
                raise _unreadable(path, 1, f"no column '{column}'")
            at = self._header.index(column)
            self._rows[build] = {cells[at]: (number, cells) for number, cells in rows}

    def __getitem__(self, key: VariantKey) -> StopGain:
        return self._record(*self._rows[key.build][f"{key.contig}:{key.pos}:{key.ref}:{key.alt}"])

    def __iter__(self) -> Iterator[VariantKey]:
        return (self._record(*row).keys[build] for build, rows in self._rows.items() for row in rows.values())

    def _record(self, number: int, cells: list[str]) -> StopGain:
        return _record(parse_stop, self._path, number, dict(zip(self._header, cells, strict=True)))

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))

    @property
    def genes(self) -> frozenset[str]:
        """Symbols of the genes that the table has stops of."""
        at = self._header.index("gene")
        return frozenset(cells[at] for _, cells in self._rows[Build.GRCH38].values())


def table_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row by column) of a TSV; the header is line 1.

    Raises:
        KnowledgeError: the file is missing or a row has another number of cells than the header.
    """
    rows = _cells(path)
    _, header = next(rows)
    for number, cells in rows:
        yield number, dict(zip(header, cells, strict=True))


def _cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of a TSV, the header first."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KnowledgeError(
            f"cannot be read ({error.strerror})",
            where=path.name,
            why="The report rests on this table",
            todo="Restore resources/knowledge from a release",
        ) from error
    header = lines[0].split("\t") if lines else []
    yield 1, header
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise _unreadable(path, number, f"{len(cells)} cells, the header has {len(header)}")
        yield number, cells


def _unreadable(path: Path, line: int, what: str) -> KnowledgeError:
    return KnowledgeError(
        what,
        where=f"{path.name}, line {line}",
        why="A curated row that cannot be read might be the one that decides",
        todo="Mend the row; `mtorboard knowledge lint` lists every problem of the tables",
    )


def parse_key(text: str, build: Build) -> VariantKey:
    """Read ``contig:pos:ref:alt`` (pos 1-based).

    Raises:
        ValueError: the text has another form.
    """
    contig, pos, ref, alt = text.split(":")
    return VariantKey(build, contig, int(pos), ref, alt)


def _keys(row: Row) -> dict[Build, VariantKey]:
    return {build: parse_key(row[column], build) for build, column in KEY_COLUMNS.items()}


def _provenance(row: Row) -> Provenance:
    return _same_provenance(row["source"], row["verified"], row["date"], row["signed_off_by"])


@cache
def _same_provenance(source: str, verified: str, date: str, signed_off_by: str) -> Provenance:
    """One record for the many rows that were taken from one source on one day."""
    return Provenance(source, Verification(verified), date, signed_off_by)


def _words(text: str) -> tuple[str, ...]:
    """Cells that hold several words separate them by ``;``."""
    return tuple(text.split(";")) if text else ()


def _number(text: str) -> int | None:
    return int(text) if text else None


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"'{text}' is neither true nor false")
    return text == "true"


def parse_gene(row: Row) -> Gene:
    """Read a row of genes.tsv; raises KeyError or ValueError for a cell that cannot be read."""
    return Gene(
        symbol=row["symbol"],
        hgnc_id=row["hgnc_id"],
        role=Role(row["role"]),
        arm=Arm(row["arm"]) if row["arm"] else None,
        direction=Effect(row["direction"]),
        mane_select=row["mane_select"],
        ensembl_transcript=row["ensembl_transcript"],
        ensembl_gene=row["ensembl_gene"],
        equivalents=_words(row["equivalents"]),
        protein_length=int(row["protein_length"]),
        builds=frozenset(Build(build) for build in _words(row["builds"])),
        required_for_negative=_truth(row["required_for_negative"]),
        numbering_note=row["numbering_note"],
        provenance=_provenance(row),
    )


def parse_allele(row: Row) -> Allele:
    """Read a row of alleles.tsv; raises KeyError or ValueError for a cell that cannot be read."""
    return Allele(
        allele_id=row["allele_id"],
        gene=row["gene"],
        hgvs_c=row["hgvs_c"],
        hgvs_p=row["hgvs_p"],
        keys=_keys(row),
        class_=AlterationClass(row["class"]),
        effect=Effect(row["effect"]),
        drug_scope=row["drug_scope"],
        labels=frozenset(_words(row["labels"])),
        note=row["note"],
        provenance=_provenance(row),
    )


def parse_region(row: Row) -> Region:
    """Read a row of regions.tsv; raises KeyError or ValueError for a cell that cannot be read."""
    return Region(
        region_id=row["region_id"],
        gene=row["gene"],
        kind=row["kind"],
        first_codon=_number(row["first_codon"]),
        last_codon=_number(row["last_codon"]),
        first_c=_number(row["first_c"]),
        last_c=_number(row["last_c"]),
        missense_fraction=float(row["missense_fraction"]) if row["missense_fraction"] else None,
        tumours=_number(row["tumours"]),
        class_=AlterationClass(row["class"]),
        effect=Effect(row["effect"]),
        note=row["note"],
        provenance=_provenance(row),
    )


def parse_stop(row: Row) -> StopGain:
    """Read a row of stop_gained.tsv; raises KeyError or ValueError for a cell that cannot be read."""
    return StopGain(row["gene"], row["hgvs_c"], row["hgvs_p"], _keys(row))
