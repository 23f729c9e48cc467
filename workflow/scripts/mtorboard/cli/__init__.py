"""The command line: the same stages without Snakemake."""
