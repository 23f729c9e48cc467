"""Drugs as people write them, by route, in lists that may lack entries, and what the page says of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from suggest_cases import evaluate, sheet

from mtorboard.cli.main import main
from mtorboard.knowledge import resources_root
from mtorboard.knowledge.ruleset import load_rules
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy
from mtorboard.model.truth import Truth
from mtorboard.suggest.clinical_leaves import route_matters
from mtorboard.suggest.drugs import DrugIndex
from mtorboard.suggest.facts import with_fact

ROOT = Path(__file__).parents[2]
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
STRONG = {"medication": {"interaction": "CYP3A4_INHIBITOR", "strength": "STRONG"}}
RAPALOG = {"prior_therapy": {"any_of": ["rapalog"]}}


@pytest.fixture(scope="module")
def drugs() -> DrugIndex:
    return DrugIndex(load_rules(resources_root() / "knowledge").drugs)


@pytest.mark.parametrize(
    ("written", "drug"),
    [
        ("KETOCONAZOLE", "ketoconazole"),
        ("kétoconazole", "ketoconazole"),
        ("ke\u0301toconazole", "ketoconazole"),
        ("Nizoral 200", "ketoconazole"),
        ("Sandimmun®", "ciclosporin"),
        ("cyclosporine", "ciclosporin"),
        ("Rapamune", "sirolimus"),
        ("St. John's wort", "st_johns_wort"),
        ("St John’s Wort", "st_johns_wort"),
    ],
)
def test_a_drug_is_known_by_any_spelling_and_brand(drugs: DrugIndex, written: str, drug: str) -> None:
    assert [found.drug_id for found in drugs.resolve(written)] == [drug]


@pytest.mark.parametrize("written", ["ketoconaz", "", "®", "azole", "mTOR inhibitor", "kéto"])
def test_what_is_no_name_in_the_table_is_no_drug(drugs: DrugIndex, written: str) -> None:
    assert drugs.resolve(written) == ()


@pytest.mark.parametrize(
    ("name", "route", "matters"),
    [
        ("ketoconazole", None, True),
        ("ketoconazole", "oral", True),
        ("ketoconazole", "other", True),
        ("ketoconazole", "topical", False),
        ("itraconazole", "vaginal", False),
        ("fluconazole", "vaginal", False),
        ("fluconazole", "intravenous", True),
        ("ciclosporin", "ophthalmic", False),
        ("dexamethasone", "inhaled", False),
        ("dexamethasone", "nasal", False),
        ("clarithromycin", "topical", True),
    ],
)
def test_a_route_counts_only_where_it_keeps_the_drug_out_of_the_blood(
    drugs: DrugIndex, name: str, route: str | None, matters: bool
) -> None:
    (drug,) = drugs.resolve(name)
    assert route_matters(Medication(name, route), drug) is matters


def test_a_list_that_may_lack_drugs_says_which_are_taken_and_never_that_one_is_not() -> None:
    def truth(when: dict[str, Any], **fields: Any) -> Truth:
        return evaluate(when, sheet(clinical=Clinical(**fields))).truth

    for name, whole, partial in (("letrozole", F, U), ("ketoconazole", T, T)):
        given = (Medication(name),)
        assert truth(STRONG, medications=given) is whole
        assert truth(STRONG, medications=given, incomplete=("medications",)) is partial
    for name, whole, partial in (("letrozole", F, U), ("everolimus", T, T)):
        therapies = (PriorTherapy((name,)),)
        assert truth(RAPALOG, prior_therapies=therapies) is whole
        assert truth(RAPALOG, prior_therapies=therapies, incomplete=("prior_therapies",)) is partial


def test_to_suppose_the_rest_of_a_list_keeps_what_it_holds() -> None:
    known = Clinical(medications=(Medication("ketoconazole"),), incomplete=("medications",))
    supposed = with_fact(sheet(clinical=known), "medications", ())
    assert supposed.clinical == Clinical(medications=(Medication("ketoconazole"),))
    assert evaluate(STRONG, supposed).truth is T


def report(tmp_path: Path, sidecar: str) -> dict[str, Any]:
    path = tmp_path / "p1.yaml"
    path.write_text(sidecar)
    vcf = next((ROOT / "resources" / "demo" / "variants").glob("Breast-PIK3CA-H1047R*"))
    options = ("--region", "US", "--report-date", "2026-11-22", "--clinical", str(path), "--sample", "P1")
    assert main(["run", str(vcf), "--outdir", str(tmp_path / "out"), *options]) == 0
    document: dict[str, Any] = json.loads((tmp_path / "out" / "P1" / "report.json").read_text())
    return document


def test_the_page_names_contradictions_old_results_and_unknown_drugs(tmp_path: Path) -> None:
    document = report(
        tmp_path,
        """
her2_status: negative
her2_ihc: 3+
surgery_date: 2026-11-23
medications: [Xyzabcin, {name: ketoconazole, route: topical}]
labs: [{test: bilirubin, date: 2026-01-02, value: 50, unit: umol/L, high: 21}]
""",
    )
    notes = "\n".join(document["notes"])
    both = (
        "her2_status: negative and her2_ihc: 3+ contradict each other; her2_status and her2_ihc are not used."
    )
    for text in (both, "surgery_date: 2026-11-23 lies after the report; surgery_date is not used."):
        assert f"Clinical data: {text}" in notes
    assert "Laboratory result bilirubin: too old (2026-01-02)" in notes
    flags = {flag["rule"]: flag["text"] for flag in document["assessment"]["safety"]}
    assert flags["UNRECOGNISED_MEDICATION"] == "Xyzabcin: not recognised - not checked."
    assert "SAF04" not in flags


def test_a_running_strong_inhibitor_of_a_phenopacket_stops_and_the_rest_of_the_list_stays_open(
    tmp_path: Path,
) -> None:
    span = {"interval": {"start": "2026-11-01T00:00:00Z"}}
    agent = {"id": "DrugCentral:1", "label": "Ketoconazole"}
    packet = {
        "metaData": {"phenopacketSchemaVersion": "2.0"},
        "medicalActions": [{"treatment": {"agent": agent, "doseIntervals": [span]}}],
    }
    document = report(tmp_path, json.dumps(packet))
    flags = {flag["rule"]: flag["severity"] for flag in document["assessment"]["safety"]}
    assert flags["SAF04"] == "STOP"
    assert "medications" in {item["fact"] for item in document["assessment"]["missing"]}
