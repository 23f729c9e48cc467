"""A MAF of 100,000 rows of real variants, in one process: read, named and judged in seconds."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
from real_runs import MAF, context_of, needs_shared_data

from mtorboard.classify import classify
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.model.variant import AnnotatedVariant
from mtorboard.reading.result import ReadResult
from mtorboard.run.interpret import read_whole_maf

ROWS, ROWS_A_TUMOUR = 100_000, 10
CPU_SECONDS = 30
"""Three times what it takes on one core of a small machine."""


def enlarged(source: Path, path: Path) -> Path:
    """Repeat the rows of ``source`` under new barcodes until there are ROWS of them."""
    with gzip.open(source, "rt") as text:
        header, *lines = (line.rstrip("\n").split("\t") for line in text)
    barcode = header.index("Tumor_Sample_Barcode")
    with path.open("w") as out:
        out.write("\t".join(header) + "\n")
        for number in range(ROWS):
            fields = list(lines[number % len(lines)])
            fields[barcode] = f"T{number // ROWS_A_TUMOUR}"
            out.write("\t".join(fields) + "\n")
    return path


@pytest.mark.slow
@needs_shared_data
@pytest.mark.parametrize("with_fasta", [False, True])
def test_a_hundred_thousand_rows_are_read_named_and_judged_in_seconds(
    tmp_path: Path, with_fasta: bool
) -> None:
    path, context = enlarged(MAF, tmp_path / "large.maf"), context_of(with_fasta=with_fasta)
    namer, started = context.namer(Build.GRCH37), time.process_time()
    tumours = read_whole_maf(path, SampleSpec("large", path, build=Build.GRCH37), context)
    read = time.process_time()
    results = [result for result in tumours.values() if isinstance(result, ReadResult)]
    names = [pair for result in results for pair in namer.name_all(result.variants)]
    named, thresholds = time.process_time(), context.settings.thresholds
    judged = [classify(AnnotatedVariant(*pair), context.tables, thresholds) for pair in names]
    done = time.process_time()
    print(f"\nread {read - started:.1f} s, named {named - read:.1f} s, judged {done - named:.1f} s")
    assert len(results) == len(tumours) == ROWS // ROWS_A_TUMOUR
    assert len(judged) > ROWS * 0.7
    assert done - started < CPU_SECONDS
