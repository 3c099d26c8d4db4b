"""For each order in view, the months in which it puts its customer into a flow or a stock. The one definition of each.

A month is an integer, see kernel.calendar.month_number. The *boundary* of a month is its end, or `as_of` for the last
one. Each expression is null where the order does not put its customer there, and at most one order of a customer does
so for one month: counting orders counts customers, with a plain GROUP BY and no window.

An order of day d whose customer orders next on day n and left on day g keeps him active at every instant D with
d < D ≤ min(d + A, n, g): the latest order before D is this one, it is at most A days old, and he is not gone.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from enishi.insight.contracts import View
from enishi.kernel.calendar import month_number

NEVER = 12 * 9999  # a month after all others; engines disagree on the least of a null and a number


def last_month(as_of: date) -> int:
    """The month that holds the day before `as_of`."""
    return month_number(as_of) - (1 if as_of.day == 1 else 0)


def month_expr(day: ir.DateValue) -> ir.IntegerValue:
    return (day.year() * 12 + day.month() - 1).cast("int32")


def first_in_month(o: ir.Table) -> ir.BooleanValue:
    """Is this the customer's first order of its month?"""
    return (o.prev_month < o.month).fill_null(True)


def is_new(o: ir.Table) -> ir.BooleanValue:
    return o.f == 1


def is_returned(o: ir.Table, view: View) -> ir.BooleanValue:
    """Ordered before the month, not active at its start, ordered in it."""
    since_then = o.day.delta(o.prev_day, unit="day") - o.day.day() + 1  # at the start of the month
    gone = (o.prev_gone_month < o.month).fill_null(False)
    return ((o.prev_month < o.month) & ((since_then > view.active_days) | gone)).fill_null(False)


def active_until(o: ir.Table, view: View) -> ir.IntegerValue:
    """The last month at whose boundary this order still makes its customer active.

    The first such month is that of the order itself; a result before it means none.
    """
    gone = o.gone_month.fill_null(NEVER)
    return _last_boundary(o, view, view.active_days, ibis.least(o.inactive_month, gone), o.gone_month.isnull())


def residual_until(o: ir.Table, view: View) -> ir.IntegerValue:
    """The last month at whose boundary this order lies within the repeat window; leaving does not end it."""
    return _last_boundary(o, view, view.repeat_days, o.unrepeated_month, ibis.literal(True))


def _last_boundary(
    o: ir.Table, view: View, days: int, ends: ir.IntegerValue, stays: ir.BooleanValue
) -> ir.IntegerValue:
    open_ended = (o.day >= _days_before(view.as_of, days)) & o.next_month.isnull() & stays
    last = ibis.least(ends, o.next_month.fill_null(NEVER)) - 1
    return open_ended.ifelse(last_month(view.as_of), last).cast("int32")


def lapsed(o: ir.Table, view: View) -> ir.IntegerValue:
    """The month in which the customer stops being active without having left: active at its start, neither active nor
    gone at its end."""
    old = o.day < _days_before(view.as_of, view.active_days)
    stays_away = (o.next_month > o.inactive_month).fill_null(True)
    not_gone = (o.gone_month > o.inactive_month).fill_null(True)
    return (old & stays_away & not_gone).ifelse(o.inactive_month, ibis.null("int32"))


def left(o: ir.Table, view: View) -> ir.IntegerValue:
    """The month in which the customer leaves: active at its start or ordered in it, and gone at its end."""
    still_gone = (o.next_month > o.gone_month).fill_null(True)
    age_at_start = o.gone_day.delta(o.day, unit="day") - o.gone_day.day() + 1
    was_there = (age_at_start <= view.active_days).fill_null(False)
    return (still_gone & was_there).ifelse(o.gone_month, ibis.null("int32"))


def with_ends(orders: ir.Table, view: View, days: tuple[date, date]) -> ir.Table:
    """Add `inactive_month` and `unrepeated_month`: the months of the days that close the active and the repeat window.

    `days` are the first and the last day of any order. A calendar of some thousand days is joined, which costs less
    than asking the date functions for every order.
    """
    first, last = days
    span = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    calendar = pa.table(
        {
            "day": pa.array(span, pa.date32()),
            "inactive_month": _months_after(span, view.active_days),
            "unrepeated_month": _months_after(span, view.repeat_days),
        }
    )
    return orders.inner_join(ibis.memtable(calendar), "day")


def _months_after(span: list[date], days: int) -> pa.Array:
    return pa.array([month_number(day + timedelta(days=days)) for day in span], pa.int32())


def _days_before(day: date, days: int) -> ir.DateScalar:
    return ibis.literal(date.fromordinal(max(day.toordinal() - days, date.min.toordinal())))
