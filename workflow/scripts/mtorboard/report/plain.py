"""Text from outside, made harmless and visible before a person or a spreadsheet reads it."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline, bidirectional controls (they reorder what is read), zero-width
# characters, line separators and the byte-order mark: invisible, and able to change what a reader sees.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", '"')
# Spreadsheets turn these gene symbols into dates (SEPT2, MARCH1, DEC1).
_DATE_LIKE = re.compile(r"(?i)(jan|feb|mar|march|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[- ]?[0-9]{1,2}")


def encodable(text: str) -> str:
    """Return ``text`` with lone surrogates, which UTF-8 cannot carry, replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def visible(text: str) -> str:
    """Return ``text`` with invisible and reordering characters written out, as ``[U+202E]``."""
    return _HIDDEN.sub(lambda match: f"[U+{ord(match.group()):04X}]", encodable(text))


def one_line(text: str) -> str:
    """Return ``text`` as one visible line: tabs and line breaks become spaces."""
    return visible(re.sub(r"\s+", " ", text)).strip()


def cell(text: str) -> str:
    """Return ``text`` as one cell of a tab-separated table.

    Tabs and line breaks become spaces. A cell that a spreadsheet would run as a formula or open as a quoted
    block (first character ``= + - @``, their full-width forms, or a double quote) gets a leading apostrophe.
    """
    clean = one_line(text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def name_cell(text: str) -> str:
    """Return a gene symbol as a cell that a spreadsheet keeps as text, not as a date."""
    clean = cell(text)
    return f"'{clean}" if _DATE_LIKE.fullmatch(clean) else clean
