"""The status of each gene. That nothing was found is said only where somebody looked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mtorboard.classify.case import OUTSIDE_CODING, drives_by_loss
from mtorboard.classify.unread import needs_bases
from mtorboard.classify.words import describe, listed, percent
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.records import Gene
from mtorboard.model.alteration import ACTIONABLE_CLASSES, Alteration
from mtorboard.model.enums import AlterationClass, Clonality, GeneStatus, Role, Zygosity
from mtorboard.model.evidence import Coverage, GeneCallability
from mtorboard.model.state import GeneState
from mtorboard.model.thresholds import Thresholds
from mtorboard.pathway.detection import missing_hotspots, power
from mtorboard.pathway.hotspots import hotspot_codons

_CURATED = frozenset({AlterationClass.KNOWN, AlterationClass.HOTSPOT, AlterationClass.RESISTANCE})
_FUNCTIONAL = ACTIONABLE_CLASSES | {AlterationClass.RESISTANCE}


@dataclass(frozen=True, slots=True)
class _Look:
    """How far a gene was looked at: ``status`` is what may be said when nothing is found, and why."""

    status: GeneStatus
    why: str
    sequence: bool | None
    deletions: bool | None
    callability: GeneCallability | None = None


def gene_states(
    alterations: Iterable[Alteration],
    coverage: Coverage,
    tables: Tables,
    thresholds: Thresholds,
    *,
    copy_number_genes: Collection[str] = (),
) -> dict[str, GeneState]:
    """Give every gene of the gene table its status.

    ALTERED needs a counting alteration and nothing else. VUS_ONLY is said whenever an interpreted variant
    of uncertain significance was seen in coding sequence or a splice site, however much of the gene was
    looked at; ``hotspots_callable`` and ``deletions_assessed`` keep how much that was, so that no absence
    is presumed. An absence needs callable sequence (see :func:`_look`), and in a tumour suppressor deletion
    calling too, else it is NOT_DETECTED_SNV_ONLY. It is withheld (NOT_ASSESSED) where a functional
    alteration was seen in too few reads, a curated one failed the caller's filters, or a change could be
    functional once the reference bases are known: none is a finding, but all forbid to say that nothing was
    there. A resistance allele alters no pathway: it is named in ``why`` and changes no status.

    Args:
        alterations: completed ones of one tumour.
        coverage: what was callable, by gene; a gene missing from it was not looked at.
        tables: the gene table decides role and order, alleles and regions which genes have hotspot codons.
        thresholds: ``coding_share`` is read.
        copy_number_genes: genes whose coding bases all lie in copy-number segments.

    Returns:
        States by gene symbol, in the order of the gene table. ``hotspots_callable`` is True when the sequence
        was callable as far as an absence needs it, False when not, None when nothing was said of the gene;
        ``deletions_assessed`` likewise.
    """
    by_gene: dict[str, list[Alteration]] = {}
    for alteration in alterations:
        by_gene.setdefault(alteration.gene, []).append(alteration)
    with_hotspots = hotspot_codons(tables)
    states: dict[str, GeneState] = {}
    for symbol, gene in tables.genes.items():
        look = _look(
            gene,
            coverage.genes.get(symbol),
            thresholds,
            hotspots_suffice=not drives_by_loss(gene) and symbol in with_hotspots,
            copy_number=symbol in copy_number_genes,
        )
        found = by_gene.get(symbol, [])
        unread = [item for item in found if needs_bases(item, tables, thresholds)]
        states[symbol] = _state(symbol, found, unread, look)
    return states


def combined_zygosity(states: Iterable[Zygosity]) -> Zygosity:
    """The zygosity of several: one lost pair of copies is enough; one copy retained only if all say so."""
    found = set(states)
    if Zygosity.BIALLELIC in found:
        return Zygosity.BIALLELIC
    return Zygosity.MONOALLELIC if found == {Zygosity.MONOALLELIC} else Zygosity.UNKNOWN


def combined_clonality(states: Iterable[Clonality]) -> Clonality:
    """The clonality of several: one clonal is enough; subclonal only if all say so."""
    found = set(states)
    if Clonality.CLONAL in found:
        return Clonality.CLONAL
    return Clonality.SUBCLONAL if found == {Clonality.SUBCLONAL} else Clonality.UNKNOWN


def _state(symbol: str, alterations: list[Alteration], unread: list[Alteration], look: _Look) -> GeneState:
    counting = [item for item in alterations if item.counts]
    doubtful = [item for item in alterations if _is_doubtful(item)]
    uncertain = [item for item in alterations if _is_vus(item)]
    resistance = [item for item in alterations if _is_resistance(item)]
    if counting:
        status, shown, why = GeneStatus.ALTERED, counting, f"Altered: {_names(counting)}."
    elif doubtful or unread:
        status = GeneStatus.NOT_ASSESSED
        shown = doubtful + [item for item in uncertain if item not in doubtful]
        doubts = [_doubt(item) for item in doubtful]
        doubts += [f"{describe(item)}, not worked out without reference bases" for item in unread]
        why = f"Seen but not confirmed: {listed(doubts)}. No statement either way."
    elif uncertain:
        status, shown = GeneStatus.VUS_ONLY, uncertain
        why = f"Uncertain significance only: {_names(uncertain)}. {look.why}"
    else:
        status, shown, why = look.status, [], look.why
    if resistance:
        shown = shown + resistance
        why += f" Resistance, which alters no arm: {_names(resistance)}."
    return GeneState(
        gene=symbol,
        status=status,
        why=why,
        alterations=tuple(item.key for item in shown),
        hotspots_callable=look.sequence,
        deletions_assessed=look.deletions,
        zygosity=combined_zygosity(item.zygosity for item in counting),
        clonality=combined_clonality(item.clonality for item in counting),
        callability=look.callability,
    )


def _look(
    gene: Gene,
    seen: GeneCallability | None,
    thresholds: Thresholds,
    *,
    hotspots_suffice: bool,
    copy_number: bool,
) -> _Look:
    """Say how far a gene was looked at.

    Every hotspot codon must have been callable: one hole over a hotspot hides behind a good average. For an
    oncogene with curated hotspots that is enough; otherwise the coding share must reach the threshold.
    """
    deletions = copy_number or (seen.deletions_assessed if seen else None)
    if seen is None:
        alone = f" (it is placed on {min(gene.builds)} alone)" if len(gene.builds) == 1 else ""
        why = f"Not assessed: nothing says that this gene was covered{alone}."
        return _Look(GeneStatus.NOT_ASSESSED, why, None, deletions)
    by = f" ({seen.source})" if seen.source else ""
    if seen.coding_share is None:
        return _Look(GeneStatus.NOT_ASSESSED, f"Not assessed: {seen.note}{by}.", False, deletions, seen)
    share = f"{percent(seen.coding_share)} of coding bases were callable"
    if seen.hotspots_missing:
        why = f"Not assessed: {missing_hotspots(seen)}{by}; {share}."
        return _Look(GeneStatus.NOT_ASSESSED, why, False, deletions, seen)
    whole = seen.coding_share >= thresholds.coding_share
    if not whole and not hotspots_suffice:
        why = f"Not assessed: only {share}, under {percent(thresholds.coding_share)}{by}."
        return _Look(GeneStatus.NOT_ASSESSED, why, False, deletions, seen)
    looked = share if whole else f"all hotspot codons were callable, {share}"
    shown = power(seen, thresholds)
    if gene.role is Role.TSG and not deletions:
        why = f"No small variant found; {looked}{by}. Deletions were not assessed.{shown}"
        return _Look(GeneStatus.NOT_DETECTED_SNV_ONLY, why, True, deletions, seen)
    also = ", deletions were assessed" if deletions and gene.role is Role.TSG else ""
    why = f"No alteration found; {looked}{also}{by}.{shown}"
    return _Look(GeneStatus.NOT_DETECTED, why, True, deletions, seen)


def _is_vus(item: Alteration) -> bool:
    seen = item.class_ is AlterationClass.VUS and not item.filtered
    return seen and item.consequence not in OUTSIDE_CODING


def _is_resistance(item: Alteration) -> bool:
    confident = not item.filtered and not item.low_confidence
    return confident and item.class_ is AlterationClass.RESISTANCE


def _is_doubtful(item: Alteration) -> bool:
    """Functional but in too few reads, or curated but filtered."""
    if item.filtered:
        return item.class_ in _CURATED
    return item.low_confidence and item.class_ in _FUNCTIONAL


def _doubt(item: Alteration) -> str:
    return f"{describe(item)}, {'filtered by the caller' if item.filtered else 'in too few reads'}"


def _names(items: list[Alteration]) -> str:
    return listed(describe(item) for item in items)
