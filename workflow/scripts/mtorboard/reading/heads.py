"""What a variant file says before its calls are read: build, tumour, normal. Each file is opened once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtorboard.errors import BuildError, InputError, TumourColumnError
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.build import detect_build, parse_build
from mtorboard.reading.columns import choose_columns
from mtorboard.reading.kind import kind_of
from mtorboard.reading.maflines import maf_lines, tumour_rows
from mtorboard.reading.mafrow import MafColumns
from mtorboard.reading.mafsplit import SplitMaf
from mtorboard.reading.suggestions import did_you_mean
from mtorboard.reading.vcffile import VcfHeader, read_header

MafHead = Mapping[str, frozenset[str]]
"""What ``NCBI_Build`` says in the rows of each tumour barcode; one empty text where it says nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """Build, tumour column or barcode, and normal column of one sample."""

    build: Build
    tumour: str | None
    normal: str | None


@dataclass(slots=True)
class Heads:
    """Heads of variant files by path; many samples may share one file."""

    _known: dict[Path, VcfHeader | MafHead | InputError] = field(default_factory=dict)

    @classmethod
    def of(cls, splits: Iterable[SplitMaf]) -> Heads:
        """Begin with what is known of MAFs that were laid out by tumour."""
        return cls(
            {
                split.maf: {barcode: frozenset(held["builds"]) for barcode, held in split.tumours.items()}
                for split in splits
            }
        )

    def look(self, spec: SampleSpec) -> Found:
        """Tell a sample's build and columns.

        Raises:
            InputError: the file cannot be read, or is neither VCF nor MAF.
            BuildError: the build is not known, or two sources disagree.
            TumourColumnError: the tumour cannot be told.
        """
        if spec.variants not in self._known:
            try:
                self._known[spec.variants] = _read(spec.variants)
            except InputError as error:
                self._known[spec.variants] = error
        head = self._known[spec.variants]
        where = f"sample {spec.sample}, {spec.variants.name}"
        if isinstance(head, InputError):
            raise type(head)(head.what, where=where, why=head.why, todo=head.todo)
        if isinstance(head, VcfHeader):
            build = detect_build(head.lines, spec.build, where=where)
            columns = choose_columns(head.columns, spec.tumor, spec.normal, head.lines, where=where)
            return Found(build, columns.tumour, columns.normal)
        barcode = maf_barcode(spec, head)
        return Found(_maf_build(head[barcode], spec.build, where), barcode, None)


def maf_barcode(spec: SampleSpec, barcodes: Collection[str]) -> str:
    """Return the tumour barcode of a sample in a MAF: the sheet's ``tumor``, else the sample id.

    Raises:
        TumourColumnError: the MAF has no row of that tumour.
    """
    barcode = spec.tumor or spec.sample
    if barcode in barcodes:
        return barcode
    raise TumourColumnError(
        f"no row of tumour '{barcode}'{did_you_mean(barcode, barcodes)}",
        where=f"sample {spec.sample}, {spec.variants.name}",
        why="A tumour without any row cannot be told from a misspelt barcode",
        todo="Give its Tumor_Sample_Barcode in the column 'tumor'; for a tumour without calls give an empty VCF",
    )


def _maf_build(told: frozenset[str], declared: Build | None, where: str) -> Build:
    found = {parse_build(text) for text in told if text}
    if declared is not None:
        found.add(declared)
    if len(found) == 1 and None not in found:
        return next(build for build in found if build is not None)
    what = "no row says the genome build and none is declared" if not found else "its genome build is not one"
    raise BuildError(
        what,
        where=where,
        why="The same position is another gene on the other build",
        todo="Correct NCBI_Build, or the sheet's `build` column (or --build): GRCh37 or GRCh38",
    )


def _read(path: Path) -> VcfHeader | MafHead:
    return read_header(path) if kind_of(path) == "vcf" else _read_maf(path)


def _read_maf(path: Path) -> MafHead:
    """Walk once over a MAF for its barcodes and builds."""
    found: dict[str, set[str]] = {}
    with maf_lines(path) as (header, lines):
        for barcode, head, _ in tumour_rows(MafColumns.of(header, path.name), lines, path.name):
            found.setdefault(barcode, set()).add(head.get("build"))
    return {name: frozenset(builds) for name, builds in found.items()}
