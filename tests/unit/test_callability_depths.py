"""Depths of mosdepth, bedtools and samtools: what they prove of each base, and what they do not."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from callability_toy import EVERYTHING, GENES, SEQUENCED, codon0, coverage, file, indexed, transcript
from genomics_examples import THRESHOLDS

from mtorboard.errors import BuildError, InputError
from mtorboard.model.enums import Build
from mtorboard.model.evidence import DepthLevel, GeneCallability
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.callability import lines as lines_module
from mtorboard.reading.callability.files import check_callable

CODON_12 = codon0("FWD", 12)
HOLE = [(0, CODON_12 - 5, 800), (CODON_12 - 5, CODON_12 + 15, 3), (CODON_12 + 15, 133_275_309, 800)]
"""A hole of twenty bases over codons 12 and 13, in a gene that has 748 reads on average."""


def per_base(rows: Iterable[tuple[int, int, int]], contig: str = "chr12") -> str:
    return "".join(f"{contig}\t{start}\t{end}\t{depth}\n" for start, end, depth in rows)


def positions(rows: Iterable[tuple[int, int, int]], *, last: int = 10_000) -> str:
    """What samtools depth writes of the same: one line a position, 1-based."""
    return "".join(
        f"chr12\t{pos0 + 1}\t{depth}\n" for start, end, depth in rows for pos0 in range(start, min(end, last))
    )


def fwd(path: Path, **more: object) -> GeneCallability:
    return coverage(path, **more).genes["FWD"]


def test_a_hole_over_codon_12_is_found_although_the_mean_depth_is_high(tmp_path: Path) -> None:
    found = fwd(file(tmp_path, per_base(HOLE)))
    assert found.hotspots_missing == (12, 13)
    assert found.coding_share == pytest.approx(1 - 20 / SEQUENCED)
    twelve, _, sixty_one = found.hotspots
    assert (twelve.codon, twelve.callable, twelve.depth and twelve.depth.reads) == (12, False, 3)
    assert twelve.depth is not None
    assert twelve.depth.level is DepthLevel.NOT_ANALYZABLE
    assert (sixty_one.callable, sixty_one.depth and sixty_one.depth.level) == (True, DepthLevel.OK)
    assert found.depth_needed == 30


@pytest.mark.parametrize(
    ("depth", "level", "vaf"),
    [
        (29, DepthLevel.NOT_ANALYZABLE, 0.247),
        (30, DepthLevel.LOW, 0.239),
        (76, DepthLevel.LOW, 0.099),
        (199, DepthLevel.LOW, 0.05),
        (200, DepthLevel.OK, 0.05),
        (5000, DepthLevel.OK, 0.05),
        (0, DepthLevel.NOT_ANALYZABLE, None),
    ],
)
def test_each_depth_has_its_level_and_the_fraction_that_it_shows(
    tmp_path: Path, depth: int, level: DepthLevel, vaf: float | None
) -> None:
    """Never a fraction under the five percent that a call needs, however deep."""
    found = fwd(file(tmp_path, per_base([(0, 900, 1), (900, 200_000, depth)])))
    assert found.coding is not None
    assert (found.coding.reads, found.coding.level, found.coding.detectable_vaf) == (depth, level, vaf)
    assert found.hotspots[0].depth == found.coding
    assert found.hotspots[0].callable is (level is not DepthLevel.NOT_ANALYZABLE)


def test_the_clone_that_would_have_been_seen_follows_from_purity(tmp_path: Path) -> None:
    path = file(tmp_path, per_base([(0, 900, 1), (900, 200_000, 76)]))
    assert (depth := fwd(path).coding) is not None
    assert depth.detectable_clone is None
    assert (depth := fwd(path, purity=0.8).coding) is not None
    assert depth.detectable_clone == pytest.approx(2 * 0.099 / 0.8)


def test_a_tumour_of_low_purity_needs_more_reads_before_a_base_is_callable(tmp_path: Path) -> None:
    path = file(tmp_path, per_base([(0, 900, 1), (900, 200_000, 76)]))
    for purity, needed, callable_ in ((0.5, 30, True), (0.2, 76, True), (0.19, 80, False)):
        found = fwd(path, purity=purity)
        assert (found.depth_needed, found.hotspots[0].callable) == (needed, callable_)
        assert found.coding_share == float(callable_)


def test_no_depth_is_enough_where_even_a_clonal_change_is_under_the_fraction_of_a_call(
    tmp_path: Path,
) -> None:
    found = fwd(file(tmp_path, per_base([(0, 900, 1), (900, 200_000, 5000)])), purity=0.08)
    assert (found.coding_share, found.hotspots_missing) == (None, (12, 13, 61))
    assert "so few tumour cells" in found.note


def test_no_depth_is_enough_in_plasma_of_which_nobody_says_how_much_is_the_tumours(tmp_path: Path) -> None:
    path = file(tmp_path, per_base([(0, 900, 1), (900, 200_000, 5000)]))
    found = fwd(path, specimen="ctdna")
    assert (found.coding_share, found.hotspots_missing) == (None, (12, 13, 61))
    assert "plasma" in found.note
    assert fwd(path, specimen="ctdna", purity=0.5).coding_share == 1
    assert fwd(path, specimen="ffpe").coding_share == 1


def test_the_depth_of_the_coding_sequence_is_that_of_its_required_share(tmp_path: Path) -> None:
    start = GENES["FWD"].cds_start0
    rows = [
        (0, start, 500),
        (start, start + 15, 40),
        (start + 15, 200_000, 500),
    ]  # 15 of 304 bases: under 5 %
    assert (found := fwd(file(tmp_path, per_base(rows))).coding) is not None
    assert found.reads == 500
    rows = [(0, start, 500), (start, start + 16, 40), (start + 16, 200_000, 500)]
    assert (found := fwd(file(tmp_path, per_base(rows))).coding) is not None
    assert found.reads == 40


def test_where_rows_overlap_the_lowest_depth_counts(tmp_path: Path) -> None:
    text = per_base([(0, 900, 90), (900, 3000, 90), (900, 3000, 35), (3000, 4000, 300)])
    assert (found := fwd(file(tmp_path, text)).coding) is not None
    assert found.reads == 35


# -- thresholds, quantized, regions

THRESHOLD_HEAD = "#chrom\tstart\tend\tregion\t1X\t10X\t30X\t100X\n"


def test_a_region_of_thresholds_counts_only_if_all_its_bases_reach_one(tmp_path: Path) -> None:
    text = THRESHOLD_HEAD + (
        "chr12\t1000\t1160\texon_1\t160\t160\t160\t159\nchr12\t1998\t2160\texon_2\t162\t162\t161\t161\n"
    )
    found = fwd(file(tmp_path, text))
    assert found.hotspots_missing == (61,)
    assert found.coding_share == pytest.approx(150 / SEQUENCED)
    assert found.hotspots[0].depth is not None
    assert found.hotspots[0].depth.reads == 30
    assert found.hotspots[2].depth is not None
    assert found.hotspots[2].depth.reads == 10


def test_a_threshold_under_the_needed_depth_proves_nothing(tmp_path: Path) -> None:
    text = "#chrom\tstart\tend\tregion\t1X\t20X\nchr12\t0\t200000\tall\t200000\t200000\n"
    found = fwd(file(tmp_path, text))
    assert (found.coding_share, found.hotspots_missing) == (0.0, (12, 13, 61))


def test_a_quantized_bin_counts_with_its_lower_limit(tmp_path: Path) -> None:
    text = "12\t0\t1998\t30:100\n12\t1998\t9000\t4:30\n12\t9000\t200000\t100:inf\n"
    found = fwd(file(tmp_path, text))
    assert (found.coding_share, found.hotspots_missing) == (0.5, (61,))
    assert found.hotspots[0].depth is not None
    assert found.hotspots[0].depth.reads == 30


@pytest.mark.parametrize("name", ["", "\tFWD"])
def test_a_mean_depth_earns_nothing_however_high(tmp_path: Path, name: str) -> None:
    found = fwd(file(tmp_path, f"chr12\t900\t2200{name}\t812.40\nchr12\t6000\t7200{name}\t799.00\n"))
    assert found.coding_share is None
    assert found.hotspots_missing == (12, 13, 61)
    assert found.note == "a mean depth says nothing of single bases"


def test_a_bedgraph_of_depths_is_read_as_its_header_says(tmp_path: Path) -> None:
    found = fwd(file(tmp_path, "track type=bedGraph\nchr12\t900\t2200\t64\n"))
    assert (found.coding_share, found.hotspots_missing) == (1.0, ())


# -- samtools depth


def test_samtools_depth_is_one_based(tmp_path: Path) -> None:
    found = fwd(file(tmp_path, positions(HOLE)))
    assert found == fwd(file(tmp_path, per_base(HOLE)))


def test_a_position_without_a_row_is_not_callable(tmp_path: Path) -> None:
    """Without -a, samtools leaves out positions of depth zero, and those that nobody asked for."""
    rows = [row for row in positions([(900, 2200, 90)]).splitlines() if f"\t{CODON_12 + 1}\t" not in row]
    found = fwd(file(tmp_path, "\n".join(rows) + "\n"))
    assert found.hotspots_missing == (12,)
    assert found.hotspots[0].depth is None


def test_of_several_files_of_samtools_depth_the_lowest_counts(tmp_path: Path) -> None:
    text = "#CHROM\tPOS\tT.bam\tN.bam\n" + positions([(900, 2200, 90)]).replace("\t90\n", "\t90\t31\n")
    assert (found := fwd(file(tmp_path, text)).coding) is not None
    assert found.reads == 31


# -- large files, indexes, builds, damage


@pytest.mark.parametrize("csi", [False, True], ids=["tbi", "csi"])
def test_an_index_gives_the_same_answer_as_the_stream(tmp_path: Path, csi: bool) -> None:
    path = file(tmp_path, per_base(HOLE))
    assert coverage(indexed(path, csi=csi)).genes["FWD"] == _renamed(fwd(path))


def test_an_index_of_positions_gives_the_same_answer_as_the_stream(tmp_path: Path) -> None:
    path = file(tmp_path, positions(HOLE))
    packed = indexed(path, seq_col=0, start_col=1, end_col=1)
    assert coverage(packed).genes["FWD"] == _renamed(fwd(path))


def _renamed(found: GeneCallability) -> GeneCallability:
    return GeneCallability(
        **{
            name: getattr(found, name) if name != "source" else f"{found.source}.gz"
            for name in GeneCallability.__dataclass_fields__
        }
    )


def test_an_index_older_than_its_file_is_not_trusted(tmp_path: Path) -> None:
    packed = indexed(file(tmp_path, per_base([(0, 200_000, 2), (200_000, 133_275_309, 1)])))
    packed.write_bytes(gzip.compress(per_base([(0, 200_000, 90), (200_000, 133_275_309, 1)]).encode()))
    index = Path(f"{packed}.tbi")
    os.utime(index, (0, 0))
    assert coverage(packed).genes["FWD"].coding_share == 1.0


def test_a_large_file_is_passed_over_in_blocks_between_the_genes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of 7 bases from end to end; blocks of 200 bytes hold about eight of them."""
    rows = [(start, start + 7, 40 + start % 3) for start in range(0, 140_000, 7)]
    path = file(tmp_path, per_base([(0, 7, 1)], "chr1") + per_base(rows))
    expected = coverage(path)
    monkeypatch.setattr(lines_module, "_BLOCK", 200)
    assert coverage(path) == expected
    assert expected.genes["FAR"].coding_share == 1.0
    read = sum(1 for _ in lines_module.stream(path, {"12": [(1000, 1100)]}, _place, ordered=True))
    assert read < len(rows) / 5


def _place(line: str) -> tuple[str, int, int]:
    contig, start, end, _ = line.split("\t")
    return contig, int(start), int(end)


def test_a_table_of_depths_that_is_not_sorted_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(start, start + 7, 40) for start in range(0, 14_000, 7)]
    path = file(tmp_path, per_base(rows[1000:] + rows[:1000]))
    monkeypatch.setattr(lines_module, "_BLOCK", 200)
    with pytest.raises(InputError, match="is not sorted"):
        coverage(path)


@pytest.mark.parametrize("packed", [False, True])
def test_a_row_beyond_the_end_of_a_contig_tells_the_other_build(tmp_path: Path, packed: bool) -> None:
    path = file(tmp_path, per_base([(0, 200_000, 90), (200_000, 133_851_895, 1)]))
    with pytest.raises(BuildError, match="beyond the end of its contig on GRCh38"):
        coverage(indexed(path) if packed else path)


def test_depths_at_the_places_of_the_other_build_are_noticed(tmp_path: Path) -> None:
    there = {gene: transcript(gene, 40_000 + 1000 * n, build=Build.GRCH37) for n, gene in enumerate(GENES)}
    text = per_base([(0, 40_000, 0), (40_000, 50_000, 90), (50_000, 200_000, 0)])
    with pytest.raises(BuildError, match="lies on GRCh37 rather than GRCh38"):
        coverage(file(tmp_path, text), other_build=there)


@pytest.mark.parametrize("line", ["chr12\t2000\t3000", "chr12\t2000\t3000\tdeep"])
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, line: str) -> None:
    """Rows are many, so that it is not among those by which the table is recognised."""
    rows = per_base([(start, start + 1, 90) for start in range(2000)])
    with pytest.raises(InputError, match=r"line 2001 does not fit the others \(depths of intervals\)"):
        coverage(file(tmp_path, f"{rows}{line}\n"))


def test_a_bin_without_a_lower_limit_is_named(tmp_path: Path) -> None:
    bins = "".join(f"12\t{start}\t{start + 1}\t30:100\n" for start in range(2000))
    with pytest.raises(InputError, match=r"line 2001 does not fit the others \(quantized depths\)"):
        coverage(file(tmp_path, f"{bins}12\t2000\t3000\t:inf\n"))


def test_a_table_of_depths_with_another_row_near_its_top_is_no_list_of_callable_bases(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 1 does not fit"):
        coverage(file(tmp_path, "chr12\t0\t9\t1\nchr12\t9\t200000\t2\nchr12\t10\t20\n"))


def test_contigs_of_no_known_name_are_noticed_with_an_index_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no known way"):
        coverage(indexed(file(tmp_path, per_base(HOLE, "contig_7"))))


def test_an_index_of_another_file_is_one_clear_message(tmp_path: Path) -> None:
    packed = indexed(file(tmp_path, per_base(HOLE)))
    Path(f"{packed}.tbi").write_bytes(b"no index")
    with pytest.raises(InputError, match="cannot be read with its index"):
        coverage(packed)


def test_an_indexed_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    packed = indexed(file(tmp_path, per_base(HOLE)))
    packed.write_bytes(packed.read_bytes()[:-28])
    os.utime(f"{packed}.tbi")
    with pytest.raises(InputError, match="is cut short"):
        coverage(packed)


def test_a_last_line_without_its_end_counts(tmp_path: Path) -> None:
    assert fwd(file(tmp_path, per_base(HOLE)[:-1])) == fwd(file(tmp_path, per_base(HOLE)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (EVERYTHING, None),
        (per_base(HOLE), None),
        ("", "holds no intervals"),
        ("chr12\t5\t2\n", "line 1 is not contig, start and end"),
        ("contig_7\t0\t100\n", "no known way"),
        ("chr12\t0\t9\tA\nchr12\t10\n", "line 2 is not contig"),
    ],
)
def test_preflight_looks_at_the_first_lines(tmp_path: Path, text: str, message: str | None) -> None:
    spec = SampleSpec("P1", Path("v.vcf"), callable_bed=file(tmp_path, text))
    if message is None:
        check_callable(spec, Build.GRCH38)
        return
    with pytest.raises(InputError, match=message):
        check_callable(spec, Build.GRCH38)


def test_preflight_has_nothing_to_say_without_a_file() -> None:
    check_callable(SampleSpec("P1", Path("v.vcf")), Build.GRCH38)


def test_thresholds_of_the_examples_are_those_that_the_figures_above_rest_on() -> None:
    assert (THRESHOLDS.depth_low, THRESHOLDS.depth_ok, THRESHOLDS.min_alt_reads) == (30, 200, 4)
