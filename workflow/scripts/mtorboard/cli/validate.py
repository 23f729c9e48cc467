"""``mtorboard validate``: every problem of a run at once, before any work."""

from __future__ import annotations

import argparse
import sys

from mtorboard.cli.settings import settings_of
from mtorboard.reading.preflight import check
from mtorboard.reading.sheet import read_sheet


def execute(options: argparse.Namespace) -> int:
    """Print the problems of the sheet and its inputs; return 0 when there are none, else 2."""
    from mtorboard.knowledge import load  # noqa: PLC0415 - after the cheap checks

    settings = settings_of(options, samples=str(options.sheet) if options.sheet else None)
    specs = read_sheet(settings.samples)
    report = check(specs, settings, known_tumour_types=load().rulebase.tumour_types)
    if report.problems:
        print(report.render(), file=sys.stderr)
        return 2
    print(f"{len(specs)} sample(s): nothing to complain of")
    return 0
