"""What the cohort's files take from each report, gathered by several processes where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from mtorboard.cohort.maf import maf_text
from mtorboard.cohort.page import CohortSample, cohort_sample
from mtorboard.cohort.reading import Stored, Unreadable, read_documents
from mtorboard.report.files import language_of

_WORTH = 1000
"""Samples from which further processes save more than their start costs."""


class Gathered(NamedTuple):
    """A sample's row and column of the page, its rows of the MAF, and the language of its report.

    ``language`` is ``None`` where the report cannot be used.
    """

    sample: CohortSample
    maf: str
    language: str | None


def gather(source: Stored) -> Gathered:
    """Read one report and keep what the cohort needs of it."""
    (document,) = read_documents([source])
    if isinstance(document, Unreadable):
        return Gathered(cohort_sample(document), "", None)
    return Gathered(cohort_sample(document), maf_text(document), language_of(document))


def gather_all(sources: Sequence[Stored], processes: int) -> Iterator[Gathered]:
    """Yield what :func:`gather` gives of each report, in the order given, whatever the number of processes."""
    if processes == 1 or len(sources) < _WORTH:
        yield from map(gather, sources)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(gather, sources, chunksize=100)
