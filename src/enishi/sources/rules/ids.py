"""Identifiers: order ids, member ids, contract ids, product codes."""

from __future__ import annotations

import re
import unicodedata

from enishi.sources.rules.refusals import Dropped, Refused, shown
from enishi.sources.rules.text import NO_VALUE, fold, is_excel_date, is_excel_exponent

MAX_LENGTH = 200
# Identifiers of this form need no folding: a shortcut for whole columns.
PLAIN = r"^[A-Za-z0-9_#:@/-]+$"

_WHOLE_FLOAT = re.compile(r"(\d+)\.0+")


def identifier(text: str) -> str | None:
    """Fold an identifier; `17850.0` becomes `17850`. Refuses what a spreadsheet has damaged and broken characters."""
    folded = fold(text)
    if not folded or folded.lower() in NO_VALUE:
        return None
    if is_excel_exponent(folded):
        raise Refused(
            "excel_number",
            f"{shown(text)} was rounded by a spreadsheet and its last digits are lost. Export the file again and do "
            "not save it from the spreadsheet, or enter the whole number.",
        )
    if is_excel_date(folded):
        raise Refused(
            "excel_date",
            f"{shown(text)} looks like an identifier that a spreadsheet turned into a date. Enter it as it was.",
        )
    if len(folded) > MAX_LENGTH:
        raise Refused("too_long", f"An identifier has at most {MAX_LENGTH} characters; here are {len(folded)}.")
    if any(unicodedata.category(character) in ("Cc", "Co", "Cn") for character in folded):
        raise Refused("characters", f"{shown(text)} holds a character that cannot be part of an identifier.")
    whole = _WHOLE_FLOAT.fullmatch(folded)
    return whole.group(1) if whole else folded


def code(text: str) -> str | None:
    """A product's code or another word that identifies nobody: damage leaves the cell empty, with a note."""
    try:
        return identifier(text)
    except Refused as refused:
        raise Dropped(refused.reason, refused.detail) from None
