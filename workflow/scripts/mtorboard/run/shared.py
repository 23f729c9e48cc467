"""Which MAFs a run lays out by tumour before its chunks read them. As light as the plan: every job asks."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from mtorboard.errors import InputError
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.kind import kind_of

WORTH_BYTES = 1 << 17
"""A smaller file is read in less time than a job of its own takes to start."""


def shared_mafs(specs: Mapping[str, SampleSpec], chunks: Mapping[str, Sequence[str]]) -> dict[str, Path]:
    """Return the MAFs of some size that several chunks would read, by a name that is safe as a file's.

    Args:
        specs: rows of the sheet by sample id; ``chunks``: sample ids by chunk.
    """
    asked = Counter(
        path for samples in chunks.values() for path in {specs[sample].variants for sample in samples}
    )
    return {_name(path): path for path, readers in asked.items() if readers > 1 and _is_large_maf(path)}


def _is_large_maf(path: Path) -> bool:
    """Whether it is; of a file that cannot be read each sample will say so."""
    try:
        return path.stat().st_size >= WORTH_BYTES and kind_of(path) == "maf"
    except (OSError, InputError):
        return False


def _name(path: Path) -> str:
    """The file's name, and a digest of its path that tells two of one name apart."""
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:8]
    return f"{re.sub('[^A-Za-z0-9_-]+', '-', path.name)}-{digest}"
