"""Build the cohort table, page and MAF from every report.json."""

from pathlib import Path

from mtorboard.run.log import start_log

start_log(Path(snakemake.log[0]))

from mtorboard.run.jobs import summarise_cohort  # noqa: E402

summarise_cohort(
    manifests=[Path(path) for path in snakemake.input.manifests],
    outdir=Path(snakemake.params.outdir),
    formats=snakemake.params.formats,
    table=Path(snakemake.output.table),
    page=Path(snakemake.output.page),
    maf=Path(snakemake.output.maf),
    processes=snakemake.threads,
)
