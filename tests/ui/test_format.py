"""Numbers, money and days, as both languages write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel.money import currency
from enishi.ui.format import Format

JA = Format("ja", currency("JPY"), ZoneInfo("Asia/Tokyo"))
EN = Format("en", currency("JPY"), ZoneInfo("Asia/Tokyo"))
DOLLARS = Format("en", currency("USD"))
DOLLARS_JA = Format("ja", currency("USD"))


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (999, "999", "999"),
        (1_000, "1,000", "1k"),
        (1_250, "1,250", "1.3k"),
        (9_999, "9,999", "10k"),
        (10_000, "1万", "10k"),
        (16_204, "1.6万", "16.2k"),
        (999_950, "100万", "1M"),
        (5_900_000, "590万", "5.9M"),
        (99_999_999, "1億", "100M"),
        (123_456_789, "1.2億", "123M"),
        (-16_000, "−1.6万", "−16k"),
        (0.5, "0.5", "0.5"),
    ],
)
def test_compact(value: float, ja: str, en: str) -> None:
    assert (JA.compact(value), EN.compact(value)) == (ja, en)


@pytest.mark.parametrize(
    ("value", "text"), [(312, "+312"), (-14, "−14"), (0, "±0"), (18_204, "+18,204"), (-1_164, "−1,164")]
)
def test_a_change_always_shows_its_sign(value: int, text: str) -> None:
    assert JA.change(value) == EN.change(value) == text


@pytest.mark.parametrize(
    ("fmt", "minor", "exact", "short"),
    [
        (JA, 5_900_000, "5,900,000円", "590万円"),
        (EN, 5_900_000, "¥5,900,000", "¥5.9M"),
        (EN, -3_000, "−¥3,000", "−¥3k"),
        (JA, 0, "0円", "0円"),
        (DOLLARS, 1_250, "$12.50", "$12.5"),
        (DOLLARS_JA, 123_456_789, "$1,234,567.89", "$123万"),
        (Format("en", currency("KWD")), 1_234, "KWD 1.234", "KWD 1.2"),
    ],
)
def test_money(fmt: Format, minor: int, exact: str, short: str) -> None:
    assert (fmt.money(minor), fmt.money_compact(minor)) == (exact, short)


@pytest.mark.parametrize(
    ("fmt", "minor", "plain"),
    [
        (JA, 5_900_000, "5900000"),
        (JA, 0, "0"),
        (JA, -3_000, "-3000"),
        (DOLLARS, 1_250, "12.50"),
        (DOLLARS, -5, "-0.05"),
    ],
)
def test_amounts_for_spreadsheets_are_in_the_currency_and_exact(fmt: Format, minor: int, plain: str) -> None:
    assert fmt.amount(minor) == plain


@pytest.mark.parametrize(
    ("share", "low", "high", "text", "interval"),
    [
        (0.384, 0.379, 0.389, "38.4%", "(37.9–38.9)"),
        (0.0005, 0.0, 0.0149, "0.1%", "(0.0–1.5)"),
        (1.0, 0.9, 1.0, "100.0%", "(90.0–100.0)"),
        (None, None, None, "–", ""),
    ],
)
def test_shares_and_their_intervals(
    share: float | None, low: float | None, high: float | None, text: str, interval: str
) -> None:
    assert (JA.share(share), JA.interval(low, high)) == (text, interval)


@pytest.mark.parametrize(
    ("days", "ja", "en"),
    [(1, "1日", "1 day"), (42, "42日", "42 days"), (42.5, "42.5日", "42.5 days"), (None, "–", "–")],
)
def test_days(days: float | None, ja: str, en: str) -> None:
    assert (JA.days(days), EN.days(days)) == (ja, en)


def test_months_days_and_moments() -> None:
    day, moment = date(2026, 11, 5), datetime(2026, 11, 4, 15, 5, tzinfo=UTC)
    assert (JA.month(day), EN.month(day)) == ("2026年11月", "Nov 2026")
    assert (JA.month_name(day), EN.month_name(day)) == ("11月", "Nov")
    assert (JA.day(day), EN.day(day)) == ("2026年11月5日", "5 Nov 2026")
    assert (JA.instant(moment), EN.instant(moment)) == ("2026年11月5日 0:05", "5 Nov 2026, 00:05")
    assert (JA.until(day), EN.until(day)) == ("5日まで", "to 5")


@pytest.mark.parametrize(
    ("octets", "text"), [(0, "0 B"), (999, "999 B"), (1_500, "1.5 KB"), (250_000, "250 KB"), (1_234_567_890, "1.2 GB")]
)
def test_sizes(octets: int, text: str) -> None:
    assert JA.size(octets) == text


@given(st.integers(-(10**12), 10**12))
def test_a_compact_number_is_never_longer_than_it_needs_to_be(value: int) -> None:
    for fmt in (JA, EN):
        text = fmt.compact(value)
        assert len(text) <= 7
        assert text.startswith("−") == (value < 0)
