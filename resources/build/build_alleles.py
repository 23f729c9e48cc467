#!/usr/bin/env python3
"""Write ``resources/knowledge/alleles.tsv`` from the curator's ``alleles.input.tsv``.

    python resources/build/build_alleles.py REFERENCE_FOLDER [OUTPUT_FILE]

REFERENCE_FOLDER holds ``panel.GRCh37.fa.gz`` and ``panel.GRCh38.fa.gz`` with their indexes. It is not part of
the project (bases: the LRG project's public records, their recorded differences to each assembly applied).
A row of the input names one residue with one or more new amino acids (``E545K/G/A``), a c. name, or
``protein@c. name``. ``ways``: ``snv`` makes a row for every single base that does it, ``all`` for every
change within the codon, ``exact`` takes the c. name as it is. A row whose bases the reference lacks on either
build says so in its source. The same input gives the same bytes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from genome import HERE, RESOURCES, Genome, read_tsv, render_tsv

from mtorboard.knowledge.coding import (
    CChange,
    c_name,
    changed_bases,
    codon_changes,
    on_genome,
    parse_c,
    translate,
)
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build

HEADER = (
    *("allele_id", "gene", "hgvs_c", "hgvs_p", "codons", "key37", "key38", "class", "effect", "drug_scope"),
    *("labels", "note", "source", "verified", "date", "signed_off_by"),
)
DATE = "2026-11-22"
COPIED = ("gene", "class", "effect", "drug_scope", "labels", "note", "source", "verified")
UNCHECKED = "; bases unchecked"
"""Added to the source of a row whose bases are spelled in other_codons.input.tsv, not read in a reference."""
RESIDUE = re.compile(r"([A-Z])(\d+)([A-Z*](?:/[A-Z*])*)")


class Builder:
    """Turns one line of the input into rows of the table."""

    def __init__(self, genome: Genome) -> None:
        self.genome = genome

    def rows(self, line: dict[str, str]) -> Iterator[dict[str, str]]:
        """All rows that a line of the input stands for."""
        gene, change, ways = line["gene"], line["change"], line["ways"]
        here, there = (self.genome.transcripts[build][gene] for build in (Build.GRCH38, Build.GRCH37))
        if ways == "exact":
            protein, _, name = change.rpartition("@")
            found = [self._exact(here, there, name, protein)]
        else:
            found = list(self._residue(here, there, change, ways))
        if not found:
            raise SystemExit(f"{gene} {change}: no such change")
        for cells in found:
            middle = f":{cells['hgvs_p']}" if cells["hgvs_p"] else ""
            allele_id = f"{gene}{middle}:{cells['hgvs_c']}"
            copied = {column: line[column] for column in COPIED}
            if not self._read(here, cells["key38"]) or not self._read(there, cells["key37"]):
                copied["source"] += UNCHECKED
            yield {"allele_id": allele_id, "date": DATE, "signed_off_by": ""} | copied | cells

    def _read(self, transcript: Transcript, key: str) -> bool:
        """Whether the reference, not a spelled codon, has the bases that a key replaces."""
        contig, pos, ref, _ = key.split(":")
        return self.genome.read(transcript.build, contig, int(pos), int(pos) + len(ref) - 1) == ref

    def _residue(
        self, here: Transcript, there: Transcript, change: str, ways: str
    ) -> Iterator[dict[str, str]]:
        match = RESIDUE.fullmatch(change)
        if match is None:
            raise SystemExit(f"{here.gene} {change}: not a residue")
        old, codon = match[1], int(match[2])
        ref = self._codon(here, there, codon)
        if translate(ref) != old:
            raise SystemExit(f"{here.gene} {change}: codon {codon} is {ref}, {translate(ref)}")
        for new in match[3].split("/"):
            made = [
                alt
                for alt, amino, bases in codon_changes(ref)
                if amino == new and (bases == 1 or ways == "all")
            ]
            if not made:
                raise SystemExit(f"{here.gene} {change}: no way to {new} by '{ways}'")
            for alt in made:
                if cells := self._codon_cells(here, there, codon, ref, alt, f"{old}{codon}{new}"):
                    yield cells

    def _codon(self, here: Transcript, there: Transcript, codon: int) -> str:
        ref = self.genome.codon(here, codon)
        if ref != self.genome.codon(there, codon):
            raise SystemExit(f"{here.gene}: the builds differ in codon {codon}")
        return ref

    def _codon_cells(
        self, here: Transcript, there: Transcript, codon: int, ref: str, alt: str, protein: str
    ) -> dict[str, str] | None:
        """Cells of a change of bases within one codon; ``None`` if an intron parts the changed bases."""
        first, last = changed_bases(ref, alt)
        cells = {"hgvs_c": c_name(codon, ref, alt), "hgvs_p": protein, "codons": f"{ref}>{alt}"}
        for column, transcript in (("key37", there), ("key38", here)):
            positions = transcript.codon_positions(codon)[first : last + 1]
            if max(positions) - min(positions) != last - first:
                return None
            old, new = (on_genome(bases[first : last + 1], transcript.strand) for bases in (ref, alt))
            cells[column] = f"{transcript.contig}:{min(positions)}:{old}:{new}"
        return cells

    def _exact(self, here: Transcript, there: Transcript, name: str, protein: str) -> dict[str, str]:
        change = parse_c(name)
        if change is None:
            raise SystemExit(f"{here.gene} {name}: not a form this script knows")
        if change.kind == "del":
            keys = [self._deletion(transcript, change) for transcript in (there, here)]
            return {"hgvs_c": name, "hgvs_p": protein, "codons": "", "key37": keys[0], "key38": keys[1]}
        if 1 <= change.first <= here.cds_length and not change.first_offset:
            ref = self._codon(here, there, change.codon)
            index = (change.first - 1) % 3
            alt = ref[:index] + change.alt + ref[index + 1 :]
            old, new = translate(ref), translate(alt)
            if ref[index] != change.ref or old is None or new is None:
                raise SystemExit(f"{here.gene} {name}: codon {change.codon} is {ref}")
            protein = f"{old}{change.codon}{'=' if old == new else new}"
            cells = self._codon_cells(here, there, change.codon, ref, alt, protein)
            assert cells is not None  # noqa: S101 - one base cannot be parted
            return cells
        keys = [self._outside_cds(transcript, change) for transcript in (there, here)]
        return {"hgvs_c": name, "hgvs_p": "", "codons": "", "key37": keys[0], "key38": keys[1]}

    def _outside_cds(self, transcript: Transcript, change: CChange) -> str:
        pos, _ = change.interval(transcript)
        ref, alt = (on_genome(base, transcript.strand) for base in (change.ref, change.alt))
        if self.genome.bases(transcript.build, transcript.contig, pos, pos) != ref:
            raise SystemExit(f"{transcript.gene}: REF {ref} is not at {transcript.build} {pos}")
        return f"{transcript.contig}:{pos}:{ref}:{alt}"

    def _deletion(self, transcript: Transcript, change: CChange) -> str:
        """Key of a deletion, moved left as far as the bases allow, with one base before it."""
        first, last = change.interval(transcript)
        while self._base(transcript, first - 1) == self._base(transcript, last):
            first, last = first - 1, last - 1
        ref = self.genome.bases(transcript.build, transcript.contig, first - 1, last)
        return f"{transcript.contig}:{first - 1}:{ref}:{ref[0]}"

    def _base(self, transcript: Transcript, pos: int) -> str:
        return self.genome.bases(transcript.build, transcript.contig, pos, pos)


def build_alleles(reference: Path) -> str:
    """Text of alleles.tsv, ordered by gene (as genes.tsv) and position in the CDS."""
    genome = Genome(reference)
    builder = Builder(genome)
    order = {row["symbol"]: at for at, row in enumerate(read_tsv(RESOURCES / "knowledge" / "genes.tsv"))}
    rows = [row for line in read_tsv(HERE / "alleles.input.tsv") for row in builder.rows(line)]
    seen: dict[str, str] = {}
    for row in rows:
        if row["key38"] in seen:
            raise SystemExit(f"{row['allele_id']} and {seen[row['key38']]} are one change")
        seen[row["key38"]] = row["allele_id"]

    def place(row: dict[str, str]) -> tuple[int, int, int, str]:
        change = parse_c(row["hgvs_c"])
        assert change is not None  # noqa: S101 - written by this script
        return order[row["gene"]], change.first, change.first_offset, row["hgvs_c"]

    return render_tsv(HEADER, sorted(rows, key=place))


def main(arguments: list[str]) -> int:
    """Write the file and say where."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    target = Path(arguments[1]) if len(arguments) == 2 else RESOURCES / "knowledge" / "alleles.tsv"
    target.write_text(build_alleles(Path(arguments[0])), encoding="utf-8")
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
