"""Bases for the build scripts: from a reference FASTA, or spelled out where the FASTA has none."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pysam

HERE = Path(__file__).parent
RESOURCES = HERE.parent
sys.path.insert(0, str(RESOURCES.parent / "workflow" / "scripts"))

from mtorboard.knowledge.coding import on_genome  # noqa: E402
from mtorboard.knowledge.transcripts import Transcript, load_transcripts  # noqa: E402
from mtorboard.model.enums import Build  # noqa: E402


class Genome:
    """Bases of both builds by contig without ``chr``; positions are 1-based."""

    def __init__(self, reference: Path) -> None:
        self._fasta = {b: pysam.FastaFile(str(reference / f"panel.{b}.fa.gz")) for b in Build}
        panel = RESOURCES / "panel"
        self.transcripts = {b: load_transcripts(panel / f"transcripts.{b}.json", b) for b in Build}
        self._spelled: dict[tuple[Build, str, int], str] = {}
        for row in read_tsv(HERE / "other_codons.input.tsv"):
            self._spell(row["gene"], 3 * int(row["first_codon"]) - 2, row["bases"])

    def _spell(self, gene: str, first_base: int, bases: str) -> None:
        for build, transcripts in self.transcripts.items():
            transcript = transcripts[gene]
            for offset, base in enumerate(bases):
                pos = transcript.genomic(first_base + offset)
                self._spelled[build, transcript.contig, pos] = on_genome(base, transcript.strand)

    def read(self, build: Build, contig: str, first: int, last: int) -> str:
        """Forward-strand bases from ``first`` to ``last`` inclusive as the FASTA has them, else ``N``."""
        name = contig if build is Build.GRCH37 else f"chr{contig}"
        fasta = self._fasta[build]
        if name not in fasta.references:
            return "N" * (last - first + 1)
        return fasta.fetch(name, first - 1, last).upper()

    def bases(self, build: Build, contig: str, first: int, last: int) -> str:
        """As :meth:`read`, with the spelled bases where the FASTA has none."""
        pairs = zip(range(first, last + 1), self.read(build, contig, first, last), strict=True)
        return "".join(
            self._spelled.get((build, contig, pos), base) if base == "N" else base for pos, base in pairs
        )

    def covers(self, gene: str) -> bool:
        """Whether the FASTAs have every coding base of the gene, on both builds."""
        pinned = [self.transcripts[build].get(gene) for build in Build]
        return all(
            transcript is not None
            and all(
                "N" not in self.read(transcript.build, transcript.contig, start + 1, end)
                for start, end in transcript.coding_intervals()
            )
            for transcript in pinned
        )

    def codon(self, transcript: Transcript, codon: int) -> str:
        """Bases of a codon (1-based) in transcript order."""
        positions = transcript.codon_positions(codon)
        read = (self.bases(transcript.build, transcript.contig, pos, pos) for pos in positions)
        return "".join(on_genome(base, transcript.strand) for base in read)


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Rows of a TSV with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def render_tsv(header: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    """A TSV's text."""
    lines = ["\t".join(header), *("\t".join(row[column] for column in header) for row in rows)]
    return "\n".join(lines) + "\n"
