"""The cohort view of many made-up tumours: CPU time a sample, peak memory, size of the page.

The reports are the bundled demo's, crossed with one another: each gene of a made-up tumour is that of one demo
report, its assessment that of another. What they say is nonsense; their size, their shape and the number of
different values are those of a real cohort.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from measure import measured

from mtorboard.reading.sheet import read_sheet
from mtorboard.report.jsontext import to_json
from mtorboard.run.jobs import interpret_chunk

ROOT = Path(__file__).resolve().parents[1]
MILLISECONDS, MEBIBYTES, MEGABYTES = 2.0, 200, 5.0
"""What is aimed at: CPU a sample, peak memory, size of cohort.html."""
FAILED_IN = 200
"""One sample in so many failed."""

Document = dict[str, Any]

SUMMARISE = """\
import sys
from pathlib import Path
from mtorboard.run.jobs import summarise_cohort
folder = Path(sys.argv[1])
files = (folder / "cohort" / name for name in ("cohort.tsv", "cohort.html", "cohort.maf.gz"))
summarise_cohort([folder / "made.tsv"], folder, ["html"], *files)
"""


def demo_reports(folder: Path) -> list[Document]:
    """Interpret the bundled demo and return its reports."""
    settings = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    settings |= {key: str(ROOT / settings[key]) for key in ("samples", "assays")} | {"outdir": str(folder)}
    samples = [spec.sample for spec in read_sheet(Path(settings["samples"]))]
    interpret_chunk(settings, samples, folder / "interpret.tsv")
    return [json.loads((folder / sample / "report.json").read_bytes()) for sample in samples]


def crossed(reports: list[Document], count: int, seed: int) -> Iterator[Document]:
    """Yield made-up reports; the same seed gives the same."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret
    for number in range(count):
        made = copy.copy(chance.choice(reports))
        made["sample"] = made["sample"] | {"id": f"TCGA-{number // 1000:02}-{number % 1000:03}-{seed:02}A"}
        if chance.randrange(FAILED_IN) == 0:
            error = {key: f"made-up {key}" for key in ("kind", "what", "where", "why", "todo", "text")}
            empty: Document = {"alterations": [], "genes": {}, "arms": {}, "assessment": None, "read": None}
            yield made | empty | {"status": "FAILED", "errors": [error]}
            continue
        donors = {gene: chance.choice(reports) for gene in made["genes"]}
        yield made | {
            "genes": {gene: donor["genes"][gene] for gene, donor in donors.items()},
            "alterations": [
                item
                for gene, donor in donors.items()
                for item in donor["alterations"]
                if item["gene"] == gene
            ],
        }


def make(folder: Path, count: int) -> None:
    """Write made-up reports and the manifest that lists them."""
    lines = ["sample\tstatus\treport_sha256"]
    for document in crossed(demo_reports(folder / "demo"), count, seed=1):
        content, name = to_json(document).encode(), document["sample"]["id"]
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "report.json").write_bytes(content)
        lines.append(f"{name}\t{document['status']}\t{hashlib.sha256(content).hexdigest()}")
    (folder / "made.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read the options, make the reports where they are not there yet, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where the made reports are kept, one folder a number")
    parser.add_argument("--samples", type=int, nargs="+", default=[100, 1_000, 10_000])
    options = parser.parse_args()
    columns = ("samples", "wall s", "CPU s", "CPU ms/sample", "MiB", "cohort.html MB", "cohort.maf.gz MB")
    print("".join(f"{name:>18}" for name in columns))
    for count in options.samples:
        folder = options.folder / f"cohort-{count}"
        if not (folder / "made.tsv").is_file():
            make(folder, count)
        wall, cpu, memory = measured([sys.executable, "-c", SUMMARISE, str(folder)])
        page, maf = (
            (folder / "cohort" / name).stat().st_size / 1e6 for name in ("cohort.html", "cohort.maf.gz")
        )
        figures = (f"{count}", f"{wall:.1f}", f"{cpu:.1f}", f"{1000 * cpu / count:.2f}", f"{memory:.0f}")
        print("".join(f"{text:>18}" for text in (*figures, f"{page:.2f}", f"{maf:.2f}")))
    print(f"aims at 10,000: {MILLISECONDS} ms a sample, {MEBIBYTES} MiB, {MEGABYTES} MB of cohort.html")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.stderr.decode())
