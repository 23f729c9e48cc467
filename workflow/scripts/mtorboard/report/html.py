"""report.html: one self-contained page, rendered from report.json, the texts and the citations alone."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.figures import FigureFacts
from mtorboard.knowledge.records import Citation
from mtorboard.model.enums import Arm, StrategyName
from mtorboard.report import callability, firstpage, view
from mtorboard.report.figures import figures
from mtorboard.report.figures.geometry import number
from mtorboard.report.plain import encodable, visible

_TEMPLATES = Path(__file__).parent / "templates"


class _Environment(Environment):
    """Jinja with one way to look into a mapping: its keys, never its methods."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj[attribute]`` of a mapping, undefined (an error once printed) where it is not there."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def _finalise(value: Any) -> Any:
    """Make invisible and reordering characters of printed text visible; leave markup of our own alone."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _fill(text: str, **values: object) -> str:
    """Fill the ``{braces}`` of a text."""
    return text.format(**values)


def _plain(markup: Markup) -> str:
    """Return what was put together in a template as text, to be filled in and escaped once more."""
    return markup.unescape()


def _percent(share: float) -> str:
    """Return a share between 0 and 1 as a percentage with at most one decimal."""
    return f"{share * 100:.1f}".removesuffix(".0") + " %"


def _compact(value: Any) -> str:
    """Return a setting as JSON in one line, keys sorted."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _named(codes: Iterable[str], words: Mapping[str, str]) -> str:
    """Return the words of codes, each once."""
    return ", ".join(dict.fromkeys(words[code] for code in codes))


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Keep compiled templates where Python keeps compiled modules: compiling costs more than a page.

    The cache holds a checksum of each source, so a changed template is compiled anew. ``None`` where the
    folder is read-only: then every process compiles for itself.
    """
    folder = _TEMPLATES / "__pycache__"
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    writable = os.access(folder, os.W_OK) and not sys.dont_write_bytecode
    return FileSystemBytecodeCache(str(folder)) if writable else None


@lru_cache(maxsize=8)
def script(name: str) -> Markup:
    """Return a script of the templates' folder as it stands between its tags."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of the program's own


@lru_cache(maxsize=8)
def script_source(name: str) -> Markup:
    """Return what a content security policy says of a script, so that a browser runs it and no other."""
    digest = base64.b64encode(hashlib.sha256(script(name).encode()).digest()).decode()
    return Markup("'sha256-{}'").format(digest)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the template environment: escaping everything, refusing what is undefined."""
    env = _Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalise,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_bytecode_cache(),
    )
    env.filters |= {
        "fill": _fill,
        "percent": _percent,
        "compact": _compact,
        "named": _named,
        "two": "{:.2f}".format,
        "num": number,
        "plain": _plain,
        "small": view.small,
        "told": view.told,
        "weakest": callability.weakest,
        "codon_ranges": callability.codon_ranges,
    }
    env.tests["overdue"] = view.overdue
    env.globals |= {"script": script, "script_source": script_source}
    return env


def render_template(name: str, texts: Mapping[str, Any], **context: Any) -> str:
    """Return a page from a template; ``t`` in it is the ``report`` part of ``texts``.

    Raises:
        KnowledgeError: texts.yaml lacks a text that the page needs.
    """
    try:
        return encodable(environment().get_template(name).render(t=texts["report"], texts=texts, **context))
    except (UndefinedError, KeyError) as error:
        raise KnowledgeError(
            f"a text of the report is not there: {error}",
            where="texts.yaml, report",
            why="A report with a gap in its wording could be misread",
            todo="add the text to texts.yaml",
        ) from error


def make(document: Mapping[str, Any], rulebase: RuleBase) -> str:
    """Return the content of report.html."""
    return render(document, rulebase.texts, rulebase.citations, rulebase.figures)


def render(
    document: Mapping[str, Any],
    texts: Mapping[str, Any],
    citations: Mapping[str, Citation],
    facts: FigureFacts | None = None,
) -> str:
    """Return the HTML page of a report document, of status OK or FAILED.

    Args:
        document: a valid report document. Everything in it is printed as text, never as markup.
        texts: content of texts.yaml; the page's own words are under ``report``.
        citations: citations.tsv by id.
        facts: what the figures are drawn from; ``None``: a page without figures.

    Returns:
        One self-contained page: nothing to be fetched, and one script, which it can do without.

    Raises:
        KnowledgeError: texts.yaml lacks a text that the page needs.
    """
    page = "failed.html" if document["status"] == "FAILED" else "report.html"
    return render_template(page, texts, **context(document, texts, citations, facts))


def context(
    document: Mapping[str, Any],
    texts: Mapping[str, Any],
    citations: Mapping[str, Citation],
    facts: FigureFacts | None = None,
) -> dict[str, Any]:
    """Return the variables of the report's templates; the arguments are those of :func:`render`."""
    if document["status"] == "FAILED":
        return {"doc": document}
    assessment = document["assessment"]
    return {
        "doc": document,
        "a": assessment,
        "safety": view.safety_groups(assessment["safety"]),
        "rows": view.row_groups(assessment),
        "found": view.alteration_groups(document["alterations"]),
        "large": view.large(document["alterations"]),
        "copies": view.copies_as_read(document["read"]),
        "junctions": view.junctions_as_read(document["read"]),
        "changes": view.changes_by_fact(assessment),
        "missing": view.missing_groups(assessment),
        "uninterpreted": view.uninterpreted(document["alterations"]),
        "gene_groups": view.genes_by_status(document["genes"], view.QUIET),
        "gaps": callability.gaps(document["genes"]),
        "sources": view.sources(assessment, citations, texts.get("report", {}).get("links", {})),
        "fact_texts": view.fact_texts(assessment),
        "signatures": document.get("sign_off", []),
        "fits": firstpage.limits(document),
        "strategy_order": [str(name) for name in StrategyName],
        "arm_order": [str(arm) for arm in Arm],
        "figures": figures(document, facts),
    }
