"""What purity would change is what giving it changes; a loss of every copy is in every cell: from the file on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_wrong_negatives import report

TSC2, KRAS, TP53 = "16 2080179 . C T", "12 25245350 . C T", "17 7675088 . C T"
DEMO = Path(__file__).parents[2] / "resources" / "demo" / "copy_number" / "PEComa-biallelic-TSC2.tsv"
GIVEN = "disease_extent: metastatic\nprior_therapies: []\napproved_options_exhausted: true\n"
PURITIES = (0.3, 0.5, 0.7, 0.9)


def judged(folder: Path, rows: dict[str, float], purity: float | None, copies: str) -> dict[str, Any]:
    """The assessment of a lung adenocarcinoma: changes at these fractions, copies of TSC2 (total and minor)."""
    folder.mkdir()
    segments = DEMO.read_text(encoding="utf-8").splitlines()
    lines = [line for line in segments if not line.startswith(("chr16", "chrX", "chrY"))]
    spans = (("1", "2000000", "2\t1"), ("2000001", "2200000", copies), ("2200001", "90338345", "2\t1"))
    lines += ["\t".join(("chr16", *span)) for span in spans]
    (folder / "copies.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "clinical.yaml").write_text(GIVEN, encoding="utf-8")
    reads = ((row, round(300 * vaf)) for row, vaf in rows.items())
    calls = [f"{row} . PASS . GT:AD 0/1:{300 - mutated},{mutated}" for row, mutated in reads]
    files = ("--copy-number", str(folder / "copies.tsv"), "--clinical", str(folder / "clinical.yaml"))
    given = () if purity is None else ("--purity", str(purity))
    assessment: dict[str, Any] = report(folder, calls, "--tumour-type", "LUAD", *files, *given)["assessment"]
    return assessment


@pytest.mark.parametrize(
    ("rows", "copies", "at_70"),
    [
        ({TSC2: 0.54}, "1\t0", "MTOR_MONOTHERAPY"),
        ({TSC2: 0.35}, "2\t1", "NO_MTOR_SUGGESTION"),
        ({TSC2: 0.54, KRAS: 0.35}, "1\t0", "MTOR_PLUS_MEK_TRIAL"),
        ({TSC2: 0.54, KRAS: 0.08}, "1\t0", "MTOR_MONOTHERAPY"),
    ],
)
def test_the_answer_that_a_purity_gives_is_listed_before_it_is_given(
    tmp_path: Path, rows: dict[str, float], copies: str, at_70: str
) -> None:
    before = judged(tmp_path / "before", rows, None, copies)
    assert "purity" in {fact["fact"] for fact in before["missing"]}
    listed = {item["headline"] for item in before["what_would_change"] if item["fact"] == "purity"}
    given = {
        purity: judged(tmp_path / str(purity), rows, purity, copies)["headline"]["code"]
        for purity in PURITIES
    }
    assert given[0.7] == at_70
    assert set(given.values()) <= {before["headline"]["code"], *listed}


def test_a_loss_of_every_copy_is_clonal_where_purity_is_given_and_carries_the_answer(tmp_path: Path) -> None:
    lost = judged(tmp_path / "lost", {TP53: 0.35}, 0.7, "0\t0")
    assert lost["headline"]["code"] == "MTOR_MONOTHERAPY"
    unsure = judged(tmp_path / "unsure", {TP53: 0.35}, None, "0\t0")
    assert unsure["headline"]["code"] == "UNDETERMINED"
    assert {fact["fact"] for fact in unsure["missing"]} >= {"clonality.TSC2", "purity"}


def test_with_purity_nothing_says_that_purity_is_needed(tmp_path: Path) -> None:
    told = judged(tmp_path / "told", {TSC2: 0.48}, 0.7, "2\t0")
    assert told["headline"]["code"] == "UNDETERMINED"
    said = [fact["text"] for fact in told["missing"] if fact["fact"].startswith(("zygosity", "clonality"))]
    assert said
    assert not any("purity is needed" in text or "purity with" in text for text in said)
    assert "purity" not in {fact["fact"] for fact in told["missing"]}
