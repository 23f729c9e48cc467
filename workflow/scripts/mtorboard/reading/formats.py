"""Read what is known of others' formats: the YAML files of ``resources/formats``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge import resources_root
from mtorboard.reading.structured import read_yaml

Record = TypeVar("Record")


def read_format(name: str, make: Callable[[Any], Record], *, why: str) -> Record:
    """Return the record that ``make`` builds of a file's content.

    Args:
        name: the file's name.
        make: builds the record, and may trip over what is missing or of another kind.
        why: what could not be done without it.

    Raises:
        KnowledgeError: the file is missing or malformed.
    """
    path = resources_root() / "formats" / name
    document = read_yaml(path, KnowledgeError)
    try:
        return make(document)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise KnowledgeError(
            f"cannot be used ({error})",
            where=path.name,
            why=why,
            todo="Restore resources/formats from a release",
        ) from error
