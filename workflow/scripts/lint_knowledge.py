"""Lint the curated tables."""

from pathlib import Path

from mtorboard.run.jobs import lint_knowledge

lint_knowledge(
    report_date=snakemake.params.report_date,
    findings=Path(snakemake.output.findings),
)
