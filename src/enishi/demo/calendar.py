"""The demo brand's sixty months, and how busy each day of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from enishi.kernel.calendar import add_months, month_of

MONTHS = 60
PUSH_MONTHS_AGO = 5

Days = NDArray[np.int64]
Dates = NDArray[np.datetime64]

MONTH_FACTOR = (0.92, 0.88, 1.08, 1.06, 1.02, 1.10, 1.05, 0.90, 0.97, 1.00, 1.08, 1.22)  # January first
WEEKDAY_FACTOR = (0.98, 0.95, 0.96, 0.95, 1.00, 1.06, 1.14)  # Monday first
PAYDAY_FACTOR = 1.22
BONUS_FACTOR = 1.18


@dataclass(frozen=True)
class Window:
    """Sixty calendar months, the last one cut before `as_of`. Days are counted from `first_day` (0) to `days` - 1."""

    first_day: date
    as_of: date

    @property
    def days(self) -> int:
        return (self.as_of - self.first_day).days

    def dates(self, days: Days) -> Dates:
        return np.datetime64(self.first_day, "D") + days.astype("timedelta64[D]")

    def day_numbers(self, dates: Dates) -> Days:
        return (dates - np.datetime64(self.first_day, "D")).astype(np.int64)


def window_before(today: date) -> Window:
    last_month = month_of(today - timedelta(days=1))
    return Window(add_months(last_month, 1 - MONTHS), today)


def later_by_months(dates: Dates, months: Days) -> Dates:
    """Move each date by months, keeping its day of the month, or the last day of a month that is too short."""
    own_month = dates.astype("datetime64[M]")
    day_of_month = (dates - own_month.astype("datetime64[D]")).astype(np.int64)
    target = own_month + months.astype("timedelta64[M]")
    first = target.astype("datetime64[D]")
    length = ((target + np.timedelta64(1, "M")).astype("datetime64[D]") - first).astype(np.int64)
    return first + np.minimum(day_of_month, length - 1).astype("timedelta64[D]")


def month_index(dates: Dates) -> Days:
    """Months since January 1970."""
    return dates.astype("datetime64[M]").astype(np.int64)


def is_bonus_season(dates: Dates) -> NDArray[np.bool_]:
    """The weeks after the summer and the winter bonus: 20 June to 15 July, and December to the 25th."""
    month = month_index(dates) % 12 + 1
    day = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    summer = ((month == 6) & (day >= 20)) | ((month == 7) & (day <= 15))
    return summer | ((month == 12) & (day <= 25))


def busyness(window: Window) -> NDArray[np.float64]:
    """Relative number of new customers by day: growth that slows down, season, bonus, payday and weekday."""
    days = np.arange(window.days)
    dates = window.dates(days)
    years = days / 365.25
    growth = 0.40 + 1.60 / (1.0 + np.exp(-(years - 2.2) / 0.75))
    month = np.array(MONTH_FACTOR)[month_index(dates) % 12]
    weekday = np.array(WEEKDAY_FACTOR)[(dates.astype(np.int64) + 3) % 7]  # 1 January 1970 was a Thursday
    day_of_month = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    payday = np.where((day_of_month >= 25) & (day_of_month <= 28), PAYDAY_FACTOR, 1.0)
    bonus = np.where(is_bonus_season(dates), BONUS_FACTOR, 1.0)
    return growth * month * weekday * payday * bonus
