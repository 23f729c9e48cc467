"""What the rules share: the settings, the sheet, the chunks, and the digests that decide what is made again.

Needs: config/config.yaml (or --config), the sample sheet that it names.
Gives: OUTDIR, SPECS (sample id -> row), CHUNKS (chunk -> sample ids), SPLITS (MAF -> its index), CODE, KNOWLEDGE_FILES and input functions.
Imports the standard library and the package's light modules only: every remote job runs this file again.
"""

import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

from mtorboard.errors import MtorboardError
from mtorboard.provenance import code_digest
from mtorboard.report.formats import DEFAULT
from mtorboard.run.plan import make_plan
from mtorboard.run.shared import shared_mafs

try:
    # Remote jobs need not check again what the submitting process has checked.
    SPECS, CHUNKS = make_plan(config, check=workflow.is_main_process)
except MtorboardError as error:
    print(error.render(), file=sys.stderr)
    sys.exit(2)

OUTDIR = Path(config.get("outdir", "results"))
# MAFs that several chunks name, by name; the index of each, once it is laid out by tumour, by its path.
SHARED_MAFS = shared_mafs(SPECS, CHUNKS)
SPLITS = {
    path: str(OUTDIR / "chunks" / "split" / f"{name}.json")
    for name, path in SHARED_MAFS.items()
}
FORMATS = config.get("formats", list(DEFAULT))
ASSAYS = config.get("assays", "config/assays.yaml")
# A genome that was replaced makes everything anew.
REFERENCES = [
    name
    for path in (config.get("reference") or {}).values()
    if path
    for name in (path, f"{path}.fai")
]
CODE = code_digest()
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
            for field, value in asdict(SPECS[sample]).items()
        }
        for sample in CHUNKS[wildcards.chunk]
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
            for sample in CHUNKS[wildcards.chunk]
            for path in sample_files(SPECS[sample])
        )
    )


def chunk_splits(wildcards):
    """Return the indexes of the MAFs that several chunks name and this one is among them."""
    named = dict.fromkeys(SPECS[sample].variants for sample in CHUNKS[wildcards.chunk])
    return [SPLITS[path] for path in named if path in SPLITS]


def settings_params():
    """Return the settings that decide a report's content; where the samples lie and how they are chunked does not."""
    layout = ("samples", "outdir", "chunk_size", "only", "formats")
    return {key: value for key, value in sorted(config.items()) if key not in layout}
