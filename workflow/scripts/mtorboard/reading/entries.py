"""A drug entry as a person wrote it, cut into words: what can be a name, what is a dose, where one drug ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any

from mtorboard.reading.formats import read_format

_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\b|[^\W_]+(?:['’‘´`ʼ]+[^\W_]+)*")
"""A word, or letters with full stops between them: ``b.i.d``."""
_SEPARATES = re.compile(r"[+;/&|\n\r()\[\]{}•]|(?<!\d),|,(?!\d)|\s[-–—]\s")
"""What ends a drug's name; a comma within a number does not."""
_SHOWN_BETWEEN = {"": " ", ",": ", ", ";": "; ", "/": "/", "+": " + ", "&": " & "}
_ONE_SIGN = str.maketrans(
    {**dict.fromkeys("'’‘´`ʼ"), "µ": "u", "μ": "u", "α": "alpha", "β": "beta", "γ": "gamma"}
)
_SCHEDULE = re.compile(r"\d+[dwm]|\d*x\d+|q\d+[dhwm]?|d(?:[14-9]|\d\d)")
"""``3w``, ``2x1``, ``q12h``, ``d15``. ``D2`` and ``D3`` are vitamins."""
_CODE = 4
"""Letters of the longest word whose number belongs to it (``RMC-7977``); after longer ones it is a strength."""
_FINAL_VOWEL = 8
"""Letters from which a name's last vowel does not count: ketoconazole, Ketoconazol, ketoconazolo are one name."""


@dataclass(frozen=True, slots=True)
class NoDrug:
    """The words of ``resources/formats/drug_entries.yaml``, each group as its keys."""

    between: frozenset[str]
    dose: frozenset[str]
    forms: frozenset[str]
    beside: frozenset[str]
    look_alikes: frozenset[str]


@cache
def no_drug() -> NoDrug:
    """Read the words that are no drug once.

    Raises:
        KnowledgeError: the file is missing or malformed.
    """
    why = "A form or a unit would be taken for a drug, or a drug for one of them"
    return read_format("drug_entries.yaml", _no_drug, why=why)


def _no_drug(document: Any) -> NoDrug:
    grouped = {name: chain.from_iterable(document[name]) for name in ("dose", "forms", "beside")}
    return NoDrug(
        between=_keys(document["between"]),
        look_alikes=frozenset(map(name_key, document["look_alikes"])),
        **{name: _keys(words) for name, words in grouped.items()},
    )


def plain(name: str) -> str:
    """Return the letters and digits of a name in small letters, without accents, apostrophes and all else."""
    letters = unicodedata.normalize("NFKD", name.translate(_ONE_SIGN).casefold())
    return re.sub(r"[^0-9a-z]", "", letters)


def name_key(name: str) -> str:
    """Return what two spellings of a name share: neither hyphens and spaces count nor a long name's last vowel."""
    key, words = plain(name), re.findall(r"[^\W_]+", name)
    long = len(key) >= _FINAL_VOWEL and len(words[-1]) > 1  # the A of "Luminal A" is no vowel of a name
    return key[:-1] if long and key[-1] in "aeo" else key


class Entry:
    """An entry's words in their order.

    Args:
        written: as a person wrote it.
    """

    def __init__(self, written: str) -> None:
        self.written = unicodedata.normalize("NFC", written)
        self._spans = [match.span() for match in _WORD.finditer(self.written)]
        self.words = [self.written[start:end] for start, end in self._spans]
        self.keys = [plain(word) for word in self.words]
        self._separators = [(match.start(), match.group()) for match in _SEPARATES.finditer(self.written)]

    def without_doses(self, names: Mapping[int, object]) -> str:
        """Return it without numbers, units and times; ``names``: words that are part of a known drug's name.

        An entry that holds nothing else is ``"?"``.
        """
        kept = [
            number for number in range(len(self.words)) if number in names or not self._is_dose(number, names)
        ]
        if len(kept) == len(self.words) and kept:
            return self.written
        return self._text(kept) or "?"

    def others(self, names: Mapping[int, object]) -> tuple[str, ...]:
        """Return what is neither part of a known drug's name nor known to be no drug, as it reads best."""
        known = no_drug()
        found: list[list[int]] = []
        for part in self._parts():
            silent = known.forms | known.between | (known.beside if names.keys() & set(part) else frozenset())
            for run in _runs(part, names):
                kept = [n for n in run if self.keys[n] not in silent and not self._is_dose(n, names)]
                if any(self._can_be_a_name(number) for number in kept):
                    found.append(kept)
        return tuple(map(self._text, found))

    def _parts(self) -> list[list[int]]:
        """The words between separators, of which "and" is one."""
        between, parts = no_drug().between, [[0]] if self.words else []
        for before, after in pairwise(range(len(self.words))):
            if self._separator(before, after) or not between.isdisjoint(
                (self.keys[before], self.keys[after])
            ):
                parts.append([])
            parts[-1].append(after)
        return parts

    def _can_be_a_name(self, number: int) -> bool:
        return sum(map(str.isalpha, self.words[number])) > 1

    def _is_dose(self, number: int, names: Collection[int]) -> bool:
        key, dose = self.keys[number], no_drug().dose
        if self.words[number].isnumeric():
            return not self._is_code(number, names)
        letters = key.strip("0123456789")
        counted = letters != key and letters in dose
        return key in dose or counted or _SCHEDULE.fullmatch(key) is not None

    def _is_code(self, number: int, names: Collection[int]) -> bool:
        """Whether a number is joined to a short word before it that is no known drug's."""
        if number == 0 or number - 1 in names:
            return False
        before = self.words[number - 1]
        joined = self.written[self._spans[number - 1][1] : self._spans[number][0]] == "-"
        return joined and len(before) <= _CODE and before.isalpha()

    def _separator(self, before: int, after: int) -> str:
        """The last sign between two words that ends a drug's name, empty where there is none."""
        start, end = self._spans[before][1], self._spans[after][0]
        marks = [mark for place, mark in self._separators if start <= place < end]
        return marks[-1] if marks else ""

    def _text(self, numbers: list[int]) -> str:
        """The words with what stands between them; where words were cut, with what separated them."""
        text = self.words[numbers[0]] if numbers else ""
        for before, after in pairwise(numbers):
            start, end = self._spans[before][1], self._spans[after][0]
            between = self.written[start:end]
            if after > before + 1 or re.search(r"[()\[\]{}\s]", between):
                between = _SHOWN_BETWEEN.get(self._separator(before, after), ", ")
            text += between + self.words[after]
        return text


def _runs(part: list[int], names: Mapping[int, object]) -> list[list[int]]:
    """The words of a part between those that are a known drug's."""
    runs: list[list[int]] = [[]]
    for number in part:
        if number in names:
            runs.append([])
        else:
            runs[-1].append(number)
    return runs


def _keys(words: Any) -> frozenset[str]:
    return frozenset(map(plain, words))
