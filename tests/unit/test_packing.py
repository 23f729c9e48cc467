"""Records as JSON and back: the same record, or a refusal that repeats nothing of a patient."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import Build
from mtorboard.model.evidence import CopyNumber, GeneCallability
from mtorboard.model.packing import pack, unpack
from mtorboard.model.variant import AnnotatedVariant, ReadSupport, VariantKey

_KEYS = st.builds(
    VariantKey,
    st.sampled_from(Build),
    st.sampled_from(["1", "16", "X"]),
    st.integers(min_value=1, max_value=10**9),
    st.text("ACGT", min_size=1, max_size=3),
    st.text("ACGT", min_size=1, max_size=3),
)
st.register_type_strategy(VariantKey, _KEYS)


@pytest.mark.parametrize("kind", [AnnotatedVariant, Clinical, CopyNumber, GeneCallability])
@given(data=st.data())
def test_a_record_comes_back_from_json_as_it_was(kind: type, data: st.DataObject) -> None:
    record = data.draw(st.from_type(kind))
    try:
        text = json.dumps(pack(record), allow_nan=False)
    except ValueError:
        reject()  # no field holds what JSON cannot
    assert unpack(kind, json.loads(text)) == record


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ReadSupport, {"depth": "12"}),
        (ReadSupport, {"depth": True}),
        (ReadSupport, {"reads": 12}),
        (ReadSupport, []),
        (AnnotatedVariant, {"name": {}}),
        (Clinical, {"surgery_date": "yesterday"}),
        (Clinical, {"medications": {"name": "ketoconazole"}}),
        (GeneCallability, {"coding_share": 1.0, "hotspots_missing": [12.5]}),
    ],
)
def test_a_record_of_another_shape_is_refused_without_its_content(kind: type, value: Any) -> None:
    with pytest.raises(ValueError, match="is not as this version writes it") as refused:
        unpack(kind, value)
    assert "ketoconazole" not in str(refused.value)
    assert "yesterday" not in str(refused.value)
