"""The demo cohort shows what each patient is there to show, and its files are sound."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysam
import pysam.bcftools
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "golden"))

from demo import DEMO, REPOSITORY, SAMPLES, document_of, run_demo

from mtorboard.knowledge.transcripts import load_transcripts, loci
from mtorboard.model.enums import Build, Headline

pytestmark = pytest.mark.xdist_group("demo")

SHARED = Path(os.environ.get("MTORBOARD_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
VCFS = sorted(path for path in (DEMO / "variants").iterdir() if path.name.endswith((".vcf", ".vcf.gz")))
PANEL = REPOSITORY / "resources" / "panel"
MAF = DEMO / "variants" / "cohort.maf"


@dataclass(frozen=True)
class Intent:
    """What a patient is there to show: headline, gravest flag on top, rules that stand, words of the headline."""

    headline: str
    first_flag: tuple[str, str] | None = None
    rules: tuple[str, ...] = ()
    words: str = ""


INTENTS = {
    "SEGA-germline-TSC2": Intent("MTOR_MONOTHERAPY", rules=("R01",)),
    "PEComa-biallelic-TSC2": Intent("LABEL_INDICATION", rules=("R05", "R05b"), words="nab-sirolimus"),
    "Breast-PIK3CA-H1047R": Intent("OTHER_PATHWAY_FIRST", rules=("R17",), words="alpelisib"),
    "Endometrium-PTEN-CTNNB1": Intent("MTOR_PLUS_ENDOCRINE", rules=("R24", "R25")),
    "Pancreas-TSC2-single-KRAS-G12D": Intent(
        "OTHER_PATHWAY_FIRST", rules=("R09", "R35"), words="No mTOR-inhibitor suggestion"
    ),
    "Lung-biallelic-TSC2-KRAS-G12D": Intent("MTOR_PLUS_MEK_TRIAL", rules=("R57",), words="trial"),
    "Colon-PIK3CA-KRAS": Intent("NO_MTOR_SUGGESTION", rules=("R35",)),
    "Kidney-clear-cell-after-VEGF": Intent("LABEL_INDICATION", rules=("R10",)),
    "Pancreatic-NET": Intent("LABEL_INDICATION", rules=("R14",)),
    "Kaposi-kidney-recipient": Intent("IMMUNOSUPPRESSION_SWITCH", rules=("R46",)),
    "Kidney-surgery-ten-days-ago": Intent("LABEL_INDICATION", ("HOLD", "SAF01"), ("R10",)),
    "NET-ketoconazole": Intent("LABEL_INDICATION", ("STOP", "SAF04"), ("R14",)),
    "Thyroid-panel-without-TSC-MTOR": Intent("UNDETERMINED", rules=("R45",)),
    "Only-VUS": Intent("NO_MTOR_SUGGESTION", rules=("R09",)),
    "Nothing-found-all-callable": Intent("NO_MTOR_SUGGESTION"),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def documents(results: Path) -> dict[str, dict[str, Any]]:
    return {sample: document_of(results, sample) for sample in SAMPLES}


def alterations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By ``GENE change``, the protein change where there is one."""
    return {f"{item['gene']} {item['hgvs_p'] or item['hgvs_c']}": item for item in document["alterations"]}


def test_every_patient_has_an_intent() -> None:
    assert sorted(SAMPLES) == sorted(INTENTS)


@pytest.mark.parametrize("sample", INTENTS)
def test_patient_shows_what_it_is_there_for(documents: dict[str, dict[str, Any]], sample: str) -> None:
    document, intent = documents[sample], INTENTS[sample]
    assert document["status"] == "OK", document["errors"]
    assessment = document["assessment"]
    assert assessment["headline"]["code"] == intent.headline
    assert intent.words in assessment["headline"]["text"]
    standing = {r["rule"] for r in assessment["rows"] if r["truth"] == "TRUE" and not r["suppressed_by"]}
    assert set(intent.rules) <= standing
    grave = [(flag["severity"], flag["rule"]) for flag in assessment["safety"]]
    assert [flag for flag in grave if flag[0] in ("STOP", "HOLD")] == (
        [intent.first_flag] if intent.first_flag else []
    )
    assert not intent.first_flag or grave[0] == intent.first_flag


def test_every_headline_occurs(documents: dict[str, dict[str, Any]]) -> None:
    codes = {document["assessment"]["headline"]["code"] for document in documents.values()}
    assert codes == {str(code) for code in Headline}


def test_drug_that_nobody_knows_is_named_as_not_checked(documents: dict[str, dict[str, Any]]) -> None:
    flags = documents["NET-ketoconazole"]["assessment"]["safety"]
    texts = [flag["text"] for flag in flags if flag["rule"] == "UNRECOGNISED_MEDICATION"]
    assert len(texts) == 1
    assert "Xyzabcin" in texts[0]


def test_germline_variant_of_the_sega_is_told_from_the_somatic_one(
    documents: dict[str, dict[str, Any]],
) -> None:
    found = alterations(documents["SEGA-germline-TSC2"])
    assert found["TSC2 p.Arg611Gln"]["origin"] == "GERMLINE"
    assert found["TSC2 p.Arg1138Ter"]["origin"] == "SOMATIC"


@pytest.mark.parametrize(
    ("sample", "change", "zygosity"),
    [
        ("PEComa-biallelic-TSC2", "TSC2 p.Arg611Trp", "BIALLELIC"),
        ("Lung-biallelic-TSC2-KRAS-G12D", "TSC2 p.Arg1138Ter", "BIALLELIC"),
        ("Pancreas-TSC2-single-KRAS-G12D", "TSC2 p.Arg1138Ter", "MONOALLELIC"),
    ],
)
def test_second_copy_of_tsc2(
    documents: dict[str, dict[str, Any]], sample: str, change: str, zygosity: str
) -> None:
    found = alterations(documents[sample])[change]
    assert (found["zygosity"], found["clonality"]) == (zygosity, "CLONAL")


def test_kras_beside_tsc2_is_clonal_in_pancreas_and_lung(documents: dict[str, dict[str, Any]]) -> None:
    for sample in ("Pancreas-TSC2-single-KRAS-G12D", "Lung-biallelic-TSC2-KRAS-G12D"):
        assert alterations(documents[sample])["KRAS p.Gly12Asp"]["clonality"] == "CLONAL"


def test_polymorphisms_with_reads_in_the_normal_are_never_called_somatic(
    documents: dict[str, dict[str, Any]],
) -> None:
    seen = 0
    for sample in ("SEGA-germline-TSC2", "Pancreatic-NET", "Only-VUS"):
        item = alterations(documents[sample])["TSC1 p.Met322Thr"]
        assert (item["class"], item["origin"], item["counts"]) == ("BENIGN", "UNKNOWN", False)
        seen += 1
    assert seen == 3


def test_neighbours_on_one_molecule_are_one_change(documents: dict[str, dict[str, Any]]) -> None:
    item = alterations(documents["Pancreatic-NET"])["MTOR c.4498_4499delinsGT"]
    assert (item["class"], item["codons"]) == ("VUS", [1500, 1500])


def test_insertion_at_the_far_end_of_a_repeat_is_loss_of_pten(documents: dict[str, dict[str, Any]]) -> None:
    item = alterations(documents["Kidney-surgery-ten-days-ago"])["PTEN c.968_969insA"]
    assert (item["class"], item["effect"]) == ("LIKELY_LOF", "LOF")


def test_small_panel_leaves_genes_not_assessed(documents: dict[str, dict[str, Any]]) -> None:
    genes = documents["Thyroid-panel-without-TSC-MTOR"]["genes"]
    not_seen = {gene for gene, state in genes.items() if state["status"] == "NOT_ASSESSED"}
    assert {"TSC1", "TSC2", "MTOR"} <= not_seen
    assert genes["PTEN"]["status"] == "NOT_DETECTED_SNV_ONLY"


def test_complete_look_that_found_nothing_misses_nothing(documents: dict[str, dict[str, Any]]) -> None:
    document = documents["Nothing-found-all-callable"]
    assert {state["status"] for state in document["genes"].values()} == {"NOT_DETECTED"}
    assert not [row for row in document["assessment"]["rows"] if row["truth"] == "UNKNOWN"]


def test_only_vus_alters_no_gene(documents: dict[str, dict[str, Any]]) -> None:
    statuses = {state["status"] for state in documents["Only-VUS"]["genes"].values()}
    assert "VUS_ONLY" in statuses
    assert "ALTERED" not in statuses


def head_of(path: Path) -> str:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))


def test_builds_callers_annotations_and_compressions_all_occur(
    documents: dict[str, dict[str, Any]],
) -> None:
    heads = [head_of(path) for path in VCFS]
    assert {document["sample"]["build"] for document in documents.values()} == {"GRCh37", "GRCh38"}
    for caller in ("##source=Mutect2", "##source=strelka", "##source=VarDict"):
        assert any(caller in head for head in heads), caller
    for annotation in ("ID=CSQ", "ID=ANN"):
        assert any(annotation in head for head in heads), annotation
    assert any("ID=CSQ" not in head and "ID=ANN" not in head for head in heads)
    assert {path.suffix for path in VCFS} == {".vcf", ".gz"}
    assert all(Path(f"{path}.tbi").is_file() for path in VCFS if path.suffix == ".gz")
    assert MAF.is_file()


@pytest.mark.parametrize("path", VCFS, ids=lambda path: path.name)
def test_demo_vcf_is_read_by_htslib_without_a_word(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pysam.VariantFile(str(path)) as file:
        records = sum(1 for _ in file)
    text = str(pysam.bcftools.view("-H", str(path)))
    assert text.count("\n") == records > 2
    assert capfd.readouterr().err == ""


def test_background_lies_outside_the_panel_too() -> None:
    """A file that holds nothing but drivers would hide a reader that looks in the wrong place."""
    panel = loci(load_transcripts(PANEL / "transcripts.GRCh38.json", Build.GRCH38).values())
    records = [r for path in VCFS for r in pysam.VariantFile(str(path)) if r.chrom.startswith("chr")]
    places = [(record.chrom.removeprefix("chr"), record.pos) for record in records]
    outside = [
        place
        for place in places
        if not any(held.contig == place[0] and held.start0 < place[1] <= held.end0 for held in panel)
    ]
    assert outside
    symbols = {row["Hugo_Symbol"] for row in maf_rows()}
    assert {"APC", "IDH1"} <= symbols


def maf_rows() -> Iterator[dict[str, str]]:
    lines = [line for line in MAF.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    titles = lines[0].split("\t")
    return (dict(zip(titles, line.split("\t"), strict=True)) for line in lines[1:])


def written_bases() -> Iterator[tuple[str, str, int, str]]:
    """Build, contig without ``chr``, 1-based position and REF of every line of the demo."""
    for path in VCFS:
        build = "GRCh38" if "GRCh38" in head_of(path) else "GRCh37"
        for record in pysam.VariantFile(str(path)):
            yield build, record.chrom.removeprefix("chr"), record.pos, record.ref or ""
    for row in maf_rows():
        yield row["NCBI_Build"], row["Chromosome"], int(row["Start_Position"]), row["Reference_Allele"]


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared data folder {SHARED} is not there")
def test_reference_bases_of_the_demo_are_those_of_the_genome() -> None:
    checked = 0
    for build, contig, pos, ref in written_bases():
        with pysam.FastaFile(str(SHARED / "reference" / f"panel.{build}.fa.gz")) as fasta:
            name = f"chr{contig}" if build == "GRCh38" else contig
            if name not in fasta.references:
                continue
            bases = fasta.fetch(name, pos - 1, pos - 1 + len(ref)).upper()
        if set(bases) != {"N"}:
            checked += 1
            assert bases == ref, f"{build} {contig}:{pos}"
    assert checked > 85


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared data folder {SHARED} is not there")
def test_headlines_are_the_same_with_the_reference_bases(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """The bases name more, align the insertion, and change no answer."""
    fastas = {build: str(SHARED / "reference" / f"panel.{build}.fa.gz") for build in ("GRCh37", "GRCh38")}
    with_bases = run_demo(tmp_path, reference=fastas)
    for sample in SAMPLES:
        document = document_of(with_bases, sample)
        assert document["status"] == "OK", document["errors"]
        assert document["assessment"]["headline"] == documents[sample]["assessment"]["headline"]
    surgery = alterations(document_of(with_bases, "Kidney-surgery-ten-days-ago"))
    assert surgery["PTEN p.Asn323LysfsTer2"]["key"] == "GRCh38:10:87961054:C:CA"
    ketoconazole = alterations(document_of(with_bases, "NET-ketoconazole"))
    assert ketoconazole["TSC1 p.Ser1043del"]["hgvs_c"] == "c.3127_3129del"
