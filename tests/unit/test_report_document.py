"""report.json: complete, in step with the model, deterministic, and refused when it breaks its schema."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import ROOT, RULES, alteration, pathway, row, run_facts, sample_facts, strategies
from report_situations import SITUATIONS, breast_pik3ca, nothing_found, panel_without_tsc, pecoma_with_hold

from mtorboard.errors import InputError, Problems, ReportError
from mtorboard.model import enums
from mtorboard.model.assessment import Assessment, Strategy
from mtorboard.model.enums import Headline, RuleClass, StrategyName, Verdict
from mtorboard.model.truth import Truth
from mtorboard.report.document import SampleFacts, build_report, failed_report
from mtorboard.report.files import validate
from mtorboard.report.jsontext import to_json
from mtorboard.report.leading import leading_rules

SCHEMA = json.loads((ROOT / "workflow/schemas/report.schema.json").read_text(encoding="utf-8"))
NOTHING = Strategy(Verdict.NOT_SUPPORTED, (), (), ())
TRUNCATED = InputError("truncated", where="a.vcf.gz", why="calls are missing", todo="copy it again")


def failed() -> dict[str, Any]:
    other = InputError("no column named 'T1'", where="a.vcf.gz")
    return failed_report(sample_facts("a", "IDC"), run_facts(), [Problems([TRUNCATED, other])])


def assessment(headline: Headline, *rows: Any, alone: tuple[str, ...] = ()) -> Assessment:
    given_strategies = strategies(replace(NOTHING, rules=alone), NOTHING, NOTHING)
    return Assessment(headline, "A sentence.", given_strategies, rows, (), (), ())


@pytest.mark.parametrize("situation", [*SITUATIONS.values(), failed])
def test_every_situation_follows_the_schema(situation: Callable[[], dict[str, Any]]) -> None:
    validate(situation())


@pytest.mark.parametrize(
    ("definition", "vocabulary"),
    [
        ("consequence", enums.Consequence),
        ("alteration_class", enums.AlterationClass),
        ("effect", enums.Effect),
        ("naming", enums.Naming),
        ("zygosity", enums.Zygosity),
        ("origin", enums.Origin),
        ("clonality", enums.Clonality),
        ("gene_status", enums.GeneStatus),
        ("arm_condition", enums.ArmCondition),
        ("headline", enums.Headline),
        ("verdict", enums.Verdict),
        ("rule_class", enums.RuleClass),
        ("severity", enums.Severity),
        ("verification", enums.Verification),
    ],
)
def test_the_schema_lists_exactly_the_words_of_the_model(definition: str, vocabulary: type[StrEnum]) -> None:
    assert SCHEMA["$defs"][definition]["enum"] == [str(word) for word in vocabulary]


def test_the_schema_lists_all_arms_and_strategies_and_requires_them() -> None:
    assert set(SCHEMA["properties"]["arms"]["properties"]) == {str(arm) for arm in enums.Arm}
    assert set(SCHEMA["then"]["properties"]["arms"]["required"]) == {str(arm) for arm in enums.Arm}
    assert set(SCHEMA["$defs"]["assessment"]["properties"]["strategies"]["required"]) == set(StrategyName)


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document but the three maps whose keys are free, and conditions as rules write them."""
    if isinstance(node, dict):
        yield node
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (dict, list)) and key not in (
            "parameters",
            "reasons",
            "genes",
            "condition",
            "leaf",
        ):
            yield from objects(value)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_field_that_is_missing_or_unknown_is_refused_at_any_depth(data: st.DataObject) -> None:
    document = copy.deepcopy(
        data.draw(st.sampled_from([pecoma_with_hold, breast_pik3ca, panel_without_tsc]))()
    )
    place = data.draw(st.sampled_from(list(objects(document))))
    if data.draw(st.booleans()):
        del place[data.draw(st.sampled_from(sorted(place)))]
    else:
        place["surprise"] = 1
    with pytest.raises(ReportError):
        validate(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("research_use_only", False),
        ("status", "FAILED"),
        ("sample/purity", 0),
        ("sample/build", None),
        ("provenance/inputs/0/name", "/home/lab/patient.vcf.gz"),
        ("provenance/knowledge/sha256", "abc"),
        ("alterations/0/vaf", 1.5),
        ("assessment", None),
        ("assessment/headline/code", "WILD_TYPE"),
        ("assessment/headline/text", ""),
        ("assessment/rows/0/truth", "FALSE"),
        ("genes/TSC2/status", "WILD_TYPE"),
        ("errors", [{"kind": "", "what": "", "where": "", "why": "", "todo": "", "text": ""}]),
    ],
)
def test_a_value_that_could_mislead_is_refused(path: str, value: Any) -> None:
    document: Any = pecoma_with_hold()
    *parents, last = path.split("/")
    place = document
    for step in parents:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    with pytest.raises(ReportError, match="PEComa-01"):
        validate(document)


def test_the_message_of_a_refusal_names_the_place_and_never_the_value() -> None:
    document = pecoma_with_hold()
    document["assessment"]["rows"][0]["class"] = "secret finding"
    with pytest.raises(ReportError) as caught:
        validate(document)
    assert "assessment/rows/0/class" in str(caught.value)
    assert "PEComa-01" in str(caught.value)
    assert "secret" not in str(caught.value)


@given(st.permutations(range(4)))
def test_the_order_in_which_alterations_come_does_not_change_a_byte(order: list[int]) -> None:
    found = [
        alteration("TSC2", "GRCh38:16:1:A:C", "c.1A>C", "p.?"),
        alteration("PTEN", "GRCh38:10:2:A:C", "c.2A>C", "p.?", labels=frozenset("abc")),
        alteration("PTEN", "GRCh38:10:1:A:C", "c.1A>C", "p.?", filtered=("germline",)),
        alteration("KRAS", "GRCh38:12:1:A:C", "c.1A>C", "p.?"),
    ]

    def report(*items: Any) -> str:
        said = assessment(Headline.UNDETERMINED)
        return to_json(
            build_report(sample_facts("s", None), run_facts(), pathway=pathway(items), assessment=said)
        )

    assert report(*(found[i] for i in order)) == report(*found)
    assert [item["gene"] for item in json.loads(report(*found))["alterations"]] == [
        "KRAS", "PTEN", "TSC2", "PTEN",
    ]  # fmt: skip


def test_measured_fractions_have_four_digits_and_settings_all_of_theirs() -> None:
    item = alteration(
        "TSC2", "GRCh38:16:1:A:C", "c.1A>C", "p.?", vaf=1 / 3, ccf=2 / 3, ccf_interval=(0.1, 2 / 3)
    )
    document = build_report(
        sample_facts("s", None, 0.123456),
        run_facts(population_af=0.00001),
        pathway=pathway((item,)),
        assessment=assessment(Headline.UNDETERMINED),
    )
    found = document["alterations"][0]
    assert (found["vaf"], found["ccf"], found["ccf_interval"]) == (0.3333, 0.6667, [0.1, 0.6667])
    assert document["sample"]["purity"] == 0.1235
    assert document["provenance"]["parameters"] == {"population_af": 0.00001}


def test_a_path_among_the_settings_is_printed_without_its_folder() -> None:
    run = run_facts(reference={"GRCh38": PurePosixPath("/data/genomes/hg38.fa")})
    document = failed_report(sample_facts("s", None), run, [TRUNCATED])
    assert document["provenance"]["parameters"] == {"reference": {"GRCh38": "hg38.fa"}}


def test_what_is_not_provided_is_null_and_not_zero_or_no() -> None:
    document = build_report(
        replace(sample_facts("s", None, None), build=enums.Build.GRCH37),
        run_facts(),
        pathway=pathway((alteration("TSC2", "k", "c.1A>C", "p.?", vaf=None, depth=None, somatic=None),)),
        assessment=assessment(Headline.UNDETERMINED),
    )
    assert document["sample"] == {
        "id": "s", "tumour_type": None, "tumour_type_name": None, "build": "GRCh37", "purity": None,
    }  # fmt: skip
    assert {document["alterations"][0][key] for key in ("vaf", "depth", "ccf", "somatic")} == {None}
    validate(document)


def test_a_number_that_is_none_is_never_written() -> None:
    document = pecoma_with_hold()
    document["alterations"][0]["vaf"] = float("nan")
    with pytest.raises(ReportError, match="PEComa-01"):
        to_json(document)


def test_a_failed_report_lists_every_problem_and_says_nothing_of_genes() -> None:
    document = failed()
    assert [error["what"] for error in document["errors"]] == ["truncated", "no column named 'T1'"]
    assert document["errors"][0]["todo"] == "copy it again"
    assert (document["assessment"], document["genes"], document["arms"]) == (None, {}, {})


def test_a_failed_sample_of_unknown_build_can_be_reported() -> None:
    validate(failed_report(SampleFacts("007"), run_facts(), [TRUNCATED]))


def test_text_that_utf8_cannot_carry_is_replaced() -> None:
    document = failed_report(SampleFacts("a\udc80"), run_facts(), [TRUNCATED])
    assert document["sample"]["id"] == "a\ufffd"
    to_json(document).encode()


def test_drug_ids_stay_ids_and_get_their_names_beside_them() -> None:
    first = pecoma_with_hold()["assessment"]["rows"][0]
    assert (first["drugs"], first["drug_names"]) == (["nab_sirolimus"], ["nab-sirolimus"])
    assert first["title"] == RULES["R05"].title


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (pecoma_with_hold, ["R05", "R05b"]),
        (breast_pik3ca, ["R20"]),
        (panel_without_tsc, ["R30"]),
        (nothing_found, []),
    ],
)
def test_the_rows_that_carry_the_headline_are_named(
    situation: Callable[[], dict[str, Any]], expected: list[str]
) -> None:
    assert situation()["assessment"]["headline"]["rules"] == expected


def test_a_suppressed_row_never_carries_the_headline() -> None:
    rows = (row("R05", RuleClass.LABEL, "text", suppressed_by=("R35",)),)
    assert leading_rules(assessment(Headline.LABEL_INDICATION, *rows), RULES) == []


def test_an_unknown_row_carries_no_headline_but_undetermined() -> None:
    rows = (row("R05", RuleClass.LABEL, "text", truth=Truth.UNKNOWN),)
    assert leading_rules(assessment(Headline.LABEL_INDICATION, *rows), RULES) == []
    assert leading_rules(assessment(Headline.UNDETERMINED, *rows), RULES) == ["R05"]


def test_without_a_rule_that_names_the_headline_the_strategies_rules_carry_it() -> None:
    rows = (row("R45", RuleClass.INFO, "text", truth=Truth.UNKNOWN), row("R35", RuleClass.RES, "text"))
    said = assessment(Headline.NO_MTOR_SUGGESTION, *rows, alone=("R45", "R35"))
    assert leading_rules(said, RULES) == ["R35", "R45"]


def test_no_product_wording_stands_in_the_code_of_the_report() -> None:
    folder = ROOT / "workflow/scripts/mtorboard/report/templates"
    for page in folder.glob("*.html"):
        assert "mTOR" not in Path(page).read_text(encoding="utf-8")
