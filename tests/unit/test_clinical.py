"""The clinical sidecar: what is given, what is not, and what contradicts itself."""

import datetime as dt
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import InputError, MtorboardError
from mtorboard.knowledge import load
from mtorboard.model.clinical import Clinical, GermlineFinding, Medication, PriorTherapy, Transplant
from mtorboard.reading.clinical import read_clinical, resolve
from mtorboard.reading.clinical.contradictions import RECENT_DAYS
from mtorboard.schemas import load_schema

DAY = dt.date(2026, 11, 22)


def sidecar(folder: Path, text: str) -> Path:
    path = folder / "p1.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> Clinical:
    return read_clinical(sidecar(folder, text), report_date=DAY)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(MtorboardError) as caught:
        read(folder, text)
    return caught.value.render()


@pytest.mark.parametrize("text", ["", "# nothing known", "{}", "er_status:\nage_years: ~\ngermline: null"])
def test_what_is_not_given_is_unknown_and_never_no(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Clinical()


def test_zero_false_and_empty_lists_are_answers(tmp_path: Path) -> None:
    clinical = read(
        tmp_path,
        "er_percent: 0\nsystemic_lines: 0\nwound_healed: no\n"
        "medications: []\nprior_therapies: []\nage_years: 0",
    )
    assert clinical == Clinical(
        er_percent=0.0, systemic_lines=0, wound_healed=False, medications=(), prior_therapies=(), age_years=0
    )


def test_a_whole_sidecar_is_read(tmp_path: Path) -> None:
    clinical = read(
        tmp_path,
        """
tumour_type: KIDNEY
sex: female
stage: IV
her2_ihc: 1+
surgery_date: 2026-11-12
hiv: no
germline:
  - {gene: TSC2, classification: pathogenic, hgvs_c: "c.1831C>T"}
  - {gene: TSC1, classification: none_found}
prior_therapies:
  - drugs: [sunitinib]
    setting: metastatic
    progressed: yes
medications:
  - " ketoconazole "
  - {name: clotrimazole, route: topical}
transplant:
  organ: kidney
  date: "2020-02-29"
  immunosuppressants: [tacrolimus]
""",
    )
    assert clinical == Clinical(
        tumour_type="KIDNEY",
        sex="female",
        stage="IV",
        her2_ihc="1+",
        surgery_date=dt.date(2026, 11, 12),
        surgery_done=True,
        hiv=False,
        germline=(GermlineFinding("TSC2", "pathogenic", "c.1831C>T"), GermlineFinding("TSC1", "none_found")),
        prior_therapies=(PriorTherapy(("sunitinib",), "metastatic", True),),
        medications=(Medication("ketoconazole"), Medication("clotrimazole", "topical")),
        transplant=Transplant("kidney", dt.date(2020, 2, 29), ("tacrolimus",)),
        transplant_recipient=True,
    )


def test_the_schema_and_the_record_hold_the_same_fields() -> None:
    asked = set(load_schema("clinical")["properties"]) - {
        "labs"
    }  # results become the fields that they speak of
    assert asked == {field.name for field in fields(Clinical)} - {"invalid", "incomplete", "notes"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("er_statsu: positive", "unknown key 'er_statsu' (did you mean 'er_status'?)"),
        ("er_status: Positive", "er_status: the value is not one of the permitted ones"),
        ("er_status: no", "er_status: the value is not one of the permitted ones"),
        ("er_percent: 90%", "er_percent: the value has the wrong type"),
        ("er_percent: 101", "er_percent: the value is out of range"),
        ("her2_ihc: 3", "her2_ihc: the value is not one of the permitted ones"),
        ("hiv: negative", "hiv: the value has the wrong type"),
        ("hiv: 0", "hiv: the value has the wrong type"),
        ("surgery_date: 12.11.2026", "surgery_date: the value is not a calendar date"),
        ("surgery_date: 2026-02-30", "surgery_date: the value is not a calendar date"),
        ("surgery_date: 0000-01-01", "surgery_date: the value is not a calendar date"),
        ("transplant: {organ: heart, date: 0000-01-01}", "transplant.date: the value is not a calendar date"),
        ("stage: 1", "stage: the value is not one of the permitted ones"),
        ("1: x", "p1.yaml, line 1, column 1: has a key that is not text"),
        ("true: x", "has a key that is not text"),
        ("null: x", "has a key that is not text"),
        ("? [a]\n: x", "has a key that is not text"),
        ("germline: [{1: x}]", "p1.yaml, line 1, column 13: has a key that is not text"),
        ("medications: none", "medications: the value has the wrong type"),
        ("medications: [no]", "medications[1]: the value has the wrong type"),
        ("medications: ['  ']", "medications[1]: the value is not usable"),
        (
            "medications: [{name: x, rout: oral}]",
            "medications[1]: unknown key 'rout' (did you mean 'route'?)",
        ),
        ("transplant: {organ: kidney, when: 2020-01-01}", "transplant: unknown key 'when'"),
        ("transplant: false", "transplant: the value has the wrong type"),
        ("prior_therapies: [{drugs: []}]", "prior_therapies[1].drugs: the value is out of range"),
        ("germline: [{gene: TSC2}]", "germline[1]: 'classification' is missing"),
        ("er_status: low\ner_status: positive", "has a key twice"),
        ("age_years: 61.5", "age_years: the value has the wrong type"),
    ],
)
def test_an_unusable_entry_is_named_by_its_field(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(tmp_path, text)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, "sex: x\nstage: V\nhiv: maybe\nfoo: 1").splitlines()) == 4


def test_no_error_repeats_a_clinical_value(tmp_path: Path) -> None:
    for text in (
        "sex: VALUE\nmedications: VALUE\nhiv: VALUE\nsurgery_date: VALUE",
        "germline: [{gene: VALUE, classification: VALUE}]",
        "sex: [VALUE",
        "sex: *VALUE",
        "sex: !VALUE x",
    ):
        assert "VALUE" not in refusal(tmp_path, text)


def test_a_missing_file_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.yaml: cannot be read"):
        read_clinical(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("given", "invalid"),
    [
        ({"er_status": "negative", "er_percent": 90.0}, ["er_percent", "er_status"]),
        ({"er_status": "low", "er_percent": 90.0}, ["er_percent", "er_status"]),
        ({"er_status": "positive", "er_percent": 0.0}, ["er_percent", "er_status"]),
        ({"pr_status": "negative", "pr_percent": 1.0}, ["pr_percent", "pr_status"]),
        ({"her2_status": "negative", "her2_ihc": "3+"}, ["her2_ihc", "her2_status"]),
        ({"her2_status": "negative", "her2_ish": "amplified"}, ["her2_ish", "her2_status"]),
        ({"her2_status": "low", "her2_ihc": "0"}, ["her2_ihc", "her2_status"]),
        ({"her2_status": "positive", "her2_ihc": "1+"}, ["her2_ihc", "her2_status"]),
        (
            {"her2_status": "positive", "her2_ihc": "2+", "her2_ish": "not_amplified"},
            ["her2_ihc", "her2_ish", "her2_status"],
        ),
        ({"her2_ihc": "3+", "her2_ish": "not_amplified"}, ["her2_ihc", "her2_ish"]),
        ({"surgery_date": dt.date(2026, 11, 23)}, ["surgery_date"]),
        ({"sex": "male", "menopausal_status": "postmenopausal"}, ["menopausal_status", "sex"]),
        (
            {"resectable": True, "disease_extent": "locally_advanced_unresectable"},
            ["disease_extent", "resectable"],
        ),
        ({"systemic_lines": 2, "prior_therapies": ()}, ["prior_therapies", "systemic_lines"]),
        (
            {"systemic_lines": 0, "prior_therapies": (PriorTherapy(("x",), "metastatic"),)},
            ["prior_therapies", "systemic_lines"],
        ),
        (
            {"germline": (GermlineFinding("TSC2", "none_found"), GermlineFinding("TSC2", "pathogenic"))},
            ["germline"],
        ),
    ],
)
def test_fields_that_contradict_each_other_are_unknown_and_named(
    given: dict[str, Any], invalid: list[str]
) -> None:
    clinical = resolve(Clinical(**given), DAY)
    assert list(clinical.invalid) == invalid
    assert all(getattr(clinical, name) is None for name in invalid)


@pytest.mark.parametrize(
    "given",
    [
        {"er_status": "positive", "er_percent": 5.0},
        {"er_status": "low", "er_percent": 10.0},
        {"er_status": "negative", "er_percent": 0.5},
        {"her2_status": "positive", "her2_ihc": "2+"},
        {"her2_status": "positive", "her2_ihc": "1+", "her2_ish": "amplified"},
        {"her2_status": "low", "her2_ihc": "2+", "her2_ish": "not_amplified"},
        {"her2_status": "negative", "her2_ihc": "0"},
        {"sex": "female", "menopausal_status": "premenopausal", "pregnancy": "pregnant"},
        {"systemic_lines": 0, "prior_therapies": (PriorTherapy(("x",), "adjuvant"),)},
        {"germline": (GermlineFinding("TSC2", "vus"), GermlineFinding("TSC2", "pathogenic"))},
    ],
)
def test_fields_that_agree_are_kept(given: dict[str, Any]) -> None:
    assert resolve(Clinical(**given), DAY) == Clinical(**given)


@pytest.mark.parametrize(
    ("given", "dropped", "against"),
    [
        (
            {"surgery_date": dt.date(2026, 11, 12), "surgery_done": False},
            "surgery_done",
            "surgery_date: 2026-11-12",
        ),
        ({"wound_healed": False, "surgery_done": False}, "surgery_done", "wound_healed: false"),
        (
            {"transplant": Transplant("heart"), "transplant_recipient": False},
            "transplant_recipient",
            "transplant: heart",
        ),
        (
            {
                "transplant": Transplant("kidney", dt.date(2026, 10, 25)),
                "transplant_recipient": True,
                "surgery_done": False,
            },
            "surgery_done",
            "transplant.date: 2026-10-25",
        ),
        ({"pregnancy": "pregnant", "sex": "male"}, "sex", "pregnancy: pregnant"),
        ({"pregnancy": "breastfeeding", "sex": "male"}, "sex", "pregnancy: breastfeeding"),
        (
            {"pregnancy": "pregnant", "menopausal_status": "postmenopausal"},
            "menopausal_status",
            "pregnancy: pregnant",
        ),
    ],
)
def test_a_contradiction_never_hides_what_calls_for_care_and_both_entries_are_named(
    given: dict[str, Any], dropped: str, against: str
) -> None:
    clinical = resolve(Clinical(**given), DAY)
    left: dict[str, Any] = {**given, dropped: None}
    denied = f"{dropped}: {str(given[dropped]).lower()}"
    note = f"{denied} contradicts {against}; {dropped} is not used."
    assert clinical == Clinical(**left, invalid=(dropped,), notes=(note,))


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (
            {"er_status": "negative", "er_percent": 90.0},
            "er_status: negative and er_percent: 90 contradict each other; er_status and er_percent are not used.",
        ),
        (
            {"systemic_lines": 2, "prior_therapies": ()},
            "systemic_lines: 2 and prior_therapies: none contradict each other; "
            "systemic_lines and prior_therapies are not used.",
        ),
        (
            {"surgery_date": dt.date(2026, 11, 23)},
            "surgery_date: 2026-11-23 lies after the report; surgery_date is not used.",
        ),
        (
            {"germline": (GermlineFinding("TSC2", "none_found"), GermlineFinding("TSC2", "pathogenic"))},
            "germline: nothing found and a variant contradict each other in TSC2; germline is not used.",
        ),
    ],
)
def test_a_contradiction_is_told_with_all_its_fields_and_values(given: dict[str, Any], note: str) -> None:
    assert resolve(Clinical(**given), DAY).notes == (note,)


def test_no_gene_is_named_in_a_contradiction_against_the_patients_will() -> None:
    both = (GermlineFinding("TSC2", "none_found"), GermlineFinding("TSC2", "pathogenic"))
    assert resolve(Clinical(germline=both, germline_consent=False), DAY) == Clinical(germline_consent=False)


@pytest.mark.parametrize("given", [{"sex": "male"}, {"menopausal_status": "postmenopausal"}])
def test_pregnancy_is_no_question_in_a_man_or_after_the_menopause(given: dict[str, Any]) -> None:
    assert resolve(Clinical(**given), DAY) == Clinical(**given, pregnancy="not_applicable")


def test_a_sex_that_is_contradicted_says_nothing_of_pregnancy() -> None:
    assert resolve(Clinical(sex="male", menopausal_status="premenopausal"), DAY).pregnancy is None


def test_an_earlier_transplantation_does_not_contradict_that_there_was_no_surgery_since() -> None:
    given = Clinical(transplant=Transplant("kidney", dt.date(2026, 10, 24)), surgery_done=False)
    assert resolve(given, DAY).surgery_done is False


def test_a_transplantation_is_recent_for_as_long_as_the_rules_ask_for_surgery() -> None:
    rule = load().rulebase.safety["SAF02"]
    assert rule.when["days_since"]["at_most"] == RECENT_DAYS


@pytest.mark.parametrize(("text", "expected"), [("her2_ihc: 0", "0"), ("stage: 0", "0")])
def test_a_bare_nought_is_the_word_of_its_field(tmp_path: Path, text: str, expected: str) -> None:
    field = text.partition(":")[0]
    assert read(tmp_path, text) == Clinical(**{field: expected})


def test_a_route_in_brackets_is_read_in_a_list_as_in_a_cell(tmp_path: Path) -> None:
    clinical = read(tmp_path, "medications: [ketoconazole (Topical), Nizoral (200), {name: x, route: oral}]")
    assert clinical.medications == (
        Medication("ketoconazole", "topical"),
        Medication("Nizoral (200)"),
        Medication("x", "oral"),
    )


def test_a_germline_symbol_counts_whatever_its_case(tmp_path: Path) -> None:
    clinical = read(tmp_path, "germline: [{gene: ' tsc2', classification: pathogenic}]")
    assert clinical == Clinical(germline=(GermlineFinding("TSC2", "pathogenic"),))


def test_a_germline_gene_that_no_table_knows_is_named_and_refused_by_nobody(tmp_path: Path) -> None:
    entries = ", ".join(f"{{gene: {gene}, classification: vus}}" for gene in ("BRCA2", "NF2", "TSC1"))
    clinical = read(tmp_path, f"germline: [{entries}]")
    assert clinical.notes == ("germline: the tables hold no gene BRCA2, NF2; not used.",)
    assert len(clinical.germline or ()) == 3


@pytest.mark.parametrize(
    ("symbol", "meant"), [("TSCC1", "TSC1"), ("tsc-2", "TSC2"), ("STK111", "STK11"), ("TSC", "TSC1 or TSC2")]
)
def test_a_mistyped_germline_symbol_is_refused_with_the_gene_that_was_meant(
    tmp_path: Path, symbol: str, meant: str
) -> None:
    text = refusal(tmp_path, f"germline: [{{gene: {symbol}, classification: pathogenic}}]")
    assert (
        f"p1.yaml, germline[1].gene: the symbol is not that of a known gene (did you mean {meant}?)" in text
    )


def test_of_germline_results_nothing_is_said_against_the_patients_will(tmp_path: Path) -> None:
    entries = "{gene: TSCC1, classification: pathogenic}, {gene: BRCA2, classification: pathogenic}"
    clinical = read(tmp_path, f"germline_consent: false\ngermline: [{entries}]")
    assert clinical == Clinical(germline_consent=False)


def test_a_transplant_dated_after_the_report_keeps_its_organ() -> None:
    clinical = resolve(Clinical(transplant=Transplant("liver", dt.date(2027, 1, 1), ())), DAY)
    assert clinical.transplant == Transplant("liver", None, ())
    assert clinical.invalid == ("transplant.date",)
    assert clinical.transplant_recipient is True


def test_a_surgery_on_the_day_of_the_report_is_past() -> None:
    assert resolve(Clinical(surgery_date=DAY), DAY) == Clinical(surgery_date=DAY, surgery_done=True)


def options(field: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(load_schema("clinical")["properties"][field]["enum"])


@given(options("her2_status"), options("her2_ihc"), options("her2_ish"))
def test_what_is_left_of_her2_never_says_two_things(
    status: str | None, ihc: str | None, ish: str | None
) -> None:
    clinical = resolve(Clinical(her2_status=status, her2_ihc=ihc, her2_ish=ish))
    positive = clinical.her2_ihc == "3+" or clinical.her2_ish == "amplified"
    assert not (positive and clinical.her2_status in ("negative", "low"))
    assert not (clinical.her2_ihc in ("0", "1+") and clinical.her2_status == "positive" and not positive)
    assert resolve(clinical) == clinical or clinical.invalid


@given(options("er_status"), st.none() | st.floats(0, 100))
def test_what_is_left_of_er_never_says_two_things(status: str | None, percent: float | None) -> None:
    clinical = resolve(Clinical(er_status=status, er_percent=percent))
    if clinical.er_status and clinical.er_percent is not None:
        assert (clinical.er_status == "negative") == (clinical.er_percent < 1)


def test_stage_iv_and_localised_disease_contradict_each_other() -> None:
    found = resolve(Clinical(stage="IV", disease_extent="localised"))
    assert (found.stage, found.disease_extent) == (None, None)
    assert found.invalid == ("disease_extent", "stage")
