"""Small VCFs of structural variants as Manta, GRIDSS, Delly and Sniffles write them, and genes to break.

Fields and the manner of writing are those of the callers (docs/structural.md); places come from the pinned
transcripts of either build, reads are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from genomics_examples import THRESHOLDS

from mtorboard.classify.structural import StructuralAlterations, structural_alterations
from mtorboard.knowledge import resources_root
from mtorboard.knowledge.tables import load_tables
from mtorboard.knowledge.transcripts import Transcript, loci
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.contigs import assemblies
from mtorboard.reading.result import ReadSettings, StructuralCalls
from mtorboard.reading.structural import read_structural

TABLES = load_tables(resources_root() / "knowledge", resources_root() / "panel")
B37, B38 = Build.GRCH37, Build.GRCH38
CALLERS = ("Manta", "GRIDSS", "Delly", "Sniffles")
SETTINGS = ReadSettings(frozenset(), 0.1, 10, 0.02)

_INFO = (
    "SVTYPE",
    "SVLEN",
    "CIPOS",
    "CIEND",
    "MATEID",
    "CT",
    "CHR2",
    "POS2",
    "SUPPORT",
    "STRAND",
    "STRANDS",
)
_FLAGS = ("IMPRECISE", "PRECISE", "SOMATIC", "INV3", "INV5")
_FORMATS = {
    "Manta": ("PR", "SR"),
    "GRIDSS": ("GT", "VF", "REF", "REFPAIR", "BVF"),
    "Delly": ("GT", "DR", "DV", "RR", "RV"),
    "Sniffles": ("GT", "GQ", "DR", "DV"),
    "unknown": ("GT",),
}
_SOURCES = {"Manta": "GenerateSVCandidates 1.6.0", "Sniffles": "Sniffles2_2.2"}


def reads(caller: str, reference: int, variant: int) -> str:
    """A sample column with so many reads in all."""
    return {
        "Manta": f"{reference // 2},{variant // 2}:{reference - reference // 2},{variant - variant // 2}",
        "GRIDSS": f".:{variant}:{reference}:0:0",
        "Delly": f"0/1:0:0:{reference}:{variant}",
        "Sniffles": f"0/1:60:{reference}:{variant}",
        "unknown": "0/1",
    }[caller]


def header(caller: str, build: Build, columns: Sequence[str], *, chr_: bool = True) -> str:
    lines = ["##fileformat=VCFv4.2", f"##source={_SOURCES.get(caller, caller)}"]
    for contig, length in assemblies()[build].lengths.items():
        lines.append(f"##contig=<ID={'chr' if chr_ else ''}{contig},length={length}>")
    lines += ['##FILTER=<ID=LowQual,Description="-">', '##FILTER=<ID=MinSomaticScore,Description="-">']
    lines.append('##INFO=<ID=END,Number=1,Type=Integer,Description="-">')
    lines += [f'##INFO=<ID={name},Number=.,Type=String,Description="-">' for name in _INFO]
    lines += [f'##INFO=<ID={name},Number=0,Type=Flag,Description="-">' for name in _FLAGS]
    lines += [f'##FORMAT=<ID={name},Number=.,Type=String,Description="-">' for name in _FORMATS[caller]]
    fixed = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
    return "\n".join([*lines, "\t".join([*fixed, *columns])]) + "\n"


@dataclass(frozen=True)
class Written:
    """A caller's manner of writing junctions; positions are 1-based outermost kept bases."""

    caller: str
    build: Build = B38
    variant: int = 20
    reference: int = 30
    filter: str = "PASS"
    more: str = ""
    chr_: bool = True
    columns: tuple[str, ...] = ("NORMAL", "TUMOR")

    def text(self, *records: str) -> str:
        return header(self.caller, self.build, self.columns, chr_=self.chr_) + "".join(records)

    def record(self, contig: str, pos: int, id_: str, alt: str, info: str, ref: str = "N") -> str:
        tumour, normal = reads(self.caller, self.reference, self.variant), reads(self.caller, 40, 0)
        cells = [normal if name == "NORMAL" else tumour for name in self.columns]
        fixed = [self._name(contig), str(pos), id_, ref, alt, ".", self.filter, info + self.more]
        return "\t".join([*fixed, ":".join(_FORMATS[self.caller]), *cells]) + "\n"

    def deletion(self, contig: str, first: int, last: int) -> str:
        """Bases ``first`` to ``last`` are lost."""
        if self.caller == "GRIDSS":
            return self.joined(contig, first - 1, "left", contig, last + 1, "right", id_="del")
        ct = ";CT=3to5" if self.caller == "Delly" else ""
        return self.record(contig, first - 1, "del1", "<DEL>", f"SVTYPE=DEL;END={last}{ct}")

    def duplication(self, contig: str, first: int, last: int) -> str:
        """Bases ``first`` to ``last`` stand twice, in tandem."""
        if self.caller == "GRIDSS":
            return self.joined(contig, first, "right", contig, last, "left", id_="dup")
        alt = "<DUP:TANDEM>" if self.caller == "Manta" else "<DUP>"
        ct = ";CT=5to3" if self.caller == "Delly" else ""
        return self.record(contig, first - 1, "dup1", alt, f"SVTYPE=DUP;END={last}{ct}")

    def inversion(self, contig: str, first: int, last: int) -> str:
        """Bases ``first`` to ``last`` are turned round; Manta since 1.5 and GRIDSS write breakends."""
        ends = (
            (contig, first - 1, "left", contig, last, "left"),
            (contig, first, "right", contig, last + 1, "right"),
        )
        if self.caller in ("Manta", "GRIDSS"):
            return self.joined(*ends[0], id_="inv3") + self.joined(*ends[1], id_="inv5")
        info = f"SVTYPE=INV;END={last}"
        if self.caller == "Sniffles":
            return self.record(contig, first - 1, "inv1", "<INV>", f"{info};STRAND=+")
        return "".join(
            self.record(contig, first - 1, f"inv{ct}", "<INV>", f"{info};CT={ct}") for ct in ("3to3", "5to5")
        )

    def joined(
        self, one: str, pos1: int, side1: str, two: str, pos2: int, side2: str, *, id_: str = "bnd"
    ) -> str:
        """Two ends joined; Manta and GRIDSS write a pair of mates, the others one record."""
        first = self.record(
            one, pos1, f"{id_}_1", self._bracket(side1, two, pos2, side2), self._bnd(id_, 2, two, pos2)
        )
        if self.caller in ("Delly", "Sniffles"):
            return first
        return first + self.record(
            two, pos2, f"{id_}_2", self._bracket(side2, one, pos1, side1), self._bnd(id_, 1, one, pos1)
        )

    def _bnd(self, id_: str, mate: int, contig: str, pos: int) -> str:
        if self.caller in ("Manta", "GRIDSS"):
            return f"SVTYPE=BND;MATEID={id_}_{mate}"
        return f"SVTYPE=BND;CHR2={self._name(contig)}" + (f";POS2={pos}" if self.caller == "Delly" else "")

    def _bracket(self, own: str, contig: str, pos: int, mate: str) -> str:
        sign = "[" if mate == "right" else "]"
        piece = f"{sign}{self._name(contig)}:{pos}{sign}"
        return f"N{piece}" if own == "left" else f"{piece}N"

    def _name(self, contig: str) -> str:
        return f"chr{contig}" if self.chr_ else contig


def gene(symbol: str, build: Build = B38) -> Transcript:
    return TABLES.transcripts[build][symbol]


def exon(symbol: str, number: int, build: Build = B38) -> tuple[int, int]:
    """First and last base (1-based, ascending) of an exon by its number in the transcript."""
    found = gene(symbol, build)
    low, high = found.exons[number - 1 if found.strand > 0 else -number]
    return low + 1, high


def intron(symbol: str, number: int, build: Build = B38) -> int:
    """A base (1-based) in the middle of the intron behind an exon."""
    here, there = exon(symbol, number, build), exon(symbol, number + 1, build)
    return (here[1] + there[0]) // 2 if here < there else (there[1] + here[0]) // 2


def around(symbol: str, first: int, last: int, build: Build = B38) -> tuple[int, int]:
    """A stretch (1-based, ascending) from intron to intron that holds exons ``first`` to ``last``."""
    low, high = sorted((intron(symbol, first - 1, build), intron(symbol, last, build)))
    return low, high


def read(
    folder: Path, text: str, build: Build = B38, *, name: str = "sv.vcf", **spec: str
) -> StructuralCalls:
    """Read text as the structural variants of sample T1."""
    path = folder / name
    path.write_text(text)
    row = SampleSpec("T1", folder / "small.vcf", **spec)  # type: ignore[arg-type]
    places = loci(TABLES.transcripts[build].values())
    return read_structural(path, row, build, loci=places, settings=SETTINGS)


def judged(folder: Path, text: str, build: Build = B38) -> StructuralAlterations:
    return structural_alterations(read(folder, text, build).variants, TABLES, THRESHOLDS)


def only(folder: Path, text: str, build: Build = B38) -> Alteration:
    """The single alteration that the text makes."""
    (found,) = judged(folder, text, build).alterations
    return found
