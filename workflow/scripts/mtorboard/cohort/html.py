"""cohort.html: all samples on one page, in the style of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from mtorboard.cohort.table import CohortRow
from mtorboard.model.enums import Headline
from mtorboard.report.html import render_template

_SEEN_IN_ALL = ("report_date", "version", "knowledge")


def render_cohort_html(
    rows: Iterable[CohortRow],
    texts: Mapping[str, Any],
    *,
    report_link: str | None = "../{sample}/report.html",
) -> str:
    """Return the cohort page: counts by headline and tumour type, and a row a sample, FAILED ones first.

    Args:
        rows: from :func:`mtorboard.cohort.table.cohort_table`, in any order.
        texts: content of texts.yaml.
        report_link: address of a sample's page as seen from the cohort page; ``None`` where no HTML was made.

    Returns:
        One self-contained page. An empty cohort gives a page that says so.

    Raises:
        KnowledgeError: texts.yaml lacks a text that the page needs.
    """
    ordered = sorted(rows, key=lambda row: (row.status != "FAILED", row.sample, row.error))
    done = [row for row in ordered if row.status != "FAILED"]
    headlines = Counter(row.headline for row in done)
    types = Counter(row.tumour_type_name or row.tumour_type for row in ordered)
    return render_template(
        "cohort.html",
        texts,
        rows=ordered,
        failed=len(ordered) - len(done),
        headlines={str(code): headlines[code] for code in Headline if headlines[code]},
        types=dict(sorted(types.items(), key=lambda item: (-item[1], item[0]))),
        seen={name: sorted({getattr(row, name) for row in ordered} - {""}) for name in _SEEN_IN_ALL},
        links={row.sample: report_link.format(sample=quote(row.sample, safe="")) for row in ordered}
        if report_link
        else {},
    )
