"""Drugs as people write them, by route, in lists that may lack entries, and what the page says of them."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from suggest_cases import evaluate, sheet

from mtorboard.cli.main import main
from mtorboard.knowledge import resources_root
from mtorboard.knowledge.ruleset import load_rules
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy
from mtorboard.model.truth import Truth
from mtorboard.reading.entries import name_key, no_drug
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
        ("St John´s wort", "st_johns_wort"),
        ("St John‘s wort", "st_johns_wort"),
        ("St John`s wort", "st_johns_wort"),
        ("FK-506", "tacrolimus"),
        ("FK 506", "tacrolimus"),
        ("RAD-001", "everolimus"),
        ("5FU", "fluorouracil"),
        ("ABI009", "nab_sirolimus"),
        ("CCI779", "temsirolimus"),
        ("RMC6236", "daraxonrasib"),
        ("Ketoconazol", "ketoconazole"),
        ("ketoconazolo", "ketoconazole"),
        ("Clarithromycine", "clarithromycin"),
        ("Claritromicina", "clarithromycin"),
        ("Rifampicina", "rifampicin"),
        ("Ciclosporine", "ciclosporin"),
        ("Enzalutamid", "enzalutamide"),
        ("Nefazodon", "nefazodone"),
        ("Carbamazepin", "carbamazepine"),
        ("Primidon", "phenobarbital"),
        ("LPV/r", "ritonavir"),
        ("Prezista", "darunavir"),
        ("CsA", "ciclosporin"),
        ("Tac", "tacrolimus"),
        ("SJW", "st_johns_wort"),
        ("ACE-Hemmer", "ace_inhibitor"),
        ("Restasis", "ciclosporin_eye_drops"),
        ("Protopic", "tacrolimus_ointment"),
        ("interferon beta-1a", "interferon_beta"),
        ("Interferon γ", "interferon_gamma"),
        ("trastuzumab emtansine", "trastuzumab_emtansine"),
    ],
)
def test_a_drug_is_known_by_any_spelling_and_brand(drugs: DrugIndex, written: str, drug: str) -> None:
    assert [found.drug_id for found in drugs.resolve(written)] == [drug]


@pytest.mark.parametrize(
    "written",
    [
        *("ketoconaz", "", "®", "azole", "mTOR inhibitor", "kéto", "TACE", "Кетоконазол"),
        *("interferon", "Luminal A", "sirolimus eluting stent", "paclitaxel-eluting stent"),
    ],
)
def test_what_is_no_name_in_the_table_is_no_drug(drugs: DrugIndex, written: str) -> None:
    assert drugs.resolve(written) == ()
    assert drugs.unknown(written) == (written if written.strip("®") else "?",)


def test_no_two_drugs_of_the_table_answer_to_one_spelling(drugs: DrugIndex) -> None:
    owners: dict[str, str] = {}
    for drug in drugs.drugs.values():
        for name in (drug.drug_id, drug.name, *drug.synonyms):
            assert owners.setdefault(name_key(name), drug.drug_id) == drug.drug_id, name
            assert [found.drug_id for found in drugs.resolve(name)] == [drug.drug_id], name
    known = no_drug()
    assert not owners.keys() & (known.between | known.dose | known.forms | known.beside | known.look_alikes)


BESIDE = [
    ("ramipril und Klazid", "Klazid"),
    ("ramipril | Klazid", "Klazid"),
    ("ramipril\nKlazid", "Klazid"),
    ("ramipril (Klazid)", "Klazid"),
    ("metformin 500 Klazid 200", "Klazid"),
    ("prednisone mycophenolat tacrolimu", "tacrolimu"),
    ("CNI + MMF", "CNI"),
    ("ramipril; Xy", "Xy"),
    ("ramipril + potassium chloride", "potassium chloride"),
    ("urapidil succinate retard, ramipril", "urapidil succinate"),
    ("everolimus, Vitamin K2 1000 IE", "Vitamin K2"),
    ("everolimus / RMC-7977", "RMC-7977"),
    ("Ketoconazol, Кетоконазол", "Кетоконазол"),
]


@pytest.mark.parametrize(("written", "other"), BESIDE)
def test_a_drug_beside_a_known_one_is_never_dropped(drugs: DrugIndex, written: str, other: str) -> None:
    assert drugs.resolve(written)
    assert drugs.unknown(written) == (other,)


@pytest.mark.parametrize(
    "written",
    [
        "Ramipril-ratiopharm 2,5 mg Tabletten, 1-0-1",
        "metformin hydrochloride 1000 mg b.i.d.",
        "ramipril/HCT 5/25 mg",
        "MMF + CsA",
        "tacrolimus XL (Astagraf) p.o.",
        "carboplatin AUC5 + paclitaxel 80 mg/m² weekly, d1,8,15",
        "letrozole adjuvant",
        "Isoptin retard",
    ],
)
def test_forms_salts_makers_and_doses_are_no_drugs(drugs: DrugIndex, written: str) -> None:
    assert drugs.unknown(written) == ()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Xyzabcin 200 mg, take 5 mg/m2 daily", "Xyzabcin"),
        ("letrozole 2.5 mg daily 1-0-0", "letrozole"),
        ("letrozole 2,5 mg + palbociclib 125mg d1-21 q4w", "letrozole + palbociclib"),
        ("FK 506 3 mg b.i.d.", "FK 506"),
        ("RMC-7977 300mg q12h", "RMC-7977"),
        ("Vitamin K2 1000 IE täglich", "Vitamin K2"),
        ("Nizoral (200 mg) tablets", "Nizoral, tablets"),
        ("200 mg", "?"),
        ("Kaletra\N{REGISTERED SIGN}", "Kaletra\N{REGISTERED SIGN}"),
    ],
)
def test_a_printed_name_holds_no_dose(drugs: DrugIndex, written: str, shown: str) -> None:
    assert drugs.shown(written) == shown


@pytest.mark.parametrize(
    "written", [written for written, _ in BESIDE] + ["letrozole 2,5 mg (Xyz 5 mg)", "FK 506 3 mg"]
)
def test_a_name_without_its_dose_names_what_it_named(drugs: DrugIndex, written: str) -> None:
    shown = drugs.shown(written)
    assert drugs.resolve(shown) == drugs.resolve(written)
    assert drugs.unknown(shown) == drugs.unknown(written)
    assert drugs.shown(shown) == shown


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
        ("clarithromycin", "topical", False),
        ("clarithromycin", "oral", True),
        ("prednisolone", "topical", False),
        ("prednisone", "ophthalmic", False),
        ("prednisone", "rectal", True),
        ("tacrolimus", "ophthalmic", False),
        ("cannabidiol", "topical", False),
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


def report(tmp_path: Path, sidecar: str, *more: str) -> dict[str, Any]:
    path = tmp_path / "p1.yaml"
    path.write_text(sidecar)
    vcf = next((ROOT / "resources" / "demo" / "variants").glob("Breast-PIK3CA-H1047R*"))
    options = (
        "--region",
        "US",
        "--report-date",
        "2026-11-22",
        "--clinical",
        str(path),
        "--sample",
        "P1",
        *more,
    )
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


def test_no_output_holds_a_dose_that_was_written_beside_a_drug(tmp_path: Path) -> None:
    sidecar = """
medications: ["Xyzabcin 217 mg, take 5 mg/m2 daily", "metformin 1013 mg", "Nizorall 37 mg"]
prior_therapies: [{drugs: ["everolimus 7.5 mg 1-0-0", "Zyxin 41 mg/m2"], setting: metastatic}]
transplant: {organ: kidney, immunosuppressants: ["Sandimunn 47 mg"]}
"""
    document = report(tmp_path, sidecar, "--formats", "json,html,tsv,maf,xlsx,fhir")
    said = {flag["text"].partition(":")[0] for flag in document["assessment"]["safety"]}
    assert {"Xyzabcin", "Nizorall", "Zyxin", "Sandimunn"} <= said
    folder = tmp_path / "out" / "P1"
    texts = {
        path.name: path.read_text() for path in folder.iterdir() if path.suffix in (".json", ".html", ".maf")
    }
    with zipfile.ZipFile(folder / "report.xlsx") as book:
        texts |= {name: book.read(name).decode() for name in book.namelist()}
    assert {"report.json", "report.html", "report.fhir.json", "alterations.maf"} < texts.keys()
    for name, text in texts.items():
        for dose in ("217 mg", "mg/m2 daily", "1013 mg", "7.5 mg", "1-0-0", "41 mg", "37 mg", "47 mg"):
            assert dose not in text, (name, dose)


def test_a_treatment_of_a_packet_that_is_not_read_is_named_without_its_dose(tmp_path: Path) -> None:
    agent = {"id": "RXNORM:1", "label": "Zyxin 217 MG Oral Tablet"}
    packet = {
        "metaData": {"phenopacketSchemaVersion": "2.0"},
        "medicalActions": [{"treatment": {"agent": agent}}],
    }
    notes = "\n".join(report(tmp_path, json.dumps(packet))["notes"])
    assert "Zyxin" in notes
    assert "217 MG" not in notes
