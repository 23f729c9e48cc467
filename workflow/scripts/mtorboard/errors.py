"""One family of errors, each of which says what is wrong, where, why it matters and what to do.

Anything raised from here is shown to a person as :meth:`MtorboardError.render`, never as a traceback.
Messages carry sample ids, file names and field names; never variants, drugs or other clinical content.
"""

from __future__ import annotations

from pathlib import Path


class MtorboardError(Exception):
    """Base of the family.

    Args:
        what: the problem in one clause, e.g. ``"no column named 'T1'"``.
        where: file, line, key or sample, e.g. ``"samples.tsv, line 4"``.
        why: why this cannot be passed over.
        todo: what the reader can do about it.
    """

    def __init__(self, what: str, *, where: str = "", why: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.todo = todo

    def render(self) -> str:
        """Return the one-paragraph message for a terminal or a report."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        parts = [head]
        if self.why:
            parts.append(self.why)
        if self.todo:
            parts.append(f"What to do: {self.todo}")
        return ". ".join(part.rstrip(". ") for part in parts) + "."

    def __str__(self) -> str:
        return self.render()


class ConfigError(MtorboardError):
    """The configuration, the sample sheet or a command-line option cannot be used."""


class InputError(MtorboardError):
    """A sample's file (VCF, MAF, BED, copy number, sidecar) cannot be used."""


class BuildError(InputError):
    """The genome build is unknown or two sources disagree about it."""


class TumourColumnError(InputError):
    """Which column of a VCF is the tumour cannot be told."""


class ReferenceError(InputError):  # noqa: A001 - the field's word for it
    """The reference FASTA cannot be used, or its bases contradict the input."""


class KnowledgeError(MtorboardError):
    """A curated table or rule is malformed or contradicts another."""


class ReportError(MtorboardError):
    """A report does not follow its schema."""


def place_of(error: BaseException) -> str:
    """Return file and line at which an unexpected error was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "unknown place"


def defect(error: Exception, where: str = "") -> MtorboardError:
    """Return a fault of our own as a problem that a person can report; its message may hold clinical content.

    Args:
        error: what was raised and belongs to no family of ours; ``where``: the sample that met it.
    """
    return MtorboardError(
        f"unexpected {type(error).__name__} at {place_of(error)}",
        where=where,
        why="This is a defect of mtorboard, not of the input",
        todo="report it with the version and this line",
    )


class Problems(MtorboardError):
    """Several problems found together, so that a person can mend them in one go."""

    def __init__(self, problems: list[MtorboardError]) -> None:
        super().__init__(f"{len(problems)} problem(s)")
        self.problems = tuple(problems)

    def render(self) -> str:
        """Return one line per problem."""
        return "\n".join(f"- {problem.render()}" for problem in self.problems)
