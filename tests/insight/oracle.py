"""The definitions once more, as slowly and plainly as they can be said: one customer, one instant at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from enishi.insight.contracts import BaseMonth, Cohort, Scope
from tests.insight.brand import Departure, Order


@dataclass(frozen=True)
class Placed:
    at: datetime
    revenue: int

    @property
    def day(self) -> date:
        return self.at.date()


def histories(orders: list[Order], as_of: date, scope: Scope) -> dict[int, list[Placed]]:
    """Counted orders per customer before `as_of`, in order of time, then order number, then position."""
    chosen = [
        (o.at, (o.order_no is not None, o.order_no or ""), position, o)
        for position, o in enumerate(orders)
        if o.counts
        and o.at.date() < as_of
        and (scope is Scope.ALL or (scope is Scope.REGULAR) == (o.contract is not None))
    ]
    found: dict[int, list[Placed]] = defaultdict(list)
    for _at, _no, _position, o in sorted(chosen, key=lambda row: row[:3]):
        assert o.customer is not None
        found[o.customer].append(Placed(o.at, o.amount - o.refunded))
    return found


def months_until(first: date, as_of: date) -> list[tuple[date, date]]:
    """(start, end) of each month from that of `first`; the last one ends at `as_of`."""
    spans, start = [], first.replace(day=1)
    while start < as_of:
        following = (start + timedelta(days=32)).replace(day=1)
        spans.append((start, min(following, as_of)))
        start = following
    return spans


def is_gone(history: list[Placed], departures: list[datetime], instant: date) -> bool:
    """From a departure until the next counted order; departures before the first order mean nothing."""
    midnight = datetime.combine(instant, time())
    last_order = max((p.at for p in history if p.at < midnight), default=None)
    return last_order is not None and any(last_order <= at < midnight for at in departures)


def is_active(history: list[Placed], departures: list[datetime], instant: date, days: int) -> bool:
    recent = any(instant - timedelta(days=days) <= p.day < instant for p in history)
    return recent and not is_gone(history, departures, instant)


def base(
    orders: list[Order], departures: list[Departure], as_of: date, active_days: int, scope: Scope = Scope.ALL
) -> list[BaseMonth]:
    people = histories(orders, as_of, scope)
    left_at: dict[int, list[datetime]] = defaultdict(list)
    for departure in departures:
        left_at[departure.customer].append(departure.at)
    if not people:
        return []
    found = []
    for start, end in months_until(min(p[0].day for p in people.values()), as_of):
        count: dict[str, int] = defaultdict(int)
        for customer, history in people.items():
            gone = left_at[customer]
            inside = [p for p in history if start <= p.day < end]
            before = [p for p in history if p.day < start]
            at_start = is_active(history, gone, start, active_days)
            at_end = is_active(history, gone, end, active_days)
            gone_at_end = is_gone(history, gone, end)
            count["active_start"] += at_start
            count["active_end"] += at_end
            count["new"] += bool(inside) and not before
            count["returned"] += bool(before) and not at_start and bool(inside)
            count["left"] += (at_start or bool(inside)) and gone_at_end
            count["lapsed"] += at_start and not at_end and not gone_at_end
            count["orders"] += len(inside)
            count["revenue"] += sum(p.revenue for p in inside)
        found.append(BaseMonth(month=start, **{name: count[name] for name in BASE_COUNTS}))
    return found


BASE_COUNTS = ("active_start", "new", "returned", "lapsed", "left", "active_end", "orders", "revenue")


def cohorts(orders: list[Order], as_of: date, repeat_days: int, scope: Scope = Scope.ALL) -> list[Cohort]:
    people = histories(orders, as_of, scope)
    found = []
    for first in sorted({p[0].day.replace(day=1) for p in people.values()}):
        mine = [p for p in people.values() if p[0].day.replace(day=1) == first]
        spans = months_until(first, as_of)
        found.append(
            Cohort(
                cohort=first,
                size=len(mine),
                ordered=tuple(sum(any(s <= p.day < e for p in h) for h in mine) for s, e in spans),
                residual=tuple(
                    sum(any(e - timedelta(days=repeat_days) <= p.day < e for p in h) for h in mine) for _s, e in spans
                ),
                revenue=tuple(sum(p.revenue for h in mine for p in h if s <= p.day < e) for s, e in spans),
            )
        )
    return found


@dataclass(frozen=True)
class Step:
    f: int
    reached: int
    converted: int
    median_days: float | None
    revenue: int
    gaps: tuple[tuple[int, bool], ...]  # (days, converted)


def ladder(orders: list[Order], as_of: date, scope: Scope = Scope.ALL) -> list[Step]:
    people = histories(orders, as_of, scope)
    found = []
    for f in range(1, max((len(h) for h in people.values()), default=0) + 1):
        at_f = [h for h in people.values() if len(h) >= f]
        gaps = [
            ((h[f].day - h[f - 1].day).days, True) if len(h) > f else ((as_of - h[f - 1].day).days, False) for h in at_f
        ]
        took = sorted(days for days, converted in gaps if converted)
        middle = None if not took else (took[(len(took) - 1) // 2] + took[len(took) // 2]) / 2
        found.append(Step(f, len(at_f), len(took), middle, sum(h[f - 1].revenue for h in at_f), tuple(sorted(gaps))))
    return found


def kaplan_meier(gaps: tuple[tuple[int, bool], ...], horizon: int) -> float | None:
    """Share converted within `horizon` days; None when nobody is at risk any more."""
    if not any(days >= horizon for days, _ in gaps):
        return None
    surviving = 1.0
    for day in range(horizon + 1):
        at_risk = sum(days >= day for days, _ in gaps)
        events = sum(days == day and converted for days, converted in gaps)
        if at_risk:
            surviving *= 1 - events / at_risk
    return 1 - surviving
