"""Lay a MAF out by tumour."""

from pathlib import Path

from mtorboard.run.log import start_log

start_log(Path(snakemake.log[0]))

from mtorboard.reading.mafsplit import split_maf  # noqa: E402

split_maf(Path(snakemake.input.maf), Path(snakemake.output.index))
