"""What would change the answer agrees with really changing the fact."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from suggest_cases import DRUGS, TABLES, TODAY, altered, answer, rule, rulebase, safety, sheet, tumour

from mtorboard.knowledge.base import RuleBase
from mtorboard.model.assessment import Assessment
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy, Transplant
from mtorboard.model.enums import (
    Headline,
    Severity,
    Zygosity,
)
from mtorboard.suggest.conditions import World
from mtorboard.suggest.facts import with_fact
from mtorboard.suggest.index import RuleIndex

LUNG = {"tumour_type": ["LUAD"]}
NO_MAPK = {"arm": {"arm": "B_MAPK", "state": "NOT_DETECTED"}}
BIALLELIC = {"arm": {"arm": "A_TSC", "state": "ALTERED", "zygosity": "BIALLELIC"}}
MONOTHERAPY = rule(
    "R07", "M2", {"all": [BIALLELIC, NO_MAPK]}, headline="MTOR_MONOTHERAPY", biomarkers=["A_TSC"]
)


def changes(assessment: Assessment) -> dict[tuple[str, str], Headline]:
    """Headlines by a single fact and its value."""
    return {
        (change.fact, change.value): change.headline
        for change in assessment.what_would_change
        if not change.with_
    }


def pairs(assessment: Assessment) -> dict[tuple[tuple[str, str], ...], Headline]:
    """Headlines by two facts with their values."""
    return {
        ((change.fact, change.value), *change.with_): change.headline
        for change in assessment.what_would_change
        if change.with_
    }


def test_an_unread_gene_is_tried_absent_clonal_and_subclonal() -> None:
    pathway = tumour(altered("TSC2", Zygosity.BIALLELIC), unread=["KRAS"])
    found = changes(answer(rulebase(MONOTHERAPY), pathway))
    assert found == {
        ("assessed.KRAS", "NOT_DETECTED"): Headline.MTOR_MONOTHERAPY,
        ("assessed.KRAS", "CLONAL"): Headline.NO_MTOR_SUGGESTION,
        ("assessed.KRAS", "SUBCLONAL"): Headline.NO_MTOR_SUGGESTION,
    }


def test_an_unknown_second_copy_is_tried_both_ways() -> None:
    found = changes(answer(rulebase(MONOTHERAPY), tumour(altered("TSC2"))))
    assert found == {
        ("zygosity.A_TSC", "BIALLELIC"): Headline.MTOR_MONOTHERAPY,
        ("zygosity.A_TSC", "MONOALLELIC"): Headline.NO_MTOR_SUGGESTION,
    }


def test_deletions_that_were_not_assessed_are_tried() -> None:
    found = changes(answer(rulebase(MONOTHERAPY), tumour(no_copy_number=["TSC2"])))
    assert found == {
        ("deletions.TSC2", "BIALLELIC"): Headline.MTOR_MONOTHERAPY,
        ("deletions.TSC2", "NOT_DETECTED"): Headline.NO_MTOR_SUGGESTION,
    }


def test_each_allele_that_rules_name_is_tried() -> None:
    first = rule("R37", "ALT", {"allele": ["KRAS:G12C"]}, headline="OTHER_PATHWAY_FIRST")
    found = changes(answer(rulebase(first), tumour(unread=["KRAS"])))
    assert found["assessed.KRAS", "KRAS:G12C"] is Headline.OTHER_PATHWAY_FIRST
    assert found["assessed.KRAS", "CLONAL"] is Headline.NO_MTOR_SUGGESTION


def test_a_tumour_type_is_listed_once_for_each_headline() -> None:
    base = rulebase(rule("R10", "LABEL", {"tumour_type": ["SOLID"]}, headline="LABEL_INDICATION"))
    found = changes(answer(base, tumour_type=None))
    assert found == {
        ("tumour_type", "COAD, LUAD, LUNG"): Headline.LABEL_INDICATION,
    }


def test_of_a_tumour_type_without_a_histology_only_finer_codes_are_tried() -> None:
    base = rulebase(rule("R10", "LABEL", {"tumour_type": ["LUAD"]}, headline="LABEL_INDICATION"))
    assert answer(base, tumour_type="LUNG").headline is Headline.UNDETERMINED
    assert changes(answer(base, tumour_type="LUNG")) == {("tumour_type", "LUAD"): Headline.LABEL_INDICATION}
    assert answer(base, tumour_type="COAD").headline is Headline.NO_MTOR_SUGGESTION


def test_days_are_tried_by_the_stretches_that_rules_tell_apart() -> None:
    recent = {"days_since": {"field": "surgery_date", "at_least": 0, "at_most": 14}}
    later = {"days_since": {"field": "surgery_date", "at_least": 15, "at_most": 28}}
    base = rulebase(
        rule("R01", "M1", recent, headline="MTOR_MONOTHERAPY"),
        rule("R10", "LABEL", later, headline="LABEL_INDICATION"),
    )
    assert changes(answer(base)) == {
        ("clinical.surgery_date", "0-14 days"): Headline.MTOR_MONOTHERAPY,
        ("clinical.surgery_date", "15-28 days"): Headline.LABEL_INDICATION,
        ("clinical.surgery_date", "29+ days"): Headline.NO_MTOR_SUGGESTION,
    }


def test_a_missing_fact_that_could_raise_a_stop_is_listed_though_the_headline_stays() -> None:
    flag = safety("SAF04", "STOP", {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": "STRONG"}})
    assessment = answer(rulebase(rule("R10", "LABEL", LUNG, headline="LABEL_INDICATION"), flags=[flag]))
    assert changes(assessment) == {("medications", "STRONG CYP3A4_INHIBITOR"): Headline.LABEL_INDICATION}


def test_a_caution_alone_changes_nothing_worth_listing() -> None:
    flag = safety("SAF29", "CAUTION", {"clinical": {"field": "cytopenia", "is": True}})
    assert changes(answer(rulebase(flags=[flag]))) == {}


def test_facts_with_the_fewest_changes_come_first() -> None:
    base = rulebase(
        rule("R10", "LABEL", {"clinical": {"field": "stage", "in": ["IV"]}}, headline="LABEL_INDICATION"),
        rule("R11", "LABEL", {"clinical": {"field": "resectable", "is": False}}, headline="LABEL_INDICATION"),
    )
    facts = [change.fact for change in answer(base).what_would_change]
    assert facts == ["clinical.resectable", "clinical.stage"]


def test_the_outcome_of_a_prior_therapy_is_tried() -> None:
    first = rule("R20", "ALT", LUNG, headline="OTHER_PATHWAY_FIRST", already_used=["alpelisib"])
    patient = Clinical(prior_therapies=(PriorTherapy(("alpelisib",)),))
    assert changes(answer(rulebase(first), clinical=patient)) == {
        ("prior_therapies.1.progressed", "true"): Headline.NO_MTOR_SUGGESTION,
        ("prior_therapies.1.progressed", "false"): Headline.OTHER_PATHWAY_FIRST,
    }


def test_a_name_that_is_not_recognised_is_supposed_to_be_each_drug_that_rules_ask_for() -> None:
    base = rulebase(
        rule("R10", "LABEL", {"prior_therapy": {"any_of": ["rapalog"]}}, headline="LABEL_INDICATION")
    )
    misspelt = Clinical(prior_therapies=(PriorTherapy(("Everolimius",)),))
    found = changes(answer(base, clinical=misspelt))
    assert found == {
        ("prior_therapies", "none"): Headline.NO_MTOR_SUGGESTION,
        ("prior_therapies", "rapalog"): Headline.LABEL_INDICATION,
    }
    assert found == changes(answer(base))


def test_a_list_with_a_name_that_is_not_recognised_says_so_and_keeps_what_it_holds() -> None:
    flag = safety(
        "SAF04", "STOP", {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": "STRONG"}}, "Check."
    )
    base = rulebase(rule("R10", "LABEL", LUNG, headline="LABEL_INDICATION"), flags=[flag])
    patient = Clinical(medications=(Medication("Letrozole"), Medication("Nizorall 200 mg")))
    found = answer(base, clinical=patient)
    assert changes(found) == {("medications", "STRONG CYP3A4_INHIBITOR"): Headline.LABEL_INDICATION}
    assert [(flag.rule, flag.severity) for flag in found.safety] == [
        ("UNRECOGNISED_MEDICATION", Severity.CAUTION)
    ]
    assert [item.text for item in found.missing] == ["medications Nizorall"]
    unsure = answer(base, clinical=replace(patient, incomplete=("medications",)))
    assert [flag.rule for flag in unsure.safety] == ["SAF04", "UNRECOGNISED_MEDICATION"]


TSC_ALTERED = {"arm": {"arm": "A_TSC", "state": "ALTERED"}}
RESECTABLE = {"clinical": {"field": "resectable", "is": True}}


def test_a_not_rule_is_asked_again_under_each_value() -> None:
    progressing = {"clinical": {"field": "progressive", "is": True}}
    limited = rule(
        "R07", "M2", {"all": [BIALLELIC, progressing]}, headline="MTOR_MONOTHERAPY", biomarkers=["A_TSC"]
    )
    against = rule("R16", "NOT", {"all": [TSC_ALTERED, RESECTABLE]}, biomarkers=["A_TSC"])
    found = changes(answer(rulebase(limited, against), tumour(altered("TSC2", Zygosity.BIALLELIC))))
    assert found == {
        ("clinical.progressive", "false"): Headline.NO_MTOR_SUGGESTION,
        ("clinical.resectable", "true"): Headline.NO_MTOR_SUGGESTION,
    }


def test_a_fact_that_settles_a_not_rule_settles_a_row_that_stays_unknown_itself() -> None:
    limited = rule("R07", "M2", BIALLELIC, headline="MTOR_MONOTHERAPY", biomarkers=["A_TSC"])
    against = rule("R16", "NOT", {"all": [TSC_ALTERED, RESECTABLE]}, biomarkers=["A_TSC"])
    found = changes(answer(rulebase(limited, against), tumour(unread=["TSC2"])))
    assert found["clinical.resectable", "true"] is Headline.NO_MTOR_SUGGESTION


PROGRESSIVE = {"clinical": {"field": "progressive", "is": True}}
EXHAUSTED = {"clinical": {"field": "approved_options_exhausted", "is": True}}


ADVANCED = {"any": [{"clinical": {"field": "stage", "is": "IV"}}, PROGRESSIVE]}


def test_two_facts_that_one_rule_needs_together_are_found_where_no_single_fact_is_enough() -> None:
    first = rule("R10", "LABEL", {"all": [ADVANCED, EXHAUSTED]}, headline="LABEL_INDICATION")
    other = rule("R11", "LABEL", {"all": [ADVANCED, RESECTABLE]}, headline="LABEL_INDICATION")
    found = answer(rulebase(first, other))
    assert changes(found) == {}
    listed = pairs(found)
    assert (
        listed[("clinical.approved_options_exhausted", "true"), ("clinical.progressive", "true")]
        is Headline.LABEL_INDICATION
    )
    assert (
        listed[("clinical.approved_options_exhausted", "true"), ("clinical.stage", "IV")]
        is Headline.LABEL_INDICATION
    )


def test_pairs_are_sought_where_single_facts_can_only_end_the_hope() -> None:
    first = rule("R10", "LABEL", {"all": [ADVANCED, EXHAUSTED]}, headline="LABEL_INDICATION")
    found = answer(rulebase(first))
    assert changes(found) == {("clinical.approved_options_exhausted", "false"): Headline.NO_MTOR_SUGGESTION}
    assert set(pairs(found).values()) == {Headline.LABEL_INDICATION}
    assert found.what_would_change[0].with_
    assert found.what_would_change[-1].fact == "clinical.approved_options_exhausted"


def test_no_pair_is_sought_where_a_single_fact_can_give_a_treatment() -> None:
    first = rule("R10", "LABEL", {"all": [ADVANCED, EXHAUSTED]}, headline="LABEL_INDICATION")
    other = rule("R20", "ALT", RESECTABLE, headline="OTHER_PATHWAY_FIRST")
    found = answer(rulebase(first, other))
    assert changes(found) == {("clinical.resectable", "true"): Headline.OTHER_PATHWAY_FIRST}
    assert pairs(found) == {}


def test_facts_that_different_rules_miss_are_no_pair() -> None:
    first = rule("R10", "LABEL", PROGRESSIVE, headline="LABEL_INDICATION")
    other = rule("R20", "ALT", RESECTABLE, headline="OTHER_PATHWAY_FIRST")
    neither = answer(rulebase(first, other), clinical=Clinical(progressive=True))
    assert pairs(neither) == {}


def test_pairs_name_at_most_three_pairs_of_facts_and_those_easily_got_first() -> None:
    fields = ("progressive", "resectable", "tsc_diagnosis", "approved_options_exhausted")
    either = {"any": [{"clinical": {"field": field, "is": True}} for field in fields]}
    unread = {"arm": {"arm": "A_MTOR", "state": "ALTERED"}}
    stained = {"receptor": {"marker": "ER", "is": "positive"}}
    named = [
        rule(f"R1{number}", "LABEL", {"all": [either, fact]}, headline="LABEL_INDICATION")
        for number, fact in enumerate((unread, stained))
    ]
    found = answer(rulebase(*named), tumour(unread=["MTOR"]))
    assert changes(found) == {}
    together = list(dict.fromkeys((one[0], other[0]) for one, other in pairs(found)))
    assert together == [
        ("clinical.approved_options_exhausted", "clinical.er_status"),
        ("clinical.progressive", "clinical.er_status"),
        ("clinical.resectable", "clinical.er_status"),
    ]


LIVER = {"all": [{"transplant": {"organ": ["liver"]}}, {"transplant": {"days_at_most": 29}}]}
HEART = {"all": [{"transplant": {"organ": ["heart"]}}, {"transplant": {"days_at_most": 90}}]}


def test_a_transplant_is_tried_by_the_days_that_rules_ask_of_its_organ() -> None:
    flags = [safety("SAF19", "STOP", HEART), safety("SAF20", "STOP", LIVER)]
    base = rulebase(rule("R10", "LABEL", LUNG, headline="LABEL_INDICATION"), flags=flags)
    found = answer(base)
    assert list(changes(found)) == [("transplant", "heart, 0-90 days"), ("transplant", "liver, 0-29 days")]
    for organ, days in (("heart", 90), ("liver", 10)):
        really = Clinical(transplant=Transplant(organ, TODAY - dt.timedelta(days=days)))
        assert {flag.severity for flag in answer(base, clinical=really).safety} == {"STOP"}


def test_an_organ_that_raises_a_stop_on_any_day_is_told_once() -> None:
    lung = safety("SAF21", "STOP", {"transplant": {"organ": ["lung"]}})
    early = safety("SAF22", "CAUTION", {"all": [{"transplant": {"organ": ["lung"]}}, LIVER]})
    base = rulebase(rule("R10", "LABEL", LUNG, headline="LABEL_INDICATION"), flags=[lung, early])
    assert list(changes(answer(base))) == [("transplant", "lung")]


def test_what_changes_the_headline_comes_before_what_raises_a_flag_and_what_gives_a_treatment_first() -> None:
    read = {"gene": {"gene": "MTOR", "status": "ALTERED"}}
    stained = {"receptor": {"marker": "ER", "is": "positive"}}
    base = rulebase(
        *(
            rule(f"R1{number}", "LABEL", one, headline="LABEL_INDICATION")
            for number, one in enumerate((read, stained, RESECTABLE))
        ),
        flags=[
            safety("SAF13", "HOLD", {"clinical": {"field": "active_infection", "is": True}}),
            safety("SAF17", "STOP", {"clinical": {"field": "hiv", "is": True}}),
        ],
    )
    found = answer(base, tumour(unread=["MTOR"]))
    assert list(dict.fromkeys(change.fact for change in found.what_would_change)) == [
        "clinical.resectable",
        "clinical.er_status",
        "assessed.MTOR",
        "clinical.hiv",
        "clinical.active_infection",
    ]


def test_a_value_that_gives_a_treatment_comes_before_the_others_of_its_fact() -> None:
    settled = rule("R07", "M2", {"clinical": {"field": "stage", "is": "IV"}}, headline="MTOR_MONOTHERAPY")
    assert answer(rulebase(settled)).what_would_change[0].value == "IV"


ENDOCRINE = {"prior_therapy": {"any_of": ["endocrine"], "progressed": True}}
AFTER_NSAI = rule(
    "R17",
    "LABEL",
    {"prior_therapy": {"any_of": ["nsai"], "progressed": True}},
    headline="MTOR_PLUS_ENDOCRINE",
)


def with_tamoxifen(*rules: Mapping[str, Any]) -> RuleBase:
    """Letrozole is endocrine therapy and of a class of its own; tamoxifen is endocrine therapy and nothing else."""
    base = rulebase(*rules)
    tamoxifen = replace(
        DRUGS["letrozole"], drug_id="tamoxifen", name="Tamoxifen", classes=frozenset({"endocrine"})
    )
    return replace(base, drugs={**base.drugs, "tamoxifen": tamoxifen})


def test_a_class_promises_nothing_that_only_some_of_its_drugs_give() -> None:
    base = with_tamoxifen(AFTER_NSAI, rule("R48", "INFO", ENDOCRINE))
    assert changes(answer(base)) == {
        ("prior_therapies", "nsai, progressed"): Headline.MTOR_PLUS_ENDOCRINE,
        ("prior_therapies", "none"): Headline.NO_MTOR_SUGGESTION,
    }
    really = Clinical(prior_therapies=(PriorTherapy(("tamoxifen",), None, True),))
    assert answer(base, clinical=really).headline is Headline.NO_MTOR_SUGGESTION


def test_a_class_stands_for_its_drugs_where_all_do_the_same() -> None:
    first = rule("R20", "ALT", ENDOCRINE, headline="OTHER_PATHWAY_FIRST")
    asked = {"prior_therapy": {"any_of": ["nsai"], "progressed": True}}
    base = with_tamoxifen(first, rule("R48", "INFO", asked))
    assert changes(answer(base)) == {
        ("prior_therapies", "endocrine, progressed"): Headline.OTHER_PATHWAY_FIRST,
        ("prior_therapies", "none"): Headline.NO_MTOR_SUGGESTION,
    }


def test_any_therapy_is_tried_where_a_rule_asks_for_any() -> None:
    pretreated = {"prior_therapy": {"setting": ["metastatic"]}}
    found = changes(answer(rulebase(rule("R10", "LABEL", pretreated, headline="LABEL_INDICATION"))))
    assert found == {
        ("prior_therapies", "any, metastatic"): Headline.LABEL_INDICATION,
        ("prior_therapies", "none"): Headline.NO_MTOR_SUGGESTION,
    }


@pytest.mark.parametrize("invalid", [(), ("er_percent", "er_status")])
def test_a_receptor_that_contradicts_itself_is_tried(invalid: tuple[str, ...]) -> None:
    stained = {"receptor": {"marker": "ER", "is": "positive"}}
    base = rulebase(rule("R10", "LABEL", stained, headline="LABEL_INDICATION"))
    told = {} if invalid else {"er_status": "negative", "er_percent": 90}
    found = changes(answer(base, clinical=Clinical(**told, invalid=invalid)))
    assert found["clinical.er_status", "positive"] is Headline.LABEL_INDICATION
    assert found["clinical.er_status", "negative"] is Headline.NO_MTOR_SUGGESTION


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Clinical(disease_extent="locally_advanced_unresectable"), "resectable"),
        (
            Clinical(transplant_recipient=True, prior_therapies=(PriorTherapy(("x",), "metastatic"),)),
            "systemic_lines",
        ),
    ],
)
def test_a_value_that_the_reader_would_refuse_is_not_tried(given: Clinical, field: str) -> None:
    asked = {"resectable": {"is": True}, "systemic_lines": {"at_most": 0}}[field]
    base = rulebase(
        rule("R10", "LABEL", {"clinical": {"field": field, **asked}}, headline="LABEL_INDICATION")
    )
    assert Headline.LABEL_INDICATION not in changes(answer(base, clinical=given)).values()


def test_two_values_that_contradict_each_other_make_no_pair() -> None:
    local = {"clinical": {"field": "disease_extent", "in": ["locally_advanced_unresectable", "recurrent"]}}
    base = rulebase(rule("R10", "LABEL", {"all": [RESECTABLE, local]}, headline="LABEL_INDICATION"))
    assert pairs(answer(base)) == {
        (("clinical.disease_extent", "recurrent"), ("clinical.resectable", "true")): Headline.LABEL_INDICATION
    }


def test_a_tumour_with_other_variants_of_the_same_meaning_has_the_same_changes() -> None:
    base = rulebase(rule("R37", "ALT", {"allele": ["KRAS:G12C"]}, headline="OTHER_PATHWAY_FIRST"))
    index = RuleIndex(base, TABLES)
    meant = index.parts(World(sheet(tumour(altered("KRAS", allele_id="KRAS:G12D")))))
    assert meant == index.parts(World(sheet(tumour(altered("KRAS", allele_id="KRAS:G12V")))))
    assert meant != index.parts(World(sheet(tumour(altered("KRAS", allele_id="KRAS:G12C")))))


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("clinical.progressive", True, Clinical(progressive=True)),
        ("medications", (Medication("x"),), Clinical(medications=(Medication("x"),))),
        (
            "transplant",
            Transplant("kidney"),
            Clinical(transplant=Transplant("kidney"), transplant_recipient=True),
        ),
        ("transplant", None, Clinical(transplant_recipient=False)),
    ],
)
def test_a_fact_is_set_where_the_sidecar_holds_it(fact: str, value: object, expected: Clinical) -> None:
    assert with_fact(sheet(), fact, value).clinical == expected


def test_setting_a_contradictory_field_settles_it() -> None:
    facts = sheet(clinical=Clinical(invalid=("er_status",)))
    assert with_fact(facts, "clinical.er_status", "positive").clinical.invalid == ()


def test_an_unknown_fact_is_refused() -> None:
    with pytest.raises(ValueError, match="weather"):
        with_fact(sheet(), "weather", "fine")


def test_what_is_kept_of_a_cohort_is_bounded_and_goes_whole_with_its_tokens() -> None:
    kept = RuleIndex(rulebase(MONOTHERAPY), TABLES).kept
    kept.outcomes.update({number: {} for number in range(100)})
    kept.trials["fact", kept.token("part")] = "kept"
    kept.trim()
    assert not kept.outcomes
    assert kept.trials
    for number in range(30_000):
        kept.token(number)
    kept.trim()
    assert not kept.tokens
    assert not kept.trials
