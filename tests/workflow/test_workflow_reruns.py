"""Snakemake for real: what a change makes again, to the job, and that it makes nothing else again."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from small_cohort import ROOT, ROWS, Cohort

pytestmark = pytest.mark.workflow

PACKAGE = Path("workflow/scripts/mtorboard")
COHORT = {"summarise_cohort": 1, "check_run": 1, "all": 1}
RENDER = {"render_chunk": 3} | COHORT
INTERPRET = {"interpret_chunk": 3} | RENDER
EVERYTHING = {"check_inputs": 1} | INTERPRET
ONE_SAMPLE = {"check_inputs": 1, "interpret_chunk": 1, "render_chunk": 1} | COHORT


@dataclass(frozen=True)
class Finished:
    """A checkout of its own, so that its code can be changed, and a cohort that it has finished."""

    checkout: Path
    cohort: Cohort


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("reruns")
    checkout = folder / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "demo", "build")
    for name in ("workflow", "resources", "config", "profiles"):
        shutil.copytree(ROOT / name, checkout / name, ignore=ignored)
    shutil.copy2(ROOT / "Snakefile", checkout)
    cohort = replace(Cohort.make(folder / "run", reference={"GRCh38": "genome.fa"}), root=checkout)
    # A genome without the panel's contigs: variants are named without it, and jobs hang on it all the same.
    (cohort.folder / "genome.fa").write_text(">chrUn_nothing\nACGTACGTAC\n")
    (cohort.folder / "genome.fa.fai").write_text("chrUn_nothing\t10\t15\t10\t11\n")
    ended = cohort.snakemake()
    assert ended.code == 0, ended.text
    assert ended.jobs == EVERYTHING
    return Finished(checkout, cohort)


def planned(cohort: Cohort, *options: str, cores: int = 1) -> dict[str, int]:
    """Jobs by rule that Snakemake would run now."""
    ended = cohort.plan(*options, cores=cores)
    assert ended.code == 0, ended.text
    return ended.jobs


def jobs_after_change(path: Path, cohort: Cohort) -> dict[str, int]:
    """Jobs by rule after a file got one more line; the file is put back afterwards, its time too."""
    before, times = path.read_bytes(), path.stat()
    try:
        path.write_bytes(before + b"\n")
        return planned(cohort)
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize(
    ("changed", "jobs"),
    [
        pytest.param("suggest/headline.py", EVERYTHING, id="code that interprets"),
        pytest.param("reading/preflight.py", EVERYTHING, id="code that looks at inputs"),
        pytest.param("report/html.py", RENDER, id="code of one format"),
        pytest.param("report/templates/style.css", RENDER, id="a template"),
        pytest.param("cohort/table.py", COHORT, id="code of the cohort"),
        pytest.param("cli/main.py", {}, id="code that no job runs"),
    ],
)
def test_a_change_of_code_makes_again_what_that_code_decides(
    finished: Finished, changed: str, jobs: dict[str, int]
) -> None:
    path = finished.checkout / PACKAGE / changed
    assert jobs_after_change(path, finished.cohort) == jobs


@pytest.mark.parametrize(
    "table",
    ["knowledge/rules.yaml", "knowledge/texts.yaml", "panel/contigs.tsv", "formats/callers.tsv"],
)
def test_a_change_of_knowledge_makes_everything_again(finished: Finished, table: str) -> None:
    assert jobs_after_change(finished.checkout / "resources" / table, finished.cohort) == EVERYTHING


def test_a_change_of_a_default_in_a_schema_makes_everything_again(finished: Finished) -> None:
    schema = finished.checkout / "workflow/schemas/config.schema.json"
    assert jobs_after_change(schema, finished.cohort) == EVERYTHING


@pytest.mark.parametrize(
    ("file", "jobs"),
    [
        ("P1.vcf", ONE_SAMPLE),
        ("P2.yaml", ONE_SAMPLE),
        ("P2.cn.tsv", ONE_SAMPLE),
        ("cohort.maf", ONE_SAMPLE),
        ("assays.yaml", EVERYTHING),
        ("genome.fa", EVERYTHING),
        ("genome.fa.fai", EVERYTHING),
    ],
)
def test_a_change_of_an_input_makes_again_what_reads_it(
    finished: Finished, tmp_path: Path, file: str, jobs: dict[str, int]
) -> None:
    cohort = finished.cohort.copy(tmp_path / "changed")
    assert jobs_after_change(cohort.folder / file, cohort) == jobs


@pytest.mark.parametrize(
    ("setting", "jobs"),
    [
        ({"region": "EU"}, EVERYTHING),
        ({"report_date": "2026-11-23"}, EVERYTHING),
        ({"thresholds": {"min_vaf": 0.1}}, EVERYTHING),
        ({"accepted_filters": ["weak_evidence"]}, EVERYTHING),
        ({"formats": ["json", "tsv"]}, RENDER),
        ({"chunk_size": 1}, {}),
        ({"thresholds": {"min_vaf": 0.05}, "outdir": "results", "only": []}, {}),
    ],
    ids=str,
)
def test_a_setting_makes_again_what_it_decides(
    finished: Finished, tmp_path: Path, setting: dict[str, object], jobs: dict[str, int]
) -> None:
    cohort = finished.cohort.copy(tmp_path / "set")
    cohort.configure(reference={"GRCh38": "genome.fa"}, **setting)
    assert planned(cohort) == jobs


def test_cores_and_a_written_date_make_nothing_again(finished: Finished) -> None:
    assert planned(finished.cohort, "--config", "report_date=2026-11-22", cores=2) == {}


def changed_sheet(finished: Finished, folder: Path, change: Callable[[list[str]], list[str]]) -> Cohort:
    cohort = finished.cohort.copy(folder)
    cohort.sheet(*change(list(ROWS.values())))
    return cohort


def test_a_sample_that_left_the_sheet_leaves_the_cohort_and_nothing_is_interpreted(
    finished: Finished, tmp_path: Path
) -> None:
    cohort = changed_sheet(finished, tmp_path / "fewer", lambda rows: rows[:2])
    ended = cohort.snakemake()
    assert ended.code == 0, ended.text
    assert ended.jobs == {"check_inputs": 1} | COHORT
    table = (cohort.results / "cohort" / "cohort.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in table[1:]] == ["P1", "P2"]
    assert "P3" not in (cohort.results / "cohort" / "cohort.html").read_text()
    assert (cohort.results / "P3" / "report.json").exists()


def test_a_sample_that_joins_a_bucket_makes_that_bucket_again_and_no_other(tmp_path: Path) -> None:
    """Three samples in two buckets; a fourth falls into one of them."""
    cohort = Cohort.make(tmp_path / "buckets", chunk_size=2)
    rows = [ROWS["P1"].replace("P1\t", f"{name}\t", 1) for name in ("A", "B", "C")]
    cohort.sheet(*rows)
    first = cohort.snakemake()
    assert first.code == 0, first.text
    assert first.chunks("interpret_chunk") == {"bucket-0000-of-2", "bucket-0001-of-2"}
    cohort.sheet(ROWS["P1"].replace("P1\t", "D\t", 1), *rows)
    more = cohort.plan()
    assert len(more.chunks("interpret_chunk")) == 1
    assert more.jobs == ONE_SAMPLE


def test_a_batch_is_a_chunk_of_its_own(finished: Finished, tmp_path: Path) -> None:
    cohort = finished.cohort.copy(tmp_path / "batch")
    lines = (cohort.folder / "samples.tsv").read_text().splitlines()
    batched = [f"{line}\t{cell}" for line, cell in zip(lines, ("batch", "", "run7", "run7"), strict=True)]
    (cohort.folder / "samples.tsv").write_text("\n".join(batched) + "\n")
    ended = cohort.plan()
    assert ended.code == 0, ended.text
    assert ended.chunks("interpret_chunk") == {"batch-run7"}


def test_some_samples_are_made_alone_and_what_speaks_of_all_stays(finished: Finished, tmp_path: Path) -> None:
    cohort = finished.cohort.copy(tmp_path / "only")
    before = cohort.moments()
    ended = cohort.snakemake("--config", "only=P1,P3", "region=EU")
    assert ended.code == 0, ended.text
    assert ended.jobs == {"interpret_chunk": 2, "render_chunk": 2, "check_run": 1, "all": 1}
    changed = {name.split("/")[0] for name in cohort.changed_since(before)}
    assert changed == {"P1", "P3", "chunks", "only_status.tsv"}
    assert json.loads((cohort.results / "P1" / "report.json").read_text())["region"] == "EU"


def test_what_another_chunk_wrote_over_is_made_again(tmp_path: Path) -> None:
    """A look at one sample under other settings may not stay behind in the folder of the whole cohort."""
    cohort = Cohort.make(tmp_path / "over", chunk_size=3)
    assert cohort.snakemake().code == 0
    whole = cohort.reports()
    assert cohort.snakemake("--config", "only=P1").code == 0
    assert planned(cohort) == {}, "the same settings wrote the same bytes"
    page = (cohort.results / "P1" / "report.html").read_bytes()
    assert cohort.snakemake("--config", "only=P1", "formats=json").code == 0
    assert planned(cohort) == {}, "the same report.json, and all that was made of it"
    assert (cohort.results / "P1" / "report.html").read_bytes() == page
    assert cohort.snakemake("--config", "only=P1", "formats=json,tsv").code == 0
    assert planned(cohort) == {"render_chunk": 1} | COHORT
    assert cohort.snakemake("--config", "only=P1", "report_date=2027-01-01").code == 0
    assert cohort.reports() != whole
    ended = cohort.snakemake()
    assert ended.jobs == {"interpret_chunk": 1, "render_chunk": 1} | COHORT
    assert cohort.reports() == whole


def test_jobs_run_the_package_of_their_own_checkout(finished: Finished, tmp_path: Path) -> None:
    """Whatever version is installed beside Snakemake: the digests speak of the checkout's code."""
    cohort = finished.cohort.copy(tmp_path / "version")
    version = finished.checkout / PACKAGE / "__init__.py"
    before = version.read_text()
    try:
        version.write_text(re.sub(r'__version__ = "[^"]+"', '__version__ = "9.9.9"', before))
        ended = cohort.snakemake("--config", "only=P1")
    finally:
        version.write_text(before)
    assert ended.code == 0, ended.text
    report = json.loads((cohort.results / "P1" / "report.json").read_text())
    assert report["provenance"]["version"] == "9.9.9"
