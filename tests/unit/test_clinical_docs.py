"""What docs/clinical-input.md promises is what the schema, the sheet, the rules and the codes hold."""

import re
from pathlib import Path

from mtorboard.knowledge import resources_root
from mtorboard.knowledge.ruleset import load_rules
from mtorboard.reading.clinical.codes import codes
from mtorboard.reading.sheet import clinical_columns
from mtorboard.schemas import load_schema

TEXT = (Path(__file__).parents[2] / "docs" / "clinical-input.md").read_text()
ROWS = {
    cells[0].strip("`"): cells
    for line in TEXT.partition("## Fields")[2].partition("\n## ")[0].splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split(" | ")]) == 5
}


def test_every_field_has_its_row_with_its_values_and_says_whether_a_cell_can_hold_it() -> None:
    fields = load_schema("clinical")["properties"]
    assert set(fields) == set(ROWS) - {"field"}
    for name, rule in fields.items():
        assert (ROWS[name][2] == "yes") == (name in clinical_columns())
        assert all(f"`{value}`" in ROWS[name][1] for value in rule.get("enum", ()) if value is not None)
        assert all(ROWS[name][3:])


def test_the_rules_that_a_field_names_exist() -> None:
    base = load_rules(resources_root() / "knowledge")
    named = {rule for cells in ROWS.values() for rule in re.findall(r"\b(?:R|SAF)\d+[a-z]?\b", cells[3])}
    assert named <= base.rules.keys() | base.safety.keys()
    assert len(named) > 50


def test_every_laboratory_test_and_limit_of_age_is_told() -> None:
    section = TEXT.partition("## Laboratory results")[2].partition("\n## ")[0]
    assert all(f"`{test}`" in section for test in codes()["tests"])
    assert all(f"{days} days" in section for days in codes()["max_age_days"].values())
