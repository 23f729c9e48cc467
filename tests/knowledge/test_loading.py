"""Loading the knowledge is quick, and quick loading gives what slow loading gives."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from real_data import REPOSITORY, RESOURCES

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.quickyaml import parse
from mtorboard.knowledge.tables import StopTable, parse_key, parse_stop, table_rows
from mtorboard.model.enums import Build

BUDGET_MS = 100
STOPS = RESOURCES / "knowledge" / "stop_gained.tsv"


def slowly(data: bytes) -> Any:
    return yaml.load(data, Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("path", sorted((RESOURCES / "knowledge").glob("*.yaml")), ids=lambda path: path.name)
def test_a_shipped_file_is_read_as_pyyaml_reads_it(path: Path) -> None:
    assert parse(path.read_bytes()) == slowly(path.read_bytes())


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates()
_DOCUMENTS = st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(_DOCUMENTS, st.sampled_from([None, True, False]), st.integers(min_value=20, max_value=120))
def test_any_dumped_document_is_read_as_pyyaml_reads_it(content: Any, style: bool | None, width: int) -> None:
    data = yaml.safe_dump(content, default_flow_style=style, width=width).encode()
    assert parse(data) == slowly(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing but a comment",
        "a word",
        "12",
        "- 012\n- 1_000\n- 0x1F\n- 1e3\n- .inf\n- 12:30:45",
        "- yes\n- No\n- on\n- null\n- ~\n-\n- 'yes'\n- \"12\"",
        "- 2026-11-22\n- 2026-11-22 10:00:00\n- '2026-11-22'\n- 2026-11",
        "a: |\n  two\n  lines\nb: >\n  folded\n  text\n",
        "a: {b: [c, {d: e}], f: }",
        "a: 1\na: 2",
        "1: one\ntrue: yes\nnull: nothing",
        "base: &base {a: 1}\nderived:\n  <<: *base\n  b: 2",
        "one: &x [1, 2]\ntwo: *x",
        "a: !!str 12\nb: !!int '12'",
        "'<<': plain",
        "---\na: 1\n...\n",
    ],
)
def test_every_way_of_writing_yaml_is_read_as_pyyaml_reads_it(text: str) -> None:
    fast, slow = parse(text.encode()), slowly(text.encode())
    assert fast == slow
    assert repr(fast) == repr(slow)


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "---\n1\n---\n2", "? [a]\n: b", "a: *nobody", "\tb"])
def test_what_pyyaml_refuses_is_refused_alike(text: str) -> None:
    with pytest.raises(yaml.YAMLError) as slow:
        slowly(text.encode())
    with pytest.raises(type(slow.value)):
        parse(text.encode())


def test_every_stop_is_found_by_its_key_on_both_builds() -> None:
    table = StopTable(STOPS)
    rows = [parse_stop(row) for _, row in table_rows(STOPS)]
    assert len(table) == len(list(table)) == 2 * len(rows)
    for row in rows:
        assert all(table[key] == row for key in row.keys.values())
    assert table.get(parse_key("1:1:A:C", Build.GRCH38)) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("gene\thgvs_c\thgvs_p\tkey37\nTSC1\tc.7C>T\tQ3*\t9:1:G:A\n", "line 1"),
        ("gene\thgvs_c\thgvs_p\tkey37\tkey38\nTSC1\tc.7C>T\tQ3*\t9:1:G:A\n", "line 2"),
    ],
    ids=["no column", "too few cells"],
)
def test_a_stop_table_of_another_shape_is_refused_when_it_is_read(
    text: str, line: str, tmp_path: Path
) -> None:
    path = tmp_path / "stop_gained.tsv"
    path.write_text(text)
    with pytest.raises(KnowledgeError, match=line):
        StopTable(path)


def test_a_stop_that_cannot_be_read_names_its_line_when_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "stop_gained.tsv"
    path.write_text("gene\thgvs_c\thgvs_p\tkey37\tkey38\nTSC1\tc.7C>T\tQ3*\t9:one:G:A\t9:2:G:A\n")
    with pytest.raises(KnowledgeError, match="line 2"):
        StopTable(path)[parse_key("9:2:G:A", Build.GRCH38)]


@pytest.mark.slow
def test_all_knowledge_is_loaded_in_a_tenth_of_a_second_of_cpu_time() -> None:
    code = (
        "import time, mtorboard.knowledge as k, mtorboard.knowledge.ruleset\n"
        "start = time.process_time(); k.load(); print(1000 * (time.process_time() - start))"
    )
    scripts = REPOSITORY / "workflow" / "scripts"
    took = [
        float(
            subprocess.run([sys.executable, "-c", code], cwd=scripts, check=True, capture_output=True).stdout
        )
        for _ in range(11)
    ]
    assert statistics.median(took) < BUDGET_MS, f"{statistics.median(took):.0f} ms"
