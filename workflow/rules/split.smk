"""Split: a MAF that several chunks name, laid out by tumour, so that it is read once and not by every chunk.

Required inputs: the MAF.
Outputs: results/chunks/split/{maf}.maf.gz, its rows by tumour, and {maf}.json, where each tumour's rows lie. They
depend on the MAF alone: one more sample in the sheet leaves them, and the other chunks, as they are.
"""


rule split_maf:
    """Lay a MAF out by tumour, in one pass."""
    input:
        maf=lambda wildcards: str(SHARED_MAFS[wildcards.maf]),
    output:
        index=OUTDIR / "chunks" / "split" / "{maf}.json",
        rows=OUTDIR / "chunks" / "split" / "{maf}.maf.gz",
    log:
        "logs/split_maf/{maf}.log",
    benchmark:
        "benchmarks/jobs/split_maf/{maf}.tsv"
    wildcard_constraints:
        maf="[A-Za-z0-9_-]+",
    conda:
        ENVIRONMENT
    params:
        code=CODE["interpret"],
    script:
        "../scripts/split_maf.py"
