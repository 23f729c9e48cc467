"""Look at the head of every input and write results/preflight.json."""

from pathlib import Path

from mtorboard.run.log import start_log

start_log(Path(snakemake.log[0]))

from mtorboard.run.jobs import check_inputs  # noqa: E402

check_inputs(
    settings=dict(snakemake.config),
    output=Path(snakemake.output.report),
    splits=[Path(path) for path in snakemake.input.splits],
)
