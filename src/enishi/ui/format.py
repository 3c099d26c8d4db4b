"""Numbers, money and days as people read them, in Japanese and in English. Pure.

Japanese counts in 万 and 億 (1.6万, 590万円); English in k and M (16k, ¥5.9M). A change always shows its sign, with a
real minus. Shares come from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from enishi.kernel.money import Currency

MINUS = "−"
NOTHING = "–"

_JAPANESE_STEPS = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))
_ENGLISH_STEPS = ((10**9, "B"), (10**6, "M"), (10**3, "k"))
_SIGNS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "CNY": "CN¥", "KRW": "₩", "TWD": "NT$", "HKD": "HK$"}
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed(text: str, value: float | Decimal) -> str:
    return f"{MINUS}{text}" if value < 0 else text


@dataclass(frozen=True)
class Format:
    """How one reader sees figures: `lang` is `ja` or `en`, money is in `currency`, instants are told in `zone`."""

    lang: str
    currency: Currency
    zone: tzinfo = UTC

    @property
    def _japanese(self) -> bool:
        return self.lang.startswith("ja")

    def count(self, value: int) -> str:
        return _signed(f"{abs(value):,}", value)

    def change(self, value: int) -> str:
        """A difference, with its sign: +312, −14, ±0."""
        if value == 0:
            return "±0"
        return f"{'+' if value > 0 else MINUS}{abs(value):,}"

    def compact(self, value: float) -> str:
        """A count for axes and small places: 1.6万 or 16k. At most three digits carry meaning."""
        steps = _JAPANESE_STEPS if self._japanese else _ENGLISH_STEPS
        magnitude = Decimal(str(abs(value)))
        for place, (unit, sign) in enumerate(steps):
            lower = steps[place + 1][0] if place + 1 < len(steps) else None
            # 999,950 is 1M and not 1000k: what rounds up to the next step belongs there.
            if magnitude >= unit or (lower and magnitude >= lower and _rounded(magnitude / lower, 0) * lower >= unit):
                scaled = magnitude / unit
                places = 1 if scaled < 100 and _rounded(scaled, 1) % 1 else 0
                return _signed(f"{_rounded(scaled, places):,}{sign}", value)
        places = 0 if magnitude == magnitude.to_integral_value() or magnitude >= 100 else 1
        return _signed(f"{_rounded(magnitude, places):,}", value)

    def money(self, minor: int) -> str:
        """An exact amount: 5,900,000円, ¥5,900,000, $12.50."""
        major = Decimal(abs(minor)).scaleb(-self.currency.exponent)
        number = f"{_rounded(major, self.currency.exponent):,}"
        return _signed(self._with_sign(number), minor)

    def amount(self, minor: int) -> str:
        """An exact amount for a spreadsheet, without a sign of its currency: 5900000, 12.50, -3.00."""
        return f"{Decimal(minor).scaleb(-self.currency.exponent):f}"

    def money_compact(self, minor: int) -> str:
        """An amount for axes and small places: 590万円, ¥5.9M."""
        major = Decimal(abs(minor)).scaleb(-self.currency.exponent)
        return _signed(self._with_sign(self.compact(float(major))), minor)

    def _with_sign(self, number: str) -> str:
        if self._japanese and self.currency.code == "JPY":
            return f"{number}円"
        sign = _SIGNS.get(self.currency.code)
        return f"{sign}{number}" if sign else f"{self.currency.code} {number}"

    def share(self, value: float | None, places: int = 1) -> str:
        """0.384 as 38.4%. What nobody can know (None) is a dash."""
        if value is None:
            return NOTHING
        return f"{_rounded(Decimal(str(value)) * 100, places):,}%"

    def interval(self, low: float | None, high: float | None, places: int = 1) -> str:
        """The 95 % interval beside a share: (37.9–38.9), in per cent."""
        if low is None or high is None:
            return ""
        ends = [_rounded(Decimal(str(end)) * 100, places) for end in (low, high)]
        return f"({ends[0]:,}–{ends[1]:,})"

    def days(self, value: float | None) -> str:
        """A number of days with its unit: 42日, 42.5 days."""
        if value is None:
            return NOTHING
        number = f"{_rounded(Decimal(str(value)), 0 if float(value).is_integer() else 1):,}"
        if self._japanese:
            return f"{number}日"
        return f"{number} {'day' if number == '1' else 'days'}"

    def month(self, month: date) -> str:
        return (
            f"{month.year}年{month.month}月" if self._japanese else f"{_ENGLISH_MONTHS[month.month - 1]} {month.year}"
        )

    def month_name(self, month: date) -> str:
        """The month without its year, for axes."""
        return f"{month.month}月" if self._japanese else _ENGLISH_MONTHS[month.month - 1]

    def year(self, month: date) -> str:
        return f"{month.year}年" if self._japanese else str(month.year)

    def day(self, day: date) -> str:
        if self._japanese:
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"

    def until(self, day: date) -> str:
        """That a month is told only up to this day: 21日まで, to the 21st as `to 21`."""
        return f"{day.day}日まで" if self._japanese else f"to {day.day}"

    def instant(self, instant: datetime) -> str:
        """A moment, in the brand's zone: 2026年11月22日 9:05, 22 Nov 2026, 09:05."""
        local = instant.astimezone(self.zone)
        if self._japanese:
            return f"{self.day(local.date())} {local.hour}:{local.minute:02}"
        return f"{self.day(local.date())}, {local:%H:%M}"

    def size(self, octets: int) -> str:
        """The size of a file: 1.2 MB."""
        value = float(octets)
        for unit in ("B", "KB", "MB"):
            if value < 1000:
                return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
            value /= 1000
        return f"{value:.1f} GB"
