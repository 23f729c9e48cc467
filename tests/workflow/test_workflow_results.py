"""Snakemake for real: what it makes, when it makes it again, and that the bytes depend on the input alone."""

import json
import re
from pathlib import Path

import pytest
from small_cohort import FOURTH, ROWS, Cohort, Ended

from mtorboard.knowledge import load
from mtorboard.report.formats import DEFAULT, FORMATS

pytestmark = pytest.mark.workflow

EVERY_JOB = {
    "all": 1,
    "check_inputs": 1,
    "interpret_chunk": 3,
    "render_chunk": 3,
    "summarise_cohort": 1,
    "check_run": 1,
}


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cohort, Ended]:
    """Three samples, each a chunk of its own, on one core."""
    cohort = Cohort.make(tmp_path_factory.mktemp("first") / "run", chunk_size=1)
    return cohort, cohort.snakemake()


def test_a_cohort_is_done_and_every_sample_has_its_reports(first_run: tuple[Cohort, Ended]) -> None:
    cohort, ended = first_run
    assert ended.code == 0, ended.text
    assert ended.jobs == EVERY_JOB
    files = {name for form in DEFAULT for name in FORMATS[form].files}
    expected = {f"{sample}/{name}" for sample in ROWS for name in files}
    assert cohort.reports().keys() == expected | {
        f"cohort/cohort.{suffix}" for suffix in ("tsv", "html", "maf.gz")
    }
    assert json.loads((cohort.results / "preflight.json").read_text())["status"] == "OK"
    for sample in ROWS:
        assert json.loads((cohort.results / sample / "report.json").read_text())["status"] == "OK"
    status = (cohort.results / "run_status.tsv").read_text().splitlines()
    assert [line.split("\t")[:2] for line in status[1:]] == [[sample, "OK"] for sample in ROWS]


def test_a_second_run_has_nothing_to_do(first_run: tuple[Cohort, Ended], tmp_path: Path) -> None:
    ended = first_run[0].copy(tmp_path / "again").snakemake("--dry-run")
    assert ended.code == 0, ended.text
    assert "Nothing to be done" in ended.text
    assert ended.jobs == {}


def test_one_more_sample_in_the_sheet_is_the_only_one_to_be_worked(
    first_run: tuple[Cohort, Ended], tmp_path: Path
) -> None:
    cohort = first_run[0].copy(tmp_path / "more")
    cohort.sheet(FOURTH, *ROWS.values())
    ended = cohort.snakemake("--dry-run")
    assert ended.code == 0, ended.text
    assert ended.chunks("interpret_chunk") == {"P4"}
    assert ended.chunks("render_chunk") == {"P4"}


def test_a_corrected_cell_of_the_sheet_works_its_sample_again_and_no_other(
    first_run: tuple[Cohort, Ended], tmp_path: Path
) -> None:
    cohort = first_run[0].copy(tmp_path / "purity")
    cohort.sheet(*(row.replace("0.75", "0.60") for row in ROWS.values()))
    ended = cohort.snakemake("--dry-run")
    assert ended.chunks("interpret_chunk") == {"P2"}


def test_cores_chunks_and_the_order_of_the_sheet_do_not_change_a_byte(
    first_run: tuple[Cohort, Ended], tmp_path: Path
) -> None:
    other = Cohort.make(tmp_path / "other", chunk_size=3)
    other.sheet(*reversed(ROWS.values()))
    ended = other.snakemake(cores=2)
    assert ended.code == 0, ended.text
    assert ended.jobs["interpret_chunk"] == 1
    before, after = first_run[0].reports(), other.reports()
    assert before.keys() == after.keys()
    assert [name for name in sorted(before) if before[name] != after[name]] == []
    for name in ("preflight.json", "run_status.tsv"):
        assert (first_run[0].results / name).read_bytes() == (other.results / name).read_bytes()


def test_nothing_clinical_stands_in_a_log_or_on_the_terminal(first_run: tuple[Cohort, Ended]) -> None:
    cohort, ended = first_run
    knowledge = load()
    words = {*knowledge.tables.genes, "H1047R", "breast", "PEComa", "PECOMA", "IDC", "LMS"}
    for drug in knowledge.rulebase.drugs:
        words.add(getattr(drug, "name", drug))
    names = "|".join(re.escape(word) for word in sorted(words))
    clinical = re.compile(rf"\b(?:{names})\b|\b[cgp]\.[0-9(A-Z*]|\b\d+:\d+:[ACGT]+:[ACGT]+", re.IGNORECASE)
    logs = [*(cohort.folder / "logs").rglob("*.log"), *(cohort.folder / ".snakemake/log").glob("*.log")]
    assert len(logs) > len(EVERY_JOB)
    texts = {path.name: path.read_text() for path in logs} | {"terminal": ended.text}
    found = {name: sorted(set(clinical.findall(text))) for name, text in texts.items()}
    assert {name: hits for name, hits in found.items() if hits} == {}
