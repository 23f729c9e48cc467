# mtorboard: from a tumour's variant calls to a report for the molecular tumour board. Research use only.
#
#   snakemake --cores all                       the bundled demo
#   snakemake --cores 8 --config samples=my/samples.tsv region=EU report_date=2026-11-22
#
# What is made: results/{sample}/report.json, .html and tables; results/cohort/; results/preflight.json.
from snakemake.utils import min_version

min_version("9.0")


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/split.smk"
include: "workflow/rules/preflight.smk"
include: "workflow/rules/interpret.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/cohort.smk"
include: "workflow/rules/knowledge.smk"


onstart:
    # Shown while Snakemake's own blocks, a dozen lines a job, are switched off in profiles/.
    logger.addHandler(
        Progress(
            logger,
            PLAN.chunks,
            waiting={
                workflow.dag.jobid(job): job.wildcards.chunk
                for job in workflow.dag.needrun_jobs()
                if job.rule.name == f"{LAST}_chunk"
            },
            manifest=str(OUTDIR / "chunks" / "{chunk}" / f"{LAST}.tsv"),
        )
    )


# `rule all` stands in the file that is run: an include would give the default target back.
rule all:
    input:
        rules.check_run.output.status,
