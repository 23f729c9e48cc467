"""Manifests: what a chunk's job says of its samples. They are what Snakemake sees; the reports themselves are not
declared, because ten thousand outputs would cost more than the work.

A manifest is tab-separated text with a header and a row a sample: id, status, SHA-256 of report.json.
Standard library only: the process that follows a run reads them too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Row = Mapping[str, str]
STEPS = ("interpret.tsv", "render.tsv")
"""Manifests of a chunk; what the later says hangs on the earlier."""

STATUS = "run_status.tsv"
"""The word, beside ``chunks``, that all samples of the cohort are done."""


def read_manifests(paths: Iterable[Path]) -> Iterator[dict[str, str]]:
    """Return the rows of manifests, one after the other."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as handle:
            yield from csv.DictReader(handle, delimiter="\t")


class Claims:
    """What the manifests of other chunks say of the samples of one.

    A sample can be in several chunks over time: on its own with ``only``, in a bucket with all others. Each chunk's
    manifest vouches for the same files, and the last job to write them decides what they hold.
    """

    def __init__(self, manifest: Path, samples: Iterable[str]) -> None:
        """Read the manifests beside ``manifest`` for what they say of ``samples``.

        Args:
            manifest: ``chunks/{chunk}/NAME``, the name one of :data:`STEPS`; elsewhere there is no other chunk.
            samples: ids of the chunk.
        """
        wanted = set(samples)
        chunks = manifest.parent.parent
        self._void = STEPS[STEPS.index(manifest.name) :]
        self._status = chunks.parent / STATUS
        self._claims: dict[str, list[tuple[Path, Row]]] = {}
        for other in sorted(chunks.glob(f"*/{manifest.name}")) if chunks.name == "chunks" else ():
            for row in _rows_of(other) if other != manifest else ():
                if row["sample"] in wanted:
                    self._claims.setdefault(row["sample"], []).append((other, row))

    def withdraw(self, row: Row) -> None:
        """Remove every manifest that says something else of this sample, and what hangs on it.

        The other chunk has to be worked again. Snakemake makes a missing file again only where what it is for is
        missing too, so the status of the whole run goes with it.
        """
        for other, claimed in self._claims.get(row["sample"], ()):
            if claimed != row:
                for path in (self._status, *map(other.with_name, self._void)):
                    path.unlink(missing_ok=True)


def _rows_of(path: Path) -> list[dict[str, str]]:
    try:
        return list(read_manifests([path]))
    except FileNotFoundError:  # its own chunk's job is about to write it anew
        return []
