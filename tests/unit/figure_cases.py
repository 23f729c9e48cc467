"""Alterations and genes for the figures, made from a report's own. Not a test module: tests build on it."""

from __future__ import annotations

from typing import Any

from report_cases import ROOT
from report_situations import nothing_found, pecoma_with_hold

from mtorboard.knowledge.figures import FigureFacts

FACTS = FigureFacts(ROOT / "resources" / "knowledge")
Json = dict[str, Any]


def altered(gene: str, change: str | None = "p.Arg611Trp", codon: int | None = 611, **changed: Any) -> Json:
    """A functional alteration of a report; anything of it may be given."""
    item: Json = pecoma_with_hold()["alterations"][0]
    codons = None if codon is None else [codon, codon]
    item |= {"gene": gene, "hgvs_p": change, "codons": codons, "key": f"GRCh38:16:{codon}:C:T"}
    return item | {"class": "KNOWN", "effect": "LOF", "counts": True} | changed


def vus(gene: str, change: str | None = "p.Thr807Met", codon: int | None = 807, **changed: Any) -> Json:
    """A variant of unknown significance."""
    return altered(gene, change, codon, **({"class": "VUS", "effect": "UNKNOWN", "counts": False} | changed))


def report(*alterations: Json, purity: float | None = 0.7, **statuses: str) -> Json:
    """A report with these alterations and gene statuses."""
    document: Json = nothing_found()
    document["alterations"] = list(alterations)
    document["sample"]["purity"] = purity
    gene = {"why": "", "alterations": [], "hotspots_callable": True, "deletions_assessed": True}
    for name, status in statuses.items():
        document["genes"][name] = gene | {"status": status, "zygosity": "UNKNOWN", "clonality": "UNKNOWN"}
    return document


def state(vaf: float, spread: float = 0.02, **changed: Any) -> Json:
    """An expected allele fraction of report.json."""
    ends = {"vaf": vaf, "low": max(0.0, vaf - spread), "high": min(1.0, vaf + spread)}
    rest = {"copies": 2, "mutated": 1, "inherited": 0, "subclonal": False, "probability": 0.5}
    return rest | ends | changed
