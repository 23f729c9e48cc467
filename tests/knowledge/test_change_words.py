"""What would change the answer is said in words, whatever the rules come to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from worked_cases import REPORT_DATE, assessment, knowledge

from mtorboard.knowledge.vocabulary import RECEPTOR_FIELDS, walk
from mtorboard.model.clinical import Clinical, PriorTherapy, Transplant
from mtorboard.model.state import PathwayState
from mtorboard.suggest.changetext import wordless
from mtorboard.suggest.domains import domains_of
from mtorboard.suggest.facts import fact_sheet
from mtorboard.suggest.index import RuleIndex, rule_index

FACTS = (
    *("medications", "prior_therapies", "prior_therapies.1.progressed", "prior_therapies.1.setting"),
    *("transplant", "transplant.immunosuppressants", "transplant.date", "zygosity.TSC2", "clonality.TSC2"),
)


def asked() -> Iterator[str]:
    """Facts that the rules ask, tumour types apart: these are named by their codes."""
    base, tables = knowledge().rulebase, knowledge().tables
    yield from FACTS
    for gene in tables.genes:
        yield from (f"assessed.{gene}", f"deletions.{gene}", f"germline.{gene}")
    for rule in (*base.rules.values(), *base.safety.values()):
        for key, value in walk(rule.when):
            if key in ("clinical", "days_since"):
                yield f"clinical.{value['field']}"
            elif key == "receptor":
                yield f"clinical.{RECEPTOR_FIELDS[value['marker']][0]}"


def unsaid(index: RuleIndex) -> set[tuple[str, str]]:
    """Values that would be printed as the program writes them, each with its fact."""
    given = Clinical(transplant=Transplant("kidney"), prior_therapies=(PriorTherapy(("letrozole",)),))
    sheet = fact_sheet(
        PathwayState({}, {}, ()),
        given,
        tumour_type=None,
        region="US",
        report_date=REPORT_DATE,
        genes=index.tables.genes,
        types=index.rulebase.tumour_types,
        limits=index.rulebase.limits,
    )
    return {
        (fact, part)
        for fact in set(asked())
        for choice in domains_of(index).choices(fact, sheet)
        for label in (choice.label, *choice.kinds)
        for part in wordless(index, fact, label)
    }


def test_every_value_that_a_missing_fact_could_take_has_words() -> None:
    assert unsaid(rule_index(knowledge().rulebase, knowledge().tables)) == set()


def test_a_value_without_words_is_found() -> None:
    base = knowledge().rulebase
    values = {key: word for key, word in base.texts["values"].items() if key != "oral_serd"}
    without = replace(base, texts={**base.texts, "values": values})
    assert ("prior_therapies", "oral_serd") in unsaid(RuleIndex(without, knowledge().tables))


def test_a_flag_alone_is_said_without_the_answer_and_a_value_as_a_sentence() -> None:
    known = {
        "tumour_type": "PECOMA",
        "region": "US",
        "alterations": [],
        "looked_at": {},
        "clinical": {"disease_extent": "metastatic"},
    }
    found = assessment(known)
    said = {(change.fact, change.value): change.text for change in found.what_would_change}
    assert found.headline == "LABEL_INDICATION"
    assert said["clinical.pregnancy", "pregnant"] == (
        "If the patient is pregnant: raises Stop (Pregnancy); the answer stays."
    )
    assert said["clinical.wound_healed", "false"] == (
        "If the surgical wound has not healed: raises Hold (Surgical wound not healed); the answer stays."
    )
    assert len(set(said.values())) == len(said)
