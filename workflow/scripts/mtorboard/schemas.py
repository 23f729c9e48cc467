"""Find and read the JSON Schemas. Standard library only, as the sheet's reader."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE.parents[1] / "schemas", _PACKAGE / "data" / "schemas")
"""In a checkout the schemas lie beside ``scripts``; an installed wheel carries them inside the package."""


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema ``name`` (``"clinical"``, ``"knowledge/genes"``), read once.

    Raises:
        FileNotFoundError: when the installation is incomplete; this is no input's fault.
    """
    for folder in _FOLDERS:
        path = folder / f"{name}.schema.json"
        if path.is_file():
            schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return schema
    raise FileNotFoundError(f"{name}.schema.json is not in {' or '.join(str(folder) for folder in _FOLDERS)}")
