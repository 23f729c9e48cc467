"""A job's log file. Imports nothing heavy, so that the log is open before anything can go wrong."""

from __future__ import annotations

import logging
import sys
from pathlib import Path


def start_log(path: Path) -> None:
    """Send this process's messages, warnings and uncaught errors to ``path``.

    Snakemake only names the log file. Call this before heavy imports, so that their errors land in it too.
    """
    stream = path.open("w", encoding="utf-8")
    sys.stderr = stream
    logging.basicConfig(stream=stream, level=logging.INFO, format="%(message)s")
