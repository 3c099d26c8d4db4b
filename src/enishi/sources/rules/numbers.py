"""Numbers as people and carts write them: ¥1,000, １０００円, ▲500, (500), -500."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from enishi.kernel.money import Currency
from enishi.sources.rules.refusals import Dropped, Refused, shown
from enishi.sources.rules.text import fold, is_excel_exponent

# Line amounts are kept in millionths of the minor unit until an order's total is rounded, once.
MICRO = 1_000_000
MAX_MINOR = 10**12
MAX_WHOLE = 10**9
MAX_DIGITS = 18

_PLAIN = re.compile(r"-?\d{1,18}")
_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+")
_SIGNS = re.compile(r"^(?:[¥$€£₩\\]|[A-Z]{3} ?)|(?:円|元|원| ?[A-Z]{3})$")


def number(text: str) -> Decimal:
    """Read a decimal number, with currency signs, grouping commas and any common minus. Raises Refused."""
    if _PLAIN.fullmatch(text) and text.isascii():
        return Decimal(text)
    folded = fold(text).lstrip("'")
    if is_excel_exponent(folded):
        raise Refused(
            "excel_number",
            f"{shown(text)} was rounded by a spreadsheet. Enter the whole number, without an exponent.",
        )
    bare, negative = _split_sign(folded)
    if not _NUMBER.fullmatch(bare):
        raise Refused("number", f"{shown(text)} is not a number.")
    value = Decimal(bare.replace(",", ""))
    if value.adjusted() > MAX_DIGITS:
        raise _too_large(text)
    return -value if negative else value


def _split_sign(folded: str) -> tuple[str, bool]:
    """Take signs of currency and of negation off both ends; return what is left and whether it is negative."""
    bare, negative = folded, False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1].strip(), True
    for _ in range(2):  # a minus may stand on either side of the currency sign
        if bare[:1] in ("-", "▲", "△", "+") and bare[:1]:
            if negative:
                return folded, False
            negative = bare[0] != "+"
            bare = bare[1:].strip()
        bare = _SIGNS.sub("", bare).strip()
    if bare.endswith("-") and not negative:
        bare, negative = bare[:-1].strip(), True
    return bare, negative


def has_fraction(text: str) -> bool:
    """True for a number with digits other than zero behind the point; False also for what is no number."""
    try:
        value = number(text)
    except Refused:
        return False
    return value != value.to_integral_value()


def minor(text: str, currency: Currency) -> int:
    """An amount in minor units, rounded half to even. Raises Refused, `decimals` under a currency without them."""
    value = number(text)
    _refuse_decimals(value, text, currency)
    result = int((value * currency.minor_per_major).quantize(Decimal(1), ROUND_HALF_EVEN))
    return _bounded(result, MAX_MINOR, text)


def micro(text: str, currency: Currency) -> int:
    """A unit price in millionths of the minor unit, so that 0.001 pounds is kept. Raises Refused as `minor` does."""
    value = number(text)
    _refuse_decimals(value, text, currency)
    result = int((value * currency.minor_per_major * MICRO).quantize(Decimal(1), ROUND_HALF_EVEN))
    return _bounded(result, MAX_MINOR * MICRO, text)


def whole(text: str) -> int:
    """A whole number, such as a quantity; `6.0` is 6. Raises Refused."""
    value = number(text)
    if value != value.to_integral_value():
        raise Refused("not_whole", f"{shown(text)} is not a whole number.")
    return _bounded(int(value), MAX_WHOLE, text)


def natural(text: str) -> int:
    """A whole number of 1 or more, such as a number of days. Raises Refused."""
    value = whole(text)
    if value < 1:
        raise Refused("not_positive", f"{shown(text)} is not 1 or more.")
    return value


def delivery(text: str) -> int:
    """Which delivery of its contract an order is. Where that cannot be read the order is taken without it: Dropped."""
    try:
        return natural(text)
    except Refused as refused:
        raise Dropped(refused.reason, refused.detail) from None


def _refuse_decimals(value: Decimal, text: str, currency: Currency) -> None:
    if currency.exponent == 0 and value != value.to_integral_value():
        raise Refused(
            "decimals",
            f"{shown(text)} has decimals, which {currency.code} does not have. If the file is in another currency, "
            "name it, for example --currency USD.",
        )


def _bounded(value: int, limit: int, text: str) -> int:
    if abs(value) > limit:
        raise _too_large(text)
    return value


def _too_large(text: str) -> Refused:
    return Refused("too_large", f"{shown(text)} is larger than any amount or quantity of an order can be.")
