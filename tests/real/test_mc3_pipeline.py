"""Published calls of 2,008 tumours through the pipeline: nothing is lost, and every way in gives one answer.

What stands in the tables below is explained one by one; a new difference, or one that went away, fails the test.
"""

from __future__ import annotations

import csv
import gzip
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_runs import MAF, VCF, by_key, context_of, document_of_vcf, needs_shared_data
from test_naming_mc3 import EDGE, FRAME, OTHER_5_PRIME, OTHER_ISOFORM, OVER_STOP

from mtorboard.classify import classify
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import AnnotatedVariant
from mtorboard.naming.terms import maf_class
from mtorboard.reading.result import ReadResult
from mtorboard.run.interpret import read_whole_maf

pytestmark = needs_shared_data

CORE = ("TSC1", "TSC2", "PTEN", "PIK3CA", "KRAS")
Row = dict[str, str]

BESIDE_SPLICE = "a splice region, for which this MAF says Intron or Silent"
NO_NAME = "the row has no c. name to hold the class to, so it is not taken over: unresolved without bases"
NO_END = (
    "whether the new frame runs past codon 375 cannot be told without bases: taken as the loss it begins as"
)
NOT_LISTED = "at a residue known for other changes; which amino acid it gives cannot be told without bases"
NO_RESIDUES = "in a window of in-frame changes, once it is moved to its 3' end, which takes bases"

NOT_ON_THE_TRANSCRIPT = {
    "PTEN 10:89622870:G:A": OTHER_5_PRIME,
    "PTEN 10:89622929:C:A": OTHER_5_PRIME,
}
CLASS_DIFFERS_EITHER_WAY = {
    "KRAS 12:25358367:G:A": OTHER_ISOFORM,
    "KRAS 12:25358420:TACAAAATGTGCAT:GTGCTTTC": OTHER_ISOFORM,
    "KRAS 12:25358433:-:TC": OTHER_ISOFORM,
    "KRAS 12:25359336:T:G": OTHER_ISOFORM,
    "KRAS 12:25361199:C:G": OTHER_ISOFORM,
    "KRAS 12:25362794:C:T": OTHER_ISOFORM,
    "KRAS 12:25362826:T:C": OTHER_ISOFORM,
    "KRAS 12:25368473:T:C": OTHER_ISOFORM,
    "PTEN 10:89623354:G:A": OTHER_5_PRIME,
    "PTEN 10:89653779:-:AGAT": EDGE,
    "PTEN 10:89717607:C:A": BESIDE_SPLICE,
    "TSC2 16:2129555:C:G": BESIDE_SPLICE,
}
CLASS_DIFFERS = CLASS_DIFFERS_EITHER_WAY | {
    "PIK3CA 3:178952152:AAAAGATAACT:-": OVER_STOP,
    "PTEN 10:89624272:-:A": FRAME,
    "PTEN 10:89720855:-:A": FRAME,
    "PTEN 10:89720875:G:A": BESIDE_SPLICE,
}
CLASS_DIFFERS_WITHOUT_BASES = CLASS_DIFFERS_EITHER_WAY | {
    "PTEN 10:89711906:T:A": NO_NAME,
    "PTEN 10:89720851:C:G": NO_NAME,
    "TSC1 9:135798791:A:T": NO_NAME,
    "TSC2 16:2105464:G:T": NO_NAME,
    "TSC2 16:2105465:A:T": NO_NAME,
}
FUNCTIONAL_ONLY_WITH_BASES = {
    "GRCh37:3:178916929:G:A": NOT_LISTED,
    "GRCh37:3:178916935:C:T": NOT_LISTED,
    "GRCh37:3:178916945:A:G": NOT_LISTED,
    "GRCh37:7:140453121:CTCCATCGAGATT:C": NO_RESIDUES,
    "GRCh37:10:89653779:C:CAGAT": EDGE,
}
"""Functional changes that a bare file without bases leaves as a VUS, shown as not worked out."""

SNPEFF_WITHOUT_BASES = {
    "GRCh37:10:89725129:AC:A": NO_END,
    "GRCh37:10:89725138:CT:C": NO_END,
    "GRCh37:3:178952151:GAAAAGATAACT:G": OVER_STOP,
}
"""Classes of the SnpEff file without bases that differ from those with bases."""


def core_rows() -> Iterator[Row]:
    with gzip.open(MAF, "rt") as handle:
        yield from (row for row in csv.DictReader(handle, delimiter="\t") if row["Hugo_Symbol"] in CORE)


def place(row: Row) -> str:
    """``GENE contig:start:ref:alt`` as the MAF writes it (1-based, ``-`` for no base)."""
    alleles = (row["Reference_Allele"], row["Tumor_Seq_Allele2"])
    return f"{row['Hugo_Symbol']} {':'.join((row['Chromosome'], row['Start_Position'], *alleles))}"


def judged_rows(*, with_fasta: bool) -> dict[tuple[str, str], Alteration]:
    """Every allele of the MAF, read, named and classified, by tumour barcode and the row it comes from."""
    context = context_of(with_fasta=with_fasta, join_neighbours=False)
    spec = SampleSpec("MC3", MAF, build=Build.GRCH37)
    found = {}
    for barcode, read in read_whole_maf(MAF, spec, context).items():
        assert isinstance(read, ReadResult), read
        for variant, name in context.namer(read.build).name_all(read.variants):
            judged = classify(AnnotatedVariant(variant, name), context.tables, context.settings.thresholds)
            found[barcode, f"{judged.gene} {variant.observed}"] = judged
    return found


@pytest.mark.parametrize("with_fasta", [False, True], ids=["without a FASTA", "with a FASTA"])
def test_every_row_of_the_core_genes_appears_with_veps_class(with_fasta: bool) -> None:
    judged, rows = judged_rows(with_fasta=with_fasta), list(core_rows())
    lost, differs = set(), {}
    for row in rows:
        item = judged.get((row["Tumor_Sample_Barcode"], place(row)))
        if item is None:
            lost.add(place(row))
            continue
        length = len(row["Tumor_Seq_Allele2"].strip("-")) - len(row["Reference_Allele"].strip("-"))
        said = maf_class(item.consequence, length)
        if said != row["Variant_Classification"]:
            differs[place(row)] = f"{said}, VEP {row['Variant_Classification']}"
    found = sum(place(row) not in lost for row in rows)
    print(f"\n{found} of {len(rows)} rows found, {len(differs)} places of another class than VEP's")
    assert lost == set(NOT_ON_THE_TRANSCRIPT)
    expected = CLASS_DIFFERS if with_fasta else CLASS_DIFFERS_WITHOUT_BASES
    assert set(differs) == set(expected), differs


@pytest.fixture(scope="module")
def ways() -> dict[tuple[str, bool], dict[str, dict[str, Any]]]:
    """The alterations of the VCF made of the MAF, bare and with SnpEff's names, without and with bases."""
    names = {"raw": "tcga_mc3.GRCh37.vcf.gz", "snpeff": "tcga_mc3.snpeff.GRCh37.vcf.gz"}
    contexts = {given: context_of(with_fasta=given, join_neighbours=False) for given in (False, True)}
    return {
        (label, given): by_key(document_of_vcf(VCF / name, Build.GRCH37, context))
        for label, name in names.items()
        for given, context in contexts.items()
    }


def test_every_way_in_finds_the_same_alterations(ways: dict[Any, dict[str, Any]]) -> None:
    keys = [set(found) for found in ways.values()]
    assert all(found == keys[0] for found in keys)
    assert len(keys[0]) == 1292


def test_annotation_and_bases_give_one_class(ways: dict[Any, dict[str, Any]]) -> None:
    truth = ways["raw", True]
    for way, differs in ((("snpeff", True), set()), (("snpeff", False), set(SNPEFF_WITHOUT_BASES))):
        found = {key for key, item in ways[way].items() if item["class"] != truth[key]["class"]}
        print(f"\n{way}: {len(truth) - len(found)} of {len(truth)} classes as from the bare file with bases")
        assert found == differs


def test_without_bases_or_annotation_a_class_is_withheld_but_never_wrongly_neutral(
    ways: dict[Any, dict[str, Any]],
) -> None:
    """What cannot be resolved is a VUS that says so; the rest is explained by name."""
    truth, bare = ways["raw", True], ways["raw", False]
    differs = {key for key, item in bare.items() if item["class"] != truth[key]["class"]}
    changes = Counter((bare[key]["class"], truth[key]["class"]) for key in differs)
    print(f"\nbare: {len(truth) - len(differs)} of {len(truth)} classes; {dict(changes)}")
    assert not [key for key in differs if bare[key]["class"] in ("BENIGN", "LIKELY_BENIGN", "PASSENGER")]
    missed = {key for key in differs if truth[key]["counts"]}
    assert missed == set(FUNCTIONAL_ONLY_WITH_BASES), {k: truth[k]["hgvs_p"] for k in missed}
    loud = {key for key in differs if bare[key]["counts"] and not truth[key]["counts"]}
    assert loud == {key for key, why in SNPEFF_WITHOUT_BASES.items() if why == NO_END}


@pytest.mark.slow
def test_no_tumour_of_the_whole_file_fails(tmp_path: Path) -> None:
    """The command as a user gives it; prints wall time and peak memory."""
    command = [
        sys.executable,
        "-m",
        "mtorboard",
        "run",
        str(MAF),
        "--build",
        "GRCh37",
        "--outdir",
        str(tmp_path),
    ]
    options = [
        "--region",
        "US",
        "--report-date",
        "2026-11-22",
        "--assay",
        "exome_with_copy_number",
        "--formats",
        "json",
    ]
    begin = time.monotonic()
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    seconds, peak = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    lines = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 3]
    print(f"\n{len(lines)} tumours in {seconds:.1f} s, at most {peak:.0f} MiB")
    assert done.returncode == 0, done.stderr[-1000:]
    assert Counter(line[1] for line in lines) == {"OK": 2008}
    assert len(list(tmp_path.glob("*/report.json"))) == 2008
    assert peak < 1024
