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
from dataclasses import replace
from pathlib import Path
from typing import Any

import pysam.bcftools
import pytest
from real_runs import MAF, VCF, by_key, context_of, document_of_vcf, needs_shared_data, panel_files
from test_naming_mc3 import EDGE, FRAME, OTHER_3_PRIME, OTHER_5_PRIME, OTHER_ISOFORM, OVER_STOP, maf_alleles

from mtorboard.classify import classify
from mtorboard.knowledge import load
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import AnnotatedVariant
from mtorboard.naming.terms import maf_class
from mtorboard.reading.funnel import Drop
from mtorboard.reading.result import ReadResult
from mtorboard.run.interpret import read_whole_maf

pytestmark = needs_shared_data

NOT_PLACED = {"NPRL3"}
"""Genes of the MAF that the panel places on GRCh38 alone."""
Row = dict[str, str]

BESIDE_SPLICE = "a splice region, for which this MAF says Intron or Silent"
NO_NAME = "the row has no c. name to hold the class to, so it is not taken over: unresolved without bases"
SPLIT_CODON = "an intron splits its codon, and neither VEP's transcript nor the shared FASTA gives its bases"
NO_END = (
    "whether the new frame runs past codon 375 cannot be told without bases: taken as the loss it begins as"
)
NOT_LISTED = "at a residue known for other changes; which amino acid it gives cannot be told without bases"
NO_RESIDUES = "in a window of in-frame changes, once it is moved to its 3' end, which takes bases"

KEEPS_DONOR = (
    "SnpEff judged one spelling; another removes the donor's bases, and the change stays in the intron"
)
NOT_3_PRIME = "SnpEff does not name the last of the residues in the repeat"

NOT_ON_THE_TRANSCRIPT = {
    "MAP2K1 15:66784398:A:-": OTHER_3_PRIME,
    "PTEN 10:89622870:G:A": OTHER_5_PRIME,
    "PTEN 10:89622929:C:A": OTHER_5_PRIME,
}
CLASS_DIFFERS_EITHER_WAY = {
    "AKT1 14:105259081:G:C": OTHER_5_PRIME,
    "DEPDC5 22:32179890:C:T": BESIDE_SPLICE,
    "DEPDC5 22:32206507:C:T": SPLIT_CODON,
    "DEPDC5 22:32229973:G:A": BESIDE_SPLICE,
    "KRAS 12:25358367:G:A": OTHER_ISOFORM,
    "KRAS 12:25358420:TACAAAATGTGCAT:GTGCTTTC": OTHER_ISOFORM,
    "KRAS 12:25358433:-:TC": OTHER_ISOFORM,
    "KRAS 12:25359336:T:G": OTHER_ISOFORM,
    "KRAS 12:25361199:C:G": OTHER_ISOFORM,
    "KRAS 12:25362794:C:T": OTHER_ISOFORM,
    "KRAS 12:25362826:T:C": OTHER_ISOFORM,
    "KRAS 12:25368473:T:C": OTHER_ISOFORM,
    "MTOR 1:11194521:G:A": BESIDE_SPLICE,
    "NF1 17:29508730:A:G": BESIDE_SPLICE,
    "NF1 17:29665157:G:A": BESIDE_SPLICE,
    "NPRL2 3:50387112:T:G": NO_NAME,
    "NPRL2 3:50387264:G:A": BESIDE_SPLICE,
    "PTEN 10:89623354:G:A": OTHER_5_PRIME,
    "PTEN 10:89653779:-:AGAT": EDGE,
    "PTEN 10:89717607:C:A": BESIDE_SPLICE,
    "PTEN 10:89720875:G:A": BESIDE_SPLICE,
    "RHEB 7:151168477:T:A": BESIDE_SPLICE,
    "TSC2 16:2129555:C:G": BESIDE_SPLICE,
}
CLASS_DIFFERS = CLASS_DIFFERS_EITHER_WAY | {
    "NF1 17:29541467:AG:-": EDGE,
    "NF1 17:29685497:G:-": EDGE,
    "PIK3CA 3:178952152:AAAAGATAACT:-": OVER_STOP,
    "PTEN 10:89624272:-:A": FRAME,
    "PTEN 10:89720855:-:A": FRAME,
}
CLASS_DIFFERS_WITHOUT_BASES = CLASS_DIFFERS_EITHER_WAY | {
    "MTOR 1:11175493:C:A": NO_NAME,
    "MTOR 1:11181391:T:C": NO_NAME,
    "MTOR 1:11270872:T:A": NO_NAME,
    "MTOR 1:11288885:C:T": NO_NAME,
    "MTOR 1:11313974:G:T": NO_NAME,
    "MTOR 1:11319410:C:A": NO_NAME,
    "NF1 17:29527470:C:T": NO_NAME,
    "NF1 17:29657349:G:T": NO_NAME,
    "NF1 17:29657351:A:C": NO_NAME,
    "NF1 17:29664521:C:T": NO_NAME,
    "PTEN 10:89711906:T:A": NO_NAME,
    "PTEN 10:89720851:C:G": NO_NAME,
    "TSC1 9:135798791:A:T": NO_NAME,
    "TSC2 16:2105464:G:T": NO_NAME,
    "TSC2 16:2105465:A:T": NO_NAME,
}
FUNCTIONAL_ONLY_WITH_BASES = {
    "GRCh37:3:178916935:C:T": NOT_LISTED,
    "GRCh37:7:140453121:CTCCATCGAGATT:C": NO_RESIDUES,
    "GRCh37:10:89653779:C:CAGAT": EDGE,
}
"""Functional changes that a bare file without bases leaves as a VUS, shown as not worked out."""

NO_END_KNOWN = {"GRCh37:10:89725129:AC:A": NO_END, "GRCh37:10:89725138:CT:C": NO_END}
SNPEFF_WITHOUT_BASES = NO_END_KNOWN | {"GRCh37:3:178952151:GAAAAGATAACT:G": OVER_STOP}
CSQ_WITHOUT_BASES = NO_END_KNOWN | {
    "GRCh37:7:140453121:CTCCATCGAGATT:C": NO_RESIDUES,
    "GRCh37:10:89653779:C:CAGAT": EDGE,
}
VEP_WITHOUT_BASES = {
    "MTOR 1:11313974:G:T": NO_NAME,
    "MTOR 1:11319410:C:A": NO_NAME,
    "PTEN 10:89653779:-:AGAT": EDGE,
    "TSC2 16:2105464:G:T": NO_NAME,
}
"""Classes of the annotated files without bases that differ from those with bases."""
ANNOTATORS_DIFFER = {
    "snpeff": {
        "GRCh37:3:178952151:GAAAAGATAACT:G": OVER_STOP,
        "GRCh37:10:89624264:AAAG:A": NOT_3_PRIME,
        "GRCh37:10:89685314:TGTAA:T": KEEPS_DONOR,
        "GRCh37:10:89712015:CAGTA:C": KEEPS_DONOR,
        "GRCh37:16:2122983:AG:A": EDGE,
        "GRCh37:17:29684387:TGTAA:T": KEEPS_DONOR,
    },
    "csq": {
        "GRCh37:10:89653779:C:CAGAT": EDGE,
        "GRCh37:17:29541466:TAG:T": EDGE,
        "GRCh37:17:29685496:AG:A": EDGE,
    },
}
"""Annotations that contradict the bases; each report says so beside the name that is used."""


def rows_of_the_maf() -> Iterator[Row]:
    with gzip.open(MAF, "rt") as handle:
        yield from csv.DictReader(handle, delimiter="\t")


def place(row: Row) -> str:
    """``GENE contig:start:ref:alt`` as the MAF writes it (1-based, ``-`` for no base)."""
    alleles = (row["Reference_Allele"], row["Tumor_Seq_Allele2"])
    return f"{row['Hugo_Symbol']} {':'.join((row['Chromosome'], row['Start_Position'], *alleles))}"


def judged_rows(*, with_fasta: bool) -> dict[tuple[str, str], Alteration]:
    """Every allele of the MAF, read, named and classified, by tumour barcode and the row it comes from.

    Filters are set aside, for they end a judgement before a name is looked at.
    """
    context = context_of(with_fasta=with_fasta, as_published=True, whole_genes=True)
    spec = SampleSpec("MC3", MAF, build=Build.GRCH37)
    found = {}
    for barcode, read in read_whole_maf(MAF, spec, context).items():
        assert isinstance(read, ReadResult), read
        for variant, name in context.namer(read.build).name_all(read.variants):
            variant = replace(variant, filters=())
            judged = classify(AnnotatedVariant(variant, name), context.tables, context.settings.thresholds)
            found[barcode, f"{judged.gene} {variant.observed}"] = judged
    return found


@pytest.mark.parametrize("with_fasta", [False, True], ids=["without a FASTA", "with a FASTA"])
def test_every_row_of_the_panel_appears_with_veps_class(with_fasta: bool) -> None:
    judged, every = judged_rows(with_fasta=with_fasta), list(rows_of_the_maf())
    rows = [row for row in every if row["Hugo_Symbol"] not in NOT_PLACED]
    assert {row["Hugo_Symbol"] for row in rows} <= set(load().tables.transcripts[Build.GRCH37])
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
    places = {place(row) for row in rows}
    print(
        f"\n{found} of {len(rows)} rows found ({len(every) - len(rows)} in {', '.join(NOT_PLACED)} not looked at)"
    )
    print(
        f"{len(places - lost - set(differs))} of {len(places)} distinct variants of VEP's class, {len(differs)} not"
    )
    assert lost == set(NOT_ON_THE_TRANSCRIPT)
    expected = CLASS_DIFFERS if with_fasta else CLASS_DIFFERS_WITHOUT_BASES
    assert set(differs) == set(expected), differs


def test_what_lies_too_far_from_coding_sequence_is_untranslated_or_intronic_and_counted() -> None:
    context = context_of(with_fasta=False, as_published=True)
    kept, counted = set(), 0
    for barcode, read in read_whole_maf(MAF, SampleSpec("MC3", MAF, build=Build.GRCH37), context).items():
        assert isinstance(read, ReadResult), read
        kept |= {(barcode, variant.observed) for variant in read.variants}
        counted += sum(step.reasons.get(Drop.DEEP, 0) for step in read.funnel)
    left_out = Counter(
        row["Variant_Classification"]
        for row in rows_of_the_maf()
        if row["Hugo_Symbol"] not in NOT_PLACED
        and CLASS_DIFFERS_EITHER_WAY.get(place(row)) != OTHER_ISOFORM  # coding there, intron here
        and (row["Tumor_Sample_Barcode"], place(row).split(" ")[1]) not in kept
    )
    assert set(left_out) <= {"3'UTR", "5'UTR", "Intron", "5'Flank", "3'Flank", "RNA"}
    assert 50 < sum(left_out.values()) - len(NOT_ON_THE_TRANSCRIPT) <= counted
    print(f"\n{counted} rows lie too far from coding sequence: {dict(left_out)} by VEP")


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], dict[str, dict[str, Any]]]:
    """The alterations of the VCF made of the MAF: bare, by SnpEff and by bcftools, without and with bases."""
    bare, csq = VCF / "tcga_mc3.GRCh37.vcf.gz", tmp_path_factory.mktemp("csq") / "csq.vcf"
    fasta, models = panel_files(Build.GRCH37)
    csq.write_text(str(pysam.bcftools.csq("-l", "-p", "a", "-f", fasta, "-g", models, str(bare))))
    paths = {"raw": bare, "snpeff": VCF / "tcga_mc3.snpeff.GRCh37.vcf.gz", "csq": csq}
    contexts = {
        given: context_of(with_fasta=given, as_published=True, whole_genes=True) for given in (False, True)
    }
    return {
        (label, given): by_key(document_of_vcf(path, Build.GRCH37, context))
        for label, path in paths.items()
        for given, context in contexts.items()
    }


PIECES = {"GRCh37:17:29667632:C:T"}
"""Part of a replacement of 23 bases (29667610) of another tumour: read as one tumour's, the two are one change."""


def test_every_way_in_finds_the_same_alterations(ways: dict[Any, dict[str, Any]]) -> None:
    keys = [set(found) for found in ways.values()]
    assert all(found == keys[0] for found in keys)
    assert len(keys[0]) == 1332 - len(NOT_ON_THE_TRANSCRIPT) - len(PIECES)
    assert not PIECES & keys[0]


@pytest.mark.parametrize(
    ("annotator", "unlike"), [("snpeff", SNPEFF_WITHOUT_BASES), ("csq", CSQ_WITHOUT_BASES)]
)
def test_annotation_and_bases_give_one_class(
    ways: dict[Any, dict[str, Any]], annotator: str, unlike: dict[str, str]
) -> None:
    truth = ways["raw", True]
    for given, differs in ((True, set()), (False, set(unlike))):
        items = ways[annotator, given]
        found = {key for key, item in items.items() if item["class"] != truth[key]["class"]}
        named = sum(item["naming"] == "FILE_ANNOTATION" for item in items.values())
        print(
            f"\n{annotator}, bases {given}: {len(truth) - len(found)} of {len(truth)} classes, {named} file names"
        )
        assert found == differs


@pytest.mark.parametrize("annotator", sorted(ANNOTATORS_DIFFER))
def test_an_annotation_that_contradicts_the_bases_is_reported(
    ways: dict[Any, dict[str, Any]], annotator: str
) -> None:
    said = {
        key: reason
        for key, item in ways[annotator, True].items()
        for reason in item["reasons"]
        if "is not used: it says" in reason
    }
    print(f"\n{annotator}: {len(said)} annotations contradict the bases")
    assert set(said) == set(ANNOTATORS_DIFFER[annotator]), said


@pytest.mark.parametrize("with_fasta", [False, True], ids=["without a FASTA", "with a FASTA"])
def test_veps_names_lead_to_the_class_that_the_bases_give(
    ways: dict[Any, dict[str, Any]], with_fasta: bool
) -> None:
    """Every variant of the MAF that lies on the panel FASTA, with VEP's names from its row."""
    truth = {}
    for key, item in ways["raw", True].items():
        _, contig, pos, ref, alt = key.split(":")
        truth[f"{item['gene']} {':'.join(map(str, maf_alleles(contig, int(pos), ref, alt)))}"] = item
    judged = {at: item for (_, at), item in judged_rows(with_fasta=with_fasta).items() if at in truth}
    differs = {at for at, item in judged.items() if item.class_ != truth[at]["class"]}
    print(
        f"\nVEP, bases {with_fasta}: {len(judged) - len(differs)} of {len(judged)} classes as from the bases"
    )
    assert set(judged) == set(truth)
    assert differs == (set() if with_fasta else set(VEP_WITHOUT_BASES))


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
