"""ferro-hgvs behind a narrow interface: an edit on a pinned transcript goes in, its protein change comes out.

The library wants a manifest with transcripts, their sequences and a genome. mtorboard carries no sequence, so
one gene's locus is cut from the user's FASTA on first need, into a temporary folder that goes with the
process; in it positions are local to the locus. What the library is trusted with is narrow, for it has been
seen to write repeat notation without a protein name, to split a ``delins`` into pieces, and to call a
deletion behind the stop codon a start loss: sliding, the c. name and the frame are ours, and its c. name must
agree with ours.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import ferro_hgvs

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.naming.genomic import (
    Edit,
    Stretch,
    SupportsBases,
    genomic_text,
    reverse_complement,
)
from mtorboard.naming.hgvs import CodingChange, ProteinChange, parse_coding, parse_protein

LOCUS_FLANK = 500
"""Bases kept on each side of a transcript: as far as an indel at its ends may slide."""


class Locus:
    """One gene's bases and its projector.

    Args:
        transcript: the pinned transcript.
        stretch: its bases with flanks, forward strand.
        folder: an empty folder for the library's files.
    """

    def __init__(self, transcript: Transcript, stretch: Stretch, folder: Path) -> None:
        self.transcript = transcript
        self.stretch = stretch
        _write_workspace(transcript, stretch, folder)
        with _quiet():
            self._projector = ferro_hgvs.VariantProjector.from_manifest(str(folder / "manifest.json"))

    def project(self, edit: Edit) -> tuple[CodingChange | None, ProteinChange | None] | None:
        """Name ``edit`` where it stands: its c. and p. change, either ``None`` where there is none.

        An insertion is given and returned as ``ins`` even where it is a duplication, for which the library
        has no protein name at an exon's edge. ``None`` in all when the library refuses.
        """
        local = genomic_text(edit, None, offset=self.stretch.start0)
        try:
            parsed = ferro_hgvs.parse(f"{self.transcript.contig_accession}:{local}")
            projected = self._projector.project_normalized(parsed, self.transcript.accession)
        except (ferro_hgvs.FerroError, ValueError):
            return None
        return parse_coding(projected.c_name), parse_protein(projected.p_name)


class Library:
    """Loci by gene, cut from a reference when first asked for. A context manager; closing removes all files.

    Args:
        reference: the user's FASTA.
    """

    def __init__(self, reference: SupportsBases) -> None:
        self._reference = reference
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._loci: dict[str, Locus | None] = {}

    def locus(self, transcript: Transcript) -> Locus | None:
        """Return the gene's locus, or ``None`` when the reference lacks bases of an exon (N or no contig)."""
        if transcript.gene not in self._loci:
            self._loci[transcript.gene] = self._cut(transcript)
        return self._loci[transcript.gene]

    def _cut(self, transcript: Transcript) -> Locus | None:
        start0 = max(0, transcript.start0 - LOCUS_FLANK)
        bases = self._reference.bases(transcript.contig, start0, transcript.end0 + LOCUS_FLANK).upper()
        stretch = Stretch(start0, bases)
        exons = [stretch.part(*exon) for exon in transcript.exons]
        if stretch.end0 < transcript.end0 or any(set(exon) - set("ACGT") for exon in exons):
            return None
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="mtorboard-naming-")
        folder = Path(self._folder.name) / transcript.gene
        folder.mkdir()
        return Locus(transcript, stretch, folder)

    def close(self) -> None:
        """Remove the temporary files; loci are not usable afterwards."""
        self._loci.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _write_workspace(transcript: Transcript, stretch: Stretch, folder: Path) -> None:
    spliced = "".join(stretch.part(*exon) for exon in transcript.exons)
    if transcript.strand < 0:
        spliced = reverse_complement(spliced)
    _write_fasta(folder / "genome.fa", transcript.contig_accession, stretch.bases)
    _write_fasta(folder / "transcript.fa", transcript.accession, spliced)
    (folder / "cdot.json").write_text(json.dumps(_cdot(transcript, stretch.start0)), encoding="utf-8")
    manifest = {
        "prepared_at": "",
        "transcript_fastas": ["transcript.fa"],
        "genome_fasta": "genome.fa",
        "cdot_json": "cdot.json",
        "transcript_count": 1,
        "available_prefixes": ["NM_"],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _write_fasta(path: Path, name: str, bases: str) -> None:
    path.write_text(f">{name}\n{bases}\n", encoding="ascii")
    index = (name, len(bases), len(name) + 2, len(bases), len(bases) + 1)
    path.with_suffix(".fa.fai").write_text("\t".join(map(str, index)) + "\n", encoding="ascii")


def _cdot(transcript: Transcript, offset: int) -> dict[str, Any]:
    """The transcript as cdot JSON (https://github.com/SACGF/cdot), ``offset`` bases further left."""
    exons, before = [], 0
    for number, (start0, end0) in enumerate(transcript.exons[:: transcript.strand]):
        length = end0 - start0
        exons.append([start0 - offset, end0 - offset, number, before + 1, before + length, None])
        before += length
    first = transcript.cds_start0 + 1 if transcript.strand > 0 else transcript.cds_end0
    untranslated = _bases_upstream(transcript, first - 1)
    placed = {
        "contig": transcript.contig_accession,
        "strand": "+" if transcript.strand > 0 else "-",
        "exons": exons,
        "cds_start": transcript.cds_start0 - offset,
        "cds_end": transcript.cds_end0 - offset,
    }
    entry = {
        "id": transcript.accession,
        "gene_name": transcript.gene,
        "protein": transcript.protein,
        "biotype": ["protein_coding"],
        "start_codon": untranslated,
        "stop_codon": untranslated + transcript.cds_length,
        "genome_builds": {transcript.build.value: placed},
    }
    return {
        "cdot_version": "0.2.32",
        "genome_builds": [transcript.build.value],
        "transcripts": {transcript.accession: entry},
        "genes": {},
    }


def _bases_upstream(transcript: Transcript, first0: int) -> int:
    """How many exon bases lie upstream of the start codon, whose first base is ``first0`` (0-based)."""
    if transcript.strand > 0:
        return sum(max(0, min(end0, first0) - start0) for start0, end0 in transcript.exons)
    return sum(max(0, end0 - max(start0, first0 + 1)) for start0, end0 in transcript.exons)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's progress lines, which it writes to file descriptor 2 itself, off the terminal."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
