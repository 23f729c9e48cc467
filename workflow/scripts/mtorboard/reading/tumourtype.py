"""Which tumour type a sample has: the sheet's or the sidecar's; checked, never guessed."""

from __future__ import annotations

from collections.abc import Mapping

from mtorboard.errors import InputError
from mtorboard.knowledge.records import TumourType
from mtorboard.knowledge.ruleset import current_code
from mtorboard.model.clinical import Clinical
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.suggestions import did_you_mean


def known_tumour_type(spec: SampleSpec, clinical: Clinical, types: Mapping[str, TumourType]) -> str | None:
    """Return the code of the sample's tumour type, a retired code replaced by its successor.

    Raises:
        InputError: the code is not in the table, or sheet and sidecar name different types.
    """
    given = sorted({code for code in (spec.tumour_type, clinical.tumour_type) if code})
    codes = {_current(code, spec, types) for code in given}
    if len(codes) > 1:
        raise InputError(
            "the sheet and the sidecar name different tumour types",
            where=f"sample {spec.sample}",
            why="One of them may be another patient's",
            todo="Correct one of them, or leave it out",
        )
    return codes.pop() if codes else None


def _current(code: str, spec: SampleSpec, types: Mapping[str, TumourType]) -> str:
    found = current_code(code, types)
    if found is None:
        raise InputError(
            f"there is no tumour type '{code}'{did_you_mean(code, types)}",
            where=f"sample {spec.sample}",
            why="Rules hold for a tumour type; an unknown one would silence them",
            todo="Give an OncoTree code, or a project code of tumour_types.tsv, or leave it out",
        )
    return found
