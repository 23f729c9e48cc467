"""What all samples of a run share: settings, knowledge, references, assays. Opened once a process."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mtorboard.garbage import collect_rarely
from mtorboard.knowledge import load
from mtorboard.knowledge.base import Knowledge, Tables
from mtorboard.knowledge.transcripts import loci
from mtorboard.model.enums import Build
from mtorboard.naming import Namer
from mtorboard.pathway import hotspot_codons
from mtorboard.provenance import file_digest
from mtorboard.reading.callability.assays import Assay, read_assays
from mtorboard.reading.config import Settings
from mtorboard.reading.mafsplit import SplitMaf
from mtorboard.reading.reference import Reference
from mtorboard.reading.result import Panel, ReadSettings
from mtorboard.report.document import RunFacts


@dataclass(frozen=True)
class Context:
    """One run's settings with everything they name, opened when it is first asked for.

    ``splits`` are the MAFs of the run that were laid out by tumour.
    """

    settings: Settings
    given: Knowledge | None = None
    splits: Sequence[SplitMaf] = ()

    def __post_init__(self) -> None:
        collect_rarely()

    @cached_property
    def knowledge(self) -> Knowledge:
        """Everything curated: what was given, else what is installed, in the language of the settings."""
        found = self.given or load(lang=self.settings.lang)
        gc.freeze()  # it stays to the end: searching it took 80 ms, in the middle of some tumour
        return found

    @property
    def tables(self) -> Tables:
        """Genes, transcripts and alleles."""
        return self.knowledge.tables

    @cached_property
    def references(self) -> Mapping[Build, Reference]:
        """The FASTA files of the configuration, opened."""
        return {build: Reference.open(path, build) for build, path in self.settings.reference.items()}

    @cached_property
    def assays(self) -> Mapping[str, Assay]:
        """The named assays of the configuration."""
        return read_assays(self.settings.assays)

    @cached_property
    def panel(self) -> Panel:
        """Where to look, on both builds."""
        by_build = self.tables.transcripts
        return Panel(
            loci={build: loci(transcripts.values()) for build, transcripts in by_build.items()},
            transcripts=by_build,
            references=self.references,
        )

    @cached_property
    def read_settings(self) -> ReadSettings:
        """The part of the settings that readers of variant files need."""
        limits = self.settings.thresholds
        return ReadSettings(
            accepted_filters=self.settings.accepted_filters,
            codon_vaf_tolerance=limits.codon_vaf_tolerance,
            normal_min_depth=limits.normal_min_depth,
            normal_max_vaf=limits.normal_max_vaf,
            coding_flank=limits.coding_flank,
            curated=self.tables.alleles_by_key,
        )

    @cached_property
    def hotspots(self) -> Mapping[str, tuple[int, ...]]:
        """Codons (1-based) that a negative statement needs, by gene."""
        return hotspot_codons(self.tables)

    @cached_property
    def _namers(self) -> dict[Build, Namer]:
        return {}

    def namer(self, build: Build) -> Namer:
        """Return the namer of a build; it remembers the names it has given."""
        if build not in self._namers:
            self._namers[build] = Namer(self.tables, build, self.references.get(build))
        return self._namers[build]

    def split_of(self, maf: Path) -> SplitMaf | None:
        """Return a MAF laid out by tumour, where it was."""
        return next((split for split in self.splits if split.maf == maf), None)

    @cached_property
    def _digests(self) -> dict[Path, str]:
        return {split.maf: split.sha256 for split in self.splits}

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of an input in hex, computed once: thousands of tumours may name one MAF."""
        if path not in self._digests:
            self._digests[path] = file_digest(path)
        return self._digests[path]

    @cached_property
    def run_facts(self) -> RunFacts:
        """What is the same in every report of the run."""
        settings = self.settings
        parameters: dict[str, Any] = {
            "accepted_filters": sorted(settings.accepted_filters),
            "lang": settings.lang,
            "thresholds": dataclasses.asdict(settings.thresholds),
            # By name and content: where a FASTA lies is nobody's business, which one it was is.
            "reference": {
                str(build): {"name": path.name, "index_sha256": file_digest(Reference.index_of(path))}
                for build, path in sorted(settings.reference.items())
            },
        }
        return RunFacts(
            report_date=settings.report_date,
            region=settings.region,
            rulebase=self.knowledge.rulebase,
            knowledge_version=self.knowledge.version,
            knowledge_sha256=self.knowledge.sha256,
            parameters=parameters,
            hgnc=self.knowledge.tables.hgnc_ids,
        )
