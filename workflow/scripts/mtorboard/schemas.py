"""Find and read the JSON Schemas. Standard library only, as the sheet's reader."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE.parents[1] / "schemas", _PACKAGE / "data" / "schemas")
"""In a checkout the schemas lie beside ``scripts``; an installed wheel carries them inside the package."""


def schemas_folder() -> Path:
    """Return the folder of the schemas.

    Raises:
        FileNotFoundError: when the installation is incomplete; this is no input's fault.
    """
    for folder in _FOLDERS:
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the schemas are not in {' or '.join(str(folder) for folder in _FOLDERS)}")


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema ``name`` (``"clinical"``, ``"knowledge/genes"``), read once.

    Raises:
        FileNotFoundError: when the installation is incomplete; this is no input's fault.
    """
    path = schemas_folder() / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
