"""The one door to naming: a variant goes in, its name on the gene's pinned transcript comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mtorboard.errors import BuildError
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.transcripts import LOCUS_FLANK, Transcript
from mtorboard.model.enums import Build
from mtorboard.model.variant import FileAnnotation, Name, Variant, VariantKey
from mtorboard.naming.annotation import pick, pick_borne_out
from mtorboard.naming.coordinates import name_by_coordinates
from mtorboard.naming.genomic import Edit, Stretch, SupportsBases, edit_of, hgvs_g
from mtorboard.naming.own import OwnName
from mtorboard.naming.reconcile import reconcile
from mtorboard.naming.sequence import fits, name_by_sequence

if TYPE_CHECKING:
    from mtorboard.naming.library import Library

NO_BASES = "The reference FASTA has no bases for this gene; named from coordinates."
OTHER_BASES = "The reference FASTA does not bear out the alleles; named from coordinates."
REFUSED = "The naming library could not name this change; named from coordinates."


class Namer:
    """Names variants of one build on the pinned transcripts.

    Names come, in this order, from the file's annotation where it covers the pinned transcript, from the
    sequence of ``reference``, from coordinates alone; see :mod:`mtorboard.naming.reconcile` for what happens
    when they differ. Answers are kept by allele and annotation, so a variant seen in many tumours is named
    once.

    Args:
        tables: pinned transcripts, genes, curated alleles and stops.
        build: genome assembly of every variant to be named.
        reference: the user's FASTA (:class:`mtorboard.reading.reference.Reference`), or ``None``.
    """

    def __init__(self, tables: Tables, build: Build, reference: SupportsBases | None) -> None:
        self._tables = tables
        self._build = build
        self._library = _library(reference) if reference is not None else None
        self._by_contig: dict[str, list[Transcript]] = {}
        for transcript in tables.transcripts[build].values():
            self._by_contig.setdefault(transcript.contig, []).append(transcript)
        self._own: dict[VariantKey, tuple[OwnName, Stretch | None]] = {}
        self._named: dict[tuple[VariantKey, tuple[FileAnnotation, ...]], Name | None] = {}

    def name(self, variant: Variant) -> Name | None:
        """Name a variant.

        ``None`` only when it lies outside every pinned transcript with its flanks (50 bases).

        Raises:
            BuildError: when the variant is of another build than this namer.
        """
        memo = (variant.key, variant.annotations)
        if memo not in self._named:
            self._named[memo] = self._name(variant)
        return self._named[memo]

    def name_all(self, variants: Iterable[Variant]) -> tuple[tuple[Variant, Name], ...]:
        """Name variants in order; those outside every pinned transcript are left out."""
        named = ((variant, self.name(variant)) for variant in variants)
        return tuple((variant, name) for variant, name in named if name is not None)

    def close(self) -> None:
        """Remove the temporary files now; otherwise they go when the process ends."""
        if self._library is not None:
            self._library.close()

    def _name(self, variant: Variant) -> Name | None:
        key = variant.key
        if key.build is not self._build:
            raise BuildError(
                f"a variant on {key.build} was given to be named on {self._build}",
                why="Its coordinates would fall on other bases",
                todo="State the build of each input, and name each build apart",
            )
        edit = edit_of(key)
        transcript = self._transcript(key.contig, edit)
        if transcript is None:
            return None
        if key not in self._own:
            self._own[key] = self._own_name(transcript, key, edit)
        own, stretch = self._own[key]
        gene = self._tables.genes[transcript.gene]
        picked = pick(variant.annotations, gene, transcript.accession)
        if picked is None and edit.is_snv and own.coding and not own.resolved:
            picked = pick_borne_out(variant.annotations, transcript, edit.end0, own.coding)
        chosen = reconcile(picked, own, transcript, edit) if picked else own
        return _name_of(chosen, transcript, edit, stretch)

    def _transcript(self, contig: str, edit: Edit) -> Transcript | None:
        for transcript in self._by_contig.get(contig, ()):
            if edit.start0 < transcript.end0 + LOCUS_FLANK and edit.end0 > transcript.start0 - LOCUS_FLANK:
                return transcript
        return None

    def _own_name(
        self, transcript: Transcript, key: VariantKey, edit: Edit
    ) -> tuple[OwnName, Stretch | None]:
        limit, stretch = "", None
        if self._library is not None:
            locus = self._library.locus(transcript)
            if locus is None:
                limit = NO_BASES
            elif not fits(locus, edit):
                limit = OTHER_BASES
            elif by_sequence := name_by_sequence(locus, edit):
                return by_sequence, locus.stretch
            else:
                limit, stretch = REFUSED, locus.stretch
        by_coordinates = name_by_coordinates(self._tables, transcript, key)
        return _noted(by_coordinates, limit) if limit else by_coordinates, stretch


def _library(reference: SupportsBases) -> Library:
    from mtorboard.naming.library import Library  # noqa: PLC0415 - who has no FASTA does not load ferro-hgvs

    return Library(reference)


def _noted(name: OwnName, note: str) -> OwnName:
    return replace(name, notes=(note, *name.notes))


def _name_of(own: OwnName, transcript: Transcript, edit: Edit, stretch: Stretch | None) -> Name:
    return Name(
        gene=transcript.gene,
        transcript=transcript.accession,
        consequence=own.consequence,
        hgvs_g=hgvs_g(transcript.contig_accession, edit, stretch),
        hgvs_c=own.coding.text if own.coding else None,
        hgvs_p=own.protein.text if own.protein else None,
        codons=own.codons,
        new_stop=own.protein.new_stop if own.protein else None,
        naming=own.naming,
        notes=own.notes,
    )
