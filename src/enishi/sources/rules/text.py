"""Folding of identifiers and numbers. Names are never folded: they are kept as they were written."""

from __future__ import annotations

import re
import unicodedata

# NFKC leaves these alone; in identifiers and numbers they all mean the ASCII hyphen.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−⁻₋─━", "-"))
NO_VALUE = frozenset({"nan", "null", "none", "n/a", "#n/a", "(null)", "<na>", "nat"})

_EXPONENT = re.compile(r"[-+]?\d+(?:\.\d+)?[eE]\+\d+")
_CALENDAR = re.compile(r"\d{1,2}月\d{1,2}日")
# Without 外字 (private use) and control characters a text can be shown and typed again.
UNMAPPED = r"[\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFD}\x{00}-\x{08}\x{0B}\x{0C}\x{0E}-\x{1F}\x{7F}-\x{9F}]"


def fold(text: str) -> str:
    """NFKC, dashes to `-`, outer white space removed."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def is_excel_exponent(folded: str) -> bool:
    """True for what a spreadsheet makes of a long number, such as 1.2E+10: its digits are lost."""
    return _EXPONENT.fullmatch(folded) is not None


def is_excel_date(folded: str) -> bool:
    """True for what a spreadsheet makes of a code such as 1-2: 1月2日."""
    return _CALENDAR.fullmatch(folded) is not None
