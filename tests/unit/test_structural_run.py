"""Structural variants from the command line to the report, and what they may and may not say of a gene."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from genomics_examples import THRESHOLDS
from structural_files import B37, B38, Written, around, gene, intron, only

from mtorboard.allelic import complete
from mtorboard.classify.structural import structural_alterations
from mtorboard.cli.main import main
from mtorboard.knowledge import load
from mtorboard.model.alteration import STRUCTURAL, Alteration
from mtorboard.model.clinical import Clinical
from mtorboard.model.enums import AlterationClass, Build, Clonality, Zygosity
from mtorboard.model.evidence import Segment
from mtorboard.model.structural import Breakend, Side, StructuralKind, StructuralVariant
from mtorboard.model.variant import ReadSupport, VariantKey
from mtorboard.reading.sheet import read_sheet
from mtorboard.report.files import validate
from mtorboard.run.replay import replay

ROOT = Path(__file__).resolve().parents[2]
BREAST = ROOT / "resources" / "demo" / "variants" / "Breast-PIK3CA-H1047R.vcf"
MAF = ROOT / "resources" / "demo" / "variants" / "cohort.maf"
SETTINGS = ("--region", "US", "--report-date", "2026-11-22", "--sample", "T1", "--formats", "json")
KNOWLEDGE = load()
TABLES = KNOWLEDGE.tables


def build_of() -> Build:
    return Build.GRCH38 if "248956422" in BREAST.read_text() else Build.GRCH37


BUILD = build_of()
MANTA = Written("Manta", BUILD)


def run(tmp_path: Path, *records: str, options: tuple[str, ...] = ()) -> dict[str, Any]:
    """The report of a breast tumour with these structural variants; without any file where there are none."""
    given: tuple[str, ...] = ()
    if records:
        path = tmp_path / "sv.vcf"
        path.write_text(MANTA.text(*records))
        given = ("--structural", str(path))
    out = tmp_path / "out"
    assert main(["run", str(BREAST), "--outdir", str(out), *SETTINGS, *given, *options]) == 0
    document: dict[str, Any] = json.loads((out / "T1" / "report.json").read_text())
    validate(document)
    return document


def of(document: dict[str, Any], symbol: str) -> list[dict[str, Any]]:
    """The gene's alterations by structural variants."""
    return [
        item
        for item in document["alterations"]
        if item["gene"] == symbol and item["consequence"] in STRUCTURAL
    ]


def exon_of_tsc2() -> str:
    return MANTA.deletion("16", *around("TSC2", 5, 5, BUILD))


def test_a_report_without_structural_variants_says_that_nobody_looked(tmp_path: Path) -> None:
    document = run(tmp_path)
    assert any(note.startswith("No structural variants were given") for note in document["notes"])
    assert document["read"]["structural"] is None


def test_an_exon_deletion_alters_the_gene_and_its_arm(tmp_path: Path) -> None:
    document = run(tmp_path, exon_of_tsc2())
    (found,) = of(document, "TSC2")
    assert (found["class"], found["counts"], found["consequence"]) == (
        "LIKELY_LOF",
        True,
        "feature_truncation",
    )
    assert document["genes"]["TSC2"]["status"] == "ALTERED"
    assert document["arms"]["A_TSC"]["state"] == "ACTIVE_LIKELY"
    assert not any(note.startswith("No structural variants") for note in document["notes"])
    assert [item["role"] for item in document["provenance"]["inputs"]] == ["variants", "structural"]


def test_a_file_of_structural_variants_alone_does_not_assess_deletions(tmp_path: Path) -> None:
    options = ("--assay", "panel_full_genes")
    without = run(tmp_path, options=options)["genes"]
    given = run(tmp_path, MANTA.deletion("5", 9_000_000, 9_900_000), options=options)["genes"]
    assert given == without
    assert given["TSC2"]["status"] == "NOT_DETECTED_SNV_ONLY"
    assert given["TSC2"]["deletions_assessed"] is not True


def test_the_funnel_accounts_for_every_junction(tmp_path: Path) -> None:
    middle = intron("NF1", 1, BUILD)
    document = run(
        tmp_path,
        exon_of_tsc2(),
        MANTA.deletion("17", middle, middle + 700),
        MANTA.deletion("5", 9_000_000, 9_900_000),
        replace(MANTA, filter="MinSomaticScore").deletion("10", *around("PTEN", 3, 4, BUILD)),
    )
    steps = {step["step"]: step for step in document["funnel"]}
    assert steps["structural variants on the panel"]["reasons"] == {"outside the panel's loci": 1}
    assert steps["structural variants that passed the caller's filters"]["reasons"] == {"MinSomaticScore": 1}
    touching = steps["structural variants that touch a gene"]
    assert (touching["in"], touching["out"]) == (2, 1)
    assert of(document, "PTEN") == []


def test_a_doubtful_disruption_forbids_to_say_that_nothing_was_found(tmp_path: Path) -> None:
    few = replace(MANTA, variant=2)
    document = run(
        tmp_path, few.deletion("16", *around("TSC2", 5, 5, BUILD)), options=("--assay", "panel_full_genes")
    )
    assert document["genes"]["TSC2"]["status"] == "NOT_ASSESSED"
    assert "in too few reads" in document["genes"]["TSC2"]["why"]


def test_a_whole_copy_lost_leaves_the_gene_uncertain_and_its_arm_unaltered(tmp_path: Path) -> None:
    here = gene("TSC2", BUILD)
    document = run(tmp_path, MANTA.deletion("16", here.start0 - 900, here.end0 + 900))
    assert document["genes"]["TSC2"]["status"] == "VUS_ONLY"
    assert document["arms"]["A_TSC"]["state"] != "ACTIVE_LIKELY"


def test_an_esr1_fusion_calls_for_no_drug_that_is_licensed_for_esr1_mutations(tmp_path: Path) -> None:
    patient = tmp_path / "patient.yaml"
    patient.write_text(
        "er_status: positive\nher2_status: negative\ndisease_extent: metastatic\n"
        "prior_therapies:\n  - {drugs: [letrozole], setting: metastatic, progressed: true}\n"
    )
    fusion = MANTA.joined("6", intron("ESR1", 4, BUILD), "left", "11", 102_000_000, "right")
    document = run(tmp_path, fusion, options=("--clinical", str(patient), "--tumour-type", "IDC"))
    assert of(document, "ESR1")[0]["allele_id"] == "ESR1:fusion:5prime"
    assert document["genes"]["ESR1"]["status"] == "VUS_ONLY"
    assert [row["truth"] for row in document["assessment"]["rows"] if row["rule"] == "R23"] != ["TRUE"]


def test_a_braf_fusion_candidate_alters_the_mapk_arm(tmp_path: Path) -> None:
    document = run(tmp_path, MANTA.joined("7", intron("BRAF", 8, BUILD), "left", "3", 9_000_000, "right"))
    assert document["genes"]["BRAF"]["status"] == "ALTERED"
    assert document["arms"]["B_MAPK"]["state"] == "ACTIVE_LIKELY"


def test_a_stored_report_is_judged_again_the_same(tmp_path: Path) -> None:
    document = run(tmp_path, exon_of_tsc2())
    again = replay(document, KNOWLEDGE)
    assert json.loads(json.dumps(again.document)) == document


def test_the_sheet_has_a_column_for_them_and_preflight_looks_at_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "samples.tsv"
    sheet.write_text(f"sample\tvariants\tstructural\nT1\t{BREAST}\tsv.vcf\n")
    (row,) = read_sheet(sheet)
    assert row.structural == tmp_path / "sv.vcf"
    settings = ("--region", "US", "--report-date", "2026-11-22")
    assert main(["validate", str(sheet), *settings]) != 0
    other = B37 if BUILD is B38 else B38
    (tmp_path / "sv.vcf").write_text(replace(MANTA, build=other).text())
    assert main(["validate", str(sheet), *settings]) != 0
    said = capsys.readouterr()
    assert "no such file" in said.out + said.err
    assert "contigs are those of" in said.out + said.err
    (tmp_path / "sv.vcf").write_text(MANTA.text())
    assert main(["validate", str(sheet), *settings]) == 0


def test_one_file_cannot_hold_for_every_tumour_of_a_maf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--region", "US", "--report-date", "2026-11-22", "--structural", str(BREAST))
    assert main(["run", str(MAF), "--outdir", str(tmp_path), *options]) == 2
    assert "--structural cannot hold for every tumour" in capsys.readouterr().err


def completed(
    item: Alteration, *others: Alteration, purity: float | None, copies: int | None
) -> list[Alteration]:
    contig = item.key.split(":")[1]
    segments = None if copies is None else (Segment(contig, 0, 250_000_000, copies, 0 if copies == 1 else 1),)
    return list(
        complete(
            (item, *others),
            segments=segments,
            purity=purity,
            clinical=Clinical(),
            genes=TABLES.genes,
            transcripts=TABLES.transcripts[B38],
            thresholds=THRESHOLDS,
        )
    )


def deleted(tmp_path: Path, reference: int, variant: int) -> Alteration:
    written = Written("GRIDSS", reference=reference, variant=variant)
    return only(tmp_path, written.text(written.deletion("16", *around("TSC2", 5, 5))))


@pytest.mark.parametrize(
    ("reads", "purity", "copies", "expected"),
    [
        ((5, 95), 0.95, 1, Zygosity.BIALLELIC),
        (
            (50, 50),
            0.95,
            2,
            Zygosity.UNKNOWN,
        ),  # one copy is apparently kept, which under-counted reads cannot show
        ((50, 50), None, 2, Zygosity.UNKNOWN),
        ((50, 50), 0.95, None, Zygosity.UNKNOWN),
    ],
)
def test_no_copy_left_may_be_said_and_a_copy_kept_may_not(
    tmp_path: Path, reads: tuple[int, int], purity: float | None, copies: int | None, expected: Zygosity
) -> None:
    (found,) = completed(deleted(tmp_path, *reads), purity=purity, copies=copies)
    assert (found.zygosity, found.clonality, found.ccf) == (expected, Clonality.UNKNOWN, None)
    assert any("under-counted" in reason for reason in found.reasons)


def test_two_junctions_in_one_gene_are_not_taken_for_two_hits(tmp_path: Path) -> None:
    one = deleted(tmp_path, 50, 50)
    found = completed(one, replace(one, key=one.key.replace("DEL", "INV")), purity=None, copies=None)
    assert not any("probably altered too" in reason for item in found for reason in item.reasons)


def junction(first: int, last: int) -> StructuralVariant:
    ends = Breakend("16", first - 1, Side.LEFT), Breakend("16", last + 1, Side.RIGHT)
    return StructuralVariant(B38, StructuralKind.DEL, *ends, ReadSupport(50, 20, 0.4))


def test_a_deletion_that_is_also_a_small_variant_is_told_once() -> None:
    start = gene("TSC2").codon_positions(500)[0]
    small = VariantKey(B38, "16", start - 1, "A" * 61, "A")
    near, far = junction(start + 3, start + 63), junction(start + 30, start + 90)
    assert structural_alterations([near], TABLES, THRESHOLDS, small=[small]).alterations == ()
    found = structural_alterations([far], TABLES, THRESHOLDS, small=[small])
    assert [item.class_ for item in found.alterations] == [AlterationClass.LIKELY_LOF]
