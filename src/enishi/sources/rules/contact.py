"""Mail addresses, phone numbers and postal codes, normalised for telling whether two of them are the same."""

from __future__ import annotations

import re

import phonenumbers

from enishi.sources.rules.refusals import Dropped, shown
from enishi.sources.rules.text import fold

REGION = "JP"

# Old carrier addresses have dots in a row or before the @, so the local part is free.
_MAIL = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()_.]+(?:\.[^\s@,;<>\"()_.]+)+")
_PHONE_FILLER = re.compile(r"[-\s().ーｰ/]")
_MOBILE = re.compile(r"0[5-9]0[1-9]\d{7}")
_LANDLINE = re.compile(r"0[1-9]\d{8}")
_ZERO_LOST = re.compile(r"[1-9]\d{8,9}")
_POSTAL_DIGITS = re.compile(r"\d{7}")
_POSTAL_DAMAGED = re.compile(r"\d{1,6}")

ZERO_LOST = "phone_zero_lost"


def mail(text: str) -> str | None:
    """Lower-cased address; what is no address at all leaves the cell empty."""
    folded = fold(text).lower().removeprefix("mailto:")
    if not folded:
        return None
    if len(folded) > 254 or not _MAIL.fullmatch(folded):
        raise Dropped("mail_unreadable", f"{shown(text)} is not a mail address.")
    return folded


def phone(text: str) -> str | None:
    """E.164 (+819012345678). A number that lost its leading zero is not guessed at: Dropped with `phone_zero_lost`."""
    folded = fold(text).lstrip("'")
    digits = _PHONE_FILLER.sub("", folded)
    if not digits.strip("+") or len(set(digits.lstrip("+"))) == 1:
        return None  # 000-0000-0000 and its like say that there is none
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return "+81" + digits[1:]
    if _ZERO_LOST.fullmatch(digits):
        raise Dropped(ZERO_LOST, f"{shown(text)} seems to have lost its leading 0 in a spreadsheet.")
    try:
        parsed = phonenumbers.parse(folded, REGION)
    except phonenumbers.NumberParseException:
        raise Dropped("phone_unreadable", f"{shown(text)} is not a phone number.") from None
    if not phonenumbers.is_possible_number(parsed):
        raise Dropped("phone_unreadable", f"{shown(text)} is not a phone number.")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def postal_code(text: str) -> str | None:
    """Seven digits of a Japanese code, or another country's code as written. Too few digits are not padded: Dropped."""
    folded = fold(text).lstrip("'").removeprefix("〒").strip().upper()
    if not folded:
        return None
    digits = folded.replace("-", "").replace(" ", "").replace("ー", "")
    if _POSTAL_DIGITS.fullmatch(digits):
        return digits
    if _POSTAL_DAMAGED.fullmatch(digits):
        raise Dropped(
            "postal_zero_lost", f"{shown(text)} has too few digits; a spreadsheet may have cut leading zeros."
        )
    if len(folded) > 12 or "E+" in folded:
        raise Dropped("postal_unreadable", f"{shown(text)} is not a postal code.")
    return folded
