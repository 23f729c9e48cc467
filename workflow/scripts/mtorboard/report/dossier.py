"""What a judgement rested on, as report.json keeps it, so that it can be made again with other knowledge."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mtorboard.knowledge.transcripts import Locus
from mtorboard.model.clinical import Clinical
from mtorboard.model.dossier import Dossier
from mtorboard.model.enums import Build, Naming
from mtorboard.model.evidence import CopyNumber, Coverage, GeneCallability, HotspotCodon, Segment, Stretch
from mtorboard.model.packing import pack, unpack
from mtorboard.model.structural import StructuralVariant
from mtorboard.model.variant import AnnotatedVariant
from mtorboard.report.callability import codon_ranges


def kept(dossier: Dossier, loci: Sequence[Locus], hotspots: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Return the block ``read`` of report.json: records as they were read, values that are defaults left out.

    Not kept is what no judgement reads: what the file called a variant that has its name from there or from the
    reference, and copy number away from the panel, unless it is a stretch without copies.

    Args:
        dossier: what was read.
        loci: stretches of the panel on its build (0-based half-open).
        hotspots: codons (1-based) that callability was asked for, by gene.
    """
    return {
        "purity": dossier.purity,
        "variants": [pack(_bare(item, dossier.clinical)) for item in dossier.variants],
        "copy_number": dossier.copy_number and pack(_on_panel(dossier.copy_number, loci)),
        "structural": _structural(dossier),
        "coverage": _by_content(dossier.coverage, hotspots),
        "clinical": pack(dossier.clinical),
    }


def dossier_of(document: Mapping[str, Any]) -> Dossier:
    """Return what the judgement of a stored report rested on.

    Args:
        document: a report of status OK that follows report.schema.json.

    Raises:
        ValueError: the report does not hold it, or not as this version writes it.
    """
    read = document.get("read")
    if read is None:
        raise ValueError("it does not hold what it was made from")
    copy_number, structural = read["copy_number"], read.get("structural")
    return Dossier(
        build=Build(document["sample"]["build"]),
        variants=tuple(unpack(AnnotatedVariant, item) for item in read["variants"]),
        coverage=_coverage(read["coverage"]),
        clinical=unpack(Clinical, read["clinical"]),
        tumour_type=document["sample"]["tumour_type"],
        purity=read["purity"],
        copy_number=None if copy_number is None else unpack(CopyNumber, copy_number),
        structural=None
        if structural is None
        else tuple(unpack(StructuralVariant, item) for item in structural),
    )


def asked_of(document: Mapping[str, Any]) -> dict[str, frozenset[int]]:
    """Codons (1-based) that callability was asked for, of the genes of which not every base was callable.

    Args:
        document: a report with the block ``read``.
    """
    return {gene: _codons(ranges) for gene, ranges in document["read"]["coverage"]["asked"].items()}


def _bare(item: AnnotatedVariant, clinical: Clinical) -> AnnotatedVariant:
    variant = replace(item.variant, sample="", observed="", joined_from=())
    if item.name.naming is not Naming.COORDINATES:
        variant = replace(variant, annotations=())
    if clinical.germline_consent is False:
        variant = replace(variant, normal=None)  # it would tell what the patient does not want told
    return replace(item, variant=variant)


def _structural(dossier: Dossier) -> list[Any] | None:
    if dossier.structural is None:
        return None
    silent = dossier.clinical.germline_consent is False  # as with the variants
    return [pack(replace(item, normal=None) if silent else item) for item in dossier.structural]


def _on_panel(known: CopyNumber, loci: Sequence[Locus]) -> CopyNumber:
    """Leave out places away from the panel; a stretch without copies may reach it, so all of those stay."""

    def matters(place: Segment | Stretch) -> bool:
        return (isinstance(place, Segment) and place.total_cn == 0) or any(
            place.contig == locus.contig and place.start < locus.end0 and locus.start0 < place.end
            for locus in loci
        )

    segments, left = tuple(filter(matters, known.segments)), tuple(filter(matters, known.kept))
    return replace(known, segments=segments, kept=left, notes=())


def _by_content(coverage: Coverage, hotspots: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Callability with the genes of which the same is true: an assay mostly says one thing of all of them.

    Where not every base was callable, the codons that were asked for are kept too: of no other is anything known.
    """
    alike: dict[GeneCallability, list[str]] = {}
    for gene, callability in sorted(coverage.genes.items()):
        alike.setdefault(callability, []).append(gene)
    return {
        "sources": coverage.sources,
        "seen": [{"genes": genes, **_seen(callability)} for callability, genes in alike.items()],
        "asked": {
            gene: codon_ranges(hotspots.get(gene, ()))
            for gene, callability in coverage.genes.items()
            if callability.coding_share != 1
        },
    }


def _seen(callability: GeneCallability) -> dict[str, Any]:
    """The record with a line a hotspot codon, since there may be hundreds."""
    return {
        "seen": pack(replace(callability, hotspots=())),
        "hotspots": [json.dumps(pack(item), separators=(",", ":")) for item in callability.hotspots],
    }


def _coverage(block: Mapping[str, Any]) -> Coverage:
    genes: dict[str, GeneCallability] = {}
    for row in block["seen"]:
        hotspots = tuple(unpack(HotspotCodon, json.loads(item)) for item in row["hotspots"])
        callability = replace(unpack(GeneCallability, row["seen"]), hotspots=hotspots)
        genes |= dict.fromkeys(row["genes"], callability)
    return Coverage(dict(sorted(genes.items())), tuple(block["sources"]))


def _codons(ranges: Iterable[str]) -> frozenset[int]:
    ends = (item.split("-") for item in ranges)
    return frozenset(codon for span in ends for codon in range(int(span[0]), int(span[-1]) + 1))
