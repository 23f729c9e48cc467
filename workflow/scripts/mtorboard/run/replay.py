"""Judge a stored report again with other knowledge: what was read then, by what is known now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mtorboard.errors import ReportError
from mtorboard.knowledge.base import Knowledge, Tables
from mtorboard.knowledge.ruleset import current_code
from mtorboard.model.alteration import STRUCTURAL
from mtorboard.model.dossier import Dossier
from mtorboard.model.enums import Consequence, Naming
from mtorboard.model.evidence import Coverage
from mtorboard.model.packing import unpack
from mtorboard.model.sample import FunnelStep, InputFile
from mtorboard.model.thresholds import Thresholds
from mtorboard.model.variant import AnnotatedVariant, Name
from mtorboard.naming import Namer
from mtorboard.naming.namer import NO_BASES, OTHER_BASES, REFUSED
from mtorboard.pathway import hotspot_codons
from mtorboard.report.document import RunFacts, SampleFacts, build_report
from mtorboard.report.dossier import asked_of, dossier_of
from mtorboard.run.judge import judge, limits_of

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replay:
    """A report as other knowledge would have made it.

    ``gaps`` are sentences on what the stored report cannot know because that knowledge asks for more.
    """

    document: Document
    gaps: tuple[str, ...]


def replay(document: Document, knowledge: Knowledge) -> Replay:
    """Judge a stored report again.

    Everything after naming is done anew: classes, allelic states, genes, arms, rules. The names stay as they were
    but for variants named by coordinates alone, which a curated allele or stop may name now; so the sentence on
    how a variant came by its name may differ from a fresh run's. What the knowledge
    asks beyond what was read is taken as not looked at: a gene that was not on the panel then, a hotspot codon
    that nobody asked for where not every base was callable.

    Args:
        document: a report that follows report.schema.json.
        knowledge: any release; that of the report gives the same report.

    Raises:
        ReportError: the report FAILED, does not hold what it was made from, or rests on a pinned transcript or a
            tumour type that the knowledge does not have.
    """
    if document["status"] != "OK":
        raise _refused(document, "it FAILED, so nothing was judged")
    try:
        dossier = dossier_of(document)
        thresholds = unpack(Thresholds, document["provenance"]["parameters"].get("thresholds"))
    except ValueError as error:
        raise _refused(document, str(error)) from None
    _require_all_read(document, dossier)
    asked, gaps = _as_asked(document, dossier, knowledge)
    day = dt.date.fromisoformat(document["report_date"])
    judged = judge(asked, knowledge, thresholds=thresholds, region=document["region"], report_date=day)
    made = build_report(
        _sample(document, asked),
        _run(document, knowledge, day),
        pathway=judged.pathway,
        assessment=judged.assessment,
        funnel=[FunnelStep(s["step"], s["in"], s["out"], s["reasons"]) for s in document["funnel"]],
        limits=limits_of(knowledge.rulebase.texts),
        notes=document["notes"],
        read=document["read"],
    )
    return Replay(made, gaps)


def _require_all_read(document: Document, dossier: Dossier) -> None:
    """Refuse a report with an alteration that does not come from what it holds as read."""
    known = {str(item.variant.key) for item in dossier.variants}
    others = {Consequence.COPY_LOSS, Consequence.COPY_GAIN} | (STRUCTURAL if dossier.structural else set())
    if any(
        item["key"] not in known and item["consequence"] not in others for item in document["alterations"]
    ):
        raise _refused(document, "it holds an alteration without what it was made from")


def _as_asked(document: Document, dossier: Dossier, knowledge: Knowledge) -> tuple[Dossier, tuple[str, ...]]:
    """Fit what was read to the knowledge: tumour type, panel and hotspot codons, with what cannot be known."""
    tables, types = knowledge.tables, knowledge.rulebase.tumour_types
    tumour_type = current_code(dossier.tumour_type, types)
    if dossier.tumour_type and tumour_type is None:
        raise _refused(document, "its tumour type is not in this knowledge")
    coverage, unasked = _for_hotspots(dossier.coverage, asked_of(document), tables)
    unread = [gene for gene in tables.genes if gene not in document["genes"]]
    if unread:
        unasked.insert(0, f"{', '.join(unread)}: not on the panel when the sample was read")
    variants = _as_named(document, dossier, tables)
    asked = replace(dossier, tumour_type=tumour_type, coverage=coverage, variants=variants)
    return asked, tuple(unasked)


def _as_named(document: Document, dossier: Dossier, tables: Tables) -> tuple[AnnotatedVariant, ...]:
    """Leave out variants of genes that left the panel, and name anew what was named by coordinates alone."""
    transcripts = tables.transcripts[dossier.build]
    there = [item for item in dossier.variants if item.name.gene in transcripts]
    moved = {
        item.name.gene for item in there if item.name.transcript != transcripts[item.name.gene].accession
    }
    if moved:
        raise _refused(document, f"{', '.join(sorted(moved))} had another pinned transcript")
    namer = Namer(tables, dossier.build, None)
    return tuple(_renamed(item, namer) for item in there)


def _renamed(item: AnnotatedVariant, namer: Namer) -> AnnotatedVariant:
    fresh = namer.name(item.variant) if item.name.naming is Naming.COORDINATES else None
    if fresh is None or _words(fresh) == _words(item.name):
        return item
    of_reference = tuple(note for note in item.name.notes if note in (NO_BASES, OTHER_BASES, REFUSED))
    notes = of_reference + fresh.notes
    return replace(item, name=replace(fresh, hgvs_g=item.name.hgvs_g, notes=notes))


def _words(name: Name) -> tuple[object, ...]:
    return name.consequence, name.hgvs_c, name.hgvs_p, name.codons, name.new_stop


def _for_hotspots(
    coverage: Coverage, asked: Mapping[str, frozenset[int]], tables: Tables
) -> tuple[Coverage, list[str]]:
    """Say of the knowledge's hotspot codons which were callable, and which nobody asked for."""
    wanted, unasked, genes = hotspot_codons(tables), [], {}
    for gene, seen in coverage.genes.items():
        codons = wanted.get(gene, ())
        new = sorted(set(codons) - asked[gene]) if gene in asked else []
        if new:
            listed = ", ".join(map(str, new))
            unasked.append(
                f"{gene} codon {listed}: a hotspot now; whether it was callable is not in the report"
            )
        missing = {*new, *seen.hotspots_missing} if seen.coding_share is not None else set(codons)
        genes[gene] = replace(
            seen,
            hotspots_missing=tuple(codon for codon in sorted(codons) if codon in missing),
            hotspots=tuple(item for item in seen.hotspots if item.codon in codons),
        )
    return replace(coverage, genes=genes), unasked


def _sample(document: Document, dossier: Dossier) -> SampleFacts:
    inputs = [InputFile(i["role"], i["name"], i["sha256"]) for i in document["provenance"]["inputs"]]
    name = document["sample"]["id"]
    return SampleFacts(name, dossier.build, dossier.tumour_type, dossier.purity, inputs)


def _run(document: Document, knowledge: Knowledge, day: dt.date) -> RunFacts:
    return RunFacts(
        report_date=day,
        region=document["region"],
        rulebase=knowledge.rulebase,
        knowledge_version=knowledge.version,
        knowledge_sha256=knowledge.sha256,
        parameters=document["provenance"]["parameters"],
        hgnc=knowledge.tables.hgnc_ids,
    )


def _refused(document: Document, why: str) -> ReportError:
    return ReportError(
        "cannot be judged again",
        where=f"sample {document['sample']['id']}",
        why=why[0].upper() + why[1:],
        todo="run the sample again",
    )
