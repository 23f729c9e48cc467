"""One spelling for each allele: trimmed, left-aligned where a FASTA is there, once. Positions are 1-based.

Normal form after Tan, Abecasis and Kang, Bioinformatics 2015;31:2202 (parsimonious and left-aligned).
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysam.bcftools
from pysam.utils import SamtoolsError

from mtorboard.errors import ReferenceError  # noqa: A004 - the field's word for it
from mtorboard.model.enums import Build
from mtorboard.model.variant import Phase, Variant, VariantKey
from mtorboard.reading.contigs import contig_rank, other_build
from mtorboard.reading.reference import Reference


@dataclass(frozen=True, slots=True)
class Call:
    """A variant on its way through normalisation, with the phase that its genotype gives.

    ``record`` names the record where it has several ALTs: reads that its caller counted apart.
    """

    variant: Variant
    phase: Phase | None = None
    record: str = ""


def trim(build: Build, contig: str, pos: int, ref: str, alt: str) -> VariantKey:
    """Return the minimal key: shared bases cut from the right, then the left, one base left to each allele.

    An indel keeps one anchor base before it; a substitution keeps none.
    """
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    return VariantKey(build, contig, pos, ref, alt)


def left_align(keys: Iterable[VariantKey], reference: Reference) -> dict[VariantKey, VariantKey]:
    """Return the left-aligned key of each of ``keys``, which are minimal.

    Only pure insertions and deletions can move, and none whose last base differs from its anchor; the rest and
    those on contigs that the FASTA does not hold stay as they are. The work is that of ``bcftools norm`` on a
    temporary file of those alleles alone.

    Raises:
        ReferenceError: bcftools cannot use the FASTA.
    """
    aligned = {key: key for key in keys}
    movable = [key for key in aligned if _can_move(key) and key.contig in reference.names]
    if movable:
        movable.sort(key=lambda key: (contig_rank(key.contig), key.pos, key.ref, key.alt))
        for line in _bcftools_norm(movable, reference).splitlines():
            if not line.startswith("#"):
                _, pos, number, ref, alt = line.split("\t")[:5]
                key = movable[int(number)]
                aligned[key] = trim(key.build, key.contig, int(pos), ref.upper(), alt.upper())
    return aligned


def _can_move(key: VariantKey) -> bool:
    """Whether ``key`` is a pure insertion or deletion that ends as its anchor does, or is anchored at its end."""
    one_base = len(key.ref) != len(key.alt) and 1 in (len(key.ref), len(key.alt))
    return one_base and key.ref[-1] == key.alt[-1]


def _bcftools_norm(keys: Sequence[VariantKey], reference: Reference) -> str:
    """Run ``bcftools norm`` over ``keys``; the ID of each line of the answer is the key's index."""
    contigs = dict.fromkeys(key.contig for key in keys)
    lines = ["##fileformat=VCFv4.2"]
    lines += [f"##contig=<ID={reference.names[contig]}>" for contig in contigs]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    for number, key in enumerate(keys):
        name = reference.names[key.contig]
        lines.append(f"{name}\t{key.pos}\t{number}\t{key.ref}\t{key.alt}\t.\t.\t.")
    with tempfile.TemporaryDirectory(prefix="mtorboard-") as folder:
        path = Path(folder) / "alleles.vcf"
        path.write_text("\n".join(lines) + "\n", encoding="ascii")
        try:
            # REF was compared before, so a base that the FASTA does not know (N) must not stop it (-c w).
            answer = pysam.bcftools.norm("--no-version", "-c", "w", "-f", str(reference.path), str(path))
        except SamtoolsError as error:
            raise ReferenceError(
                f"bcftools norm could not left-align with it ({error})",
                where=reference.path.name,
                why="An indel that is not left-aligned can miss its curated row",
                todo="make its index again with `samtools faidx`, or leave the reference out",
            ) from error
    return str(answer)


def check_reference(
    keys: Iterable[VariantKey], build: Build, references: Mapping[Build, Reference], *, where: str
) -> None:
    """Compare REF of ``keys`` with the FASTA of their build.

    Raises:
        ReferenceError: a REF contradicts it. The message says whether the other build would fit.
    """
    reference = references.get(build)
    if reference is None:
        return
    distinct = sorted(set(keys))
    verdicts = [reference.agrees(key) for key in distinct]
    wrong = sum(verdict is False for verdict in verdicts)
    if not wrong:
        return
    other = other_build(build)
    compared = sum(verdict is not None for verdict in verdicts)
    if other in references and all(references[other].check(key) for key in distinct):
        guess = f"the file is likely on {other}, whose FASTA all REF alleles fit"
    elif wrong * 2 > compared:
        guess = f"the file is likely on {other}"
    else:
        guess = f"the file was made with another FASTA, or part of it is on {other}"
    raise ReferenceError(
        f"{wrong} of {compared} REF alleles on the panel contradict the {build} FASTA",
        where=where,
        why=f"Every name and judgement would be wrong; {guess}",
        todo="correct the sheet's `build` column (or --build), or give the FASTA that the caller used",
    )


def deduplicate(calls: Iterable[Call]) -> tuple[list[Call], int]:
    """Keep one call for each key and return them in order, with the number that was left out.

    Of several the one that passed its filters is kept, then the one with counted reads, then the deeper one;
    what it holds settles what is left, so that the order of the file does not matter.
    """
    groups: dict[VariantKey, list[Call]] = defaultdict(list)
    for call in calls:
        groups[call.variant.key].append(call)
    kept = [min(group, key=preference) if len(group) > 1 else group[0] for group in groups.values()]
    return sorted(kept, key=lambda call: position(call.variant)), sum(map(len, groups.values())) - len(kept)


def preference(call: Call) -> tuple[bool, bool, int, str, float, str]:
    """Sort key of calls of one allele: the one to keep comes first; see :func:`deduplicate`."""
    reads, observed = call.variant.tumour, call.variant.observed
    unread = reads.alt_depth is None
    return bool(call.variant.filters), unread, -(reads.depth or 0), observed, -(reads.vaf or 0), str(call)


def position(variant: Variant) -> tuple[tuple[int, str], int, str, str]:
    """Sort key: by chromosome, position and alleles."""
    return contig_rank(variant.key.contig), variant.key.pos, variant.key.ref, variant.key.alt
