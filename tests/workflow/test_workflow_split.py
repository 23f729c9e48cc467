"""A large MAF that several chunks name is read once, and each report is what it was."""

import json
from pathlib import Path

import pytest
from small_cohort import FOURTH, ROWS, Cohort, Ended

pytestmark = pytest.mark.workflow

FIFTH = "P5\tcohort.maf\tLUN-01\tLUAD\t0.60\t\t\texome_with_copy_number"


def with_large_maf(folder: Path, **more: object) -> Cohort:
    """Two tumours of one MAF that is worth laying out, most of it rows of another tumour off the panel."""
    cohort = Cohort.make(folder, **more)
    maf = cohort.folder / "cohort.maf"
    *_, last = maf.read_text().splitlines()
    cells = last.split("\t")
    cells[0], cells[5], cells[6], cells[13] = "OTHER", "1000", "1000", "PAD-01"
    with maf.open("a") as out:
        out.writelines("\t".join(cells) + "\n" for _ in range(10_000))
    cohort.sheet(ROWS["P1"], ROWS["P3"], FOURTH)
    return cohort


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cohort, Ended]:
    cohort = with_large_maf(tmp_path_factory.mktemp("split") / "run", chunk_size=1, formats=["json"])
    return cohort, cohort.snakemake()


def test_the_maf_is_laid_out_once_and_no_byte_of_the_reports_tells(
    run: tuple[Cohort, Ended], tmp_path: Path
) -> None:
    cohort, ended = run
    assert ended.code == 0, ended.text
    assert ended.jobs["split_maf"] == 1
    (index,) = (cohort.results / "chunks" / "split").glob("*.json")
    assert json.loads(index.read_text())["maf"] == "cohort.maf"  # as the chunks' rows name it
    one = with_large_maf(tmp_path / "one", chunk_size=10, formats=["json"])
    ended = one.snakemake()
    assert ended.code == 0, ended.text
    assert "split_maf" not in ended.jobs
    assert one.reports() == cohort.reports()
    files = ("preflight.json", "run_status.tsv")
    assert [(one.results / name).read_bytes() for name in files] == [
        (cohort.results / name).read_bytes() for name in files
    ]


def test_one_more_tumour_of_the_maf_leaves_the_layout_and_the_other_chunks(
    run: tuple[Cohort, Ended], tmp_path: Path
) -> None:
    cohort = run[0].copy(tmp_path / "more")
    cohort.sheet(FIFTH, ROWS["P1"], ROWS["P3"], FOURTH)
    ended = cohort.snakemake("--dry-run")
    assert ended.code == 0, ended.text
    assert ended.chunks("interpret_chunk") == {"P5"}
    assert "split_maf" not in ended.jobs
