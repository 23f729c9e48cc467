"""Fusions of oncogenes from breakpoints alone: the side that is kept decides, on either strand and build."""

from __future__ import annotations

from pathlib import Path

import pytest
from structural_files import B37, B38, CALLERS, TABLES, Written, exon, gene, intron, judged, only

from mtorboard.knowledge import resources_root
from mtorboard.knowledge.fusions import fusion_problems, parse_fusion
from mtorboard.knowledge.tables import table_rows
from mtorboard.model.enums import AlterationClass, Build, Consequence, Effect, Role

LIKELY, VUS = AlterationClass.LIKELY, AlterationClass.VUS
FUSION = Consequence.GENE_FUSION
KIAA1549 = {B37: 138_600_000, B38: 138_915_000}
BICC1 = {B37: 60_500_000, B38: 58_740_000}
TACC3 = {B37: 1_735_000, B38: 1_733_000}
"""Places inside the partners, none of which is on the panel."""

every_caller = pytest.mark.parametrize("caller", CALLERS)
both_builds = pytest.mark.parametrize("build", [B37, B38])


@both_builds
@every_caller
@pytest.mark.parametrize("number", [8, 9, 10])
def test_kiaa1549_braf_by_tandem_duplication_keeps_the_kinase_domain(
    tmp_path: Path, caller: str, build: Build, number: int
) -> None:
    written = Written(caller, build, chr_=build is B38)
    record = written.duplication("7", KIAA1549[build], intron("BRAF", number, build))
    found = only(tmp_path, written.text(record), build)
    assert (found.gene, found.class_, found.effect) == ("BRAF", LIKELY, Effect.GOF)
    assert (found.consequence, found.allele_id) == (FUSION, "BRAF:fusion:kinase")
    assert f"BRAF from codon {({8: 381, 9: 393, 10: 439})[number]}" in found.reasons[0]
    assert "RNA or another assay confirms" in found.reasons[0]
    assert "partner and frame are not told" in found.reasons[0]
    assert found.codons is None


@both_builds
@every_caller
def test_fgfr2_bicc1_by_inversion_keeps_the_kinase_domain(tmp_path: Path, caller: str, build: Build) -> None:
    written = Written(caller, build)
    record = written.inversion("10", BICC1[build], intron("FGFR2", 17, build) - 1)
    found = judged(tmp_path, written.text(record), build).alterations
    best = [item for item in found if item.class_ is LIKELY]
    assert [(item.gene, item.allele_id) for item in best] == [("FGFR2", "FGFR2:fusion:5prime")]
    assert "FGFR2 up to codon 767" in best[0].reasons[0]


@both_builds
@every_caller
def test_fgfr3_tacc3_by_tandem_duplication_keeps_the_kinase_domain(
    tmp_path: Path, caller: str, build: Build
) -> None:
    written = Written(caller, build)
    found = only(
        tmp_path, written.text(written.duplication("4", TACC3[build], intron("FGFR3", 17, build))), build
    )
    assert (found.gene, found.class_, found.allele_id) == ("FGFR3", LIKELY, "FGFR3:fusion:5prime")


@both_builds
@every_caller
def test_esr1_without_its_ligand_binding_domain_is_shown_and_does_not_count(
    tmp_path: Path, caller: str, build: Build
) -> None:
    written = Written(caller, build)
    record = written.joined("6", intron("ESR1", 4, build), "left", "11", 102_000_000, "right")
    found = only(tmp_path, written.text(record), build)
    assert (found.consequence, found.allele_id) == (FUSION, "ESR1:fusion:5prime")
    assert (found.class_, found.counts) == (VUS, False)


@every_caller
def test_the_other_side_of_braf_is_no_candidate(tmp_path: Path, caller: str) -> None:
    written = Written(caller)
    for side, expected in (("left", LIKELY), ("right", VUS)):
        record = written.joined("7", intron("BRAF", 8), side, "3", 9_000_000, "right")
        assert only(tmp_path, written.text(record)).class_ is expected


@pytest.mark.parametrize(
    ("symbol", "number", "side", "expected"),
    [
        ("BRAF", 3, "left", VUS),  # the RAS-binding domain is kept
        ("BRAF", 14, "left", VUS),  # the kinase domain is cut
        ("RAF1", 7, "left", LIKELY),
        ("RAF1", 2, "left", VUS),
        ("RAF1", 12, "left", VUS),
        ("FGFR1", 17, "right", LIKELY),
        ("FGFR1", 8, "left", LIKELY),
        ("FGFR1", 8, "right", VUS),
        ("FGFR2", 17, "right", LIKELY),
        ("FGFR2", 17, "left", VUS),
        ("FGFR2", 16, "right", VUS),
        ("FGFR3", 17, "left", LIKELY),
        ("FGFR3", 17, "right", VUS),
        ("ESR1", 6, "left", VUS),
    ],
)
def test_only_breaks_that_keep_the_driving_part_are_candidates(
    tmp_path: Path, symbol: str, number: int, side: str, expected: AlterationClass
) -> None:
    written = Written("Delly")
    record = written.joined(gene(symbol).contig, intron(symbol, number), side, "5", 9_000_000, "left")
    found = only(tmp_path, written.text(record))
    assert found.class_ is expected
    assert bool(found.allele_id) is (expected is LIKELY)


def test_a_break_inside_the_last_exon_of_fgfr2_is_a_candidate(tmp_path: Path) -> None:
    written = Written("Manta")
    pos = gene("FGFR2").codon_positions(790)[0]
    record = written.joined("10", pos, "right", "5", 9_000_000, "left")
    assert only(tmp_path, written.text(record)).class_ is LIKELY


def test_the_loss_of_the_last_exon_of_fgfr2_alone_is_a_candidate(tmp_path: Path) -> None:
    written = Written("Manta")
    record = written.deletion("10", gene("FGFR2").start0 - 3000, intron("FGFR2", 17))
    assert only(tmp_path, written.text(record)).allele_id == "FGFR2:fusion:5prime"


def test_a_partner_that_leads_nothing_makes_no_braf_fusion(tmp_path: Path) -> None:
    written = Written("Delly")
    pten = intron("PTEN", 2)  # on the forward strand: its left side leads
    for side, expected in (("left", LIKELY), ("right", VUS)):
        record = written.joined("7", intron("BRAF", 8), "left", "10", pten, side)
        (braf,) = (i for i in judged(tmp_path, written.text(record)).alterations if i.gene == "BRAF")
        assert braf.class_ is expected


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, "out of frame"),  # BRAF exon 9 begins a codon; PTEN exon 3 ends within one
        (5, "in frame"),
    ],
)
def test_the_frame_is_told_by_the_phases_of_two_known_introns(
    tmp_path: Path, number: int, words: str
) -> None:
    written = Written("Delly")
    record = written.joined("7", intron("BRAF", 8), "left", "10", intron("PTEN", number), "left")
    (braf,) = (i for i in judged(tmp_path, written.text(record)).alterations if i.gene == "BRAF")
    phases = f"joined to PTEN (chromosome 10 position {intron('PTEN', number)}), "
    assert (phases in braf.reasons[0], f"), {words} by the phases" in braf.reasons[0]) == (True, True)


def test_an_imprecise_break_is_a_candidate_only_where_its_whole_interval_is(tmp_path: Path) -> None:
    rough = Written("Delly", more=";IMPRECISE;CIPOS=-400,400;CIEND=-400,400")
    near = (
        exon("BRAF", 11)[0] - 100
    )  # the interval reaches into exon 11, which begins the kinase domain's last place
    for pos, expected in ((intron("BRAF", 8), LIKELY), (near, VUS)):
        record = rough.joined("7", pos, "left", "3", 9_000_000, "right").replace(
            ":0:0:30:20\n", ":30:20:0:0\n"
        )
        assert only(tmp_path, rough.text(record)).class_ is expected


def test_a_translocation_without_sides_is_no_candidate(tmp_path: Path) -> None:
    written = Written("unknown")
    record = written.record("7", intron("BRAF", 8), "tra", "<TRA>", "SVTYPE=TRA;CHR2=chr3;END=9000000")
    found = only(tmp_path, written.text(record))
    assert (found.class_, found.consequence) == (VUS, Consequence.GENE_DISRUPTION)
    with_sides = record.replace("SVTYPE=TRA;", "SVTYPE=TRA;CT=3to3;")
    assert only(tmp_path, written.text(with_sides)).class_ is LIKELY


@pytest.mark.parametrize("kind", ["deletion", "duplication", "inversion"])
def test_exons_changed_inside_an_oncogene_are_uncertain(tmp_path: Path, kind: str) -> None:
    written = Written("Delly")
    low, high = sorted((intron("EGFR", 1), intron("EGFR", 7)))
    found = judged(tmp_path, written.text(getattr(written, kind)("7", low, high))).alterations
    assert {(item.gene, item.class_) for item in found} == {("EGFR", VUS)}
    assert "exons 2 to 7 of an oncogene" in found[0].reasons[0]


def test_a_deletion_over_a_whole_oncogene_and_one_in_its_intron_make_nothing(tmp_path: Path) -> None:
    written, here = Written("Manta"), gene("KRAS")
    whole = judged(tmp_path, written.text(written.deletion("12", here.start0 - 9000, here.end0 + 9000)))
    inner = judged(tmp_path, written.text(written.deletion("7", intron("BRAF", 1), intron("BRAF", 1) + 900)))
    assert (whole.alterations, inner.alterations) == ((), ())
    assert sum(whole.step.reasons.values()) == sum(inner.step.reasons.values()) == 1


def test_a_break_in_the_untranslated_part_of_an_oncogene_makes_nothing(tmp_path: Path) -> None:
    written = Written("Manta")
    record = written.joined("3", intron("RAF1", 1), "left", "5", 9_000_000, "left")
    found = judged(tmp_path, written.text(record))
    assert found.alterations == ()
    assert dict(found.step.reasons) == {"break outside the coding sequence of an oncogene": 1}


def test_no_row_alone_is_of_a_class_that_calls_for_a_licensed_drug() -> None:
    assert {row.class_ for row in TABLES.fusions} <= {LIKELY, VUS}
    assert all(row.class_ is VUS for row in TABLES.fusions if row.gene == "ESR1")
    assert all(TABLES.genes[row.gene].role is Role.ONC for row in TABLES.fusions)


ROWS = [row for _, row in table_rows(resources_root() / "knowledge" / "fusions.tsv")]
GENES = {row["symbol"]: row for _, row in table_rows(resources_root() / "knowledge" / "genes.tsv")}


def test_the_table_agrees_with_itself_and_with_the_genes() -> None:
    assert list(fusion_problems(enumerate(ROWS, start=2), GENES)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"gene": "TSC2"},
        {"gene": "ALK"},
        {"last_codon": "5000"},
        {"last_codon": "2"},
        {"effect": "UNKNOWN"},
        {"fusion_id": "RAF1:fusion:kinase"},
    ],
)
def test_a_row_that_contradicts_itself_is_told(change: dict[str, str]) -> None:
    assert list(fusion_problems([(2, ROWS[0] | change)], GENES))


def test_a_row_that_stands_twice_is_told_and_a_part_that_nobody_knows_is_refused() -> None:
    assert list(fusion_problems([(2, ROWS[0]), (3, ROWS[0])], GENES))
    with pytest.raises(ValueError, match="MIDDLE"):
        parse_fusion(ROWS[0] | {"kept": "MIDDLE"})
