"""A row lays open what each leaf of its condition read, which alterations stand behind it, and what it lacks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from suggest_cases import altered, answer, rows, rule, rulebase, safety, tumour

from mtorboard.model.assessment import Link
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import AlterationClass, Zygosity
from mtorboard.model.state import PathwayState
from mtorboard.model.truth import Truth

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
HIT = altered(
    "TSC2", Zygosity.BIALLELIC, key="hit", allele_id="TSC2:a", codons=(7, 9), labels=frozenset({"L"})
)
VUS = altered("TSC1", class_=AlterationClass.VUS, key="vus")
ELSEWHERE = replace(VUS, key="elsewhere")
RESISTANT = altered("MTOR", class_=AlterationClass.RESISTANCE, key="resistant", allele_id="MTOR:r")
WEAK = altered("KRAS", key="weak", low_confidence=True)
INHERITED = altered("PTEN", key="inherited", possible_germline=True)
FOUND = tumour(HIT, VUS, RESISTANT, WEAK, INHERITED)
TSC_ALTERED = {"arm": {"arm": "A_TSC", "state": "ALTERED"}}
KRAS_ALTERED = {"gene": {"gene": "KRAS", "status": "ALTERED"}}


def traced(
    when: Mapping[str, Any], pathway: PathwayState = FOUND, *others: Mapping[str, Any]
) -> tuple[Link, ...]:
    """The trace of a condition that is not FALSE."""
    return rows(answer(rulebase(rule("R90", "INFO", when), *others), pathway))["R90"].trace


@pytest.mark.parametrize(
    ("leaf", "behind"),
    [
        (TSC_ALTERED, ("hit",)),
        ({"arm": {"arm": "A_TSC", "state": "ALTERED", "genes": ["TSC2"], "zygosity": "BIALLELIC"}}, ("hit",)),
        ({"gene": {"gene": ["TSC2", "KRAS"], "status": "ALTERED"}}, ("hit",)),
        ({"gene": {"gene": "TSC1", "status": "VUS_ONLY"}}, ("vus",)),
        ({"gene": {"gene": "TSC1", "status": "NOT_DETECTED"}}, ()),
        ({"allele": ["TSC2:a"]}, ("hit",)),
        ({"allele": ["MTOR:r"]}, ("resistant",)),
        ({"label": {"list": "L", "genes": ["TSC2"]}}, ("hit",)),
        ({"codons": {"gene": "TSC2", "first": 9, "last": 12}}, ("hit",)),
        ({"low_confidence": {"gene": ["KRAS", "NF1"]}}, ("weak",)),
        ({"possible_germline": {"gene": ["PTEN", "TSC2"]}}, ("inherited",)),
    ],
    ids=str,
)
def test_a_leaf_names_the_alterations_that_it_asks_for(leaf: dict[str, Any], behind: tuple[str, ...]) -> None:
    (link,) = traced(leaf)
    assert (link.leaf, link.truth, link.alterations) == (leaf, T, behind)


def test_only_what_makes_a_gene_uncertain_stands_behind_its_uncertainty() -> None:
    pathway = tumour(VUS, ELSEWHERE)
    state = replace(pathway.genes["TSC1"], alterations=("vus",))
    (link,) = traced(
        {"arm": {"arm": "A_TSC", "state": "VUS_ONLY"}},
        replace(pathway, genes={**pathway.genes, "TSC1": state}),
    )
    assert link.alterations == ("vus",)


def test_a_leaf_about_what_was_looked_at_names_no_alteration() -> None:
    (link,) = traced({"unassessed": ["TSC2", "KRAS"]}, tumour(HIT, WEAK, unread=["KRAS"]))
    assert (link.truth, link.reads, link.alterations) == (T, ("gene.KRAS", "gene.TSC2"), ())


def test_the_leaves_stand_in_the_order_in_which_they_are_written_with_what_each_read_and_lacks() -> None:
    when = {
        "all": [
            {"tumour_type": ["LUNG"]},
            {"not": {"clinical": {"field": "resectable", "is": True}}},
            {"any": [KRAS_ALTERED, TSC_ALTERED]},
        ]
    }
    links = traced(when, tumour(HIT, WEAK))
    assert [link.leaf for link in links] == [
        {"tumour_type": ["LUNG"]},
        {"clinical": {"field": "resectable", "is": True}},
        KRAS_ALTERED,
        TSC_ALTERED,
    ]
    assert [link.truth for link in links] == [T, U, F, T]
    assert [link.reads for link in links] == [
        ("tumour_type",),
        ("clinical.resectable",),
        ("gene.KRAS",),
        ("arm.A_TSC",),
    ]
    assert [link.missing for link in links] == [(), ("clinical.resectable",), (), ()]
    assert [bool(link.because) for link in links] == [True, False, True, True]


def test_a_rule_that_is_asked_is_named_where_it_has_a_row_and_explained_where_it_has_none() -> None:
    when = {"all": [{"rule": "R01"}, {"not": {"rule": "R02"}}]}
    row, none = traced(when, FOUND, rule("R01", "INFO", TSC_ALTERED), rule("R02", "INFO", KRAS_ALTERED))
    assert (row.truth, row.rules, row.because) == (T, ("R01",), ())
    assert (none.truth, none.rules, bool(none.because)) == (F, (), True)


def test_a_flag_that_follows_drugs_names_the_rules_that_list_them_and_speak() -> None:
    base = rulebase(
        rule("R01", "INFO", TSC_ALTERED, drugs=["everolimus"]),
        rule("R02", "INFO", KRAS_ALTERED, drugs=["everolimus"]),
        rule("R03", "INFO", TSC_ALTERED, drugs=["letrozole"]),
        flags=[safety("SAF01", "CAUTION", {"drug_listed": ["rapalog"]})],
    )
    (flag,) = answer(base, FOUND, Clinical()).safety
    assert flag.trace == (Link({"drug_listed": ["rapalog"]}, T, rules=("R01",)),)
