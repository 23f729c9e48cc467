"""What structural variants do to suppressors: four callers, two builds, both strands, one answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structural_files import (
    B37,
    B38,
    CALLERS,
    Written,
    around,
    exon,
    gene,
    intron,
    judged,
    only,
)

from mtorboard.classify.structural.footprint import cuts_of, footprint
from mtorboard.model.enums import AlterationClass, Build, Consequence, Effect
from mtorboard.model.structural import Breakend

LOF, VUS = AlterationClass.LIKELY_LOF, AlterationClass.VUS
every_caller = pytest.mark.parametrize("caller", CALLERS)
both_builds = pytest.mark.parametrize("build", [B37, B38])


@both_builds
@every_caller
@pytest.mark.parametrize(
    ("symbol", "first", "last", "words"),
    [
        ("TSC2", 5, 5, "exon 5 of TSC2, out of frame"),
        ("TSC2", 3, 4, "exons 3 to 4 of TSC2, in frame"),
        ("TSC1", 8, 8, "exon 8 of TSC1, out of frame"),
        ("TSC1", 18, 20, "exons 18 to 20 of TSC1, in frame"),
        ("PTEN", 5, 7, "exons 5 to 7 of PTEN"),
    ],
)
def test_whole_exons_deleted_from_a_suppressor_are_likely_loss_of_function(
    tmp_path: Path, caller: str, build: Build, symbol: str, first: int, last: int, words: str
) -> None:
    written = Written(caller, build, chr_=build is B38)
    low, high = around(symbol, first, last, build)
    found = only(tmp_path, written.text(written.deletion(gene(symbol, build).contig, low, high)), build)
    assert (found.gene, found.class_, found.effect) == (symbol, LOF, Effect.LOF)
    assert found.consequence is Consequence.EXON_DELETION
    assert words in found.reasons[0]
    assert (found.alt_depth, found.depth, found.low_confidence) == (20, 50, False)
    assert found.hgvs_g == f"{gene(symbol, build).contig_accession}:g.{low}_{high}del"


@both_builds
@every_caller
def test_an_exon_of_tsc2_that_isoforms_leave_out_is_an_exception(
    tmp_path: Path, caller: str, build: Build
) -> None:
    written = Written(caller, build)
    text = written.text(written.deletion("16", *around("TSC2", 26, 26, build)))
    found = only(tmp_path, text, build)
    assert (found.class_, found.effect) == (VUS, Effect.UNKNOWN)
    assert found.allele_id == "TSC2:truncation:c.2838-2966"


@pytest.mark.parametrize(("first", "expected"), [(26, LOF), (32, VUS)])
def test_the_exception_holds_for_that_exon_alone(
    tmp_path: Path, first: int, expected: AlterationClass
) -> None:
    written = Written("Manta")
    stretch = around("TSC2", first, 27 if first == 26 else 32)
    assert only(tmp_path, written.text(written.deletion("16", *stretch))).class_ is expected


@both_builds
@every_caller
def test_the_loss_of_one_whole_copy_is_shown_and_does_not_count(
    tmp_path: Path, caller: str, build: Build
) -> None:
    written = Written(caller, build)
    found_in = gene("PTEN", build)
    text = written.text(written.deletion("10", found_in.start0 - 5000, found_in.end0 + 5000))
    found = only(tmp_path, text, build)
    assert (found.class_, found.counts) == (VUS, False)
    assert "whole gene" in found.reasons[0]


@both_builds
@every_caller
@pytest.mark.parametrize("kind", ["deletion", "duplication"])
def test_a_change_inside_an_intron_makes_no_alteration_and_is_counted(
    tmp_path: Path, caller: str, build: Build, kind: str
) -> None:
    written = Written(caller, build)
    middle = intron("NF1", 1, build)
    found = judged(tmp_path, written.text(getattr(written, kind)("17", middle, middle + 800)), build)
    assert found.alterations == ()
    assert dict(found.step.reasons) == {"within an intron, or outside the exons": 1}


@every_caller
def test_exons_doubled_out_of_frame_are_likely_loss_of_function(tmp_path: Path, caller: str) -> None:
    written = Written(caller)
    found = only(tmp_path, written.text(written.duplication("17", *around("NF1", 4, 4))))
    assert (found.class_, found.consequence) == (LOF, Consequence.EXON_DUPLICATION)


@pytest.mark.parametrize(("first", "last"), [(2, 3), (1, 1), (58, 58)])
def test_exons_doubled_in_frame_or_at_the_ends_of_the_protein_are_uncertain(
    tmp_path: Path, first: int, last: int
) -> None:
    written = Written("Delly")
    low = gene("NF1").start0 + 5 if first == 1 else intron("NF1", first - 1)
    high = gene("NF1").end0 - 5 if last == 58 else intron("NF1", last)
    assert only(tmp_path, written.text(written.duplication("17", low, high))).class_ is VUS


@every_caller
def test_a_duplication_that_ends_in_a_suppressor_leaves_a_whole_copy(tmp_path: Path, caller: str) -> None:
    written = Written(caller)
    text = written.text(written.duplication("16", gene("TSC2").start0 - 90_000, intron("TSC2", 10)))
    found = judged(tmp_path, text)
    assert found.alterations == ()
    assert dict(found.step.reasons) == {"duplication that leaves a whole copy of the gene": 1}


@both_builds
@every_caller
def test_an_inversion_of_exons_disrupts_a_suppressor_on_either_strand(
    tmp_path: Path, caller: str, build: Build
) -> None:
    written = Written(caller, build)
    for symbol in ("TSC2", "TSC1"):
        text = written.text(written.inversion(gene(symbol, build).contig, *around(symbol, 9, 12, build)))
        found = judged(tmp_path, text, build).alterations
        assert {(item.gene, item.class_, item.consequence) for item in found} == {
            (symbol, LOF, Consequence.GENE_DISRUPTION)
        }


@both_builds
@every_caller
@pytest.mark.parametrize("symbol", ["TSC2", "TSC1", "PTEN", "TP53"])
def test_a_translocation_into_a_suppressor_disrupts_it(
    tmp_path: Path, caller: str, build: Build, symbol: str
) -> None:
    written = Written(caller, build)
    here = gene(symbol, build)
    record = written.joined(here.contig, intron(symbol, 5, build), "left", "5", 20_000_000, "right")
    found = only(tmp_path, written.text(record), build)
    assert (found.gene, found.class_, found.consequence) == (symbol, LOF, Consequence.GENE_DISRUPTION)
    assert found.key == f"{build}:{here.contig}:{intron(symbol, 5, build)}:BND:5:20000000"
    assert found.hgvs_g == ""


@pytest.mark.parametrize(("symbol", "codon"), [("TSC1", 1000), ("PTEN", 380)])
def test_a_break_towards_the_end_of_the_protein_follows_the_truncation_exception(
    tmp_path: Path, symbol: str, codon: int
) -> None:
    written, here = Written("GRIDSS"), gene(symbol)
    for at, expected in ((codon, VUS), (codon - 200, LOF)):
        text = written.text(written.joined(here.contig, here.codon_positions(at)[0], "left", "5", 9, "left"))
        assert only(tmp_path, text).class_ is expected


def test_the_loss_of_the_last_exon_of_tsc1_alone_follows_its_truncation_exception(tmp_path: Path) -> None:
    written = Written("Manta")
    low, high = gene("TSC1").start0 - 2000, intron("TSC1", 22)
    assert (
        only(tmp_path, written.text(written.deletion("9", low, high))).allele_id == "TSC1:truncation:993-1164"
    )
    assert only(tmp_path, written.text(written.deletion("9", low, intron("TSC1", 21)))).class_ is LOF


@pytest.mark.parametrize(
    ("bases", "expected", "words"),
    [(60, VUS, "20 codons out of a part of exon 34, in frame"), (61, LOF, "out of frame")],
)
def test_a_deletion_inside_one_exon_is_told_by_its_frame(
    tmp_path: Path, bases: int, expected: AlterationClass, words: str
) -> None:
    written, start = Written("Manta"), exon("TSC2", 34)[0] + 100
    ref = "N" * (bases + 1)
    info = f"SVTYPE=DEL;END={start + bases - 1}"
    found = only(tmp_path, written.text(written.record("16", start - 1, "del1", "N", info, ref)))
    assert found.class_ is expected
    assert words in found.reasons[0]


def test_a_splice_site_lost_with_nothing_coding_is_still_loss_of_function(tmp_path: Path) -> None:
    written = Written("Manta")
    start = exon("TSC2", 10)[0]
    found = only(tmp_path, written.text(written.deletion("16", start - 300, start - 1)))
    assert found.class_ is LOF
    assert "a part of exon 10 of TSC2, the frame is not told" in found.reasons[0]
    assert judged(tmp_path, written.text(written.deletion("16", start - 300, start - 3))).alterations == ()


def test_ends_too_rough_to_say_that_an_exon_is_lost_make_it_uncertain(tmp_path: Path) -> None:
    start, last = exon("TSC2", 10)
    rough = Written("Manta", more=";IMPRECISE;CIPOS=-300,300;CIEND=-300,300")
    found = only(tmp_path, rough.text(rough.deletion("16", start - 50, last + 50)))
    assert (found.class_, found.hgvs_g) == (VUS, "")
    assert "too imprecise" in found.reasons[0]
    sure = only(tmp_path, rough.text(rough.deletion("17", *around("NF1", 4, 6))))
    assert (sure.class_, "Its ends are imprecise." in sure.reasons) == (LOF, True)


def test_untranslated_exons_lost_alone_are_uncertain(tmp_path: Path) -> None:
    written = Written("Sniffles")
    low, high = exon("TSC1", 1)
    found = only(tmp_path, written.text(written.deletion("9", low - 10, high + 10)))
    assert (found.class_, "untranslated" in found.reasons[0]) == (VUS, True)


def test_a_break_before_the_coding_sequence_is_uncertain_and_one_behind_it_is_none(tmp_path: Path) -> None:
    written, here = Written("GRIDSS"), gene("TSC1")
    before = written.joined("9", intron("TSC1", 1), "left", "5", 9, "left")
    assert only(tmp_path, written.text(before)).class_ is VUS
    behind = written.joined("9", here.start0 + 10, "left", "5", 9, "left")
    assert dict(judged(tmp_path, written.text(behind)).step.reasons) == {
        "break behind the coding sequence": 1
    }


def test_ends_in_one_suppressor_whose_sides_are_not_told_are_uncertain(tmp_path: Path) -> None:
    written, (low, high) = Written("Manta"), around("TSC2", 5, 6)
    record = written.record("16", low, "bnd", "<BND>", f"SVTYPE=BND;CHR2=chr16;POS2={high}")
    assert only(tmp_path, written.text(record)).class_ is VUS


def test_a_single_breakend_in_a_suppressor_is_uncertain(tmp_path: Path) -> None:
    written = Written("GRIDSS")
    record = written.record("10", intron("PTEN", 2), "sgl1", "NACGTACGT.", "SVTYPE=BND").replace(
        ":0:0\n", ":0:9\n"
    )
    found = only(tmp_path, written.text(record))
    assert (found.class_, found.alt_depth, found.key.count(":")) == (VUS, 9, 3)


@every_caller
def test_few_reads_make_it_of_low_confidence(tmp_path: Path, caller: str) -> None:
    written = Written(caller, variant=2)
    found = only(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 5))))
    assert (found.class_, found.low_confidence, found.counts) == (LOF, True, False)


def test_reads_that_are_not_told_make_it_of_low_confidence(tmp_path: Path) -> None:
    written = Written("unknown")
    found = only(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 5))))
    assert (found.low_confidence, found.alt_depth, found.vaf) == (True, None, None)
    assert "does not say how many reads" in found.reasons[-1]


def test_one_junction_may_change_two_genes(tmp_path: Path) -> None:
    written = Written("Delly")
    record = written.joined("16", intron("TSC2", 5), "left", "10", intron("PTEN", 5), "right")
    found = judged(tmp_path, written.text(record)).alterations
    assert {(item.gene, item.class_) for item in found} == {("TSC2", LOF), ("PTEN", LOF)}
    assert {item.key.split(":")[1] for item in found} == {"16", "10"}


genes = st.sampled_from(["TSC2", "TSC1", "PTEN", "NF1", "STK11"])


@given(genes, st.sampled_from([B37, B38]), st.data())
def test_a_stretch_holds_no_more_than_a_longer_one(symbol: str, build: Build, data: st.DataObject) -> None:
    here = gene(symbol, build)
    inside = st.integers(here.start0, here.end0)
    low, first, last, high = sorted(data.draw(st.tuples(inside, inside, inside, inside)))
    small, large = footprint(here, first, last), footprint(here, low, high)
    assert set(small.whole) <= set(large.whole)
    assert set(small.whole) | set(small.part) <= set(large.whole) | set(large.part)
    assert small.bases <= large.bases <= here.cds_length


@given(genes, st.data())
def test_a_break_cuts_the_same_exons_off_on_both_builds(symbol: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(gene(symbol).exons) - 1))
    cuts = {
        cuts_of(gene(symbol, b), Breakend(gene(symbol, b).contig, intron(symbol, number, b)))
        for b in (B37, B38)
    }
    assert len(cuts) == 1
