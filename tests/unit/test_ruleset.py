"""Loading and linting the rules: what is wrong is refused, with what was probably meant."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from suggest_cases import TYPES, rule, rulebase

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge import load, resources_root
from mtorboard.knowledge.lint_rules import lint_rules
from mtorboard.knowledge.records import TumourType
from mtorboard.knowledge.ruleset import load_rules, rule_from, tumour_type_lineage
from mtorboard.knowledge.vocabulary import problems
from mtorboard.suggest.index import RuleIndex

KNOWLEDGE = resources_root() / "knowledge"
TODAY = dt.date(2026, 11, 22)


def test_the_release_loads_compiles_and_lints_clean() -> None:
    knowledge = load()
    assert len(RuleIndex(knowledge.rulebase, knowledge.tables).rules) == len(knowledge.rulebase.rules) > 50
    assert [finding for finding in lint_rules(resources_root(), TODAY) if finding.severity == "error"] == []


def test_every_record_of_the_release_is_whole() -> None:
    base = load_rules(KNOWLEDGE)
    first = base.rules["R01"]
    assert (first.rule_id, first.class_, first.headline) == ("R01", "M1", "MTOR_MONOTHERAPY")
    assert first.evidence_for[0].citations
    assert base.drugs["ketoconazole"].interaction == "CYP3A4_INHIBITOR"
    assert "topical" in base.drugs["ketoconazole"].ignored_routes


def test_lineage_is_the_parent_chain_with_its_groups() -> None:
    assert tumour_type_lineage("LUAD", TYPES) == {"LUAD", "LUNG", "HISTOLOGY", "SOLID", "TISSUE"}


def test_a_retired_code_counts_as_its_successor() -> None:
    assert tumour_type_lineage("OLDLUAD", TYPES) == {
        "OLDLUAD",
        "LUAD",
        "LUNG",
        "HISTOLOGY",
        "SOLID",
        "TISSUE",
    }


@pytest.mark.parametrize("code", [None, "", "XXX"])
def test_no_code_and_an_unknown_code_have_no_lineage(code: str | None) -> None:
    assert tumour_type_lineage(code, TYPES) is None


def test_a_circle_of_parents_ends() -> None:
    loop = {code: TumourType(code, code, other, False, (), "", frozenset()) for code, other in ("AB", "BA")}
    assert tumour_type_lineage("A", loop) == {"A", "B"}


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ({"tumor_type": ["LUAD"]}, "tumour_type"),
        ({"arm": {"arm": "A_TSC", "state": "ALTERED", "zygosty": "BIALLELIC"}}, "zygosity"),
        ({"arm": {"arm": "A_TCS", "state": "ALTERED"}}, "A_TSC"),
        ({"clinical": {"field": "er_statsu", "is": "positive"}}, "er_status"),
        ({"receptor": {"marker": "ER", "is": "positve"}}, "positive"),
        ({"receptor": {"marker": "er", "is": "positive"}}, "ER"),
        ({"all": [{"any": [{"medicaton": {"any_of": ["rapalog"]}}]}]}, "medication"),
    ],
)
def test_a_misspelt_word_is_refused_with_what_was_meant(condition: dict[str, Any], hint: str) -> None:
    with pytest.raises(KnowledgeError, match=f"did you mean '{hint}'"):
        rule_from(rule("R01", "INFO", condition))


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"all": []},
        {"tumour_type": "LUAD"},
        {"tumour_type": ["A"], "region": ["US"]},
        {"at_least": {"count": 0, "of": [{"region": ["US"]}]}},
        {"clinical": {"field": "stage"}},
        {"clinical": {"field": "stage", "is": "IV", "in": ["IV"]}},
        {"clinical": {"field": "systemic_lines", "at_least": "one"}},
        {"days_since": {"field": "surgery_date"}},
        {"medication": {}},
        {"medication": {"strength": "STRONG"}},
        {"gene": {"gene": [], "status": "ALTERED"}},
        {"not": [{"region": ["US"]}]},
        {"rule": ["R01"]},
    ],
    ids=str,
)
def test_a_malformed_condition_is_refused(condition: dict[str, Any]) -> None:
    assert list(problems(condition))


def test_rules_that_ask_each_other_are_refused() -> None:
    base = rulebase(rule("R01", "INFO", {"rule": "R02"}), rule("R02", "INFO", {"not": {"rule": "R01"}}))
    with pytest.raises(KnowledgeError, match="ask each other"):
        RuleIndex(base, load().tables)


def test_a_missing_file_and_a_missing_field_say_where(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"rules\.yaml"):
        load_rules(tmp_path)
    without = dict(rule("R01", "INFO", {"region": ["US"]}))
    del without["review_due"]
    with pytest.raises(KnowledgeError, match=r"R01.*review_due"):
        rule_from(without)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., list[str]]:
    """Lint the release after one edit: ``(file, edit of its rows)`` or ``(file, old text, new text)``."""

    def lint(file: str, *edit: Any) -> list[str]:
        shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", dirs_exist_ok=True)
        path = tmp_path / "knowledge" / file
        text = path.read_text(encoding="utf-8")
        if len(edit) == 1:
            rows = yaml.load(text, Loader=yaml.CSafeLoader)
            edit[0]({row["id"]: row for row in rows} if isinstance(rows, list) else rows)
            path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
        else:
            assert edit[0] in text
            path.write_text(text.replace(*edit, 1), encoding="utf-8")
        return [f"{found.where}: {found.text}" for found in lint_rules(tmp_path, TODAY)]

    return lint


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"drugs": ["everolimsu"]}, "did you mean 'everolimus'"),
        ({"citations": ["PMID0"]}, "'PMID0' is not known"),
        ({"suppresses": ["R98"]}, "'R98' is not known"),
        ({"biomarkers": ["A_TCS"]}, "did you mean 'A_TSC'"),
        ({"evidence_against": []}, "evidence_against"),
        ({"when": {"tumour_type": ["SOLYD"]}}, "did you mean 'SOLID'"),
        ({"when": {"gene": {"gene": "TSC3", "status": "ALTERED"}}}, "'TSC3' is not known"),
        ({"when": {"allele": ["KRAS:G99X:c.1A>C"]}}, "is not known"),
        ({"when": {"label": {"list": "alpelisb", "genes": ["PIK3CA"]}}}, "did you mean 'alpelisib'"),
        ({"when": {"clinical": {"field": "disease_extent", "is": "metastatc"}}}, "did you mean 'metastatic'"),
        ({"when": {"clinical": {"field": "resectable", "is": "no"}}}, "resectable is true or false"),
        ({"when": {"clinical": {"field": "stage", "at_least": 3}}}, "stage is no number"),
        ({"when": {"transplant": {"organ": ["kidny"]}}}, "did you mean 'kidney'"),
        ({"when": {"unassessed": ["TSC1"]}}, "for INFO rules only"),
        ({"when": {"rule": "R07"}}, "asks for itself"),
        ({"when": {"tumor_type": ["LUAD"]}}, "did you mean 'tumour_type'"),
        ({"text": "We recommend everolimus."}, "recommend"),
        ({"text": "Everolimus 10 mg is used."}, "dose"),
        ({"text": "Everolimus once daily."}, "schedule"),
        ({"class": "M3"}, "M3"),
        ({"colour": "red"}, "colour"),
        ({"evidence_date": "spring"}, "spring"),
        ({"headline": "NO_MTOR_SUGGESTION"}, "NO_MTOR_SUGGESTION"),
    ],
    ids=str,
)
def test_a_wrong_cell_of_a_rule_is_found(
    edited: Callable[..., list[str]], change: dict[str, Any], expected: str
) -> None:
    found = edited("rules.yaml", lambda rows: rows["R07"].update(change))
    assert any(expected in text for text in found), found
    assert any("R07" in text for text in found)


@pytest.mark.parametrize(
    ("file", "edit", "expected"),
    [
        ("safety.yaml", lambda rows: rows["SAF01"].update(severity="WAIT"), "WAIT"),
        ("safety.yaml", lambda rows: rows["SAF01"].update(text="Wait 5 mg."), "dose"),
        ("texts.yaml", lambda texts: texts["headlines"].pop("UNDETERMINED"), "headlines.UNDETERMINED"),
        ("texts.yaml", lambda texts: texts["facts"].pop("clinical.er_status"), "facts.clinical.er_status"),
        ("texts.yaml", lambda texts: texts["notes"].update(caution="{tekst}"), "did you mean 'text'"),
        ("texts.yaml", lambda texts: texts["because"].update(region="{region"), "braces"),
    ],
)
def test_a_wrong_flag_or_text_is_found(
    edited: Callable[..., list[str]], file: str, edit: Callable[[Any], Any], expected: str
) -> None:
    assert any(expected in text for text in edited(file, edit))


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "tumour_types.tsv",
            "\nLUAD\tLung adenocarcinoma\tNSCLC",
            "\nLUAD\tLung adenocarcinoma\tNSCLX",
            "did you mean",
        ),
        ("citations.tsv", "\tPMID\t", "\tPMID\tx", "is no PMID"),
        ("citations.tsv", "\tNCT\tNCT0", "\tNCT\tNCT", "is no NCT"),
    ],
)
def test_a_wrong_cell_of_another_table_is_found(
    edited: Callable[..., list[str]], file: str, old: str, new: str, expected: str
) -> None:
    assert any(expected in text for text in edited(file, old, new))


def test_a_review_that_is_due_is_a_warning() -> None:
    late = lint_rules(resources_root(), dt.date(2040, 1, 1))
    assert late
    assert {finding.severity for finding in late} == {"warning"}
    assert lint_rules(resources_root()) == []
