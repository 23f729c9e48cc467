"""What other knowledge would change in stored reports, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mtorboard.errors import ConfigError, ReportError
from mtorboard.knowledge.base import Knowledge
from mtorboard.report.comparison import genes, rules, safety, strategies
from mtorboard.report.files import JSON_NAME, read_report
from mtorboard.report.plain import visible
from mtorboard.run.replay import Document, replay


def reports_in_words(folder: Path, old: str, new: Knowledge) -> Iterator[str]:
    """Judge every stored report below a folder again and say what would change.

    Args:
        folder: searched for report.json at any depth.
        old: digest of the knowledge that they are expected to rest on; it is told of one that rests on other.
        new: what they are judged by.

    Yields:
        A line for each report that would change or cannot be judged again, by path; then what all of them lack,
        and a count. Reports that stay as they are, are counted alone.

    Raises:
        ConfigError: there is no report below the folder.
    """
    paths = sorted(folder.rglob(JSON_NAME))
    if not paths:
        raise ConfigError(
            "holds no report.json",
            where=str(folder),
            why="There is nothing to judge again",
            todo="give --reports a folder of results",
        )
    gaps: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for path in paths:
        kind, line = _judged(path, old, new, gaps)
        kinds[kind] += 1
        if line:
            yield visible(line)
    yield from (f"in {count} report(s): {gap}" for gap, count in gaps.items())
    yield f"{len(paths)} report(s): " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


def changes(before: Document, after: Document) -> list[str]:
    """Say what differs between two reports of one sample, apart from the headline and from wording.

    Returns:
        Alterations, genes, rules, safety flags and strategies, each as ``name: before -> after``.
    """
    return [
        f"{name}: {was.get(name, absent)} -> {now.get(name, absent)}"
        for view, absent in _VIEWS
        for was, now in ((view(before), view(after)),)
        for name in sorted(was.keys() | now.keys())
        if was.get(name) != now.get(name)
    ]


def _judged(path: Path, old: str, new: Knowledge, gaps: Counter[str]) -> tuple[str, str]:
    """Kind and line of one report."""
    try:
        before = read_report(path)
        again = replay(before, new)
    except ReportError as error:
        return "not judged again", f"{path.parent.name}: {error.what} ({error.why or error.where})"
    gaps.update(again.gaps)
    made_with = before["provenance"]["knowledge"]
    if made_with["sha256"] != old:
        gaps[f"it rests on knowledge {made_with['version']} that is not OLD; compared as it stands"] += 1
    after, name = again.document, before["sample"]["id"]
    was, now = (report["assessment"]["headline"]["code"] for report in (before, after))
    because = "; ".join(changes(before, after))
    if was != now:
        return "with another headline", f"{name}: {was} -> {now} (because {because})"
    if because:
        return "with the same headline on other grounds", f"{name}: stays {was} ({because})"
    if before["assessment"] != after["assessment"]:
        return "with other words alone", f"{name}: stays {was} (other words alone)"
    return "unchanged", ""


def _alterations(report: Document) -> dict[str, str]:
    return {
        f"{item['gene']} {item['hgvs_p'] or item['hgvs_c'] or item['key']}": f"{item['class']} {item['effect']}"
        for item in report["alterations"]
    }


def _genes(report: Document) -> dict[str, str]:
    return {f"gene {gene}": status for gene, status in genes(report).items()}


def _rules(report: Document) -> dict[str, str]:
    """Truth by rule, with the rules that removed its row."""
    return {
        rule: row["truth"]
        + (f", removed by {', '.join(row['suppressed_by'])}" if row["suppressed_by"] else "")
        for rule, row in rules(report).items()
    }


def _safety(report: Document) -> dict[str, str]:
    return {
        rule: ", ".join(
            flag["severity"] + (" as long as facts are missing" if flag["unprovided"] else "")
            for flag in flags
        )
        for rule, flags in safety(report).items()
    }


def _strategies(report: Document) -> dict[str, str]:
    return {f"strategy {name}": verdict for name, verdict in strategies(report).items()}


_VIEWS = (
    (_alterations, "not there"),
    (_genes, "not on the panel"),
    (_rules, "FALSE"),
    (_safety, "not raised"),
    (_strategies, "not there"),
)
"""What is compared, and what it means that a report does not name something."""
