"""Cohorts by month of the first order: who ordered in the m-th month after it, who remained, and revenue."""

from __future__ import annotations

from collections import defaultdict

import ibis
import ibis.expr.types as ir

from enishi.insight import cells
from enishi.insight.contracts import Cohort, View


def cohorts(orders: ir.Table, view: View) -> tuple[Cohort, ...]:
    """One entry per month with first orders, ascending, each up to the month of `as_of`. One scan, one GROUP BY.

    `residual[m]`: customers with a counted order within the repeat window before the end of month m (or `as_of`).
    """
    rows = (
        orders.select(
            cohort=cells.month_expr(orders.first_day),
            month=cells.ordered(orders),
            until=cells.last_boundary(orders, view, view.repeat_days, heed_gone=False),
            first=cells.first_in_month(orders),
            new=cells.is_new(orders),
            revenue=orders.revenue,
        )
        .group_by("cohort", "month", "until", "first", "new")
        .aggregate(count=ibis._.count(), revenue=ibis._.revenue.sum())
        .to_pyarrow()
        .to_pylist()
    )
    last = cells.last_month(view.as_of)
    drafts: dict[int, _Draft] = defaultdict(_Draft)
    for row in rows:
        cohort = row["cohort"]
        draft = drafts[cohort]
        m, count = row["month"] - cohort, row["count"]
        draft.size += count * row["new"]
        draft.ordered[m] += count * row["first"]
        draft.revenue[m] += int(row["revenue"])
        if row["until"] >= row["month"]:
            draft.steps[m] += count
            draft.steps[row["until"] - cohort + 1] -= count
    return tuple(drafts[cohort].finish(cohort, last - cohort + 1) for cohort in sorted(drafts))


class _Draft:
    def __init__(self) -> None:
        self.size = 0
        self.ordered: dict[int, int] = defaultdict(int)
        self.revenue: dict[int, int] = defaultdict(int)
        self.steps: dict[int, int] = defaultdict(int)

    def finish(self, cohort: int, months: int) -> Cohort:
        residual, running = [], 0
        for m in range(months):
            running += self.steps[m]
            residual.append(running)
        return Cohort(
            cohort=cells.month_named(cohort),
            size=self.size,
            ordered=tuple(self.ordered[m] for m in range(months)),
            residual=tuple(residual),
            revenue=tuple(self.revenue[m] for m in range(months)),
        )
