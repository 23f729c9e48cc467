"""Where the real data for tests are, and the project's own tables."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
RESOURCES = REPOSITORY / "resources"


def shared_data(*parts: str) -> Path:
    """A file or folder of the shared data; the test is skipped where it is absent."""
    root = Path(os.environ.get("MTORBOARD_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"real data are not here: {path.name} (set MTORBOARD_SHARED_DATA)")
    return path
