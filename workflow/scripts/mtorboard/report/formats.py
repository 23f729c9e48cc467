"""The formats of a report: what each is called, its file, and the module that makes its content."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

if TYPE_CHECKING:  # the command line imports this module to name the formats; knowledge would slow its start
    from mtorboard.knowledge.base import RuleBase


class Maker(Protocol):
    """What a format's module offers."""

    def make(self, document: Mapping[str, Any], rulebase: RuleBase) -> str | bytes:
        """Return the file's whole content from a valid report document and nothing else but wording."""


class Format(NamedTuple):
    """File name in the sample's folder, and module of this package that makes its content.

    The module is imported when the format is asked for: a template engine or a PDF library costs more
    than a small sample's work.
    """

    file: str
    module: str

    def make(self, document: Mapping[str, Any], rulebase: RuleBase) -> str | bytes:
        """Return the file's content."""
        return cast(Maker, importlib.import_module(self.module)).make(document, rulebase)


FORMATS: Mapping[str, Format] = {
    "json": Format("report.json", "mtorboard.report.jsontext"),
    "html": Format("report.html", "mtorboard.report.html"),
    "tsv": Format("alterations.tsv", "mtorboard.report.tables"),
    "maf": Format("alterations.maf", "mtorboard.report.maf"),
}
"""By name, as in ``formats`` of the configuration; config.schema.json lists the same names."""

DEFAULT = ("json", "html", "tsv")
"""What is written where nobody says."""
