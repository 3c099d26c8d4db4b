"""Months and days of the brand. A month is named by its first day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS_PER_MONTH = 30  # of an agreed cadence, where only its length in days is asked for


def month_of(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """Move the first day of a month by `count` months."""
    return month_named(month_number(month) + count)


def months_between(first: date, last: date) -> int:
    """How many months `last` lies after `first`, counting calendar months and not days."""
    return month_number(last) - month_number(first)


def month_range(first: date, last: date) -> list[date]:
    """All months from that of `first` to that of `last`, both included."""
    start = month_of(first)
    return [add_months(start, step) for step in range(months_between(first, last) + 1)]


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def month_number(day: date) -> int:
    """Months as consecutive integers: year × 12 + month − 1."""
    return day.year * 12 + day.month - 1


def month_named(number: int) -> date:
    """The first day of the month with this number."""
    return date(number // 12, number % 12 + 1, 1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)
