"""cohort.maf.gz: the small variants of all samples in one file, written while the reports are read."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mtorboard.cohort.reading import Document
from mtorboard.cohort.table import cannot_write
from mtorboard.report.maf import MAF_COLUMNS, VERSION, maf_rows


class CohortMaf:
    """The open file. Samples stand in the order in which they are added."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self.add(_lines([VERSION, "\t".join(MAF_COLUMNS)]))

    def add(self, text: str) -> None:
        """Write the rows of one sample, as :func:`maf_text` gives them."""
        self._stream.write(text.encode())


def maf_text(document: Document) -> str:
    """Return the rows of one report's small variants, a line each; a FAILED one has none."""
    return _lines("\t".join(row) for row in maf_rows(document))


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@contextmanager
def cohort_maf(path: Path) -> Iterator[CohortMaf]:
    """Open cohort.maf.gz for writing; it is there once all is written, or not at all.

    The bytes depend on the samples alone: gzip's header names no file and no time.

    Raises:
        ReportError: it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with (
                temporary.open("wb") as raw,
                gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as stream,
            ):
                yield CohortMaf(stream)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
