"""The one documented way from rows to the headline, the strategies and the flags."""

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest
from suggest_cases import TODAY, answer, rows, rule, rulebase, safety

from mtorboard.knowledge.base import RuleBase
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy, Transplant
from mtorboard.model.enums import Headline, Severity, StrategyName, Verdict, Verification

LUNG = {"tumour_type": ["LUAD"]}
NEVER = {"tumour_type": ["COAD"]}
OPEN = {"clinical": {"field": "progressive", "is": True}}
MONO, ENDO = StrategyName.MTOR_MONOTHERAPY, StrategyName.MTOR_PLUS_ENDOCRINE
LADDER = {
    "R20": ("ALT", "OTHER_PATHWAY_FIRST", 1),
    "R10": ("LABEL", "LABEL_INDICATION", 1),
    "R46": ("M1", "IMMUNOSUPPRESSION_SWITCH", 1),
    "R01": ("M1", "MTOR_MONOTHERAPY", 1),
    "R24": ("C-ENDO", "MTOR_PLUS_ENDOCRINE", 2),
    "R07": ("M2", "MTOR_MONOTHERAPY", 3),
    "R08": ("M2", "UNDETERMINED", 3),
    "R57": ("C-MEK", "MTOR_PLUS_MEK_TRIAL", 4),
    "R59": ("INFO", "UNDETERMINED", 5),
}
"""Highest first, as docs/rules.md has them."""


def ladder(**conditions: dict) -> RuleBase:
    return rulebase(
        *(rule(name, LADDER[name][0], when, headline=LADDER[name][1]) for name, when in conditions.items())
    )


@pytest.mark.parametrize("pair", list(permutations(LADDER, 2)), ids=" ".join)
def test_of_two_true_rows_the_higher_decides(pair: tuple[str, str]) -> None:
    higher = min(pair, key=list(LADDER).index)
    assert answer(ladder(**dict.fromkeys(pair, LUNG))).headline == LADDER[higher][1]


@pytest.mark.parametrize("pair", list(permutations(LADDER, 2)), ids=" ".join)
def test_an_unknown_row_topples_a_true_one_of_a_lower_level_only(pair: tuple[str, str]) -> None:
    certain, unknown = pair
    toppled = LADDER[unknown][2] < LADDER[certain][2]
    expected = "UNDETERMINED" if toppled else LADDER[certain][1]
    assert answer(ladder(**{certain: LUNG, unknown: OPEN})).headline == expected


@pytest.mark.parametrize("name", LADDER)
def test_an_unknown_row_alone_leaves_the_answer_open_and_names_what_settles_it(name: str) -> None:
    assessment = answer(ladder(**{name: OPEN}))
    assert assessment.headline is Headline.UNDETERMINED
    assert "clinical.progressive" in assessment.headline_text
    assert [fact.fact for fact in assessment.missing] == ["clinical.progressive"]


def test_nothing_true_and_nothing_unknown_is_a_complete_answer() -> None:
    assessment = answer(ladder(R07=NEVER, R20=NEVER))
    assert assessment.headline is Headline.NO_MTOR_SUGGESTION
    assert assessment.rows == ()


def test_rows_without_a_headline_never_decide() -> None:
    base = rulebase(rule("R16", "NOT", LUNG), rule("R35", "RES", OPEN), rule("R18", "INFO", LUNG))
    assert answer(base).headline is Headline.NO_MTOR_SUGGESTION


def test_no_tumour_type_leaves_the_answer_open() -> None:
    assessment = answer(ladder(R10=LUNG), tumour_type=None)
    assert assessment.headline is Headline.UNDETERMINED
    assert [fact.fact for fact in assessment.missing] == ["tumour_type"]


def test_the_three_strategies_always_stand_side_by_side() -> None:
    assert set(answer(rulebase()).strategies) == set(StrategyName)
    assert {item.verdict for item in answer(rulebase()).strategies.values()} == {Verdict.NOT_SUPPORTED}


def test_the_best_standing_row_gives_the_verdict() -> None:
    limited = rule("R07", "M2", LUNG, strategies={"MTOR_MONOTHERAPY": "LIMITED"})
    licensed = rule("R10", "LABEL", LUNG, strategies={"MTOR_MONOTHERAPY": "LICENSED"})
    against = rule("R34", "NOT", LUNG, strategies={"MTOR_MONOTHERAPY": "NOT_SUPPORTED"})
    both = answer(rulebase(limited, licensed, against)).strategies[MONO]
    assert both.verdict is Verdict.LICENSED
    assert both.for_ == ("Text of R07.", "Text of R10.")
    assert both.against[0] == "Text of R34."
    assert "Against R07." in both.against
    assert both.rules == ("R07", "R10", "R34")


def test_what_nobody_checked_is_marked_where_it_stands_without_its_row() -> None:
    limited = rule(
        "R07",
        "M2",
        LUNG,
        strategies={"MTOR_MONOTHERAPY": "LIMITED"},
        evidence_against=[{"text": "No response.", "verified": "UNVERIFIED"}],
        verified="UNVERIFIED",
    )
    strategy = answer(rulebase(limited)).strategies[MONO]
    assert strategy.for_ == ("Text of R07. (unverified)",)
    assert "No response. (unverified)" in strategy.against


def test_a_removed_row_speaks_against_the_strategy_with_the_rule_that_removed_it() -> None:
    limited = rule("R07", "M2", LUNG, strategies={"MTOR_MONOTHERAPY": "LIMITED"})
    stronger = rule("R35", "RES", LUNG, suppresses=["R07"])
    strategy = answer(rulebase(limited, stronger)).strategies[MONO]
    assert strategy.verdict is Verdict.NOT_SUPPORTED
    assert any("R07" in text and "Text of R35." in text for text in strategy.against)


def test_an_unknown_row_leaves_its_own_strategy_undetermined() -> None:
    pair = rule("R24", "C-ENDO", OPEN, strategies={"MTOR_PLUS_ENDOCRINE": "LIMITED"})
    strategies = answer(rulebase(pair)).strategies
    assert strategies[ENDO].verdict is Verdict.UNDETERMINED
    assert strategies[MONO].verdict is Verdict.NOT_SUPPORTED


def test_a_removed_row_that_is_unknown_leaves_nothing_undetermined() -> None:
    limited = rule("R07", "M2", OPEN, strategies={"MTOR_MONOTHERAPY": "LIMITED"}, headline="MTOR_MONOTHERAPY")
    assessment = answer(rulebase(limited, rule("R35", "RES", LUNG, suppresses=["R07"])))
    assert assessment.strategies[MONO].verdict is Verdict.NOT_SUPPORTED
    assert assessment.headline is Headline.NO_MTOR_SUGGESTION
    assert assessment.missing == ()


FLAGS = (
    safety("SAF08", "INFO", {"region": ["US"]}),
    safety(
        "SAF01",
        "HOLD",
        {"days_since": {"field": "surgery_date", "at_least": 0, "at_most": 14}},
        "Date not provided.",
    ),
    safety(
        "SAF04",
        "STOP",
        {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": "STRONG"}},
        "List not provided.",
    ),
    safety("SAF29", "CAUTION", {"clinical": {"field": "cytopenia", "is": True}}),
)


def test_flags_come_gravest_first() -> None:
    patient = Clinical(
        surgery_date=TODAY - dt.timedelta(days=10), medications=(Medication("Nizoral"),), cytopenia=True
    )
    found = answer(rulebase(flags=FLAGS), clinical=patient).safety
    assert [flag.rule for flag in found] == ["SAF04", "SAF01", "SAF29", "SAF08"]
    assert all(flag.because for flag in found)


def test_a_fact_that_is_not_provided_raises_a_caution_or_is_listed_as_missing() -> None:
    assessment = answer(rulebase(flags=FLAGS))
    cautions = [(flag.rule, flag.text, flag.missing) for flag in assessment.safety if flag.missing]
    assert cautions == [
        ("SAF01", "Date not provided.", ("clinical.surgery_date",)),
        ("SAF04", "List not provided.", ("medications",)),
    ]
    assert all(flag.severity is Severity.CAUTION for flag in assessment.safety if flag.missing)
    assert {fact.fact: fact.needed_by for fact in assessment.missing}["clinical.cytopenia"] == ("SAF29",)


@pytest.mark.parametrize(("days", "raised"), [(0, True), (14, True), (15, False), (35, False)])
def test_surgery_holds_for_two_weeks(days: int, raised: bool) -> None:
    patient = Clinical(surgery_date=TODAY - dt.timedelta(days=days))
    assert (
        "SAF01" in {flag.rule for flag in answer(rulebase(flags=FLAGS), clinical=patient).safety}
    ) is raised


def test_a_drug_name_that_nothing_answers_to_is_named_as_not_checked() -> None:
    patient = Clinical(
        medications=(Medication("Xyzabcin"), Medication("rifampicin")),
        transplant=Transplant("kidney", immunosuppressants=("Nothingmab",)),
        prior_therapies=(PriorTherapy(("Unheardofine",)),),
    )
    found = [(f.severity, f.text) for f in answer(rulebase(), clinical=patient).safety]
    assert found == [
        (Severity.CAUTION, "Nothingmab"),
        (Severity.CAUTION, "Xyzabcin"),
        (Severity.INFO, "Unheardofine"),
    ]


def test_a_topical_azole_is_recognised_and_harmless() -> None:
    patient = Clinical(medications=(Medication("ketoconazole", "topical"),))
    found = {flag.rule for flag in answer(rulebase(flags=FLAGS), clinical=patient).safety}
    assert found == {"SAF08", "SAF01"}


def test_contradictory_entries_are_named_as_such() -> None:
    base = rulebase(rule("R24", "C-ENDO", {"receptor": {"marker": "ER", "is": "positive"}}))
    patient = Clinical(er_status="negative", er_percent=90, invalid=("er_status",))
    assessment = answer(replace(base, texts={"fact_contradictory": "{name} contradicts"}), clinical=patient)
    assert rows(assessment)["R24"].missing == ("clinical.er_status",)
    assert assessment.missing[0].text == "clinical.er_status contradicts"


NOTED = {"headline_notes": {"unverified": "Not checked: {rules}.", "judgement": "Judgement: {rules}."}}


@pytest.mark.parametrize(
    ("verified", "worst", "says"),
    [
        (("VERIFIED", "VERIFIED"), Verification.VERIFIED, ""),
        (("VERIFIED", "JUDGEMENT"), Verification.JUDGEMENT, "Judgement: R11."),
        (("UNVERIFIED", "JUDGEMENT"), Verification.UNVERIFIED, "Not checked: R10."),
    ],
)
def test_a_headline_says_how_the_least_checked_row_that_carries_it_was_checked(
    verified: tuple[str, str], worst: Verification, says: str
) -> None:
    base = rulebase(
        *(
            rule(name, "LABEL", LUNG, headline="LABEL_INDICATION", verified=how)
            for name, how in zip(("R10", "R11"), verified, strict=True)
        )
    )
    found = answer(replace(base, texts=NOTED))
    assert found.headline_verification is worst
    assert found.headline_text.endswith(says)
    assert bool(says) == any(mark in found.headline_text for mark in ("Not checked", "Judgement"))


@pytest.mark.parametrize(
    ("verdicts", "says"),
    [
        (("LICENSED",), "Licensed: Title of R10."),
        (("SUPPORTED",), "Arguable: Title of R10."),
        (("LICENSED", "SUPPORTED"), "Licensed: Title of R10. Arguable: Title of R11."),
    ],
)
def test_a_headline_about_a_licensed_strategy_says_that_it_is_licensed(
    verdicts: tuple[str, ...], says: str
) -> None:
    carriers = (
        rule(name, "M1", LUNG, headline="MTOR_MONOTHERAPY", strategies={"MTOR_MONOTHERAPY": verdict})
        for name, verdict in zip(("R10", "R11"), verdicts, strict=False)
    )
    said = {"headlines": "Arguable", "headlines_licensed": "Licensed"}
    texts = {section: {"MTOR_MONOTHERAPY": f"{word}: {{titles}}."} for section, word in said.items()}
    assert answer(replace(rulebase(*carriers), texts=texts)).headline_text == says


def test_a_headline_that_no_row_carries_was_not_checked_either_way() -> None:
    open_ = rule("R10", "LABEL", OPEN, headline="LABEL_INDICATION")
    assert answer(rulebase(open_)).headline_verification is None
    assert answer(rulebase()).headline_verification is None


def test_an_unverified_row_that_does_not_carry_the_headline_does_not_mark_it() -> None:
    below = rule("R17", "C-ENDO", LUNG, headline="MTOR_PLUS_ENDOCRINE", verified="UNVERIFIED")
    first = rule("R36", "ALT", LUNG, headline="OTHER_PATHWAY_FIRST")
    assert answer(rulebase(below, first)).headline_verification is Verification.VERIFIED
