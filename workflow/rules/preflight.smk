"""Preflight: is everything readable, of one build, the right tumour column?

Required inputs: the sample sheet and every file that it names.
Outputs: results/preflight.json, one report of all problems, before any work.
"""


rule check_inputs:
    """Look at the head of every input; problems of one sample are reported here and fail that sample alone."""
    input:
        sheet=PLAN.config["samples"],
        assays=ASSAYS,
        references=PLAN.references,
        knowledge=KNOWLEDGE_FILES,
        splits=list(SPLITS.values()),
        files=list(
            dict.fromkeys(
                path for spec in PLAN.specs.values() for path in sample_files(spec)
            )
        ),
    output:
        report=OUTDIR / "preflight.json",
    log:
        "logs/check_inputs.log",
    benchmark:
        "benchmarks/jobs/check_inputs.tsv"
    # First of all jobs, but no input of the chunks: one more sample would make all of them anew. (With `ancient`
    # Snakemake 9 would make none: behind a job that runs it looks for no other reason.)
    priority: 100
    conda:
        ENVIRONMENT
    params:
        settings=PLAN.deciding,
        code=CODE["interpret"],
    script:
        "../scripts/check_inputs.py"
