"""What differs between two reports: two biopsies, two releases of the knowledge, two clinical states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mtorboard.errors import ReportError

Document = Mapping[str, Any]
View = Mapping[str, Any]
"""Something of a report by name, as JSON values that can be compared."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Args:
        section: one of :data:`SECTIONS`.
        item: what it is, by its code or name.
        before, after: JSON values in the first and in the second report; ``None``: not there.
    """

    section: str
    item: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports and what differs between them, section by section."""

    before: Document
    after: Document
    differences: tuple[Difference, ...]

    @property
    def headlines(self) -> tuple[str | None, str | None]:
        """The two headline codes; ``None`` for a report that FAILED."""
        return _headline(self.before), _headline(self.after)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values."""
        one, other = self.headlines
        return {
            "a": {"sample": self.before["sample"]["id"], "headline": one},
            "b": {"sample": self.after["sample"]["id"], "headline": other},
            "same_sample": self.before["sample"]["id"] == self.after["sample"]["id"],
            "same_headline": one == other,
            "differences": [asdict(item) for item in self.differences],
        }


def compare(before: Document, after: Document) -> Comparison:
    """Compare two valid reports.

    Where one FAILED, only what went in is compared: a report that knows nothing lifts no warning and has no
    unaltered gene.

    Raises:
        ReportError: both FAILED, so that there is no answer to compare.
    """
    if before["status"] == after["status"] == "FAILED":
        raise ReportError(
            "both reports FAILED",
            where=", ".join(report["sample"]["id"] for report in (before, after)),
            why="There is no answer to compare",
            todo="see in each report why, and run the samples again",
        )
    names = _names(before) | _names(after)
    views = VIEWS | {"alterations": lambda report: _alterations(report, names)}
    failed = "FAILED" in (before["status"], after["status"])
    found = (
        Difference(section, item, was.get(item), now.get(item))
        for section in (_WITHOUT_ANSWER if failed else SECTIONS)
        for was, now in ((views[section](before), views[section](after)),)
        for item in [*was, *(name for name in now if name not in was)]
        if was.get(item) != now.get(item)
    )
    return Comparison(before, after, tuple(_narrowed(item) for item in found))


def rules(report: Document) -> View:
    """Truth of each rule that spoke, with the rules that set its row aside."""
    return {
        row["rule"]: {"truth": row["truth"], "suppressed_by": row["suppressed_by"]}
        for row in _of_assessment(report, "rows")
    }


def safety(report: Document) -> View:
    """Severities of each safety rule that was raised, sorted; ``unprovided``: because a fact is missing."""
    found: dict[str, list[dict[str, Any]]] = {}
    for flag in _of_assessment(report, "safety"):
        state = {"severity": flag["severity"], "unprovided": bool(flag["missing"])}
        found.setdefault(flag["rule"], []).append(state)
    return {
        rule: sorted(flags, key=lambda flag: (flag["severity"], flag["unprovided"]))
        for rule, flags in found.items()
    }


def strategies(report: Document) -> View:
    """Verdict on each strategy."""
    return {name: item["verdict"] for name, item in dict(_of_assessment(report, "strategies")).items()}


def genes(report: Document) -> View:
    """Status of each gene."""
    return {gene: state["status"] for gene, state in report["genes"].items()}


def _headline(report: Document) -> str | None:
    return report["assessment"]["headline"]["code"] if report["assessment"] else None


def _of_assessment(report: Document, part: str) -> Any:
    return report["assessment"][part] if report["assessment"] else ()


def _arms(report: Document) -> View:
    return {
        arm: {name: state[name] for name in ("state", "zygosity", "clonality")}
        for arm, state in report["arms"].items()
    }


def _missing(report: Document) -> View:
    return {item["fact"]: True for item in _of_assessment(report, "missing")}


def _clinical(report: Document) -> View:
    return report["read"]["clinical"] if report["read"] else {}


def _sample(report: Document) -> View:
    return {
        "status": report["status"],
        **{name: report["sample"][name] for name in ("tumour_type", "purity", "build")},
        **{name: report[name] for name in ("region", "report_date")},
    }


def _versions(report: Document) -> View:
    made_by = report["provenance"]
    return {
        "version": made_by["version"],
        "knowledge": made_by["knowledge"]["version"],
        "digest": made_by["knowledge"]["sha256"],
    }


def _inputs(report: Document) -> View:
    found: dict[str, list[dict[str, str]]] = {}
    for item in report["provenance"]["inputs"]:
        found.setdefault(item["role"], []).append({"name": item["name"], "sha256": item["sha256"]})
    return found


def _parameters(report: Document) -> View:
    """Settings by dotted path."""
    return dict(_leaves("", report["provenance"]["parameters"]))


def _leaves(path: str, value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        return [(path, value)]
    return [leaf for key, item in value.items() for leaf in _leaves(f"{path}.{key}" if path else key, item)]


def _names(report: Document) -> dict[str, str]:
    """Name of each alteration that has one, by key: the same on both builds."""
    return {
        item["key"]: f"{item['gene']} {item['hgvs_c']}" for item in report["alterations"] if item["hgvs_c"]
    }


def _alterations(report: Document, names: Mapping[str, str]) -> View:
    """Each alteration by its name, else (where neither report could name it) by its key."""
    return {
        names.get(item["key"], f"{item['gene']} {item['key']}"): {
            "vaf": None if item["vaf"] is None else round(item["vaf"], 3),
            **{name: item[name] for name in _JUDGED},
        }
        for item in report["alterations"]
    }


def _narrowed(found: Difference) -> Difference:
    """Of an alteration or an arm that is in both reports, keep what differs."""
    if found.section not in ("alterations", "arms") or found.before is None or found.after is None:
        return found
    differ = [name for name in found.before if found.before[name] != found.after[name]]
    before, after = ({name: side[name] for name in differ} for side in (found.before, found.after))
    return Difference(found.section, found.item, before, after)


VIEWS: dict[str, Callable[[Document], View]] = {
    "sample": _sample,
    "safety": safety,
    "strategies": strategies,
    "rules": rules,
    "arms": _arms,
    "genes": genes,
    "missing": _missing,
    "clinical": _clinical,
    "inputs": _inputs,
    "parameters": _parameters,
    "versions": _versions,
}
"""What is compared, but for alterations, whose names two reports give together."""

SECTIONS = (
    *("sample", "safety", "strategies", "rules", "arms", "genes", "alterations"),
    *("missing", "clinical", "inputs", "parameters", "versions"),
)
"""In the order in which it is told."""

_WITHOUT_ANSWER = ("sample", "inputs", "parameters", "versions")

_JUDGED = ("class", "effect", "zygosity", "clonality", "origin", "counts", "low_confidence", "filtered")
