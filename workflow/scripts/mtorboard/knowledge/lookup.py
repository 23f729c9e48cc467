"""Find what the tables hold under a name that a person types: a gene, rule, allele, drug, tumour type or source."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.coding import in_one_letter
from mtorboard.knowledge.records import (
    Allele,
    Citation,
    Drug,
    Gene,
    Rule,
    SafetyRule,
    StopGain,
    TumourType,
)
from mtorboard.model.enums import Build
from mtorboard.model.variant import VariantKey

Entry = Gene | Rule | SafetyRule | Allele | StopGain | Drug | TumourType | Citation

_KEY = re.compile(
    r"(?:(?P<build>grch37|grch38|hg19|hg38)[:\s])?(?:chr)?(?P<contig>\d{1,2}|X|Y)[:\-\s](?P<pos>\d+)"
    r"[:\-\s]?(?P<ref>[ACGT]+)[:\->\s](?P<alt>[ACGT]+)",
    re.IGNORECASE,
)
_BUILDS = {"grch37": Build.GRCH37, "hg19": Build.GRCH37, "grch38": Build.GRCH38, "hg38": Build.GRCH38}
_SUGGESTED = 4


def find(name: str, knowledge: Knowledge) -> list[Entry]:
    """Return every entry of that name; a name can be an allele of two genes, or a drug's and a code's.

    Args:
        name: gene symbol; rule id (``R5`` is R05); allele id, or c. or p. name (one or three letters, with or
            without its gene); ``contig:pos:ref:alt`` (1-based) on either build; drug id, name or brand; code or
            name of a tumour type; citation id or identifier. Case is ignored.
        knowledge: the loaded tables.
    """
    at_place = list(_by_key(name, knowledge))
    wanted = _plain(name)
    return at_place or [entry for entry, names in _named(knowledge) if wanted in map(_plain, names)]


def suggestions(name: str, knowledge: Knowledge) -> list[str]:
    """Return names in the tables that look like one that is not there, the likeliest first."""
    known = {_plain(names[-1]): names[-1] for _, names in _named(knowledge)}
    close = difflib.get_close_matches(_plain(name), known, n=_SUGGESTED, cutoff=0.7)
    return [known[plain] for plain in close]


def _named(knowledge: Knowledge) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Every entry with the names it goes by; the last is the one to suggest."""
    tables, base = knowledge.tables, knowledge.rulebase
    for gene in tables.genes.values():
        yield gene, (gene.symbol,)
    rules: list[Rule | SafetyRule] = [*base.rules.values(), *base.safety.values()]
    for rule in rules:
        yield rule, (re.sub(r"(?<=[RF])0", "", rule.rule_id), rule.rule_id)
    for allele in tables.alleles:
        yield allele, (allele.allele_id, allele.hgvs_c, *_variant(allele))
    # Both builds' keys lead to one and the same computed stop.
    for stop in {(stop.gene, stop.hgvs_c): stop for stop in tables.stop_gains.values()}.values():
        yield stop, (stop.hgvs_c, *_variant(stop))
    for drug in base.drugs.values():
        yield drug, (drug.drug_id, *drug.synonyms, drug.name)
    for row in base.tumour_types.values():
        yield row, (row.name, *row.synonyms, row.code)
    for citation in base.citations.values():
        yield citation, (citation.identifier, citation.citation_id)


def _variant(entry: Allele | StopGain) -> tuple[str, ...]:
    with_c = f"{entry.gene}:{entry.hgvs_c}"
    return (with_c, entry.hgvs_p, f"{entry.gene}:{entry.hgvs_p}") if entry.hgvs_p else (with_c,)


def _plain(name: str) -> str:
    """Fold the ways of writing one name: case, three letters, ``p.`` and brackets, a blank after the gene."""
    text = in_one_letter(name.strip())
    text = re.sub(r"\s+", ":", text) if re.search(r"\s(?:[cp]\.|[A-Z]\d)", text) else text
    return re.sub(r"(^|:)p\.", r"\1", text.replace("(", "").replace(")", "")).casefold()


def _by_key(name: str, knowledge: Knowledge) -> Iterator[Entry]:
    match = _KEY.fullmatch(name.strip())
    if match is None:
        return
    builds = [_BUILDS[match["build"].lower()]] if match["build"] else list(Build)
    contig, ref, alt = match["contig"].upper(), match["ref"].upper(), match["alt"].upper()
    for build in builds:
        key = VariantKey(build, contig, int(match["pos"]), ref, alt)
        entry = knowledge.tables.alleles_by_key.get(key) or knowledge.tables.stop_gains.get(key)
        if entry is not None:
            yield entry
