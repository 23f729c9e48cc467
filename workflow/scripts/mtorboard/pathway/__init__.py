"""From a tumour's completed alterations to the states of genes and pathway arms that rules read."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mtorboard.allelic.context import in_order
from mtorboard.knowledge.base import Tables
from mtorboard.model.alteration import Alteration
from mtorboard.model.evidence import Coverage
from mtorboard.model.state import PathwayState
from mtorboard.model.thresholds import Thresholds
from mtorboard.pathway.arms import arm_states
from mtorboard.pathway.genes import gene_states
from mtorboard.pathway.hotspots import hotspot_codons

__all__ = ["arm_states", "gene_states", "hotspot_codons", "pathway_state"]


def pathway_state(
    alterations: Iterable[Alteration],
    coverage: Coverage,
    tables: Tables,
    thresholds: Thresholds,
    *,
    copy_number_genes: Collection[str] = (),
) -> PathwayState:
    """Say what the genome says, gene by gene and arm by arm.

    Args:
        alterations: completed ones of one tumour, in any order.
        coverage: what was callable, by gene.
        tables: genes with role and arm, alleles and regions.
        thresholds: ``coding_share`` (0 to 1) is read.
        copy_number_genes: genes whose coding bases all lie in copy-number segments.

    Returns:
        Genes in the order of the gene table, arms in the order of :class:`Arm`, alterations by gene, position
        and key: the order of the input does not show.
    """
    ordered = in_order(alterations)
    genes = gene_states(ordered, coverage, tables, thresholds, copy_number_genes=copy_number_genes)
    return PathwayState(genes=genes, arms=arm_states(ordered, genes, tables), alterations=ordered)
