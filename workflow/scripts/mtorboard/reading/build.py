"""Which genome build a VCF is on: contig lengths first, then the header's words, then the sheet's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mtorboard.errors import BuildError
from mtorboard.model.enums import Build
from mtorboard.reading.contigs import assemblies, plain_contig

_WORDS = {
    Build.GRCH37: re.compile(r"grch37|hg19|hs37|assembly19|\bb37\b|g1k_?v37|ncbi37|build37", re.IGNORECASE),
    Build.GRCH38: re.compile(r"grch38|hg38|hs38|assembly38|\bb38\b|gca_000001405\.15|build38", re.IGNORECASE),
}
"""Names of the builds and of the FASTA files that callers are given (``human_g1k_v37``, ``hs37d5``)."""
_NUMBERS = {"37": Build.GRCH37, "19": Build.GRCH37, "38": Build.GRCH38}
_CONTIG = re.compile(r"##contig=<(.*)>")
_ATTRIBUTE = re.compile(r'(\w+)=("[^"]*"|[^,>]*)')
_TOLD = ("##reference=", "##assembly=")
_VEP_ASSEMBLY = re.compile(r'^##VEP=.*\bassembly="([^"]*)"')


def parse_build(text: str) -> Build | None:
    """Return the build that a word names (``37``, ``hg19``, ``GRCh37-lite``, ``GRCh38.p14`` ...), or ``None``."""
    word = text.strip()
    return _NUMBERS.get(word) or _named((word,))


def detect_build(lines: Iterable[str], declared: Build | None, *, where: str) -> Build:
    """Tell the build of a VCF.

    Args:
        lines: the header's ``##`` lines.
        declared: what the sheet's ``build`` column or ``--build`` says.
        where: sample and file, for the message.

    Raises:
        BuildError: nothing tells the build; the contigs fit neither build; or two sources disagree.
    """
    lines = tuple(lines)
    measured = _by_contigs(lines, where)
    told = _by_words(lines)
    if measured:
        if declared and declared is not measured:
            raise disagree(f"its contigs are those of {measured}, but {declared} is declared", where)
        if told and told is not measured and not declared:
            raise disagree(f"its contigs are those of {measured}, but its header speaks of {told}", where)
        return measured
    if declared and told and declared is not told:
        raise disagree(f"its header speaks of {told}, but {declared} is declared", where)
    build = declared or told
    if build is None:
        raise BuildError(
            "the genome build is not known: the header has no contig lengths and names no reference",
            where=where,
            why="The same position is another gene on the other build",
            todo="fill the sheet's `build` column or give --build (GRCh37 or GRCh38)",
        )
    return build


def _by_contigs(lines: Iterable[str], where: str) -> Build | None:
    """Return the build whose primary contigs the header lists, by length or by versioned RefSeq accession."""
    fits = dict.fromkeys(Build, 0)
    strange = 0
    for match in filter(None, map(_CONTIG.match, lines)):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        name = attributes.get("ID", "")
        contig, length = plain_contig(name), attributes.get("length", "")
        known = {build: table for build, table in assemblies().items() if contig in table.lengths}
        if not known:
            continue
        found = [
            build
            for build, table in known.items()
            if length == str(table.lengths[contig]) or name == table.accessions[contig]
        ]
        for build in found:
            fits[build] += 1
        strange += bool(length.isdigit() and not found)
    best = [build for build, count in fits.items() if count]
    if len(best) > 1:
        raise disagree("its header lists contigs of both builds", where)
    if strange and not best:
        raise BuildError(
            "its contig lengths fit neither GRCh37 nor GRCh38",
            where=where,
            why="Positions on another genome cannot be interpreted",
            todo="give calls made on GRCh37 (hg19) or GRCh38 (hg38)",
        )
    return best[0] if best else None


def _by_words(lines: Iterable[str]) -> Build | None:
    """Return the build that the header names, ``None`` when it names none or both (as after a lift-over)."""
    texts: list[str] = []
    for line in lines:
        contig = _CONTIG.match(line)
        vep = _VEP_ASSEMBLY.match(line)
        if contig:
            texts.append(dict(_ATTRIBUTE.findall(contig[1])).get("assembly", ""))
        elif vep:
            texts.append(vep[1])
        elif line.startswith(_TOLD):
            texts.append(line)
    return _named(texts)


def _named(texts: Sequence[str]) -> Build | None:
    """Return the build that ``texts`` speak of, ``None`` where they name none or both."""
    named = [build for build, words in _WORDS.items() if any(map(words.search, texts))]
    return named[0] if len(named) == 1 else None


def disagree(what: str, where: str) -> BuildError:
    """Return the error of two sources that name different builds."""
    return BuildError(
        what,
        where=where,
        why="The same position is another gene on the other build",
        todo="correct the sheet's `build` column (or --build), or the header if it was kept over a lift-over",
    )
