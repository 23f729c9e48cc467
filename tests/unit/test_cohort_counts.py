"""What the cohort page counts and draws: nobody looked is never taken as unaltered, and the data stay small."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import TEXTS
from report_situations import SITUATIONS, panel_without_tsc, pecoma_with_hold

from mtorboard.cohort.counts import TYPES_SHOWN, gene_counts, missing_counts, type_counts
from mtorboard.cohort.genotype import Finding, GeneCell, genotype
from mtorboard.cohort.html import render_cohort_html
from mtorboard.cohort.page import CohortSample, cohort_sample, page_data
from mtorboard.cohort.table import CohortRow
from mtorboard.model.enums import Zygosity

ARMS = {"TSC1": "A_TSC", "TSC2": "A_TSC", "MTOR": "A_MTOR", "PIK3CA": "A_PI3K", "KRAS": "B_MAPK"}
B, M, U = Zygosity.BIALLELIC, Zygosity.MONOALLELIC, Zygosity.UNKNOWN


def cell(gene: str, finding: Finding, zygosity: Zygosity = U, *, assessed: bool = True) -> GeneCell:
    return GeneCell(gene, finding, zygosity, False, assessed)


def named(sample: str, *cells: GeneCell, **more: Any) -> CohortSample:
    return CohortSample(CohortRow(sample, "OK", headline="UNDETERMINED", missing=0, **more), cells)


def embedded(page: str, name: str = "data") -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def drawn(data: dict[str, Any], place: int) -> list[Any]:
    """The cells of a sample as the page's script reads them."""
    letters = data["genotype"]["values"][data["genotype"]["codes"][place]]
    return [data["cells"][data["letters"].index(letter)] for letter in letters]


def with_effects(*effects: str) -> Finding:
    """What TSC2 shows when its counting alterations have these effects."""
    document = copy.deepcopy(pecoma_with_hold())
    one = next(item for item in document["alterations"] if item["gene"] == "TSC2" and item["counts"])
    document["alterations"] = [dict(one, key=f"k{n}", effect=effect) for n, effect in enumerate(effects)]
    document["genes"]["TSC2"]["alterations"] = [item["key"] for item in document["alterations"]]
    return next(found.finding for found in genotype(document) if found.gene == "TSC2")


def test_an_altered_gene_shows_its_direction_and_mixed_ones_show_none() -> None:
    assert with_effects("LOF", "LOF") is Finding.LOSS
    assert with_effects("GOF") is Finding.GAIN
    assert with_effects("GOF", "LOF") is Finding.OTHER
    assert with_effects("UNKNOWN") is Finding.OTHER


def test_a_resistance_allele_is_shown_and_alters_nothing() -> None:
    document = copy.deepcopy(pecoma_with_hold())
    allele = dict(document["alterations"][0], gene="MTOR", key="k", effect="RES", counts=False)
    document["alterations"].append(allele | {"class": "RESISTANCE"})
    document["genes"]["MTOR"] = dict(document["genes"]["TSC2"], status="NOT_DETECTED", alterations=["k"])
    (mtor,) = (found for found in genotype(document) if found.gene == "MTOR")
    assert (mtor.finding, mtor.resistance) == (Finding.NOT_DETECTED, True)
    (count,) = gene_counts([(mtor,)], ARMS)
    assert (count.resistance, count.altered) == (1, 0)


def test_a_gene_that_nobody_looked_at_is_in_no_denominator() -> None:
    cohort = [
        (cell("TSC2", Finding.LOSS, B),),
        (cell("TSC2", Finding.NOT_DETECTED),),
        (cell("TSC2", Finding.NOT_ASSESSED, assessed=False),),
        (cell("TSC2", Finding.LOSS, M, assessed=False),),
    ]
    (count,) = gene_counts(cohort, ARMS)
    assert (count.altered, count.assessed, count.beyond, count.unassessed) == (1, 2, 1, 1)


def test_an_unconfirmed_alteration_counts_neither_as_altered_nor_as_assessed() -> None:
    document = copy.deepcopy(pecoma_with_hold())
    document["genes"]["TSC2"] |= {"status": "NOT_ASSESSED", "hotspots_callable": True}
    found = next(item for item in genotype(document) if item.gene == "TSC2")
    assert (found.finding, found.assessed) == (Finding.NOT_ASSESSED, False)


def test_genes_stand_by_arm_and_the_most_altered_first() -> None:
    cohort = [
        (cell("KRAS", Finding.GAIN), cell("TP53", Finding.LOSS), cell("TSC1", Finding.NOT_DETECTED)),
        (cell("TSC2", Finding.LOSS, B), cell("TSC1", Finding.NOT_DETECTED)),
    ]
    assert [count.gene for count in gene_counts(cohort, ARMS)] == ["TSC2", "TSC1", "KRAS", "TP53"]


_CELLS = st.builds(
    GeneCell,
    st.sampled_from(sorted(ARMS)),
    st.sampled_from(Finding),
    st.sampled_from(Zygosity),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(st.lists(_CELLS, unique_by=lambda one: one.gene).map(tuple), max_size=8))
def test_no_share_exceeds_one_and_every_letter_gives_its_cell_back(
    cohort: list[tuple[GeneCell, ...]],
) -> None:
    counts = gene_counts(cohort, ARMS)
    assert all(0 <= count.altered <= count.assessed <= len(cohort) for count in counts)
    samples = [named(f"S{number}", *cells) for number, cells in enumerate(cohort)]
    data = json.loads(json.dumps(page_data(samples, counts)))
    symbols = [symbol for symbol, _ in data["genes"]]
    for place, cells in enumerate(cohort):
        found = dict(zip(symbols, drawn(data, place), strict=False)) if cells else {}
        for one in cells:
            assert found[one.gene] == list(one[1:])
        for symbol in symbols if cells else ():
            if symbol not in {one.gene for one in cells}:
                assert found[symbol] == ["NOT_ASSESSED", "UNKNOWN", False, False]
    assert sorted(data["order"]) == [place for place, cells in enumerate(cohort) if cells]


def test_samples_are_ordered_from_the_upper_rows_down_and_both_copies_first() -> None:
    rows = [
        named("none", cell("TSC2", Finding.NOT_DETECTED), cell("KRAS", Finding.NOT_DETECTED)),
        named("kras", cell("TSC2", Finding.NOT_DETECTED), cell("KRAS", Finding.GAIN)),
        named("one", cell("TSC2", Finding.LOSS, M), cell("KRAS", Finding.NOT_DETECTED)),
        named("both", cell("TSC2", Finding.LOSS, B), cell("KRAS", Finding.NOT_DETECTED)),
    ]
    data = page_data(rows, gene_counts((row.genotype for row in rows), ARMS))
    assert [data["ids"][place] for place in data["order"]] == ["both", "one", "kras", "none"]


def test_summaries_are_counted_by_type_and_the_rarer_types_together() -> None:
    rows = [
        CohortRow(f"S{n}", "OK", f"T{n % (TYPES_SHOWN + 2):02}", headline="UNDETERMINED") for n in range(99)
    ]
    counts = type_counts([*rows, CohortRow("bad", "FAILED", "T00")])
    assert counts[0].name == "T00"
    assert counts[0].by_headline == {"UNDETERMINED": 5, "FAILED": 1}
    assert (counts[-1].name, counts[-1].types, len(counts)) == (None, 2, TYPES_SHOWN + 1)
    assert sum(count.total for count in counts) == 100


def test_the_commonest_missing_fact_comes_first() -> None:
    rows = [CohortRow("A", "OK", missing_facts=("medications",))] * 2
    rows += [CohortRow("B", "OK", missing_facts=("medications", "tumour_type"))]
    assert missing_counts(rows) == [("medications", 3), ("tumour_type", 1)]


def test_the_gene_table_prints_both_numbers_of_every_share() -> None:
    page = render_cohort_html([cohort_sample(panel_without_tsc())], TEXTS, gene_arms=ARMS)
    row = re.search(r'<tr><th scope="row">TSC2</th>(.*?)</tr>', page, re.DOTALL)
    assert row
    assert "0 / 0" in row[1]
    assert TEXTS["report"]["cohort"]["none_assessed"] in row[1]
    assert "0 %" not in row[1]


def test_the_page_runs_its_own_scripts_and_no_other() -> None:
    page = render_cohort_html([cohort_sample(make()) for make in SITUATIONS.values()], TEXTS, gene_arms=ARMS)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy
    allowed = re.findall(r"sha256-([A-Za-z0-9+/=]+)", policy[1])
    assert allowed == [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    assert len(allowed) == 2
    assert "unsafe-inline" not in policy[1].split("script-src")[1].split(";")[0]
    unsafe = (
        r"\b(?:eval|Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|fetch|XMLHttpRequest)\b"
    )
    assert not re.search(unsafe, "".join(scripts))


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a\u202eb"]
)
def test_hostile_text_stays_inside_the_data(text: str) -> None:
    row = CohortRow(text, "OK", text, text, headline="UNDETERMINED", missing=1, error=text)
    page = render_cohort_html(
        [CohortSample(row), CohortSample(CohortRow(text, "FAILED", error=text))], TEXTS, gene_arms={}
    )
    assert text not in page
    data = embedded(page)
    assert data["ids"] == [text.replace("\u202e", "[U+202E]")] * 2


def test_ten_thousand_samples_are_under_five_megabytes() -> None:
    findings = list(Finding)
    genes = [f"GENE{number}" for number in range(40)]
    rows = [
        named(
            f"A-RATHER-LONG-BARCODE-{number:06}-01A-11D",
            *(cell(gene, findings[(number * 7 + place * place) % 7]) for place, gene in enumerate(genes)),
            tumour_type=f"T{number % 90}",
            blocking=("SAF01",) * (number % 3),
        )
        for number in range(9_000)
    ]
    rows += [
        CohortSample(CohortRow(f"F{number}", "FAILED", error=f"{number} went wrong " * 40))
        for number in range(1_000)
    ]
    assert len(render_cohort_html(rows, TEXTS, gene_arms={}).encode()) < 5_000_000
