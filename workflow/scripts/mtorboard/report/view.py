"""What the page shows where: a report document sorted into the blocks of the page. No wording, no markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from mtorboard.knowledge.records import Citation
from mtorboard.model.alteration import ACTIONABLE_CLASSES, STRUCTURAL
from mtorboard.model.enums import AlterationClass, Consequence, GeneStatus

Json = Mapping[str, Any]

LEADING_ROWS = 3
"""Rows shown with the summary: few enough to be read, so that the contrary evidence is read too."""
_BLOCKING = ("STOP", "HOLD")
_FUNCTIONAL = frozenset({*ACTIONABLE_CLASSES, AlterationClass.RESISTANCE})
_NEUTRAL = ("BENIGN", "LIKELY_BENIGN", "PASSENGER")
QUIET = tuple(str(status) for status in GeneStatus if status is not GeneStatus.ALTERED)
"""Statuses whose genes are listed in a line each; the altered ones have rows of their own."""
LARGE = frozenset({*STRUCTURAL, Consequence.COPY_LOSS, Consequence.COPY_GAIN})
"""Terms of structural variants and copy-number changes, which have a place but no alleles."""


def safety_groups(flags: Sequence[Json]) -> dict[str, list[Json]]:
    """Return the flags as ``blocking`` (STOP and HOLD), ``cautions``, ``unprovided`` and ``information``.

    ``unprovided`` are cautions raised because a fact is not provided. Every flag is in exactly one group.
    """
    groups: dict[str, list[Json]] = {"blocking": [], "cautions": [], "unprovided": [], "information": []}
    for flag in flags:
        if flag["severity"] in _BLOCKING:
            groups["blocking"].append(flag)
        elif flag["severity"] == "INFO":
            groups["information"].append(flag)
        else:
            groups["unprovided" if flag["missing"] else "cautions"].append(flag)
    groups["blocking"].sort(key=lambda flag: _BLOCKING.index(flag["severity"]))
    return groups


def row_groups(assessment: Json) -> dict[str, list[Json]]:
    """Return the rows as ``leading`` (at most three), ``standing``, ``unknown`` or ``suppressed``."""
    by_rule = {row["rule"]: row for row in assessment["rows"]}
    leading = [by_rule[rule] for rule in assessment["headline"]["rules"] if rule in by_rule][:LEADING_ROWS]
    groups: dict[str, list[Json]] = {"leading": leading, "standing": [], "unknown": [], "suppressed": []}
    for row in assessment["rows"]:
        if row in leading:
            continue
        if row["suppressed_by"]:
            groups["suppressed"].append(row)
        else:
            groups["unknown" if row["truth"] == "UNKNOWN" else "standing"].append(row)
    return groups


def told(row: Json, words: Mapping[str, str]) -> str:
    """Return the text of a row, led by words that say so where it is not known whether the row applies.

    Without them a rule's text, which is written for a tumour that has what it asks for, would read as a finding.

    Args:
        words: ``report.row`` of the texts.
    """
    text: str = row["text"]
    return text if row["truth"] == "TRUE" else f"{words['supposed']} {text}"


def alteration_groups(alterations: Sequence[Json]) -> dict[str, list[Json]]:
    """Return the alterations as ``findings``, ``uncertain``, ``vus`` and ``benign``; each in exactly one.

    ``findings`` make a gene altered or are resistance alleles; ``uncertain`` failed a filter or rest on too
    few reads, whatever their class.
    """
    groups: dict[str, list[Json]] = {"findings": [], "uncertain": [], "vus": [], "benign": []}
    for item in alterations:
        if item["filtered"] or item["low_confidence"]:
            groups["uncertain"].append(item)
        elif item["counts"] or item["class"] == "RESISTANCE":
            groups["findings"].append(item)
        else:
            groups["benign" if item["class"] in _NEUTRAL else "vus"].append(item)
    return groups


def large(alterations: Sequence[Json]) -> list[Json]:
    """Return the structural variants and copy-number changes, whatever their class."""
    return [item for item in alterations if item["consequence"] in LARGE]


def small(alterations: Sequence[Json]) -> list[Json]:
    """Return the alterations that :func:`large` leaves."""
    return [item for item in alterations if item["consequence"] not in LARGE]


def copies_as_read(read: Json | None) -> dict[str, Any] | None:
    """Return the copy number that the report was made from.

    Args:
        read: the block ``read`` of the document.

    Returns:
        ``places`` (``contig:first-last``, 1-based and inclusive) by copies in all, copies of the minor allele and
        whether only a part of the tumour cells has them, fewest copies first; ``calls`` (-2 to 2 by gene) and
        ``notes``. ``None``: no copy number was provided, or it was not kept.
    """
    known = read["copy_number"] if read else None
    if known is None:
        return None
    alike: dict[tuple[int, int | None, bool], list[str]] = {}
    for item in known.get("segments", ()):
        copies = (item["total_cn"], item.get("minor_cn"), item.get("subclonal", False))
        alike.setdefault(copies, []).append(f"{item['contig']}:{item['start'] + 1}-{item['end']}")
    return {
        "places": [
            {"copies": copies, "minor": minor, "subclonal": part, "places": places}
            for (copies, minor, part), places in sorted(alike.items(), key=lambda kind: str(kind[0]))
        ],
        "calls": known.get("genes", {}),
        "notes": known.get("notes", ()),
    }


def junctions_as_read(read: Json | None) -> list[dict[str, Any]] | None:
    """Return the structural variants that the report was made from: kind, ends (1-based) and reads.

    ``None``: none were provided, or they were not kept.
    """
    known = read.get("structural") if read else None
    if known is None:
        return None
    return [
        {
            "kind": item["kind"],
            "ends": [f"{end.get('contig')}:{end.get('pos')}" for end in (item["one"], item["other"]) if end],
            "alt_depth": item["tumour"].get("alt_depth"),
            "depth": item["tumour"].get("depth"),
            "somatic": item.get("somatic"),
            "imprecise": item.get("imprecise", False),
        }
        for item in known
    ]


def uninterpreted(alterations: Sequence[Json]) -> list[str]:
    """Return gene and change of functional alterations that are shown but not interpreted, each once.

    A gene may be called free of alterations beside them, so a reader must see them in the same place.
    """
    uncertain = alteration_groups(alterations)["uncertain"]
    names = (
        f"{item['gene']} {item['hgvs_p'] or item['hgvs_c'] or item['key']}"
        for item in uncertain
        if is_functional(item)
    )
    return list(dict.fromkeys(names))


def is_functional(alteration: Json) -> bool:
    """Tell whether an alteration is of a class that makes a gene altered or resistant, interpreted or not."""
    return alteration["class"] in _FUNCTIONAL


def fact_texts(assessment: Json) -> dict[str, str]:
    """Return the sentence of each missing fact, by fact id."""
    return {item["fact"]: item["text"] for item in assessment["missing"]}


def changes_by_fact(assessment: Json) -> list[dict[str, Any]]:
    """Return, for each missing fact that could change the headline, its text and what each value gives.

    The order is that of the assessment: what changes most comes first. Changes that take two facts together are one
    group, without a fact and text of its own.
    """
    texts = fact_texts(assessment)
    groups: dict[str, list[Json]] = {}
    for change in assessment["what_would_change"]:
        groups.setdefault("" if "with" in change else change["fact"], []).append(change)
    return [
        {"fact": fact, "text": texts.get(fact) or fact, "outcomes": outcomes}
        for fact, outcomes in groups.items()
    ]


def missing_groups(assessment: Json) -> dict[str, list[Json]]:
    """Return the missing facts as ``deciding`` (a value could change the headline) and ``other``."""
    changes = assessment["what_would_change"]
    deciding = {item["fact"] for change in changes for item in (change, *change.get("with", ()))}
    return {
        "deciding": [item for item in assessment["missing"] if item["fact"] in deciding],
        "other": [item for item in assessment["missing"] if item["fact"] not in deciding],
    }


def genes_by_status(genes: Mapping[str, Json], order: Sequence[str]) -> dict[str, list[str]]:
    """Return the sorted symbols of each gene status that occurs, statuses in the given order."""
    groups = {
        status: sorted(gene for gene, state in genes.items() if state["status"] == status) for status in order
    }
    return {status: names for status, names in groups.items() if names}


def sources(
    assessment: Json, citations: Mapping[str, Citation], links: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return every source that the document cites, by id, numbered from 1 in the order of the document.

    Args:
        assessment: of the document.
        citations: citations.tsv by id. An id that is not in it is shown as it stands.
        links: by citation kind, an address with ``{identifier}`` in it.
    """
    found: dict[str, dict[str, Any]] = {}
    for identifier in _cited(assessment):
        if identifier not in found:
            found[identifier] = _source(len(found) + 1, identifier, citations.get(identifier), links)
    return found


def _cited(assessment: Json) -> list[str]:
    ids: list[str] = []
    for row in assessment["rows"]:
        ids += row["citations"]
        for statement in (*row["evidence_for"], *row["evidence_against"]):
            ids += statement["citations"]
    for flag in assessment["safety"]:
        ids += flag["citations"]
    return ids


def _source(
    number: int, identifier: str, citation: Citation | None, links: Mapping[str, str]
) -> dict[str, Any]:
    if citation is None:
        return {"number": number, "label": identifier, "title": "", "year": "", "href": ""}
    href = address(citation, links)
    # Only registered numbers need their register's name in front.
    named = not href or citation.identifier.startswith(citation.kind)
    kind = "" if named else f"{citation.kind} "
    return {
        "number": number,
        "label": f"{kind}{citation.identifier}",
        "title": citation.title,
        "year": citation.year,
        "href": href,
    }


def address(citation: Citation, links: Mapping[str, str]) -> str:
    """Return where a citation is read, ``""`` for a kind without a register; links: the texts' ``report.links``."""
    pattern = links.get(citation.kind, "")
    return pattern.format(identifier=quote(citation.identifier, safe="/")) if pattern else ""


def overdue(review_due: str, report_date: str) -> bool:
    """Tell whether a review date (``YYYY-MM`` or ``YYYY-MM-DD``) lies before the report's date."""
    return bool(review_due) and review_due < report_date[: len(review_due)]
