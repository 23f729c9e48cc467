"""Arithmetic of a transcript, on small hand-made ones and on any that hypothesis can think of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.transcripts import CdsPoint, Locus, Transcript, load_transcripts, loci
from mtorboard.model.enums import Build

# Three exons of 10 bases, introns of 5; the CDS is the last 4 bases of the first, the whole second and the
# first 4 bases of the third exon: 18 bases, six codons.
EXONS = ((100, 110), (115, 125), (130, 140))


def transcript(strand: int, exons=EXONS, cds=(106, 134)) -> Transcript:
    return Transcript(
        "GENE", "NM_1.1", "NP_1.1", Build.GRCH38, "1", "NC_000001.11", strand, exons, cds[0], cds[1]
    )


FORWARD, REVERSE = transcript(1), transcript(-1)


@pytest.mark.parametrize(
    ("pos", "name", "region", "codon"),
    [
        (107, "1", "CDS", 1),
        (110, "4", "CDS", 2),
        (116, "5", "CDS", 2),
        (134, "18", "CDS", 6),
        (106, "-1", "UTR5", None),
        (101, "-6", "UTR5", None),
        (135, "*1", "UTR3", None),
        (140, "*6", "UTR3", None),
        (111, "4+1", "INTRON", None),
        (113, "4+3", "INTRON", None),
        (114, "5-2", "INTRON", None),
        (115, "5-1", "INTRON", None),
        (100, "-6-1", "OUTSIDE", None),
        (142, "*6+2", "OUTSIDE", None),
    ],
)
def test_positions_of_a_forward_transcript_are_named_as_hgvs_does(pos, name, region, codon):
    point = FORWARD.locate(pos)
    assert (point.text, point.region, FORWARD.codon_of(pos)) == (name, region, codon)


@pytest.mark.parametrize(
    ("pos", "name", "region", "codon"),
    [
        (134, "1", "CDS", 1),
        (131, "4", "CDS", 2),
        (125, "5", "CDS", 2),
        (107, "18", "CDS", 6),
        (135, "-1", "UTR5", None),
        (106, "*1", "UTR3", None),
        (130, "4+1", "INTRON", None),
        (128, "4+3", "INTRON", None),  # the middle base of an odd intron counts from the exon upstream
        (127, "5-2", "INTRON", None),
        (126, "5-1", "INTRON", None),
        (141, "-6-1", "OUTSIDE", None),
        (99, "*6+2", "OUTSIDE", None),
    ],
)
def test_positions_of_a_reverse_transcript_are_named_as_hgvs_does(pos, name, region, codon):
    point = REVERSE.locate(pos)
    assert (point.text, point.region, REVERSE.codon_of(pos)) == (name, region, codon)


def test_codon_across_an_intron_keeps_transcript_order():
    assert FORWARD.codon_positions(2) == (110, 116, 117)
    assert REVERSE.codon_positions(2) == (131, 125, 124)


def test_lengths_count_the_stop_codon_in_the_cds_and_not_in_the_protein():
    assert (FORWARD.cds_length, FORWARD.protein_length) == (18, 5)
    assert FORWARD.coding_intervals() == ((106, 110), (115, 125), (130, 134))


def test_canonical_splice_sites_are_the_two_bases_at_each_end_of_an_intron():
    kinds = {pos: FORWARD.is_canonical_splice(pos) for pos in range(108, 119)}
    assert {pos for pos, kind in kinds.items() if kind == "donor"} == {111, 112}
    assert {pos for pos, kind in kinds.items() if kind == "acceptor"} == {114, 115}
    assert REVERSE.is_canonical_splice(111) == "acceptor"


def test_splice_site_between_untranslated_exons_says_that_no_coding_base_is_near():
    noncoding_first = transcript(1, cds=(117, 131))
    assert noncoding_first.is_canonical_splice(111) == "donor"
    assert not noncoding_first.locate(111).next_to_coding
    assert noncoding_first.locate(111).text == "-3+1"
    assert FORWARD.locate(111).next_to_coding


def test_flank_widens_both_ends():
    assert [FORWARD.contains(pos) for pos in (100, 101, 140, 141)] == [False, True, True, False]
    assert [FORWARD.contains(pos, flank=2) for pos in (98, 99, 142, 143)] == [False, True, True, False]


@pytest.mark.parametrize(("base", "offset"), [(-6, 0), (25, 0), (4, 4), (4, -1), (6, 1)])
def test_position_that_the_transcript_does_not_have_is_refused(base, offset):
    with pytest.raises(KnowledgeError, match="no position"):
        FORWARD.genomic(base, offset)


@pytest.mark.parametrize(
    ("exons", "cds"),
    [
        (((100, 110), (105, 125)), (106, 118)),
        (((115, 125), (100, 110)), (106, 118)),
        (EXONS, (106, 135)),
        (EXONS, (112, 134)),
        ((), (1, 4)),
    ],
    ids=["overlapping", "unordered", "broken codon", "CDS starts in an intron", "no exons"],
)
def test_impossible_gene_model_is_refused(exons, cds):
    with pytest.raises(KnowledgeError):
        transcript(1, exons, cds)


@st.composite
def transcripts(draw) -> Transcript:
    lengths = draw(
        st.lists(st.integers(1, 12), min_size=3, max_size=15).filter(lambda x: sum(x[:-1][::2]) >= 9)
    )
    edges = [50]
    for length in lengths[: (len(lengths) - 1) // 2 * 2 + 1]:
        edges.append(edges[-1] + length)
    exons = tuple(zip(edges[::2], edges[1::2], strict=True))
    bases = [pos0 for start, end in exons for pos0 in range(start, end)]
    first = draw(st.integers(0, len(bases) - 6))
    codons = draw(st.integers(2, (len(bases) - first) // 3))
    cds = (bases[first], bases[first + 3 * codons - 1] + 1)
    return transcript(draw(st.sampled_from([1, -1])), exons, cds)


@given(transcripts())
def test_every_position_can_be_found_again_from_its_name(model):
    for pos in range(model.start0 + 1, model.end0 + 1):
        point = model.locate(pos)
        assert model.genomic(point.base, point.offset) == pos


@given(transcripts())
def test_codons_tile_the_coding_bases_without_gap_or_overlap(model):
    coding = {pos0 + 1 for start, end in model.coding_intervals() for pos0 in range(start, end)}
    tiled = [pos for codon in range(1, model.protein_length + 2) for pos in model.codon_positions(codon)]
    assert sorted(tiled) == sorted(coding)
    assert all(model.codon_of(pos) == at // 3 + 1 for at, pos in enumerate(tiled))


@given(transcripts(), st.integers(1, 400))
def test_mirrored_transcript_names_the_mirrored_position_alike(model, pos):
    size = 500
    exons = tuple((size - end, size - start) for start, end in reversed(model.exons))
    cds = (size - model.cds_end0, size - model.cds_start0)
    assert transcript(-model.strand, exons, cds).locate(size + 1 - pos) == model.locate(pos)


def test_loci_are_sorted_and_never_start_before_the_contig():
    near_start = transcript(1, exons=((5, 14),), cds=(5, 14))
    assert loci([FORWARD, near_start], flank=20) == (Locus("GENE", "1", 0, 34), Locus("GENE", "1", 80, 160))


def cdot(gene: str = "GENE") -> dict[str, object]:
    placed = {"contig": "NC_000016.10", "strand": "-", "exons": [[100, 110, 0, 1, 10, None]]}
    placed |= {"cds_start": 101, "cds_end": 107}
    return {"id": f"NM_{gene}.1", "gene_name": gene, "protein": "NP_1.1", "genome_builds": {"GRCh38": placed}}


def test_cdot_file_is_read(tmp_path: Path):
    path = tmp_path / "transcripts.json"
    path.write_text(json.dumps({"transcripts": {"NM_GENE.1": cdot()}}))
    read = load_transcripts(path, Build.GRCH38)["GENE"]
    assert (read.contig, read.strand, read.exons, read.cds_length) == ("16", -1, ((100, 110),), 6)
    assert read.locate(107) == CdsPoint(1, 0, "CDS", 6)


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"transcripts": {"a": {}}}', json.dumps({"transcripts": {"a": cdot(), "b": cdot()}})],
    ids=["empty", "no object", "no fields", "one gene twice"],
)
def test_file_that_is_no_cdot_names_itself_and_what_to_do(tmp_path: Path, text: str):
    path = tmp_path / "transcripts.json"
    path.write_text(text)
    with pytest.raises(KnowledgeError, match=r"transcripts\.json.*What to do"):
        load_transcripts(path, Build.GRCH38)


def test_missing_file_and_missing_build_are_refused(tmp_path: Path):
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_transcripts(tmp_path / "none.json", Build.GRCH38)
    path = tmp_path / "transcripts.json"
    path.write_text(json.dumps({"transcripts": {"NM_GENE.1": cdot()}}))
    with pytest.raises(KnowledgeError, match="GRCh37"):
        load_transcripts(path, Build.GRCH37)
