"""What a curated YAML file holds, kept by its content where Python keeps compiled modules.

Importing PyYAML and parsing the rules costs more than a small sample's work. A kept reading is JSON, so nothing is
run that lies there; it is found by the digest of the YAML, so a changed file is always parsed anew; and the folder
can be written only by who can write the package. Where it cannot be written, every process parses for itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from mtorboard.errors import KnowledgeError

FOLDER = Path(__file__).parent / "__pycache__"
_FORM = "1"
"""Of what is kept: changes when the same YAML is to be read as something else."""


def read_yaml(path: Path, kind: type) -> Any:
    """Read a YAML file whose top is a list or a mapping.

    Raises:
        KnowledgeError: the file is missing, is no YAML or has another top.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise KnowledgeError("cannot be read", where=path.name, todo="restore the knowledge folder") from None
    content = kept(path.name, data)
    if content is None:
        content = _parsed(path, data)
        keep(path.name, data, content)
    if not isinstance(content, kind):
        raise KnowledgeError(f"must be a {kind.__name__}", where=path.name)
    return content


def _parsed(path: Path, data: bytes) -> Any:
    import yaml  # noqa: PLC0415 - most processes find what was kept

    from mtorboard.knowledge.quickyaml import parse  # noqa: PLC0415

    try:
        return parse(data)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"is not YAML: {error}", where=path.name) from None


def kept(name: str, data: bytes) -> Any:
    """Return what was kept of ``data``, the content of the file ``name``; ``None`` when there is nothing usable."""
    try:
        return json.loads(_place(name, data).read_bytes())
    except (OSError, ValueError):
        return None


def keep(name: str, data: bytes, content: Any) -> None:
    """Keep ``content`` as what ``data`` holds, unless JSON cannot give it back as it is (a date, a number as key).

    What was kept of other content of a file of that name is removed.
    """
    if sys.dont_write_bytecode:
        return
    with suppress(OSError, TypeError, ValueError):
        text = json.dumps(content, ensure_ascii=False)
        if json.loads(text) != content:
            return
        place = _place(name, data)
        place.parent.mkdir(exist_ok=True)
        temporary = place.with_suffix(f".{os.getpid()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(place)
        for other in place.parent.glob(f"{name}.*.json"):
            if other != place:
                other.unlink(missing_ok=True)


def _place(name: str, data: bytes) -> Path:
    digest = hashlib.sha256(_FORM.encode() + data).hexdigest()
    return FOLDER / f"{name}.{digest}.json"
