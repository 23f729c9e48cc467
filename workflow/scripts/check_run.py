"""Fail, with their names, when samples have no usable report."""

from pathlib import Path

from mtorboard.run.jobs import check_run

check_run(
    manifests=[Path(path) for path in snakemake.input.manifests],
    status=Path(snakemake.output.status),
)
