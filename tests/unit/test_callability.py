"""What was looked at: BED files of callable bases, and the laboratory's word for its assay."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from callability_toy import EVERYTHING, GENES, HOTSPOTS, SEQUENCED, assay, codon0, coverage, file, transcript
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import BuildError, InputError, MtorboardError, Problems
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Coverage, GeneCallability
from mtorboard.reading.callability.assays import read_assays
from mtorboard.reading.callability.bases import NOT_SAID, Bases

ROOT = Path(__file__).parents[2]
COPIES = Path("copies.tsv")
"""Stands for the sample's copy-number file, which is read elsewhere."""


def test_without_bed_and_assay_nothing_was_looked_at() -> None:
    assert coverage() == Coverage()


def test_a_bed_over_everything_covers_every_gene(tmp_path: Path) -> None:
    found = coverage(file(tmp_path, EVERYTHING))
    assert found.sources == ("callable.bed",)
    assert found.genes == {gene: GeneCallability(1.0, (), False, "callable.bed") for gene in GENES}


def test_a_hole_of_twenty_bases_over_codon_12_is_a_missing_hotspot(tmp_path: Path) -> None:
    first = codon0("FWD", 12)
    hole = file(tmp_path, f"12\t0\t{first - 5}\n12\t{first + 15}\t200000\n")
    found = coverage(hole).genes["FWD"]
    assert found.hotspots_missing == (12, 13)
    assert found.coding_share == pytest.approx(1 - 20 / SEQUENCED)


@pytest.mark.parametrize("gene", ["FWD", "REV"])
@pytest.mark.parametrize("base", [0, 1, 2])
def test_one_base_of_a_hotspot_codon_that_is_not_callable_is_enough(
    tmp_path: Path, gene: str, base: int
) -> None:
    codon = HOTSPOTS[gene][0]
    pos = GENES[gene].codon_positions(codon)[base]
    found = coverage(file(tmp_path, f"12\t0\t{pos - 1}\n12\t{pos}\t200000\n"))
    assert found.genes[gene].hotspots_missing == (codon,)


def test_a_gene_that_the_bed_leaves_out_has_no_callable_base(tmp_path: Path) -> None:
    found = coverage(file(tmp_path, "12\t0\t8000\n")).genes["FAR"]
    assert found == GeneCallability(0.0, (), False, "callable.bed")


def test_intervals_may_overlap_and_come_in_any_order(tmp_path: Path) -> None:
    found = coverage(file(tmp_path, "12\t1500\t2100\n12\t900\t1700\n12\t2100\t2150\n")).genes["FWD"]
    assert (found.coding_share, found.hotspots_missing) == (1.0, ())


@pytest.mark.parametrize("contig", ["12", "chr12", "NC_000012.12"])
def test_contigs_are_known_under_their_usual_names(tmp_path: Path, contig: str) -> None:
    assert coverage(file(tmp_path, f"{contig}\t0\t200000\n")).genes["FWD"].coding_share == 1.0


def test_headers_names_and_gzip_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "callable.bed.gz"
    text = "browser position chr12\ntrack name=panel\n# comment\n\nchr12 0 200000 target_1 0 +\r\n"
    path.write_bytes(gzip.compress(text.encode()))
    assert coverage(path).genes["FWD"].coding_share == 1.0


@pytest.mark.parametrize("start", [1160, 1161, 1162, 1999])
def test_two_bases_of_an_intron_at_either_end_are_part_of_the_gene(tmp_path: Path, start: int) -> None:
    found = coverage(file(tmp_path, f"12\t0\t{start}\n12\t{start + 1}\t200000\n")).genes["FWD"]
    is_splice_base = start in (1160, 1161, 1999)
    assert found.coding_share == (pytest.approx(1 - 1 / SEQUENCED) if is_splice_base else 1.0)
    assert found.hotspots_missing == ()


@pytest.mark.parametrize(
    "state", ["NO_COVERAGE", "LOW_COVERAGE", "POOR_MAPPING_QUALITY", "REF_N", "no_coverage", "UNHEARD_OF"]
)
def test_bases_of_another_state_than_callable_are_not_callable(tmp_path: Path, state: str) -> None:
    found = coverage(file(tmp_path, f"12\t0\t1998\tCALLABLE\n12\t1998\t200000\t{state}\n"))
    assert found.genes["FWD"].coding_share == 0.5


def test_a_target_that_was_not_covered_is_taken_out_of_a_panel_with_named_targets(tmp_path: Path) -> None:
    found = coverage(file(tmp_path, "12\t900\t1998\tFWD_exon_1\n12\t1998\t2200\tNOT_COVERED\n"))
    assert found.genes["FWD"].coding_share == 0.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12\t0\t200000\ttarget\t15\t100\t200000\t0.0005000\n", "covered fractions"),
        ("12\t100\t200\t35\n12\t300\t400\t36\n", "columns that cannot be told"),
        ("12\t900\t2200\t1\t35\n12\t900\t2200\t2\t36\n", "columns that cannot be told"),
        ("12\t0\t500\tQ0\n12\t500\t200000\tQ1\n", "words that are not known"),
        ("track type=bedGraph\n12\t0\t500\tlow\n12\t500\t200000\t3\n", "bedGraph of mixed values"),
        ("12\t10\t900\t-5\n12\t900\t5000\t1e+06\n", "line 1 does not fit the others"),
        ("12\t900\t1998\texon_1\n12\t1998\t2200\t0\n", "line 2 does not fit the others"),
    ],
    ids=[
        "bedtools coverage",
        "names or depths",
        "bedtools coverage -d",
        "labels",
        "mixed bedGraph",
        "odd numbers",
        "a depth among names",
    ],
)
def test_what_may_list_bases_without_coverage_is_not_taken_for_callable_bases(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        coverage(file(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no intervals"),
        ("# nothing\n", "holds no intervals"),
        ("contig_7\t0\t100\n", "names contigs in no known way"),
        ("12\t100\n", "line 1 is not contig, start and end"),
        ("12\t200\t100\n", "line 1 is not contig, start and end"),
        ("12\t-1\t100\n", "line 1 is not contig, start and end"),
        ("12,0,100\n", "line 1 is not contig, start and end"),
    ],
)
def test_what_is_no_bed_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        coverage(file(tmp_path, text))


def test_a_missing_or_truncated_bed_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.bed: cannot be read"):
        coverage(tmp_path / "absent.bed")
    path = tmp_path / "cut.bed.gz"
    path.write_bytes(gzip.compress(EVERYTHING.encode() * 1000)[:-20])
    with pytest.raises(InputError, match="cut short"):
        coverage(path)


@pytest.mark.parametrize("text", ["NC_000012.11\t0\t100\n", "12\t0\t133275310\n"])
def test_a_bed_of_another_build_is_noticed_by_its_contigs(tmp_path: Path, text: str) -> None:
    with pytest.raises(BuildError):
        coverage(file(tmp_path, text))


def test_a_bed_of_another_build_is_noticed_by_where_the_genes_lie(tmp_path: Path) -> None:
    there = {gene: transcript(gene, 40_000 + 1000 * n, build=Build.GRCH37) for n, gene in enumerate(GENES)}
    text = "".join(f"12\t{start}\t{end}\n" for t in there.values() for start, end in t.coding_intervals())
    path = file(tmp_path, text)
    with pytest.raises(BuildError, match="lies on GRCh37 rather than GRCh38"):
        coverage(path, other_build=there)
    assert coverage(file(tmp_path, EVERYTHING), other_build=there).genes["FWD"].coding_share == 1.0


def test_an_assay_speaks_of_its_own_genes_alone() -> None:
    known = assay(covered=frozenset({"FWD", "OTHER"}), deletions_called=frozenset({"FWD"}))
    found = coverage(assay="panel", assays=known, copy_number=COPIES)
    assert found == Coverage({"FWD": GeneCallability(1.0, (), True, "assay panel")}, ("assay panel",))


def test_all_means_every_gene() -> None:
    known = assay(covered=None, deletions_called=None)
    found = coverage(assay="panel", assays=known, copy_number=COPIES)
    assert found.genes == {gene: GeneCallability(1.0, (), True, "assay panel") for gene in GENES}


def test_deletions_of_an_assay_count_only_where_the_sample_has_a_copy_number_file(tmp_path: Path) -> None:
    known = assay(covered=None, deletions_called=None)
    path = file(tmp_path, EVERYTHING)
    for bed in (None, path):
        without = coverage(bed, "panel", assays=known).genes.values()
        assert {gene.deletions_assessed for gene in without} == {False}
        given = coverage(bed, "panel", assays=known, copy_number=COPIES).genes.values()
        assert {gene.deletions_assessed for gene in given} == {True}


def test_a_panel_of_hotspots_has_its_codons_and_little_else() -> None:
    known = assay(hotspots_only={"FWD": None, "REV": frozenset({7})})
    found = coverage(assay="panel", assays=known).genes
    assert found["FWD"] == GeneCallability(9 / SEQUENCED, (), False, "assay panel")
    assert found["REV"] == GeneCallability(3 / SEQUENCED, (5,), False, "assay panel")


@pytest.mark.parametrize(
    ("gene", "exon", "missing"), [("FWD", 1, (61,)), ("FWD", 2, (12, 13)), ("REV", 1, ())]
)
def test_exons_are_counted_as_the_transcript_reads(gene: str, exon: int, missing: tuple[int, ...]) -> None:
    found = coverage(assay="panel", assays=assay(exons={gene: frozenset({exon})})).genes
    assert found == {gene: GeneCallability(0.5, missing, False, "assay panel")}


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ({"exons": {"FWD": frozenset({3})}}, "exon 3 of FWD does not exist"),
        ({"hotspots_only": {"FWD": frozenset({120})}}, "codon 120 of FWD does not exist"),
    ],
)
def test_an_exon_or_codon_that_the_transcript_lacks_is_refused(lists: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        coverage(assay="panel", assays=assay(**lists))


def test_a_bed_overrules_the_assay_which_adds_deletions(tmp_path: Path) -> None:
    known = assay(covered=None, deletions_called=None)
    found = coverage(file(tmp_path, "12\t0\t1998\n"), "panel", assays=known, copy_number=COPIES)
    assert found.genes["FWD"] == GeneCallability(0.5, (61,), True, "callable.bed; deletions: assay panel")
    assert found.sources == ("callable.bed", "assay panel")


def test_an_unknown_assay_comes_with_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"sample P1: there is no assay 'panle' \(did you mean 'panel'\?\)"):
        coverage(assay="panle", assays=assay())


def test_the_bundled_assays_are_read() -> None:
    assays = read_assays(ROOT / "config/assays.yaml")
    assert assays["exome_with_copy_number"].calls_deletions("TSC2")
    assert not assays["panel_full_genes"].calls_deletions("TSC2")
    assert not assays["panel_hotspots_50"].covers("KRAS")
    assert assays["panel_exons"].exons["KRAS"] == {2, 3, 4}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x: {covered: al}", "x.covered: the value is not usable"),
        ("x: {coverd: all}", r"x: unknown key 'coverd' \(did you mean 'covered'\?\)"),
        ("x: {hotspots_only: [KRAS]}", "x.hotspots_only: the value has the wrong type"),
        ("x: {hotspots_only: {KRAS: [0]}}", r"x.hotspots_only.KRAS\[1\]: the value is out of range"),
        ("x: {covered: all, hotspots_only: {KRAS: all}}", "'covered' and 'hotspots_only' both hold KRAS"),
        ("x: {covered: [KRAS], deletions_called: [TSC2]}", "'deletions_called' holds TSC2, not in 'covered'"),
        ("x: {covered: [KRAS], exons: {KRAS: [2]}}", "'covered' and 'exons' both hold KRAS"),
        ("x: {exons: {KRAS: [2]}, hotspots_only: {KRAS: all}}", "'hotspots_only' and 'exons' both hold KRAS"),
        ("x: {exons: {KRAS: all}}", "x.exons.KRAS: the value has the wrong type"),
        ("x: panel", "x: the value has the wrong type"),
    ],
)
def test_an_assay_that_contradicts_itself_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "assays.yaml"
    path.write_text(text)
    with pytest.raises(Problems, match=message):
        read_assays(path)


def test_a_missing_assays_file_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(MtorboardError, match="cannot be read"):
        read_assays(tmp_path / "absent.yaml")


SPANS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 60)), max_size=6)


@given(SPANS, st.integers(0, 30), st.integers(0, 20))
def test_covered_bases_are_counted_once(spans: list[tuple[int, int]], start: int, length: int) -> None:
    bases = Bases({"12": [(0, 40), (50, 100)]}, measured=False)
    for first, size in spans:
        bases.add("12", first, first + size, 1)
    start = start if start + length <= 40 else start + 50
    callable_bases = {pos for first, size in spans for pos in range(first, first + size)}
    found = bases.over("12", start, start + length)
    assert [value != NOT_SAID for value in found] == [
        pos in callable_bases for pos in range(start, start + length)
    ]
