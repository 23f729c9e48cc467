"""Copy number of a tumour from what its caller writes, recognised by content.

``docs/formats.md`` lists the formats, where each thing is taken from and what is refused. Positions become
0-based half-open on contigs without ``chr``. A place that no usable segment covers is unknown, never two copies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from mtorboard.errors import BuildError
from mtorboard.model.enums import Build
from mtorboard.model.evidence import CopyNumber, Segment, Stretch
from mtorboard.model.sample import SampleSpec
from mtorboard.model.thresholds import Thresholds
from mtorboard.reading.build import detect_build
from mtorboard.reading.contigs import assemblies
from mtorboard.reading.copynumber.dragen import read_dragen
from mtorboard.reading.copynumber.formats import Catalogue, Format, catalogue
from mtorboard.reading.copynumber.genes import is_gene_table, read_gene_table
from mtorboard.reading.copynumber.lines import Line, split, text_lines, unusable
from mtorboard.reading.copynumber.pieces import Piece, disjoint
from mtorboard.reading.copynumber.tables import Found, Tumour, read_table
from mtorboard.reading.suggestions import one_of

__all__ = ["read_copy_number"]

_SHOWN_COLUMNS = 6
_SHOWN_LETTERS = 200


def read_copy_number(
    path: Path, build: Build | None, spec: SampleSpec, thresholds: Thresholds, genes: Collection[str] = ()
) -> CopyNumber:
    """Read the copy number of one tumour.

    Args:
        path: table or VCF, plain or gzipped.
        build: build of the sample, against which the file's contig lengths and positions are held; ``None``:
            not known, nothing is held against it.
        spec: its names pick the sample where the file holds several; its purity is what log ratios need.
        thresholds: ``purity_tolerance`` and ``clonal_ccf`` are read.
        genes: symbols whose calls are kept from a table of genes.

    Raises:
        InputError: the file is in no known format, is malformed, holds no segments or not this tumour.
        BuildError: its contigs, or a segment's end, are those of another build.
    """
    names = tuple(name for name in (spec.tumor, spec.sample) if name)
    # A purity out of range is told where the sheet is checked.
    purity = spec.purity if spec.purity is not None and 0 < spec.purity <= 1 else None
    tumour = Tumour(names, purity, thresholds.purity_tolerance, thresholds.clonal_ccf)
    head, lines = _head(text_lines(path))
    first = next(lines, None)
    if first is None:
        raise unusable(path.name, "is empty")
    if head and head[0].startswith("##fileformat=VCF"):
        _check_contigs([line for line in head if line.startswith("##contig=")], build, path)
        return _model(read_dragen(head, chain([first], lines), names, path.name), build, tumour, path)
    _check_contigs(_dictionary(head), build, path)
    separator = "\t" if "\t" in first[1] else ","
    header = split(first[1].removeprefix("#"), separator)
    if is_gene_table(header):
        calls = read_gene_table(path, separator, names, genes)
        kind = catalogue().by_gene
        notes = _notes(kind.name, calls.lines, calls.unused, [kind.note], calls.sample, names)
        return CopyNumber(genes=calls.calls, notes=notes)
    format_ = _format(header, catalogue(), path.name)
    if format_ is catalogue().headerless:
        header, lines = list(catalogue().headerless_cells), chain([first], lines)
    return _model(read_table(lines, header, separator, format_, tumour, path.name), build, tumour, path)


def _head(lines: Iterator[Line]) -> tuple[list[str], Iterator[Line]]:
    """Take the lines before the header off: ``##`` of a VCF, ``@`` of GATK, comments."""
    head = []
    known = {name for table in catalogue().tables for name in table.header} | {"CHROM"}
    for number, line in lines:
        names = split(line.lstrip("#"), "\t")
        # PURPLE once wrote its header as `#chromosome`; other lines that begin so are comments.
        if line.startswith(("##", "@")) or (line.startswith("#") and names[0] not in known):
            head.append(line)
        else:
            return head, chain([(number, line)], lines)
    return head, iter(())


def _format(header: list[str], book: Catalogue, where: str) -> Format:
    for table in book.tables:
        if table.fits(header):
            return table
    # ascatNgs: eight cells, of which all but the contig are numbers.
    cells = book.headerless_cells
    if len(header) == len(cells) and all(
        cell.isascii() and cell.isdigit()
        for name, cell in zip(cells, header, strict=True)
        if name != "contig"
    ):
        return book.headerless
    shown = ", ".join(header[:_SHOWN_COLUMNS]) + (" ..." if len(header) > _SHOWN_COLUMNS else "")
    what = f"begins with the columns {shown[:_SHOWN_LETTERS]}, which are those of no known format"
    raise unusable(where, what, _nearest(header, book))


def _nearest(header: list[str], book: Catalogue) -> str:
    """Say which columns the nearest formats have besides; empty where nothing is near."""
    lacking = {table.name: [name for name in table.header if name not in header] for table in book.tables}
    fewest = min(map(len, lacking.values()))
    near = [
        f"{name} also has {one_of(missing)}" for name, missing in lacking.items() if len(missing) == fewest
    ]
    return "; ".join(near) if fewest == 1 else ""


def _dictionary(head: Iterable[str]) -> list[str]:
    """GATK's ``@SQ`` lines as VCF writes contigs."""
    fields = [
        dict(cell.split(":", 1) for cell in line.split("\t")[1:] if ":" in cell)
        for line in head
        if line[:3] == "@SQ"
    ]
    return [
        f"##contig=<ID={field['SN']},length={field['LN']}>"
        for field in fields
        if {"SN", "LN"} <= field.keys()
    ]


def _check_contigs(contigs: list[str], build: Build | None, path: Path) -> None:
    if contigs and build is not None:
        detect_build(contigs, build, where=path.name)


def _model(found: Found, build: Build | None, tumour: Tumour, path: Path) -> CopyNumber:
    if build is not None:
        _check_ends(found.pieces, build, path)
    pieces, lost = disjoint(found.pieces)
    notes = list(found.notes)
    if lost:
        notes.append(f"Segments that overlap give {lost} bases two copy numbers; these bases have none.")
    return CopyNumber(
        segments=tuple(
            Segment(contig, start0, end0, copies.total, copies.minor, copies.subclonal)
            for contig, start0, end0, copies in pieces
            if copies.total is not None
        ),
        kept=tuple(
            Stretch(contig, start0, end0) for contig, start0, end0, copies in pieces if copies.total is None
        ),
        notes=_notes(found.format, found.lines, found.unused, notes, found.sample, tumour.names),
    )


def _check_ends(pieces: Iterable[Piece], build: Build, path: Path) -> None:
    lengths = assemblies()[build].lengths
    for piece in pieces:
        if piece.end0 > lengths.get(piece.contig, piece.end0):
            raise BuildError(
                f"has a segment beyond the end of chromosome {piece.contig} on {build}",
                where=path.name,
                why="Copies would be read from other places than they were counted at",
                todo=f"Give segments on {build}, the build of the sample",
            )


def _notes(
    format_: str,
    lines: int,
    unused: Mapping[str, int],
    more: Iterable[str],
    sample: str,
    names: Collection[str],
) -> tuple[str, ...]:
    """What a reader of the report should know of the file; nothing where all of it was used as it stands."""
    said = list(more)
    if unused:
        reasons = "; ".join(f"{count}: {reason}" for reason, count in sorted(unused.items()))
        said.insert(0, f"{sum(unused.values())} of {lines} lines are not used ({reasons}).")
    if sample and sample not in names:
        said.append(f"The file's only sample is called {sample}.")
    return tuple(f"Copy number ({format_}): {sentence}" for sentence in said)
