"""Load the rules and what they speak of. The shape of a condition is checked here, the rest by the linter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from mtorboard.errors import ConfigError, KnowledgeError
from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.figures import FigureFacts
from mtorboard.knowledge.kept import read_yaml
from mtorboard.knowledge.limits import limits_from
from mtorboard.knowledge.records import Citation, Drug, Provenance, Rule, SafetyRule, TumourType
from mtorboard.knowledge.vocabulary import nearest, problems
from mtorboard.model.assessment import Statement
from mtorboard.model.enums import Headline, RuleClass, Severity, StrategyName, Verdict, Verification

Word = TypeVar("Word", bound=StrEnum)


ENGLISH = "en"
"""Language of texts.yaml; ``texts.<language>.yaml`` beside it is a translation."""


def load_rules(root: Path, lang: str = ENGLISH) -> RuleBase:
    """Read rules, safety rules and texts (YAML), drugs, tumour types, citations and limits (TSV) under ``root``.

    Args:
        lang: language of the texts; rules and safety flags are in English.

    Raises:
        ConfigError: there are no texts in that language.
        KnowledgeError: a file is missing or malformed, an id occurs twice, or a condition uses a word that
            the vocabulary (docs/rules.md) does not have.
    """
    return RuleBase(
        rules=_unique(map(rule_from, read_yaml(root / "rules.yaml", list)), "rule_id", "rules.yaml"),
        safety=_unique(map(safety_from, read_yaml(root / "safety.yaml", list)), "rule_id", "safety.yaml"),
        drugs=_unique(map(_drug, read_tsv(root / "drugs.tsv")), "drug_id", "drugs.tsv"),
        tumour_types=_unique(
            map(_tumour_type, read_tsv(root / "tumour_types.tsv")), "code", "tumour_types.tsv"
        ),
        citations=_unique(map(_citation, read_tsv(root / "citations.tsv")), "citation_id", "citations.tsv"),
        texts=load_texts(root, lang),
        limits=limits_from(read_tsv(root / "limits.tsv")),
        figures=FigureFacts(root),
    )


def languages(root: Path) -> tuple[str, ...]:
    """Languages that there are texts in under ``root``: English, then the translations by name."""
    found = (path.name.removeprefix("texts.").removesuffix(".yaml") for path in root.glob("texts.*.yaml"))
    return ENGLISH, *sorted(found)


def load_texts(root: Path, lang: str = ENGLISH) -> dict[str, Any]:
    """Read the texts in a language.

    Raises:
        ConfigError: there are none in it.
        KnowledgeError: the file cannot be read or is malformed.
    """
    known = languages(root)
    if lang not in known:
        raise ConfigError(
            f"there are no texts in the language '{lang}'",
            where="configuration, lang",
            why="A report half in another language could be misread",
            todo=f"choose among {', '.join(known)}, or add texts.{lang}.yaml (docs/curation.md, Translating)",
        )
    texts: dict[str, Any] = read_yaml(
        root / ("texts.yaml" if lang == ENGLISH else f"texts.{lang}.yaml"), dict
    )
    return texts


def current_code(code: str | None, types: Mapping[str, TumourType]) -> str | None:
    """Return the code in use for ``code``: a retired one gives its successor, an unknown one ``None``."""
    seen: set[str] = set()
    while code is not None and code in types and types[code].successor and code not in seen:
        seen.add(code)
        code = types[code].successor
    return code if code in types else None


def tumour_type_lineage(code: str | None, types: Mapping[str, TumourType]) -> frozenset[str] | None:
    """Return a tumour type's code, its ancestors' codes and the groups of all of them.

    Ancestry is the parent chain, never OncoTree's main type (which puts renal angiomyolipoma under renal cell
    carcinoma). A retired code counts as its successor, and is itself in the answer.

    Returns:
        ``None`` for no code and for a code that is not in the table; the caller says so.
    """
    current = current_code(code, types)
    if current is None or code is None:
        return None
    names = {code, current}
    step: str | None = current
    chain: set[str] = set()
    while step and step in types and step not in chain:
        chain.add(step)
        names |= {step} | types[step].groups
        step = types[step].parent
    return frozenset(names)


def finer_names(code: str | None, types: Mapping[str, TumourType]) -> frozenset[str]:
    """Return the names (codes and groups) that finer codes have beyond those of a code without a histology.

    A tumour of the bowel may be a colorectal carcinoma: a rule for or against that is undecided, not FALSE. A code
    that names a histology says all that it says. ``ASIDE`` marks codes that OncoTree puts below a carcinoma that
    they are not (renal angiomyolipoma): they are possible where only the organ is named.
    """
    if _FINER[0] is not types:
        _FINER[:] = [types, _finer(types)]
    found: Mapping[str | None, frozenset[str]] = _FINER[1]
    return found.get(code, frozenset())


_FINER: list[Any] = [None, {}]
"""The tumour types asked last, and the finer names by code: a run has but one table."""


def _finer(types: Mapping[str, TumourType]) -> dict[str, frozenset[str]]:
    lineages = {code: tumour_type_lineage(code, types) or frozenset() for code in types}
    found: dict[str, set[str]] = {}
    for code, names in lineages.items():
        above = names & types.keys() - {code} if not types[code].successor else ()
        for coarse in above:
            organ = types[coarse].parent in ("", "TISSUE")
            if "HISTOLOGY" not in lineages[coarse] and (organ or "ASIDE" not in names):
                found.setdefault(coarse, set()).update(names)
    return {code: frozenset(names - lineages[code] - {"HISTOLOGY", "ASIDE"}) for code, names in found.items()}


def rule_from(row: Mapping[str, Any]) -> Rule:
    """Build a therapy rule from its YAML mapping.

    Raises:
        KnowledgeError: a field is missing, a word is not of its vocabulary, or the condition is malformed.
    """
    where = f"rules.yaml, {row.get('id', 'a rule without id')}"
    try:
        tiers = row.get("tiers", {})
        return Rule(
            rule_id=row["id"],
            title=row["title"],
            class_=_word(RuleClass, row["class"], where),
            when=_condition(row["when"], where),
            drugs=tuple(row.get("drugs", ())),
            text=row["text"],
            amp=tiers.get("amp", ""),
            escat=tiers.get("escat", ""),
            civic=tiers.get("civic", ""),
            evidence_for=_statements(row.get("evidence_for", ()), where),
            evidence_against=_statements(row.get("evidence_against", ()), where),
            citations=tuple(row.get("citations", ())),
            regions=frozenset(row.get("regions", ())),
            headline=_word(Headline, row["headline"], where) if row.get("headline") else None,
            strategies={
                _word(StrategyName, name, where): _word(Verdict, verdict, where)
                for name, verdict in row.get("strategies", {}).items()
            },
            biomarkers=frozenset(row.get("biomarkers", ())),
            suppresses=tuple(row.get("suppresses", ())),
            cautions_on=tuple(row.get("cautions_on", ())),
            already_used=tuple(row.get("already_used", ())),
            evidence_date=row["evidence_date"],
            review_due=row["review_due"],
            verification=_word(Verification, row["verified"], where),
            signed_off_by=row.get("signed_off_by", ""),
            never_meets=row.get("never_meets", {}),
        )
    except KeyError as missing:
        raise _without(missing, where) from None


def safety_from(row: Mapping[str, Any]) -> SafetyRule:
    """Build a safety rule from its YAML mapping.

    Raises:
        KnowledgeError: as :func:`rule_from`.
    """
    where = f"safety.yaml, {row.get('id', 'a rule without id')}"
    try:
        return SafetyRule(
            rule_id=row["id"],
            title=row["title"],
            severity=_word(Severity, row["severity"], where),
            when=_condition(row["when"], where),
            text=row["text"],
            if_unknown=row.get("if_unknown", ""),
            citations=tuple(row.get("citations", ())),
            verification=_word(Verification, row["verified"], where),
            evidence_date=row["evidence_date"],
            review_due=row["review_due"],
            signed_off_by=row.get("signed_off_by", ""),
        )
    except KeyError as missing:
        raise _without(missing, where) from None


def read_tsv(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a TSV with a header by column name; lines that begin with ``#`` are comments.

    Raises:
        KnowledgeError: the file is missing, or a row has another number of cells than the header.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise KnowledgeError("cannot be read", where=path.name, todo="restore the knowledge folder") from None
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
        elif len(cells) != len(header):
            raise KnowledgeError(
                f"{len(cells)} cells instead of {len(header)}", where=f"{path.name}, line {number}"
            )
        else:
            yield dict(zip(header, cells, strict=True))


def split_names(cell: str) -> tuple[str, ...]:
    """Return the names of a ``;``-separated cell."""
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def _drug(row: Mapping[str, str]) -> Drug:
    where = f"drugs.tsv, {row.get('drug_id', '')}"
    try:
        return Drug(
            drug_id=row["drug_id"],
            name=row["name"],
            synonyms=split_names(row["synonyms"]),
            classes=frozenset(split_names(row["classes"])),
            interaction=row["interaction"],
            strength=row["strength"],
            pgp=row["pgp"] == "true",
            ignored_routes=frozenset(split_names(row["ignored_routes"])),
            provenance=_provenance(row, where),
        )
    except KeyError as missing:
        raise _without(missing, where) from None


def _tumour_type(row: Mapping[str, str]) -> TumourType:
    try:
        return TumourType(
            code=row["code"],
            name=row["name"],
            parent=row["parent"],
            project_code=row["project_code"] == "true",
            synonyms=split_names(row["synonyms"]),
            successor=row["successor"],
            groups=frozenset(split_names(row["groups"])),
        )
    except KeyError as missing:
        raise _without(missing, "tumour_types.tsv") from None


def _citation(row: Mapping[str, str]) -> Citation:
    try:
        return Citation(row["citation_id"], row["kind"], row["identifier"], row["title"], row["year"])
    except KeyError as missing:
        raise _without(missing, "citations.tsv") from None


def _provenance(row: Mapping[str, str], where: str) -> Provenance:
    verified = _word(Verification, row["verified"], where)
    return Provenance(row["source"], verified, row["date"], row["signed_off_by"])


def _statements(rows: Any, where: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(row["text"], tuple(row.get("citations", ())), _word(Verification, row["verified"], where))
        for row in rows
    )


def _condition(condition: Any, where: str) -> Mapping[str, Any]:
    for path, what in problems(condition):
        raise KnowledgeError(what, where=f"{where}, {path}", todo="see docs/rules.md for the vocabulary")
    checked: Mapping[str, Any] = condition
    return checked


def _word(vocabulary: type[Word], word: Any, where: str) -> Word:
    try:
        return vocabulary(word)
    except ValueError:
        hint = nearest(str(word), [item.value for item in vocabulary])
        raise KnowledgeError(f"'{word}' is no {vocabulary.__name__}{hint}", where=where) from None


def _without(missing: KeyError, where: str) -> KnowledgeError:
    return KnowledgeError(f"has no {missing}", where=where, todo="see docs/rules.md")


def _unique(records: Any, key: str, table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for record in records:
        name = getattr(record, key)
        if name in found:
            raise KnowledgeError(f"'{name}' occurs twice", where=table)
        found[name] = record
    return found
