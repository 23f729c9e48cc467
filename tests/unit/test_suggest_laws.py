"""Laws that hold over the curated rules, for drawn tumours and patients."""

import datetime as dt
import re
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suggest_cases import TODAY
from suggest_listed import meant

from mtorboard import knowledge
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.vocabulary import walk
from mtorboard.model.alteration import Alteration
from mtorboard.model.assessment import Assessment
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy, Transplant
from mtorboard.model.enums import (
    AlterationClass,
    Arm,
    Clonality,
    Consequence,
    Effect,
    GeneStatus,
    Headline,
    Naming,
    Role,
    Zygosity,
)
from mtorboard.model.state import GeneState, PathwayState
from mtorboard.model.truth import Truth
from mtorboard.pathway.arms import arm_states
from mtorboard.suggest import assess, genome_leaves
from mtorboard.suggest.conditions import SILENCE, World
from mtorboard.suggest.domains import domains_of
from mtorboard.suggest.facts import FactSheet, Finding, fact_sheet, touched, with_fact
from mtorboard.suggest.headline import decide
from mtorboard.suggest.index import RuleIndex, rule_index
from mtorboard.suggest.precedence import standings

ROOT = Path(__file__).resolve().parents[2]
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@cache
def release() -> Knowledge:
    return knowledge.load()


def found_in(gene: str, class_: AlterationClass, zygosity: Zygosity, clonality: Clonality) -> Alteration:
    return Alteration(
        gene=gene,
        key=f"GRCh38:1:1:A:{gene}{class_}",
        hgvs_g="",
        hgvs_c="c.1A>C",
        hgvs_p=None,
        transcript="",
        consequence=Consequence.MISSENSE,
        class_=class_,
        effect=Effect.UNKNOWN,
        naming=Naming.LIBRARY,
        zygosity=zygosity,
        clonality=clonality,
    )


@st.composite
def tumours(draw: st.DrawFn) -> PathwayState:
    found, states = [], {}
    for symbol, gene in release().tables.genes.items():
        status = draw(st.sampled_from([*GeneStatus, *[GeneStatus.NOT_DETECTED] * 5]))
        if status is GeneStatus.NOT_DETECTED_SNV_ONLY and gene.role is not Role.TSG:
            status = GeneStatus.NOT_ASSESSED
        zygosity, clonality = draw(st.sampled_from(Zygosity)), draw(st.sampled_from(Clonality))
        if status is GeneStatus.ALTERED:
            found.append(found_in(symbol, AlterationClass.KNOWN, zygosity, clonality))
        read = status in (GeneStatus.NOT_DETECTED, GeneStatus.NOT_DETECTED_SNV_ONLY) or draw(st.booleans())
        states[symbol] = GeneState(
            symbol,
            status,
            "",
            hotspots_callable=read and status is not GeneStatus.NOT_ASSESSED,
            deletions_assessed=status is GeneStatus.NOT_DETECTED,
            zygosity=zygosity if status is GeneStatus.ALTERED else Zygosity.UNKNOWN,
            clonality=clonality if status is GeneStatus.ALTERED else Clonality.UNKNOWN,
        )
    arms = arm_states(found, states, release().tables)
    return PathwayState(states, arms, tuple(found))


CONTRADICTING = Transplant("kidney", None, ("tacrolimus", "ketoconazole"))
"""Names a drug that a whole medication list would name as well."""
GRAFTS = [
    None,
    Transplant("kidney"),
    Transplant("kidney", None, ("Sandimunx",)),
    Transplant("heart", None, ("tacrolimus",)),
    CONTRADICTING,
]
MEDICATIONS = [None, (), (Medication("ketoconazole"),), (Medication("Xyzabcin"),)]


@st.composite
def patients(draw: st.DrawFn) -> Clinical:
    maybe = st.sampled_from([None, True, False])
    graft = draw(st.sampled_from(GRAFTS))
    therapies = [
        (),
        (PriorTherapy(("letrozole", "palbociclib"), "metastatic", True),),
        (PriorTherapy(("sunitinib",)),),
        (PriorTherapy(("letrozole", "Xyzabcin"), None, True),),
    ]
    return Clinical(
        disease_extent=draw(st.sampled_from([None, "localised", "metastatic"])),
        stage=draw(st.sampled_from([None, "IV"])),
        progressive=draw(maybe),
        resectable=draw(maybe),
        approved_options_exhausted=draw(maybe),
        tsc_diagnosis=draw(maybe),
        systemic_lines=draw(st.sampled_from([None, 0, 1])),
        menopausal_status=draw(st.sampled_from([None, "postmenopausal"])),
        er_status=draw(st.sampled_from([None, "positive", "negative"])),
        her2_status=draw(st.sampled_from([None, "positive", "negative"])),
        mmr_status=draw(st.sampled_from([None, "proficient"])),
        prior_therapies=draw(st.sampled_from([None, *therapies])),
        medications=None if graft is CONTRADICTING else draw(st.sampled_from(MEDICATIONS)),
        transplant=graft,
        surgery_date=draw(st.sampled_from([None, TODAY - dt.timedelta(days=10)])),
        wound_healed=draw(maybe),
        pregnancy=draw(st.sampled_from([None, "pregnant"])),
        child_pugh=draw(st.sampled_from([None, "C"])),
        hepatitis_b=draw(st.sampled_from([None, "positive"])),
    )


codes = st.sampled_from(
    [None, "PAAD", "IDC", "UEC", "CCRCC", "COAD", "LUAD", "THAP", "BLCA", "PECOMA", "MEL", "PANET"]
)
WHOLE_FIELDS = ("medications", "prior_therapies", "transplant")
SET_FIELDS = (
    *WHOLE_FIELDS,
    "surgery_date",
    "menopausal_status",
    "disease_extent",
    "hepatitis_b",
    "pregnancy",
    "child_pugh",
    "wound_healed",
)
cases = st.tuples(tumours(), patients(), codes)
Case = tuple[PathwayState, Clinical, str | None]


def facts_of(case: Case) -> FactSheet:
    pathway, clinical, code = case
    return fact_sheet(
        pathway,
        clinical,
        tumour_type=code,
        region="US",
        report_date=TODAY,
        genes=release().tables.genes,
        types=release().rulebase.tumour_types,
        limits=release().rulebase.limits,
    )


def _not_required() -> dict[str, Arm]:
    """Genes of an arm that its negative does not require, with their arm."""
    facts = facts_of((PathwayState({}, {}, ()), Clinical(), None))
    return {
        gene: arm for arm, genes in facts.inside.items() for gene in genes if gene not in facts.members(arm)
    }


NOT_REQUIRED = _not_required()


def index() -> RuleIndex:
    return rule_index(release().rulebase, release().tables)


def assessed(case: Case) -> Assessment:
    pathway, clinical, code = case
    return assess(
        pathway,
        clinical,
        tumour_type=code,
        region="US",
        report_date=TODAY,
        rulebase=release().rulebase,
        tables=release().tables,
    )


def anew(facts: FactSheet) -> Headline:
    """The headline of a sheet, with nothing kept from another."""
    return decide(standings(index(), World(facts))).headline


@settings(max_examples=20, deadline=None)
@given(cases)
def test_a_tumour_type_changes_the_headline_as_listed(case: Case) -> None:
    pathway, clinical, _ = case
    facts, assessment = facts_of((pathway, clinical, None)), assessed((pathway, clinical, None))
    listed = [item for item in assessment.what_would_change if item.fact == "tumour_type" and not item.with_]
    given_by = {code: item.headline for item in listed for code in item.value.split(", ")}
    if "tumour_type" in {missing.fact for missing in assessment.missing}:
        for choice in domains_of(index()).choices("tumour_type", facts)[::40]:
            expected = anew(with_fact(facts, "tumour_type", choice.value))
            assert given_by.get(choice.label, assessment.headline) is expected


@settings(max_examples=60, deadline=None)
@given(cases)
def test_a_pair_gives_its_headline_and_no_single_fact_gives_that(case: Case) -> None:
    facts, assessment = facts_of(case), assessed(case)
    alone = {item.headline for item in assessment.what_would_change if not item.with_}
    domains = domains_of(index())
    for change in assessment.what_would_change:
        for other, value in change.with_:
            assert change.headline not in {assessment.headline, *alone}
            firsts = meant(change.value, domains.choices(change.fact, facts))
            seconds = meant(value, domains.choices(other, facts))
            for one, two in product(firsts, seconds):
                both = with_fact(with_fact(facts, change.fact, one.value), other, two.value)
                assert anew(both) is change.headline


@settings(max_examples=20, deadline=None)
@given(cases)
def test_a_kept_answer_is_what_a_new_evaluation_gives(case: Case) -> None:
    pathway, clinical, code = case
    renamed = tuple(replace(item, hgvs_c="c.2C>T", key=f"{item.key}T") for item in pathway.alterations)
    other = (replace(pathway, alterations=renamed), clinical, code)
    assessed(case)
    kept = assessed(other).what_would_change
    index().kept.clear()
    assert assessed(other).what_would_change == kept


@settings(max_examples=20, deadline=None)
@given(cases, st.data())
def test_taking_a_field_away_leaves_a_rule_as_it_was_or_unknown_and_others_alone(
    case: Case, data: st.DataObject
) -> None:
    pathway, clinical, code = case
    field = data.draw(st.sampled_from(SET_FIELDS))
    without = facts_of((pathway, replace(clinical, **{field: None}), code))
    after, before = World(without), World(facts_of(case))
    roots = touched(without, field if field in WHOLE_FIELDS else f"clinical.{field}")
    for name, node in {**index().rules, **index().safety}.items():
        if node.reads.isdisjoint(roots):
            assert after.truth(node) is before.truth(node), name
        else:
            assert after.truth(node) in (Truth.UNKNOWN, before.truth(node)), name


@settings(max_examples=20, deadline=None)
@given(cases, st.data())
def test_a_gene_that_is_not_read_leaves_a_rule_as_it_was_or_unknown(case: Case, data: st.DataObject) -> None:
    pathway, clinical, code = case
    clean = [name for name, state in pathway.genes.items() if state.status is GeneStatus.NOT_DETECTED]
    gene = data.draw(st.sampled_from(clean or [None]))
    if gene is None:
        return
    states = {**pathway.genes, gene: GeneState(gene, GeneStatus.NOT_ASSESSED, "")}
    unread = PathwayState(
        states, arm_states(pathway.alterations, states, release().tables), pathway.alterations
    )
    after, before = World(facts_of((unread, clinical, code))), World(facts_of(case))
    for name, node in {**index().rules, **index().safety}.items():
        if name in index().safety or "unassessed" not in dict(walk(release().rulebase.rules[name].when)):
            assert after.truth(node) in (Truth.UNKNOWN, before.truth(node)), name


@settings(max_examples=20, deadline=None)
@given(cases)
def test_a_truth_without_reasons_is_that_of_the_outcome(case: Case) -> None:
    facts = facts_of(case)
    for node in (*index().rules.values(), *index().safety.values()):
        assert World(facts).truth(node) is World(facts).outcome(node).truth


@settings(max_examples=20, deadline=None)
@given(cases)
def test_a_missing_fact_never_turns_a_rule_from_true_to_false_or_back(case: Case) -> None:
    facts = facts_of(case)
    world = World(facts)
    nodes = {**index().rules, **index().safety}
    rules = release().rulebase.rules
    speaking_of_tests = {name for name in rules if "unassessed" in dict(walk(rules[name].when))}
    before = {name: world.outcome(node) for name, node in nodes.items() if name not in speaking_of_tests}
    asked = {fact for outcome in before.values() for fact in outcome.missing}
    for fact in sorted(fact for fact in asked if fact.partition(".")[2] not in NOT_REQUIRED):
        for choice in domains_of(index()).choices(fact, facts)[:6]:
            after = World(with_fact(facts, fact, choice.value))
            for name, outcome in before.items():
                assert outcome.truth in (Truth.UNKNOWN, after.outcome(nodes[name]).truth), (
                    name,
                    fact,
                    choice,
                )


@pytest.mark.parametrize("gene", NOT_REQUIRED)
def test_a_gene_that_its_arms_negative_does_not_require_counts_as_not_altered_until_it_is_found_to_be(
    gene: str,
) -> None:
    """The exception to the law above, by decision (docs/rules.md)."""
    states = {
        symbol: GeneState(
            symbol, GeneStatus.NOT_DETECTED, "", hotspots_callable=True, deletions_assessed=True
        )
        for symbol in release().tables.genes
    }
    states[gene] = GeneState(gene, GeneStatus.NOT_ASSESSED, "")
    unread = facts_of((PathwayState(states, arm_states((), states, release().tables), ()), Clinical(), None))
    found = with_fact(unread, f"assessed.{gene}", Finding(AlterationClass.KNOWN))
    arm = {"arm": NOT_REQUIRED[gene].value, "state": "NOT_DETECTED"}
    by_itself = {"gene": gene, "status": "NOT_DETECTED"}
    assert [genome_leaves.arm(arm, facts, SILENCE).truth for facts in (unread, found)] == [T, F]
    assert [genome_leaves.gene(by_itself, facts, SILENCE).truth for facts in (unread, found)] == [U, F]


@pytest.mark.parametrize("document", ["rules.md", "clinical/limits.md"])
def test_the_documents_name_every_gene_that_a_negative_does_not_require(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    assert [gene for gene in NOT_REQUIRED if not re.search(rf"\b{gene}\b", text)] == []


@settings(max_examples=20, deadline=None)
@given(cases)
def test_a_varied_world_evaluates_as_a_new_one(case: Case) -> None:
    facts = facts_of(case)
    world = World(facts)
    for node in index().rules.values():
        world.outcome(node)
    for fact in ("assessed.KRAS", "zygosity.A_TSC", "clinical.progressive", "tumour_type", "medications"):
        for choice in domains_of(index()).choices(fact, facts)[:4]:
            changed = with_fact(facts, fact, choice.value)
            varied = world.vary(changed, touched(facts, fact))
            for node in (*index().rules.values(), *index().safety.values()):
                wanted = World(changed).outcome(node)
                assert replace(varied.outcome(node), because=()) == replace(wanted, because=())


@settings(max_examples=20, deadline=None)
@given(cases, st.sampled_from(["TSC2", "TSC1", "KRAS", "NF1", "MTOR", "PTEN", "PIK3CA"]))
def test_a_variant_of_uncertain_significance_never_changes_the_answer(case: Case, gene: str) -> None:
    pathway, clinical, code = case
    state = pathway.genes[gene]
    if state.status is not GeneStatus.NOT_DETECTED and state.status is not GeneStatus.NOT_ASSESSED:
        return
    vus = found_in(gene, AlterationClass.VUS, Zygosity.UNKNOWN, Clonality.UNKNOWN)
    states = {**pathway.genes, gene: replace(state, status=GeneStatus.VUS_ONLY)}
    found = (*pathway.alterations, vus)
    after = PathwayState(states, arm_states(found, states, release().tables), found)
    assert assessed((after, clinical, code)).headline is assessed(case).headline


@settings(max_examples=20, deadline=None)
@given(cases, st.sampled_from(["KRAS", "TSC1", "NF1", "BRAF", "PIK3CA"]))
def test_a_benign_variant_and_the_order_of_the_input_change_nothing(case: Case, gene: str) -> None:
    pathway, clinical, code = case
    benign = found_in(gene, AlterationClass.BENIGN, Zygosity.UNKNOWN, Clonality.UNKNOWN)
    turned = replace(pathway, alterations=(benign, *reversed(pathway.alterations)))
    assert assessed((turned, clinical, code)) == assessed(case)


@settings(max_examples=20, deadline=None)
@given(cases)
def test_nothing_presumes_an_unread_kras_unaltered(case: Case) -> None:
    pathway, clinical, code = case
    unread = {**pathway.genes, "KRAS": GeneState("KRAS", GeneStatus.NOT_ASSESSED, "")}
    found = tuple(item for item in pathway.alterations if item.gene != "KRAS")
    after = PathwayState(unread, arm_states(found, unread, release().tables), found)
    assessment = assessed((after, clinical, code))
    limited = {row.rule for row in assessment.rows if row.truth is Truth.TRUE and not row.suppressed_by}
    assert not limited & {"R07", "R29", "R30", "R31"}
