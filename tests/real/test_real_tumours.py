"""Real tumours give what is known to be in them; bcftools csq is the independent oracle of consequence."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import pysam
import pysam.bcftools
import pytest
from real_runs import SHARED, VCF, by_key, context_of, document_of_vcf, needs_shared_data

from mtorboard.model.enums import Build, Consequence
from mtorboard.model.sample import SampleSpec
from mtorboard.naming.hgvs import parse_protein
from mtorboard.naming.terms import consequence_of
from mtorboard.run.context import Context
from mtorboard.run.interpret import interpret

pytestmark = needs_shared_data

COAD, BRCA = VCF / "T001-COAD.grch38.vcf.gz", VCF / "T001-BRCA.grch38.vcf.gz"
A25 = VCF / "A25.mutect2.vep.GRCh37.vcf.gz"
NOT_ON_THE_FASTA = {"PIK3CB", "POLE"}
"""Genes of the panel with a record in the colon cancer for which the shared FASTA has no bases."""
CSQ_WORDS = {"missense": "missense_variant", "synonymous": "synonymous_variant", "intron": "intron_variant"}
CSQ_WORDS |= {"frameshift": "frameshift_variant", "stop_gained": "stop_gained"}


@pytest.fixture(scope="module", params=[False, True], ids=["without a FASTA", "with a FASTA"])
def context(request: pytest.FixtureRequest) -> Context:
    return context_of(with_fasta=request.param)


@dataclass(frozen=True)
class Judged:
    """What the oracle says: gene, consequence, and the residues where it names them (``600V>600E``)."""

    gene: str
    consequence: Consequence
    residues: str


def oracle(path: Path, build: Build, folder: Path) -> dict[str, Judged]:
    """bcftools csq on every record of ``path`` that lies on the panel FASTA, by ``build:contig:pos:ref:alt``."""
    fasta = SHARED / "reference" / f"panel.{build}.fa.gz"
    with pysam.FastaFile(str(fasta)) as bases, gzip.open(path, "rt") as handle:
        contigs = dict(zip(bases.references, bases.lengths, strict=True))
        rows = [line.split("\t")[:5] for line in handle if not line.startswith("#")]
        placed = [(f"chr{row[0].removeprefix('chr')}", int(row[1]), *row[2:5]) for row in rows]
        known = [
            row
            for row in placed
            if row[0] in contigs and "N" not in bases.fetch(row[0], row[1] - 1, row[1]).upper()
        ]
    head = "##fileformat=VCFv4.2\n" + "".join(f"##contig=<ID={n},length={m}>\n" for n, m in contigs.items())
    body = "".join("\t".join(map(str, (*row, ".", ".", "."))) + "\n" for row in known)
    bare = folder / "bare.vcf"
    bare.write_text(f"{head}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n{body}", encoding="utf-8")
    models = str(SHARED / "reference" / f"panel.{build}.gff3")
    text = str(pysam.bcftools.csq("-f", str(fasta), "-g", models, "-p", "a", str(bare)))
    found = {}
    for line in text.splitlines():
        if line.startswith("#") or "BCSQ=" not in line:
            continue
        contig, pos, _, ref, alt, _, _, info = line.split("\t")
        word, gene, *rest = info.removeprefix("BCSQ=").split("|")
        consequence = consequence_of([CSQ_WORDS.get(word, word)])
        assert consequence is not None, word
        key = f"{build}:{contig.removeprefix('chr')}:{pos}:{ref}:{alt}"
        found[key] = Judged(gene, consequence, rest[3] if len(rest) > 3 else "")
    return found


ONE = dict(
    zip(
        [
            "Ala",
            "Arg",
            "Asn",
            "Asp",
            "Cys",
            "Gln",
            "Glu",
            "Gly",
            "His",
            "Ile",
            "Leu",
            "Lys",
            "Met",
            "Phe",
            "Pro",
            "Ser",
            "Thr",
            "Trp",
            "Tyr",
            "Val",
        ],
        "ARNDCQEGHILKMFPSTWYV",
        strict=True,
    )
)


def residues_of(hgvs_p: str) -> str:
    """``p.Val600Glu`` as bcftools csq writes it, ``600V>600E``; ``p.Lys289=`` as ``289K``."""
    before, number, after = hgvs_p[2:5], hgvs_p[5:].rstrip("=")[: -3 or None], hgvs_p[-3:]
    if hgvs_p.endswith("="):
        return f"{hgvs_p[5:-1]}{ONE[before]}"
    return f"{number}{ONE[before]}>{number}{ONE[after]}"


def test_every_panel_record_of_the_colon_cancer_is_as_bcftools_csq_says(
    context: Context, tmp_path: Path
) -> None:
    judged = oracle(COAD, Build.GRCH38, tmp_path)
    ours = by_key(document_of_vcf(COAD, Build.GRCH38, context))
    genes = context.tables.transcripts[Build.GRCH38]
    expected = {key: said for key, said in judged.items() if said.gene in genes}
    assert {key for key, item in ours.items() if item["gene"] not in NOT_ON_THE_FASTA} == set(expected)
    assert len(expected) >= 8
    for key, said in expected.items():
        item = ours[key]
        assert item["gene"] == said.gene
        unresolved = item["consequence"] == Consequence.CODING_UNRESOLVED
        assert unresolved <= (not context.references), key
        assert unresolved or item["consequence"] == said.consequence, key
        if said.consequence in (Consequence.MISSENSE, Consequence.SYNONYMOUS) and item["hgvs_p"]:
            assert parse_protein(item["hgvs_p"])
            assert residues_of(item["hgvs_p"]) == said.residues


def test_drivers_of_the_colon_cancer_are_found(context: Context) -> None:
    document = document_of_vcf(COAD, Build.GRCH38, context, tumour_type="COAD")
    ours = by_key(document)
    braf = ours["GRCh38:7:140753336:A:T"]
    assert (braf["gene"], braf["hgvs_c"], braf["hgvs_p"]) == ("BRAF", "c.1799T>A", "p.Val600Glu")
    assert (braf["class"], braf["effect"], braf["depth"], braf["alt_depth"]) == ("HOTSPOT", "GOF", 54, 17)
    nf1 = ours["GRCh38:17:31226459:AC:A"]
    assert (nf1["consequence"], nf1["class"], nf1["effect"]) == ("frameshift_variant", "LIKELY_LOF", "LOF")
    for key in ("GRCh38:9:132896651:G:A", "GRCh38:16:2056729:G:A"):
        assert ours[key]["class"] == "VUS"
    assert {gene for gene, state in document["genes"].items() if state["status"] == "ALTERED"} == {
        "BRAF",
        "NF1",
        "TP53",
    }
    # Nothing says what was callable, so nothing is called absent.
    assert "NOT_DETECTED" not in {state["status"] for state in document["genes"].values()}


def test_pik3ca_of_the_breast_cancer_is_found(context: Context) -> None:
    document = document_of_vcf(BRCA, Build.GRCH38, context, tumour_type="IDC")
    [item] = [item for item in document["alterations"] if item["gene"] == "PIK3CA"]
    assert item["key"] == "GRCh38:3:179234297:A:G"
    assert (item["hgvs_c"], item["hgvs_p"]) == ("c.3140A>G", "p.His1047Arg")
    assert (item["class"], item["effect"], item["counts"]) == ("HOTSPOT", "GOF", True)
    assert item["vaf"] == pytest.approx(0.4189, abs=1e-4)
    assert document["genes"]["PIK3CA"]["status"] == "ALTERED"


@pytest.mark.parametrize("path", [COAD, BRCA], ids=["COAD", "BRCA"])
def test_file_that_does_not_say_its_build_is_not_guessed(context: Context, path: Path) -> None:
    [(_, document)] = interpret([SampleSpec("T1", path)], context)
    assert document["status"] == "FAILED"
    assert document["errors"][0]["kind"] == "BuildError"


def test_liver_cancer_is_read_by_the_name_of_its_tumour_column(context: Context) -> None:
    document = document_of_vcf(A25, None, context)
    assert document["sample"]["build"] == "GRCh37"
    ours = by_key(document)
    tsc1 = ours["GRCh37:9:135781273:T:A"]
    # The file's own c. name (c.1692C>T) contradicts its alleles (T>A on the reverse strand): not believed.
    assert (tsc1["gene"], tsc1["hgvs_c"]) == ("TSC1", "c.1692A>T")
    assert tsc1["hgvs_p"] == ("p.Glu564Asp" if context.references else None)
    assert (tsc1["depth"], tsc1["alt_depth"], tsc1["class"], tsc1["origin"]) == (26, 13, "VUS", "SOMATIC")
    nras = ours["GRCh37:1:115252185:C:T"]
    assert nras["filtered"] == ["t_lod"]
    assert not nras["counts"]


def test_liver_cancer_gives_one_answer_with_and_without_bases() -> None:
    documents = [document_of_vcf(A25, None, context_of(with_fasta=given)) for given in (False, True)]
    facts = [
        {key: (item["gene"], item["class"], item["hgvs_c"]) for key, item in by_key(document).items()}
        for document in documents
    ]
    assert facts[0] == facts[1]
    assert documents[0]["assessment"]["headline"] == documents[1]["assessment"]["headline"]


def test_normal_given_as_the_tumour_is_refused(context: Context) -> None:
    [(_, document)] = interpret([SampleSpec("T1", A25, tumor="N1", normal="A25")], context)
    assert document["status"] == "FAILED"
    assert "it is the normal" in document["errors"][0]["what"]
