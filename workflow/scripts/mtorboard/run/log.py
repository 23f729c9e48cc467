"""A job's log file. Imports nothing heavy, so that the log is open before anything can go wrong."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

from mtorboard.errors import MtorboardError


def start_log(path: Path) -> None:
    """Send this process's messages, warnings and uncaught errors to ``path``.

    Snakemake only names the log file. Call this before heavy imports, so that their errors land in it too.
    """
    stream = path.open("w", encoding="utf-8")
    sys.stderr = stream
    sys.excepthook = _say
    logging.basicConfig(stream=stream, level=logging.INFO, format="%(message)s")


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write an uncaught error: ours as its message; any other as its place, as its text may be clinical."""
    if isinstance(error, MtorboardError):
        print(error.render(), file=sys.stderr)
        return
    traceback.print_tb(trace, file=sys.stderr)
    print(f"{kind.__name__} (its text is left out: it could hold clinical content)", file=sys.stderr)
