"""``mtorboard compare``: tell two reports apart."""

from __future__ import annotations

import argparse
import json

from mtorboard.knowledge import resources_root
from mtorboard.knowledge.ruleset import load_texts
from mtorboard.report.comparison import compare
from mtorboard.report.comparisontext import comparison_in_words
from mtorboard.report.files import language_of, read_report


def execute(options: argparse.Namespace) -> int:
    """Print what differs; return 0 where the two reports give the same answer, 1 where their headlines differ."""
    before, after = (read_report(path) for path in (options.a, options.b))
    comparison = compare(before, after)
    if options.format == "json":
        print(json.dumps(comparison.as_json(), indent=1, sort_keys=True, ensure_ascii=False))
    else:
        texts = load_texts(resources_root() / "knowledge", language_of(after))
        for line in comparison_in_words(comparison, texts):
            print(line)
    one, other = comparison.headlines
    return int(one != other)
