"""cohort.maf.gz: all samples in one file, the same bytes each time, and never half of it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from report_situations import SITUATIONS, pecoma_with_hold
from test_cohort import failed

from mtorboard.cohort.maf import cohort_maf, maf_text
from mtorboard.errors import ReportError
from mtorboard.report.maf import MAF_COLUMNS, VERSION, maf_rows


def lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_one_head_then_the_rows_of_every_sample(tmp_path: Path) -> None:
    documents = [make() for make in SITUATIONS.values()]
    path = tmp_path / "cohort" / "cohort.maf.gz"
    with cohort_maf(path) as maf:
        for document in documents:
            maf.add(maf_text(document))
    rows = [row for document in documents for row in maf_rows(document)]
    assert rows
    assert lines(path) == [VERSION, "\t".join(MAF_COLUMNS), *("\t".join(row) for row in rows)]


def test_the_bytes_say_neither_when_nor_where_they_were_written(tmp_path: Path) -> None:
    paths = [tmp_path / "one.maf.gz", tmp_path / "other" / "two.maf.gz"]
    for path in paths:
        with cohort_maf(path) as maf:
            maf.add(maf_text(pecoma_with_hold()))
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert first[3:8] == bytes(5)  # no name, no time


def test_a_failed_sample_has_no_row_and_an_empty_cohort_has_the_head(tmp_path: Path) -> None:
    with cohort_maf(tmp_path / "c.maf.gz") as maf:
        maf.add(maf_text(failed()))
    assert lines(tmp_path / "c.maf.gz") == [VERSION, "\t".join(MAF_COLUMNS)]


def test_what_was_there_stays_when_writing_stops_half_way(tmp_path: Path) -> None:
    path = tmp_path / "c.maf.gz"
    path.write_bytes(b"before")
    with pytest.raises(KeyError), cohort_maf(path) as maf:
        maf.add(maf_text({}))
    assert path.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["c.maf.gz"]


def test_a_place_that_cannot_be_written_is_a_plain_message(tmp_path: Path) -> None:
    (tmp_path / "cohort").write_text("a file where the folder should be")
    with pytest.raises(ReportError, match="cannot be written"), cohort_maf(tmp_path / "cohort" / "c.maf.gz"):
        pass
