"""Wording from texts.yaml. A missing text is the linter's to refuse; here the bare values stand in for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtorboard.model.enums import Headline


class _Blanks(dict[str, str]):
    """Leaves a placeholder that nothing fills empty, so that a text can never stop a report."""

    def __missing__(self, key: str) -> str:
        return ""


class Words:
    """All wording of the engine, looked up by the keys of docs/rules.md, section "texts.yaml"."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self._texts = texts
        self._facts: dict[tuple[str, str, str], str] = {}

    def section(self, *path: str) -> Any:
        """Return what stands under a path of keys, or ``None``."""
        node: Any = self._texts
        for key in path:
            if not isinstance(node, Mapping):
                return None
            node = node.get(key)
        return node

    def say(self, section: str, key: str, /, **values: str) -> str:
        """Return a text with its placeholders filled; without a text the values themselves."""
        template = self.section(section, key) if key else self.section(section)
        if isinstance(template, str):
            return template.format_map(_Blanks(values))
        return " ".join(value for value in values.values() if value) or key

    def value(self, value: object) -> str:
        """Return the word for a value of a vocabulary (``positive``, ``True``, ``BIALLELIC``, an arm)."""
        plain = str(value).lower() if isinstance(value, bool) else str(value)
        word = self.section("values", plain)
        return word if isinstance(word, str) else plain

    def values(self, values: object) -> str:
        """Return several of them, joined by commas."""
        return ", ".join(self.value(item) for item in values) if isinstance(values, tuple | list) else ""

    def fact(self, fact: str, part: str, item: str = "") -> str:
        """Return the ``name`` of a fact or the sentence that says it is ``missing``.

        A fact without an entry of its own is looked up without its last item (``assessed.KRAS``:
        ``assessed``) or its number (``prior_therapies.2.progressed``: ``prior_therapies.progressed``).
        """
        key = (fact, part, item)
        if key not in self._facts:
            self._facts[key] = self._fact(fact, part, item)
        return self._facts[key]

    def _fact(self, fact: str, part: str, item: str) -> str:
        head, _, last = fact.rpartition(".")
        numbered = ".".join(piece for piece in fact.split(".") if not piece.isdigit())
        for key in (fact, numbered, head):
            text = self.section("facts", key, part)
            if isinstance(text, str):
                return text.format_map(_Blanks(item=self.value(item or last)))
        return fact

    def clause(self, fact: str, key: str, /, **words: str) -> str:
        """Return what says that a fact has a value, after "If": of the value, or of any; empty where there is none.

        Entries are looked up as those of :meth:`fact` are.
        """
        head, _, _ = fact.rpartition(".")
        numbered = ".".join(piece for piece in fact.split(".") if not piece.isdigit())
        entry: Any = next(
            filter(None, (self.section("clauses", name) for name in (fact, numbered, head))), {}
        )
        text = entry.get(key, entry.get("any"))
        return text.format_map(_Blanks(words)) if isinstance(text, str) else ""

    def headline_word(self, headline: Headline) -> str:
        """Return the short words for a headline code."""
        return self.say("headline_words", headline.value)

    def details(self, *keys: str) -> str:
        """Return the words for details as ``", one copy retained, clonal"``; unknown ones are left out."""
        words = (self.section("details", key) for key in keys)
        return "".join(f", {word}" for word in words if isinstance(word, str))


class Silence(Words):
    """No wording at all, for what is only supposed: it decides nothing and is never printed."""

    def __init__(self) -> None:
        super().__init__({})

    def say(self, section: str, key: str, /, **values: str) -> str:
        """Return nothing."""
        return ""

    def value(self, value: object) -> str:
        """Return nothing."""
        return ""

    def fact(self, fact: str, part: str, item: str = "") -> str:
        """Return nothing."""
        return ""

    def details(self, *keys: str) -> str:
        """Return nothing."""
        return ""
