"""Alleles and regions that must never be judged otherwise: hotspots, polymorphisms and the traps between them.

Coordinates are 1-based and stand as they were published for each build, so that they do not depend on the
panel's own arithmetic.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pysam
import pytest
from real_data import REPOSITORY, RESOURCES, shared_data

from mtorboard.knowledge.records import Allele, Region
from mtorboard.knowledge.tables import load_tables, parse_key, table_rows
from mtorboard.model.enums import AlterationClass as Class
from mtorboard.model.enums import Build, Effect
from mtorboard.reading.spans import NearCoding

TABLES = load_tables(RESOURCES / "knowledge", RESOURCES / "panel")
LOST = {symbol for symbol, gene in TABLES.genes.items() if gene.direction is Effect.LOF}
ALTERED = {Class.HOTSPOT, Class.KNOWN, Class.LIKELY}


def found(key37: str, key38: str) -> Allele | None:
    """The allele that both keys name; ``None`` if they name none or two."""
    here, there = (
        TABLES.alleles_by_key.get(parse_key(key, build))
        for key, build in ((key38, Build.GRCH38), (key37, Build.GRCH37))
    )
    return here if here is there else None


def named(gene: str, *proteins: str) -> list[Allele]:
    rows = [row for row in TABLES.alleles if row.gene == gene and row.hgvs_p in proteins]
    assert {row.hgvs_p for row in rows} == set(proteins)
    return rows


def regions(gene: str, kind: str) -> list[Region]:
    return [region for region in TABLES.regions.get(gene, ()) if region.kind == kind]


def in_window(gene: str, first: int, last: int) -> bool:
    return any(r.first_codon <= first and last <= r.last_codon for r in regions(gene, "INFRAME_WINDOW"))


@pytest.mark.parametrize(
    ("key37", "key38", "allele_id"),
    [
        ("3:12645699:G:A", "3:12604200:G:A", "RAF1:S257L:c.770C>T"),
        ("3:12645693:G:A", "3:12604194:G:A", "RAF1:S259F:c.776C>T"),
        ("3:138374244:T:A", "3:138655402:T:A", "PIK3CB:D1067V:c.3200A>T"),
        ("3:138453486:C:T", "3:138734644:C:T", "PIK3CB:R321Q:c.962G>A"),
        ("4:1803568:C:G", "4:1801841:C:G", "FGFR3:S249C:c.746C>G"),
        ("5:67589138:G:A", "5:68293310:G:A", "PIK3R1:G376R:c.1126G>A"),
        ("5:67591097:A:G", "5:68295269:A:G", "PIK3R1:N564D:c.1690A>G"),
        ("7:55259515:T:G", "7:55191822:T:G", "EGFR:L858R:c.2573T>G"),
        ("7:151188050:A:T", "7:151490964:A:T", "RHEB:Y35N:c.103T>A"),
        ("10:123279677:G:C", "10:121520163:G:C", "FGFR2:S252W:c.755C>G"),
        ("12:112888210:G:A", "12:112450406:G:A", "PTPN11:E76K:c.226G>A"),
        ("12:112910844:T:G", "12:112473040:T:G", "PTPN11:F285V:c.853T>G"),
        ("12:112926908:C:G", "12:112489104:C:G", "PTPN11:Q510E:c.1528C>G"),
        ("12:133253184:G:C", "12:132676598:G:C", "POLE:P286R:c.857C>G"),
        ("12:133250289:C:A", "12:132673703:C:A", "POLE:V411L:c.1231G>T"),
        ("17:7577121:G:A", "17:7673803:G:A", "TP53:R273C:c.817C>T"),
        ("17:37868208:C:T", "17:39711955:C:T", "ERBB2:S310F:c.929C>T"),
        ("19:4117549:A:T", "19:4117551:A:T", "MAP2K2:F57L:c.171T>A"),
        ("19:18273784:G:A", "19:18162974:G:A", "PIK3R2:G373R:c.1117G>A"),
        ("1:243859016:C:T", "1:243695714:C:T", "AKT3:E17K:c.49G>A"),
    ],
)
def test_hotspot_is_found_at_its_published_place_on_both_builds(key37: str, key38: str, allele_id: str):
    row = found(key37, key38)
    assert row is not None
    assert (row.allele_id, row.class_) == (allele_id, Class.HOTSPOT)


@pytest.mark.parametrize(
    ("key37", "key38", "allele_id"),
    [
        ("3:178927410:A:G", "3:179209622:A:G", "PIK3CA:I391M:c.1173A>G"),
        ("4:1806131:T:C", "4:1804404:T:C", "FGFR3:F384L:c.1150T>C"),
        ("5:67588148:G:A", "5:68292320:G:A", "PIK3R1:M326I:c.978G>A"),
        ("5:176520243:G:A", "5:177093242:G:A", "FGFR4:G388R:c.1162G>A"),
        ("7:55229255:G:A", "7:55161562:G:A", "EGFR:R521K:c.1562G>A"),
        ("9:135779052:G:A", "9:132903665:G:A", "TSC1:H732Y:c.2194C>T"),
        ("9:135786904:A:G", "9:132911517:A:G", "TSC1:M322T:c.965T>C"),
        ("10:123310871:A:G", "10:121551357:A:G", "FGFR2:M186T:c.557T>C"),
        ("17:37879588:A:G", "17:39723335:A:G", "ERBB2:I655V:c.1963A>G"),
        ("17:37884037:C:G", "17:39727784:C:G", "ERBB2:P1170A:c.3508C>G"),
        ("19:1223125:C:G", "19:1223126:C:G", "STK11:F354L:c.1062C>G"),
        ("19:18273047:T:C", "19:18162237:T:C", "PIK3R2:S313P:c.937T>C"),
    ],
)
def test_polymorphism_is_benign_on_both_builds(key37: str, key38: str, allele_id: str):
    row = found(key37, key38)
    assert row is not None
    assert (row.allele_id, row.class_, row.effect) == (allele_id, Class.BENIGN, Effect.NEUTRAL)


def test_no_hotspot_residue_lies_at_a_polymorphism():
    benign = {
        (row.gene, int(row.hgvs_p[1:-1]))
        for row in TABLES.alleles
        if row.class_ in (Class.BENIGN, Class.LIKELY_BENIGN) and row.hgvs_p
    }
    hot = {(gene, region.first_codon) for gene in TABLES.genes for region in regions(gene, "HOTSPOT_RESIDUE")}
    assert benign & hot == set()


def test_where_the_reference_has_the_rare_allele_the_row_says_so():
    for gene, protein in (("PIK3R2", "S313P"), ("ERBB2", "P1170A")):
        (row,) = named(gene, protein)
        assert "The reference has the rare" in row.note


def test_stop_inside_an_oncogene_hotspot_is_a_passenger():
    stops = {
        (row.gene, row.hgvs_p): row
        for row in TABLES.alleles
        if row.hgvs_p[-1:] == "*" and row.gene not in LOST
    }
    named_in_hotspot_tables = {
        *(("AKT1", "E17*"), ("AKT3", "E17*"), ("BRAF", "G469*"), ("BRAF", "L485*"), ("NRAS", "Q61*")),
        *(("PIK3CA", "E81*"), ("PIK3CA", "R357*"), ("RHEB", "Y35*"), ("FGFR1", "K656*"), ("CTNNB1", "G34*")),
    }
    assert set(stops) == named_in_hotspot_tables
    assert {(row.class_, row.effect) for row in stops.values()} == {(Class.PASSENGER, Effect.UNKNOWN)}


def test_missense_at_a_residue_that_stops_made_a_hotspot_does_not_inherit_loss():
    traps = [
        *named("NF1", "R440Q", "R461Q", "R2450Q"),
        *named("PTEN", "R233Q", "R335G", "R335P"),
        *named("STK11", "E165K", "E165Q"),
    ]
    assert {(row.class_, row.effect) for row in traps} == {(Class.VUS, Effect.UNKNOWN)}
    for row in traps:
        codons = {region.first_codon for region in regions(row.gene, "HOTSPOT_RESIDUE")}
        assert int(row.hgvs_p[1:-1]) not in codons


def test_alleles_that_look_unusual_are_altered():
    for gene, proteins in (("PIK3CA", "E726K R88Q G118D"), ("KRAS", "A146T"), ("STK11", "D194N")):
        assert {row.class_ for row in named(gene, *proteins.split())} == {Class.HOTSPOT}


def test_fgfr1_is_numbered_on_the_protein_of_822_residues():
    assert TABLES.genes["FGFR1"].protein_length == 822
    proteins = {row.hgvs_p for row in TABLES.alleles if row.gene == "FGFR1"}
    assert {"N546K", "K656E"} <= proteins
    assert not {"N577K", "K687E"} & proteins
    assert found("8:38274849:G:C", "8:38417331:G:C") in named("FGFR1", "N546K")
    assert found("8:38272308:T:C", "8:38414790:T:C") in named("FGFR1", "K656E")


def test_nf1_r1849q_of_the_short_form_is_r1870q():
    (row,) = named("NF1", "R1870Q")
    assert (row.hgvs_c, row.class_) == ("c.5609G>A", Class.HOTSPOT)
    assert not [other for other in TABLES.alleles if (other.gene, other.hgvs_p) == ("NF1", "R1849Q")]


def test_two_bases_that_tumours_change_together_have_rows_of_their_own():
    for key37, key38, protein in (
        ("17:37880219:TT:CC", "17:39723966:TT:CC", "L755P"),
        ("17:37879601:TT:AG", "17:39723348:TT:AG", "V659E"),
        ("7:55221821:GC:AT", "7:55154128:GC:AT", "A289I"),
    ):
        row = found(key37, key38)
        assert row is not None
        assert row.hgvs_p == protein


@pytest.mark.parametrize(
    ("gene", "first", "last", "name"),
    [
        ("EGFR", 746, 750, "E746_A750del"),
        ("EGFR", 747, 753, "L747_P753delinsS"),
        ("EGFR", 709, 710, "E709_T710delinsD"),
        ("EGFR", 770, 771, "D770_N771insG"),
        ("ERBB2", 770, 771, "Y772_A775dup, placed furthest left"),
        ("ERBB2", 778, 780, "G778_P780dup"),
        ("AKT2", 60, 75, "C60_I75dup"),
        ("PIK3R1", 379, 380, "L380del"),
        ("PIK3R1", 397, 401, "T397_V401del"),
        ("PIK3R1", 446, 460, "G446_S460del"),
        ("PIK3R1", 576, 576, "T576del"),
        ("MAP2K1", 102, 103, "E102_I103del"),
    ],
)
def test_in_frame_hotspot_lies_in_a_window(gene: str, first: int, last: int, name: str):
    assert in_window(gene, first, last), name


@pytest.mark.parametrize(("gene", "codon"), [("EGFR", 790), ("ERBB2", 755), ("PIK3R1", 500), ("RHEB", 35)])
def test_no_window_reaches_other_residues(gene: str, codon: int):
    assert not in_window(gene, codon, codon)


def test_windows_and_hotspots_are_altered_in_the_direction_of_their_gene():
    for gene, record in TABLES.genes.items():
        effects = {row.effect for row in TABLES.alleles if row.gene == gene and row.class_ in ALTERED}
        effects |= {r.effect for r in TABLES.regions.get(gene, ()) if r.class_ in ALTERED}
        assert effects <= {record.direction}, gene


def test_truncation_and_splice_exceptions_are_where_loss_does_not_follow():
    stretches = defaultdict(set)
    for gene in TABLES.genes:
        for region in regions(gene, "TRUNCATION_EXCEPTION"):
            stretches[gene].add((region.first_codon, region.last_codon))
    assert stretches == {
        "TSC1": {(993, 1164)},
        "TSC2": {(946, 989), (1272, 1295)},
        "PTEN": {(376, 403)},
        "PIK3R2": {(1, 728)},
    }
    assert 2967 in {region.first_c for region in regions("TSC2", "SPLICE_EXCEPTION")}


def test_pole_counts_in_the_exonuclease_domain_alone():
    rows = [row for row in TABLES.alleles if row.gene == "POLE"]
    assert {"P286R", "V411L", "S297F", "S459F", "A456P"} <= {row.hgvs_p for row in rows}
    assert all(268 <= int(row.hgvs_p[1:-1]) <= 471 for row in rows)


def test_tp53_hotspots_and_truncations_are_losses():
    hotspots = {region.first_codon for region in regions("TP53", "HOTSPOT_RESIDUE")}
    assert hotspots == {175, 220, 245, 248, 249, 273, 282}
    (y220c,) = named("TP53", "Y220C")
    assert y220c.effect is Effect.LOF
    stop = TABLES.stop_gains[parse_key("17:7674894:G:A", Build.GRCH38)]
    assert (stop.gene, stop.hgvs_p) == ("TP53", "R213*")


def test_share_of_missense_is_the_one_that_the_note_tells():
    for gene in TABLES.genes:
        for region in regions(gene, "HOTSPOT_RESIDUE"):
            if told := re.match(r"(\d+) of (\d+) changed tumours", region.note):
                missense, tumours = map(int, told.groups())
                assert region.tumours == tumours
                assert region.missense_fraction == pytest.approx(missense / tumours, abs=0.005)


def test_genes_for_which_missense_says_nothing_have_no_hotspot_residue():
    for gene in ("TSC1", "TSC2", "FLCN", "DEPDC5", "NPRL2", "NPRL3", "INPP4B"):
        assert regions(gene, "HOTSPOT_RESIDUE") == []


def test_a_codon_with_an_unread_base_makes_its_row_unchecked():
    for _, row in table_rows(RESOURCES / "knowledge" / "alleles.tsv"):
        if set(row["codons"]) - set("ACGT>"):
            assert row["source"].endswith("; bases unchecked"), row["allele_id"]


class Reference:
    """The shared FASTAs; ``N`` where they have no base."""

    def __init__(self) -> None:
        paths = {build: shared_data("reference", f"panel.{build}.fa.gz") for build in Build}
        self.fasta = {build: pysam.FastaFile(str(path)) for build, path in paths.items()}

    def read(self, build: Build, contig: str, start0: int, end0: int) -> str:
        name = contig if build is Build.GRCH37 else f"chr{contig}"
        held = name in self.fasta[build].references
        return self.fasta[build].fetch(name, start0, end0).upper() if held else "N"


def test_exactly_the_rows_without_reference_bases_say_unchecked():
    reference = Reference()
    for row in TABLES.alleles:
        read = all(
            reference.read(key.build, key.contig, key.pos - 1, key.end) == key.ref
            for key in row.keys.values()
        )
        assert row.provenance.source.endswith("; bases unchecked") is not read, row.allele_id


def test_stops_are_computed_for_exactly_the_lost_genes_that_the_reference_covers():
    reference = Reference()

    def covered(gene: str) -> bool:
        pinned = [TABLES.transcripts[build].get(gene) for build in Build]
        return None not in pinned and not any(
            "N" in reference.read(t.build, t.contig, *interval)
            for t in pinned
            for interval in t.coding_intervals()
        )

    assert {stop.gene for stop in TABLES.stop_gains.values()} == {gene for gene in LOST if covered(gene)}


def test_every_curated_allele_lies_where_small_variants_are_read():
    """A flank as narrow as the configuration allows must not hide a row of the table."""
    narrowest = json.loads((REPOSITORY / "workflow/schemas/config.schema.json").read_text(encoding="utf-8"))
    flank = narrowest["properties"]["thresholds"]["properties"]["coding_flank"]["minimum"]
    near = {build: NearCoding.of(held.values(), flank) for build, held in TABLES.transcripts.items()}
    for allele in TABLES.alleles:
        for build, key in allele.keys.items():
            assert near[build].holds(key.contig, key.pos - 1, key.pos - 1 + len(key.ref)), allele.allele_id
