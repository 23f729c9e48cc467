"""Names of 1,332 published tumour variants (TCGA MC3) against Ensembl VEP's, with and without a reference.

``measure`` works out the figures and every difference; run as a script it prints them. Each difference that stands
is listed below with its reason; a new one, or one that went away, fails the test.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from mtorboard.knowledge import resources_root
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.tables import load_tables
from mtorboard.model.enums import Build, Consequence, Naming
from mtorboard.model.variant import FileAnnotation, Name, ReadSupport, Variant, VariantKey
from mtorboard.naming import Namer
from mtorboard.naming.hgvs import parse_coding, parse_protein
from mtorboard.naming.terms import compatible, maf_class
from mtorboard.reading.reference import Reference

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", ROOT.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared data folder {SHARED} is not there")

OTHER_ISOFORM = "VEP named the 4A transcript of KRAS, which differs from the pinned 4B past codon 150"
OTHER_5_PRIME = (
    "VEP's transcript begins further upstream than the pinned one or has another untranslated exon"
)
OTHER_3_PRIME = "VEP's transcript ends further downstream than the pinned one"
FRAME = "a frame shift whose first new codon is a stop: VEP says stop gained, its length says frameshift"
EDGE = "VEP judged the leftmost spelling; written 3'-most the splice site's bases are intact and the frame decides"
OVER_STOP = "a deletion over the end of the stop codon, for which VEP names neither protein nor loss"

C_DIFFERS = {
    "10:89623354:G:A": OTHER_5_PRIME,
    "12:25358367:G:A": OTHER_ISOFORM,
    "12:25358420:TACAAAATGTGCAT:GTGCTTTC": OTHER_ISOFORM,
    "12:25358433:T:TTC": OTHER_ISOFORM,
    "12:25359336:T:G": OTHER_ISOFORM,
    "12:25361199:C:G": OTHER_ISOFORM,
    "12:25362635:T:C": OTHER_ISOFORM,
    "12:25362794:C:T": OTHER_ISOFORM,
    "12:25362826:T:C": OTHER_ISOFORM,
    "12:25368473:T:C": OTHER_ISOFORM,
    "14:105259081:G:C": OTHER_5_PRIME,
}
P_DIFFERS = {
    "3:178952151:GAAAAGATAACT:G": OVER_STOP,
    "12:25362794:C:T": OTHER_ISOFORM,
    "12:25362826:T:C": OTHER_ISOFORM,
    "12:25368473:T:C": OTHER_ISOFORM,
    "16:2122983:AG:A": EDGE,
    "17:29541466:TAG:T": EDGE,
    "17:29685496:AG:A": EDGE,
}
CLASS_DIFFERS = {
    "3:178952151:GAAAAGATAACT:G": OVER_STOP,
    "10:89623354:G:A": OTHER_5_PRIME,
    "10:89624272:T:TA": FRAME,
    "10:89653779:C:CAGAT": EDGE,
    "10:89720855:T:TA": FRAME,
    "12:25358367:G:A": OTHER_ISOFORM,
    "12:25358420:TACAAAATGTGCAT:GTGCTTTC": OTHER_ISOFORM,
    "12:25358433:T:TTC": OTHER_ISOFORM,
    "12:25359336:T:G": OTHER_ISOFORM,
    "12:25361199:C:G": OTHER_ISOFORM,
    "12:25362794:C:T": OTHER_ISOFORM,
    "12:25362826:T:C": OTHER_ISOFORM,
    "12:25368473:T:C": OTHER_ISOFORM,
    "14:105259081:G:C": OTHER_5_PRIME,
    "17:29541466:TAG:T": EDGE,
    "17:29685496:AG:A": EDGE,
}
CLASS_DIFFERS_WITHOUT_BASES = {
    key: reason
    for key, reason in CLASS_DIFFERS.items()
    # Unresolved without bases, so it cannot differ; or named where the file placed it, which is where VEP judged.
    if key
    not in {
        "12:25362794:C:T",
        "12:25362826:T:C",
        "10:89653779:C:CAGAT",
        "17:29541466:TAG:T",
        "17:29685496:AG:A",
    }
}
BEYOND_THE_TRANSCRIPT = {
    "10:89622870:G:A": OTHER_5_PRIME,
    "10:89622929:C:A": OTHER_5_PRIME,
    "15:66784397:CA:C": OTHER_3_PRIME,
}


@dataclass(frozen=True)
class Published:
    """What VEP says of a variant: empty where it says nothing."""

    key: VariantKey
    gene: str
    hgvs_c: str
    hgvs_p: str
    maf_class: str

    @property
    def place(self) -> str:
        return f"{self.key.contig}:{self.key.pos}:{self.key.ref}:{self.key.alt}"


@dataclass
class Measurement:
    """Figures of one run; the sets hold the places that differ from VEP."""

    genes: Counter[str] = field(default_factory=Counter)
    naming: Counter[Naming] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    c_differs: set[str] = field(default_factory=set)
    p_differs: set[str] = field(default_factory=set)
    class_differs: set[str] = field(default_factory=set)
    unresolved: Counter[str] = field(default_factory=Counter)
    beyond: set[str] = field(default_factory=set)

    def text(self) -> str:
        """The figures in a few lines."""
        lines = [f"named: {sum(self.naming.values())} of {sum(self.genes.values())} on pinned transcripts"]
        for what, differs in (("c.", self.c_differs), ("p.", self.p_differs), ("class", self.class_differs)):
            of = self.compared[what]
            if of:
                lines.append(f"{what} as VEP's: {of - len(differs)} of {of} ({len(differs)} differ)")
        if self.unresolved:
            counts = ", ".join(f"{count} {name}" for name, count in sorted(self.unresolved.items()))
            lines.append(f"not resolved without bases: {counts}")
        return "\n".join(lines)


def published(shared: Path) -> Iterator[Published]:
    """VEP's names from the MAF for each record of the VCF made of it."""
    rows = {}
    with gzip.open(shared / "maf" / "tcga_mc3.panel.GRCh37.maf.gz", "rt") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            where = (row["Chromosome"], int(row["Start_Position"]))
            rows[(*where, row["Reference_Allele"], row["Tumor_Seq_Allele2"])] = row
    with gzip.open(shared / "vcf" / "tcga_mc3.GRCh37.vcf.gz", "rt") as handle:
        for line in handle:
            if line.startswith("#"):
                continue
            contig, pos, _, ref, alt = line.split("\t")[:5]
            row = rows[maf_alleles(contig, int(pos), ref, alt)]
            yield Published(
                key=VariantKey(Build.GRCH37, contig, int(pos), ref, alt),
                gene=row["Hugo_Symbol"],
                hgvs_c=row["HGVSc"],
                hgvs_p=row["HGVSp_Short"],
                maf_class=row["Variant_Classification"],
            )


def maf_alleles(contig: str, pos: int, ref: str, alt: str) -> tuple[str, int, str, str]:
    """A MAF writes an indel without its anchor, an insertion at the base before it."""
    if len(ref) != len(alt) and ref[0] == alt[0]:
        ref, alt, pos = ref[1:], alt[1:], pos + 1
    return (contig, pos, ref, alt or "-") if ref else (contig, pos - 1, "-", alt)


def measure(shared: Path, tables: Tables, *, with_reference: bool) -> Measurement:
    """Name every MC3 variant of the panel's genes and compare with VEP up to style.

    Args:
        shared: the shared data folder.
        tables: the curated tables.
        with_reference: name with the panel FASTA, or from coordinates alone (then c. and p. are not compared).
    """
    found = Measurement()
    fasta = shared / "reference" / "panel.GRCh37.fa.gz"
    reference = Reference.open(fasta, Build.GRCH37) if with_reference else None
    namer = Namer(tables, Build.GRCH37, reference)
    for truth in published(shared):
        if truth.gene not in tables.transcripts[Build.GRCH37]:
            continue
        found.genes[truth.gene] += 1
        name = namer.name(Variant(truth.key, "MC3", ReadSupport()))
        if name is None:
            found.beyond.add(truth.place)
            continue
        found.naming[name.naming] += 1
        _compare_class(found, truth, name)
        if with_reference:
            _compare_names(found, truth, name)
    namer.close()
    return found


def _compare_class(found: Measurement, truth: Published, name: Name) -> None:
    if name.consequence is Consequence.CODING_UNRESOLVED:
        found.unresolved[truth.maf_class] += 1
        return
    found.compared["class"] += 1
    said = maf_class(name.consequence, len(truth.key.alt) - len(truth.key.ref))
    if said == "Splice_Region":  # these MC3 files do not use the word
        said = "Silent" if name.codons else "Intron"
    if said != truth.maf_class:
        found.class_differs.add(truth.place)


def _compare_names(found: Measurement, truth: Published, name: Name) -> None:
    if truth.hgvs_c:  # 35 rows have none
        found.compared["c."] += 1
        coding = parse_coding(truth.hgvs_c)
        if name.hgvs_c != (coding.text if coding else None):
            found.c_differs.add(truth.place)
    found.compared["p."] += 1
    protein = parse_protein(truth.hgvs_p)
    if name.hgvs_p != (protein.text if protein else None):
        found.p_differs.add(truth.place)


@pytest.fixture(scope="module")
def tables() -> Tables:
    root = resources_root()
    return load_tables(root / "knowledge", root / "panel")


@pytest.fixture(scope="module")
def with_bases(tables: Tables) -> Measurement:
    return measure(SHARED, tables, with_reference=True)


@pytest.fixture(scope="module")
def without_bases(tables: Tables) -> Measurement:
    return measure(SHARED, tables, with_reference=False)


def test_the_file_holds_what_the_figures_speak_of(with_bases: Measurement) -> None:
    assert sum(1 for _ in published(SHARED)) == 1332
    assert {"TSC1", "TSC2", "PTEN", "PIK3CA", "KRAS"} <= set(with_bases.genes)
    assert sum(with_bases.genes.values()) >= 1295


def test_every_variant_of_a_panel_gene_is_named_from_its_bases(with_bases: Measurement) -> None:
    print(with_bases.text())
    assert set(with_bases.naming) == {Naming.LIBRARY}
    assert with_bases.beyond == set(BEYOND_THE_TRANSCRIPT)


def test_coding_names_are_veps_but_for_the_explained_ones(with_bases: Measurement) -> None:
    assert with_bases.c_differs == set(C_DIFFERS)


def test_protein_names_are_veps_but_for_the_explained_ones(with_bases: Measurement) -> None:
    assert with_bases.p_differs == set(P_DIFFERS)


def test_consequence_classes_are_veps_but_for_the_explained_ones(with_bases: Measurement) -> None:
    assert with_bases.class_differs == set(CLASS_DIFFERS)
    assert not with_bases.unresolved


def test_coordinates_alone_give_veps_class_or_none(without_bases: Measurement) -> None:
    print(without_bases.text())
    assert without_bases.class_differs == set(CLASS_DIFFERS_WITHOUT_BASES)
    truncating = {"Frame_Shift_Del", "Frame_Shift_Ins", "Splice_Site", "Translation_Start_Site"}
    in_frame = {"In_Frame_Del", "In_Frame_Ins"}
    assert not (truncating | in_frame) & set(without_bases.unresolved)


def test_no_stop_of_a_tumour_suppressor_is_missed_without_bases(tables: Tables) -> None:
    namer = Namer(tables, Build.GRCH37, None)
    suppressors = {stop.gene for stop in tables.stop_gains.values()}
    assert {"TSC1", "TSC2", "PTEN", "NF1", "STK11"} <= suppressors
    stops = [
        truth
        for truth in published(SHARED)
        if truth.gene in suppressors and truth.maf_class == "Nonsense_Mutation" and truth.key.is_snv
    ]
    named = [namer.name(Variant(truth.key, "MC3", ReadSupport())) for truth in stops]
    assert len(stops) > 80
    assert {name.consequence for name in named if name} == {Consequence.STOP_GAINED}


def snpeff_annotations(shared: Path) -> dict[VariantKey, tuple[FileAnnotation, ...]]:
    """What SnpEff's ``ANN`` says of each record of the annotated VCF."""
    found = {}
    with gzip.open(shared / "vcf" / "tcga_mc3.snpeff.GRCh37.vcf.gz", "rt") as handle:
        for line in handle:
            if line.startswith("#"):
                continue
            contig, pos, _, ref, alt, _, _, info, *_ = line.split("\t")
            entries = [entry.split("|") for entry in info.removeprefix("ANN=").split(";")[0].split(",")]
            found[VariantKey(Build.GRCH37, contig, int(pos), ref, alt)] = tuple(
                FileAnnotation("ANN", e[3], e[6], tuple(e[1].split("&")), e[9] or None, e[10] or None)
                for e in entries
            )
    return found


def test_the_files_annotation_and_the_bases_lead_to_one_answer(tables: Tables) -> None:
    """SnpEff without a reference, a reference without SnpEff, and both together."""
    bases = Namer(tables, Build.GRCH37, Reference.open(SHARED / "reference/panel.GRCh37.fa.gz", Build.GRCH37))
    bare = Namer(tables, Build.GRCH37, None)
    compared = 0
    for key, said in snpeff_annotations(SHARED).items():
        plain = Variant(key, "MC3", ReadSupport())
        annotated = replace(plain, annotations=said)
        from_bases, from_both, from_file = bases.name(plain), bases.name(annotated), bare.name(annotated)
        if from_bases is None or from_both is None or from_file is None:
            continue
        compared += 1
        assert replace(from_both, naming=from_bases.naming, notes=()) == replace(from_bases, notes=())
        assert from_file.hgvs_c == from_bases.hgvs_c
        assert compatible(from_file.consequence, from_bases.consequence), (from_file, from_bases)
        assert from_file.naming is Naming.FILE_ANNOTATION
    assert compared > 1280


@pytest.mark.parametrize("build", list(Build))
def test_curated_alleles_and_stops_are_named_alike_with_and_without_bases(
    tables: Tables, build: Build
) -> None:
    reference = Reference.open(SHARED / "reference" / f"panel.{build}.fa.gz", build)
    with_reference, without = Namer(tables, build, reference), Namer(tables, build, None)
    rows = [*tables.alleles, *tables.stop_gains.values()]
    from_bases = 0
    for row in rows:
        variant = Variant(row.keys[build], "T1", ReadSupport())
        named, bare = with_reference.name(variant), without.name(variant)
        assert named is not None
        assert bare is not None
        from_bases += named.naming is Naming.LIBRARY
        facts = [(n.gene, n.consequence, n.hgvs_c, n.hgvs_p, n.codons, n.new_stop) for n in (named, bare)]
        assert facts[0] == facts[1], row
    assert from_bases > 0.9 * len(rows)


if __name__ == "__main__":
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    known = load_tables(resources_root() / "knowledge", resources_root() / "panel")
    for label, given in (("with the reference", True), ("without a reference", False)):
        print(f"{label}\n{measure(shared, known, with_reference=given).text()}\n")
