"""A reference FASTA with its index, asked by plain contig name. Intervals are 0-based half-open."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pysam

from mtorboard.errors import ReferenceError  # noqa: A004 - the field's word for it
from mtorboard.model.enums import Build
from mtorboard.model.variant import VariantKey
from mtorboard.reading.contigs import assemblies, other_build, plain_contig

_BASES = frozenset("ACGT")
_WINDOW, _WINDOWS = 16_384, 1024
"""Bases of a kept window, and how many are kept: at most 16 MiB, and more than the coding sequence of the panel."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A FASTA of one build. Bases it does not hold (``N``, missing contigs, beyond the end) are ``N``.

    Build one with :meth:`open`. ``names``: the FASTA's own contig name by plain name.
    """

    path: Path
    build: Build
    names: dict[str, str]
    lengths: dict[str, int]
    _fasta: pysam.FastaFile
    _verdicts: dict[VariantKey, bool | None] = field(default_factory=dict, compare=False, repr=False)
    _windows: dict[tuple[str, int], str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def open(cls, path: Path, build: Build) -> Reference:
        """Open ``path`` (plain or bgzipped, with ``.fai`` and, bgzipped, ``.gzi`` beside it) as ``build``.

        Raises:
            ReferenceError: the file or its index is missing or unreadable, or its contig lengths are those of
                the other build.
        """
        _need_index(path)
        try:
            fasta = pysam.FastaFile(str(path))
        except (OSError, ValueError) as error:
            raise _unusable(path, f"cannot be read as FASTA ({error})") from error
        names = {plain_contig(name): name for name in fasta.references}
        lengths = {plain_contig(name): fasta.get_reference_length(name) for name in fasta.references}
        _check_build(path, build, lengths)
        return cls(path, build, names, lengths, fasta)

    @staticmethod
    def index_of(path: Path) -> Path:
        """Return the path of a FASTA's ``.fai``."""
        return Path(f"{path}.fai")

    def bases(self, contig: str, start0: int, end0: int) -> str:
        """Return upper-case bases of ``contig`` (plain name), 0-based half-open; ``N`` where not known."""
        name = self.names.get(contig)
        if name is None or end0 <= start0:
            return "N" * max(0, end0 - start0)
        number, at = divmod(max(0, start0), _WINDOW)
        if start0 >= 0 and at + end0 - start0 <= _WINDOW:
            found = self._window(name, number)[at : at + end0 - start0]
            return found + "N" * (end0 - start0 - len(found))
        left = "N" * max(0, min(0, end0) - start0)
        found = self._fasta.fetch(name, max(0, start0), max(0, end0)).upper()
        return left + found + "N" * (end0 - start0 - len(left) - len(found))

    def _window(self, name: str, number: int) -> str:
        """The bases of one window, kept, for variants lie close together and a look into the file is slow."""
        found = self._windows.get((name, number))
        if found is None:
            if len(self._windows) >= _WINDOWS:
                self._windows.clear()
            found = self._fasta.fetch(name, number * _WINDOW, (number + 1) * _WINDOW).upper()
            self._windows[name, number] = found
        return found

    def agrees(self, key: VariantKey) -> bool | None:
        """Compare a key's REF with the FASTA: ``None`` where no base of it can be compared.

        A base is compared when both sides are A, C, G or T; ``N`` and IUPAC codes say nothing. Answers are kept:
        tumours of one file share their variants, and a look into a compressed FASTA is slow.
        """
        if key not in self._verdicts:
            self._verdicts[key] = self._compare(key)
        return self._verdicts[key]

    def _compare(self, key: VariantKey) -> bool | None:
        there = self.bases(key.contig, key.pos - 1, key.end)
        pairs = [(a, b) for a, b in zip(key.ref, there, strict=True) if a in _BASES and b in _BASES]
        return all(a == b for a, b in pairs) if pairs else None

    def check(self, key: VariantKey) -> bool:
        """Return False only when a base of REF contradicts the FASTA; what cannot be compared passes."""
        return self.agrees(key) is not False

    def close(self) -> None:
        """Close the file."""
        self._fasta.close()


def _need_index(path: Path) -> None:
    """Refuse a FASTA without index, which pysam would otherwise write beside the user's file."""
    if not path.is_file():
        raise _unusable(path, "no such file")
    with path.open("rb") as handle:
        zipped = handle.read(2) == b"\x1f\x8b"
    for suffix in (".fai", ".gzi") if zipped else (".fai",):
        if not Path(f"{path}{suffix}").is_file():
            raise _unusable(
                path, f"its index {path.name}{suffix} is missing", f"run `samtools faidx {path.name}`"
            )


def _check_build(path: Path, build: Build, lengths: dict[str, int]) -> None:
    expected = {candidate: assemblies()[candidate].lengths for candidate in Build}
    fits = {
        candidate: sum(lengths.get(contig) == length for contig, length in expected[candidate].items())
        for candidate in Build
    }
    other = other_build(build)
    if fits[other] > fits[build]:
        raise ReferenceError(
            f"its contig lengths are those of {other}, but it is configured as {build}",
            where=path.name,
            why="Every name and every left-alignment would be wrong",
            todo=f"give it as the reference of {other}, or give a {build} FASTA",
        )


def _unusable(path: Path, what: str, todo: str = "") -> ReferenceError:
    return ReferenceError(
        what,
        where=path.name,
        why="Without its bases variants cannot be checked, left-aligned or named",
        todo=todo or "give a FASTA (plain or bgzipped) with its .fai, or leave the reference out",
    )
