"""The lollipops: where an alteration lies, what its pin says, and labels that never lie on each other."""

from __future__ import annotations

from math import cos, radians, sin
from typing import Any

import pytest
from figure_cases import FACTS, altered, report, vus
from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import TEXTS

from mtorboard.model.enums import Build
from mtorboard.report.figures.geometry import WIDTH, apart, text_width
from mtorboard.report.figures.lollipop import (
    LABEL_GAP,
    LETTERS,
    MOST_ALTERED,
    MOST_PINS,
    MOST_VUS,
    SLANT,
    Lollipop,
    Lollipops,
    Marker,
    lollipops,
)

TSC2_LENGTH = 1807
CODONS = st.lists(st.integers(1, TSC2_LENGTH), min_size=1, max_size=MOST_PINS)


def drawn(*alterations: dict[str, Any]) -> Lollipops:
    return lollipops(report(*alterations), FACTS)


def only(*alterations: dict[str, Any]) -> Lollipop:
    (found,) = drawn(*alterations).genes
    return found


def codon_at(figure: Lollipop, x: float) -> float:
    """The codon at a place, by the axis that is printed."""
    (left, first), (right, last) = figure.ticks[0], figure.ticks[-1]
    return first + (x - left) / (right - left) * (last - first)


@settings(deadline=None)
@given(CODONS, st.text("Arg0123Ter", min_size=1, max_size=40))
def test_up_to_twelve_labels_keep_apart_and_stay_on_the_drawing(codons: list[int], name: str) -> None:
    figure = only(*(altered("TSC2", name, codon) for codon in codons))
    heads = [pin.label_x for pin in figure.pins]
    assert len(heads) == len(codons)
    assert apart(heads, LABEL_GAP)
    assert LABEL_GAP * sin(radians(SLANT)) > LETTERS
    for pin in figure.pins:
        reach = text_width(pin.label, LETTERS)
        assert pin.label_x >= 0
        assert pin.label_x + reach * cos(radians(SLANT)) <= WIDTH
        assert figure.top - 8 - reach * sin(radians(SLANT)) >= 0


@settings(deadline=None)
@given(CODONS)
def test_a_pin_points_to_its_codon_on_the_printed_axis(codons: list[int]) -> None:
    figure = only(*(altered("TSC2", f"p.X{codon}", codon) for codon in codons))
    for pin in figure.pins:
        assert codon_at(figure, pin.x) == pytest.approx(int(pin.name[3:]), abs=0.01)


@settings(deadline=None)
@given(CODONS)
def test_stems_do_not_cross(codons: list[int]) -> None:
    pins = only(*(altered("TSC2", "p.X", codon) for codon in codons)).pins
    assert [pin.x for pin in pins] == sorted(pin.x for pin in pins)
    assert [pin.label_x for pin in pins] == sorted(pin.label_x for pin in pins)


@pytest.mark.parametrize(
    ("hgvs_c", "codon"),
    [("c.1716+1G>A", 572), ("c.1717-2A>G", 573), ("NM_000548.5:c.4+5G>A", 2), ("c.3-1G>C", 1)],
)
def test_a_change_in_an_intron_stands_at_the_nearest_codon_and_says_so(hgvs_c: str, codon: int) -> None:
    figure = only(altered("TSC2", None, None, hgvs_c=hgvs_c))
    (pin,) = figure.pins
    assert pin.near
    assert round(codon_at(figure, pin.x)) == codon
    assert drawn(altered("TSC2", None, None, hgvs_c=hgvs_c)).near


@pytest.mark.parametrize("hgvs_c", [None, "c.-30G>A", "c.*12del", "c.-106+3A>G", "c.99999+1G>A"])
def test_a_change_without_a_place_on_the_protein_is_listed_beside_it(hgvs_c: str | None) -> None:
    figure = only(altered("TSC2", None, None, hgvs_c=hgvs_c))
    assert figure.pins == ()
    assert figure.beside == ((hgvs_c or altered("TSC2")["hgvs_g"], Marker.KNOWN),)


def test_a_codon_that_the_protein_does_not_have_is_not_drawn_at_its_end() -> None:
    assert only(altered("TSC2", "p.X", 1900)).beside == (("p.X", Marker.KNOWN),)
    (pin,) = only(altered("TSC2", "p.Ter1808Arg", 1808)).pins
    assert round(codon_at(only(altered("TSC2", "p.Ter1808Arg", 1808)), pin.x)) == TSC2_LENGTH


TSC2 = FACTS.transcripts[Build.GRCH38]["TSC2"]


def event(key: str, consequence: str = "transcript_ablation", **changed: Any) -> dict[str, Any]:
    return altered("TSC2", None, None, key=key, consequence=consequence, hgvs_c=None, **changed)


@pytest.mark.parametrize("kind", ["CN0", "LOSS", "CN8"])
def test_a_copy_number_event_of_the_whole_gene_is_a_bar_over_the_whole_protein(kind: str) -> None:
    figure = only(event(f"GRCh38:16:{TSC2.start0 - 999}-{TSC2.end0 + 999}:{kind}"))
    (bar,) = figure.events
    assert (bar.first, bar.last) == (1, TSC2_LENGTH)
    assert codon_at(figure, bar.x) == pytest.approx(0.5, abs=0.01)
    assert codon_at(figure, bar.x + bar.width) == pytest.approx(TSC2_LENGTH + 0.5, abs=0.01)


def test_a_part_of_a_gene_is_never_drawn_as_the_whole_of_it() -> None:
    first, last = TSC2.genomic(301), TSC2.genomic(600)
    (bar,) = only(event(f"GRCh38:16:{first}-{last}:CN0")).events
    assert (bar.first, bar.last) == (101, 200)
    kept = f"GRCh38:16:{first - 1}:DEL:16:{last + 1}"
    (bar,) = only(event(kept, "feature_truncation")).events
    assert (bar.first, bar.last, bar.consequence) == (101, 200, "feature_truncation")
    (mirrored,) = only(event(f"GRCh38:16:{last + 1}:DEL:16:{first - 1}", "feature_truncation")).events
    assert mirrored == bar


@pytest.mark.parametrize(
    "key",
    [
        "GRCh38:16:2070000:BND:9:132900000",  # leads to another chromosome
        "GRCh38:16:2070000:BND",  # no mate
        "GRCh38:16:10-20:CN0",  # away from the gene
        "GRCh38:16:<b>-20:CN0",
    ],
)
def test_an_event_whose_stretch_is_not_known_is_listed_beside_the_protein(key: str) -> None:
    item = event(key, "gene_variant", hgvs_g="")
    assert only(item).events == ()
    assert only(item).beside == ((key, Marker.KNOWN),)


def test_a_gene_that_has_no_place_on_the_build_has_no_bar() -> None:
    document = report(
        altered("NPRL3", None, None, key="GRCh37:16:1-9:CN0", consequence="transcript_ablation")
    )
    document["sample"]["build"] = "GRCh37"
    (figure,) = lollipops(document, FACTS).genes
    assert figure.events == ()
    assert len(figure.beside) == 1


def test_an_event_that_is_not_interpreted_never_looks_like_one_that_is() -> None:
    key = f"GRCh38:16:{TSC2.start0}-{TSC2.end0}:CN0"
    (bar,) = only(event(key, counts=False, filtered=["LowQual"])).events
    assert bar.marker is Marker.UNINTERPRETED


@pytest.mark.parametrize("class_", ["KNOWN", "HOTSPOT", "LIKELY", "LIKELY_LOF"])
def test_the_marker_is_the_class(class_: str) -> None:
    (pin,) = only(altered("TSC2", **{"class": class_})).pins
    assert pin.marker is Marker(class_)


def test_resistance_and_unknown_significance_have_markers_of_their_own() -> None:
    pins = only(vus("MTOR", **{"class": "RESISTANCE"}), vus("MTOR", "p.A", 900)).pins
    assert {pin.marker for pin in pins} == {Marker.RESISTANCE, Marker.VUS}


@pytest.mark.parametrize("doubt", [{"filtered": ["weak_evidence"]}, {"low_confidence": True}])
def test_a_call_that_is_not_interpreted_never_looks_like_its_class(doubt: dict[str, Any]) -> None:
    (pin,) = only(altered("TSC2", counts=False, **doubt)).pins
    assert pin.marker is Marker.UNINTERPRETED
    assert drawn(vus("TSC2", **doubt)).genes == ()


@pytest.mark.parametrize("class_", ["BENIGN", "LIKELY_BENIGN", "PASSENGER"])
def test_what_is_harmless_is_not_drawn(class_: str) -> None:
    found = drawn(vus("TSC2", **{"class": class_}))
    assert (found.genes, found.more) == ((), 0)


def test_altered_genes_come_first_then_doubtful_ones_then_unknown_significance() -> None:
    doubtful = altered("BRAF", counts=False, low_confidence=True)
    found = drawn(vus("AKT1"), doubtful, altered("TSC2"), altered("EGFR"))
    assert [figure.gene for figure in found.genes] == ["EGFR", "TSC2", "BRAF", "AKT1"]


def test_too_many_genes_and_too_many_pins_are_counted() -> None:
    many = [altered(gene) for gene in sorted(FACTS.lengths)[:10]]
    more = [vus(gene, codon=1) for gene in sorted(FACTS.lengths)[10:15]]
    found = drawn(*many, *more)
    assert len(found.genes) == MOST_ALTERED + MOST_VUS
    assert found.more == len(many) + len(more) - MOST_ALTERED - MOST_VUS
    crowd = only(*(altered("TSC2", f"p.X{codon}", codon) for codon in range(1, MOST_PINS + 4)))
    assert (len(crowd.pins), crowd.more) == (MOST_PINS, 3)


def test_a_gene_without_a_pinned_transcript_is_counted_and_not_drawn() -> None:
    found = drawn(altered("XYZ"))
    assert (found.genes, found.more) == ((), 1)


def test_hotspots_are_those_of_the_knowledge_tables() -> None:
    figure = only(altered("KRAS", "p.Gly12Asp", 12))
    assert [round(codon_at(figure, x)) for x in figure.hotspots] == list(FACTS.hotspots["KRAS"])
    assert {12, 13, 61} <= set(FACTS.hotspots["KRAS"])


def test_a_domain_lies_between_its_codons_and_says_when_its_ends_are_unverified() -> None:
    figure = only(altered("TSC2"))
    for domain, known in zip(figure.domains, FACTS.domains["TSC2"], strict=True):
        assert (domain.first, domain.last) == (known.first_codon, known.last_codon)
        assert codon_at(figure, domain.x) == pytest.approx(domain.first - 0.5, abs=0.01)
        assert codon_at(figure, domain.x + domain.width) == pytest.approx(domain.last + 0.5, abs=0.01)
        assert domain.verified is (known.verified == "VERIFIED")
    assert drawn(altered("TSC2")).unverified
    assert not drawn(altered("PTEN", codon=130)).unverified


def test_a_name_is_written_into_a_domain_only_where_it_has_room() -> None:
    domains = {domain.name: domain.fits for domain in only(altered("MTOR", codon=2215)).domains}
    assert domains == {"FAT": True, "FRB": True, "Kinase": True, "FATC": False}


def test_every_marker_has_a_word() -> None:
    assert set(TEXTS["report"]["figures"]["lollipop"]["markers"]) == set(Marker)
