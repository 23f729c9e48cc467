"""Fields of the sidecar as columns of the sample sheet."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mtorboard.cli.main import main
from mtorboard.errors import MtorboardError
from mtorboard.model.clinical import Clinical, Medication, PriorTherapy
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.clinical import clinical_of
from mtorboard.reading.sheet import clinical_columns, read_sheet
from mtorboard.schemas import load_schema

DAY = dt.date(2026, 11, 22)
SCRIPTS = Path(__file__).parents[2] / "workflow" / "scripts"


def sheet(folder: Path, **cells: str) -> tuple[SampleSpec, ...]:
    path = folder / "samples.tsv"
    columns = [f"clinical.{name}" if name != "clinical" else name for name in cells]
    lines = ("\t".join(["sample", "variants", *columns]), "\t".join(["S1", "a.vcf", *cells.values()]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_sheet(path)


def read(folder: Path, **cells: str) -> Clinical:
    (spec,) = sheet(folder, **cells)
    return clinical_of(spec, DAY)


def refusal(folder: Path, **cells: str) -> str:
    with pytest.raises(MtorboardError) as caught:
        read(folder, **cells)
    return caught.value.render()


def test_without_sidecar_and_columns_everything_is_unknown() -> None:
    assert clinical_of(SampleSpec("S1", Path("a.vcf")), DAY) == Clinical()


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("er_percent", "90", 90.0),
        ("er_percent", "0.5", 0.5),
        ("stage", "IV", "IV"),
        ("stage", "0", "0"),
        ("her2_ihc", "1+", "1+"),
        ("age_years", "61", 61),
        ("wound_healed", "no", False),
        ("tsc_diagnosis", "TRUE", True),
        ("child_pugh", "none", "none"),
        ("medications", "none", ()),
        (
            "medications",
            "amlodipine; clotrimazole (topical);Kétoconazole (200)",
            (
                Medication("amlodipine"),
                Medication("clotrimazole", "topical"),
                Medication("Kétoconazole (200)"),
            ),
        ),
        (
            "prior_therapies",
            "letrozole + palbociclib;everolimus",
            (PriorTherapy(("letrozole", "palbociclib")), PriorTherapy(("everolimus",))),
        ),
    ],
)
def test_a_cell_is_read_as_its_field(tmp_path: Path, field: str, cell: str, value: Any) -> None:
    assert read(tmp_path, **{field: cell}) == Clinical(**{field: value})


@pytest.mark.parametrize("cell", ["", ".", "NA"])
def test_a_cell_that_is_not_given_is_unknown(tmp_path: Path, cell: str) -> None:
    assert read(tmp_path, er_percent=cell, stage="IV") == Clinical(stage="IV")


def test_every_field_that_a_cell_can_hold_is_a_column() -> None:
    left_out = {"germline", "transplant", "labs", "tumour_type"}
    assert set(clinical_columns()) == set(load_schema("clinical")["properties"]) - left_out


@pytest.mark.parametrize(
    ("field", "cell", "message"),
    [
        ("er_percent", "9O", "S1, column clinical.er_percent: the value has the wrong type"),
        ("er_percent", "101", "S1, column clinical.er_percent: the value is out of range"),
        ("age_years", "6.5", "S1, column clinical.age_years: the value has the wrong type"),
        ("stage", "IVA", "S1, column clinical.stage: the value is not one of the permitted ones"),
        ("hiv", "maybe", "S1, column clinical.hiv: the value has the wrong type"),
        ("surgery_date", "12.11.2026", "S1, column clinical.surgery_date: the value is not a calendar date"),
        (
            "surgery_date",
            "0000-01-01",
            "S1, column clinical.surgery_date: the value is not a calendar date",
        ),
        ("medications", "amlodipine;;x", "S1, column clinical.medications: the value is not usable"),
        ("er_statsu", "positive", "unknown column 'clinical.er_statsu' (did you mean 'clinical.er_status'?)"),
        ("germline", "TSC2", "unknown column 'clinical.germline'"),
    ],
)
def test_a_cell_that_its_field_does_not_take_is_named_by_sample_and_column(
    tmp_path: Path, field: str, cell: str, message: str
) -> None:
    text = refusal(tmp_path, **{field: cell})
    assert message in text
    assert "9O" not in text
    assert "maybe" not in text


def test_all_cells_that_are_wrong_come_at_once(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, stage="V", hiv="maybe", sex="x").splitlines()) == 3


def test_columns_and_file_complete_each_other(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("stage: IV\ner_percent: 90\n")
    clinical = read(tmp_path, clinical="p.yaml", er_percent="90.0", sex="female")
    assert clinical == Clinical(stage="IV", er_percent=90.0, sex="female")


def test_columns_and_file_that_differ_are_an_error_that_names_both(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("stage: IV\nmedications: [ketoconazole]\n")
    lines = refusal(tmp_path, clinical="p.yaml", stage="III", medications="none").splitlines()
    assert len(lines) == 2
    assert (
        "sample S1, column clinical.medications and p.yaml, medications: 'medications' has one value"
        in lines[0]
    )
    assert "sample S1, column clinical.stage and p.yaml, stage: 'stage' has one value here" in lines[1]


def test_fields_that_contradict_each_other_across_the_forms_are_unknown_and_named(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("her2_ihc: 3+\n")
    clinical = read(tmp_path, clinical="p.yaml", her2_status="negative")
    assert clinical == Clinical(invalid=("her2_ihc", "her2_status"), notes=clinical.notes)
    assert clinical.notes[0].startswith("her2_status: negative and her2_ihc: 3+ contradict each other")


def test_a_sheet_with_clinical_columns_is_read_with_the_standard_library_alone(tmp_path: Path) -> None:
    sheet(tmp_path, stage="IV")
    code = (
        "import sys; from pathlib import Path; from mtorboard.reading.sheet import read_sheet; "
        f"read_sheet(Path({str(tmp_path / 'samples.tsv')!r})); "
        "sys.exit(any(name in sys.modules for name in ('yaml', 'jsonschema_rs', 'pysam')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=SCRIPTS, check=False)
    assert done.returncode == 0


def test_validate_tells_cells_and_files_of_every_sample_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vcf = next((SCRIPTS.parents[1] / "resources" / "demo" / "variants").glob("Breast-PIK3CA-H1047R*"))
    (tmp_path / "p.yaml").write_text("stage: IV\n")
    rows = (
        "sample\tvariants\tclinical\tclinical.stage\tclinical.hiv",
        f"S1\t{vcf}\tp.yaml\tIII\t",
        f"S2\t{vcf}\t\tIVA\tno",
        f"S3\t{vcf}\tp.yaml\tIV\tno",
    )
    (tmp_path / "samples.tsv").write_text("\n".join(rows) + "\n")
    settings = ("--region", "US", "--report-date", "2026-11-22")
    assert main(["validate", str(tmp_path / "samples.tsv"), *settings]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("- sample S1, column clinical.stage and p.yaml, stage: ")
    assert second.startswith("- sample S2, column clinical.stage: the value is not one of the permitted ones")
