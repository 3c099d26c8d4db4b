"""For each order in view, the months in which it puts its customer into a flow or a stock. The one definition of each.

A month is an integer, year × 12 + month − 1. The *boundary* of a month is its end, or `as_of` for the last one. Each
expression is null where the order does not put its customer there, and at most one order of a customer does so for one
month: counting orders counts customers, with a plain GROUP BY and no window.

An order of day d whose customer orders next on day n and left on day g keeps him active at every instant D with
d < D ≤ min(d + A, n, g): the latest order before D is this one, it is at most A days old, and he is not gone.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from enishi.insight.contracts import View


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def month_named(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def last_month(as_of: date) -> int:
    """The month that holds the day before `as_of`."""
    first = as_of.day == 1
    return month_number(as_of) - (1 if first else 0)


def month_expr(day: ir.DateValue) -> ir.IntegerValue:
    return (day.year() * 12 + day.month() - 1).cast("int32")


def ordered(o: ir.Table) -> ir.IntegerValue:
    return month_expr(o.day)


def first_in_month(o: ir.Table) -> ir.BooleanValue:
    """Is this the customer's first order of its month?"""
    return o.prev_day.isnull() | (month_expr(o.prev_day) < month_expr(o.day)).fill_null(False)


def is_new(o: ir.Table) -> ir.BooleanValue:
    return o.f == 1


def is_returned(o: ir.Table, view: View) -> ir.BooleanValue:
    """Ordered before the month, not active at its start, ordered in it."""
    start = o.day.truncate("M")
    lapsed = _plus(o.prev_day, view.active_days) < start
    gone = o.prev_gone_day < start
    return ((o.f > 1) & first_in_month(o) & (lapsed | gone.fill_null(False))).fill_null(False)


def last_boundary(o: ir.Table, view: View, days: int, *, heed_gone: bool) -> ir.IntegerValue:
    """The last month at whose boundary this order still holds its customer within `days`.

    The first such month is that of the order itself; a result before it means none.
    """
    until = _plus(o.day, days)
    until = ibis.least(until, o.next_day.fill_null(until))
    if heed_gone:
        until = ibis.least(until, o.gone_day.fill_null(until))
    reaches_end = until >= ibis.literal(view.as_of)
    return reaches_end.ifelse(last_month(view.as_of), month_expr(until) - 1).cast("int32")


def lapsed(o: ir.Table, view: View) -> ir.IntegerValue:
    """The month in which the customer stops being active without having left: active at its start, neither active nor
    gone at its end."""
    day = _plus(o.day, view.active_days)
    month = month_expr(day)
    stays_away = (month_expr(o.next_day) > month).fill_null(True)
    not_gone = (month_expr(o.gone_day) > month).fill_null(True)
    return ((day < ibis.literal(view.as_of)) & stays_away & not_gone).ifelse(month, ibis.null("int32"))


def left(o: ir.Table, view: View) -> ir.IntegerValue:
    """The month in which the customer leaves: active at its start or ordered in it, and gone at its end."""
    month = month_expr(o.gone_day)
    still_gone = (month_expr(o.next_day) > month).fill_null(True)
    was_there = _plus(o.day, view.active_days) >= o.gone_day.truncate("M")
    return (o.gone_day.notnull() & still_gone & was_there).ifelse(month, ibis.null("int32"))


def _plus(day: ir.DateValue, days: int) -> ir.DateValue:
    return (day + ibis.interval(days=days)).cast("date")
