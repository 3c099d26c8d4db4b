"""Money is an integer of minor units in the brand's one currency."""

from __future__ import annotations

from dataclasses import dataclass

from enishi.kernel.errors import EnishiError

_EXPONENTS = {
    "JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0,
    "USD": 2, "EUR": 2, "GBP": 2, "CNY": 2, "TWD": 2, "HKD": 2, "SGD": 2, "AUD": 2, "CAD": 2, "NZD": 2,
    "THB": 2, "MYR": 2, "PHP": 2, "IDR": 2, "INR": 2, "CHF": 2, "SEK": 2, "NOK": 2, "DKK": 2, "PLN": 2,
    "CZK": 2, "HUF": 2, "BRL": 2, "MXN": 2, "ZAR": 2, "AED": 2, "SAR": 2, "ILS": 2, "TRY": 2,
    "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Currency:
    """An ISO 4217 currency: its `code` and the number of digits of its minor unit."""

    code: str
    exponent: int

    @property
    def minor_per_major(self) -> int:
        return int(10**self.exponent)


def currency(code: str) -> Currency:
    """Return the currency named by an ISO 4217 code, in any case. Raises EnishiError for one we do not know."""
    wanted = code.strip().upper()
    if wanted not in _EXPONENTS:
        raise EnishiError(
            f"Unknown currency {code!r}.", hint=f"Use one of {', '.join(sorted(_EXPONENTS))}.", code="unknown_currency"
        )
    return Currency(wanted, _EXPONENTS[wanted])
