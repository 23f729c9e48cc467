"""Structural variants as four callers write them: one junction each, with its reads, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pysam.bcftools
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structural_files import B37, B38, CALLERS, SETTINGS, TABLES, Written, around, gene, intron, read

from mtorboard.errors import BuildError, InputError, TumourColumnError
from mtorboard.knowledge.transcripts import loci
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.structural import Breakend, Side, StructuralKind, StructuralVariant
from mtorboard.reading.record import parse_record
from mtorboard.reading.structural import check_structural, merged, read_structural
from mtorboard.reading.structural.brackets import parse_breakend
from mtorboard.reading.structural.junction import Junction, Unread, junction_of
from mtorboard.reading.vcf import read_vcf

LEFT, RIGHT = Side.LEFT, Side.RIGHT
every_caller = pytest.mark.parametrize("caller", CALLERS)
both_builds = pytest.mark.parametrize("build", [B37, B38])


def ends(variant: StructuralVariant) -> tuple[object, ...]:
    return (variant.kind, *((end.contig, end.pos, end.side) for end in variant.ends))


@both_builds
@every_caller
def test_every_caller_tells_the_same_deletion_duplication_and_translocation(
    tmp_path: Path, caller: str, build: Build
) -> None:
    written = Written(caller, build, chr_=build is B38)
    low, high = around("TSC2", 5, 6, build)
    pten = intron("PTEN", 2, build)
    text = written.text(
        written.deletion("16", low, high),
        written.duplication("16", low + 7, high + 7),
        written.joined("16", low + 50, "left", "10", pten, "left", id_="tra"),
    )
    found = {ends(item) for item in read(tmp_path, text, build).variants}
    assert found == {
        (StructuralKind.DEL, ("16", low - 1, LEFT), ("16", high + 1, RIGHT)),
        (StructuralKind.DUP, ("16", low + 7, RIGHT), ("16", high + 7, LEFT)),
        (StructuralKind.BND, ("10", pten, LEFT), ("16", low + 50, LEFT)),
    }


@every_caller
def test_an_inversion_is_its_two_junctions_or_one_that_stands_for_both(tmp_path: Path, caller: str) -> None:
    written = Written(caller)
    low, high = around("TSC1", 9, 12)
    found = [ends(item) for item in read(tmp_path, written.text(written.inversion("9", low, high))).variants]
    if caller == "Sniffles":  # its STRAND is that of reads
        assert found == [(StructuralKind.INV, ("9", low - 1, None), ("9", high, None))]
    else:
        assert found == [
            (StructuralKind.INV, ("9", low - 1, LEFT), ("9", high, LEFT)),
            (StructuralKind.INV, ("9", low, RIGHT), ("9", high + 1, RIGHT)),
        ]


@pytest.mark.parametrize(
    ("info", "side"),
    [("INV3", LEFT), ("INV5", RIGHT), ("STRANDS=++", LEFT), ("STRANDS=--:12", RIGHT), ("CT=3to5", None)],
)
def test_older_words_for_the_sides_of_an_inversion_are_read(
    tmp_path: Path, info: str, side: Side | None
) -> None:
    written, low = Written("Manta"), intron("TSC1", 9)
    text = written.text(written.record("9", low, "inv", "<INV>", f"SVTYPE=INV;END={low + 5000};{info}"))
    (found,) = read(tmp_path, text).variants
    assert (found.one.side, found.other.side if found.other else None) == (side, side)


@every_caller
def test_reads_are_those_of_the_tumour_and_of_its_normal_by_name(tmp_path: Path, caller: str) -> None:
    for columns in (("NORMAL", "TUMOR"), ("TUMOR", "NORMAL")):
        written = Written(caller, columns=columns)
        text = written.text(written.deletion("16", *around("TSC2", 5, 6)))
        (found,) = read(tmp_path, text).variants
        assert (found.tumour.alt_depth, found.tumour.depth, found.tumour.vaf) == (20, 50, 0.4)
        assert found.normal is not None
        assert (found.normal.alt_depth, found.normal.depth, found.somatic) == (0, 40, True)


def test_manta_counts_pairs_and_split_reads_together_and_pairs_alone_where_there_are_no_others(
    tmp_path: Path,
) -> None:
    written = Written("Manta", columns=("TUMOR",))
    text = written.text(written.deletion("16", *around("TSC2", 5, 6)))
    (both,) = read(tmp_path, text).variants
    (pairs,) = read(tmp_path, text.replace("PR:SR", "PR").replace(":15,10\n", "\n")).variants
    assert (both.tumour.source, both.tumour.alt_depth) == ("FORMAT/PR,SR", 20)
    assert (pairs.tumour.source, pairs.tumour.alt_depth, pairs.tumour.depth) == ("FORMAT/PR", 10, 25)


def test_gridss_leaves_reference_pairs_out_of_short_events(tmp_path: Path) -> None:
    written = Written("GRIDSS", columns=("TUMOR",))
    low, _ = around("TSC2", 5, 6)
    for length, depth in ((500, 50), (5000, 57)):
        text = written.text(written.deletion("16", low, low + length)).replace(":30:0:0\n", ":30:7:0\n")
        (found,) = read(tmp_path, text).variants
        assert found.tumour.depth == depth


def test_delly_counts_split_reads_where_it_is_precise_and_pairs_where_it_is_not(tmp_path: Path) -> None:
    written = Written("Delly", columns=("TUMOR",))
    text = written.text(written.deletion("16", *around("TSC2", 5, 6))).replace(
        ":0:0:30:20\n", ":11:9:30:20\n"
    )
    (precise,) = read(tmp_path, text.replace("CT=3to5", "CT=3to5;PRECISE;CIPOS=-9,9")).variants
    (rough,) = read(tmp_path, text.replace("CT=3to5", "CT=3to5;IMPRECISE;CIPOS=-9,9")).variants
    assert (precise.tumour.source, precise.tumour.alt_depth, precise.one.slack) == (
        "FORMAT/RR,RV",
        20,
        (0, 0),
    )
    assert (rough.tumour.source, rough.tumour.alt_depth, rough.one.slack) == ("FORMAT/DR,DV", 9, (-9, 9))


def test_sniffles_without_columns_gives_its_support(tmp_path: Path) -> None:
    written = Written("Sniffles", columns=())
    text = written.text(written.deletion("16", *around("TSC2", 5, 6)))
    bare = text.replace("\tFORMAT\n", "\n").replace("SVTYPE=DEL", "SUPPORT=14;SVTYPE=DEL")
    bare = bare.replace("\tGT:GQ:DR:DV\n", "\n")
    (found,) = read(tmp_path, bare).variants
    assert (found.tumour.alt_depth, found.tumour.depth) == (14, None)


@pytest.mark.parametrize("caller", ["Manta", "GRIDSS"])
def test_mates_are_one_junction_whichever_comes_first(tmp_path: Path, caller: str) -> None:
    written = Written(caller)
    pair = written.joined("16", intron("TSC2", 5), "left", "10", intron("PTEN", 5), "right")
    first, second = (f"{line}\n" for line in pair.splitlines())
    found = [read(tmp_path, written.text(*order)) for order in ((first, second), (second, first))]
    assert found[0].variants == found[1].variants
    assert len(found[0].variants) == 1
    assert found[0].funnel[0].reasons == {"mate of another record": 1}


def test_mates_that_disagree_about_the_base_are_still_one_junction(tmp_path: Path) -> None:
    written = Written("GRIDSS")
    pair = written.joined("16", intron("TSC2", 5), "left", "10", intron("PTEN", 5), "right")
    moved = pair.replace(f"\t{intron('PTEN', 5)}\t", f"\t{intron('PTEN', 5) + 2}\t")
    assert moved != pair
    assert len(read(tmp_path, written.text(moved)).variants) == 1


def test_a_pair_of_which_one_mate_is_filtered_is_filtered(tmp_path: Path) -> None:
    written = Written("Manta")
    pair = written.joined("16", intron("TSC2", 5), "left", "10", intron("PTEN", 5), "right")
    first, second = (f"{line}\n" for line in pair.splitlines())
    text = written.text(first, second.replace("\tPASS\t", "\tMinSomaticScore\t"))
    found = read(tmp_path, text)
    assert found.variants == ()
    assert found.funnel[1].reasons == {"MinSomaticScore": 1}


@every_caller
@pytest.mark.parametrize(("filter_", "kept"), [("PASS", 1), (".", 1), ("LowQual", 0)])
def test_what_failed_a_filter_is_counted_and_not_read(
    tmp_path: Path, caller: str, filter_: str, kept: int
) -> None:
    written = Written(caller, filter=filter_)
    found = read(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 6))))
    assert len(found.variants) == kept
    assert found.funnel[1].reasons == ({} if kept else {"LowQual": 1})


@every_caller
def test_what_only_the_normal_carries_is_not_the_tumours(tmp_path: Path, caller: str) -> None:
    written = Written(caller, variant=0)
    found = read(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 6))))
    assert found.variants == ()
    assert set(found.funnel[0].reasons) == {"tumour genotype without this allele and no read that carries it"}


@every_caller
def test_junctions_off_the_panel_are_counted_and_a_deletion_over_a_gene_is_not(
    tmp_path: Path, caller: str
) -> None:
    written = Written(caller)
    away = read(tmp_path, written.text(written.deletion("5", 9_000_000, 9_900_000)))
    assert (away.variants, sum(away.funnel[0].reasons.values())) == ((), 2 if caller == "GRIDSS" else 1)
    over = written.deletion("10", gene("PTEN").start0 - 900_000, gene("PTEN").end0 + 900_000)
    assert len(read(tmp_path, written.text(over)).variants) == 1


@pytest.mark.parametrize(
    ("alt", "info", "expected"),
    [
        ("<INS>", "SVTYPE=INS;END=2060001", Unread.INSERTION),
        ("NACGTACGT", "SVTYPE=INS", Unread.INSERTION),
        ("<CNV>", "SVTYPE=CNV;END=2070000", Unread.OTHER),
        ("<DUP:INV>", "SVTYPE=DUP;END=2070000", Unread.OTHER),
        ("A", "SVTYPE=SNV", Unread.OTHER),
        ("<DEL>", "SVTYPE=DEL", Unread.MALFORMED),
        ("<DEL>", "SVTYPE=DEL;END=12", Unread.MALFORMED),
        ("<DEL>", "SVTYPE=DEL;END=many", Unread.MALFORMED),
        ("<TRA>", "SVTYPE=TRA;CHR2=5", Unread.MALFORMED),
        ("<TRA>", "SVTYPE=TRA;END=50", Unread.MALFORMED),
        ("N[chr5:", "SVTYPE=BND", Unread.MALFORMED),
        ("N[chr5:9]", "SVTYPE=BND", Unread.MALFORMED),
        ("N]chr5:x]", "SVTYPE=BND", Unread.MALFORMED),
        ("[chr5:9[", "SVTYPE=BND", Unread.MALFORMED),
        ("N[chr5:9[N", "SVTYPE=BND", Unread.MALFORMED),
        (".", "SVTYPE=BND", Unread.MALFORMED),
        ("N[chr16:2060001[".replace("N", "NACGTACGTACGT"), "SVTYPE=BND", Unread.INSERTION),
    ],
)
def test_what_is_no_readable_junction_is_named(alt: str, info: str, expected: Unread) -> None:
    record = parse_record(f"chr16\t2060000\tx\tN\t{alt}\t.\tPASS\t{info}", ())
    assert junction_of(replace(record, alts=(alt,)), alt) is expected


def test_a_length_serves_where_there_is_no_end() -> None:
    record = parse_record("16\t2060000\tx\tN\t<DEL>\t.\tPASS\tSVTYPE=DEL;SVLEN=-5000", ())
    found = junction_of(record, "<DEL>")
    assert isinstance(found, Junction)
    assert found.other == Breakend("16", 2_065_001, RIGHT)


def test_deletions_written_out_in_bases_are_read_like_symbolic_ones() -> None:
    bases = "ACGT" * 20
    plain = parse_record(f"16\t2060000\tx\tT{bases}\tT\t.\tPASS\tSVTYPE=DEL", ())
    padded = parse_record(f"16\t2059998\tx\tGGT{bases}CC\tGGTCC\t.\tPASS\tSVTYPE=DEL", ())
    symbolic = parse_record("16\t2060000\tx\tT\t<DEL>\t.\tPASS\tSVTYPE=DEL;END=2060080", ())
    found = {junction_of(record, record.alts[0]) for record in (plain, padded, symbolic)}
    assert len(found) == 1


@given(
    st.sampled_from([LEFT, RIGHT]),
    st.sampled_from([LEFT, RIGHT]),
    st.sampled_from(["5", "chrX", "NC_000016.10", "HLA:01", "GL000191.1"]),
    st.integers(0, 250_000_000),
    st.text("ACGTN", min_size=1, max_size=9),
)
def test_a_breakend_says_the_two_sides_that_it_was_written_with(
    own: Side, mate: Side, contig: str, pos: int, bases: str
) -> None:
    sign = "[" if mate is RIGHT else "]"
    piece = f"{sign}{contig}:{pos}{sign}"
    found = parse_breakend("16", 100, f"{bases}{piece}" if own is LEFT else f"{piece}{bases}")
    assert found is not None
    one, other, inserted = found
    assert other is not None
    assert (one.side, other.side, other.pos, inserted) == (own, mate, pos, len(bases) - 1)


@given(st.text("ACGT[]:.<>chr0123456789,", max_size=24))
def test_no_alt_makes_the_reader_fall(alt: str) -> None:
    record = parse_record("16\t2060000\tx\tN\tN\t.\tPASS\tSVTYPE=BND", ())
    assert isinstance(junction_of(replace(record, alts=(alt,)), alt), (Junction, Unread))


def test_a_mate_in_a_sequence_that_the_file_alone_knows_makes_a_single_breakend() -> None:
    found = parse_breakend("16", 100, "N[<ctg1>:7[")
    assert found == (Breakend("16", 100, LEFT), None, 0)


def test_a_file_on_the_other_build_is_refused(tmp_path: Path) -> None:
    text = Written("Manta", B37).text()
    with pytest.raises(BuildError):
        read(tmp_path, text, B38)
    with pytest.raises(BuildError):
        check_structural(tmp_path / "sv.vcf", SampleSpec("T1", tmp_path / "x.vcf"), B38)


def test_a_file_whose_tumour_cannot_be_told_is_refused(tmp_path: Path) -> None:
    written = Written("Delly", columns=("A", "B"))
    text = written.text(written.deletion("16", *around("TSC2", 5, 6)))
    with pytest.raises(TumourColumnError, match="candidates: A, B"):
        read(tmp_path, text)
    assert read(tmp_path, text, tumor="A").funnel
    assert read(tmp_path, text, normal="A").funnel


def test_a_file_that_calls_its_only_column_otherwise_is_read_and_says_so(tmp_path: Path) -> None:
    written = Written("Sniffles", columns=("SAMPLE",))
    found = read(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 6))), tumor="T1-barcode")
    assert len(found.variants) == 1
    assert found.notes[0].endswith("The tumour's column is called SAMPLE.")
    assert "proves no absence" in found.notes[0]


def test_a_swapped_tumour_and_normal_are_refused(tmp_path: Path) -> None:
    written = Written("Delly")
    text = written.text(written.deletion("16", *around("TSC2", 5, 6)))
    with pytest.raises(TumourColumnError, match="swapped"):
        read(tmp_path, text.replace("\tNORMAL\tTUMOR", "\tTUMOR\tNORMAL"))


def test_a_missing_file_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        check_structural(tmp_path / "none.vcf", SampleSpec("T1", tmp_path / "x.vcf"), B38)


def test_bcf_as_delly_writes_it_is_read_like_text(tmp_path: Path) -> None:
    written = Written("Delly")
    plain = read(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 6))))
    packed = tmp_path / "sv.bcf"
    pysam.bcftools.view("-Ob", "-o", str(packed), str(tmp_path / "sv.vcf"), catch_stdout=False)
    places = loci(TABLES.transcripts[B38].values())
    again = read_structural(packed, SampleSpec("T1", packed), B38, loci=places, settings=SETTINGS)
    assert again.variants == plain.variants


def test_structural_variants_among_small_ones_are_read_and_counted_apart(tmp_path: Path) -> None:
    written = Written("Manta")
    records = [
        written.deletion("16", *around("TSC2", 5, 6)),
        written.joined("9", intron("TSC1", 5), "left", "16", 50_000, "right"),
        written.record("16", intron("TSC2", 3), "snv", "T", "SOMATIC", "C"),
    ]
    path = tmp_path / "all.vcf"
    path.write_text(written.text(*records))
    found = read_vcf(
        SampleSpec("T1", path),
        loci_by_build={b: loci(TABLES.transcripts[b].values()) for b in Build},
        transcripts_by_build=TABLES.transcripts,
        reference_by_build={},
        settings=SETTINGS,
    )
    assert len(found.variants) == 1
    assert found.structural is not None
    assert {item.kind for item in found.structural.variants} == {StructuralKind.DEL, StructuralKind.BND}
    assert sum("read apart" in reason for step in found.funnel for reason in step.reasons) == 2
    assert "where they touch the panel" in found.structural.notes[0]


def test_a_junction_of_both_files_is_told_once(tmp_path: Path) -> None:
    manta, delly = (
        read(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 6))))
        for written in (Written("Manta"), Written("Delly"))
    )
    both = merged(manta, delly)
    assert both.variants == manta.variants
    assert len(both.funnel) == 4
    assert merged(manta, None) is manta
