"""Small copy-number files as their callers write them, on GRCh38, around TSC2, PTEN and KRAS.

Headers and the manner of writing are those of the callers; numbers are made up.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from genomics_examples import THRESHOLDS

from mtorboard.model.enums import Build
from mtorboard.model.evidence import CopyNumber
from mtorboard.model.sample import SampleSpec
from mtorboard.reading.copynumber import read_copy_number

B37, B38 = Build.GRCH37, Build.GRCH38
PLAIN = "chrom\tstart\tend\ttotal_cn\tminor_cn\n"


def write(folder: Path, text: str, name: str = "copies.txt") -> Path:
    """Write text as it stands; gzipped where the name ends so."""
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def read(
    folder: Path,
    text: str,
    *,
    build: Build | None = None,
    genes: tuple[str, ...] = ("TSC2", "PTEN", "KRAS"),
    name: str = "copies.txt",
    **spec: Any,
) -> CopyNumber:
    """Read text as the copy number of sample T1."""
    return read_file(write(folder, text, name), build=build, genes=genes, **spec)


def read_file(
    path: Path, *, build: Build | None = None, genes: tuple[str, ...] = (), **spec: Any
) -> CopyNumber:
    """Read a file as the copy number of sample T1."""
    tumour = SampleSpec(**({"sample": "T1", "variants": Path("T1.vcf")} | spec))
    return read_copy_number(path, build, tumour, THRESHOLDS, genes)


def tabbed(*rows: str) -> str:
    """Rows with spaces for tabs, one line each."""
    return "".join(row.replace(" ", "\t") + "\n" for row in rows)


PURPLE_COLUMNS = (
    "chromosome start end copyNumber bafCount observedBAF baf segmentStartSupport segmentEndSupport method "
    "depthWindowCount gcContent minStart maxStart minorAlleleCopyNumber majorAlleleCopyNumber"
)


def purple_row(place: str, copies: str, minor: str) -> str:
    start = place.split()[1]
    return f"{place} {copies} 44 0.7 0.71 TELOMERE NONE BAF_WEIGHTED 772 0.43 {start} {start} {minor} 1.0"


PURPLE = tabbed(
    PURPLE_COLUMNS,
    purple_row("chr10 1 87000000", "1.9868", "0.9812"),
    purple_row("chr10 87000001 88500000", "0.0311", "-0.0020"),
    purple_row("chr16 1 36000000", "1.0214", "0.0107"),
    purple_row("chr12 1 133275309", "8.4102", "0.9950"),
)
ASCAT = tabbed(
    "sample chr startpos endpos nMajor nMinor",
    "T1 10 45678 87000000 1 1",
    "T1 10 87000100 88500000 0 0",
    "T1 16 60291 36000000 1 0",
    "N9 16 60291 36000000 1 1",
)
FACETS = tabbed(
    "chrom seg num.mark nhet cnlr.median mafR segclust cnlr.median.clust mafR.clust start end cf.em tcn.em lcn.em",
    "10 1 800 90 0.01 0.02 3 0.01 0.01 46000 133797000 1 2 1",
    "16 2 210 30 -0.6 2.1 1 -0.61 2.0 60000 36000000 0.68 1 0",
    "12 3 120 0 0.4 NA 4 0.41 NA 190000 133275000 0.30 3 NA",
    "23 4 99 9 -0.9 NA 5 -0.9 NA 60000 155000000 0.7 NA NA",
)
FACETS_SUITE = tabbed(
    "ID chrom loc.start loc.end seg num.mark nhet cnlr.median mafR segclust cnlr.median.clust mafR.clust "
    "cf tcn lcn cf.em tcn.em lcn.em",
    "T1 16 60000 36000000 1 210 30 -0.6 2.1 1 -0.61 2.0 0.7 1 0 0.68 1 0",
)
SEQUENZA = (
    '"chromosome"\t"start.pos"\t"end.pos"\t"Bf"\t"N.BAF"\t"sd.BAF"\t"depth.ratio"\t"N.ratio"\t"sd.ratio"\t"CNt"\t"A"\t"B"\t"LPP"\n'
    '"16"\t10231\t36000000\t0.02\t424\t0.12\t0.98\t34186\t0.25\t2\t2\t0\t-6.8\n'
    '"12"\t10231\t133000000\tNA\t0\tNA\t1.5\t341\t0.25\t3\tNA\tNA\t-6.8\n'
    '"10"\t1e+05\t133000000\tNA\t0\tNA\tNA\t0\tNA\tNA\tNA\tNA\tNA\n'
)
CNVKIT_CALL = tabbed(
    "chromosome start end gene log2 baf cn cn1 cn2 depth probes weight",
    "chr10 0 87000000 - -0.01 0.48 2 1 1 90.1 800 790.2",
    "chr10 87000000 88500000 PTEN -3.1 . 0 0 0 9.3 41 40.2",
    "chr16 60000 36000000 TSC2 -0.62 0.12 1 1 0 60.1 210 205.0",
    "chr12 190000 133275000 KRAS 0.58  3   110.9 410 400.1",
    "chr6 32631901 32632083 HLA-DQB1 -19.8396  0 0 0 0 1 0.93",
)
CNVKIT_WITHOUT_ALLELES = tabbed(
    "chromosome start end gene log2 cn depth probes weight",
    "chr16 60000 36000000 TSC2 -0.62 1 60.1 210 205.0",
)
CNVKIT_SEGMENTS = tabbed(
    "chromosome start end gene log2 depth probes weight",
    "chr10 0 87000000 - 0.01 90.1 800 790.2",
    "chr10 87000000 88500000 PTEN -4.3 9.3 41 40.2",
    "chr16 60000 36000000 TSC2 -1.6 60.1 210 205.0",
    "chrX 60000 155000000 - -1.0 60.1 210 205.0",
)
GATK_HEAD = tabbed(
    "@HD VN:1.6",
    "@SQ SN:chr10 LN:133797422",
    "@SQ SN:chr16 LN:90338345",
    "@RG ID:GATKCopyNumber SM:T1",
)
GATK_CALLED = GATK_HEAD + tabbed(
    "CONTIG START END NUM_POINTS_COPY_RATIO MEAN_LOG2_COPY_RATIO CALL",
    "chr10 1 87000000 5194 0.022428 0",
    "chr10 87000001 88500000 120 -4.300000 -",
)
GATK_MODELLED = GATK_HEAD + tabbed(
    "CONTIG START END NUM_POINTS_COPY_RATIO NUM_POINTS_ALLELE_FRACTION LOG2_COPY_RATIO_POSTERIOR_10 "
    "LOG2_COPY_RATIO_POSTERIOR_50 LOG2_COPY_RATIO_POSTERIOR_90 MINOR_ALLELE_FRACTION_POSTERIOR_10 "
    "MINOR_ALLELE_FRACTION_POSTERIOR_50 MINOR_ALLELE_FRACTION_POSTERIOR_90",
    "chr10 1 87000000 5194 451 0.020 0.022 0.024 0.46 0.48 0.49",
    "chr16 1 36000000 120 0 -4.5 -4.3 -0.2 NaN NaN NaN",
)
CAVEMAN = "1,10,46000,133797000,2,1,2,1\n2,16,60000,36000000,2,1,1,0\n3,X,60000,155000000,1,0,1,0\n"


def dragen_row(fixed: str, end: int | str, copies: str) -> str:
    keys, values = ("GT:SM:CN:MCN", f"0/1:0.9:{copies}") if copies else ("GT:SM", "1/2:1.0")
    return f"{fixed} SVTYPE=CNV;END={end} {keys} {values}"


DRAGEN = tabbed(
    "##fileformat=VCFv4.2",
    "##contig=<ID=chr10,length=133797422>",
    "##contig=<ID=chr16,length=90338345>",
    "##source=DRAGEN_CNV",
    "##EstimatedTumorPurity=0.650000",
    "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT T1",
    dragen_row("chr10 86999999 DRAGEN:LOSS:chr10:87000000-88500000 N <DEL> 150 PASS", 88500000, "0:0"),
    dragen_row("chr16 9999 DRAGEN:CNLOH:chr16:10000-36000000 N <DEL>,<DUP> 90 PASS", 36000000, "2:0"),
    dragen_row("chr16 36000000 DRAGEN:LOSS:chr16:36000001-40000000 N <DEL> 9 cnvQual", 40000000, "1:0"),
    dragen_row("chr16 40000000 DRAGEN:GAIN:chr16:40000001-50000000 N <DUP> 90 PASS", "50000000;HET", "3:1"),
    dragen_row("chr16 50000000 DRAGEN:CNLOH:chr16:50000001-51000000 N <DEL>,<DUP> 90 PASS", 51000000, ""),
)
CBIOPORTAL = tabbed(
    "Hugo_Symbol Entrez_Gene_Id T0 T1",
    "TSC2 7249 0 -2",
    "PTEN 5728 -2 -1",
    "KRAS 3845 0 2",
    "NF1 4763 0 NA",
)
GISTIC = (
    "Gene Symbol\tLocus ID\tCytoband\tT1\n"
    "PTEN|ENSG00000171862.16\t5728\t10q23.31\t-2\n"
    "TSC2\t7249\t16p13.3\t0\n"
)
PLAIN_TABLE = PLAIN + "16\t1\t36000000\t1\t0\n"

EVERY_FORMAT = {
    "PURPLE": PURPLE,
    "ASCAT": ASCAT,
    "FACETS": FACETS,
    "FACETS suite": FACETS_SUITE,
    "Sequenza": SEQUENZA,
    "CNVkit call": CNVKIT_CALL,
    "CNVkit call without alleles": CNVKIT_WITHOUT_ALLELES,
    "CNVkit segments": CNVKIT_SEGMENTS,
    "GATK called": GATK_CALLED,
    "GATK modelled": GATK_MODELLED,
    "ascatNgs": CAVEMAN,
    "DRAGEN": DRAGEN,
    "cBioPortal": CBIOPORTAL,
    "GISTIC": GISTIC,
    "plain": PLAIN_TABLE,
}
