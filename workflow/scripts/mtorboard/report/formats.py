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

    def index(self, content: str | bytes) -> bytes:
        """Return the index of that content; only of formats that have one."""


class Format(NamedTuple):
    """File name in the sample's folder, and module of this package that makes its content.

    The module is imported when the format is asked for: a template engine or a PDF library costs more
    than a small sample's work.
    ``indexed`` is the ending of the index beside the file, by which programs find places in it.
    """

    file: str
    module: str
    indexed: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all its files."""
        return (self.file, self.file + self.indexed) if self.indexed else (self.file,)

    def make(self, document: Mapping[str, Any], rulebase: RuleBase) -> dict[str, str | bytes]:
        """Return the content of its files by name; an index comes after what it is of."""
        maker = cast(Maker, importlib.import_module(self.module))
        content = maker.make(document, rulebase)
        index = {self.file + self.indexed: maker.index(content)} if self.indexed else {}
        return {self.file: content, **index}


FORMATS: Mapping[str, Format] = {
    "json": Format("report.json", "mtorboard.report.jsontext"),
    "html": Format("report.html", "mtorboard.report.html"),
    "pdf": Format("report.pdf", "mtorboard.report.pdf"),
    "xlsx": Format("report.xlsx", "mtorboard.report.xlsx"),
    "tsv": Format("alterations.tsv", "mtorboard.report.tables"),
    "vcf": Format("annotated.vcf.gz", "mtorboard.report.annotated_vcf", indexed=".tbi"),
    "maf": Format("alterations.maf", "mtorboard.report.maf"),
    "fhir": Format("report.fhir.json", "mtorboard.report.fhir"),
}
"""By name, as in ``formats`` of the configuration; config.schema.json lists the same names."""

DEFAULT = ("json", "html", "pdf", "tsv", "vcf")
"""What is written where nobody says."""
