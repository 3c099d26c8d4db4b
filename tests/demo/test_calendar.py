"""Sixty months, whatever the day; and deliveries that keep their day of the month."""

from __future__ import annotations

import calendar
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.demo.calendar import busyness, later_by_months, window_before


@pytest.mark.parametrize(
    ("today", "first_day", "days"),
    [
        (date(2026, 11, 22), date(2021, 12, 1), 1817),
        (date(2026, 12, 1), date(2021, 12, 1), 1826),
        (date(2026, 1, 1), date(2021, 1, 1), 1826),
        (date(2024, 3, 1), date(2019, 3, 1), 1827),
        (date(2024, 2, 2), date(2019, 3, 1), 1799),
    ],
)
def test_the_window_has_sixty_calendar_months_and_ends_before_today(today: date, first_day: date, days: int) -> None:
    window = window_before(today)
    assert (window.first_day, window.as_of, window.days) == (first_day, today, days)
    assert (busyness(window) > 0).all()


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), months=st.integers(0, 60))
def test_months_later_keeps_the_day_or_takes_the_last_one(day: date, months: int) -> None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    expected = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    moved = later_by_months(np.array([day], dtype="datetime64[D]"), np.array([months]))
    assert moved[0].item() == expected
