"""A stored report judged again: by the same knowledge it is the same, by other knowledge what a fresh run gives."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "golden"))
sys.path.insert(0, str(Path(__file__).parents[1] / "knowledge"))

from demo import SAMPLES, demo_settings
from worked_cases import REPORT_DATE, THRESHOLDS, Case, Situation, clinical, coverage, situations

from mtorboard.cli.main import main
from mtorboard.errors import ReportError
from mtorboard.knowledge import load, resources_root
from mtorboard.knowledge.base import Knowledge
from mtorboard.knowledge.ruleset import current_code
from mtorboard.knowledge.transcripts import loci
from mtorboard.model.dossier import Dossier
from mtorboard.model.enums import Build, Consequence, Naming
from mtorboard.model.packing import pack
from mtorboard.model.variant import AnnotatedVariant, Name, ReadSupport, Variant, VariantKey
from mtorboard.pathway import hotspot_codons
from mtorboard.reading.config import load_settings
from mtorboard.reading.sheet import read_sheet
from mtorboard.report.document import RunFacts, SampleFacts, build_report, failed_report
from mtorboard.report.dossier import dossier_of, kept
from mtorboard.report.files import validate, write_report
from mtorboard.run.compare import changes
from mtorboard.run.context import Context
from mtorboard.run.interpret import interpret
from mtorboard.run.judge import judge, limits_of
from mtorboard.run.replay import replay

pytestmark = pytest.mark.xdist_group("demo")
Documents = dict[str, dict[str, Any]]


def run(knowledge: Knowledge, outdir: Path, samples: Collection[str] = SAMPLES) -> Documents:
    """Samples of the demo, interpreted with this knowledge; documents as they are read from their files."""
    context = Context(load_settings(demo_settings(outdir)), knowledge)
    specs = [spec for spec in read_sheet(context.settings.samples) if spec.sample in samples]
    return {spec.sample: json.loads(json.dumps(found)) for spec, found in interpret(specs, context)}


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def stored(shipped: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Documents:
    return run(shipped, tmp_path_factory.mktemp("stored"))


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_same_knowledge_gives_the_same_report(sample: str, stored: Documents, shipped: Knowledge) -> None:
    validate(stored[sample])
    again = replay(stored[sample], shipped)
    assert again.document == stored[sample]
    assert again.gaps == ()
    assert changes(stored[sample], again.document) == []


@dataclass(frozen=True)
class Edit:
    """A change of the tables; ``moves`` is a sample of which it must change something."""

    table: str
    change: Callable[[str], str]
    moves: str


def cells(row_starts: str, **changed: str) -> Callable[[str], str]:
    """Change cells of the TSV rows that begin so."""

    def change(text: str) -> str:
        header, *rows = text.splitlines()
        columns = header.split("\t")
        for at, row in enumerate(rows):
            if row.startswith(row_starts):
                rows[at] = "\t".join((dict(zip(columns, row.split("\t"), strict=True)) | changed).values())
        return "\n".join([header, *rows]) + "\n"

    return change


def rule(rule_id: str, **changed: Any) -> Callable[[str], str]:
    """Change fields of a YAML rule."""

    def change(text: str) -> str:
        rules = yaml.load(text, Loader=yaml.CSafeLoader)
        next(row for row in rules if row["id"] == rule_id).update(changed)
        return yaml.dump(rules, Dumper=yaml.CSafeDumper)

    return change


def region(header: str, **row: str) -> str:
    """A row of regions.tsv."""
    row |= {"source": "made up", "verified": "JUDGEMENT", "date": "2026-11-22"}
    return "\t".join(row.get(column, "") for column in header.split("\t")) + "\n"


def no_loss_in_tsc2(header: str) -> str:
    """A row that makes every truncation of TSC2 no loss."""
    where = {"region_id": "TSC2:all", "gene": "TSC2", "first_codon": "1", "last_codon": "1807"}
    return region(header, **where, kind="TRUNCATION_EXCEPTION", **{"class": "VUS", "effect": "UNKNOWN"})


def hotspot_in_braf(header: str) -> str:
    """A row that makes a hotspot of codon 300 of BRAF, which no panel of hotspots reads."""
    where = {"region_id": "BRAF:300", "gene": "BRAF", "first_codon": "300", "last_codon": "300"}
    return region(header, **where, kind="HOTSPOT_RESIDUE", **{"class": "LIKELY", "effect": "GOF"})


ALWAYS = {"any": [{"region": ["US", "EU", "OTHER"]}]}
EDITS = {
    "an allele is benign": Edit(
        "alleles.tsv",
        cells("KRAS:G12D:", **{"class": "BENIGN", "effect": "NEUTRAL"}),
        "Lung-biallelic-TSC2-KRAS-G12D",
    ),
    "an allele resists": Edit(
        "alleles.tsv",
        cells("PIK3CA:H1047R:", **{"class": "RESISTANCE", "effect": "RES", "drug_scope": "rapalog"}),
        "Breast-PIK3CA-H1047R",
    ),
    "an allele is gone": Edit(
        "alleles.tsv",
        lambda text: "\n".join(row for row in text.splitlines() if not row.startswith("PIK3CA:H1047")) + "\n",
        "Breast-PIK3CA-H1047R",
    ),
    "a truncation is no loss": Edit(
        "regions.tsv",
        lambda text: text + no_loss_in_tsc2(text.splitlines()[0]),
        "Lung-biallelic-TSC2-KRAS-G12D",
    ),
    "a rule holds always": Edit("rules.yaml", rule("R07", when=ALWAYS), "Only-VUS"),
    "a rule holds elsewhere": Edit(
        "rules.yaml", rule("R05b", when={"tumour_type": ["IDC"]}), "PEComa-biallelic-TSC2"
    ),
    "a warning is raised always": Edit("safety.yaml", rule("SAF01", when=ALWAYS), "Only-VUS"),
    "a gene drives otherwise": Edit(
        "genes.tsv", cells("TSC2\t", role="ONC", direction="GOF"), "Lung-biallelic-TSC2-KRAS-G12D"
    ),
}


def edited(edit: Edit, root: Path) -> Path:
    for part in ("knowledge", "panel"):
        shutil.copytree(resources_root() / part, root / part)
    path = root / "knowledge" / edit.table
    path.write_text(edit.change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return root


def answer(document: Mapping[str, Any]) -> dict[str, Any]:
    """A report without what was read, which a fresh run reads with other questions in mind."""
    return {name: part for name, part in document.items() if name != "read"}


def check(edit: Edit, samples: Collection[str], stored: Documents, folder: Path) -> None:
    other = load(edited(edit, folder / "other"))
    fresh = run(other, folder, samples)
    for sample in samples:
        again = replay(stored[sample], other)
        assert again.gaps == ()
        assert answer(again.document) == answer(fresh[sample]), sample
    assert changes(stored[edit.moves], replay(stored[edit.moves], other).document)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_other_knowledge_gives_what_a_fresh_run_gives(edit: Edit, stored: Documents, tmp_path: Path) -> None:
    check(edit, {edit.moves, "Only-VUS"}, stored, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_other_knowledge_gives_what_a_fresh_run_of_all_gives(
    edit: Edit, stored: Documents, tmp_path: Path
) -> None:
    check(edit, SAMPLES, stored, tmp_path)


def test_an_allele_that_was_not_yet_curated_is_named_and_judged(
    stored: Documents, shipped: Knowledge, tmp_path: Path
) -> None:
    name = "Breast-PIK3CA-H1047R"
    earlier = run(load(edited(EDITS["an allele is gone"], tmp_path / "earlier")), tmp_path, [name])
    again = replay(earlier[name], shipped)
    assert answer(again.document) == answer(stored[name])
    assert "PIK3CA p.His1047Arg" in " ".join(changes(earlier[name], again.document))


def test_a_gene_that_was_not_on_the_panel_is_not_looked_at_and_told(
    stored: Documents, shipped: Knowledge
) -> None:
    document = json.loads(json.dumps(stored["Nothing-found-all-callable"]))
    del document["genes"]["AKT1"]
    for row in document["read"]["coverage"]["seen"]:
        row["genes"] = [gene for gene in row["genes"] if gene != "AKT1"]
    again = replay(document, shipped)
    assert again.gaps == ("AKT1: not on the panel when the sample was read",)
    assert again.document["genes"]["AKT1"]["status"] == "NOT_ASSESSED"


def test_a_hotspot_that_nobody_asked_for_is_not_taken_as_callable(
    stored: Documents, shipped: Knowledge, tmp_path: Path
) -> None:
    name = "Thyroid-panel-without-TSC-MTOR"
    assert "BRAF" in stored[name]["read"]["coverage"]["asked"], "the panel reads its hotspots alone"
    new = Edit("regions.tsv", lambda text: text + hotspot_in_braf(text.splitlines()[0]), name)
    again = replay(stored[name], load(edited(new, tmp_path)))
    assert [gap for gap in again.gaps if gap.startswith("BRAF codon 300:")]
    assert 300 in again.document["genes"]["BRAF"]["callability"]["hotspots_missing"]


@pytest.mark.parametrize("situation", situations()[::5], ids=str)
def test_a_worked_case_is_judged_again_as_it_was(situation: Situation, shipped: Knowledge) -> None:
    document = case_document(situation.case, shipped)
    validate(document)
    again = replay(json.loads(json.dumps(document)), shipped)
    assert again.document == document


def case_document(case: Case, knowledge: Knowledge) -> dict[str, Any]:
    """A case through the stages, its alterations as variants that were named so."""
    variants = tuple(variant(row, at, knowledge) for at, row in enumerate(case["alterations"], start=1))
    # a retired code is replaced when it is read
    code = current_code(case["tumour_type"], knowledge.rulebase.tumour_types)
    dossier = Dossier(Build.GRCH38, variants, coverage(case["looked_at"]), clinical(case), code, purity=0.7)
    region = case["region"]
    judged = judge(dossier, knowledge, thresholds=THRESHOLDS, region=region, report_date=REPORT_DATE)
    places = loci(knowledge.tables.transcripts[Build.GRCH38].values())
    return build_report(
        SampleFacts("case", Build.GRCH38, code, 0.7),
        replace(facts(knowledge), region=region),
        pathway=judged.pathway,
        assessment=judged.assessment,
        limits=limits_of(knowledge.rulebase.texts),
        read=kept(dossier, places, hotspot_codons(knowledge.tables)),
    )


def variant(row: Mapping[str, Any], number: int, knowledge: Knowledge) -> AnnotatedVariant:
    """An alteration of a case as it would be read; its place is invented, the tables know it by its c. name."""
    key = VariantKey(Build.GRCH38, "1", number, "A", "C")
    codon = re.search(r"[0-9]+", row["p"])
    stated = Consequence(row["consequence"]) if "consequence" in row else Consequence.MISSENSE
    name = Name(
        gene=row["gene"],
        transcript=knowledge.tables.transcripts[Build.GRCH38][row["gene"]].accession,
        consequence=Consequence.STOP_GAINED if row["p"].endswith("Ter") else stated,
        hgvs_g="",
        hgvs_c=row["c"],
        hgvs_p=row["p"],
        codons=(int(codon[0]), int(codon[0])) if codon else None,
        new_stop=None,
        naming=Naming.LIBRARY,
    )
    reads = ReadSupport(300, round(300 * row["vaf"]), row["vaf"], "case")
    return AnnotatedVariant(Variant(key, "case", reads, somatic=True), name)


def facts(knowledge: Knowledge) -> RunFacts:
    parts = (knowledge.rulebase, knowledge.version, knowledge.sha256, {"thresholds": pack(THRESHOLDS)})
    return RunFacts(REPORT_DATE, "US", *parts, hgnc=knowledge.tables.hgnc_ids)


REFUSED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "an earlier version": (lambda report: report.pop("read"), "what it was made from"),
    "another version's record": (
        lambda report: report["read"]["clinical"].update(shoe_size=42),
        "not as this version writes it",
    ),
    "a lost threshold": (
        lambda report: report["provenance"]["parameters"].pop("thresholds"),
        "Thresholds is not as",
    ),
    "an unknown tumour type": (lambda report: report["sample"].update(tumour_type="NOSUCH"), "tumour type"),
    "another transcript": (
        lambda report: [row["name"].update(transcript="NM_1.1") for row in report["read"]["variants"]],
        "another pinned transcript",
    ),
    "an alteration from nowhere": (
        lambda report: report["read"]["variants"].clear(),
        "without what it was made from",
    ),
}


@pytest.mark.parametrize(("spoil", "why"), REFUSED.values(), ids=REFUSED)
def test_a_report_that_does_not_hold_what_it_rests_on_is_refused(
    spoil: Callable[[dict[str, Any]], object], why: str, stored: Documents, shipped: Knowledge
) -> None:
    document = json.loads(json.dumps(stored["Lung-biallelic-TSC2-KRAS-G12D"]))
    spoil(document)
    with pytest.raises(ReportError, match=why):
        replay(document, shipped)


def test_the_command_names_every_report_that_changes_or_cannot_be_judged(
    stored: Documents, shipped: Knowledge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit = EDITS["an allele is benign"]
    failed = failed_report(SampleFacts("Broken"), facts(shipped), [ReportError("made up")])
    earlier = {key: part for key, part in stored["Only-VUS"].items() if key != "read"}
    reports = {"Lung": stored[edit.moves], "Kaposi": stored["Kaposi-kidney-recipient"], "Broken": failed}
    for folder, document in reports.items():
        write_report(document, tmp_path / "results" / folder, ("json",), shipped.rulebase)
    for folder, text in {"Cut": "{", "Earlier": json.dumps(earlier)}.items():
        (tmp_path / "results" / folder).mkdir()
        (tmp_path / "results" / folder / "report.json").write_text(text)
    other = edited(edit, tmp_path / "other")
    arguments = [str(resources_root()), str(other), "--reports", str(tmp_path / "results")]
    assert main(["knowledge", "diff", *arguments]) == 1
    said = capsys.readouterr().out.splitlines()
    (moved,) = [line for line in said if line.startswith(f"{edit.moves}: ")]
    assert moved.startswith(
        f"{edit.moves}: MTOR_PLUS_MEK_TRIAL -> MTOR_MONOTHERAPY (because KRAS p.Gly12Asp: "
    )
    assert "R07: FALSE -> TRUE" in moved
    (broken,) = [line for line in said if line.startswith("Broken: ")]
    assert broken == "Broken: cannot be judged again (It FAILED, so nothing was judged)"
    assert [line for line in said if line.startswith("Cut: not a readable report.json (")]
    assert [
        line for line in said if line.startswith("Earlier: the report does not follow its schema in 1 place")
    ]
    assert not [line for line in said if line.startswith("Kaposi")]
    assert said[-1] == "5 report(s): 3 not judged again, 1 unchanged, 1 with another headline"


def test_a_refused_consent_keeps_the_normal_out_of_the_report(stored: Documents) -> None:
    dossier = dossier_of(stored["Lung-biallelic-TSC2-KRAS-G12D"])
    assert any(item.variant.normal for item in dossier.variants)
    silent = replace(dossier, clinical=replace(dossier.clinical, germline_consent=False))
    assert "normal" not in json.dumps(kept(silent, (), {})["variants"])
