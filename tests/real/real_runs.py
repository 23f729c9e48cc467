"""Real variant files through the pipeline's own stages, with and without a reference FASTA."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "golden"))

from demo import demo_settings
from test_naming_mc3 import SHARED

from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.config import load_settings
from mtorboard.run.context import Context
from mtorboard.run.interpret import interpret

needs_shared_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the shared data folder {SHARED} is not there (set MTORBOARD_SHARED_DATA)"
)
VCF = SHARED / "vcf"
MAF = SHARED / "maf" / "tcga_mc3.panel.GRCh37.maf.gz"
FASTA = {str(build): str(SHARED / "reference" / f"panel.{build}.fa.gz") for build in Build}


def panel_files(build: Build) -> tuple[str, str]:
    """Paths of the panel FASTA and of the gene models on it."""
    return FASTA[str(build)], str(SHARED / "reference" / f"panel.{build}.gff3")


WHOLE_GENES = 1_000_000
"""A flank beside coding sequence that leaves out nothing of a gene."""


def context_of(*, with_fasta: bool, as_published: bool = False, whole_genes: bool = False) -> Context:
    """The demo's configuration, with the panel FASTA files or with none.

    Args:
        as_published: unphased neighbours in a codon stay apart, as the published rows are.
        whole_genes: nothing is left out for lying far from coding sequence.
    """
    settings = demo_settings(Path(os.devnull), reference=FASTA if with_fasta else {})
    if as_published:
        settings["thresholds"] |= {"codon_vaf_tolerance": None}
    if whole_genes:
        settings["thresholds"] |= {"coding_flank": WHOLE_GENES}
    return Context(load_settings(settings))


def document_of_vcf(path: Path, build: Build | None, context: Context, **columns: Any) -> dict[str, Any]:
    """The report of the only tumour of a VCF; the test fails where the tumour did."""
    [(_, document)] = interpret([SampleSpec("T1", path, build=build, **columns)], context)
    assert document["status"] == "OK", document["errors"]
    return document


def by_key(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Alterations by their key, ``build:contig:pos:ref:alt``."""
    return {item["key"]: item for item in document["alterations"]}
