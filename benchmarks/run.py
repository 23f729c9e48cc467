"""Measure everything that docs/scaling.md speaks of, print it and write it as a table."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from cohort import dry_line, maf_lines, vcf_lines
from measure import SHARED, Line, machine, median
from wgs_vcf import wgs_lines

HEAD = "| what | wall s | CPU s | peak MiB | aim | reached |\n|---|---:|---:|---:|---|---|"


class Size(NamedTuple):
    """Of the files that are made, and how often short commands are run."""

    records: int
    vcfs: int
    tumours: tuple[int, ...]
    dry: int
    times: int


SIZES = {
    False: Size(records=5_000_000, vcfs=1000, tumours=(100, 1000, 10_000), dry=10_000, times=5),
    True: Size(records=200_000, vcfs=40, tumours=(40, 400), dry=1000, times=2),
}
"""By whether the quick benchmark was asked for."""
PARTS = ("start", "wgs", "dry", "vcf", "maf")


def lines(folder: Path, parts: Collection[str], *, quick: bool) -> Iterator[Line]:
    """Measure some of the parts, the short first."""
    size = SIZES[quick]
    if "start" in parts:
        start = [sys.executable, "-c", "import mtorboard.cli.run, mtorboard.knowledge as k; k.load()"]
        yield Line("start-up: imports and knowledge of mtorboard run", median(start, size.times))
    if "wgs" in parts:
        yield from wgs_lines(folder / f"wgs-{size.records}", size.records, size.times)
    if "dry" in parts:
        yield dry_line(folder, size.dry, size.vcfs)
    if "vcf" in parts:
        yield from vcf_lines(folder, size.vcfs)
    if "maf" in parts:
        yield from maf_lines(folder, size.tumours)


def row(line: Line) -> str:
    """A line of the table."""
    wall, cpu, memory = line.used
    return f"| {line.what} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {line.target} | {line.reached} |"


def main() -> None:
    """Read the options, measure, print each line when it is there, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where the made files are kept; about 1 GB")
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, for a look; nothing is aimed at there"
    )
    parser.add_argument("--results", type=Path, help="Markdown file to write")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="default: all")
    options = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"The shared test data are not at {SHARED}; name their folder in MTORBOARD_SHARED_DATA.")
    told = [
        "# What `make bench` measured",
        "",
        *machine(),
        f"- Date: {dt.datetime.now(dt.UTC).date()}.",
        "- Wall time is disturbed by whatever else runs, CPU time (with all descendants) less so.",
        "- Memory is that of the largest process.",
        "",
        HEAD,
    ]
    print(HEAD)
    for line in lines(options.folder.resolve(), options.parts, quick=options.quick):
        print(row(line), flush=True)
        told.append(row(line))
    if options.results:
        options.results.write_text("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
