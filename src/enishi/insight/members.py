"""The customers behind a number: the same expressions that count a figure, used as a filter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import ibis
import ibis.expr.types as ir

from enishi.insight import cells
from enishi.insight.contracts import Cell, Figure, Member, View
from enishi.insight.regular import contract_lives
from enishi.insight.views import orders_with_ends
from enishi.kernel.calendar import month_number
from enishi.kernel.errors import EnishiError
from enishi.lake import Lake

LIMIT_MAX = 1000

T = TypeVar("T", int, date)


def count_members(lake: Lake, view: View, cell: Cell) -> int:
    """How many customers stand behind a cell."""
    return int(_customers(lake, orders_with_ends(lake, view), view, cell).count().to_pyarrow().as_py())


def members(
    lake: Lake, view: View, cell: Cell, *, limit: int = 100, after: tuple[int, int] | None = None
) -> list[Member]:
    """The customers behind a cell, those of most revenue first.

    `after` is the (revenue, customer) of the last one already seen; `limit` is 1 to 1,000.
    """
    orders = orders_with_ends(lake, view)
    people = _summed(orders.semi_join(_customers(lake, orders, view, cell), "customer"))
    if after is not None:
        revenue, customer = after
        people = people.filter(
            (people.revenue < revenue) | ((people.revenue == revenue) & (people.customer > customer))
        )
    page = people.order_by([ibis.desc("revenue"), "customer"]).limit(max(1, min(limit, LIMIT_MAX)))
    return [Member(**row) for row in page.to_pyarrow().to_pylist()]


def members_named(lake: Lake, view: View, customers: Sequence[int]) -> dict[int, Member]:
    """These customers as the view sees them, by id; who has no counted order in the view is left out."""
    if not customers:
        return {}
    orders = orders_with_ends(lake, view)
    rows = _summed(orders.filter(orders.customer.isin(customers))).to_pyarrow().to_pylist()
    return {row["customer"]: Member(**row) for row in rows}


def _summed(orders: ir.Table) -> ir.Table:
    """One row per customer, with the columns of Member."""
    return orders.group_by("customer").aggregate(
        f=ibis._.f.max(),
        first_day=ibis._.day.min(),
        last_day=ibis._.day.max(),
        revenue=ibis._.revenue.sum().cast("int64"),
    )


def _customers(lake: Lake, orders: ir.Table, view: View, cell: Cell) -> ir.Table:
    """A table of one column, `customer`, each once."""
    if cell.figure in {Figure.CONTRACT_STARTED, Figure.CONTRACT_RUNNING, Figure.CONTRACT_REACHED}:
        lives = contract_lives(lake, orders, view)
        return lives.filter(_contract_condition(lives, cell)).select("customer").distinct()
    return orders.filter(_order_condition(orders, view, cell)).select("customer").distinct()


def _contract_condition(lives: ir.Table, cell: Cell) -> ir.BooleanValue:
    cohort = month_number(_given(cell.cohort, cell, "cohort"))
    begun = (cells.month_expr(lives.start_day) == cohort).fill_null(False)
    if cell.figure is Figure.CONTRACT_STARTED:
        return begun
    if cell.figure is Figure.CONTRACT_REACHED:
        return begun & (lives.deliveries >= _given(cell.delivery, cell, "delivery"))
    month = cohort + _given(cell.m, cell, "m")
    return begun & (cells.month_expr(lives.end_day) > month).fill_null(True)


def _order_condition(o: ir.Table, view: View, cell: Cell) -> ir.BooleanValue:
    figure = cell.figure
    if figure in {Figure.REACHED, Figure.CONVERTED, Figure.NOT_CONVERTED}:
        at_f = o.f == _given(cell.f, cell, "f")
        if figure is Figure.REACHED:
            return at_f
        return at_f & (o.next_day.notnull() if figure is Figure.CONVERTED else o.next_day.isnull())
    if figure in {Figure.COHORT_ORDERED, Figure.COHORT_RESIDUAL}:
        cohort = month_number(_given(cell.cohort, cell, "cohort"))
        month = cohort + _given(cell.m, cell, "m")
        mine = o.first_month == cohort
        if figure is Figure.COHORT_ORDERED:
            return mine & (o.month == month)
        return mine & _held(o, cells.residual_until(o, view), month)
    month = month_number(_given(cell.month, cell, "month"))
    if figure is Figure.ACTIVE_START:
        return _held(o, cells.active_until(o, view), month - 1)
    if figure is Figure.ACTIVE_END:
        return _held(o, cells.active_until(o, view), month)
    if figure is Figure.LAPSED:
        return (cells.lapsed(o, view) == month).fill_null(False)
    if figure is Figure.LEFT:
        return (cells.left(o, view) == month).fill_null(False)
    in_month = o.month == month
    if figure is Figure.NEW:
        return in_month & cells.is_new(o)
    if figure is Figure.RETURNED:
        return in_month & cells.is_returned(o, view)
    return in_month


def _held(o: ir.Table, until: ir.IntegerValue, month: int) -> ir.BooleanValue:
    """Does this order hold its customer at the boundary of `month`?"""
    return (o.month <= month) & (until >= month)


def _given(value: T | None, cell: Cell, name: str) -> T:
    if value is None:
        raise EnishiError(f"{cell.figure.value} needs {name}.", hint=f"Add {name} to the cell.", code="cell")
    return value
