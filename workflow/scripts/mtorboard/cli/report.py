"""``mtorboard report``: render a stored report.json again."""

from __future__ import annotations

import argparse

from mtorboard.cli.settings import formats_of
from mtorboard.knowledge import load
from mtorboard.report.files import language_of, read_report, write_report
from mtorboard.report.formats import DEFAULT


def execute(options: argparse.Namespace) -> int:
    """Write the report in the formats asked for and print the paths; return 0."""
    document = read_report(options.file)
    formats = formats_of(options.formats, DEFAULT)
    for path in write_report(document, options.outdir, formats, load(lang=language_of(document)).rulebase):
        print(path)
    return 0
