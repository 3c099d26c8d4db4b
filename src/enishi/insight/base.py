"""The customer base (顧客基盤): stock and flow per month, exact to the customer."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np

from enishi.insight import cells
from enishi.insight.contracts import BaseMonth, View
from enishi.kernel.calendar import month_named


def base(orders: ir.Table, view: View) -> tuple[BaseMonth, ...]:
    """One entry per month from the first order to `as_of`; the last month ends there. One scan, one GROUP BY."""
    rows = (
        orders.select(
            month=orders.month,
            until=cells.active_until(orders, view),
            new=cells.is_new(orders),
            returned=cells.is_returned(orders, view),
            lapsed=cells.lapsed(orders, view),
            left=cells.left(orders, view),
            revenue=orders.revenue,
        )
        .group_by("month", "until", "new", "returned", "lapsed", "left")
        .aggregate(count=ibis._.count(), revenue=ibis._.revenue.sum())
        .to_pyarrow()
        .to_pydict()
    )
    if not rows["month"]:
        return ()
    first, last = min(rows["month"]), cells.last_month(view.as_of)
    size = last - first + 1
    count = np.asarray(rows["count"], dtype=np.int64)
    month = np.asarray(rows["month"], dtype=np.int64) - first

    def per_month(where: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return np.bincount(where, weights=weights, minlength=size).astype(np.int64)

    def flow(name: str) -> np.ndarray:
        inside = np.asarray([value is not None for value in rows[name]])
        where = np.asarray([value for value in rows[name] if value is not None], dtype=np.int64) - first
        return per_month(where, count[inside])

    until = np.asarray(rows["until"], dtype=np.int64) - first
    holds = until >= month
    steps = np.zeros(size + 1, dtype=np.int64)
    np.add.at(steps, month[holds], count[holds])
    np.add.at(steps, until[holds] + 1, -count[holds])
    active_end = np.cumsum(steps)[:size]
    new = per_month(month, count * np.asarray(rows["new"]))
    returned = per_month(month, count * np.asarray(rows["returned"]))
    lapsed, left = flow("lapsed"), flow("left")
    orders_count = per_month(month, count)
    revenue = _exact_sums(month, rows["revenue"], size)
    return tuple(
        BaseMonth(
            month=month_named(first + k),
            active_start=int(active_end[k - 1]) if k else 0,
            new=int(new[k]),
            returned=int(returned[k]),
            lapsed=int(lapsed[k]),
            left=int(left[k]),
            active_end=int(active_end[k]),
            orders=int(orders_count[k]),
            revenue=revenue[k],
        )
        for k in range(size)
    )


def _exact_sums(where: np.ndarray, amounts: list[int], size: int) -> list[int]:
    """Sums of money per month: in integers, as bincount's floats would lose yen beyond 2**53."""
    sums = [0] * size
    for index, amount in zip(where.tolist(), amounts, strict=True):
        sums[index] += int(amount)
    return sums
