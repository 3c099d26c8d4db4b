"""Months and days of the brand. A month is named by its first day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def month_of(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """Move the first day of a month by `count` months."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months `last` lies after `first`, counting calendar months and not days."""
    return (last.year - first.year) * 12 + last.month - first.month


def month_range(first: date, last: date) -> list[date]:
    """All months from that of `first` to that of `last`, both included."""
    start = month_of(first)
    return [add_months(start, step) for step in range(months_between(first, last) + 1)]


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def day_after(day: date) -> date:
    return day + timedelta(days=1)
