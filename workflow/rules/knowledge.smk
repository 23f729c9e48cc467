"""Knowledge: the curated tables, checked by the linter.

Required inputs: resources/knowledge and resources/panel.
Outputs: none; `snakemake lint_knowledge` fails when a table contradicts itself or another.
"""


rule lint_knowledge:
    """Lint the curated tables: schemas, keys, coordinates, citations, wording."""
    input:
        knowledge=KNOWLEDGE_FILES,
    output:
        findings=OUTDIR / "knowledge_lint.tsv",
    log:
        "logs/lint_knowledge.log",
    conda:
        ENVIRONMENT
    params:
        code=CODE["interpret"],
        report_date=PLAN.config["report_date"],
    script:
        "../scripts/lint_knowledge.py"
