"""What an edit does to the pinned transcript, from interval arithmetic and the change of the protein.

The terms and their order are Ensembl's
(https://www.ensembl.org/info/genome/variation/prediction/predicted_data.html):
all terms that hold are collected, the most severe one is the answer. Coordinates are 0-based half-open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Consequence
from mtorboard.naming.genomic import Edit
from mtorboard.naming.hgvs import ProteinChange, ProteinKind
from mtorboard.naming.terms import most_severe

_CANONICAL = 2
"""Bases at each end of an intron that splicing cannot do without."""
_REGION_EXON, _REGION_INTRON = 3, 8
"""Bases to each side of an exon's edge that Ensembl calls splice region."""
UNTRANSLATED_SITE = (
    "The splice site lies between untranslated exons; a loss of the protein is not established."
)


def splice_sites(transcript: Transcript, edit: Edit) -> frozenset[Consequence]:
    """Return which canonical splice sites (the first and last two bases of an intron) the edit touches.

    An insertion touches a site only between its two bases: beside them the site's bases stay as they are.
    """
    low, high = Consequence.SPLICE_DONOR, Consequence.SPLICE_ACCEPTOR
    if transcript.strand < 0:
        low, high = high, low
    found = set()
    for start0, end0 in _introns_near(transcript, edit):
        if _touches(edit, start0, start0 + _CANONICAL):
            found.add(low)
        if _touches(edit, end0 - _CANONICAL, end0):
            found.add(high)
    return frozenset(found)


def untranslated_site(transcript: Transcript, edit: Edit) -> tuple[str, ...]:
    """The note for a touched splice site whose intron has no coding base at either end."""
    if not splice_sites(transcript, edit) or coding_span(transcript, edit):
        return ()
    touched = [intron for intron in _introns_near(transcript, edit) if _touches(edit, *intron)]
    edges = [transcript.locate(pos) for start0, end0 in touched for pos in (start0, end0 + 1)]
    return () if any(edge.next_to_coding for edge in edges) else (UNTRANSLATED_SITE,)


def _introns_near(transcript: Transcript, edit: Edit) -> Iterator[tuple[int, int]]:
    """Introns (0-based half-open) that the edit lies in, next to or over."""
    exons = transcript.exons
    first = max(1, bisect_left(exons, (edit.start0 - _REGION_INTRON,)) - 1)
    for left, right in zip(exons[first - 1 :], exons[first:], strict=False):
        if left[1] > edit.end0 + _REGION_EXON:
            break
        yield left[1], right[0]


def _touches(edit: Edit, start0: int, end0: int) -> bool:
    if edit.is_insertion:
        return start0 < edit.start0 < end0
    return edit.start0 < end0 and start0 < edit.end0


def coding_span(transcript: Transcript, edit: Edit) -> tuple[int, int] | None:
    """First and last CDS position (1-based) that the edit deletes, or between which it inserts.

    An insertion at an exon's edge lies between the last base of one exon and the first of the next.
    ``None`` when no coding base is deleted and nothing is inserted between two coding bases.
    """
    if edit.is_insertion:
        before = _insertion_base(transcript, edit.start0)
        inside = before is not None and 1 <= before < transcript.cds_length
        return (before, before + 1) if inside and before is not None else None
    bases = [
        transcript.locate(pos).base
        for start0, end0 in _coding_deleted(transcript, edit)
        for pos in (start0 + 1, end0)
    ]
    return (min(bases), max(bases)) if bases else None


def _insertion_base(transcript: Transcript, at0: int) -> int | None:
    """Linear CDS position of the exon base directly upstream of an insertion before base ``at0``."""
    left, right = transcript.locate(at0), transcript.locate(at0 + 1)
    in_exon = ("CDS", "UTR5", "UTR3")
    if left.region in in_exon:
        return left.base if transcript.strand > 0 else left.base - 1
    if right.region in in_exon:
        return right.base - 1 if transcript.strand > 0 else right.base
    return None


def touches_first_or_last_codon(transcript: Transcript, edit: Edit) -> bool:
    """Whether the edit deletes a base of the start or stop codon or inserts inside one."""
    span = coding_span(transcript, edit)
    if span is None:
        return False
    inner = 1 if edit.is_insertion else 0  # an insertion beside a codon leaves it whole
    return span[0] <= 3 - inner or span[1] > transcript.cds_length - 3 + inner


def codons_of(span: tuple[int, int]) -> tuple[int, int]:
    """Codons (1-based) of a first and last CDS position (1-based)."""
    return (span[0] + 2) // 3, (span[1] + 2) // 3


def _coding_deleted(transcript: Transcript, edit: Edit) -> Iterator[tuple[int, int]]:
    """Parts of the coding intervals that the edit deletes, 0-based half-open."""
    intervals = transcript.coding_intervals()
    for start0, end0 in intervals[max(0, bisect_left(intervals, (edit.start0,)) - 1) :]:
        if start0 >= edit.end0:
            break
        if end0 > edit.start0:
            yield max(start0, edit.start0), min(end0, edit.end0)


def consequence(transcript: Transcript, edit: Edit, protein: ProteinChange | None) -> Consequence:
    """Return the most severe consequence of ``edit``.

    Args:
        transcript: the pinned transcript.
        edit: trimmed, where it is to be judged.
        protein: what happens to the protein, where known. Without it a substitution in the CDS is
            ``CODING_UNRESOLVED``, except in the start codon; the frame of an indel needs no protein.
    """
    terms = set(splice_sites(transcript, edit))
    span = coding_span(transcript, edit)
    if span:
        terms.add(_coding_term(transcript, edit, span, protein))
    if Consequence.CODING_UNRESOLVED in terms and len(terms) == 1:
        # It may be a missense change: no lesser term may stand in for what is not known.
        return Consequence.CODING_UNRESOLVED
    return most_severe(terms | _regions(transcript, edit))


def _coding_term(
    transcript: Transcript, edit: Edit, span: tuple[int, int], protein: ProteinChange | None
) -> Consequence:
    crossing = _beyond_cds(transcript, edit)
    if crossing:
        return crossing
    deleted = sum(end0 - start0 for start0, end0 in _coding_deleted(transcript, edit))
    if (len(edit.inserted) - deleted) % 3:
        return Consequence.FRAMESHIFT
    if protein is None:
        return _without_protein(transcript, edit, span)
    if "*" in protein.new and protein.first_aa != "*":
        return Consequence.STOP_GAINED
    if "*" in (protein.first_aa, protein.last_aa):
        silent = protein.kind is ProteinKind.SILENT
        return Consequence.STOP_RETAINED if silent else Consequence.STOP_LOST
    match protein.kind:
        case ProteinKind.START:
            return Consequence.START_LOST
        case ProteinKind.SILENT:
            return Consequence.SYNONYMOUS
        case ProteinKind.FRAMESHIFT:
            return Consequence.FRAMESHIFT
    return _by_length(edit, Consequence.MISSENSE)


def _beyond_cds(transcript: Transcript, edit: Edit) -> Consequence | None:
    """START_LOST or STOP_LOST for a deletion over an end of the CDS, of which the frame says nothing."""
    if edit.is_insertion:
        return None
    over_low, over_high = edit.start0 < transcript.cds_start0, edit.end0 > transcript.cds_end0
    if transcript.strand < 0:
        over_low, over_high = over_high, over_low
    if over_high:
        return Consequence.STOP_LOST
    return Consequence.START_LOST if over_low else None


def _without_protein(transcript: Transcript, edit: Edit, span: tuple[int, int]) -> Consequence:
    if span[0] <= 3:
        return Consequence.START_LOST
    if span[1] > transcript.cds_length - 3:
        return Consequence.CODING_UNRESOLVED  # TAA, TAG and TGA stand in for one another
    return _by_length(edit, Consequence.CODING_UNRESOLVED)


def _by_length(edit: Edit, same_length: Consequence) -> Consequence:
    if edit.net:
        return Consequence.INFRAME_DELETION if edit.net < 0 else Consequence.INFRAME_INSERTION
    return same_length


def in_splice_region(transcript: Transcript, edit: Edit) -> bool:
    """Whether the edit lies in the three exon or eight intron bases beside an exon's edge."""
    return any(
        _touches(edit, *edge)
        for start0, end0 in _introns_near(transcript, edit)
        for edge in (
            (start0 - _REGION_EXON, start0 + _REGION_INTRON),
            (end0 - _REGION_INTRON, end0 + _REGION_EXON),
        )
    )


def _regions(transcript: Transcript, edit: Edit) -> set[Consequence]:
    """Where the edit lies: splice region, intron, untranslated region, or outside the transcript."""
    found = {Consequence.SPLICE_REGION} if in_splice_region(transcript, edit) else set()
    if any(_touches(edit, *intron) for intron in _introns_near(transcript, edit)):
        found.add(Consequence.INTRON)
    regions = {transcript.locate(pos).region for pos in (edit.start0 + 1, max(edit.end0, edit.start0 + 1))}
    if edit.is_insertion:
        regions.add(transcript.locate(edit.start0).region)
    for region, term in (("UTR5", Consequence.UTR5), ("UTR3", Consequence.UTR3)):
        if region in regions:
            found.add(term)
    return found or {Consequence.OUTSIDE}
