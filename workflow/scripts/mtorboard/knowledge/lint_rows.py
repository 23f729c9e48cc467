"""Checks of one curated change of bases: c. name, protein change, codons and both keys must tell one story.

Every cell is said twice in a row (the codon follows from the c. name, each key from the c. name and the
pinned transcript, the protein change from the codons), so a single wrong base, codon, build or position
contradicts another cell even without a reference sequence. With one, the bases themselves are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pysam

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.coding import CChange, c_name, on_genome, parse_c, translate
from mtorboard.knowledge.tables import KEY_COLUMNS, Row, parse_key
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build
from mtorboard.model.variant import VariantKey

Problem = tuple[str, str]
"""(column, text)."""

_RESIDUES = re.compile(r"[A-Z*](\d+)(?:_[A-Z](\d+))?")


class Bases:
    """A FASTA of one build, read by contig without ``chr``; positions are 1-based. ``N`` is "not known"."""

    def __init__(self, path: Path) -> None:
        self._fasta = pysam.FastaFile(str(path))

    def read(self, transcript: Transcript, first: int, last: int) -> str:
        """Forward-strand bases from ``first`` to ``last`` inclusive; ``N`` where the FASTA has none."""
        names = (transcript.contig, f"chr{transcript.contig}", transcript.contig_accession)
        name = next((name for name in names if name in self._fasta.references), None)
        if name is None:
            return "N" * (last - first + 1)
        return self._fasta.fetch(name, first - 1, last).upper()

    def codon(self, transcript: Transcript, codon: int) -> str:
        """Bases of a codon (1-based) in transcript order."""
        positions = transcript.codon_positions(codon)
        return "".join(on_genome(self.read(transcript, pos, pos), transcript.strand) for pos in positions)


@dataclass(frozen=True, slots=True)
class Context:
    """What rows are held against: the pinned transcripts and, where given, the bases of each build."""

    transcripts: Mapping[Build, Mapping[str, Transcript]]
    bases: Mapping[Build, Bases]

    def placed(self, gene: str) -> dict[Build, Transcript]:
        """The gene's transcript on each build that it can be placed on."""
        return {build: held[gene] for build, held in self.transcripts.items() if gene in held}

    def of(self, gene: str) -> dict[Build, Transcript]:
        """The gene's transcript on each build; empty if a build lacks it."""
        found = self.placed(gene)
        return found if len(found) == len(Build) else {}


def change_problems(row: Row, context: Context) -> Iterator[Problem]:
    """Everything that contradicts something else in a row of alleles.tsv or stop_gained.tsv."""
    transcripts = context.of(row["gene"])
    if not transcripts:
        yield "gene", f"{row['gene']} has no transcript on both builds"
        return
    change = parse_c(row["hgvs_c"])
    if change is None:
        yield "hgvs_c", f"{row['hgvs_c']} is of no form that the tables use"
        return
    yield from _protein_problems(row, change, transcripts[Build.GRCH38])
    yield from _builds_problems(row, transcripts)
    for build, transcript in transcripts.items():
        key = parse_key(row[KEY_COLUMNS[build]], build)
        problems = _deletion_problems if change.kind == "del" else _substitution_problems
        try:
            yield from ((KEY_COLUMNS[build], text) for text in problems(row, change, key, transcript))
        except KnowledgeError as error:
            yield "hgvs_c", error.what
            continue
        if build in context.bases:
            yield from _base_problems(row, change, key, transcript, context.bases[build])


def _builds_problems(row: Row, transcripts: Mapping[Build, Transcript]) -> Iterator[Problem]:
    """Both keys change the same bases, at the same distance from the start of the CDS."""
    keys = [parse_key(row[KEY_COLUMNS[build]], build) for build in transcripts]
    if len({(key.ref, key.alt) for key in keys}) > 1:
        yield "key38", "the keys of the two builds differ in their bases"
    seen = {transcripts[key.build].locate(key.pos) for key in keys}
    if len(seen) > 1:
        places = " and ".join(sorted(f"c.{point.text}" for point in seen))
        yield "key38", f"the keys of the two builds lie at different places of the transcript: {places}"


def _is_coding(change: CChange, transcript: Transcript) -> bool:
    exonic = change.first_offset == 0 == change.last_offset
    return exonic and change.first >= 1 and change.last <= transcript.cds_length


def _protein_problems(row: Row, change: CChange, transcript: Transcript) -> Iterator[Problem]:
    if not _is_coding(change, transcript):
        if row["hgvs_p"] or row["codons"]:
            yield "hgvs_p", f"{row['hgvs_c']} lies outside the CDS: it has no codon and no protein change"
    elif change.kind == "del":
        yield from _deleted_residues(row, change)
    elif not row["codons"]:
        yield "codons", "a coding substitution needs its codons"
    else:
        yield from _codon_problems(row, change)


def _codon_problems(row: Row, change: CChange) -> Iterator[Problem]:
    before, after = row["codons"].split(">")
    old, new = translate(before), translate(after)
    if old is None or new is None or before == after:
        yield "codons", f"{row['codons']} does not give one amino acid each"
        return
    expected = f"{old}{change.codon}{'=' if old == new else new}"
    if row["hgvs_p"] != expected:
        yield "hgvs_p", f"codon {change.codon} from {before} to {after} is {expected}, not {row['hgvs_p']}"
    if row["hgvs_c"] != (name := c_name(change.codon, before, after)):
        yield "hgvs_c", f"{row['codons']} in codon {change.codon} is {name}, not {row['hgvs_c']}"


def _deleted_residues(row: Row, change: CChange) -> Iterator[Problem]:
    match = _RESIDUES.match(row["hgvs_p"])
    if match is None or not row["hgvs_p"].endswith("del"):
        yield (
            "hgvs_p",
            f"{row['hgvs_c']} deletes residues, {row['hgvs_p'] or 'an empty cell'} does not say so",
        )
        return
    first, last = int(match[1]), int(match[2] or match[1])
    if 3 * (last - first + 1) != change.last - change.first + 1:
        yield "hgvs_p", f"{row['hgvs_p']} and {row['hgvs_c']} have different lengths"
    # Both names are shifted to their own 3' end, so they may differ by one residue but not by more.
    if abs(first - change.codon) > 1:
        yield "hgvs_p", f"{row['hgvs_p']} does not begin at codon {change.codon} of {row['hgvs_c']}"


def _substitution_problems(
    row: Row, change: CChange, key: VariantKey, transcript: Transcript
) -> Iterator[str]:
    first, last = change.interval(transcript)
    ref = change.ref
    if change.kind == "delins":
        start = (change.first - 1) % 3
        ref = row["codons"].split(">")[0][start : start + change.last - change.first + 1]
    expected = (
        transcript.contig,
        first,
        on_genome(ref, transcript.strand),
        on_genome(change.alt, transcript.strand),
    )
    if expected != (key.contig, key.pos, key.ref, key.alt) or last - first + 1 != len(key.ref):
        wanted = ":".join(str(part) for part in expected)
        yield f"{row['hgvs_c']} on {transcript.accession} is {wanted} on {key.build}"


def _deletion_problems(row: Row, change: CChange, key: VariantKey, transcript: Transcript) -> Iterator[str]:
    first, last = change.interval(transcript)
    length = last - first + 1
    if key.contig != transcript.contig:
        yield f"{transcript.gene} lies on {transcript.contig} of {key.build}"
    if len(key.alt) != 1 or key.ref[0] != key.alt or len(key.ref) != length + 1:
        yield f"{row['hgvs_c']} deletes {length} base(s): one base before them, then those"
    # c. names stand furthest towards the protein's end, keys furthest left on the genome. By how far they may
    # be apart only the bases say; that both builds agree on it is checked elsewhere.
    shift = first - (key.pos + 1)
    if shift < 0 or (transcript.strand < 0 and shift > 0):
        yield f"{row['hgvs_c']} begins at {first} on {key.build}, the key deletes from {key.pos + 1}"


def _base_problems(
    row: Row, change: CChange, key: VariantKey, transcript: Transcript, bases: Bases
) -> Iterator[Problem]:
    column = KEY_COLUMNS[key.build]
    read = bases.read(transcript, key.pos, key.end)
    if not _agree(read, key.ref):
        yield column, f"the reference has {read} at {key.contig}:{key.pos} of {key.build}, not {key.ref}"
    if row.get("codons"):
        codon = bases.codon(transcript, change.codon)
        if not _agree(codon, row["codons"].split(">")[0]):
            yield "codons", f"codon {change.codon} is {codon} on {key.build}"
    if change.kind == "del" and "N" not in read:
        first, last = change.interval(transcript)
        if read[0] == read[-1]:
            yield column, "is not left-aligned"
        window = bases.read(transcript, key.pos, max(key.end, last))
        kept = window[: first - key.pos] + window[last - key.pos + 1 :]
        if kept != window[0] + window[len(key.ref) :]:
            yield "hgvs_c", f"{row['hgvs_c']} and the key delete different bases"


def _agree(read: str, written: str) -> bool:
    """Whether two base strings agree wherever both are known."""
    pairs = zip(read, written, strict=False)
    return len(read) == len(written) and all(a == b or "N" in (a, b) or b in "RY" for a, b in pairs)
