"""A comparison of two reports in words, all of them from texts.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from mtorboard.report.comparison import Comparison, Difference, Document
from mtorboard.report.plain import visible
from mtorboard.suggest.words import Words

_DIGITS = 12
"""So much of a digest tells two files apart for a reader; the reports have all of it."""


def comparison_in_words(comparison: Comparison, texts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a comparison: the two reports, the summary, then each section that differs.

    Args:
        comparison: from :func:`mtorboard.report.comparison.compare`.
        texts: content of texts.yaml.
    """
    yield from map(visible, _Teller(comparison, texts).lines())


class _Teller:
    """Looks up the words for what a comparison found."""

    def __init__(self, comparison: Comparison, texts: Mapping[str, Any]) -> None:
        self._comparison = comparison
        self._texts = texts
        self._report = texts["report"]
        self._own = texts["report"]["compare"]
        self._words = Words(texts)
        self._titles = _titles(comparison.before) | _titles(comparison.after)
        self._proteins = _proteins(comparison.before) | _proteins(comparison.after)
        named = self._report["words"]
        self._values: Mapping[str, Callable[[Any], str]] = {
            "safety": self._flags,
            "strategies": lambda verdict: str(texts["verdicts"][verdict]),
            "rules": self._rule,
            "genes": lambda status: str(named["gene_status"][status]),
            "inputs": lambda files: ", ".join(
                f"{file['name']} ({file['sha256'][:_DIGITS]})" for file in files
            ),
            "versions": lambda text: text if len(text) < 2 * _DIGITS else text[:_DIGITS],
        }
        self._items: Mapping[str, Callable[[str], str]] = {
            "sample": lambda name: str(self._report["fields"].get(name, self._own["sample"].get(name, name))),
            "safety": self._titled,
            "rules": self._titled,
            "strategies": lambda name: str(texts["strategies"][name]["name"]),
            "arms": lambda arm: str(named["arm"][arm]),
            "alterations": lambda name: name + self._proteins.get(name, ""),
            "missing": lambda fact: self._words.fact(fact, "name"),
            "clinical": self._field,
            "inputs": lambda role: str(self._own["roles"].get(role, role)),
            "versions": lambda name: str(self._report["provenance"][name]),
        }

    def lines(self) -> Iterator[str]:
        """Yield everything."""
        before, after = self._comparison.before, self._comparison.after
        yield self._who("a", before)
        yield self._who("b", after)
        if before["sample"]["id"] != after["sample"]["id"]:
            yield str(self._own["other_sample"])
        one, other = (self._headline(code) for code in self._comparison.headlines)
        yield self._own["same" if one == other else "differs"].format(before=one, after=other)
        if not self._comparison.differences:
            yield str(self._own["nothing"])
        for section, found in groupby(self._comparison.differences, key=lambda item: item.section):
            yield f"\n{self._own['sections'][section]}"
            yield from (f"  {self._line(item)}" for item in found)

    def _who(self, which: str, report: Document) -> str:
        made_by = report["provenance"]
        text: str = self._own[which].format(
            sample=report["sample"]["id"],
            date=report["report_date"],
            version=made_by["version"],
            knowledge=made_by["knowledge"]["version"],
        )
        return text

    def _headline(self, code: str | None) -> str:
        return str(self._texts["headline_words"][code] if code else self._own["failed"])

    def _line(self, found: Difference) -> str:
        kind, item = _kind(found), self._items.get(found.section, str)(found.item)
        if found.section not in ("alterations", "arms"):
            return self._template(found.section, kind).format(
                item=item,
                before=self._value(found.section, found.before),
                after=self._value(found.section, found.after),
            )
        if kind != "changed":
            said = ", ".join(
                f"{self._own['attributes'][name]}: {self._attribute(name, value)}"
                for name, value in (found.before or found.after).items()
                if value not in (False, [])
            )
            return self._template(found.section, kind).format(item=item, before=said, after=said)
        changed = self._template(found.section, kind)
        return f"{item}: " + "; ".join(
            changed.format(
                item=self._own["attributes"][name],
                before=self._attribute(name, value),
                after=self._attribute(name, found.after[name]),
            )
            for name, value in found.before.items()
        )

    def _template(self, section: str, kind: str) -> str:
        lines = self._own["lines"]
        return str(lines.get(section, {}).get(kind) or lines["any"][kind])

    def _value(self, section: str, value: Any) -> str:
        if value is None:
            return str(self._report["not_provided"])
        return self._values.get(section, self._plain)(value)

    def _plain(self, value: Any) -> str:
        """A scalar by its word where there is one; the parts of anything else in one line."""
        if isinstance(value, dict):
            return ", ".join(f"{name}: {self._plain(part)}" for name, part in value.items())
        if isinstance(value, list):
            return "; ".join(map(self._plain, value)) or str(self._report["none"])
        return self._words.value(value)

    def _flags(self, flags: list[Mapping[str, Any]]) -> str:
        severities = self._texts["severities"]
        return ", ".join(
            severities[flag["severity"]] + (f" {self._own['unprovided']}" if flag["unprovided"] else "")
            for flag in flags
        )

    def _rule(self, row: Mapping[str, Any]) -> str:
        truth = str(self._report["words"]["truth"][row["truth"]])
        if not row["suppressed_by"]:
            return truth
        aside = self._report["row"]["suppressed_by"].format(rules=", ".join(row["suppressed_by"]))
        return f"{truth}, {aside[:1].lower()}{aside[1:]}"

    def _attribute(self, name: str, value: Any) -> str:
        """The value of one property of an alteration or an arm."""
        if isinstance(value, bool):
            return str(self._report["is_true" if value else "is_false"])
        if isinstance(value, list):
            return ", ".join(value) or str(self._report["none"])
        if name == "vaf":
            return str(self._report["not_provided"]) if value is None else f"{100 * value:.1f} %"
        words = {"class": "alteration_class", "state": "arm_condition"}.get(name, name)
        return str(self._report["words"][words][value])

    def _titled(self, rule: str) -> str:
        title = self._titles.get(rule)
        return f"{rule} ({title})" if title else rule

    def _field(self, field: str) -> str:
        """The name of a field of the sidecar, which is a fact of its own or of the clinical ones."""
        names = ((key, self._words.fact(key, "name")) for key in (f"clinical.{field}", field))
        return next((name for key, name in names if name != key), field)


def _kind(found: Difference) -> str:
    if found.before is None:
        return "gained"
    if found.after is None:
        return "lost"
    if found.section == "genes" and "NOT_ASSESSED" in (found.before, found.after):
        return "assessed" if found.before == "NOT_ASSESSED" else "unassessed"
    return "changed"


def _titles(report: Document) -> dict[str, str]:
    """Title of each rule that spoke."""
    assessment = report["assessment"] or {"rows": (), "safety": ()}
    return {item["rule"]: item["title"] for part in ("rows", "safety") for item in assessment[part]}


def _proteins(report: Document) -> dict[str, str]:
    """What stands behind the name of an alteration, for those whose protein change is known."""
    return {
        f"{item['gene']} {item['hgvs_c']}": f" ({item['hgvs_p']})"
        for item in report["alterations"]
        if item["hgvs_c"] and item["hgvs_p"]
    }
