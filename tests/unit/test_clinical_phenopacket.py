"""A phenopacket as a sidecar: what maps without guessing, and that the rest is named."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from mtorboard.errors import MtorboardError
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.clinical import clinical_of, preflight_notes, read_clinical, remarks

DAY = dt.date(2026, 11, 22)
BREAST = {"id": "ONCOTREE:IDC", "label": "Breast Invasive Ductal Carcinoma"}
TSC = {"id": "MONDO:0001734", "label": "tuberous sclerosis"}
TSC1 = {"id": "OMIM:191100", "label": "Tuberous sclerosis-1"}
TSC2 = {"id": "OMIM:613254", "label": "Tuberous sclerosis-2"}
META = {"metaData": {"phenopacketSchemaVersion": "2.0"}}


def read(folder: Path, **parts: Any) -> Clinical:
    path = folder / "p1.json"
    path.write_text(json.dumps({"id": "case", **META, **parts}), encoding="utf-8")
    return read_clinical(path, report_date=DAY)


def facts(clinical: Clinical) -> dict[str, Any]:
    empty = Clinical()
    names = [name for name in Clinical.__slots__ if name not in ("notes", "incomplete")]
    return {
        name: getattr(clinical, name) for name in names if getattr(clinical, name) != getattr(empty, name)
    }


def said(clinical: Clinical) -> str:
    return "\n".join(clinical.notes)


def treatment(label: str, start: str = "", end: str = "", **more: Any) -> dict[str, Any]:
    span = {key: f"{day}T00:00:00Z" for key, day in (("start", start), ("end", end)) if day}
    doses = [{"interval": span}] if span else []
    return {"treatment": {"agent": {"id": "DrugCentral:1", "label": label}, "doseIntervals": doses, **more}}


def lab(code: str, label: str, value: float, unit: str, **limits: float) -> dict[str, Any]:
    term = {"id": "UCUM:x", "label": unit}
    quantity = {"unit": term, "value": value, "referenceRange": {"unit": term, **limits}}
    return {
        "assay": {"id": f"LOINC:{code}", "label": label},
        "value": {"quantity": quantity},
        "timeObserved": {"timestamp": "2026-11-01T08:00:00Z"},
    }


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, {}),
        ({"subject": {"id": "p", "sex": "FEMALE"}}, {"sex": "female"}),
        ({"subject": {"id": "p", "sex": "UNKNOWN_SEX"}}, {}),
        ({"subject": {"id": "p", "dateOfBirth": "1964-11-22T00:00:00Z"}}, {"age_years": 62}),
        ({"subject": {"id": "p", "date_of_birth": "1964-11-23T00:00:00Z"}}, {"age_years": 61}),
        (
            {"subject": {"id": "p", "timeAtLastEncounter": {"age": {"iso8601duration": "P52Y11M3D"}}}},
            {"age_years": 52},
        ),
        ({"diseases": [{"term": BREAST}]}, {"tumour_type": "IDC"}),
        (
            {"diseases": [{"term": BREAST, "diseaseStage": [{"id": "NCIT:C27971", "label": "Stage IV"}]}]},
            {"tumour_type": "IDC", "stage": "IV"},
        ),
        (
            {"diseases": [{"term": TSC1}]},
            {"tsc_diagnosis": True},
        ),
        (
            {"diseases": [{"term": TSC, "excluded": True}]},
            {"tsc_diagnosis": False},
        ),
        (
            {"diseases": [{"term": TSC1, "excluded": True}, {"term": TSC2, "excluded": True}]},
            {"tsc_diagnosis": False},
        ),
        ({"diseases": [{"term": TSC1}, {"term": TSC2, "excluded": True}]}, {"tsc_diagnosis": True}),
        (
            {"measurements": [lab("1975-2", "Bilirubin.total", 50, "umol/L", high=21)]},
            {"bilirubin_elevated": True},
        ),
    ],
)
def test_what_maps_without_guessing_is_taken(
    tmp_path: Path, parts: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert facts(read(tmp_path, **parts)) == expected


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (
            {"diseases": [{"term": {"id": "NCIT:C39853", "label": "Infiltrating Urothelial Carcinoma"}}]},
            "diseases[1] (Infiltrating Urothelial Carcinoma): no OncoTree code",
        ),
        ({"diseases": [{"term": BREAST}, {"term": {"id": "oncotree:LUAD"}}]}, "several OncoTree codes"),
        ({"diseases": [{"term": BREAST, "excluded": True}]}, "excluded or resolved"),
        ({"medicalActions": [treatment("everolimus")]}, "its time is not given"),
        ({"medicalActions": [treatment("everolimus", "2027-01-01")]}, "it begins after the report"),
        (
            {"medicalActions": [treatment("amoxicillin", "2026-01-01", "2026-01-08")]},
            "(amoxicillin): it has ended, and not for this tumour",
        ),
        (
            {"medicalActions": [{"procedure": {"code": {"id": "NCIT:C15265", "label": "Mastectomy"}}}]},
            "medicalActions[1] (Mastectomy): procedure is not read",
        ),
        (
            {"medicalActions": [{"therapeuticRegimen": {"regimenStatus": "STARTED"}}]},
            "therapeuticRegimen is not",
        ),
        (
            {"measurements": [lab("1975-2", "Creatinine", 50, "umol/L", high=21)]},
            "its label contradicts its code",
        ),
        ({"measurements": [lab("1975-2", "Bilirubin", 50, "furlong", high=21)]}, "its unit is not known"),
        (
            {"measurements": [{**lab("1975-2", "Bilirubin", 5, "umol/L"), "timeObserved": {}}]},
            "it has no date",
        ),
        (
            {"measurements": [lab("1975-2", "Bilirubin", -5, "umol/L", high=21)]},
            "measurements[1] (Bilirubin): its number or a limit is below zero",
        ),
        (
            {"measurements": [lab("1975-2", "Bilirubin", 5, "umol/L", high=-21)]},
            "its number or a limit is below zero",
        ),
        (
            {"diseases": [{"term": TSC1, "excluded": True}]},
            "diseases: tuberous sclerosis type 1 is excluded, the other is not",
        ),
        (
            {"diseases": [{"term": TSC1}, {"term": TSC, "excluded": True}]},
            "diseases: tuberous sclerosis is both said and excluded",
        ),
        (
            {"diseases": [{"term": TSC2}, {"term": TSC2, "excluded": True}]},
            "diseases: tuberous sclerosis is both said and excluded",
        ),
        (
            {"medicalAction": [treatment("everolimus", "2026-11-01")]},
            "medicalAction: no part of a phenopacket (did you mean 'medicalActions'?)",
        ),
        ({"medical_action": []}, "medicalAction: no part of a phenopacket"),
        ({"colour\u202e": "blue"}, "colour: no part of a phenopacket"),
        (
            {"biosamples": [{"measurements": [{}]}]},
            "biosamples[1].measurements: only those of the packet itself are read",
        ),
        (
            {"medicalActions": [treatment("  ", "2026-12-01")]},
            "medicalActions[1] (DrugCentral:1): it begins after the report",
        ),
        (
            {"medicalActions": [{"treatment": {"agent": {"id": " ", "label": " "}}}]},
            "medicalActions[1]: it names no drug",
        ),
        (
            {"subject": {"dateOfBirth": "1800-01-01T00:00:00Z"}},
            "subject.dateOfBirth: no age in years from 0 to 120 follows from it",
        ),
        ({"phenotypicFeatures": [{}, {}]}, "phenotypicFeatures: 2"),
        ({"biosamples": [{}]}, "biosamples: 1"),
        ({"subject": {"id": "p", "sex": "OTHER_SEX"}}, "subject.sex: neither female nor male"),
        ({"subject": {"id": "p", "vitalStatus": {"status": "DECEASED"}}}, "subject.vitalStatus"),
        (
            {"subject": {"id": "p", "timeAtLastEncounter": {"ageRange": {"start": {}, "end": {}}}}},
            "no age in years",
        ),
    ],
)
def test_what_cannot_be_told_is_named_and_leaves_the_field_unknown(
    tmp_path: Path, parts: dict[str, Any], reason: str
) -> None:
    clinical = read(tmp_path, **parts)
    assert facts(clinical) == {}
    assert reason in said(clinical)


FIXED = {"sampleType": {"id": "NCIT:C156435", "label": "Formalin-Fixed Paraffin-Embedded DNA"}}
BLOOD = {"sampleType": {"id": "NCIT:C158416", "label": "Blood DNA"}}


def test_formalin_fixed_dna_is_the_specimen(tmp_path: Path) -> None:
    assert facts(read(tmp_path, biosamples=[FIXED])) == {"specimen": "ffpe"}
    assert facts(read(tmp_path, biosamples=[FIXED, FIXED])) == {"specimen": "ffpe"}


@pytest.mark.parametrize(
    "biosamples",
    [
        [FIXED, BLOOD],
        [BLOOD],
        [FIXED, {}],
        [{"sampleType": {"id": "NCIT:C156435", "label": "Frozen tissue"}}],
    ],
)
def test_which_of_several_biosamples_was_sequenced_is_not_guessed(
    tmp_path: Path, biosamples: list[dict[str, Any]]
) -> None:
    clinical = read(tmp_path, biosamples=biosamples)
    assert facts(clinical) == {}
    assert "no one kind of specimen" in said(clinical)


@pytest.mark.parametrize(
    "stages",
    [
        [{"id": "NCIT:C27971", "label": "Stage IV"}, {"id": "NCIT:C27970", "label": "Stage III"}],
        [{"id": "NCIT:C27971", "label": "Stage IV"}, {"id": "NCIT:C1", "label": "Stage 4S"}],
        [{"id": "NCIT:C27971", "label": "Stage II"}],
    ],
)
def test_a_stage_of_which_two_things_are_said_is_unknown(tmp_path: Path, stages: list[Any]) -> None:
    clinical = read(tmp_path, diseases=[{"term": BREAST, "diseaseStage": stages}])
    assert facts(clinical) == {"tumour_type": "IDC"}
    assert "the stage cannot be told for sure" in said(clinical)


def test_running_treatments_are_medicines_with_their_route(tmp_path: Path) -> None:
    oral: dict[str, Any] = {
        "routeOfAdministration": {"id": "NCIT:C38288", "label": "Oral Route of Administration"}
    }
    topical: dict[str, Any] = {"routeOfAdministration": {"id": "NCIT:C38304", "label": "Topical"}}
    clinical = read(
        tmp_path,
        medicalActions=[
            treatment("ketoconazole", "2026-11-01", "2026-12-01", **oral),
            treatment("clotrimazole", "2026-11-01", **topical),
            treatment("amlodipine", drugType="EHR_MEDICATION_LIST"),
        ],
    )
    assert clinical.medications == (
        Medication("ketoconazole", "oral"),
        Medication("clotrimazole", "topical"),
        Medication("amlodipine"),
    )
    assert clinical.incomplete == ("medications",)
    assert "a drug that it does not list is unknown" in said(clinical)


def test_a_route_whose_label_contradicts_its_code_counts_as_systemic(tmp_path: Path) -> None:
    wrong: dict[str, Any] = {
        "routeOfAdministration": {"id": "NCIT:C38304", "label": "Oral Route of Administration"}
    }
    clinical = read(tmp_path, medicalActions=[treatment("ketoconazole", "2026-11-01", **wrong)])
    assert clinical.medications == (Medication("ketoconazole"),)
    assert "the drug counts as systemic" in said(clinical)


def test_a_treatment_of_the_tumour_that_has_ended_is_an_earlier_therapy(tmp_path: Path) -> None:
    progressive = {"id": "NCIT:C35571", "label": "Progressive Disease"}
    clinical = read(
        tmp_path,
        diseases=[{"term": BREAST}],
        medicalActions=[
            {
                **treatment("letrozole", "2025-01-01", "2026-01-01"),
                "treatmentTarget": BREAST,
                "treatmentTerminationReason": progressive,
            },
            {**treatment("tamoxifen", "2024-01-01", "2025-01-01"), "treatmentTarget": BREAST},
        ],
    )
    assert clinical.prior_therapies == (
        PriorTherapy(("letrozole",), None, True),
        PriorTherapy(("tamoxifen",)),
    )
    assert clinical.medications is None
    assert clinical.incomplete == ("prior_therapies",)


def test_a_running_drug_whose_label_is_blank_is_told_by_its_code(tmp_path: Path) -> None:
    clinical = read(tmp_path, medicalActions=[treatment("  ", "2026-11-01")])
    assert clinical.medications == (Medication("DrugCentral:1"),)


def test_a_list_in_the_sheet_is_whole_and_keeps_what_the_packet_lists(tmp_path: Path) -> None:
    read(tmp_path, medicalActions=[treatment("ketoconazole", "2026-11-01")])
    spec = SampleSpec(
        "S1",
        Path("a.vcf"),
        clinical=tmp_path / "p1.json",
        clinical_cells=(("medications", "amlodipine"),),
    )
    clinical = clinical_of(spec, DAY)
    assert clinical.medications == (Medication("amlodipine"), Medication("ketoconazole"))
    assert clinical.incomplete == ()


def test_the_page_names_what_preflight_only_counts(tmp_path: Path) -> None:
    clinical = read(tmp_path, medicalActions=[treatment("everolimus")])
    assert "everolimus" in "".join(remarks(clinical))
    assert preflight_notes(clinical) == ("clinical data: 2 remark(s), which the report prints",)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"metaData": {"phenopacketSchemaVersion": "1.0.0"}}, "is not a phenopacket of version 2"),
        ({"metaData": {}}, "metaData: 'phenopacketSchemaVersion' is missing"),
        ({"proband": {}}, "holds a family or a cohort"),
        ({"subject": {"taxonomy": {"id": "NCBITaxon:10090"}}}, "is not on a human being"),
        ({"subject": {"dateOfBirth": "2027-01-01T00:00:00Z"}}, "dateOfBirth: lies after the report"),
        ({"subject": {"dateOfBirth": "1964"}}, "subject.dateOfBirth: the value is not a calendar date"),
        (
            {"subject": {"dateOfBirth": "0000-01-01T00:00:00Z"}},
            "subject.dateOfBirth: the value is not a calendar date",
        ),
        ({"pregnancy": "pregnant"}, "p1.json: 'pregnancy' is a field of the sidecar and no part of"),
        ({"er_percent": 90}, "p1.json: 'er_percent' is a field of the sidecar"),
        ({"subject": {"sex": "F"}}, "subject.sex: the value is not one of the permitted ones"),
        ({"diseases": [{}]}, "diseases[1]: 'term' is missing"),
        ({"diseases": {"term": BREAST}}, "diseases: the value has the wrong type"),
        ({"medicalActions": [{"treatment": {}}]}, "medicalActions[1].treatment: 'agent' is missing"),
        ({"measurements": [{"value": {}}]}, "measurements[1]: 'assay' is missing"),
    ],
)
def test_a_packet_that_is_not_what_the_specification_says_is_refused(
    tmp_path: Path, parts: dict[str, Any], message: str
) -> None:
    with pytest.raises(MtorboardError) as caught:
        read(tmp_path, **parts)
    assert message in caught.value.render()


def test_the_form_is_told_by_the_content_and_not_by_the_name(tmp_path: Path) -> None:
    path = tmp_path / "p1.txt"
    for text, expected in (
        ('{"er_status": "positive"}', {"er_status": "positive"}),
        (
            '\ufeff {"metaData":\n\t{"phenopacketSchemaVersion": "2.0.2"}, "subject": {"sex": "MALE"}}',
            {"sex": "male", "pregnancy": "not_applicable"},
        ),
        ("metaData: {phenopacketSchemaVersion: '2.0'}\nsubject: {sex: FEMALE}", {"sex": "female"}),
    ):
        path.write_text(text, encoding="utf-8")
        assert facts(read_clinical(path, report_date=DAY)) == expected
