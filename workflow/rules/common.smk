"""What the rules share: the settings, the sheet, the chunks, and the digests that decide what is made again.

Needs: config/config.yaml (or --config), the sample sheet that it names.
Gives: PLAN (samples, chunks, settings), OUTDIR, LAST (step of a chunk), SPLITS (MAF -> its index), CODE (stage -> digest), KNOWLEDGE_FILES and input functions.
Imports the standard library and the package's light modules only: every remote job runs this file again.
"""

import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

from mtorboard.errors import MtorboardError
from mtorboard.run.plan import lead_jobs_here, make_plan, stage_code
from mtorboard.run.progress import Progress
from mtorboard.run.shared import shared_mafs

lead_jobs_here()
try:
    # Remote jobs need not check again what the submitting process has checked.
    PLAN = make_plan(config, check=workflow.is_main_process)
except MtorboardError as error:
    print(error.render(), file=sys.stderr)
    sys.exit(2)

OUTDIR = PLAN.outdir
# MAFs that several chunks name, by name; the index of each, once it is laid out by tumour, by its path.
SHARED_MAFS = shared_mafs(PLAN.specs, PLAN.chunks)
SPLITS = {
    path: str(OUTDIR / "chunks" / "split" / f"{name}.json")
    for name, path in SHARED_MAFS.items()
}
FORMATS = PLAN.config["formats"]
# The last step of a chunk: where report.json is all that is asked for, nothing is left to render.
LAST = "interpret" if set(FORMATS) <= {"json"} else "render"
ASSAYS = PLAN.config["assays"]
CODE = {stage: stage_code(stage) for stage in ("interpret", "render", "cohort")}
# What jobs need where Snakemake deploys the software itself (--software-deployment-method conda).
ENVIRONMENT = "../envs/mtorboard.yaml"
RESOURCES = Path(workflow.basedir) / "resources"
KNOWLEDGE_FILES = sorted(
    str(path)
    for part in ("formats", "knowledge", "panel")
    for path in (RESOURCES / part).glob("*.*")
)


wildcard_constraints:
    chunk="[A-Za-z0-9._-]+",


def chunk_rows(wildcards):
    """Return the sheet's rows of a chunk as plain values: a change of a row makes its chunk anew."""
    return [
        {
            field: None if value is None else str(value)
            for field, value in asdict(PLAN.specs[sample]).items()
        }
        for sample in PLAN.chunks[wildcards.chunk]
    ]


def sample_files(spec):
    """Return the files that a sample's row names and that exist; a missing one becomes that sample's FAILED report."""
    named = (
        spec.variants,
        spec.clinical,
        spec.copy_number,
        spec.callable_bed,
        spec.structural,
    )
    return [str(path) for path in named if path is not None and path.exists()]


def chunk_files(wildcards):
    """Return every input file of a chunk, each once, in the order of the sheet."""
    return list(
        dict.fromkeys(
            path
            for sample in PLAN.chunks[wildcards.chunk]
            for path in sample_files(PLAN.specs[sample])
        )
    )


def chunk_splits(wildcards):
    """Return the indexes of the MAFs that several chunks name and this one is among them."""
    samples = PLAN.chunks[wildcards.chunk]
    named = dict.fromkeys(PLAN.specs[sample].variants for sample in samples)
    return [SPLITS[path] for path in named if path in SPLITS]
