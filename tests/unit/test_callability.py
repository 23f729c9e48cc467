"""What was looked at: BED files of callable bases and the laboratory's word for its assay."""

import gzip
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import BuildError, InputError, MtorboardError, Problems
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.enums import Build
from mtorboard.model.evidence import Coverage, GeneCallability
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.bed import read_bed
from mtorboard.reading.callability import Assay, read_assays, read_coverage

ROOT = Path(__file__).parents[2]
HOTSPOTS = {"FWD": (12, 13, 61), "REV": (5,)}


def transcript(gene: str, shift: int = 0, strand: int = 1, build: Build = Build.GRCH38) -> Transcript:
    """Two coding exons of 150 bases each: codons 1-50 and 51-100 of the plus strand."""
    return Transcript(
        gene=gene,
        accession=f"NM_{gene}.1",
        protein=f"NP_{gene}.1",
        build=build,
        contig="12",
        contig_accession="NC_000012.12" if build is Build.GRCH38 else "NC_000012.11",
        strand=strand,
        exons=((1000 + shift, 1160 + shift), (2000 + shift, 2160 + shift)),
        cds_start0=1010 + shift,
        cds_end0=2150 + shift,
    )


GENES = {"FWD": transcript("FWD"), "REV": transcript("REV", 5000, -1), "FAR": transcript("FAR", 90_000)}
EVERYTHING = "chr12\t0\t200000\n"


def bed(folder: Path, text: str) -> Path:
    path = folder / "callable.bed"
    path.write_text(text)
    return path


def coverage(bed_path: Path | None = None, assay: str | None = None, **more: Any) -> Coverage:
    spec = SampleSpec("P1", Path("v.vcf"), callable_bed=bed_path, assay=assay)
    return read_coverage(spec, GENES, HOTSPOTS, more.pop("assays", {}), **more)


def test_without_bed_and_assay_nothing_was_looked_at() -> None:
    assert coverage() == Coverage()


def test_a_bed_over_everything_covers_every_gene(tmp_path: Path) -> None:
    found = coverage(bed(tmp_path, EVERYTHING))
    assert found.sources == ("callable.bed",)
    assert found.genes == {gene: GeneCallability(1.0, (), False, "callable.bed") for gene in GENES}


def test_a_hole_of_twenty_bases_over_codon_12_is_a_missing_hotspot(tmp_path: Path) -> None:
    first = GENES["FWD"].codon_positions(12)[0] - 1
    hole = bed(tmp_path, f"12\t0\t{first - 5}\n12\t{first + 15}\t200000\n")
    found = coverage(hole).genes["FWD"]
    assert found.hotspots_missing == (12, 13)
    assert found.coding_share == pytest.approx(1 - 20 / 300)


@pytest.mark.parametrize("gene", ["FWD", "REV"])
@pytest.mark.parametrize("base", [0, 1, 2])
def test_one_base_of_a_hotspot_codon_that_is_not_callable_is_enough(
    tmp_path: Path, gene: str, base: int
) -> None:
    codon = HOTSPOTS[gene][0]
    pos = GENES[gene].codon_positions(codon)[base]
    found = coverage(bed(tmp_path, f"12\t0\t{pos - 1}\n12\t{pos}\t200000\n"))
    assert found.genes[gene].hotspots_missing == (codon,)


def test_a_gene_that_the_bed_leaves_out_has_no_callable_base(tmp_path: Path) -> None:
    found = coverage(bed(tmp_path, "12\t0\t8000\n")).genes["FAR"]
    assert found == GeneCallability(0.0, (), False, "callable.bed")


def test_intervals_may_overlap_and_come_in_any_order(tmp_path: Path) -> None:
    found = coverage(bed(tmp_path, "12\t1500\t2100\n12\t900\t1700\n12\t2100\t2150\n")).genes["FWD"]
    assert (found.coding_share, found.hotspots_missing) == (1.0, ())


@pytest.mark.parametrize("contig", ["12", "chr12", "NC_000012.12"])
def test_contigs_are_known_under_their_usual_names(tmp_path: Path, contig: str) -> None:
    assert coverage(bed(tmp_path, f"{contig}\t0\t200000\n")).genes["FWD"].coding_share == 1.0


def test_headers_names_and_gzip_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "callable.bed.gz"
    text = "browser position chr12\ntrack name=panel\n# comment\n\nchr12 0 200000 target_1 0 +\r\n"
    path.write_bytes(gzip.compress(text.encode()))
    assert coverage(path).genes["FWD"].coding_share == 1.0


@pytest.mark.parametrize(
    "state", ["NO_COVERAGE", "LOW_COVERAGE", "POOR_MAPPING_QUALITY", "REF_N", "no_coverage"]
)
def test_bases_that_the_bed_calls_not_callable_are_not(tmp_path: Path, state: str) -> None:
    found = coverage(bed(tmp_path, f"12\t0\t1999\tCALLABLE\n12\t1999\t200000\t{state}\n"))
    assert found.genes["FWD"].coding_share == 0.5


@pytest.mark.parametrize(
    "text",
    [
        "12\t0\t500\t0\n12\t500\t200000\t35\n",
        "12\t0\t200000\t87.50\n",
        "12\t0\t200000\t4:100\n",
        "track type=bedGraph\n12\t0\t200000\t30\n",
        "#chrom\tstart\tend\tregion\t1X\t10X\n12\t0\t200000\tunknown\t200000\t0\n",
        "12\t0\t200000\ttarget\t15\t100\t200000\t0.0005000\n",
    ],
)
def test_a_file_of_depths_is_not_taken_for_callable_bases(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="depths"):
        coverage(bed(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no intervals"),
        ("# nothing\n", "holds no intervals"),
        ("contig_7\t0\t100\n", "names contigs in no known way"),
        ("12\t100\n", "line 1 is not contig, start and end"),
        ("12\t200\t100\n", "line 1 is not contig, start and end"),
        ("12\t-1\t100\n", "line 1 is not contig, start and end"),
        ("12,0,100\n", "names contigs in no known way"),
    ],
)
def test_what_is_no_bed_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        coverage(bed(tmp_path, text))


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
        coverage(bed(tmp_path, text))


def test_a_bed_of_another_build_is_noticed_by_where_the_genes_lie(tmp_path: Path) -> None:
    there = {gene: transcript(gene, 40_000 + 1000 * n, build=Build.GRCH37) for n, gene in enumerate(GENES)}
    text = "".join(f"12\t{start}\t{end}\n" for t in there.values() for start, end in t.coding_intervals())
    path = bed(tmp_path, text)
    with pytest.raises(BuildError, match="lies on GRCh37 rather than GRCh38"):
        coverage(path, other_build=there)
    assert coverage(bed(tmp_path, EVERYTHING), other_build=there).genes["FWD"].coding_share == 1.0


def assay(name: str = "panel", **lists: Any) -> dict[str, Assay]:
    none: dict[str, Any] = {"covered": frozenset(), "hotspots_only": {}, "deletions_called": frozenset()}
    return {name: Assay(name, **(none | lists))}


def test_an_assay_speaks_of_its_own_genes_alone() -> None:
    known = assay(covered=frozenset({"FWD", "OTHER"}), deletions_called=frozenset({"FWD"}))
    found = coverage(assay="panel", assays=known)
    assert found == Coverage({"FWD": GeneCallability(1.0, (), True, "assay panel")}, ("assay panel",))


def test_all_means_every_gene() -> None:
    found = coverage(assay="panel", assays=assay(covered=None, deletions_called=None))
    assert found.genes == {gene: GeneCallability(1.0, (), True, "assay panel") for gene in GENES}


def test_a_panel_of_hotspots_has_its_codons_and_little_else() -> None:
    known = assay(hotspots_only={"FWD": None, "REV": frozenset({7})})
    found = coverage(assay="panel", assays=known).genes
    assert found["FWD"] == GeneCallability(9 / 300, (), False, "assay panel")
    assert found["REV"] == GeneCallability(3 / 300, (5,), False, "assay panel")


def test_a_measured_bed_overrules_the_assay_which_adds_deletions(tmp_path: Path) -> None:
    found = coverage(
        bed(tmp_path, "12\t0\t1999\n"), "panel", assays=assay(covered=None, deletions_called=None)
    )
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x: {covered: al}", "x.covered: the value is not usable"),
        ("x: {coverd: all}", r"x: unknown key 'coverd' \(did you mean 'covered'\?\)"),
        ("x: {hotspots_only: [KRAS]}", "x.hotspots_only: the value has the wrong type"),
        ("x: {hotspots_only: {KRAS: [0]}}", r"x.hotspots_only.KRAS\[1\]: the value is out of range"),
        ("x: {covered: all, hotspots_only: {KRAS: all}}", "'covered' and 'hotspots_only' both hold KRAS"),
        ("x: {covered: [KRAS], deletions_called: [TSC2]}", "'deletions_called' holds TSC2, not in 'covered'"),
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


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=6)


@given(SPANS, st.integers(0, 80), st.integers(0, 20))
def test_covered_bases_are_counted_once(spans: list[tuple[int, int]], start: int, length: int) -> None:
    lines = "".join(f"12\t{first}\t{first + size}\n" for first, size in spans)
    with tempfile.TemporaryDirectory() as folder:
        intervals = read_bed(bed(Path(folder), lines), Build.GRCH38, ["12"])
    callable_bases = {pos for first, size in spans for pos in range(first, first + size)}
    found = intervals.covered("12", start, start + length)
    assert found == len(callable_bases & set(range(start, start + length)))
