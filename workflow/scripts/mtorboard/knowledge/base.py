"""Everything curated, loaded once and handed to the stages as one frozen record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtorboard.knowledge.cautions import Caution
from mtorboard.knowledge.fusions import Fusion
from mtorboard.knowledge.limits import Limits
from mtorboard.knowledge.records import (
    Allele,
    Citation,
    Drug,
    Gene,
    Region,
    Rule,
    SafetyRule,
    StopGain,
    TableVersion,
    TumourType,
)
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build
from mtorboard.model.variant import VariantKey

if TYPE_CHECKING:  # it reads tables, whose reader imports this module
    from mtorboard.knowledge.figures import FigureFacts


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Genes, transcripts and alleles. Equal to itself alone, so that what follows from it can be remembered by it.

    ``transcripts`` by build and gene symbol; ``alleles_by_key`` and ``stop_gains`` by normalised key of either
    build; ``alleles_by_c`` by (gene, c. name on the pinned transcript). ``stop_genes``: genes all of whose stops
    by one base are listed, so that none of them hides in a change that could not be named.
    """

    genes: Mapping[str, Gene]
    transcripts: Mapping[Build, Mapping[str, Transcript]]
    alleles: tuple[Allele, ...]
    alleles_by_key: Mapping[VariantKey, Allele]
    alleles_by_c: Mapping[tuple[str, str], Allele]
    regions: Mapping[str, tuple[Region, ...]]
    stop_gains: Mapping[VariantKey, StopGain]
    stop_genes: frozenset[str] = frozenset()
    cautions: tuple[Caution, ...] = ()
    fusions: tuple[Fusion, ...] = ()

    @property
    def hgnc_ids(self) -> dict[str, str]:
        """HGNC id by gene symbol."""
        return {symbol: gene.hgnc_id for symbol, gene in self.genes.items()}


@dataclass(frozen=True, slots=True)
class RuleBase:
    """Rules and what they speak of. ``texts`` is the content of texts.yaml: all wording of the report.

    ``figures``: what the figures are drawn from; ``None`` where a rule base was made by hand, without tables: its
    reports have none.
    """

    rules: Mapping[str, Rule]
    safety: Mapping[str, SafetyRule]
    drugs: Mapping[str, Drug]
    tumour_types: Mapping[str, TumourType]
    citations: Mapping[str, Citation]
    texts: Mapping[str, Any]
    limits: Limits
    figures: FigureFacts | None = None

    def listing(self, names: Collection[str]) -> tuple[str, ...]:
        """Return the ids of the therapy rules that list one of these drugs, or a drug of one of these classes."""
        asked = {drug_id for drug_id, drug in self.drugs.items() if drug.is_one_of(names)}
        return tuple(name for name, rule in self.rules.items() if not asked.isdisjoint(rule.drugs))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The knowledge of one release: ``version`` from VERSIONS.tsv, ``sha256`` over the files' content."""

    tables: Tables
    rulebase: RuleBase
    versions: tuple[TableVersion, ...]
    version: str
    sha256: str
