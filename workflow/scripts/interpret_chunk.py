"""Interpret the samples of one chunk: variant calls to report.json."""

from pathlib import Path

from mtorboard.run.log import start_log

start_log(Path(snakemake.log[0]))

from mtorboard.run.jobs import interpret_chunk  # noqa: E402

interpret_chunk(
    settings=dict(snakemake.config),
    samples=snakemake.params.samples,
    manifest=Path(snakemake.output.manifest),
    splits=[Path(path) for path in snakemake.input.splits],
)
