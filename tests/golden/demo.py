"""The demo cohort, run in this process with the configuration as shipped, and what is kept of it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from mtorboard.reading.sheet import read_sheet
from mtorboard.run.jobs import interpret_chunk, render_chunk, summarise_cohort

REPOSITORY = Path(__file__).resolve().parents[2]
DEMO = REPOSITORY / "resources" / "demo"
SAMPLES = [spec.sample for spec in read_sheet(DEMO / "samples.tsv")]
DIGEST = "(digest)"


def demo_settings(outdir: Path, **changed: Any) -> dict[str, Any]:
    """The configuration as shipped, with paths that hold in any working directory."""
    settings = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))
    paths = {key: str(REPOSITORY / settings[key]) for key in ("samples", "assays")}
    return {**settings, **paths, "outdir": str(outdir), **changed}


def run_demo(outdir: Path, **changed: Any) -> Path:
    """Interpret, render and summarise the whole demo below ``outdir``; return it."""
    settings = demo_settings(outdir, **changed)
    interpreted, rendered = outdir / "interpret.tsv", outdir / "render.tsv"
    interpret_chunk(settings, SAMPLES, interpreted)
    render_chunk(interpreted, outdir, settings["formats"], rendered)
    cohort = outdir / "cohort"
    cohort.mkdir()
    files = (cohort / name for name in ("cohort.tsv", "cohort.html", "cohort.maf.gz"))
    summarise_cohort([rendered], outdir, settings["formats"], *files)
    return outdir


def document_of(outdir: Path, sample: str) -> dict[str, Any]:
    """report.json of a sample."""
    document: dict[str, Any] = json.loads((outdir / sample / "report.json").read_text(encoding="utf-8"))
    return document


def golden_files(outdir: Path) -> dict[str, str]:
    """Content by path below ``expected/`` of everything that is compared.

    The digests of the inputs and of the knowledge are masked: they follow from files that are themselves under
    version control, and would otherwise change every expected file with each edit of any table, so that the lines
    which matter could not be seen. Versions are not masked.
    """
    found = {}
    for sample in SAMPLES:
        folder = outdir / sample
        provenance = document_of(outdir, sample)["provenance"]
        digests = [provenance["knowledge"]["sha256"], *(item["sha256"] for item in provenance["inputs"])]
        texts = {
            "report.json": (folder / "report.json").read_text(encoding="utf-8"),
            "alterations.tsv": (folder / "alterations.tsv").read_text(encoding="utf-8"),
            "report.txt": visible_text((folder / "report.html").read_text(encoding="utf-8")),
        }
        for name, text in texts.items():
            found[f"{sample}/{name}"] = masked(text, digests)
    found["cohort.tsv"] = (outdir / "cohort" / "cohort.tsv").read_text(encoding="utf-8")
    return found


def masked(text: str, digests: list[str]) -> str:
    """``text`` without the digests, whether whole or cut to their first 12 digits."""
    for digest in digests:
        text = text.replace(digest, DIGEST).replace(digest[:12], DIGEST)
    return text


class _Visible(HTMLParser):
    """Collects what a reader of the page sees, a line a block."""

    _HIDDEN = frozenset({"style", "script", "title"})
    _INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "wbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        if tag not in self._INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._HIDDEN
        if tag not in self._INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def visible_text(page: str) -> str:
    """The text of a page: tags stripped, white space folded, one line a block, no empty lines."""
    reader = _Visible()
    reader.feed(page)
    reader.close()
    lines = (re.sub(r" +", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"
