"""cohort.html: all samples on one page, in the style of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from jinja2.utils import htmlsafe_json_dumps

from mtorboard.cohort.counts import gene_counts, missing_counts, type_counts
from mtorboard.cohort.page import CohortSample, page_data
from mtorboard.cohort.table import by_sample
from mtorboard.model.enums import Headline, Severity
from mtorboard.report.html import render_template
from mtorboard.suggest.words import Words

PLAIN_ROWS = 500
"""Up to so many samples, the page holds a plain table for readers without scripts; beyond, cohort.tsv has it."""
FAILED_SHOWN = 20
_SEEN_IN_ALL = ("report_date", "version", "knowledge")


def render_cohort_html(
    samples: Iterable[CohortSample],
    texts: Mapping[str, Any],
    *,
    gene_arms: Mapping[str, str],
    report_link: str | None = "../{sample}/report.html",
) -> str:
    """Return the cohort page: failed samples first, counts, oncoprint, and a table with a row a sample.

    Args:
        samples: from :func:`mtorboard.cohort.page.cohort_sample`, in any order.
        texts: content of texts.yaml.
        gene_arms: code of each gene's arm, by symbol.
        report_link: address of a sample's page as seen from the cohort page; ``None`` where no HTML was made.

    Returns:
        One self-contained page, under 5 MB at 10,000 samples. An empty cohort gives a page that says so.

    Raises:
        KnowledgeError: texts.yaml lacks a text that the page needs.
    """
    ordered = sorted(samples, key=lambda sample: (sample.row.status != "FAILED", *by_sample(sample.row)))
    rows = [sample.row for sample in ordered]
    failed = [row for row in rows if row.status == "FAILED"]
    genes = gene_counts((sample.genotype for sample in ordered), gene_arms)
    words, codes = Words(texts), {row.headline or "FAILED" for row in rows}
    shown = rows if len(rows) <= PLAIN_ROWS else failed[:FAILED_SHOWN]
    return render_template(
        "cohort.html",
        texts,
        count=len(rows),
        rows=rows if len(rows) <= PLAIN_ROWS else None,
        failed=failed,
        failed_shown=FAILED_SHOWN,
        safety=Counter(row.safety for row in rows if row.safety in (Severity.STOP, Severity.HOLD)),
        undetermined=sum(row.headline == Headline.UNDETERMINED for row in rows),
        headlines=[code for code in (*map(str, Headline), "FAILED") if code in codes],
        types=type_counts(rows),
        facts=[(words.fact(fact, "name"), count) for fact, count in missing_counts(rows)],
        by_arm={arm: list(members) for arm, members in groupby(genes, key=attrgetter("arm"))},
        seen={name: sorted({getattr(row, name) for row in rows} - {""}) for name in _SEEN_IN_ALL},
        links={row.sample: report_link.format(sample=quote(row.sample, safe="")) for row in shown}
        if report_link
        else {},
        data=htmlsafe_json_dumps(page_data(ordered, genes) | {"link": report_link}, separators=(",", ":")),
    )
