"""Cohorts by month of the first order: who ordered in the m-th month after it, who remained, and revenue."""

from __future__ import annotations

from collections import defaultdict

import ibis
import ibis.expr.types as ir

from enishi.insight import cells
from enishi.insight.contracts import Cohort, View
from enishi.kernel.calendar import month_named


def cohorts(orders: ir.Table, view: View) -> tuple[Cohort, ...]:
    """One entry per month with first orders, ascending, each up to the month of `as_of`. One scan, one GROUP BY.

    `residual[m]`: customers with a counted order within the repeat window before the end of month m (or `as_of`).
    """
    rows = (
        orders.select(
            cohort=orders.first_month,
            month=orders.month,
            until=cells.residual_until(orders, view),
            first=cells.first_in_month(orders),
            revenue=orders.revenue,
        )
        .group_by("cohort", "month", "until")
        .aggregate(count=ibis._.count(), customers=ibis._.first.sum(), revenue=ibis._.revenue.sum())
        .to_pyarrow()
        .to_pylist()
    )
    last = cells.last_month(view.as_of)
    drafts: dict[int, _Draft] = defaultdict(_Draft)
    for row in rows:
        cohort = row["cohort"]
        draft = drafts[cohort]
        m = row["month"] - cohort
        draft.ordered[m] += int(row["customers"])
        draft.revenue[m] += int(row["revenue"])
        if row["until"] >= row["month"]:
            draft.steps[m] += row["count"]
            draft.steps[row["until"] - cohort + 1] -= row["count"]
    return tuple(drafts[cohort].finish(cohort, last - cohort + 1) for cohort in sorted(drafts))


class _Draft:
    def __init__(self) -> None:
        self.ordered: dict[int, int] = defaultdict(int)
        self.revenue: dict[int, int] = defaultdict(int)
        self.steps: dict[int, int] = defaultdict(int)

    def finish(self, cohort: int, months: int) -> Cohort:
        residual, running = [], 0
        for m in range(months):
            running += self.steps[m]
            residual.append(running)
        return Cohort(
            cohort=month_named(cohort),
            size=self.ordered[0],
            ordered=tuple(self.ordered[m] for m in range(months)),
            residual=tuple(residual),
            revenue=tuple(self.revenue[m] for m in range(months)),
        )
