"""``mtorboard compare``: two reports told apart, in words and as JSON, with an exit code to trust."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from report_cases import TEXTS, run_facts, sample_facts
from report_situations import SITUATIONS, breast_pik3ca, panel_without_tsc, pecoma_with_hold

from mtorboard.cli.main import main
from mtorboard.errors import InputError, ReportError
from mtorboard.report.comparison import SECTIONS, VIEWS, compare
from mtorboard.report.comparisontext import comparison_in_words
from mtorboard.report.document import failed_report
from mtorboard.report.jsontext import to_json

Document = dict[str, Any]


def failed() -> Document:
    return failed_report(sample_facts("PEComa-01", "PECOMA"), run_facts(), [InputError("truncated")])


def changed(change: Callable[[Document], object]) -> tuple[Document, Document]:
    before = pecoma_with_hold()
    after = copy.deepcopy(before)
    change(after)
    return before, after


def told(before: Document, after: Document) -> list[str]:
    return list(comparison_in_words(compare(before, after), TEXTS))


def only(before: Document, after: Document, section: str) -> list[Any]:
    """The items of the differences, all of which are in one section."""
    found = compare(before, after).differences
    assert {item.section for item in found} == {section}
    return [(item.item, item.before, item.after) for item in found]


@pytest.mark.parametrize("make", SITUATIONS.values(), ids=SITUATIONS)
def test_a_report_does_not_differ_from_itself(make: Callable[[], Document]) -> None:
    document = make()
    assert compare(document, copy.deepcopy(document)).differences == ()
    assert told(document, document)[-1] == TEXTS["report"]["compare"]["nothing"]


def test_a_warning_that_is_lifted_is_said_to_be_lifted_and_the_other_way_round() -> None:
    before, after = changed(lambda report: report["assessment"]["safety"].clear())
    lifted = [line for line in told(before, after) if "SAF01" in line]
    raised = [line for line in told(after, before) if "SAF01" in line]
    assert [line.strip()[:14] for line in lifted] == ["lifted in B: S"]
    assert [line.strip()[:14] for line in raised] == ["raised in B: S"]
    assert TEXTS["severities"]["HOLD"] in raised[0]


def test_a_gene_that_nobody_looked_at_before_is_not_called_changed() -> None:
    before, after = changed(lambda report: report["genes"]["TSC2"].update(status="NOT_ASSESSED"))
    (line,) = [line for line in told(after, before) if line.startswith("  TSC2")]
    assert "not assessed before, now" in line
    (line,) = [line for line in told(before, after) if line.startswith("  TSC2")]
    assert "now not assessed" in line


def test_a_fact_that_was_answered_is_named() -> None:
    before, after = changed(lambda report: report["assessment"]["missing"].pop())
    gone = before["assessment"]["missing"][-1]["fact"]
    assert only(before, after, "missing") == [(gone, True, None)]
    assert any(line.startswith("  answered in B: ") for line in told(before, after))


def test_an_alteration_tells_only_what_changed() -> None:
    def second_biopsy(report: Document) -> None:
        report["alterations"][0] |= {"vaf": 0.123, "zygosity": "UNKNOWN"}

    before, after = changed(second_biopsy)
    ((item, was, now),) = only(before, after, "alterations")
    assert item.startswith("TSC2 ")
    assert was.keys() == now.keys() == {"vaf", "zygosity"}
    line = next(line for line in told(before, after) if "12.3 %" in line)
    assert "judgement" not in line


def test_alterations_gained_and_lost() -> None:
    before, after = changed(lambda report: report["alterations"].clear())
    assert all(now is None for _, _, now in only(before, after, "alterations"))
    assert any(line.startswith("  lost: TSC2") for line in told(before, after))
    assert any(line.startswith("  gained: TSC2") for line in told(after, before))


def test_one_variant_on_two_builds_and_one_named_in_one_report_alone_are_the_same_alteration() -> None:
    def on_the_other_build(report: Document) -> None:
        report["alterations"][0]["key"] = "GRCh37:16:1:C:T"

    def not_named(report: Document) -> None:
        report["alterations"][0] |= {"hgvs_c": None, "hgvs_p": None}

    for change in (on_the_other_build, not_named):
        before, after = changed(change)
        assert before["alterations"][0]["hgvs_c"]
        assert compare(before, after).differences == ()


CHANGES: dict[str, Callable[[Document], object]] = {
    "sample": lambda report: report["sample"].update(purity=0.11),
    "strategies": lambda report: report["assessment"]["strategies"]["MTOR_PLUS_MEK"].update(
        verdict="LIMITED"
    ),
    "rules": lambda report: report["assessment"]["rows"][0].update(suppressed_by=["R32"]),
    "arms": lambda report: report["arms"]["A_TSC"].update(clonality="SUBCLONAL"),
    "inputs": lambda report: report["provenance"]["inputs"].append(
        {"role": "structural", "name": "sv.vcf", "sha256": "a" * 64}
    ),
    "parameters": lambda report: report["provenance"]["parameters"].update(thresholds={"min_vaf": 0.5}),
    "versions": lambda report: report["provenance"]["knowledge"].update(version="2027.1"),
    "clinical": lambda report: report.update(
        read={"clinical": {"surgery_date": "2026-11-20", "prior_therapies": [{"drugs": ["everolimus"]}]}}
    ),
}


@pytest.mark.parametrize(("section", "change"), CHANGES.items(), ids=CHANGES)
def test_every_part_is_compared_and_told(section: str, change: Callable[[Document], object]) -> None:
    before, after = changed(change)
    before["read"] = {"clinical": {}}
    after["read"] = after["read"] if section == "clinical" else {"clinical": {}}
    assert only(before, after, section)
    lines = told(before, after)
    assert f"\n{TEXTS['report']['compare']['sections'][section]}" in lines
    assert not any("{" in line for line in lines)


def test_every_section_has_a_view_and_a_title() -> None:
    assert set(SECTIONS) == {*VIEWS, "alterations"} == set(TEXTS["report"]["compare"]["sections"])


def test_every_pair_of_situations_can_be_told() -> None:
    documents = [*(make() for make in SITUATIONS.values()), failed()]
    for before in documents:
        for after in documents:
            if before["status"] == after["status"] == "FAILED":
                continue
            lines = told(before, after)
            same_sample = before["sample"]["id"] == after["sample"]["id"]
            assert (TEXTS["report"]["compare"]["other_sample"] in lines) != same_sample


def test_a_failed_report_lifts_no_warning_and_unalters_no_gene() -> None:
    for pair in ((pecoma_with_hold(), failed()), (failed(), pecoma_with_hold())):
        sections = {item.section for item in compare(*pair).differences}
        assert sections <= {"sample", "inputs", "parameters", "versions"}
        lines = "\n".join(told(*pair))
        assert TEXTS["report"]["compare"]["failed"] in lines
        assert "SAF01" not in lines


def test_a_gene_that_left_the_panel_is_not_said_to_be_assessed() -> None:
    before, after = changed(lambda report: report["genes"].pop("TSC2"))
    before["genes"]["TSC2"]["status"] = "NOT_ASSESSED"
    (line,) = [line for line in told(before, after) if line.startswith("  TSC2:")]
    assert "only in A" in line


def test_two_failed_reports_have_no_answer_to_compare() -> None:
    with pytest.raises(ReportError, match="both reports FAILED"):
        compare(failed(), failed())


def run(folder: Path, before: Document, after: Document, *options: str) -> int:
    paths = [folder / name for name in ("a.json", "b.json")]
    for path, document in zip(paths, (before, after), strict=True):
        path.write_text(to_json(document), encoding="utf-8")
    return main(["compare", *map(str, paths), *options])


def test_the_exit_code_is_that_of_the_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = changed(lambda report: report["assessment"]["safety"].clear())
    assert run(tmp_path, before, after) == 0
    assert "lifted in B" in capsys.readouterr().out
    assert run(tmp_path, pecoma_with_hold(), breast_pik3ca()) == 1
    assert run(tmp_path, pecoma_with_hold(), failed()) == 1
    assert run(tmp_path, failed(), failed()) == 2
    (tmp_path / "b.json").write_text("{")
    assert main(["compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 2


def test_json_holds_all_that_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = pecoma_with_hold(), panel_without_tsc()
    run(tmp_path, before, after, "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads(json.dumps(compare(before, after).as_json()))
    assert (found["same_sample"], found["same_headline"]) == (False, False)


def test_hidden_characters_of_a_file_name_are_written_out() -> None:
    before, after = changed(CHANGES["inputs"])
    after["provenance"]["inputs"][-1]["name"] = "a\u202eb"
    assert any("a[U+202E]b" in line for line in told(before, after))
