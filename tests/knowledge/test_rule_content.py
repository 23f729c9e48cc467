"""What the curated rules say: each reviewed rule is there or named as missing, and the decisions hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from mtorboard.knowledge.lint_rules import lint_rules
from mtorboard.knowledge.records import Rule
from mtorboard.knowledge.ruleset import current_code, load_rules, read_tsv, tumour_type_lineage
from mtorboard.model.enums import Headline, RuleClass, Severity, StrategyName, Verdict, Verification

KNOWLEDGE = Path(__file__).resolve().parents[2] / "resources" / "knowledge"
BASE = load_rules(KNOWLEDGE)

NOT_LETTERED = {f"R{number:02d}" for number in range(1, 57)}
LETTERED = {"R05b", "R05c", "R23b", "R23c", "R28b", "R28c", "R35b", "R37b", "R39b"}
REVIEWED = NOT_LETTERED | LETTERED
"""Therapy rules of the evidence review."""
NEVER = {"R52"}
"""Uses against ageing: no rule may ever speak of them, so the number stays empty."""
RECEPTOR_KINASES = {"R44", *(f"R{number}" for number in range(62, 69))}
LATER = {"R57", "R58", "R59", "R60", "R61", "R69", "R70", "R71", "R72", "R16b", "R35c"} | RECEPTOR_KINASES
"""Split off since: the MEK statement of R35, colorectal BRAF V600E of R36 and KRAS G12C of R37, tumour types that
are too coarse, TP53 and POLE as hints to the class of an endometrial carcinoma, the licences and reminders of R44
one by one, the ESR1 mutation before progression of R23, GATOR1 and FLCN of R16 and R35."""
REVIEWED_SAFETY = {f"SAF{number:02d}" for number in range(1, 35)}
LATER_SAFETY = {"SAF01b", "SAF06b", "SAF16b", "SAF17b", "SAF19b", "SAF20b", "SAF25b"}

FORBIDDEN = (
    r"recommend",
    r"oncokb",
    r"\bmg\b",
    r"mg/m",
    r"\bng/ml\b",
    r"\bonce daily\b|\btwice daily\b|\bweekly\b|\bper day\b",
    r"trough",
    r"\bactivated\b",
    r"\brecruiting (now|patients)\b|\bopen\b",
)
"""Words that no text may hold: advice, a restricted source, doses and schedules, a claim that DNA cannot bear."""

AGEING = r"\bage?ing\b|anti-?age|longevity|life ?span|health ?span|geroprotect|rejuvenat"

SUPPRESSIONS = {
    "R09": {"R07", "R29", "R30"},
    "R32": {"R05c", "R07", "R13", "R24", "R25", "R29", "R30", "R31", "R39b", "R57"},
    "R35": {"R07", "R08", "R13", "R29", "R30", "R31"},
    "R27": {"R24", "R25", "R28c"},
    "R51": {"R07", "R13", "R29", "R30", "R31"},
    "R16": {"R07", "R31", "R57"},
}

HEADLINES = {
    Headline.MTOR_MONOTHERAPY: {"R01", "R02", "R05b", "R07", "R29", "R30", "R31"},
    Headline.LABEL_INDICATION: {"R04", "R05", "R10", "R11", "R12", "R14", "R15"},
    Headline.MTOR_PLUS_ENDOCRINE: {"R05c", "R17", "R24"},
    Headline.MTOR_PLUS_MEK_TRIAL: {"R39b", "R57"},
    Headline.IMMUNOSUPPRESSION_SWITCH: {"R46", "R47"},
    Headline.UNDETERMINED: {"R08", "R59"},
}


def prose() -> Iterator[tuple[str, str]]:
    """Every text that a person may read, with where it stands."""
    for name in ("rules", "safety", "texts"):
        content = yaml.safe_load((KNOWLEDGE / f"{name}.yaml").read_text(encoding="utf-8"))
        yield from _strings(name, content)
    for table in ("drugs", "citations", "tumour_types"):
        yield table, (KNOWLEDGE / f"{table}.tsv").read_text(encoding="utf-8")


def _strings(where: str, node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield where, node
    elif isinstance(node, Mapping):
        for key, item in node.items():
            yield from _strings(f"{where}.{key}", item)
    elif isinstance(node, list):
        for number, item in enumerate(node):
            name = item.get("id", number) if isinstance(item, Mapping) else number
            yield from _strings(f"{where}.{name}", item)


def conditions(node: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a condition tree with its value."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield key, value
            yield from conditions(value)
    elif isinstance(node, list):
        for item in node:
            yield from conditions(item)


def test_every_reviewed_rule_is_there_or_named_as_not_yet_evaluated() -> None:
    not_yet = {item["rule"] for item in BASE.texts["limits"]["rules_not_yet"]}
    assert set(BASE.rules) == (REVIEWED - not_yet - NEVER) | LATER
    assert set(BASE.safety) == REVIEWED_SAFETY | LATER_SAFETY


def test_ageing_is_named_once_as_out_of_scope_and_never_as_a_use() -> None:
    said = [text for _, text in prose() if re.search(AGEING, text, re.IGNORECASE)]
    assert said == [text for text in BASE.texts["limits"]["statements"] if "ageing is out of scope" in text]
    assert len(said) == 1


def test_what_is_not_yet_evaluated_has_a_reason() -> None:
    for item in BASE.texts["limits"]["rules_not_yet"]:
        assert item["title"]
        assert item["reason"].endswith(".")


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_text_holds_a_forbidden_word(pattern: str) -> None:
    # "open" is refused in rules only: the page may speak of a file that it opens.
    found = [
        f"{where}: {text[:80]}"
        for where, text in prose()
        if re.search(pattern, text, re.IGNORECASE) and not ("open" in pattern and where.startswith("texts"))
    ]
    assert not found


@pytest.mark.parametrize(("rule", "removed"), SUPPRESSIONS.items())
def test_a_decided_suppression_is_named_in_its_rule(rule: str, removed: set[str]) -> None:
    assert removed <= set(BASE.rules[rule].suppresses)


def test_a_licensed_or_matched_row_is_never_suppressed() -> None:
    for rule in BASE.rules.values():
        for target in rule.suppresses:
            assert BASE.rules[target].class_ not in (RuleClass.LABEL, RuleClass.M1, RuleClass.ALT)


def test_the_resistance_allele_is_the_caution_of_every_licensed_and_matched_row() -> None:
    mtor = {"everolimus", "sirolimus", "temsirolimus", "nab_sirolimus"}
    licensed = {
        rule.rule_id
        for rule in BASE.rules.values()
        if rule.class_ in (RuleClass.LABEL, RuleClass.M1) and mtor & set(rule.drugs)
    }
    assert set(BASE.rules["R32"].cautions_on) == licensed


def test_headlines_are_those_of_the_decisions() -> None:
    for headline, rules in HEADLINES.items():
        assert {rule.rule_id for rule in BASE.rules.values() if rule.headline is headline} == rules
    alternatives = {rule.rule_id for rule in BASE.rules.values() if rule.class_ is RuleClass.ALT}
    first = {rule.rule_id for rule in BASE.rules.values() if rule.headline is Headline.OTHER_PATHWAY_FIRST}
    assert first == alternatives


def test_a_licence_by_disease_gives_its_strategy_the_verdict_licensed() -> None:
    for name in ("R01", "R02", "R04", "R05", "R10", "R11", "R12", "R14", "R15"):
        assert BASE.rules[name].strategies == {StrategyName.MTOR_MONOTHERAPY: Verdict.LICENSED}
    assert BASE.rules["R17"].strategies == {StrategyName.MTOR_PLUS_ENDOCRINE: Verdict.LICENSED}
    assert BASE.rules["R24"].strategies == {StrategyName.MTOR_PLUS_ENDOCRINE: Verdict.LIMITED}


def test_a_mek_combination_is_never_more_than_a_trial() -> None:
    for rule in BASE.rules.values():
        assert rule.strategies.get(StrategyName.MTOR_PLUS_MEK) in (
            None,
            Verdict.TRIAL_ONLY,
            Verdict.NOT_SUPPORTED,
        )
    assert {rule.rule_id for rule in BASE.rules.values() if rule.class_ is RuleClass.C_MEK} == {"R39b", "R57"}


def test_every_row_has_a_sentence_for_and_one_against() -> None:
    for rule in BASE.rules.values():
        assert rule.evidence_for, rule.rule_id
        assert rule.evidence_against, rule.rule_id


def test_an_other_drug_first_row_says_when_it_is_used_up() -> None:
    for rule in BASE.rules.values():
        assert bool(rule.already_used) == (rule.class_ is RuleClass.ALT), rule.rule_id


def test_nothing_is_signed_off() -> None:
    assert {rule.signed_off_by for rule in [*BASE.rules.values(), *BASE.safety.values()]} == {""}
    assert {drug.provenance.signed_off_by for drug in BASE.drugs.values()} == {""}


def test_a_verified_statement_names_its_source() -> None:
    for rule in BASE.rules.values():
        for statement in (*rule.evidence_for, *rule.evidence_against):
            if statement.verification is Verification.VERIFIED:
                assert statement.citations, f"{rule.rule_id}: {statement.text}"


def test_what_was_not_checked_is_not_called_verified() -> None:
    unverified = {
        statement.text
        for rule in BASE.rules.values()
        for statement in (*rule.evidence_for, *rule.evidence_against)
        if statement.verification is Verification.UNVERIFIED
    }
    for words in (
        "8 of 9 TSC2-mutated",
        "Sapanisertib",
        "Taselisib 0/61",
        "S6K-IRS1",
        "Listed in guidelines",
        "Preclinical evidence only",
        "FLCN loss acts through TFE3",
        "Checkpoint inhibitors are established",
    ):
        assert any(words in text for text in unverified), words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("SAF10", "pancreatitis"),
        ("SAF15", "complete the vaccinations first"),
        ("SAF24", "effector cells are held back"),
        ("SAF30", "hypertension"),
    ],
)
def test_what_was_not_checked_is_marked_inside_a_checked_safety_text(rule: str, words: str) -> None:
    assert f"{words} (unverified)" in BASE.safety[rule].text


def test_every_nucleotide_way_of_an_allele_that_a_rule_names_is_named() -> None:
    listed = {row["allele_id"] for row in read_tsv(KNOWLEDGE / "alleles.tsv")}
    for rule in BASE.rules.values():
        for key, value in conditions(rule.when):
            if key == "allele":
                changes = {name.rpartition(":")[0] for name in value}
                ways = {name for name in listed if name.rpartition(":")[0] in changes}
                assert ways == set(value), rule.rule_id


@pytest.mark.parametrize("name", sorted(RECEPTOR_KINASES))
def test_the_drug_of_a_receptor_kinase_is_first_in_its_own_advanced_tumour_only(name: str) -> None:
    asked = list(conditions(BASE.rules[name].when))
    types = [value for key, value in asked if key == "tumour_type"]
    assert types[0] in (["NSCLC"], ["UROTHELIAL"])
    assert any(key == "field" and value == "disease_extent" for key, value in asked)


def test_rheb_never_passes_for_a_lost_tsc_gene() -> None:
    for name in ("R05b", "R07", "R08", "R09", "R13", "R57"):
        for key, value in conditions(BASE.rules[name].when):
            if key == "arm" and isinstance(value, Mapping) and value["arm"] == "A_TSC":
                assert value["state"] == "VUS_ONLY" or value["genes"] == ["TSC1", "TSC2"], name


def test_every_citation_is_used_and_every_number_has_its_form() -> None:
    used = {name for rule in [*BASE.rules.values(), *BASE.safety.values()] for name in rule.citations}
    for rule in BASE.rules.values():
        for statement in (*rule.evidence_for, *rule.evidence_against):
            used |= set(statement.citations)
    assert used == set(BASE.citations)
    forms = {"PMID": r"\d{7,8}", "NCT": r"NCT\d{8}", "DOI": r"10\.\d{4,}/\S+"}
    for citation in BASE.citations.values():
        assert re.fullmatch(forms.get(citation.kind, r".+"), citation.identifier), citation.citation_id


def test_every_drug_and_class_that_a_rule_asks_for_exists() -> None:
    known = set(BASE.drugs) | {name for drug in BASE.drugs.values() for name in drug.classes}
    for rule in BASE.rules.values():
        assert set(rule.drugs) <= set(BASE.drugs), rule.rule_id
        assert set(rule.already_used) <= known, rule.rule_id
    for rule in [*BASE.rules.values(), *BASE.safety.values()]:
        for key, value in conditions(rule.when):
            if key in ("any_of", "immunosuppressant"):
                assert set(value) <= known, (rule.rule_id, value)


def test_every_tumour_type_that_a_rule_asks_for_exists() -> None:
    known = set(BASE.tumour_types) | {name for kind in BASE.tumour_types.values() for name in kind.groups}
    for rule in BASE.rules.values():
        for key, value in conditions(rule.when):
            if key == "tumour_type":
                assert set(value) <= known, (rule.rule_id, value)


def test_renal_rules_except_angiomyolipoma_by_name() -> None:
    lineage = tumour_type_lineage("RAML", BASE.tumour_types)
    assert lineage is not None
    assert "RCC" in lineage, "the reason for the exception"
    for name in ("R11", "R12", "R13"):
        excepted = [value["tumour_type"] for key, value in conditions(BASE.rules[name].when) if key == "not"]
        assert ["RAML", "ROCY"] in excepted, name


@pytest.mark.parametrize(
    ("code", "group", "belongs"),
    [
        ("UPECOMA", "PECOMA_ANY", True),
        ("IDC", "BREAST_CARCINOMA", True),
        ("MPT", "BREAST_CARCINOMA", False),
        ("SCLC", "NET_GI_LUNG", False),
        ("LUCA", "NET_GI_LUNG", True),
        ("SWDNET", "NET_GI_LUNG", True),
        ("PANET", "NET_GI_LUNG", False),
        ("ESCA", "GASTRIC", False),
        ("SSRCC", "GASTRIC", True),
        ("UM", "MELANOMA", False),
        ("CM", "MELANOMA", True),
        ("MCL", "SOLID", False),
        ("LAM", "NSCLC", False),
        ("UCEC", "HISTOLOGY", False),
        ("UEC", "HISTOLOGY", True),
        ("MTB_SEGA", "SGCA", True),
        ("GBM", "GB", True),
    ],
)
def test_a_tumour_type_belongs_where_the_rules_think(code: str, group: str, belongs: bool) -> None:
    lineage = tumour_type_lineage(code, BASE.tumour_types)
    assert lineage is not None
    assert (group in lineage) is belongs


@pytest.mark.parametrize(
    ("retired", "now"),
    [("GBM", "GB"), ("AASTR", "ASTR"), ("AODG", "ODG"), ("AOAST", "GNOS"), ("OAST", "GNOS"), ("DIPG", "DMG")],
)
def test_a_retired_code_leads_to_its_successor(retired: str, now: str) -> None:
    assert current_code(retired, BASE.tumour_types) == now


def test_every_tumour_type_leads_up_to_the_root() -> None:
    for code in BASE.tumour_types:
        lineage = tumour_type_lineage(code, BASE.tumour_types)
        assert lineage is not None
        assert "TISSUE" in lineage


@pytest.mark.parametrize(
    ("drug", "interaction", "strength"),
    [
        ("ketoconazole", "CYP3A4_INHIBITOR", "STRONG"),
        ("cobicistat", "CYP3A4_INHIBITOR", "STRONG"),
        ("diltiazem", "CYP3A4_INHIBITOR", "MODERATE"),
        ("ciclosporin", "CYP3A4_INHIBITOR", "MODERATE"),
        ("st_johns_wort", "CYP3A4_INDUCER", "STRONG"),
        ("rifabutin", "CYP3A4_INDUCER", "STRONG"),
        ("enzalutamide", "CYP3A4_INDUCER", "STRONG"),
        ("sotorasib", "CYP3A4_INDUCER", "MODERATE"),
    ],
)
def test_an_interaction_keeps_its_strength(drug: str, interaction: str, strength: str) -> None:
    assert (BASE.drugs[drug].interaction, BASE.drugs[drug].strength) == (interaction, strength)


def test_a_topical_or_vaginal_azole_is_no_interaction() -> None:
    for name in ("ketoconazole", "itraconazole", "voriconazole", "posaconazole", "fluconazole"):
        assert {"topical", "vaginal"} <= BASE.drugs[name].ignored_routes


def test_one_name_means_one_drug() -> None:
    names: dict[str, str] = {}
    for drug in BASE.drugs.values():
        for name in (drug.name, *drug.synonyms):
            assert names.setdefault(name.casefold(), drug.drug_id) == drug.drug_id, name


def test_the_surgery_intervals_meet_without_gap() -> None:
    assert BASE.safety["SAF01"].when == {
        "days_since": {"field": "surgery_date", "at_least": 0, "at_most": 14}
    }
    assert BASE.safety["SAF02"].when == {
        "days_since": {"field": "surgery_date", "at_least": 15, "at_most": 28}
    }
    assert BASE.safety["SAF01"].severity is BASE.safety["SAF01b"].severity is Severity.HOLD
    assert BASE.safety["SAF02"].severity is Severity.CAUTION


@pytest.mark.parametrize("name", ["SAF04", "SAF16", "SAF17b", "SAF19", "SAF20", "SAF21", "SAF25b", "SAF34"])
def test_what_must_be_resolved_first_is_a_stop(name: str) -> None:
    assert BASE.safety[name].severity is Severity.STOP


def test_atp_site_resistance_removes_nothing() -> None:
    rule: Rule = BASE.rules["R33"]
    assert not rule.suppresses
    assert not rule.cautions_on
    assert "does not exclude a rapalog" in rule.text


def test_a_subclonal_bypass_removes_nothing() -> None:
    assert not BASE.rules["R35b"].suppresses


def test_no_rule_is_past_its_review_when_it_is_released() -> None:
    for rule in [*BASE.rules.values(), *BASE.safety.values()]:
        assert rule.evidence_date < rule.review_due
        assert rule.review_due >= "2026-12"


def test_the_linter_finds_nothing_on_the_day_of_the_release() -> None:
    findings = lint_rules(KNOWLEDGE.parent, today=dt.date(2026, 11, 22))
    assert [f"{item.table} {item.where}: {item.text}" for item in findings] == []


def test_the_linter_warns_of_the_rows_that_expire_first() -> None:
    findings = lint_rules(KNOWLEDGE.parent, today=dt.date(2027, 1, 15))
    assert {item.severity for item in findings} == {"warning"}
    assert {name for item in findings for name in re.findall(r"R\d\d[a-z]?", item.where)} == {
        "R22",
        "R23",
        "R71",
    }
