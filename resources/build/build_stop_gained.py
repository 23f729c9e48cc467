#!/usr/bin/env python3
"""Write ``resources/knowledge/stop_gained.tsv``: every single base that makes a stop in a gene altered by loss.

    python resources/build/build_stop_gained.py REFERENCE_FOLDER [OUTPUT_FILE]

REFERENCE_FOLDER as for ``build_alleles.py``. With this table a nonsense variant is recognised without any
reference sequence at hand. Every gene that is altered by loss is in it whose coding bases the reference has on
both builds; the others are named on standard error. The same input gives the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from genome import RESOURCES, Genome, read_tsv, render_tsv

from mtorboard.knowledge.coding import c_name, changed_bases, codon_changes, on_genome, translate
from mtorboard.model.enums import Build

HEADER = ("gene", "hgvs_c", "hgvs_p", "codons", "key37", "key38")


def stops(genome: Genome, gene: str) -> Iterator[dict[str, str]]:
    """Rows of one gene in the order of its CDS; the start codon counts, the stop codon does not."""
    here, there = (genome.transcripts[build][gene] for build in (Build.GRCH38, Build.GRCH37))
    for codon in range(1, here.protein_length + 1):
        ref = genome.codon(here, codon)
        if ref != genome.codon(there, codon) or translate(ref) in (None, "*"):
            raise SystemExit(
                f"{gene}: codon {codon} is {ref} on GRCh38 and {genome.codon(there, codon)} on GRCh37"
            )
        for alt, amino_acid, bases in sorted(codon_changes(ref)):
            if amino_acid != "*" or bases != 1:
                continue
            index, _ = changed_bases(ref, alt)
            row = {"gene": gene, "hgvs_c": c_name(codon, ref, alt), "hgvs_p": f"{translate(ref)}{codon}*"}
            row["codons"] = f"{ref}>{alt}"
            for column, transcript in (("key37", there), ("key38", here)):
                pos = transcript.codon_positions(codon)[index]
                old, new = (on_genome(codon_bases[index], transcript.strand) for codon_bases in (ref, alt))
                row[column] = f"{transcript.contig}:{pos}:{old}:{new}"
            yield row


def build_stop_gained(reference: Path) -> str:
    """Text of stop_gained.tsv, in the order of genes.tsv."""
    genome = Genome(reference)
    rows = read_tsv(RESOURCES / "knowledge" / "genes.tsv")
    lost = [row["symbol"] for row in rows if row["direction"] == "LOF"]
    covered = [gene for gene in lost if genome.covers(gene)]
    left_out = [gene for gene in lost if gene not in covered]
    if left_out:
        print(f"left out, the reference lacks coding bases of them: {' '.join(left_out)}", file=sys.stderr)
    return render_tsv(HEADER, [row for gene in covered for row in stops(genome, gene)])


def main(arguments: list[str]) -> int:
    """Write the file and say where."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    target = Path(arguments[1]) if len(arguments) == 2 else RESOURCES / "knowledge" / "stop_gained.tsv"
    target.write_text(build_stop_gained(Path(arguments[0])), encoding="utf-8")
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
