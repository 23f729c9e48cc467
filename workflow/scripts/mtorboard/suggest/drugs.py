"""Recognise drugs by what a person wrote, and ask for them by id or class."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from mtorboard.knowledge.records import Drug

_LONGEST_NAME = 4
"""Words of the longest drug name looked for inside a longer entry."""

_BETWEEN = re.compile(r"[+,;/&]|\b(?:and|with|plus)\b", re.IGNORECASE)
"""What stands between the drugs of one entry."""
_WORD = re.compile(r"[^\W\d_]{4}")
"""Of a drug's name; shorter words are units and forms."""


class DrugIndex:
    """drugs.tsv by name, synonym and id, whatever the case, accents, hyphens and spaces."""

    def __init__(self, drugs: Mapping[str, Drug]) -> None:
        self.drugs = drugs
        self._by_name: dict[str, Drug] = {}
        for drug in drugs.values():
            for name in (drug.drug_id, drug.name, *drug.synonyms):
                self._by_name.setdefault(_plain(name), drug)
        self._resolved: dict[str, tuple[Drug, ...]] = {}

    def resolve(self, written: str) -> tuple[Drug, ...]:
        """Return the drugs that an entry names; several for a combination, none for an unknown name.

        A name inside a longer entry (``"Ketoconazole tablets"``) is found too: a missed interaction can hurt,
        an interaction asked about once too often cannot.
        """
        if written not in self._resolved:
            self._resolved[written] = self._find(_plain(written))
        return self._resolved[written]

    def unknown(self, written: str) -> tuple[str, ...]:
        """Return the parts of an entry that name no known drug; the whole entry where it names none at all.

        An entry can hold several drugs (``"metformin/Klaricid"``, ``"A and B"``). One that is known vouches for
        no other: what is not recognised was not checked.
        """
        if not self.resolve(written):
            return (written,)
        parts = () if _plain(written) in self._by_name else _BETWEEN.split(written)
        if len(parts) < 2:
            return ()
        return tuple(part.strip() for part in parts if _WORD.search(part) and not self.resolve(part))

    def matching(self, written: str, wanted: Collection[str]) -> tuple[Drug, ...]:
        """Return those of the entry's drugs that are, or belong to a class, among ``wanted``."""
        return tuple(drug for drug in self.resolve(written) if drug.is_one_of(wanted))

    def example(self, wanted: Collection[str]) -> Drug | None:
        """Return a drug (the first by id) that is or belongs to one of ``wanted``."""
        fitting = (drug for _, drug in sorted(self.drugs.items()) if drug.is_one_of(wanted))
        return next(fitting, None)

    def name(self, drug_id: str) -> str:
        """Return the name to print for a drug id."""
        return self.drugs[drug_id].name if drug_id in self.drugs else drug_id

    def _find(self, plain: str) -> tuple[Drug, ...]:
        if plain in self._by_name:
            return (self._by_name[plain],)
        words = plain.split()
        found: dict[str, Drug] = {}
        start = 0
        while start < len(words):
            taken = 1
            for length in range(min(_LONGEST_NAME, len(words) - start), 0, -1):
                drug = self._by_name.get(" ".join(words[start : start + length]))
                if drug is not None:
                    found[drug.drug_id] = drug
                    taken = length
                    break
            start += taken
        return tuple(found.values())


def _plain(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold().replace("'", "").replace("’", ""))
    letters = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", letters).split())
