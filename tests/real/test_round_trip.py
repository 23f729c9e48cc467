"""Real tumours: what MAF and VCF of a report say reads back as the same alterations, with and without a FASTA."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from real_runs import MAF, context_of, document_of_vcf, needs_shared_data

from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.result import ReadResult
from mtorboard.report.annotated_vcf import vcf_text
from mtorboard.report.maf import MAF_COLUMNS, maf_rows
from mtorboard.run.interpret import document_of, read_whole_maf

pytestmark = [needs_shared_data, pytest.mark.slow]

TOLD_ANEW = {"naming", "reasons"}
"""Where coordinates gave the name, the MAF's reader finds it in the file; reasons say how a name was come by."""
TUMOURS = 100
"""Tumours that are tried: those with the most indels, then with the most variants."""
FILES = 20
"""Tumours whose VCF is read back: each is a file of its own."""


def fullness(read: ReadResult) -> tuple[int, int, str]:
    indels = sum(len(variant.key.ref) != len(variant.key.alt) for variant in read.variants)
    return -indels, -len(read.variants), read.sample


def documents(path: Path, *, with_fasta: bool) -> dict[str, dict[str, Any]]:
    context = context_of(with_fasta=with_fasta)
    found = read_whole_maf(path, SampleSpec("", path, build=Build.GRCH37), context).values()
    reads = sorted((read for read in found if isinstance(read, ReadResult)), key=fullness)[:TUMOURS]
    specs = [SampleSpec(read.sample, path, tumor=read.sample, build=Build.GRCH37) for read in reads]
    made = [document_of(spec, read, context) for spec, read in zip(specs, reads, strict=True)]
    assert {document["status"] for document in made} == {"OK"}
    return {document["sample"]["id"]: document for document in made}


@cache
def first(*, with_fasta: bool) -> dict[str, dict[str, Any]]:
    return documents(MAF, with_fasta=with_fasta)


def told(document: dict[str, Any], leave_out: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in item.items() if name not in leave_out}
        for item in document["alterations"]
    ]


@pytest.mark.parametrize("with_fasta", [True, False])
def test_one_maf_of_all_tumours_gives_every_tumour_its_alterations(with_fasta: bool, tmp_path: Path) -> None:
    made = first(with_fasta=with_fasta)
    path = tmp_path / "all.maf"
    rows = [MAF_COLUMNS, *(row for document in made.values() for row in maf_rows(document))]
    path.write_text("\n".join(map("\t".join, rows)) + "\n", encoding="utf-8")
    again = documents(path, with_fasta=with_fasta)
    assert again.keys() == made.keys()
    assert sum(len(document["alterations"]) for document in again.values()) > TUMOURS
    for name, document in again.items():
        assert told(document, TOLD_ANEW) == told(made[name], TOLD_ANEW), name


@pytest.mark.parametrize("with_fasta", [True, False])
def test_the_vcf_of_a_tumour_gives_its_alterations(with_fasta: bool, tmp_path: Path) -> None:
    made, context = first(with_fasta=with_fasta), context_of(with_fasta=with_fasta)
    path = tmp_path / "tumour.vcf"
    for name in list(made)[:FILES]:
        path.write_text(vcf_text(made[name]), encoding="utf-8")
        again = document_of_vcf(path, None, context)
        # a name that the library gave is the file's from now on
        leave_out = TOLD_ANEW if with_fasta else {"reasons"}
        assert told(again, leave_out) == told(made[name], leave_out), name
