"""Cohort: all samples side by side, and the word whether all of them were done.

Required inputs: the chunks' manifests and the report.json files that they list.
Outputs: results/cohort/cohort.tsv, cohort.html and cohort.maf.gz; results/run_status.tsv, written only when no sample
failed. `snakemake --report report.zip` holds them with their captions.
"""


localrules:
    all,
    check_run,


rule summarise_cohort:
    """Build the cohort's table, page and MAF from every report.json."""
    input:
        manifests=expand(
            OUTDIR / "chunks" / "{chunk}" / f"{LAST}.tsv", chunk=sorted(PLAN.chunks)
        ),
        knowledge=KNOWLEDGE_FILES,
    output:
        table=report(
            OUTDIR / "cohort" / "cohort.tsv",
            caption="../report/cohort_table.rst",
            category="Cohort",
            labels={"what": "table of samples", "format": "TSV"},
        ),
        page=report(
            OUTDIR / "cohort" / "cohort.html",
            caption="../report/cohort_page.rst",
            category="Cohort",
            labels={"what": "page", "format": "HTML"},
        ),
        maf=report(
            OUTDIR / "cohort" / "cohort.maf.gz",
            caption="../report/cohort_maf.rst",
            category="Cohort",
            labels={"what": "variants", "format": "MAF"},
        ),
    log:
        "logs/summarise_cohort.log",
    benchmark:
        "benchmarks/jobs/summarise_cohort.tsv"
    conda:
        ENVIRONMENT
    # Reading ten thousand reports is the one long step that no chunk does.
    threads: 2
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
        status=report(
            OUTDIR / ("only_status.tsv" if PLAN.config["only"] else "run_status.tsv"),
            caption="../report/run_status.rst",
            category="Run",
            labels={"what": "status of each sample", "format": "TSV"},
        ),
    log:
        "logs/check_run.log",
    conda:
        ENVIRONMENT
    script:
        "../scripts/check_run.py"
