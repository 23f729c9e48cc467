"""Report: report.json to what people read. No domain logic, so that no two formats can disagree.

Required inputs: results/chunks/{chunk}/interpret.tsv and the report.json files that it lists.
Outputs: results/{sample}/report.html and tables, as `formats` asks, and the manifest results/chunks/{chunk}/render.tsv.
"""


rule render_chunk:
    """Render every report of the chunk."""
    input:
        manifest=rules.interpret_chunk.output.manifest,
        knowledge=KNOWLEDGE_FILES,
    output:
        manifest=ensure(OUTDIR / "chunks" / "{chunk}" / "render.tsv", non_empty=True),
    log:
        "logs/render_chunk/{chunk}.log",
    benchmark:
        "benchmarks/jobs/render_chunk/{chunk}.tsv"
    conda:
        ENVIRONMENT
    params:
        formats=FORMATS,
        outdir=lambda wildcards, output: str(Path(output.manifest).parents[2]),
        code=CODE["render"],
    script:
        "../scripts/render_chunk.py"
