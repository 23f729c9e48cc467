"""Linter of what rules speak of: drugs.tsv, tumour_types.tsv and citations.tsv, each row and all together.

Most of a row is held against its JSON Schema, which says the classes, interactions and groups a second time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from mtorboard.knowledge.findings import Finding, Say, sayer
from mtorboard.knowledge.lint_sheet import Sheet
from mtorboard.knowledge.ruleset import split_names
from mtorboard.knowledge.tables import Row
from mtorboard.knowledge.vocabulary import nearest
from mtorboard.schemas import load_schema

_KEYS = {"drugs": "drug_id", "tumour_types": "code", "citations": "citation_id"}
_REGISTERED = re.compile(r"(?:PMID|NCT|PMC)\d")
_STRUCTURAL = frozenset({"SOLID", "HISTOLOGY"})
_FORMS = {"PMID": re.compile(r"[1-9]\d{6,7}"), "NCT": re.compile(r"NCT\d{8}")}
_SHORT = re.compile(r"-0(\d\d)-")
"""The year within a DOI of BioMed Central or Springer."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_WHOLE_PUBLICATION = 1
"""Years by which a PubMed number may run ahead of the year of print."""


def lint_lists(folder: Path) -> list[Finding]:
    """Lint the three lists.

    Args:
        folder: holds the three files.

    Returns:
        the findings, in the order of files and rows.

    Raises:
        KnowledgeError: a file cannot be read or has rows of another length than its header.
    """
    found: list[Finding] = []
    for name, check in (("drugs", _drugs), ("tumour_types", _tumour_types), ("citations", _citations)):
        sheet = Sheet(folder / f"{name}.tsv")
        found += sheet.findings
        rows = [row for _, row in sheet.lines]
        for key, count in Counter(row[_KEYS[name]] for row in rows).items():
            if count > 1:
                found.append(sayer(f"{name}.tsv", key)(_KEYS[name], f"stands in {count} rows"))
        found += check(rows)
    return found


def _drugs(rows: Sequence[Row]) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for row in rows:
        say = sayer("drugs.tsv", row["drug_id"])
        names = [row["name"], *split_names(row["synonyms"])]
        if not any(_squashed(name).startswith(_squashed(row["drug_id"])) for name in names):
            words = row["drug_id"].split("_")
            if not all(word in row["name"].casefold() for word in words):
                yield say("drug_id", f"is not how '{row['name']}' or a synonym is written")
        for name in {word.casefold() for word in (row["drug_id"], *names)}:
            other = owner.setdefault(name, row["drug_id"])
            if other != row["drug_id"]:
                yield say("", f"'{name}' is a name of {other} too")


def _squashed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _tumour_types(rows: Sequence[Row]) -> Iterator[Finding]:
    types = {row["code"]: row for row in rows}
    parents = {row["parent"] for row in rows}
    for row in rows:
        say = sayer("tumour_types.tsv", row["code"])
        above = list(_above(row["code"], types))
        if row["code"] in above:
            yield say("parent", f"{' <- '.join([row['code'], *above])} goes round in a circle")
            continue
        if not above and row is not rows[0]:
            yield say("parent", "only the first row is a root")
        for part in ("parent", "successor"):
            if row[part] and row[part] not in types:
                yield say(part, f"'{row[part]}' is not in the table{nearest(row[part], types)}")
        if row["successor"] and types.get(row["successor"], {}).get("successor"):
            yield say("successor", f"'{row['successor']}' is retired too")
        inherited = {group: name for name in above for group in split_names(types[name]["groups"])}
        for text in _group_problems(row, len(above), inherited, leaf=row["code"] not in parents):
            yield say("groups", text)
    yield from _organs_together(rows, types)


def _group_problems(row: Row, depth: int, inherited: Mapping[str, str], *, leaf: bool) -> Iterator[str]:
    """Groups of a code against their own lists, its place in the tree and what it inherits (group to code)."""
    schema = load_schema("knowledge/tumour_types")
    code, groups = row["code"], set(split_names(row["groups"]))
    listed = {group for group, codes in schema["x-members"].items() if code in codes}
    for group in sorted((groups - _STRUCTURAL) ^ listed):
        yield f"{group}: the row and the group's own list of codes differ"
    if (depth == 1 and not groups & _STRUCTURAL) or ("SOLID" in groups and depth != 1):
        yield "SOLID or HISTOLOGY stands at each organ, and SOLID nowhere else"
    if leaf and (code in schema["x-coarse"]) == ("HISTOLOGY" in groups or "HISTOLOGY" in inherited):
        yield "a code without finer ones is a HISTOLOGY, unless it is known to be coarse"
    for group in sorted(groups & set(inherited)):
        # A retired code stands for itself, so it says what its successor inherits.
        if not row["successor"]:
            yield f"{inherited[group]} has {group} already"


def _above(code: str, types: dict[str, Row]) -> Iterator[str]:
    """Codes above a code, the nearest first; a circle is walked once."""
    seen: set[str] = set()
    step = types[code]["parent"]
    while step in types and step not in seen:
        seen.add(step)
        yield step
        step = types[step]["parent"]


def _organs_together(rows: Sequence[Row], types: dict[str, Row]) -> Iterator[Finding]:
    """Rows of an organ stand together, so that a row under a wrong parent is seen; its own row may lead."""
    organs = [[row["code"], *_above(row["code"], types)][-2:][0] for row in rows]
    blocks = [
        (organ, [row for _, row in block])
        for organ, block in groupby(zip(organs, rows, strict=True), key=lambda pair: pair[0])
    ]
    started: Counter[str] = Counter()
    for organ, block in blocks:
        started[organ] += block[0]["code"] != organ
        if started[organ] > 1:
            text = f"stands apart from the other rows of {organ}: is the parent right?"
            yield sayer("tumour_types.tsv", block[0]["code"])("parent", text)


def _citations(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        yield from _citation(row, sayer("citations.tsv", row["citation_id"]))
    numbered = [
        row for row in rows if row["kind"] == "PMID" and row["identifier"].isdecimal() and row["year"]
    ]
    dated = sorted(numbered, key=lambda row: int(row["identifier"]))
    for earlier, later in pairwise(dated):
        if int(earlier["year"]) > int(later["year"]) + _WHOLE_PUBLICATION:
            text = f"{earlier['year']}, but the later {later['citation_id']} is of {later['year']}"
            yield sayer("citations.tsv", earlier["citation_id"])("year", text)


def _citation(row: Row, say: Say) -> Iterator[Finding]:
    name, identifier = row["citation_id"], row["identifier"]
    form = _FORMS.get(row["kind"])
    if form is not None and not form.fullmatch(identifier):
        yield say("identifier", f"'{identifier}' is no {row['kind']}")
    if _REGISTERED.match(name):
        if name.removeprefix("PMID") != identifier:
            yield say("identifier", f"'{identifier}' is not what the id says")
    elif not _spelt_by(row, name) or (
        row["kind"] == "LABEL" and _squashed(identifier) not in _squashed(row["title"])
    ):
        yield say("identifier", f"'{identifier}' does not spell {name}")
    years = set(_YEAR.findall(f"{name} {identifier}")) | {
        f"20{short}" for short in _SHORT.findall(identifier)
    }
    registered = row["kind"] in ("PMID", "NCT")
    if (
        row["year"]
        and row["year"] not in years
        and not registered
        and (years or row["kind"] in ("NOTE", "REGULATOR"))
    ):
        yield say("year", f"{row['year']} is not the year of the id or the identifier")


def _spelt_by(row: Row, name: str) -> bool:
    """Whether an id says what its row is: its numbers in order, and one of its words letter by letter."""
    wanted = "".join(re.findall(r"\d+", name))
    texts = (_squashed(row["identifier"]), _squashed(row["title"]))
    if not any(wanted in re.sub(r"\D", "", text) for text in texts):
        return False
    words = [word.casefold() for word in re.findall(r"[A-Z]{3,}", name.removeprefix("DOI_"))]
    return name.startswith("DOI_") or any(_within(word, text) for word in words for text in texts)


def _within(word: str, text: str) -> bool:
    """Whether the letters of a word stand in a text in this order: ``ccr`` in ``clincancerres``."""
    letters = iter(text)
    return all(letter in letters for letter in word)
