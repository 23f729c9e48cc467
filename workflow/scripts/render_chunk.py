"""Render the reports of one chunk from their report.json."""

from pathlib import Path

from mtorboard.run.log import start_log

start_log(Path(snakemake.log[0]))

from mtorboard.run.jobs import render_chunk  # noqa: E402

render_chunk(
    interpreted=Path(snakemake.input.manifest),
    outdir=Path(snakemake.params.outdir),
    formats=snakemake.params.formats,
    manifest=Path(snakemake.output.manifest),
)
