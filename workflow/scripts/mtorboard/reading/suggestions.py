"""Help a reader who mistyped a word: which of the known words was meant?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` for the option nearest to ``word``, or ``""`` when none is near.

    Case does not count, and neither do ``-`` and spaces in place of ``_``.
    """
    plain = {_plain(option): option for option in sorted(options, reverse=True)}
    near = difflib.get_close_matches(_plain(word), sorted(plain), n=1, cutoff=0.6)
    return f" (did you mean '{plain[near[0]]}'?)" if near else ""


def one_of(options: Iterable[str]) -> str:
    """Return the options as text, in the order given: ``"a, b or c"``."""
    *head, last = list(options) or ["nothing"]
    return f"{', '.join(head)} or {last}" if head else last


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")
