"""Recognise drugs by what a person wrote, and ask for them by id or class."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mtorboard.knowledge.records import Drug
from mtorboard.reading.entries import Entry, name_key, no_drug

_LONGEST_NAME = 4
"""Words of the longest drug name looked for inside a longer entry."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was made of an entry: the drugs that it names, what else it holds, and how it is printed."""

    drugs: tuple[Drug, ...]
    unknown: tuple[str, ...]
    shown: str


class DrugIndex:
    """drugs.tsv by name, synonym and id, whatever the case, accents, hyphens and spaces."""

    def __init__(self, drugs: Mapping[str, Drug]) -> None:
        self.drugs = drugs
        self._by_name: dict[str, Drug | None] = {}
        for drug in drugs.values():
            for name in (drug.drug_id, drug.name, *drug.synonyms):
                self._by_name.setdefault(name_key(name), drug)
        self._by_name |= dict.fromkeys(no_drug().look_alikes)
        self._known: dict[str, _Read] = {}

    def resolve(self, written: str) -> tuple[Drug, ...]:
        """Return the drugs that an entry names; several for a combination, none for an unknown name.

        A name inside a longer entry (``"Ketoconazole tablets"``) is found too: a missed interaction can hurt,
        an interaction asked about once too often cannot.
        """
        return self._read(written).drugs

    def unknown(self, written: str) -> tuple[str, ...]:
        """Return what an entry holds beside known drugs, forms and doses; all but its doses where it names none.

        An entry can hold several drugs (``"metformin/Klaricid"``, ``"A and B"``). One that is known vouches for
        no other: what is not recognised was not checked.
        """
        return self._read(written).unknown

    def shown(self, written: str) -> str:
        """Return an entry as it may be printed: without doses. It names what the entry names."""
        return self._read(written).shown

    def matching(self, written: str, wanted: Collection[str]) -> tuple[Drug, ...]:
        """Return those of the entry's drugs that are, or belong to a class, among ``wanted``."""
        return tuple(drug for drug in self.resolve(written) if drug.is_one_of(wanted))

    def name(self, drug_id: str) -> str:
        """Return the name to print for a drug id."""
        return self.drugs[drug_id].name if drug_id in self.drugs else drug_id

    def _read(self, written: str) -> _Read:
        if written not in self._known:
            entry = Entry(written)
            named = self._named(entry)
            found = tuple({drug.drug_id: drug for drug in named.values()}.values())
            shown = entry.without_doses(named)
            others = entry.others(named) or (() if found else (shown,))
            self._known[written] = _Read(found, others, shown)
        return self._known[written]

    def _named(self, entry: Entry) -> dict[int, Drug]:
        """Return the drugs of an entry by the number of each word of their names; the longest name goes first."""
        found: dict[int, Drug] = {}
        start, count = 0, len(entry.keys)
        while start < count:
            for end in range(min(start + _LONGEST_NAME, count), start, -1):
                keys = entry.keys[start:end]
                name = name_key(" ".join(keys))
                if all(keys) and name in self._by_name:  # a word of other letters has no key
                    drug = self._by_name[name]
                    found |= {} if drug is None else dict.fromkeys(range(start, end), drug)
                    start = end - 1
                    break
            start += 1
        return found
