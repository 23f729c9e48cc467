"""Interpret: variant calls to report.json, a chunk of samples in one process.

Required inputs: the chunk's files, the knowledge tables.
Outputs: results/{sample}/report.json of each sample of the chunk (a sample that cannot be read gets one with status
FAILED) and results/chunks/{chunk}/interpret.tsv, the chunk's manifest: sample, status, digest of report.json.
"""


rule interpret_chunk:
    """Read, name, classify and assess every sample of the chunk."""
    input:
        files=chunk_files,
        splits=chunk_splits,
        assays=ASSAYS,
        references=PLAN.references,
        knowledge=KNOWLEDGE_FILES,
    output:
        manifest=ensure(OUTDIR / "chunks" / "{chunk}" / "interpret.tsv", non_empty=True),
    log:
        "logs/interpret_chunk/{chunk}.log",
    benchmark:
        "benchmarks/jobs/interpret_chunk/{chunk}.tsv"
    conda:
        ENVIRONMENT
    params:
        samples=lambda wildcards: PLAN.chunks[wildcards.chunk],
        rows=chunk_rows,
        settings=PLAN.deciding,
        code=CODE["interpret"],
    script:
        "../scripts/interpret_chunk.py"
