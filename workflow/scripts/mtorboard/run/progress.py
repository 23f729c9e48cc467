"""How far a run is: samples done, failed and left, a line a chunk. For the process that starts the run.

Jobs say nothing on their own, so a cluster's logs stay quiet and the lines are the same whoever does the work.
Standard library only; nothing but counts, chunk names and places of logs is said.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from pathlib import Path

from mtorboard.run.manifest import read_manifests


class Progress(logging.Handler):
    """Listens to the events of Snakemake's logger and adds its own lines to it.

    Snakemake's records carry ``event`` with ``job_id`` for a finished job, with ``rule_name`` and ``log`` for one
    that failed, with ``aux_logs`` for a group. They are told by these names: this package imports no Snakemake.
    """

    def __init__(
        self,
        logger: logging.Logger,
        chunks: Mapping[str, Collection[str]],
        waiting: Mapping[int, str],
        manifest: str,
    ) -> None:
        """Say where the run begins.

        Args:
            logger: Snakemake's.
            chunks: ids of the samples by chunk, those that are done already included.
            waiting: chunk by the id of the job that will finish it.
            manifest: path of a chunk's last manifest, with ``{chunk}`` in it.
        """
        super().__init__()
        self._logger = logger
        self._waiting = waiting
        self._manifest = manifest
        self._total = sum(map(len, chunks.values()))
        self._done = self._failed = 0
        for chunk in sorted(chunks.keys() - set(waiting.values())):
            self._count(chunk)
        self._say("at the start")

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a record of Snakemake."""
        event = getattr(record, "event", None)
        if event == "job_finished" and (chunk := self._waiting.get(record.__dict__["job_id"])) is not None:
            self._count(chunk)
            self._say(chunk)
        elif event == "job_error":
            self._say_error(f"a job of {record.__dict__['rule_name']}", record.__dict__["log"])
        elif event == "group_error":  # an error of each of its jobs follows, without the log of the group
            self._say_error("a group of jobs", record.__dict__["aux_logs"])

    def _count(self, chunk: str) -> None:
        for row in read_manifests([Path(self._manifest.format(chunk=chunk))]):
            self._done += 1
            self._failed += row["status"] != "OK"

    def _say(self, where: str) -> None:
        left = self._total - self._done
        counts = f"{self._done} of {self._total} samples done, {self._failed} of them FAILED, {left} left"
        self._logger.info(f"mtorboard: {counts} ({where})")

    def _say_error(self, what: str, logs: Collection[str]) -> None:
        self._logger.error(
            f"mtorboard: {what} broke off; see {', '.join(map(str, logs)) or 'the messages above'}"
        )
