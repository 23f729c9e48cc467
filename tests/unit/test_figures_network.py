"""The network: every gene is drawn in its state, and every state looks different."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from figure_cases import FACTS, altered, report, vus
from report_cases import TEXTS
from report_situations import SITUATIONS

from mtorboard.knowledge.figures import Box, Network, Node
from mtorboard.knowledge.tables import table_rows
from mtorboard.report.figures.geometry import text_width
from mtorboard.report.figures.network import CHIP, Chip, Mark, NetworkLayout, NodeState, network_layout
from mtorboard.report.html import environment

PANEL = frozenset(FACTS.lengths)
WORDS = TEXTS["report"]["figures"]["network"]


def drawn(document: dict[str, Any]) -> NetworkLayout:
    return network_layout(document, FACTS.network, PANEL)


def chip(gene: str, document: dict[str, Any]) -> Chip:
    (found,) = (chip for chip in drawn(document).chips if chip.gene == gene)
    return found


@pytest.mark.parametrize(
    ("state", "document"),
    [
        (NodeState.GAIN, report(altered("MTOR", effect="GOF"), MTOR="ALTERED")),
        (NodeState.LOSS, report(altered("MTOR", effect="LOF"), MTOR="ALTERED")),
        (NodeState.ALTERED, report(altered("MTOR"), altered("MTOR", effect="GOF"), MTOR="ALTERED")),
        (NodeState.ALTERED, report(altered("MTOR", effect="UNKNOWN"), MTOR="ALTERED")),
        (NodeState.ALTERED, report(MTOR="ALTERED")),
        (NodeState.RESISTANCE, report(vus("MTOR", effect="RES", **{"class": "RESISTANCE"}), MTOR="VUS_ONLY")),
        (
            NodeState.RESISTANCE,
            report(vus("MTOR", effect="RES", **{"class": "RESISTANCE"}), MTOR="NOT_ASSESSED"),
        ),
        (NodeState.VUS_ONLY, report(vus("MTOR"), MTOR="VUS_ONLY")),
        (NodeState.NOT_DETECTED, report(MTOR="NOT_DETECTED")),
        (NodeState.NOT_DETECTED_SNV_ONLY, report(MTOR="NOT_DETECTED_SNV_ONLY")),
        (NodeState.NOT_ASSESSED, report(MTOR="NOT_ASSESSED")),
    ],
)
def test_a_gene_is_drawn_in_its_state(state: NodeState, document: dict[str, Any]) -> None:
    assert chip("MTOR", document).state is state


def test_a_direction_is_read_from_alterations_that_count_alone() -> None:
    low = altered("MTOR", effect="GOF", counts=False, low_confidence=True)
    assert chip("MTOR", report(altered("MTOR"), low, MTOR="ALTERED")).state is NodeState.LOSS


def test_a_gene_that_the_report_does_not_speak_of_was_not_assessed_and_never_unaltered() -> None:
    document = report()
    del document["genes"]["TSC2"]
    assert chip("TSC2", document).state is NodeState.NOT_ASSESSED


def test_a_gene_that_is_not_of_the_panel_says_so() -> None:
    assert chip("RRAGC", report()).state is NodeState.OFF_PANEL


def test_every_gene_of_the_panel_that_belongs_to_an_arm_is_drawn_once() -> None:
    arms = {row["symbol"]: row["arm"] for _, row in table_rows(FACTS.root / "genes.tsv")}
    genes = [chip.gene for chip in drawn(report()).chips]
    assert {gene for gene, arm in arms.items() if arm} == set(genes) - {"RRAGC"}
    assert len(genes) == len(set(genes))


@pytest.mark.parametrize("zygosity", ["BIALLELIC", "MONOALLELIC", "UNKNOWN"])
def test_a_lost_gene_says_what_is_known_of_its_second_copy(zygosity: str) -> None:
    document = report(altered("TSC2"), TSC2="ALTERED")
    document["genes"]["TSC2"]["zygosity"] = zygosity
    assert chip("TSC2", document).marks == (Mark(zygosity),)


def test_a_gain_needs_no_second_hit_and_says_nothing_of_copies() -> None:
    assert chip("MTOR", report(altered("MTOR", effect="GOF"), MTOR="ALTERED")).marks == ()


def test_a_resistance_allele_beside_a_gain_is_marked() -> None:
    resists = vus("MTOR", effect="RES", **{"class": "RESISTANCE"})
    found = chip("MTOR", report(altered("MTOR", effect="GOF"), resists, MTOR="ALTERED"))
    assert (found.state, found.marks) == (NodeState.GAIN, (Mark.RESISTANCE,))


@pytest.mark.parametrize("doubt", [{"filtered": ["weak_evidence"]}, {"low_confidence": True}])
def test_a_functional_call_that_is_not_interpreted_marks_an_otherwise_clean_gene(
    doubt: dict[str, Any],
) -> None:
    found = chip("KRAS", report(altered("KRAS", counts=False, **doubt), KRAS="NOT_DETECTED"))
    assert (found.state, found.marks) == (NodeState.NOT_DETECTED, (Mark.UNINTERPRETED,))


def test_an_uncertain_variant_of_unknown_significance_marks_nothing() -> None:
    assert chip("KRAS", report(vus("KRAS", low_confidence=True), KRAS="NOT_DETECTED")).marks == ()


def test_genes_without_a_node_are_named() -> None:
    assert "TP53" in drawn(report(TP53="ALTERED")).outside
    assert not {"TSC2", "RRAGC"} & set(drawn(report(TP53="ALTERED")).outside)


# What it looks like


def shape(macro: str, code: str) -> str:
    module: Any = environment().get_template("figure_shapes.html").module
    return str(getattr(module, macro)(code))


def outline(markup: str) -> tuple[str, ...]:
    """The forms alone: what is left when colour is taken away."""
    return tuple(re.findall(r'(?: d| r| cx| cy|stroke-dasharray|class)="([^"]*)"|>([^<]+)<', markup))


def test_every_state_and_mark_has_a_form_of_its_own() -> None:
    states = {state: shape("chip", state) for state in NodeState}
    marks = {mark: shape("mark", mark) for mark in Mark}
    for forms in (states, marks):
        assert all(forms.values())
        assert len(set(map(outline, forms.values()))) == len(forms)


def test_states_differ_by_their_paths_or_by_their_dashes_and_not_by_colour_alone() -> None:
    style = (environment().loader.get_source(environment(), "figures.css"))[0]  # type: ignore[union-attr]
    dashed = {name for name, rule in re.findall(r"\.(fig-[a-z]+) \{([^}]*)\}", style) if "dasharray" in rule}

    def ink(state: NodeState) -> tuple[Any, ...]:
        parts = re.findall(r'class="([^"]+)" d="([^"]+)"', shape("chip", state))
        return tuple((path, name in dashed) for name, path in parts)

    assert len({ink(state) for state in NodeState}) == len(NodeState)


def test_everything_has_its_words() -> None:
    assert set(WORDS["states"]) == set(NodeState)
    assert set(WORDS["marks"]) == set(Mark)
    assert set(WORDS["nodes"]) == {node.node_id for node in FACTS.network.nodes}
    assert set(WORDS["drugs"]) == {drug.target_id for drug in FACTS.network.drugs}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_legend_says_every_state_and_mark_that_occurs_and_none_else(situation: str) -> None:
    found = drawn(SITUATIONS[situation]())
    said = {
        part: {entry.code for entry in found.legend if entry.part == part} for part in ("states", "marks")
    }
    assert said["states"] == {chip.state for chip in found.chips}
    assert said["marks"] == {mark for chip in found.chips for mark in chip.marks}


def everything() -> dict[str, Any]:
    """A report in which every state and mark occurs."""
    resists = {"class": "RESISTANCE", "effect": "RES"}
    document = report(
        *(altered(gene) for gene in ("TSC1", "TSC2", "PTEN")),
        altered("MTOR", effect="GOF"),
        altered("AKT1", effect="UNKNOWN"),
        altered("KRAS", counts=False, low_confidence=True),
        vus("MTOR", **resists),
        vus("EGFR", **resists),
        **dict.fromkeys(("TSC1", "TSC2", "PTEN", "MTOR", "AKT1"), "ALTERED"),
        **{"PIK3CA": "VUS_ONLY", "KRAS": "NOT_DETECTED", "NF1": "NOT_DETECTED_SNV_ONLY"},
        **{"EGFR": "VUS_ONLY", "RHEB": "NOT_ASSESSED"},
    )
    document["genes"]["TSC1"]["zygosity"] = "BIALLELIC"
    document["genes"]["TSC2"]["zygosity"] = "MONOALLELIC"
    return document


def test_a_legend_of_everything_stays_inside_the_drawing_below_the_network_and_apart() -> None:
    found = drawn(everything())
    codes = {entry.code for entry in found.legend}
    assert codes == {*NodeState, *Mark, "promotes", "inhibits", "attack"}
    places = [(entry.x, entry.y) for entry in found.legend]
    assert len(set(places)) == len(places) == len(NodeState) + len(Mark) + 3
    assert all(FACTS.network.height <= y <= found.height - CHIP[1] for _, y in places)


def test_signs_lie_inside_their_nodes_and_apart() -> None:
    boxes = [Box(chip.x, chip.y, *CHIP) for chip in drawn(report()).chips]
    homes = [node.box for node in FACTS.network.nodes for _ in node.genes]
    for box, home in zip(boxes, homes, strict=True):
        assert home.x < box.x
        assert box.right < home.right
        assert home.y + 14 < box.y
        assert box.bottom < home.bottom
    for one, other in combinations(boxes, 2):
        assert one.right < other.x or other.right < one.x or one.bottom < other.y or other.bottom < one.y


def test_words_fit_into_their_boxes() -> None:
    for node in FACTS.network.nodes:
        assert text_width(WORDS["nodes"][node.node_id], 10) <= node.box.width + 10, node.node_id
    for drug in FACTS.network.drugs:
        assert text_width(WORDS["drugs"][drug.target_id], 10.5) <= drug.box.width + 10, drug.target_id


def test_a_narrow_node_stacks_its_genes_and_a_network_without_feedback_names_none() -> None:
    network = Network(100, 200, (Node("X", Box(0, 0, 70, 100), ("TSC1", "TSC2", "PTEN")),), (), ())
    found = network_layout(report(), network, PANEL)
    assert [chip.x for chip in found.chips] == [7, 7, 7]
    assert [chip.y for chip in found.chips] == sorted({chip.y for chip in found.chips})
    assert found.feedback is None
