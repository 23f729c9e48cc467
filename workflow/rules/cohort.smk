"""Cohort: all samples side by side, and the word whether all of them were done.

Required inputs: the chunks' manifests and the report.json files that they list.
Outputs: results/cohort/cohort.tsv and cohort.html; results/run_status.tsv, written only when no sample failed.
"""


localrules:
    all,
    check_run,


rule summarise_cohort:
    """Build the cohort table from every report.json."""
    input:
        manifests=expand(
            OUTDIR / "chunks" / "{chunk}" / "render.tsv", chunk=sorted(PLAN.chunks)
        ),
        knowledge=KNOWLEDGE_FILES,
    output:
        table=OUTDIR / "cohort" / "cohort.tsv",
        page=OUTDIR / "cohort" / "cohort.html",
    log:
        "logs/summarise_cohort.log",
    benchmark:
        "benchmarks/jobs/summarise_cohort.tsv"
    conda:
        ENVIRONMENT
    params:
        outdir=lambda wildcards, output: str(Path(output.table).parents[1]),
        formats=FORMATS,
        code=CODE["cohort"],
    script:
        "../scripts/summarise_cohort.py"


rule check_run:
    """Fail loudly, with their names, when there are samples without a usable report."""
    input:
        manifests=rules.summarise_cohort.input.manifests,
        # A look at a few samples leaves what speaks of all of them as it is.
        whole=(
            []
            if PLAN.config["only"]
            else [
                rules.summarise_cohort.output.table,
                rules.check_inputs.output.report,
            ]
        ),
    output:
        status=OUTDIR / ("only_status.tsv" if PLAN.config["only"] else "run_status.tsv"),
    log:
        "logs/check_run.log",
    conda:
        ENVIRONMENT
    script:
        "../scripts/check_run.py"
