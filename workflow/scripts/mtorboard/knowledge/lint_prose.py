"""Checks of what rules say in words: what may not be said, and what the words' own numbers and names contradict."""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.findings import Finding, Say
from mtorboard.knowledge.lint_sheet import cell_problems
from mtorboard.knowledge.records import Citation, Rule
from mtorboard.model.assessment import Statement

_FORBIDDEN = (
    (re.compile(r"\brecommend", re.IGNORECASE), "says 'recommend'; the report summarises evidence"),
    (
        re.compile(r"\b\d[\d.,]*\s?(?:mg|µg|mcg|g|ng|IU)(?:/\w+)?\b|\b(?:mg/m2|ng/mL|mg/kg)\b"),
        "names a dose or a level",
    ),
    (
        re.compile(
            r"\b(?:once|twice|three times)[ -](?:a |per )?(?:daily|day|weekly|week)\b"
            r"|\btrough\b|\bevery (?:\w+ )?(?:days?|weeks?|hours?)\b|\b(?:bid|tid|qd|q\d+[dhw])\b",
            re.IGNORECASE,
        ),
        "names a schedule or a trough",
    ),
    (re.compile(r"\bOncoKB\b", re.IGNORECASE), "names a restricted database"),
)
_SHARE = re.compile(r"(\d+(?:\.\d+)?) % \((\d+)/(\d+)")
_SHARE_AFTER = re.compile(r"(\d+)/(\d+)[^\d/.;]*\((\d+(?:\.\d+)?) %\)")
_INTERVAL = re.compile(r"(\d+(?:\.\d+)?)(?: %)? \((?:\d+/\d+; )?95 % CI (\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
_SURVIVAL = re.compile(r"(\d+(?:\.\d+)?) against (\d+(?:\.\d+)?) months[^.;0-9]*(?:, )?HR (\d\.\d+)")
_NAMED = re.compile(r"\b[A-Za-z]*[A-Z]{3,}[A-Za-z0-9]*(?:-\d+)?\b")
_TRIAL = re.compile(rf"^({_NAMED.pattern})(?=:|$| and -\d)")
"""A trial's name as a word, and as the beginning of a source's title."""

_MONTHS = month_name[1:]
_DAY = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)}) (20\d\d)")
_MIXED = re.compile(r"(?<![\w.-])(?=\w*[A-Z])(?=\w*\d)\w{3,}(?![\w])")
_CHANGE = re.compile(r"[A-Z]\d{2,4}[A-Z]")
_USUAL, _RARE = 3, 2
"""Texts that make a word usual, and below which another one may be a slip."""

_POINTS_OFF, _RATIO_OFF = 2.5, 0.06
"""How far a share may lie from the middle of its interval, and a ratio from the geometric middle."""

_ROUNDED = 0.6
"""Papers round a share up or down: how far it may be off, in units of its last digit."""

_LONGER = 1.1
"""From this ratio of medians on, a hazard ratio on the other side of one is a slip."""


def forbidden(say: Say, texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Doses, schedules, advice and restricted sources; stray spaces and references of a wrong form.

    Args:
        say: speaks of the rule; ``texts``: (where, text).
    """
    for where, text in texts:
        for pattern, what in _FORBIDDEN:
            if found := pattern.search(text):
                yield say(where, f"{what}: '{found.group()}'")
        for what in cell_problems(text):
            yield say(where, what)


def number_problems(text: str) -> Iterator[str]:
    """Shares, intervals and ratios of a sentence that do not follow from each other."""
    shares = [(float(m[1]), int(m[2]), int(m[3]), m[1]) for m in _SHARE.finditer(text)]
    shares += [(float(m[3]), int(m[1]), int(m[2]), m[3]) for m in _SHARE_AFTER.finditer(text)]
    for percent, part, whole, written in shares:
        digits = len(written.partition(".")[2])
        if not part <= whole or abs(100 * part / whole - percent) > _ROUNDED * 10**-digits:
            yield f"{part} of {whole} is not {written} %"
    for match in _INTERVAL.finditer(text):
        value, low, high = (float(number) for number in match.groups())
        middle = sqrt(low * high) if high < 3 else (low + high) / 2
        allowed = _RATIO_OFF * middle if high < 3 else _POINTS_OFF
        if not low < value < high or abs(value - middle) > allowed:
            yield f"{match[1]} is not in the middle of {match[2]} to {match[3]}"
    for match in _SURVIVAL.finditer(text):
        longer, ratio = float(match[1]) / float(match[2]), float(match[3])
        if (longer > _LONGER and ratio > 1) or (longer < 1 / _LONGER and ratio < 1):
            yield f"{match[1]} against {match[2]} months is not HR {match[3]}"


def trials_of(citations: Mapping[str, Citation]) -> frozenset[str]:
    """Names of trials with which the titles of sources begin."""
    return frozenset(trial for row in citations.values() for trial in _TRIAL.findall(row.title))


def statement_problems(
    statement: Statement, citations: Mapping[str, Citation], trials: frozenset[str]
) -> Iterator[str]:
    """What a statement and its sources contradict in each other, and its numbers among themselves.

    Args:
        statement: one piece of evidence.
        citations: all sources by id; ``trials``: :func:`trials_of` them.
    """
    yield from number_problems(statement.text)
    own = " ".join(f"{citations[name].title} {name}" for name in statement.citations if name in citations)
    for trial in _NAMED.findall(statement.text):
        if trial in trials:
            if statement.citations and trial not in own:
                yield f"names {trial}, which none of its sources is about"
        elif "-" in trial and any(_same_stem(trial, other) for other in trials):
            yield f"names {trial}, which no source is about"


def _same_stem(word: str, other: str) -> bool:
    return re.sub(r"\d", "", word) == re.sub(r"\d", "", other)


def drug_problems(rule: Rule, base: RuleBase) -> Iterator[str]:
    """Drugs of a rule that its words do not name: by name, brand or class."""
    text = " ".join((rule.title, rule.text, *(one.text for one in rule.evidence_for))).casefold()
    for name in rule.drugs:
        drug = base.drugs.get(name)
        if drug is None:
            continue
        named = any(word.casefold() in text for word in (drug.name, *drug.synonyms))
        if not named and not any(_all_words(class_, text) for class_ in drug.classes):
            yield f"the text names neither {drug.name} nor its class"
    for name in rule.already_used:
        classes = {class_ for used in rule.drugs if used in base.drugs for class_ in base.drugs[used].classes}
        if name not in {*rule.drugs, *classes}:
            yield f"'{name}' is neither a drug of the rule nor its class"


def _all_words(class_: str, text: str) -> bool:
    return all(word[:6] in text for word in class_.split("_"))


def licence_problems(text: str, cited: Sequence[Citation]) -> Iterator[str]:
    """Dates of licences in a text that no cited decision of a regulator has."""
    dates = [
        row.identifier
        for row in cited
        if row.kind == "REGULATOR" and re.search(r"\d{4}-\d\d", row.identifier)
    ]
    if not dates or any("FDA review" in row.title for row in cited):
        return
    for sentence in re.split(r"(?<=[.;]) ", text):
        if not re.search(r"licen|authoris|approv", sentence, re.IGNORECASE) or "goal date" in sentence:
            continue
        for day, month, year in _DAY.findall(sentence):
            wanted = f"{year}-{_MONTHS.index(month) + 1:02}" + (f"-{int(day):02}" if day else "")
            if not any(wanted in date for date in dates):
                yield f"{f'{day} {month} {year}'.strip()} is not the date of a cited decision"


def speaks_of(citation: Citation, rule: Rule, base: RuleBase) -> bool:
    """Whether the title of a regulator's decision or a label names a drug of the rule or of its words."""
    title = citation.title.casefold()
    words = " ".join((rule.title, rule.text, *(one.text for one in rule.evidence_against))).casefold()
    drugs = [drug for drug in base.drugs.values() if drug.name.casefold() in title]
    if drugs:
        return any(drug.drug_id in rule.drugs or drug.name.casefold() in words for drug in drugs)
    return any(
        _all_words(name, title)
        for drug in rule.drugs
        if drug in base.drugs
        for name in base.drugs[drug].classes
    )


def word_problems(
    texts: Sequence[str], changes: frozenset[str], genes: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """(number of the text, what is wrong) for a name that is a slip away from one that many texts have.

    Args:
        texts: all prose.
        changes: protein changes of the curated alleles; one at another codon is in no table.
        genes: symbols of the panel, of which any may be meant.
    """
    found = [(at, word) for at, text in enumerate(texts) for word in _MIXED.findall(text)]
    counts = Counter(word for _, word in found)
    usual = {_without_digits(word): word for word, count in counts.items() if count >= _USUAL}
    codons = {change[1:-1] for change in changes}
    for at, word in found:
        if _CHANGE.fullmatch(word):
            if word not in changes and word[1:-1] not in codons:
                yield at, f"{word} is no curated change"
            continue
        meant = usual.get(_without_digits(word), word)
        two = re.search(rf"{re.escape(meant)}\W*(?:and|or)?\W*{re.escape(word)}", texts[at])
        if counts[word] < _RARE and meant != word and word not in genes and not two:
            yield at, f"is {word} meant to be {meant}?"


def _without_digits(word: str) -> str:
    return re.sub(r"\d", "0", word)
